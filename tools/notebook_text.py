"""Notebooks as text to edit: one `# %%` line per cell, Markdown as it is.

    # %% [markdown] id="why"
    r'''                        (three double quotes in the file)
    ## 왜 내려가나요?
    '''

    # %% id="setup" tags=["hide-input"]
    import lossopt as lo

jupytext does the format; this module adds what it leaves out: the ids, kept outputs, and never losing work.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from tools.notebook_form import CELL_METADATA, NotebookError, canonical, read, write
from tools.placing import write_atomically

SUFFIX = ".edit.py"
_FORMAT = "py:percent"
_JUPYTEXT = {
    "cell_markers": 'r"""',  # r: a formula's backslashes are no escapes of Python
    "notebook_metadata_filter": "-all",
    "cell_metadata_filter": ",".join(("id", *CELL_METADATA)),
}


def text_path(notebook: Path) -> Path:
    """Return the path of the text of `notebook`."""
    return notebook.with_name(notebook.stem + SUFFIX)


def notebook_path(text: Path) -> Path:
    """Return the path of the notebook that `text` is the text of."""
    if not text.name.endswith(SUFFIX):
        raise NotebookError(f"{text}: expected a file that ends in {SUFFIX}.")
    return text.with_name(text.name.removesuffix(SUFFIX) + ".ipynb")


def to_text(nb: NotebookNode) -> str:
    """Return the notebook's text; NotebookError where the text would not give the same cells back."""
    form = canonical(nb)
    _require_ids(form)
    for cell in form.cells:
        cell.metadata.pop("jupyter", None)  # follows from the tags
        cell.metadata = type(cell.metadata)({"id": cell.id, **cell.metadata})  # the id comes first
    form.metadata = type(form.metadata)(jupytext=_JUPYTEXT)
    text: str = jupytext.writes(form, fmt=_FORMAT)
    _require_lossless(nb, text)
    return text


def from_text(text: str, old: NotebookNode | None = None) -> NotebookNode:
    """Return the notebook of `text`; outputs of code cells that are as in `old` (id and source) are kept."""
    nb: NotebookNode = new_notebook()  # type: ignore[no-untyped-call]
    nb.cells = jupytext.reads(text, fmt=_FORMAT).cells
    for cell in nb.cells:
        cell.id = cell.metadata.pop("id", None)
    nb = canonical(nb)
    _require_ids(nb)
    known = {cell.get("id"): cell for cell in canonical(old).cells} if old else {}
    for cell in nb.cells:
        _keep_what_text_lacks(cell, known.get(cell.id))
    return canonical(nb)


def write_text(notebook: Path, force: bool = False) -> Path:
    """Write the text of `notebook` beside it; a text with edits of its own is kept unless `force`."""
    nb = read(notebook)
    path, text = text_path(notebook), to_text(nb)
    if path.exists() and not force and not _same_cells(nb, _from_text_or_none(path.read_text(encoding="utf-8"))):
        raise NotebookError(
            f"{path}: differs from the notebook; bring it in with from-text, or give --force to overwrite it."
        )
    write_atomically(path, text.encode())
    return path


def write_notebook(path: Path, force: bool = False) -> Path:
    """Write or update the notebook of the text at `path`.

    A notebook saved after its text (in JupyterLab, say) may hold edits that the text lacks: it is kept
    unless `force`.
    """
    notebook = notebook_path(path)
    old = read(notebook) if notebook.exists() else None
    try:
        nb = from_text(path.read_text(encoding="utf-8"), old)
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from error
    if old and not force and not _same_cells(old, nb) and _is_newer(notebook, path):
        raise NotebookError(f"{path}: the notebook was changed after this text; give --force to overwrite it.")
    write(notebook, nb)
    return notebook


def _keep_what_text_lacks(cell: NotebookNode, old: NotebookNode | None) -> None:
    if old is None or old.cell_type != cell.cell_type:
        return
    if "attachments" in old:
        cell.attachments = old.attachments
    if cell.cell_type == "code" and cell.source == old.source:
        cell.outputs, cell.execution_count = old.outputs, old.execution_count


def _require_ids(nb: NotebookNode) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(nb.cells, start=1):
        name = cell.get("id")
        if not name:
            raise NotebookError(f'cell {number} ({_first_line(cell)!r}) has no id, such as id="why".')
        if name in seen:
            raise NotebookError(f"cell {number} ({_first_line(cell)!r}) has the id {name!r} of a cell before it.")
        seen.add(name)


def _require_lossless(nb: NotebookNode, text: str) -> None:
    """Cells that hold `# %%` or three quotes can break the format: better refuse than lose them."""
    got = _contents(_from_text_or_none(text))
    for number, content in enumerate(_contents(nb)):
        if got[number : number + 1] != [content]:
            raise NotebookError(f"{content[0]}: this cell cannot be written as text; has it three quotes or # %%?")


def _from_text_or_none(text: str) -> NotebookNode | None:
    """Return the notebook of `text`, or None where it has none."""
    try:
        return from_text(text)
    except NotebookError:
        return None


def _same_cells(one: NotebookNode, other: NotebookNode | None) -> bool:
    return _contents(one) == _contents(other)


def _contents(nb: NotebookNode | None) -> list[tuple[str, str, str, NotebookNode]]:
    """Return what a text holds of each cell: all but its outputs."""
    cells = canonical(nb).cells if nb else []
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in cells]


def _is_newer(path: Path, other: Path) -> bool:
    return path.stat().st_mtime_ns > other.stat().st_mtime_ns


def _first_line(cell: NotebookNode) -> str:
    return str(cell.source.split("\n")[0][:40])
