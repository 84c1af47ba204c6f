"""What must hold of every committed notebook besides its words: form, ids, counts, outputs, the first cell.

Most rules protect the comparison of stored outputs: nbval passes over a cell that never ran, and fails at
random on whatever changes from run to run. The rules on words are in `prose_lint`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from lossopt.language import Language
from tools.notebook_form import (
    RAISES_EXCEPTION,
    SKIP_EXECUTION,
    Finding,
    canonical,
    dump,
    edition,
    executable_cells,
    name_of,
    parse,
    tags,
    texts_of_output,
)

MAX_CODE_LINES = 350
MAX_PLOTTING = 0.10
FEW_LINES = 100  # a page with less code than this is no chapter: one picture would be a tenth of it
MAX_DECIMALS = 8

# A rule yields the id of a cell and what is wrong with it.
Rule = Callable[["Notebook"], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class Notebook:
    """A notebook file, read once for all rules."""

    path: Path
    text: str

    @cached_property
    def nb(self) -> NotebookNode:
        """The notebook as it stands in the file."""
        return parse(self.text, self.path)

    @property
    def language(self) -> Language:
        """The language of its edition."""
        return edition(self.path)[0]

    @property
    def code_cells(self) -> list[NotebookNode]:
        """Its code cells."""
        return [cell for cell in self.nb.cells if cell.cell_type == "code"]


def lint_notebook(notebook: Notebook) -> Iterator[Finding]:
    """Yield everything that the rules of this module find."""
    for rule in RULES:
        for place, sentence in rule(notebook):
            yield Finding(notebook.path, place, sentence)


# --- form -------------------------------------------------------------------------------------------------


def _form(notebook: Notebook) -> Iterator[tuple[str, str]]:
    if notebook.text != dump(canonical(notebook.nb)):
        yield "notebook", "not in canonical form; run `python -m tools.notebooks format`."


_SEMANTIC = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RANDOM = re.compile(r"(?=[a-f]*\d)[0-9a-f]{8}(-[0-9a-f]{4}){0,4}.*|(cell|code|markdown|untitled)-?\d*")


def _ids(notebook: Notebook) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, cell in enumerate(notebook.nb.cells, start=1):
        name = cell.get("id", "")
        if not _SEMANTIC.fullmatch(name) or _RANDOM.fullmatch(name) or len(name) > 64:
            yield name or f"cell {number}", "the id says nothing; choose words such as `zig-zag` (a-z, 0-9, hyphens)."
        if name in seen:
            yield name, "the id is used twice."
        seen.add(name)


def _length(notebook: Notebook) -> Iterator[tuple[str, str]]:
    lines = sum(len(cell.source.splitlines()) for cell in notebook.code_cells)
    if lines > MAX_CODE_LINES and notebook.path.parent.name != "exercises":
        yield "notebook", f"has {lines} lines of code, at most {MAX_CODE_LINES} fit a chapter."


# What draws, or adjusts what was drawn. The words of a picture (`alt = "…"`) are text and do not count.
_DRAWS = re.compile(r"\b(lo\.plots\.(?!style\b)|picture\b|ax\.)")


def _plotting(notebook: Notebook) -> Iterator[tuple[str, str]]:
    sources = [cell.source for cell in notebook.code_cells]
    lines = sum(bool(line.strip()) for source in sources for line in source.splitlines())
    drawing = sum(_lines_that_draw(source) for source in sources)
    if lines >= FEW_LINES and drawing >= MAX_PLOTTING * lines and notebook.path.parent.name != "exercises":
        yield (
            "notebook",
            f"draws in {drawing} of {lines} lines of code; it must be under {MAX_PLOTTING:.0%}: gather the data first.",
        )


def _lines_that_draw(source: str) -> int:
    nodes = (node for statement in _statements(source) for node in ast.walk(statement))
    drawing = [node for node in nodes if isinstance(node, ast.Expr | ast.Assign) and _DRAWS.search(ast.unparse(node))]
    return len({line for node in drawing for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)})


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # a magic
        return []


# --- code -------------------------------------------------------------------------------------------------


def _setup(notebook: Notebook) -> Iterator[tuple[str, str]]:
    first = next(iter(notebook.code_cells), None)
    if first is None or first.get("id") != "setup":
        yield name_of(first) if first else "notebook", "the first code cell must have the id `setup`."
    elif not _is_setup(first.source, notebook.language):
        yield "setup", f'must be imports, `import lossopt as lo` among them, then `lo.setup("{notebook.language}")`.'


def _is_setup(source: str, language: Language) -> bool:
    statements = [ast.unparse(statement) for statement in _statements(source)]
    imports, last = statements[:-1], statements[-1:]
    return (
        last == [f"lo.setup({language!r})"]
        and "import lossopt as lo" in imports
        and all(statement.startswith(("import ", "from ")) for statement in imports)
    )


_SEMICOLON = re.compile(r";\s*(#[^\n]*)?$")
_ESCAPES = re.compile(r"^\s*#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)


def _code(notebook: Notebook) -> Iterator[tuple[str, str]]:
    for cell in notebook.code_cells:
        if _SEMICOLON.search(cell.source.rstrip()):
            yield name_of(cell), "ends in `;`, which does not silence a cell for nbval; write `_ = …`."
        if escape := _ESCAPES.search(cell.source):
            yield name_of(cell), f"`{escape[1]}` keeps nbval from comparing the output."
        for tag in tags(cell):
            if tag.lower().startswith("nbval-"):
                yield name_of(cell), f"the tag `{tag}` keeps nbval from comparing the output."


# --- runs and outputs -------------------------------------------------------------------------------------


def _counts(notebook: Notebook) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(executable_cells(notebook.nb), start=1):
        if cell.execution_count is None:
            yield name_of(cell), f"has never run, so nothing would be compared; run it, or tag it {SKIP_EXECUTION}."
        elif cell.execution_count != number:
            yield name_of(cell), f"has execution count {cell.execution_count}, expected {number}: not run in order."


def _outputs(notebook: Notebook) -> Iterator[tuple[str, str]]:
    for cell in notebook.code_cells:
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                yield name_of(cell), "a message on stderr is stored; mend its cause."
            if output.output_type == "error" and RAISES_EXCEPTION not in tags(cell):
                yield name_of(cell), f"a {output.ename} is stored; mend it, or tag the cell {RAISES_EXCEPTION}."


_DEFAULT_REPR = re.compile(r"<(?:[\w.]*\.)?(?:Figure|Picture|Image|Axes|SVG|FuncAnimation)\b[^>]*>")


def _alt(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """The picture itself is not stored: what stays must say in words what it shows."""
    for cell in notebook.code_cells:
        for output in cell.outputs:
            if output.output_type in ("display_data", "execute_result"):
                text = output.data.get("text/plain", "").strip()
                if not text or _DEFAULT_REPR.fullmatch(text):
                    yield name_of(cell), "a picture is stored without words (text/plain); draw it with `lo.plots`."


def _lost(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Jupyter shows what a cell's last line returns: a picture on another line is drawn for nobody."""
    for cell in notebook.code_cells:
        for statement in _statements(cell.source)[:-1]:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and any(word.arg == "alt" for word in call.keywords):
                yield (
                    name_of(cell),
                    f"`{ast.unparse(call.func)}` draws a picture, and nothing shows it: it is not the last line.",
                )


_FLAKY = {
    "a memory address": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    f"a number with more than {MAX_DECIMALS} decimals": re.compile(rf"\d\.\d{{{MAX_DECIMALS + 1},}}"),
}
_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:bin|content|dev|etc|home|mnt|opt|private|proc|root|srv|tmp|usr|var|work|Users|Volumes)/[\w.]"
    r"|(?<!\w)[A-Za-z]:\\\w"
    r"|\bipykernel_\d+"
)


def _flaky(notebook: Notebook) -> Iterator[tuple[str, str]]:
    for cell in notebook.code_cells:
        shown = [text for output in cell.outputs for text in texts_of_output(output).values()]
        for what, pattern in _FLAKY.items():
            if any(pattern.search(text) for text in shown):
                yield name_of(cell), f"the output shows {what}, which may differ on another machine."
        if any(_PATH.search(text) for text in [cell.source, *shown]):
            yield name_of(cell), "an absolute path, which no other machine has."


RULES: tuple[Rule, ...] = (_form, _ids, _length, _plotting, _setup, _code, _counts, _outputs, _alt, _lost, _flaky)
