"""Read a built page strictly: every tag closed where it should be, every link and text kept for a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OPTIONAL_END = {"p", "li", "dt", "dd", "option", "thead", "tbody", "tr", "td", "th"}
NOT_PROSE = {"script", "style", "pre", "code", "math", "annotation", "title"}
Attributes = dict[str, str]


class Page(HTMLParser):
    """One HTML file: its elements in order, its prose, and the tags that do not fit each other."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.elements: list[tuple[str, Attributes]] = []
        self.misplaced: list[str] = []
        self.prose: list[str] = []
        self._open: list[str] = []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.misplaced += [f"<{tag}> is never closed" for tag in self._open if tag not in OPTIONAL_END]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] != tag and self._open[-1] in OPTIONAL_END:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in VOID | OPTIONAL_END:
            inside = self._open[-1] if self._open else "nothing"
            self.misplaced.append(f"</{tag}> inside <{inside}> at line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        if data.strip() and not NOT_PROSE & set(self._open):
            self.prose.append(" ".join(data.split()))

    @cached_property
    def ids(self) -> set[str]:
        """Every anchor of the page."""
        return {attributes["id"] for _, attributes in self.elements if "id" in attributes}

    def all(self, tag: str) -> list[Attributes]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield (tag, address) of everything that the page links to or loads."""
        for tag, attributes in self.elements:
            for name in ("href", "src", "action", "poster", "data"):
                if attributes.get(name) and tag != "meta":
                    yield tag, attributes[name]
            for part in attributes.get("srcset", "").split(","):
                if part.strip():
                    yield tag, part.split()[0]


@cache
def read_page(path: Path) -> Page:
    return Page(path)


def broken_links(page: Page, site: Path, base: str = "") -> list[str]:
    """Return the addresses of a page, inside the site, that lead nowhere; `base` is the site's path when published."""
    broken = []
    for _, address in page.addresses():
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        if path.startswith("/"):
            target = site / path.removeprefix(base).lstrip("/")
        else:
            target = page.path.parent / path if path else page.path
        target = target.resolve()
        if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in read_page(target).ids):
            broken.append(address)
    return broken


LOADS = {"script", "img", "iframe", "source", "video", "audio", "embed", "object", "track", "form"}
LOADING_LINKS = {"stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "icon", "manifest"}
_REMOTE = r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"
REMOTE_IN_CSS = re.compile(rf"(?:url\(\s*['\"]?|@import\s+['\"]){_REMOTE}", re.I)
REMOTE_IN_JS = re.compile(
    rf"(?:\.(?:src|href)\s*=|fetch\(|import\(?|importScripts\(|new Worker\(|\bfrom)\s*['\"`]{_REMOTE}", re.I
)


def loaded_from_elsewhere(page: Page) -> list[str]:
    """Return what a page would load from another host; a plain link to follow is not loaded."""
    found = []
    for tag, attributes in page.elements:
        loads = tag in LOADS or (tag == "link" and LOADING_LINKS & set(attributes.get("rel", "").split()))
        addresses = [attributes.get(name, "") for name in ("src", "href", "srcset", "action", "data", "poster")]
        if loads:
            found += [address for address in addresses if urlsplit(address).netloc]
        if REMOTE_IN_CSS.search(attributes.get("style", "")):
            found.append(attributes["style"])
    found += [match[0] for match in REMOTE_IN_CSS.finditer(page.source)]
    return found
