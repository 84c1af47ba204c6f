"""The editions as Sphinx gets them: a copy of `book/<language>` whose notebooks have run and became pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from lossopt.language import Language
from tools.assignments import learner_notebook
from tools.generated import filled, is_generated
from tools.notebook_form import dump, read
from tools.page_sources import Sources
from tools.site_errors import SiteError
from tools.site_files import files_below, synchronise
from tools.site_pages import PICTURES, page

NOTEBOOKS = "notebooks"  # the folder of the site that offers them for download


@dataclass(frozen=True)
class Edition:
    """One language's folders below `output`, and its pages (paths inside `book/<language>`)."""

    language: Language
    root: Path
    output: Path
    pages: list[str]

    @property
    def source(self) -> Path:
        """What Sphinx reads."""
        return self.output / "stage" / self.language

    @property
    def served(self) -> Path:
        """What the site serves as it is: pictures, and notebooks to download."""
        return self.output / "stage" / f"{self.language}-served"

    @property
    def locales(self) -> Path:
        """The translations: Sphinx writes their compiled form beside them, so not in the book's own folder."""
        return self.output / "stage" / f"{self.language}-locales"

    @property
    def settings(self) -> Path:
        """The edition's settings for jupyter-book."""
        return self.output / f"config.{self.language}.yml"

    @property
    def sphinx(self) -> Path:
        """Where jupyter-book writes."""
        return self.output / "sphinx" / self.language

    @property
    def html(self) -> Path:
        """The edition's built pages."""
        return self.sphinx / "_build" / "html"

    @property
    def log(self) -> Path:
        """What Sphinx said."""
        return self.output / "logs" / f"{self.language}.log"


def edition_pages(book: Path) -> list[str]:
    """Return the pages that an edition's `_toc.yml` lists, as paths inside the edition."""
    toc = book / "_toc.yml"
    try:
        names = list(parse_toc_yaml(toc))
    except (OSError, MalformedError) as error:
        raise SiteError(f"{toc} cannot be read: {error}") from error
    pages = []
    for name in names:
        found = [f"{name}{suffix}" for suffix in (".md", ".ipynb") if (book / f"{name}{suffix}").exists()]
        if len(found) != 1:
            having = " and ".join(found) or "neither"
            raise SiteError(f"{toc} lists {name}: it needs {name}.md or {name}.ipynb beside it, and there is {having}.")
        pages += found
    return pages


def stage(edition: Edition, runs: Mapping[str, NotebookNode], site: str) -> int:
    """Lay an edition out from its executed notebooks (by `<language>/<page>`); return how many files changed.

    `site` is the address of the published site, which the learners' notebooks link to.
    """
    book = edition.root / "book" / edition.language
    shown: dict[str, bytes | Path] = {
        name: path for name, path in files_below(book).items() if not name.endswith(".ipynb") or name in edition.pages
    }
    served: dict[str, bytes | Path] = {}
    for name in edition.pages:
        if name.endswith(".ipynb"):
            made = page(runs[f"{edition.language}/{name}"], name, edition.language)
            shown[name] = dump(made.nb).encode()
            served |= {f"{PICTURES}/{picture}": content for picture, content in made.pictures.items()}
            served[f"{NOTEBOOKS}/{name}"] = _download(book / name, name, edition.language, site)
    shown |= _generated(edition, runs)
    words = files_below(edition.root / "book" / "_locales")
    synchronise(edition.locales, {name: path for name, path in words.items() if name.endswith(".po")})
    return synchronise(edition.source, shown) + synchronise(edition.served, served)


def _generated(edition: Edition, runs: Mapping[str, NotebookNode]) -> dict[str, bytes | Path]:
    """Return the pages of which a part is made from the others."""
    book = edition.root / "book" / edition.language
    texts = {name: (book / name).read_text(encoding="utf-8") for name in edition.pages if name.endswith(".md")}
    notebooks = {name: runs[f"{edition.language}/{name}"] for name in edition.pages if name.endswith(".ipynb")}
    return {
        name: filled(text, Sources(edition.language, book, tuple(edition.pages), notebooks, name)).encode()
        for name, text in texts.items()
        if is_generated(text)
    }


def _download(file: Path, name: str, language: Language, site: str) -> bytes:
    """Return the notebook to offer: the committed one, or of an exercise the version without solutions."""
    if not name.startswith("exercises/"):
        return file.read_bytes()
    return dump(learner_notebook(read(file), language, site)).encode()
