"""What must hold of links: files and headings they lead to exist, and citations agree with references.bib."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pybtex.database import Entry, parse_file
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text as RichText

from tools.markdown_parts import Parts, anchors, parts_of
from tools.notebook_form import Finding, NotebookError, edition, name_of, read
from tools.notebook_lint import Notebook

REFERENCES_CELL = "references"


def lint_notebook_links(notebook: Notebook) -> Iterator[Finding]:
    """Yield the links of a notebook that lead nowhere, and citations that the bibliography does not know."""
    for cell in notebook.nb.cells:
        if cell.cell_type == "markdown":
            place = name_of(cell)
            parts = parts_of(cell.source)
            for _, sentence in _dead_links(parts, notebook.path):
                yield Finding(notebook.path, place, sentence)
            if place == REFERENCES_CELL:
                for sentence in _citations(parts, edition(notebook.path)[1].parent / "references.bib"):
                    yield Finding(notebook.path, place, sentence)


def lint_page_links(path: Path) -> Iterator[Finding]:
    """Yield the links of a Markdown page that lead nowhere."""
    for line, sentence in _dead_links(parts_of(path.read_text(encoding="utf-8")), path):
        yield Finding(path, f"line {line}", sentence)


# --- links inside the book --------------------------------------------------------------------------------

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def _dead_links(parts: Parts, path: Path) -> Iterator[tuple[int, str]]:
    for line, target in parts.links + parts.images:
        if not _SCHEME.match(target) and (sentence := _what_is_wrong(target, path)):
            yield line, sentence


def _what_is_wrong(target: str, path: Path) -> str | None:
    """Return what is wrong with a relative link from the file `path`, or None."""
    if target.startswith("/"):
        return f"the link `{unquote(target)}` begins at the root; write it relative to this file."
    inside, _, anchor = unquote(target).partition("#")
    file = path.parent / inside if inside else path
    if file.suffix == ".html" and path.suffix == ".md":  # a page may name the built page of a source
        file = next((file.with_suffix(end) for end in (".md", ".ipynb") if file.with_suffix(end).exists()), file)
    if not file.exists():
        return f"the link `{inside}` leads to no file."
    # `#label` on a page may be a label anywhere in the edition: Sphinx checks that
    is_checked = file.suffix in (".md", ".ipynb") and (inside or path.suffix == ".ipynb")
    if anchor and is_checked and anchor not in _anchors_in(file.resolve(), file.stat().st_mtime_ns):
        return f"the link `{unquote(target)}` leads to no heading; there is no `#{anchor}`."
    return None


@cache
def _anchors_in(file: Path, changed: int) -> frozenset[str]:
    if file.suffix == ".md":
        return frozenset(anchors(file.read_text(encoding="utf-8")))
    try:
        cells = read(file).cells
    except NotebookError:  # reported where that file is linted
        return frozenset()
    return frozenset(name for cell in cells if cell.cell_type == "markdown" for name in anchors(cell.source))


# --- citations --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What a list line must say of a cited work."""

    surname: str
    year: str


def _citations(parts: Parts, bibliography: Path) -> Iterator[str]:
    """Yield citations whose address is not in the bibliography, or whose line lacks surname or year."""
    cited = [(passage, url) for passage in parts.passages for url in passage.links if url.startswith("http")]
    if not cited:
        return
    if not bibliography.exists():
        yield f"cites works, but there is no {bibliography.name}."
        return
    try:
        works = _works_by_address(bibliography, bibliography.stat().st_mtime_ns)
    except PybtexError as error:
        yield f"{bibliography.name} cannot be read: {error}."
        return
    for passage, url in cited:
        work = works.get(address(url))
        if work is None:
            yield f"`{url}` is no address of a work in {bibliography.name}."
            continue
        if _plain(work.surname) not in _plain(passage.text):
            yield f"`{url}` is by {work.surname}, whom this line does not name."
        if work.year not in passage.text:
            yield f"`{url}` is from {work.year or 'no year'}, which this line does not say."


@cache
def _works_by_address(bibliography: Path, changed: int) -> dict[str, Work]:
    works: dict[str, Work] = {}
    for entry in parse_file(str(bibliography), bib_format="bibtex").entries.values():
        work = Work(_surname(entry), entry.fields.get("year", entry.fields.get("date", "")[:4]))
        works |= {address(url): work for url in addresses_of(entry)}
    return works


def addresses_of(entry: Entry) -> Iterator[str]:
    """Yield the addresses under which a work may be cited."""
    fields = entry.fields
    if "url" in fields:
        yield fields["url"]
    if "doi" in fields:
        yield f"https://doi.org/{fields['doi'].removeprefix('https://doi.org/')}"
    if "eprint" in fields and fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower() == "arxiv":
        yield f"https://arxiv.org/abs/{fields['eprint']}"


def _surname(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = people[0].prelast_names + people[0].last_names if people else []
    return " ".join(str(RichText.from_latex(name)) for name in names)


def address(url: str) -> str:
    """Return an address in the form in which equal addresses are equal texts."""
    split = urlsplit(unquote(url.replace("\\_", "_").replace("\\%", "%")))
    path = split.path.rstrip("/")
    host = split.netloc.lower().removeprefix("www.").replace("dx.doi.org", "doi.org")
    query = f"?{split.query}" if split.query else ""
    return f"{host}{path.lower() if host == 'doi.org' else path}{query}"


def _plain(text: str) -> str:
    """Return `text` without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
