"""The one form in which notebooks are committed, so that running them again changes no byte.

A canonical notebook holds what a reader of a diff needs: cells with semantic ids, and the outputs as text. It
does not hold what changes from run to run or machine to machine: pictures, timings, the kernel's version.

- Pictures are dropped from outputs; their description (text/plain) stays. The site draws them when it is built.
- Output metadata and tracebacks are dropped; consecutive stream outputs are one.
- The k-th code cell has execution count k. A cell that never ran keeps `null`: nbval would compare nothing
  there, so `lint` reports it, and no formatting may hide it.
- Cells keep the metadata in CELL_METADATA alone; the notebook's kernelspec and language are fixed.
- A cell tagged to hide its code on the site (FOLDED) is folded in JupyterLab too: there a computed sentence is to
  be read, not its f-string.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from nbformat import NotebookNode
from nbformat import from_dict as nodes_of
from nbformat.v4 import reads as read_json
from nbformat.v4 import writes as write_json

from lossopt.language import LANGUAGES, Language
from tools.placing import write_atomically

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml", "application/pdf")
CELL_METADATA = ("tags", "nbgrader", "slideshow")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Whoever runs a notebook, to store its outputs or to compare them (conftest.py), runs it in this environment.
KERNEL_ENVIRONMENT = {
    "TQDM_DISABLE": "1",  # no progress bars among the outputs
    "MPLBACKEND": "agg",  # no window, and no figure shown a second time
}
FOLDED = ("remove-input", "hide-input")
SKIP_EXECUTION, RAISES_EXCEPTION = "skip-execution", "raises-exception"


class Finding(NamedTuple):
    """Something that lint or parity found: in which file, in which cell (or line), and what."""

    path: Path
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{_shown(self.path)}: {self.place}: {self.sentence}"


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


class NotebookError(ValueError):
    """Something about a notebook or its text that its author has to mend; the message is one sentence."""


def read(path: Path) -> NotebookNode:
    """Read a notebook as it stands: nothing is repaired, so that lint sees what is in the file."""
    return parse(path.read_text(encoding="utf-8"), path)


def parse(text: str, path: Path) -> NotebookNode:
    """Return the notebook that `text`, the content of `path`, holds."""
    try:
        nb: NotebookNode = read_json(text)  # type: ignore[no-untyped-call]
    except (json.JSONDecodeError, AttributeError) as error:
        raise NotebookError(f"{path}: not a notebook: {error}.") from error
    if nb.get("nbformat") != 4 or "cells" not in nb:
        raise NotebookError(f"{path}: expected a notebook of format 4, got {nb.get('nbformat')!r}.")
    return nb


def dump(nb: NotebookNode) -> str:
    """Return the notebook as text with one newline at its end."""
    text: str = write_json(nb)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def write(path: Path, nb: NotebookNode) -> bool:
    """Write `nb` in canonical form; return whether the file changed."""
    content = dump(canonical(nb)).encode()
    if path.exists() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True


def canonical(nb: NotebookNode) -> NotebookNode:
    """Return a copy of `nb` in canonical form."""
    form = _node({"metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5})
    form.cells = [_canonical_cell(cell) for cell in nb.cells]
    for count, cell in enumerate(executable_cells(form), start=1):
        if cell.execution_count is not None:
            cell.execution_count = count
        cell.outputs = _canonical_outputs(cell.outputs, cell.execution_count)
    return form


def executable_cells(nb: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that a run executes."""
    return [cell for cell in nb.cells if cell.cell_type == "code" and SKIP_EXECUTION not in tags(cell)]


def name_of(cell: NotebookNode) -> str:
    """Return the id of a cell, "?" where it has none."""
    return str(cell.get("id", "?"))


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    found: list[str] = cell.metadata.get("tags", [])
    return found


def _canonical_cell(cell: NotebookNode) -> NotebookNode:
    form = deepcopy(cell)
    form.metadata = _node({key: form.metadata[key] for key in CELL_METADATA if form.metadata.get(key)})
    form.source = form.source.replace("\r\n", "\n").strip("\n")
    if form.cell_type == "code" and any(tag in FOLDED for tag in tags(form)):
        form.metadata["jupyter"] = _node({"source_hidden": True})
    if form.cell_type == "code" and SKIP_EXECUTION in tags(form):
        form.outputs, form.execution_count = [], None
    return form


def _canonical_outputs(outputs: Iterable[NotebookNode], count: int | None) -> list[NotebookNode]:
    merged: list[NotebookNode] = []
    for output in map(deepcopy, outputs):
        if merged and _are_one_stream(merged[-1], output):
            merged[-1].text += output.text
            continue
        if "metadata" in output:
            output.metadata = _node({})
        if "execution_count" in output:
            output.execution_count = count
        if output.output_type == "error":
            output.traceback = []  # it names files of this machine; nbval compares name and message
        for picture in PICTURES:
            output.get("data", {}).pop(picture, None)
        merged.append(output)
    return merged


def _node(content: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = nodes_of(content)  # type: ignore[no-untyped-call]
    return node


def _are_one_stream(before: NotebookNode, output: NotebookNode) -> bool:
    return output.output_type == before.output_type == "stream" and output.name == before.name


# --- where things are in the book -------------------------------------------------------------------------


def find(paths: Iterable[Path], *suffixes: str) -> list[Path]:
    """Return the files with one of `suffixes` among `paths`, folders searched through, in a fixed order.

    Folders whose names begin with "_" or "." hold built or generated files and are passed over.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            files = (file for suffix in suffixes for file in path.rglob(f"*{suffix}"))
            found |= {file for file in files if not _is_hidden(file.relative_to(path))}
        elif not path.exists():
            raise NotebookError(f"{path}: no such file or folder.")
        elif path.suffix in suffixes:
            found.add(path)
    return sorted(found)


def _is_hidden(inside: Path) -> bool:
    return any(part.startswith(("_", ".")) for part in inside.parts)


def edition(path: Path) -> tuple[Language, Path]:
    """Return the language of the edition that `path` belongs to, and the folder of that edition.

    >>> edition(Path("book/ko/losses/regression.ipynb"))
    ('ko', PosixPath('book/ko'))
    """
    for folder in path.parents:
        for language in LANGUAGES:
            if folder.name == language:
                return language, folder
    raise NotebookError(f"{path}: not inside an edition, a folder named {' or '.join(LANGUAGES)}.")


def texts_of_output(output: NotebookNode) -> dict[str, str]:
    """Return every text that an output shows, by its MIME type (or the name of its stream)."""
    if output.output_type == "stream":
        return {output.name: output.text}
    if output.output_type == "error":
        return {"error": f"{output.ename}: {output.evalue}"}
    data: dict[str, Any] = output.get("data", {})
    return {mime: text for mime, text in data.items() if mime not in PICTURES and isinstance(text, str)}
