"""The bibliography as a page: every entry of `references.bib` with its link, and who cites it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from pybtex.database import Entry, Person, parse_file
from pybtex.richtext import Text as RichText

from lossopt import registry
from lossopt.language import Language, Text
from tools.api_page import MODULES, public_names
from tools.link_lint import REFERENCES_CELL, address, addresses_of
from tools.markdown_parts import parts_of
from tools.notebook_form import name_of
from tools.page_sources import Sources

CITED = Text(ko="인용한 곳", en="Cited in")
OTHERS = Text(ko="외", en="et al.")
AND = Text(ko=", ", en=" and ")
MOST_AUTHORS = 4  # with more of them, the first is named
TABLES = (registry.losses, registry.directions, registry.step_sizes, registry.landscapes)
_VENUES = ("journal", "booktitle", "publisher", "school", "howpublished")


@dataclass(frozen=True)
class Citations:
    """Who cites a work: pages of the book, and names in the package."""

    pages: tuple[str, ...]
    names: tuple[str, ...]


def works(file: Path) -> dict[str, Entry]:
    """Return the works of a bibliography by key, in the order of author and year."""
    found = parse_file(str(file), bib_format="bibtex").entries
    return dict(sorted(found.items(), key=lambda item: (_family(_authors(item[1])[0]).casefold(), item[0])))


def citations(found: Mapping[str, Entry], notebooks: Mapping[str, NotebookNode]) -> dict[str, Citations]:
    """Return who cites each work: notebooks in their list of references, and public names of the package.

    A name cites the work under which it is registered, and works whose first author and year stand in its docstring.
    """
    linked = {page: _linked(nb) for page, nb in notebooks.items()}
    public = {name: item for module in MODULES for name, item in public_names(module)}
    registered = [(entry.reference, entry.name) for table in TABLES for entry in table]
    registered += [(str(getattr(item, "reference", "")), name) for name, item in public.items()]
    documented = {name: inspect.getdoc(item) or "" for name, item in public.items()}
    cited = {}
    for key, work in found.items():
        own = set(map(address, addresses_of(work)))
        pages = tuple(page for page, there in linked.items() if own & there)
        names = {name for reference, name in registered if reference == key}
        words = (_family(_authors(work)[0]), work.fields["year"])
        names |= {name for name, doc in documented.items() if all(word in doc for word in words)}
        cited[key] = Citations(pages, tuple(sorted(names, key=str.casefold)))
    return cited


def _linked(nb: NotebookNode) -> set[str]:
    """Return the addresses to which the references of a notebook lead."""
    lists = [cell.source for cell in nb.cells if cell.cell_type == "markdown" and name_of(cell) == REFERENCES_CELL]
    return {address(url) for source in lists for _, url in parts_of(source).links if url.startswith("http")}


def markdown(sources: Sources) -> str:
    """Return the list of works as Markdown."""
    found = works(sources.folder.parent / "references.bib")
    cited = citations(found, sources.notebooks)
    return "\n".join(_line(key, work, cited[key], sources) for key, work in found.items())


def _line(key: str, work: Entry, cited: Citations, sources: Sources) -> str:
    url = next(addresses_of(work), "")
    title = f"*{_plain(work.fields['title'])}*"
    places = [*map(sources.link, cited.pages), *(f"`{name}`" for name in cited.names)]
    where = f" {CITED.in_(sources.language)}: {', '.join(places)}." if places else ""
    shown = f"[{title}]({url})" if url else title
    people = _people(_authors(work), sources.language)
    return f'- <span id="{key}"></span>{people} ({work.fields["year"]}). {shown}. {_venue(work)}.{where}'


def _authors(work: Entry) -> list[Person]:
    return list(work.persons["author"])


def _people(people: list[Person], language: Language) -> str:
    names = list(map(_name, people))
    if len(names) > MOST_AUTHORS:
        return f"{names[0]} {OTHERS.in_(language)}"
    return AND.in_(language).join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _name(person: Person) -> str:
    given = (_plain(name) for name in person.first_names + person.middle_names)
    return " ".join([*(f"{name[0]}." for name in given if name), _family(person)])


def _family(person: Person) -> str:
    return " ".join(map(_plain, person.prelast_names + person.last_names))


def _venue(work: Entry) -> str:
    fields = work.fields
    parts = [next((_plain(fields[name]) for name in _VENUES if name in fields), "")]
    if "volume" in fields:
        parts[0] += f" {fields['volume']}" + (f"({fields['number']})" if "number" in fields else "")
    if "pages" in fields:
        parts.append(fields["pages"].replace("--", "–"))
    return ", ".join(parts)


_FORMULA = re.compile(r"\$[^$]*\$")
_PLACE = "\ue000"  # stands for a formula while the LaTeX around it is read: a letter that no title has


def _plain(latex: str) -> str:
    r"""Return LaTeX as Markdown: accents as letters, protecting braces gone, formulas kept.

    >>> print(_plain(r"{AdamW} of L{\'e}on: {$\ell_1$}"))
    AdamW of Léon: $\ell_1$
    """
    formulas = iter(_FORMULA.findall(latex))
    words = str(RichText.from_latex(_FORMULA.sub(_PLACE, latex)))
    return re.sub(_PLACE, lambda _: next(formulas), words)
