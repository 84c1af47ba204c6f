"""The pages that are made from the rest: the ledger of claims, the glossary, the bibliography, the public names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import lossopt
from lossopt.claims import claim
from lossopt.language import LANGUAGES, Language
from tools.api_page import MODULES, public_names, signature
from tools.bibliography import citations, works
from tools.generated import MAKERS, filled, is_generated
from tools.glossary import markdown as glossary
from tools.glossary import terms
from tools.ledger import entries
from tools.ledger import markdown as ledger
from tools.markdown_parts import anchors, parts_of
from tools.notebook_form import BOOK, dump, find, read
from tools.page_sources import Sources, headings
from tools.site_errors import SiteError
from tools.site_execute import executed
from tools.site_stage import Edition, edition_pages, stage

# The chapters of the course, as COURSE names them: a term may name one that is not in the contents yet.
CHAPTERS = {
    "optimization": ("objective", "descent", "gradient-descent"),
    "backpropagation": ("backpropagation", "activations", "training"),
    "losses": ("regression", "classification", "distributions", "choosing", "combining"),
    "optimizers": ("minibatch", "momentum", "adaptive", "comparison"),
    "practice": ("vision", "language", "sequences", "frontiers"),
}


def stored(language: Language, page: str) -> Sources:
    """An edition as it stands in the repository, with the outputs that are committed."""
    folder = BOOK / language
    pages = tuple(edition_pages(folder))
    notebooks = {name: read(folder / name) for name in pages if name.endswith(".ipynb")}
    return Sources(language, folder, pages, notebooks, page)


@pytest.fixture(scope="module")
def editions() -> dict[Language, Sources]:
    return {language: stored(language, "reference/claims.md") for language in LANGUAGES}


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def claimed(id: str, *held: bool, condition: str = "Only in the rain.", cell: str = "") -> NotebookNode:
    """A cell that holds a claim as `lo.claim` stores it."""
    made = claim(id, "It is wet.", cases={f"case {i}": h for i, h in enumerate(held)}, condition=condition)
    output = new_output("execute_result", data=made._repr_mimebundle_(), execution_count=1)
    return new_code_cell("lo.claim(…)", id=cell or id, outputs=[output])


def sources(**notebooks: NotebookNode) -> Sources:
    pages = {f"part/{name}.ipynb": nb for name, nb in notebooks.items()}
    return Sources("en", Path("book/en"), tuple(pages), pages, "reference/claims.md")


# --- the ledger -------------------------------------------------------------------------------------------


def test_an_entry_says_what_the_chapter_found_and_where() -> None:
    one = notebook(
        new_markdown_cell("# Rain", id="title"),
        new_markdown_cell("Prose.\n\n## Is it wet?\n\n```\n# no heading\n```", id="question"),
        claimed("wet", True, False),
    )
    [entry] = entries({"part/one.ipynb": one})
    assert (entry.id, entry.verdict, entry.condition) == ("wet", "conditional", "Only in the rain.")
    assert (entry.heading, entry.anchor, entry.cell) == ("Is it wet?", "is-it-wet", "wet")
    assert entry.cases == (("case 0", True), ("case 1", False))


def test_a_claim_before_the_first_section_leads_to_the_page_itself() -> None:
    text = ledger(sources(one=notebook(new_markdown_cell("# Rain", id="title"), claimed("wet", True, True))))
    assert "[Rain](../part/one.ipynb)" in text


def test_the_ledger_shows_verdict_condition_and_cases() -> None:
    text = ledger(sources(one=notebook(new_markdown_cell("# Rain", id="title"), claimed("wet", True, False))))
    assert "true only on a condition.** Only in the rain." in text
    assert "Held in 1 of the 2 cases tried" in text
    assert "- ✓ case 0\n- ✗ case 1" in text
    assert '<div class="claim claim-conditional" id="claim-wet">' in text


def test_the_choice_counts_every_verdict() -> None:
    cells = [
        claimed("a", True, True),
        claimed("b", False, False),
        claimed("c", False, False),
        claimed("d", True, False),
    ]
    text = ledger(sources(one=notebook(*cells)))
    assert re.findall(r'id="verdict-(\w+)"[^>]*> [\w ]+ \((\d)\)', text) == [
        *[("all", "4"), ("true", "1"), ("conditional", "1"), ("false", "2")]
    ]


def test_a_verdict_that_no_claim_has_cannot_be_chosen() -> None:
    text = ledger(sources(one=notebook(claimed("a", True, True))))
    assert re.findall(r'id="verdict-(\w+)" disabled>', text) == ["conditional", "false"]


def test_chapters_stand_in_their_order_each_once() -> None:
    one = notebook(new_markdown_cell("# One", id="title"), claimed("a", True, True), claimed("b", True, True))
    two = notebook(new_markdown_cell("# Two", id="title"), claimed("c", True, True))
    assert re.findall("^## (.*)$", ledger(sources(two=two, one=one)), re.M) == ["Two", "One"]


def test_a_claim_made_twice_is_an_error_that_names_both_places() -> None:
    one, two = notebook(claimed("wet", True, True)), notebook(claimed("wet", True, True, cell="again"))
    with pytest.raises(
        SiteError, match=r'"wet" is made twice: in one.ipynb, cell "wet", and in two.ipynb, cell "again"'
    ):
        entries({"one.ipynb": one, "two.ipynb": two})


def test_a_number_that_changes_changes_the_verdict(tmp_path: Path) -> None:
    """From the code of a planted chapter to the page of the ledger: nothing between the two is typed."""

    def page(depth: float) -> str:
        code = f"depth = {depth}\nlo.claim('deep', 'It is deep.', cases={{'over 1 m': depth > 1, 'over 2 m': depth > 2}}, condition='c')"
        cells = [new_code_cell("import lossopt as lo", id="setup"), new_code_cell(code, id="claim")]
        file = tmp_path / "book/en/part/sea.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(notebook(new_markdown_cell("# Sea", id="title"), *cells)))
        (tmp_path / "book/en/reference").mkdir(exist_ok=True)
        (tmp_path / "book/en/reference/claims.md").write_text("# Claims\n\n<!-- generated: claims -->\n")
        pages = ["part/sea.ipynb", "reference/claims.md"]
        runs = executed({"en/part/sea.ipynb": file}, Path(lossopt.__file__).parents[1], tmp_path / "runs")
        edition = Edition("en", tmp_path, tmp_path / "_build", pages)
        stage(edition, runs, "https://example.org")
        return (edition.source / "reference/claims.md").read_text()

    assert re.findall(r"claim-(\w+)\" id", page(0.5)) == ["false"]
    assert re.findall(r"claim-(\w+)\" id", page(1.5)) == ["conditional"]
    assert re.findall(r"claim-(\w+)\" id", page(2.5)) == ["true"]


def test_the_editions_found_the_same(editions: dict[Language, Sources]) -> None:
    facts = {
        language: [(entry.id, entry.verdict, [held for _, held in entry.cases]) for entry in entries(edition.notebooks)]
        for language, edition in editions.items()
    }
    assert facts["ko"] == facts["en"]
    assert facts["en"]


def test_every_claim_of_the_code_is_in_the_ledger(editions: dict[Language, Sources]) -> None:
    cells = [cell.source for nb in editions["en"].notebooks.values() for cell in nb.cells if cell.cell_type == "code"]
    made = [name for source in cells for name in re.findall(r'lo\.claim\(\s*"([^"]+)"', source)]
    assert [entry.id for entry in entries(editions["en"].notebooks)] == made


# --- all generated pages ----------------------------------------------------------------------------------


def made_pages(sources: Sources) -> dict[str, str]:
    pages = {}
    for name in sources.pages:
        if name.endswith(".md") and is_generated(text := (sources.folder / name).read_text(encoding="utf-8")):
            own = Sources(sources.language, sources.folder, sources.pages, sources.notebooks, name)
            pages[name] = filled(text, own)
    return pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_maker_has_its_page(editions: dict[Language, Sources], language: Language) -> None:
    assert set(made_pages(editions[language])) == {f"reference/{name}.md" for name in MAKERS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_of_a_generated_page_is_dead(editions: dict[Language, Sources], language: Language) -> None:
    edition, dead, seen = editions[language], [], 0
    for name, text in made_pages(edition).items():
        for _, target in parts_of(text).links:
            if re.match("https?:", target):
                continue
            file, _, anchor = unquote(target).partition("#")
            path = (edition.folder / name).parent / file
            inside = path.resolve().relative_to(edition.folder).as_posix() if path.exists() else ""
            seen += 1
            if inside not in edition.pages or (anchor and anchor not in anchors_of(edition, inside)):
                dead.append(f"{name}: {target}")
    assert dead == []
    assert seen > 50


def anchors_of(edition: Sources, page: str) -> set[str]:
    cells = edition.notebooks[page].cells
    return {name for cell in cells if cell.cell_type == "markdown" for name in anchors(cell.source)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fold_of_a_generated_page_is_closed(editions: dict[Language, Sources], language: Language) -> None:
    for name, text in made_pages(editions[language]).items():
        for tag in ("div", "details", "summary", "fieldset", "pre"):
            assert text.count(f"<{tag}") == text.count(f"</{tag}>"), f"{name}: <{tag}>"


def test_an_unknown_mark_is_an_error() -> None:
    with pytest.raises(
        SiteError, match=r"reference/claims.md: nothing is generated under the name 'claim'; known: api"
    ):
        filled("<!-- generated: claim -->", sources())


def test_a_mark_inside_a_sentence_is_left_alone() -> None:
    assert filled("Write `<!-- generated: claims -->`.", sources()) == "Write `<!-- generated: claims -->`."
    assert not is_generated("Write `<!-- generated: claims -->`.")


def test_headings_keep_their_formulas() -> None:
    assert [text for _, text, _ in headings("# A\n\n## Why $2/L$?\n\n#### Too deep")] == ["A", "Why $2/L$?"]


# --- the glossary -----------------------------------------------------------------------------------------


def test_every_term_says_where_it_is_explained() -> None:
    chapters = {f"{part}/{stem}" for part, stems in CHAPTERS.items() for stem in stems}
    wrong = [term.en for term in terms() if term.page not in chapters]
    assert wrong == [], 'give these terms of tools/terms.toml their page, as in `in = "losses/regression"`'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_holds_every_term_in_both_directions(
    editions: dict[Language, Sources], language: Language
) -> None:
    halves = glossary(editions[language]).split("\n## ")
    assert len(halves) == 2
    for half in halves:
        rows = [re.sub("<[^>]+>", "", row).split(" | ") for row in half.split("\n") if row.startswith("|")][2:]
        found = {frozenset((row[0].removeprefix("| "), row[1])) for row in rows}
        assert found == {frozenset((term.ko, term.en)) for term in terms()}


def test_a_term_links_to_its_page_once_that_is_in_the_contents() -> None:
    chapter = notebook(new_markdown_cell("# Descending", id="title"))
    page = "optimization/gradient-descent.ipynb"
    with_it = Sources("en", Path("book/en"), (page,), {page: chapter}, "reference/glossary.md")
    without = Sources("en", Path("book/en"), (), {}, "reference/glossary.md")
    link = "[Descending](../optimization/gradient-descent.ipynb)"
    assert re.search(rf"\| gradient \| .* \| {re.escape(link)} \|", glossary(with_it))
    assert link not in glossary(without)


def test_names_are_unique_in_each_language() -> None:
    for language in LANGUAGES:
        names = [term.named(language) for term in terms()]
        assert len(names) == len(set(names))


# --- the bibliography -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bibliography(editions: dict[Language, Sources]) -> str:
    return made_pages(editions["en"])["reference/bibliography.md"]


def test_every_work_has_a_line_with_its_year(bibliography: str) -> None:
    lines = [line for line in bibliography.split("\n") if line.startswith("- ")]
    found = works(BOOK / "references.bib")
    assert len(lines) == len(found)
    for line, (key, work) in zip(lines, found.items(), strict=True):
        assert f'id="{key}"' in line and f"({work.fields['year']})" in line


def test_no_latex_is_left(bibliography: str) -> None:
    words = re.sub(r"\$[^$]*\$", "", bibliography)
    assert re.findall(r"[{}\\]\S*", words) == []
    assert "$\\ell_\\infty$" in bibliography  # in a title


def test_citations_are_found_in_chapters_registry_and_docstrings(editions: dict[Language, Sources]) -> None:
    cited = citations(works(BOOK / "references.bib"), editions["en"].notebooks)
    assert "optimization/gradient-descent.ipynb" in cited["cohen2021"].pages
    assert "huber" in cited["huber1964"].names
    assert "wine" in cited["aeberhard1992"].names
    assert "l1_penalty" in cited["tibshirani1996"].names


def test_every_work_is_cited_somewhere() -> None:
    """Also chapters that are written but not in the contents yet count."""
    notebooks = {str(path): read(path) for path in find([BOOK / "en"], ".ipynb")}
    cited = citations(works(BOOK / "references.bib"), notebooks)
    assert [key for key, who in cited.items() if not (who.pages or who.names)] == []


# --- the public names -------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_documented(module: str) -> None:
    names = dict(public_names(module))
    assert names
    assert [name for name, item in names.items() if not (item.__doc__ or "").strip()] == []


def test_every_module_that_a_notebook_sees_is_listed() -> None:
    modules = {name for name in lossopt.__all__ if name not in dict(public_names(""))}
    assert modules - {"exercises", "registry"} <= set(MODULES)


def test_a_signature_has_no_annotations() -> None:
    def f(a: int, *, b: float = 1.0) -> str:
        return ""

    assert signature(f) == "(a, *, b=1.0)"
