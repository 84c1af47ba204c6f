"""What two editions need from each other: a language switch, hreflang links, and a description of each page.

Also the words that no template reaches: the copy button's, which its script holds for other languages, and a label
that myst-nb writes in English alone.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

DESCRIPTION_LENGTH = 160
COPY_BUTTON_KOREAN = {
    "copy": "복사",
    "copy_to_clipboard": "클립보드에 복사",
    "copy_success": "복사했습니다",
    "copy_failure": "복사하지 못했습니다",
}


def page_description(doctree: nodes.document | None) -> str:
    """Return the first paragraph of plain words, cut at a word; formulas would read badly in a search result."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        has_formula = next(paragraph.findall(nodes.math), None) is not None
        if len(text) >= 20 and not has_formula:
            break
    else:
        return ""
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def add_edition_links(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the templates the links to the other edition, and the head its description and hreflang links."""
    config = app.config
    to_site = "../" * (pagename.count("/") + 1)
    address = config.html_baseurl.rstrip("/").removesuffix(f"/{config.language}")
    links, head = [], []
    for language, name in config.edition_names.items():
        there = pagename == "search" or pagename in config.edition_pages[language]
        target = pagename if there else config.root_doc
        current = language == config.language
        links.append(
            {"language": language, "name": name, "href": f"{to_site}{language}/{target}.html", "current": current}
        )
        if there:
            href = escape(f"{address}/{language}/{pagename}.html")
            head.append(f'<link rel="alternate" hreflang="{language}" href="{href}" />')
    if pagename == config.root_doc:
        head.append(f'<link rel="alternate" hreflang="x-default" href="{escape(address)}/" />')
    description = page_description(doctree)
    if description:
        head.append(f'<meta name="description" content="{escape(description)}" />')
    context["metatags"] = context.get("metatags", "") + "\n" + "\n".join(head)
    context["edition_links"] = links


def drop_english_label(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a fold be read by its own text: myst-nb lays an English label over it in every language."""
    if "body" in context:
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")


def teach_copy_button_korean(app: Sphinx, error: Exception | None) -> None:
    """Add Korean to the languages that sphinx-copybutton's script knows."""
    script = Path(app.outdir, "_static", "copybutton.js")
    if error or app.config.language != "ko" or not script.exists():
        return
    text = script.read_text(encoding="utf-8")
    start = "const messages = {\n"
    if start not in text:
        raise ExtensionError("sphinx-copybutton's script has changed: its table of messages was not found.")
    korean = f"  'ko': {json.dumps(COPY_BUTTON_KOREAN, ensure_ascii=False)},\n"
    script.write_text(text.replace(start, start + korean, 1), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("edition_names", {}, "html")
    app.add_config_value("edition_pages", {}, "html")
    app.add_config_value("edition_build_key", "", "env")
    app.connect("html-page-context", add_edition_links)
    app.connect("html-page-context", drop_english_label)
    app.connect("build-finished", teach_copy_button_korean)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
