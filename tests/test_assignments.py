"""The exercise notebooks: the solved source, and the versions for learners and for instructors made from it."""

from __future__ import annotations

import ast
import builtins
import doctest
import json
import re
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from nbformat import NotebookNode

from lossopt.exercises import CheckFailed, Verdict, load_set, set_ids
from lossopt.exercises.diagnosis import EMPTY
from lossopt.language import LANGUAGES
from tools import assignments, placing
from tools.assignments import (
    BOOK,
    TEXT_STUB,
    assignment_files,
    learner_notebook,
    learner_source,
    nbgrader_notebook,
    regions,
    solution_source,
    workspace_files,
)
from tools.notebook_form import dump, read
from tools.placing import MANIFEST, place

SOURCES = [
    (language, path) for language in LANGUAGES for path in sorted((BOOK / language / "exercises").glob("*.ipynb"))
]
every_source = pytest.mark.parametrize(
    "language, path", SOURCES, ids=[f"{language}/{path.stem}" for language, path in SOURCES]
)
every_set = pytest.mark.parametrize("set_id", set_ids())


def run(nb: NotebookNode) -> tuple[dict[str, object], dict[str, object]]:
    """Execute the code cells without a kernel; return (cell id → value or exception, the names they defined)."""
    names: dict[str, object] = {}
    results: dict[str, object] = {}
    for cell in nb.cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            try:
                exec(compile(tree, cell.id, "exec"), names)
                results[cell.id] = eval(compile(ast.Expression(last.value), cell.id, "eval"), names) if last else None
            except Exception as error:
                results[cell.id] = error
    return results, names


def grading(nb: NotebookNode) -> dict[str, dict]:
    return {cell.id: dict(cell.metadata.nbgrader) for cell in nb.cells if "nbgrader" in cell.metadata}


def is_check(about: dict) -> bool:
    return about["grade"] and not about["solution"]


def checks(nb: NotebookNode) -> list[str]:
    return [cell for cell, about in grading(nb).items() if is_check(about)]


def solutions(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def private_lines(nb: NotebookNode) -> list[str]:
    """Every line that a learner must not see: solutions, model answers, hidden tests, rubrics."""
    lines = [line.strip() for cell in nb.cells for part in regions(cell.source) if part.kind for line in part.lines]
    return [line for line in lines if line]


# --- the sources ------------------------------------------------------------------------------------------


def test_every_set_has_a_notebook_in_every_language():
    assert {path.stem for _, path in SOURCES} == set(set_ids())
    assert len(SOURCES) == len(LANGUAGES) * len(set_ids())


@every_source
def test_the_solution_passes_every_check(language, path):
    nb = read(path)
    results, _ = run(nb)
    assert len(checks(nb)) >= 3
    for cell in checks(nb):
        assert isinstance(results[cell], Verdict) and results[cell].passed, results[cell]


@every_source
def test_the_notebook_asks_every_task_of_its_set(language, path):
    asked = [cell.source for cell in read(path).cells if cell.id in checks(read(path))]
    ids = [ast.literal_eval(ast.parse(source, mode="eval").body.args[0]) for source in asked]
    assert ids == [task.id for task in load_set(path.stem).tasks]


@every_source
def test_stored_outputs_are_of_a_run(language, path):
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert cell.execution_count is not None
        if cell.id in checks(read(path)):
            assert cell.outputs[0].data["text/markdown"].startswith("✓")


@every_source
def test_there_is_a_written_question_with_model_answer_and_rubric(language, path):
    nb = read(path)
    written = [cell for cell in solutions(nb) if cell.cell_type == "markdown"]
    assert written
    for cell in written:
        assert grading(nb)[cell.id]["grade"] and grading(nb)[cell.id]["points"] > 0
        question = nb.cells[nb.cells.index(cell) - 1]
        assert [part.kind for part in regions(cell.source) if part.kind] == ["SOLUTION"]
        assert [part.kind for part in regions(question.source) if part.kind] == ["MARK SCHEME"]
        # nbgrader restores a locked cell when it grades: that is how graders get to see the rubric
        assert grading(nb)[question.id]["locked"]


@every_source
def test_nbgraders_metadata_is_complete(language, path):
    nb = read(path)
    for cell, about in grading(nb).items():
        assert about["grade_id"] == cell and about["schema_version"] == 3
        assert {"grade", "solution", "locked", "task"} < set(about)
        assert ("points" in about) == about["grade"] and about.get("points", 1) > 0
        assert about["locked"] or not is_check(about)


@every_source
def test_headings_say_the_points_that_are_graded(language, path):
    nb = read(path)
    unit = {"ko": r"\((\d+)점\)", "en": r"\((\d+) points?\)"}[language]
    said = [int(points) for cell in nb.cells for points in re.findall(rf"^## .*{unit}$", cell.source, re.M)]
    assert said == [about["points"] for about in grading(nb).values() if about["grade"]]


@every_source
def test_the_rubric_adds_up_to_the_points(language, path):
    nb = read(path)
    unit = {"ko": r"^- (\d+)점:", "en": r"^- (\d+) points?:"}[language]
    rubrics = [
        "\n".join(part.lines) for cell in nb.cells for part in regions(cell.source) if part.kind == "MARK SCHEME"
    ]
    points = [grading(nb)[cell.id]["points"] for cell in solutions(nb) if cell.cell_type == "markdown"]
    assert [sum(map(int, re.findall(unit, rubric, re.M))) for rubric in rubrics] == points


@every_source
def test_the_examples_in_the_text_are_right(language, path):
    nb = read(path)
    _, names = run(nb)
    blocks = [block for cell in nb.cells for block in re.findall(r"```python\n(>>>.*?)```", cell.source, re.S)]
    assert len(blocks) >= len(checks(nb))
    for block in blocks:
        test = doctest.DocTestParser().get_doctest(block, dict(names), path.stem, str(path), 0)
        assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@every_source
def test_links_lead_to_notebooks_of_the_book(language, path):
    links = [link for cell in read(path).cells for link in re.findall(r"\]\(([^)#:\s]+\.ipynb)", cell.source)]
    assert links, "an exercise links to its chapter"
    for link in links:
        target = (path.parent / link).resolve()
        assert target.is_relative_to(BOOK / language) and target.exists(), link


@every_set
def test_the_editions_differ_in_words_alone(set_id):
    ko, en = (read(BOOK / language / "exercises" / f"{set_id}.ipynb") for language in LANGUAGES)
    assert [(cell.id, cell.cell_type) for cell in ko.cells] == [(cell.id, cell.cell_type) for cell in en.cells]
    assert grading(ko) == grading(en)


# --- the versions -----------------------------------------------------------------------------------------


@every_source
def test_the_learners_checks_all_say_that_nothing_is_written_yet(language, path):
    results, _ = run(learner_notebook(read(path), language))
    for cell in checks(read(path)):
        assert isinstance(results[cell], Verdict) and not results[cell].passed
        assert EMPTY.in_(language) in results[cell].message


@every_source
def test_the_learners_version_gives_nothing_away(language, path):
    source = read(path)
    learners = learner_notebook(source, language)
    text = "\n".join(cell.source for cell in learners.cells)
    assert len(private_lines(source)) > 10
    for line in private_lines(source):
        assert line not in text
    for word in ("SOLUTION", "HIDDEN", "MARK SCHEME", "BEGIN", "END"):
        assert word not in dump(learners)
    for cell in learners.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    assert TEXT_STUB.in_(language) in text


@every_source
def test_versions_keep_cells_and_grading_and_leave_the_source_alone(language, path):
    source = read(path)
    for version in (learner_notebook(source, language), nbgrader_notebook(source, language)):
        assert grading(version) == grading(source)
        assert [(cell.id, cell.cell_type) for cell in version.cells] == [(c.id, c.cell_type) for c in source.cells]
        nbformat.validate(version)
    assert source == read(path)


@every_source
def test_the_graders_version_raises_for_a_stub_and_passes_for_the_solution(language, path):
    source = read(path)
    solved, _ = run(nbgrader_notebook(source, language))
    empty, _ = run(nbgrader_notebook(learner_notebook(source, language), language))
    for cell in checks(source):
        assert solved[cell] is None
        assert isinstance(empty[cell], CheckFailed)


@every_source
def test_the_graders_version_keeps_solutions_rubrics_and_markers(language, path):
    graders = {cell.id: cell.source for cell in nbgrader_notebook(read(path), language).cells}
    for cell in read(path).cells:
        if cell.id not in checks(read(path)):
            assert graders[cell.id] == cell.source
        else:
            assert graders[cell.id] == f"{cell.source}.require()"


def cell_notebook(source: str, kind: str = "code", **about: object) -> NotebookNode:
    """A notebook of one cell, for what the sets happen not to have."""
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    metadata = {"nbgrader": {"grade": False, "solution": False, **about}} if about else {}
    return nbformat.v4.new_notebook(cells=[make(source, metadata=metadata)])


HIDDEN = 'lo.check("가/나", f)\n### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS'


def test_hidden_tests_are_for_graders_alone():
    nb = cell_notebook(HIDDEN, grade=True)
    assert learner_notebook(nb, "en").cells[0].source == 'lo.check("가/나", f)'
    assert nbgrader_notebook(nb, "en").cells[0].source == HIDDEN.replace("f)\n###", "f).require()\n###")
    assert solution_source(HIDDEN) == 'lo.check("가/나", f)'


def test_every_check_of_a_graded_cell_is_required_wherever_it_stands():
    source = (
        'a = lo.check(\n    "가",\n    lambda x: (x),\n)  # 나\nlo.check("다", f); lo.check("라", g)\nother.check("x")'
    )
    expected = (
        'a = lo.check(\n    "가",\n    lambda x: (x),\n).require()  # 나\n'
        'lo.check("다", f).require(); lo.check("라", g).require()\nother.check("x")'
    )
    assert nbgrader_notebook(cell_notebook(source, grade=True), "ko").cells[0].source == expected
    assert nbgrader_notebook(cell_notebook(source), "ko").cells[0].source == source


def test_a_stub_stands_where_the_solution_stood():
    source = (
        "def f(x):\n    if x:\n        ### BEGIN SOLUTION\n        return 1\n        ### END SOLUTION\n    return 0"
    )
    stub = "def f(x):\n    if x:\n        # 여기에 코드를 쓰세요\n        raise NotImplementedError\n    return 0"
    assert learner_source(source, "ko") == stub
    assert "# Write your code here" in learner_source(source, "en")
    assert solution_source(source) == "def f(x):\n    if x:\n        return 1\n    return 0"
    with pytest.raises(ValueError, match="language must be one of ko, en, got 'fr'"):
        learner_source(source, "fr")


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nx = 1",
        "x = 1\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### BEGIN SOLUTION\n### END HIDDEN TESTS",
        "<!-- BEGIN MARK SCHEME -->\ntext",
    ],
)
def test_markers_that_do_not_pair_are_refused(source):
    with pytest.raises(ValueError, match=r"(BEGIN|END) (SOLUTION|HIDDEN|MARK)"):
        learner_source(source, "en")


@pytest.mark.parametrize(
    "link, there",
    [
        ("../optimization/descent.ipynb", "https://x.org/b/ko/optimization/descent.html"),
        ("../optimization/descent.ipynb#step-size", "https://x.org/b/ko/optimization/descent.html#step-size"),
        ("other.ipynb", "https://x.org/b/ko/exercises/other.html"),
        ("../how-to-use.md", "https://x.org/b/ko/how-to-use.html"),
        ("https://y.org/a.ipynb", "https://y.org/a.ipynb"),
        ("#here", "#here"),
    ],
)
def test_links_lead_to_the_site_when_there_is_one(link, there):
    nb = cell_notebook(f"see [this]({link}).", "markdown")
    for version in (learner_notebook, nbgrader_notebook):
        assert version(nb, "ko").cells[0].source == f"see [this]({link})."
        assert version(nb, "ko", "https://x.org/b/").cells[0].source == f"see [this]({there})."


# --- the folders ------------------------------------------------------------------------------------------


def test_write_makes_a_folder_for_learners_and_a_course_for_each_language(tmp_path, capsys):
    assignments.main(["write", "--to", str(tmp_path)])
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} - {MANIFEST}
    expected = {f"learner/{language}/{path.name}" for language, path in SOURCES}
    expected |= {f"nbgrader/{language}/source/{path.stem}/{path.name}" for language, path in SOURCES}
    assert found == expected | {f"nbgrader/{language}/nbgrader_config.py" for language in LANGUAGES}
    assert f"{len(found)} written, 0 up to date, 0 kept" in capsys.readouterr().out
    for path in tmp_path.rglob("*.ipynb"):
        nbformat.validate(read(path))
        assert "](../" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nbgrader_writes_the_stubs_that_the_learners_notebook_has(language, monkeypatch):
    class Settings:
        def __getattr__(self, name):
            self.__dict__[name] = Settings()
            return self.__dict__[name]

    settings = Settings()
    monkeypatch.setattr(builtins, "get_config", lambda: settings, raising=False)
    exec(assignment_files(BOOK)[PurePosixPath("nbgrader", language, "nbgrader_config.py")], {})
    code = learner_source("### BEGIN SOLUTION\n### END SOLUTION", language)
    text = learner_source("<!-- BEGIN SOLUTION -->\n<!-- END SOLUTION -->", language)
    assert settings.ClearSolutions.code_stub == {"python": code}
    assert settings.ClearSolutions.text_stub == text
    assert settings.ClearMarkScheme.enforce_metadata is False
    assert settings.CourseDirectory.course_id == f"lossopt-{language}"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book with one chapter and one exercise per language."""
    for language in LANGUAGES:
        for name, source in {
            "part/chapter.ipynb": "x = 1",
            "exercises/set.ipynb": "### BEGIN SOLUTION\nx = 2\n### END SOLUTION",
            "_build/chapter.ipynb": "no",
            ".ipynb_checkpoints/chapter.ipynb": "no",
            "part/.ipynb_checkpoints/chapter.ipynb": "no",
        }.items():
            path = tmp_path / "book" / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dump(cell_notebook(source)), encoding="utf-8")
    return tmp_path / "book"


def test_the_workspace_holds_chapters_and_unsolved_exercises_where_their_links_look(book):
    files = workspace_files(book)
    assert {str(path) for path in files} == {
        f"{language}/{name}" for language in LANGUAGES for name in ("part/chapter.ipynb", "exercises/set.ipynb")
    }
    assert files[PurePosixPath("ko/part/chapter.ipynb")] == (book / "ko/part/chapter.ipynb").read_bytes()
    assert b"x = 2" not in files[PurePosixPath("en/exercises/set.ipynb")]
    assert b"# Write your code here" in files[PurePosixPath("en/exercises/set.ipynb")]


def test_a_book_without_notebooks_makes_no_files(tmp_path):
    assert workspace_files(tmp_path) == {}


# --- never write over somebody's work ---------------------------------------------------------------------

NAME = PurePosixPath("ko/part/a.ipynb")


def version(source: str, output: str = "") -> bytes:
    nb = cell_notebook(source)
    nb.cells[0].id = "only"
    if output:
        nb.cells[0].outputs = [nbformat.v4.new_output("stream", text=output)]
        nb.cells[0].execution_count = 7
    return dump(nb).encode()


def source_of(path: Path) -> str:
    return read(path).cells[0].source


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def test_a_file_nobody_changed_is_updated(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    assert place({NAME: version("v1")}, tmp_path) == [f"{tmp_path}: 0 written, 1 up to date, 0 kept."]
    assert place({NAME: version("v2")}, tmp_path) == [f"{tmp_path}: 1 written, 0 up to date, 0 kept."]
    assert source_of(tmp_path / NAME) == "v2" and listing(tmp_path) == ["a.ipynb"]


def test_a_notebook_that_was_only_run_is_updated(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / NAME).write_bytes(version("v1", output="42"))
    place({NAME: version("v1")}, tmp_path)
    assert (tmp_path / NAME).read_bytes() == version("v1", output="42")  # no new version: the outputs stay
    place({NAME: version("v2")}, tmp_path)
    assert source_of(tmp_path / NAME) == "v2" and listing(tmp_path) == ["a.ipynb"]


def test_a_changed_file_stays_and_the_newer_version_goes_beside_it_once(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / NAME).write_bytes(version("mine"))
    assert len(place({NAME: version("v1")}, tmp_path)) == 1
    assert listing(tmp_path) == ["a.ipynb"]  # nothing new: nothing beside it
    kept, summary = place({NAME: version("v2")}, tmp_path)
    assert kept == "ko/part/a.ipynb: your changes are kept; the newer version is a.new.ipynb beside it."
    assert summary.endswith("0 written, 0 up to date, 1 kept.")
    assert (tmp_path / NAME).read_bytes() == version("mine")
    assert source_of(tmp_path / "ko/part/a.new.ipynb") == "v2"
    assert len(place({NAME: version("v2")}, tmp_path)) == 1  # told once
    place({NAME: version("v3")}, tmp_path)
    assert source_of(tmp_path / "ko/part/a.new.ipynb") == "v3"
    assert (tmp_path / NAME).read_bytes() == version("mine") and listing(tmp_path) == ["a.ipynb", "a.new.ipynb"]


def test_work_in_the_newer_version_is_kept_too(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / NAME).write_bytes(version("mine"))
    place({NAME: version("v2")}, tmp_path)
    (tmp_path / "ko/part/a.new.ipynb").write_bytes(version("mine again"))
    place({NAME: version("v3")}, tmp_path)
    assert [source_of(tmp_path / "ko/part" / name) for name in ("a.ipynb", "a.new.ipynb", "a.new2.ipynb")] == [
        "mine",
        "mine again",
        "v3",
    ]


def test_a_file_that_was_there_before_is_kept(tmp_path):
    (tmp_path / NAME).parent.mkdir(parents=True)
    (tmp_path / NAME).write_bytes(version("mine"))
    place({NAME: version("v1")}, tmp_path)
    assert source_of(tmp_path / NAME) == "mine" and source_of(tmp_path / "ko/part/a.new.ipynb") == "v1"


def test_taking_the_newer_version_makes_the_file_follow_again(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / NAME).write_bytes(version("mine"))
    place({NAME: version("v2")}, tmp_path)
    (tmp_path / "ko/part/a.new.ipynb").replace(tmp_path / NAME)
    place({NAME: version("v3")}, tmp_path)
    assert source_of(tmp_path / NAME) == "v3" and listing(tmp_path) == ["a.ipynb"]


def test_a_deleted_file_comes_back(tmp_path):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / NAME).unlink()
    place({NAME: version("v1")}, tmp_path)
    assert source_of(tmp_path / NAME) == "v1"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"ko/part/a.ipynb": {}}', '{"ko/part/a.ipynb": 3}'])
def test_with_a_broken_manifest_everything_is_kept(tmp_path, broken):
    place({NAME: version("v1")}, tmp_path)
    (tmp_path / MANIFEST).write_text(broken, encoding="utf-8")
    place({NAME: version("v2")}, tmp_path)
    assert source_of(tmp_path / NAME) == "v1" and source_of(tmp_path / "ko/part/a.new.ipynb") == "v2"


@pytest.mark.parametrize("change", ["points", "tags", "new cell", "not a notebook any more"])
def test_what_counts_as_a_change(tmp_path, change):
    place({NAME: dump(cell_notebook("v1", points=2)).encode()}, tmp_path)
    nb = read(tmp_path / NAME)
    if change == "points":
        nb.cells[0].metadata.nbgrader.points = 5
    elif change == "tags":
        nb.cells[0].metadata.tags = ["mine"]
    elif change == "new cell":
        nb.cells.append(nbformat.v4.new_markdown_cell("mine"))
    mine = "mine" if change.startswith("not") else dump(nb)
    (tmp_path / NAME).write_text(mine, encoding="utf-8")
    place({NAME: version("v2")}, tmp_path)
    assert (tmp_path / NAME).read_text(encoding="utf-8") == mine


def test_other_files_are_compared_byte_by_byte(tmp_path):
    name = PurePosixPath("nbgrader_config.py")
    place({name: b"a = 1\n"}, tmp_path)
    (tmp_path / name).write_bytes(b"a = 1 \n")
    place({name: b"a = 2\n"}, tmp_path)
    assert (tmp_path / name).read_bytes() == b"a = 1 \n"
    assert (tmp_path / "nbgrader_config.new.py").read_bytes() == b"a = 2\n"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    place({NAME: version("v1")}, tmp_path)

    def fail(*arguments):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(placing.os, "fdopen", fail)
        with pytest.raises(OSError, match="disk full"):
            placing.write_atomically(tmp_path / NAME, version("v2"))
    assert source_of(tmp_path / NAME) == "v1"
    assert listing(tmp_path) == ["a.ipynb"]


def test_what_was_written_before_a_failure_is_remembered(tmp_path, monkeypatch):
    write = placing.write_atomically

    def failing(target, content):
        if target.name == "b.ipynb":
            raise OSError("disk full")
        write(target, content)

    with monkeypatch.context() as patch:
        patch.setattr(placing, "write_atomically", failing)
        with pytest.raises(OSError, match="disk full"):
            place({NAME: version("v1"), NAME.with_name("b.ipynb"): version("v1")}, tmp_path)
    assert list(json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))) == [str(NAME)]
    place({NAME: version("v2")}, tmp_path)
    assert source_of(tmp_path / NAME) == "v2"
