"""Run notebooks and store their outputs, two at a time."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError
from nbformat import NotebookNode
from tqdm import tqdm

from tools.notebook_form import KERNEL_ENVIRONMENT, SKIP_EXECUTION, canonical, executable_cells, name_of, parse, write

AT_ONCE = 2
CELL_TIMEOUT = 120  # seconds
LAST_LINES = 8
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def run(paths: Sequence[Path]) -> list[str]:
    """Run notebooks in their folders and store canonical outputs; return a sentence per failure.

    A notebook that fails is left as it was.
    """
    return asyncio.run(_run_all(paths))


async def _run_all(paths: Sequence[Path]) -> list[str]:
    contents = {path: path.read_bytes() for path in paths}
    notebooks = {path: _without_outputs(parse(content.decode(), path)) for path, content in contents.items()}
    places = asyncio.Semaphore(AT_ONCE)
    with tqdm(total=sum(len(executable_cells(nb)) for nb in notebooks.values()), unit="cell") as bar:

        async def run_one(path: Path) -> str | None:
            async with places:
                failure = await _execute(path, notebooks[path], bar)
            if failure is None and path.read_bytes() != contents[path]:
                failure = f"{path}: was changed while it ran; nothing stored, run it again."
            if failure is None:
                write(path, notebooks[path])
            return failure

        failures = await asyncio.gather(*map(run_one, paths))
    return [failure for failure in failures if failure]


def _without_outputs(nb: NotebookNode) -> NotebookNode:
    fresh = canonical(nb)
    for cell in executable_cells(fresh):
        cell.outputs, cell.execution_count = [], None
    return fresh


async def _execute(path: Path, nb: NotebookNode, bar: Any) -> str | None:
    """Run `nb` in the folder of `path`, with its outputs; return what went wrong, if anything."""
    current: dict[str, str] = {"id": "kernel"}

    def begin(**_: object) -> None:
        # nbclient's own handlers know one notebook alone. Without them, Ctrl-C ends the event loop, and
        # every kernel with it.
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(RuntimeError):
                asyncio.get_running_loop().remove_signal_handler(number)

    def remember(cell: NotebookNode, **_: object) -> None:
        current["id"] = name_of(cell)

    def advance(**_: object) -> None:
        bar.update()

    client = NotebookClient(
        nb,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # the kernel warns of its unencrypted transport at every start
        skip_cells_with_tag=SKIP_EXECUTION,
        resources={"metadata": {"path": str(path.parent)}},
        on_notebook_start=begin,
        on_cell_start=remember,
        on_cell_executed=advance,
    )
    bar.set_postfix_str(path.name)
    try:
        await client.async_execute(env={**os.environ, **KERNEL_ENVIRONMENT})
    except CellTimeoutError:
        return f"{path}: {current['id']}: took longer than {CELL_TIMEOUT} seconds."
    except (CellControlSignal, RuntimeError) as error:  # an exception in the cell, or a kernel that died
        message = _COLOURS.sub("", str(error)).rstrip()
        last = "\n".join(message.splitlines()[-LAST_LINES:])
        return f"{path}: {current['id']}: the cell failed:\n{last}"
    return None
