"""Lines in Korean: a particle or an ending stays on the line of what it belongs to.

Korean breaks between words (`keep-all` in site.css), but a browser takes a bracket, a quotation mark, a percent sign, code or a
formula for the end of a word, also where a particle follows. A word joiner there, which has no width, says that the word goes on.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from korean_search import HANGUL
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

JOINER = "\u2060"
WITHIN = re.compile(rf"(?<=[)\]”’\"'%°…])(?=[{HANGUL}])")
AT_START = re.compile(rf"(?=[{HANGUL}])")
VERBATIM = (nodes.literal, nodes.math, nodes.FixedTextElement, nodes.raw, nodes.comment)


def joined(text: str, *, after_code: bool = False) -> str:
    """Return the text with a joiner wherever a word goes on behind a sign; `after_code`, also at its start.

    >>> joined("(LDL)로 90%가").replace(JOINER, "|")
    '(LDL)|로 90%|가'
    """
    start = JOINER if after_code and AT_START.match(text) else ""
    return start + WITHIN.sub(JOINER, text)


class JoinParticles(SphinxPostTransform):
    """Join what belongs together on every Korean page, after formulas have taken what touches them."""

    default_priority = 950
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Go through the page's text."""
        if self.config.language != "ko":
            return
        for element in self.document.findall(lambda node: isinstance(node, nodes.Element)):
            if not isinstance(element, VERBATIM):
                _join_in(element)


def _join_in(element: nodes.Element) -> None:
    for place, child in enumerate(element.children):
        if isinstance(child, nodes.Text):
            behind_code = place > 0 and _ends_apart(element[place - 1])
            element[place] = nodes.Text(joined(child.astext(), after_code=behind_code))


def _ends_apart(node: nodes.Node) -> bool:
    """Whether a browser would break a line behind it."""
    while isinstance(node, nodes.Element) and not isinstance(node, VERBATIM) and node.children:
        node = node.children[-1]
    return isinstance(node.parent if isinstance(node, nodes.Text) else node, VERBATIM) or bool(
        WITHIN.search(node.astext()[-1:] + "가")
    )


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_post_transform(JoinParticles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
