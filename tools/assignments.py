"""One exercise notebook for three readers: the site's page, the learner, the instructor with nbgrader.

The source (`book/<language>/exercises/<set>.ipynb`) is the solved version. Three pairs of markers divide it;
they are nbgrader's own words, so nbgrader understands the instructor's version without any plug-in:

- `### BEGIN SOLUTION` … `### END SOLUTION`: the solution; a learner sees a stub instead
- `### BEGIN HIDDEN TESTS` … `### END HIDDEN TESTS`: tests for graders alone
- `### BEGIN MARK SCHEME` … `### END MARK SCHEME`: the rubric of a written question, for graders alone

In Markdown cells the same markers stand in comments, `<!-- BEGIN SOLUTION -->`, and hold the model answer.

    python -m tools.assignments write [--to _build/assignments]   # learner/<language>, nbgrader/<language>
    python -m tools.assignments workspace [--to work]             # chapters and exercises to work in

Both may be run again at any time: what somebody has changed is never written over (`tools/placing.py`).
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import yaml
from nbformat import NotebookNode

from lossopt.language import LANGUAGES, Language, Text
from tools.notebook_form import BOOK, ROOT, dump, read
from tools.placing import place

CODE_STUB = Text(
    ko="# 여기에 코드를 쓰세요\nraise NotImplementedError",
    en="# Write your code here\nraise NotImplementedError",
)
TEXT_STUB = Text(ko="*여기에 답을 쓰세요.*", en="*Write your answer here.*")

# --- regions of a cell ------------------------------------------------------------------------------------

_MARKER = re.compile(
    r"(?P<indent>\s*)(?P<style>###|<!--) "
    r"(?P<edge>BEGIN|END) (?P<kind>SOLUTION|HIDDEN TESTS|MARK SCHEME)(?: -->)?\s*"
)


@dataclass
class Region:
    """Consecutive lines of a cell that the same readers see; `kind` is empty for what everybody sees."""

    kind: str
    lines: list[str]
    indent: str = ""
    in_code: bool = True


def regions(source: str) -> list[Region]:
    """Divide a cell at its markers, which are left out; markers that do not pair raise ValueError."""
    found = [Region("", [])]
    for number, line in enumerate(source.split("\n"), start=1):
        marker = _MARKER.fullmatch(line)
        current = found[-1].kind
        if marker is None:
            found[-1].lines.append(line)
        elif marker["edge"] == "BEGIN" and not current:
            found.append(Region(marker["kind"], [], marker["indent"], marker["style"] == "###"))
        elif marker["edge"] == "END" and current == marker["kind"]:
            found.append(Region("", []))
        else:
            raise ValueError(f"line {number}: {line.strip()!r} does not fit the marker before it.")
    if found[-1].kind:
        raise ValueError(f"BEGIN {found[-1].kind} has no END {found[-1].kind}.")
    return found


def learner_source(source: str, language: str) -> str:
    """Return a cell as the learner gets it: a stub for the solution, no hidden test, no rubric."""
    lines: list[str] = []
    for region in regions(source):
        if region.kind == "SOLUTION":
            stub = (CODE_STUB if region.in_code else TEXT_STUB).in_(_known(language))
            lines += [region.indent + line for line in stub.split("\n")]
        elif not region.kind:
            lines += region.lines
    return "\n".join(lines).strip("\n")


def solution_source(source: str) -> str:
    """Return a cell as the page's folded solution shows it: no markers, no hidden test, no rubric."""
    public = [region for region in regions(source) if region.kind in ("", "SOLUTION")]
    return "\n".join(line for region in public for line in region.lines).strip("\n")


def _known(language: str) -> Language:
    for known in LANGUAGES:
        if language == known:
            return known
    raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}.")


# --- the versions of a notebook ---------------------------------------------------------------------------


def learner_notebook(nb: NotebookNode, language: str, site: str | None = None) -> NotebookNode:
    """Return the notebook without solutions, hidden tests, rubrics and outputs; nbgrader's metadata stays.

    nbgrader recognises a submitted cell by that metadata: without it, a right answer would score nothing.
    With `site`, the address of the published site, relative links lead there, not to a neighbouring file.
    """
    version = _without_outputs(nb)
    for cell in version.cells:
        cell.source = learner_source(cell.source, language)
    return _with_links_to(site, version, language)


def nbgrader_notebook(nb: NotebookNode, language: str, site: str | None = None) -> NotebookNode:
    """Return the instructor's version: nothing left out, and a failing check raises, as nbgrader expects."""
    version = _without_outputs(nb)
    for cell in version.cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("grade") and not grading.get("solution"):
            cell.source = _with_required_checks(cell.source)
    return _with_links_to(site, version, language)


def _without_outputs(nb: NotebookNode) -> NotebookNode:
    version = deepcopy(nb)
    for cell in version.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return version


def _with_required_checks(source: str) -> str:
    """Write `.require()` after every `lo.check(…)`."""
    lines = source.encode().split(b"\n")  # ast counts columns in bytes
    checks = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _is_check(node)]
    ends = [(call.end_lineno or 1, call.end_col_offset or 0) for call in checks]
    for line, column in sorted(ends, reverse=True):  # from the last on, so that the other places stay
        before, after = lines[line - 1][:column], lines[line - 1][column:]
        lines[line - 1] = before + b".require()" + after
    return b"\n".join(lines).decode()


def _is_check(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "lo.check"


_RELATIVE_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|/|#)([^)\s]+?)\.(?:ipynb|md)(#[^)\s]*)?(?=\))")


def _with_links_to(site: str | None, nb: NotebookNode, language: str) -> NotebookNode:
    if site is None:
        return nb
    folder = f"{site.rstrip('/')}/{_known(language)}/exercises/"
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = _RELATIVE_LINK.sub(
                lambda link: urljoin(folder, f"{link[1]}.html{link[2] or ''}"), cell.source
            )
    return nb


# --- the folders ------------------------------------------------------------------------------------------


def _notebooks(book: Path, language: str) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield (path inside the edition, file) of every notebook in a part's folder, exercises included."""
    edition = book / language
    for file in sorted(edition.glob("*/*.ipynb")):
        inside = PurePosixPath(file.relative_to(edition).as_posix())
        if not inside.parts[0].startswith((".", "_")):
            yield inside, file


def _is_exercise(inside: PurePosixPath) -> bool:
    return inside.parts[0] == "exercises"


def encoded(nb: NotebookNode) -> bytes:
    """Return the notebook as the bytes of its file."""
    return dump(nb).encode()


def _nbgrader_config(language: str) -> bytes:
    code_stub, text_stub = CODE_STUB.in_(_known(language)), TEXT_STUB.in_(_known(language))
    return f'''"""nbgrader's settings for the {language} edition of the course."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "lossopt-{language}"
c.ClearSolutions.code_stub = {{"python": {code_stub!r}}}
c.ClearSolutions.text_stub = {text_stub!r}
# The rubric of a written question stands in its locked question cell, where graders read it; nbgrader would
# allow it in "task" cells alone, and those ask the grader for a mark of their own.
c.ClearMarkScheme.enforce_metadata = False
c.Execute.timeout = 30
'''.encode()


def assignment_files(book: Path, site: str | None = None) -> dict[PurePosixPath, bytes]:
    """Return every file of the learners' and the instructors' folders by its path."""
    files: dict[PurePosixPath, bytes] = {}
    for language in LANGUAGES:
        course = PurePosixPath("nbgrader", language)
        files[course / "nbgrader_config.py"] = _nbgrader_config(language)
        for inside, file in _notebooks(book, language):
            if _is_exercise(inside):
                nb = read(file)
                files[PurePosixPath("learner", language, inside.name)] = encoded(learner_notebook(nb, language, site))
                files[course / "source" / inside.stem / inside.name] = encoded(nbgrader_notebook(nb, language, site))
    return files


def workspace_files(book: Path) -> dict[PurePosixPath, bytes]:
    """Return every file of a learner's workspace: the chapters as they are, the exercises unsolved.

    Folders are the book's own, so links between chapters and exercises lead where they should.
    """
    files: dict[PurePosixPath, bytes] = {}
    for language in LANGUAGES:
        for inside, file in _notebooks(book, language):
            exercise = _is_exercise(inside)
            content = encoded(learner_notebook(read(file), language)) if exercise else file.read_bytes()
            files[PurePosixPath(language) / inside] = content
    return files


def site_address(config: Path) -> str | None:
    """Return the site's address from `_config.yml`, or None where none is given."""
    if not config.exists():
        return None
    settings = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    return settings.get("html", {}).get("baseurl") or None


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.assignments", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, folder, what in (
        ("write", "_build/assignments", "write the learners' notebooks and the nbgrader courses"),
        ("workspace", "work", "write or refresh the folder that `make lab` opens"),
    ):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("--to", type=Path, default=ROOT / folder, help=f"default: {folder}")
    chosen = parser.parse_args(arguments)
    if chosen.command == "write":
        files = assignment_files(BOOK, site_address(ROOT / "_config.yml"))
    else:
        files = workspace_files(BOOK)
    for sentence in place(files, chosen.to):
        print(sentence)


if __name__ == "__main__":
    main()
