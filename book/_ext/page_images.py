"""Pictures that a page names itself (`{image}`, `![…](…)`): their size, so that nothing jumps, and loaded when seen.

A dark twin that is not shown is then not loaded either. Pictures of notebooks get the same in tools/site_pages.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import imagesize  # type: ignore[import-untyped]
from docutils import nodes
from sphinx.application import Sphinx

IMAGE = re.compile(r'<img (?=[^>]*\bsrc="[^"]*_images/(?P<name>[^"/]+)")(?![^>]*\bwidth=)')


def complete_images(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    files = {name: Path(app.srcdir, source) for source, name in getattr(app.builder, "images", {}).items()}

    def completed(image: re.Match[str]) -> str:
        width, height = imagesize.get(files[image["name"]]) if image["name"] in files else (-1, -1)
        size = f'width="{width}" height="{height}" ' if width > 0 else ""
        return f'<img {size}loading="lazy" decoding="async" '

    if "body" in context:
        context["body"] = IMAGE.sub(completed, context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", complete_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
