"""The two pages above the editions: the front door, which knows the reader's language, and "not found"."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from tools.site_config import Settings


def root_pages(root: Path, settings: Settings) -> dict[str, bytes]:
    """Return the files at the root of the site by name."""
    address = settings["html"]["baseurl"].rstrip("/")
    words = {"address": escape(address), "path": escape(urlsplit(address).path)}
    for language, edition in settings["editions"].items():
        words |= {f"title_{language}": escape(edition["title"]), f"name_{language}": escape(edition["name"])}
    templates = root / "book" / "_templates" / "root"
    pages = {
        name: Template((templates / name).read_text(encoding="utf-8")).substitute(words).encode()
        for name in ("index.html", "404.html")
    }
    return {**pages, ".nojekyll": b""}  # GitHub Pages drops folders that begin with _ otherwise
