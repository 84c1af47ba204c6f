"""Search in Korean, which Sphinx does not know: particles follow a noun without a space, and spacing varies.

A page is indexed by Hangul syllables and by pairs of neighbouring syllables, also across a space. A query is cut
into the pairs of each of its words. So 손실 finds 손실을, and 경사하강법 and 경사 하강법 find the same pages.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

HANGUL = "\uac00-\ud7a3"
WORD = re.compile(rf"(?P<hangul>[{HANGUL}]+)|[^\W{HANGUL}]+")

JS_SPLITTER = r"""
function splitQuery(query) {
  const terms = [];
  for (const word of query.match(/[\uac00-\ud7a3]+|[\p{L}\p{N}_]+/gu) || []) {
    for (const part of word.match(/[\uac00-\ud7a3]+|[^\uac00-\ud7a3]+/g)) {
      if (part.length === 1 || !/[\uac00-\ud7a3]/.test(part)) terms.push(part);
      else for (let i = 0; i + 1 < part.length; i++) terms.push(part.slice(i, i + 2));
    }
  }
  return terms;
}
"""


def query_terms(query: str) -> list[str]:
    """Return what `JS_SPLITTER` makes of a query: every one of them must be on a page for it to be found."""
    terms: list[str] = []
    for word in WORD.finditer(query):
        text = word[0]
        if word["hangul"] and len(text) > 1:
            terms += [text[i : i + 2] for i in range(len(text) - 1)]
        else:
            terms.append(text)
    return terms


def index_terms(text: str) -> list[str]:
    """Return what a page's text is found by: words, Hangul syllables, and pairs of them also across a space."""
    terms: list[str] = []
    before: re.Match[str] | None = None
    for word in WORD.finditer(text):
        if not word["hangul"]:
            terms.append(word[0])
            before = None
            continue
        if before and text[before.end() : word.start()].isspace():
            terms.append(before[0][-1] + word[0][0])
        terms += word[0]
        terms += [word[0][i : i + 2] for i in range(len(word[0]) - 1)]
        before = word
    return terms


class SearchKorean(SearchEnglish):
    """Korean by syllables; English words in the text are stemmed as in the English edition."""

    lang = "ko"
    language_name = "Korean"
    js_splitter_code = JS_SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the terms that a text is found by."""
        return index_terms(input)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_search_language(SearchKorean)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
