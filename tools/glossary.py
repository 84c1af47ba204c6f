"""The glossary: the term table of the course, in both directions, each term with the page that explains it.

`terms.toml` is the only source. A term names its page as `in = "losses/regression"`, without a suffix; while that page is
not in the edition's contents, the term stands without a link.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from lossopt.language import Language, Text
from tools.page_sources import Sources

TERMS = Path(__file__).with_name("terms.toml")
NAMES = {"ko": Text(ko="한국어", en="Korean"), "en": Text(ko="영어", en="English")}
EXPLAINED = Text(ko="설명한 곳", en="Explained in")
TITLES = {
    "ko": Text(ko="한국어에서 영어로", en="From Korean to English"),
    "en": Text(ko="영어에서 한국어로", en="From English to Korean"),
}


@dataclass(frozen=True)
class Term:
    """One idea: its names, and the page that explains it without its suffix."""

    ko: str
    en: str
    page: str

    def named(self, language: Language) -> str:
        """Return its name in a language."""
        return self.ko if language == "ko" else self.en


def terms(file: Path = TERMS) -> list[Term]:
    """Return the terms of a table, in its order."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["term"]
    return [Term(row["ko"], row["en"], row.get("in", "")) for row in rows]


def markdown(sources: Sources) -> str:
    """Return both tables as Markdown, the one that begins with the edition's own language first."""
    order: list[tuple[Language, Language]] = [("ko", "en"), ("en", "ko")]
    if sources.language == "en":
        order.reverse()
    return "\n\n".join(_table(first, second, sources) for first, second in order)


def _table(first: Language, second: Language, sources: Sources) -> str:
    language = sources.language
    head = [NAMES[first].in_(language), NAMES[second].in_(language), EXPLAINED.in_(language)]
    rows = [
        [_word(term, first, language), _word(term, second, language), _link(term, sources)]
        for term in sorted(terms(), key=lambda term: term.named(first).casefold())
    ]
    lines = [f"| {' | '.join(row)} |" for row in [head, [":---"] * 3, *rows]]
    return "\n".join([f"## {TITLES[first].in_(language)}", "", *lines])


def _word(term: Term, of: Language, language: Language) -> str:
    """Return a name, marked as foreign where the page is in the other language."""
    return term.named(of) if of == language else f'<span lang="{of}">{term.named(of)}</span>'


def _link(term: Term, sources: Sources) -> str:
    found = [page for page in sources.pages if page.rpartition(".")[0] == term.page]
    return sources.link(found[0]) if found else ""
