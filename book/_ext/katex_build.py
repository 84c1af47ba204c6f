"""Formulas become HTML and MathML while the site is built: KaTeX in one node process, asked over a pipe.

Nothing is typeset in the browser and nothing comes from another host. A formula that KaTeX cannot read is a
warning with its page and place, and the site is built with warnings as errors.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

PROGRAM = Path(__file__).with_name("katex_render.js")
STYLE = "katex/katex.min.css"
# The first line of an option is raw HTML, where Markdown reads no formula: $…$ inside <summary>.
SUMMARY = re.compile(r"<summary>.*?</summary>", re.S)
SUMMARY_FORMULA = re.compile(r"(?<![\\$])\$([^$\n]+)\$(?!\$)")
SHORT = 30  # characters of TeX: a longer formula must be free to break
TOUCHING = re.compile(r"\S{0,8}(?!\S)|[^\s\w]*")  # the rest of a short word, else punctuation alone
TOKENS = re.compile(r"\\[a-zA-Z]+|\\.|[{}]|[^\\{}]+", re.S)
OPENING, CLOSING = ("{", r"\begin", r"\left"), ("}", r"\end", r"\right")
logger = logging.getLogger(__name__)


class FormulaError(ValueError):
    """KaTeX could not read a formula; the message is KaTeX's own."""


class Typesetter:
    """KaTeX, started at the first formula and stopped by `close`; a formula seen before is not typeset again."""

    def __init__(self, command: Sequence[str]) -> None:
        """Remember how to start: the node program and the folder of the KaTeX package."""
        self._command = [command[0], str(PROGRAM), *command[1:]]
        self._process: subprocess.Popen[str] | None = None
        self._ask = lru_cache(maxsize=None)(self._ask_katex)

    def __call__(self, tex: str, *, display: bool) -> str:
        """Return the formula as HTML with MathML; raise FormulaError where KaTeX cannot read it."""
        answer = self._ask(tex, display)
        if "error" in answer:
            raise FormulaError(answer["error"])
        return answer["html"]

    def _ask_katex(self, tex: str, display: bool) -> dict[str, str]:
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"KaTeX stopped while typesetting {tex!r}.")
        answer: dict[str, str] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the node process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


class TypesetFormulas(SphinxPostTransform):
    """Typeset every formula of a page and keep the HTML on its node, so that all faults are told at once."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Typeset the page."""
        for node in list(self.document.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))):
            display = isinstance(node, nodes.math_block)
            formulas = parts(node.astext()) if display else [node.astext()]
            node["katex"] = "".join(self._typeset(node, formula, display) for formula in formulas)
            if len(formulas) > 1:
                node["classes"].append("side-by-side")
            if not display and len(node.astext()) <= SHORT:
                node["katex"] = _together(node, node["katex"])
        for node in self.document.findall(nodes.raw):
            if "<summary>" in node.astext():
                node[:] = [nodes.Text(self._typeset_summaries(node))]

    def _typeset_summaries(self, node: nodes.raw) -> str:
        def formula(found: re.Match[str]) -> str:
            return self._typeset(node, html.unescape(found[1]), False)

        return SUMMARY.sub(lambda summary: SUMMARY_FORMULA.sub(formula, summary[0]), node.astext())

    def _typeset(self, node: nodes.Element, tex: str, display: bool) -> str:
        try:
            return str(self.app.katex_typesetter(tex, display=display))  # type: ignore[attr-defined]
        except FormulaError as error:
            page = f"book/{self.config.language}/{self.env.docname}"
            logger.warning("%s: the formula %r cannot be typeset: %s", page, tex, error, location=node)
            return html.escape(tex)


def parts(tex: str) -> list[str]:
    """Return the formulas that a display sets side by side, with \\qquad between them: on a narrow page they go below one another."""
    found, depth = [""], 0
    for token in TOKENS.findall(tex):
        depth += (token in OPENING) - (token in CLOSING)
        if token == r"\qquad" and depth == 0:
            found.append("")
        else:
            found[-1] += token
    return [part.strip() for part in found if part.strip()]


def _together(node: nodes.Element, formula: str) -> str:
    """Keep a short formula on the line of what it touches: a comma, a bracket, a Korean particle.

    Browsers may break a line on either side of a formula, so what touches it moves into a box that has no breaks.
    """
    siblings = node.parent.children
    place = siblings.index(node)
    head = tail = ""
    if place and isinstance(siblings[place - 1], nodes.Text):
        text = siblings[place - 1].astext()
        head = text[len(text.rstrip("([“‘")) :]
        siblings[place - 1] = nodes.Text(text.removesuffix(head))
    if place + 1 < len(siblings) and isinstance(siblings[place + 1], nodes.Text):
        text = siblings[place + 1].astext()
        tail = TOUCHING.match(text)[0]  # type: ignore[index]
        siblings[place + 1] = nodes.Text(text.removeprefix(tail))
    for sibling in siblings:
        sibling.parent = node.parent
    if not head and not tail:
        return formula
    return f'<span class="together">{html.escape(head)}{formula}{html.escape(tail)}</span>'


def visit_math(self: Any, node: nodes.math) -> None:
    # A heading's formula is also shown in the contents, by a copy that no transform has seen.
    typeset = node["katex"] if "katex" in node else self.builder.app.katex_typesetter(node.astext(), display=False)
    self.body.append(f'<span class="math">{typeset}</span>')
    raise nodes.SkipNode


def visit_math_block(self: Any, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(node["katex"] + "</div>\n")
    raise nodes.SkipNode


def style_where_needed(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    if 'class="katex' in context.get("body", ""):
        app.add_css_file(STYLE)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("katex_build_command", [], "env")
    app.add_html_math_renderer("katex_build", (visit_math, None), (visit_math_block, None))
    app.add_post_transform(TypesetFormulas)

    def start(app: Sphinx) -> None:
        app.katex_typesetter = Typesetter(app.config.katex_build_command)  # type: ignore[attr-defined]

    app.connect("builder-inited", start)
    app.connect("html-page-context", style_where_needed)
    app.connect("build-finished", lambda app, error: app.katex_typesetter.close())
    return {"parallel_read_safe": True, "parallel_write_safe": False}
