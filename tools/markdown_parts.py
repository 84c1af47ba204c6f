"""Markdown taken apart: what a lint reads (prose, links) and what two editions share (formulas, headings).

markdown-it with the plugins that MyST uses does the parsing, so code, formulas and prose are told apart as on
the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

# Stands in prose for a formula or a piece of code: no word, but not nothing either.
PLACEHOLDER = "□"


@dataclass
class Passage:
    """The prose of one paragraph, heading, list item or table cell, and the line on which it begins."""

    line: int
    text: str
    links: list[str] = field(default_factory=list)
    in_quotation: bool = False


@dataclass
class Parts:
    """What a Markdown text consists of."""

    headings: list[tuple[int, str]] = field(default_factory=list)  # level and text
    labels: list[str] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)  # line and target
    images: list[tuple[int, str]] = field(default_factory=list)
    display_math: list[str] = field(default_factory=list)
    inline_math: list[str] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)  # rows and columns
    passages: list[Passage] = field(default_factory=list)
    myst: list[tuple[int, str]] = field(default_factory=list)  # line and what plain Markdown would show raw


_PARSER = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .use(front_matter_plugin)
    .use(dollarmath_plugin, allow_labels=True, double_inline=True)
    .use(amsmath_plugin)
    .use(myst_block_plugin)
)
_HTML_ID = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")
_HTML_LINK = re.compile(r"""\bhref=["']([^"']+)["']""")
_HTML_IMAGE = re.compile(r"""<img\b[^>]*\bsrc=["']([^"']+)["']""")
_HTML_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_ROLE = re.compile(r"\{[a-zA-Z][\w:.+-]*\}$")


@cache
def parts_of(markdown: str) -> Parts:
    """Return the parts of a Markdown text."""
    return _parts(_PARSER.parse(markdown))


def _parts(tokens: list[Token]) -> Parts:
    parts = Parts()
    quotations = 0
    for position, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 1
        match token.type:
            case "blockquote_open":
                quotations += 1
            case "blockquote_close":
                quotations -= 1
            case "heading_open":
                parts.headings.append((int(token.tag[1]), _heading(tokens[position + 1])))
            case "table_open":
                parts.tables.append(_table_size(tokens, position))
            case "math_block" | "math_block_label" | "amsmath":
                parts.display_math.append(token.content)
                if token.type == "math_block_label":
                    parts.labels.append(token.info)
                    parts.myst.append((line, f"({token.info})"))
            case "myst_target":
                parts.labels.append(token.content)
                parts.myst.append((line, f"({token.content})="))
            case "myst_line_comment" | "myst_block_break":
                parts.myst.append((line, "% comment" if token.type == "myst_line_comment" else "+++"))
            case "fence" if token.info.strip().startswith("{"):
                parts.myst.append((line, f"```{token.info.strip()}"))
            case "html_block":
                _take_html(token.content, line, parts)
                parts.passages.append(Passage(line, _HTML_TAG.sub("", token.content).strip()))
            case "inline":
                parts.passages.append(_passage(token.children or [], line, quotations > 0, parts))
    return parts


def _heading(inline: Token) -> str:
    """Return the text of a heading as MyST reads it for the heading's anchor: without its formulas."""
    return "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))


def _passage(children: list[Token], line: int, in_quotation: bool, parts: Parts) -> Passage:
    """Return the prose of an inline token; its formulas, links and the like go into `parts`."""
    passage = Passage(line, "", in_quotation=in_quotation)
    for child in children:
        match child.type:
            case "text" | "text_special":
                passage.text += child.content
            case "softbreak" | "hardbreak":
                passage.text += "\n"
            case "code_inline":
                if role := _ROLE.search(passage.text):
                    parts.myst.append((line, f"{role[0]}`{child.content}`"))
                passage.text += PLACEHOLDER
            case "math_inline":
                parts.inline_math.append(child.content)
                passage.text += PLACEHOLDER
            case "math_inline_double":
                parts.display_math.append(child.content)
                passage.text += PLACEHOLDER
            case "link_open":
                passage.links.append(str(child.attrs["href"]))
                parts.links.append((line, str(child.attrs["href"])))
            case "image":
                parts.images.append((line, str(child.attrs["src"])))
                passage.text += child.content
            case "html_inline":
                _take_html(child.content, line, parts)
    if any(row.lstrip().startswith(":::") for row in passage.text.split("\n")):
        parts.myst.append((line, ":::"))
    return passage


def _take_html(html: str, line: int, parts: Parts) -> None:
    parts.labels += _HTML_ID.findall(html)
    parts.links += [(line, target) for target in _HTML_LINK.findall(html)]
    parts.images += [(line, target) for target in _HTML_IMAGE.findall(html)]


def _table_size(tokens: list[Token], start: int) -> tuple[int, int]:
    rows = columns = 0
    for token in tokens[start:]:
        rows += token.type == "tr_open"
        columns += token.type == "th_open"
        if token.type == "table_close":
            break
    return rows, columns


_SLUG_DROPS = re.compile(r"[^\w\u4e00-\u9fff\- ]")


def anchors(markdown: str) -> Iterator[str]:
    """Yield every name that a link `#name` may lead to: of headings, as GitHub and MyST form it, and of labels."""
    parts = parts_of(markdown)
    yield from parts.labels
    for _, text in parts.headings:
        yield _SLUG_DROPS.sub("", text.lower().replace(" ", "-"))
