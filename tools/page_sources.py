"""What a generated page is made from: an edition's pages, its executed notebooks, and how to link to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from lossopt.language import Language
from tools.markdown_parts import anchors


@dataclass(frozen=True)
class Sources:
    """An edition as a generated page sees it.

    `folder` is `book/<language>`, `pages` what its contents list (paths inside it), `notebooks` the notebooks among them with their
    outputs, and `page` the path of the page to make, from which its links start.
    """

    language: Language
    folder: Path
    pages: tuple[str, ...]
    notebooks: Mapping[str, NotebookNode]
    page: str

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of every page: its first heading, in Markdown."""
        return {page: next((text for _, text, _ in headings(self._text(page))), page) for page in self.pages}

    def _text(self, page: str) -> str:
        if page in self.notebooks:
            cells = self.notebooks[page].cells
            return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        return (self.folder / page).read_text(encoding="utf-8") if page.endswith(".md") else ""

    def link(self, page: str, words: str = "", anchor: str = "") -> str:
        """Return a link to another page, with its title for words where none are given."""
        target = "../" * self.page.count("/") + page
        return (
            f"[{words or self.titles[page]}]({target}#{anchor})"
            if anchor
            else f"[{words or self.titles[page]}]({target})"
        )


_HEADING = re.compile(r"^(#{1,3}) +(.+?) *#* *$", re.MULTILINE)


def headings(markdown: str) -> Iterator[tuple[int, str, str]]:
    """Yield level, Markdown and anchor of the headings to which a link may lead (a comment in a code block is none).

    >>> list(headings("# Why $2/L$?\\n\\n```\\n# a comment\\n```"))
    [(1, 'Why $2/L$?', 'why-')]
    """
    known = set(anchors(markdown))
    for marks, text in _HEADING.findall(markdown):
        slug = next(anchors(f"{marks} {text}"), "")
        if slug in known:
            yield len(marks), text, slug
