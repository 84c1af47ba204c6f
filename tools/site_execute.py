"""Run the notebooks once: executed copies are kept under a fingerprint of everything that shapes their outputs.

The fingerprint covers the code cells, every file of the `lossopt` package, the requirements and Python's minor
version. Prose and stored outputs are not part of it: whoever mends a sentence waits for no notebook.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import re
import sys
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode
from tqdm import tqdm

from tools.notebook_form import KERNEL_ENVIRONMENT, SKIP_EXECUTION, dump, name_of, read, tags
from tools.site_errors import SiteError
from tools.site_files import files_below, write_if_changed

CELL_TIMEOUT = 120  # seconds
ENVIRONMENT = {**KERNEL_ENVIRONMENT, "LOSSOPT_DARK_PICTURES": "1"}
LINES_TOLD = 6  # of an error's message
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def package_fingerprint(root: Path) -> str:
    """Return a fingerprint of what every notebook depends on: the package, the requirements, Python."""
    digest = hashlib.sha256(repr((sys.version_info[:2], CELL_TIMEOUT, ENVIRONMENT)).encode())
    package = {f"lossopt/{name}": path for name, path in files_below(root / "lossopt").items()}
    pins = {name: root / name for name in ("requirements.txt", "constraints.txt") if (root / name).exists()}
    for name, path in (package | pins).items():
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def fingerprint(nb: NotebookNode, package: str) -> str:
    """Return the fingerprint of a notebook's run: its code cells and what `package_fingerprint` returned."""
    code = [[name_of(cell), cell.source, tags(cell)] for cell in _code_cells(nb)]
    return hashlib.sha256(json.dumps([package, code]).encode()).hexdigest()[:24]


def _code_cells(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if cell.cell_type == "code"]


@dataclass(frozen=True)
class Run:
    """One notebook: its path inside `book/`, where its kernel starts, and where the run is kept."""

    name: str
    nb: NotebookNode
    folder: Path
    stored: Path


def executed(files: Mapping[str, Path], root: Path, store: Path) -> dict[str, NotebookNode]:
    """Return every notebook with fresh outputs; those that `store` holds already are not run again."""
    package = package_fingerprint(root)
    runs = []
    for name, path in files.items():
        nb = read(path)
        stored = store / Path(name).with_suffix(f".{fingerprint(nb, package)}.ipynb")
        runs.append(Run(name, nb, path.parent, stored))
    waiting = [run for run in runs if not run.stored.exists()]
    if waiting:
        _in_its_own_thread(_run_all(waiting, root))
    _prune(store, {run.stored for run in runs})
    return {run.name: _with_outputs(run.nb, read(run.stored)) for run in runs}


def _prune(store: Path, kept: set[Path]) -> None:
    for path in store.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def _with_outputs(nb: NotebookNode, run: NotebookNode) -> NotebookNode:
    """Return the committed notebook, whose prose may be newer, with the run's outputs."""
    for cell, ran in zip(_code_cells(nb), _code_cells(run), strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return nb


# --- running ----------------------------------------------------------------------------------------------


def _in_its_own_thread(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` to its end; Ctrl-C cancels it, which shuts every kernel down, and then goes its usual way.

    In the main thread nbclient would take the interrupt for itself and stop one notebook alone.
    """
    started: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def cancellable() -> None:
        task = asyncio.current_task()
        assert task is not None
        started.append((asyncio.get_running_loop(), task))
        await work

    with ThreadPoolExecutor(max_workers=1) as thread:  # leaving it waits for the thread
        done = thread.submit(asyncio.run, cancellable())
        try:
            done.result()
        except KeyboardInterrupt:
            for loop, task in started:
                loop.call_soon_threadsafe(task.cancel)
            raise


async def _run_all(runs: list[Run], root: Path) -> None:
    """Run several notebooks at once; go on when one fails, so that all failures are told together."""
    slots = asyncio.Semaphore(os.cpu_count() or 1)
    failures: list[str] = []
    with tqdm(total=len(runs), unit="notebook", desc="      running", file=sys.stdout) as bar:

        async def one(run: Run) -> None:
            async with slots:
                bar.set_postfix_str(run.name)
                failure = await _run(run, root)
            if failure:
                failures.append(failure)
            bar.update()

        await asyncio.gather(*(one(run) for run in runs))
    if failures:
        raise SiteError("\n".join(sorted(failures)))


async def _run(run: Run, root: Path) -> str | None:
    """Run one notebook and store it; return what went wrong in a few lines, or None."""
    nb = deepcopy(run.nb)
    at = "before its first cell"

    def note(cell: NotebookNode, **_: object) -> None:
        nonlocal at
        at = f'in cell "{name_of(cell)}"'

    kernel = AsyncKernelManager(kernel_name="python3")
    client = NotebookClient(
        nb,
        km=kernel,
        timeout=CELL_TIMEOUT,
        extra_arguments=["--log-level=ERROR"],  # or each kernel warns that it talks over TCP
        skip_cells_with_tag=SKIP_EXECUTION,
        resources={"metadata": {"path": str(run.folder)}},
        on_cell_start=note,
    )
    # The kernel imports the package of this tree, which is the one that the fingerprint covers.
    search_path = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        await client.async_execute(env={**os.environ, **ENVIRONMENT, "PYTHONPATH": search_path})
    except Exception as error:
        return f"book/{run.name} failed {at}: {_told_briefly(error)}"
    finally:
        await _stop(client, kernel)
    write_if_changed(run.stored, dump(nb).encode())
    return None


async def _stop(client: NotebookClient, kernel: AsyncKernelManager) -> None:
    """End a kernel, also one that an interrupt met while it was starting, which nbclient would forget."""
    atexit.unregister(client._cleanup_kernel)
    if client.kc is not None:
        client.kc.stop_channels()
    if kernel.has_kernel:
        await kernel.shutdown_kernel(now=True)


def _told_briefly(error: Exception) -> str:
    name, value = getattr(error, "ename", None), getattr(error, "evalue", None)
    if name is None:  # a timeout, a dead kernel
        name, value = type(error).__name__, str(error)
    lines = _COLOURS.sub("", f"{name}: {value}").strip().splitlines()
    return "\n    ".join(lines[:LINES_TOLD])
