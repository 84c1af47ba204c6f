"""Run the benchmarks and write their tables into README.md: `python -m benchmarks [script …]`.

A script is a module beside this one with a function `tables()` that yields pairs (name, Markdown). A table stands in README.md between
`<!-- script:name -->` and `<!-- end -->`, under a line that says with what it was measured.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import on_one_core

HERE = Path(__file__).parent
README = HERE / "README.md"
PEERS = ("numpy", "torch", "jax", "scikit-learn")


def scripts() -> list[str]:
    """Return the names of the scripts, found without importing them: each may need peers of its own."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef tables(" in path.read_text(encoding="utf-8"))


def tables_of(script: str) -> Iterator[tuple[str, str]]:
    """Yield the script's tables, while it measures them."""
    yield from importlib.import_module(f"benchmarks.{script}").tables()


def conditions() -> str:
    """Return with what a table is measured: versions and processor."""
    versions = []
    for name in PEERS:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return f"Measured with Python {platform.python_version()}, {', '.join(versions)}, one core of: {_processor()}."


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def placed(text: str, name: str, table: str) -> str:
    """Return the README's text with one table replaced; ValueError where it has no place for it."""
    begin = f"<!-- {name} -->"
    if text.count(begin) != 1:
        raise ValueError(f"README.md must have the line {begin} once, followed by <!-- end -->.")
    before, after = text.split(begin)
    _, end, after = after.partition("<!-- end -->")
    if not end:
        raise ValueError(f"README.md has no <!-- end --> after {begin}.")
    return f"{before}{begin}\n{table}\n\n{conditions()}\n{end}{after}"


def main() -> None:
    """Run the scripts that the command line names, all without, and write each table as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = scripts()
    parser.add_argument("scripts", nargs="*", help=f"scripts to run: {', '.join(known)}; all without")
    chosen = parser.parse_args().scripts or known
    if unknown := set(chosen) - set(known):
        raise SystemExit(f"Unknown scripts {sorted(unknown)}; known: {', '.join(known)}.")
    on_one_core()
    for script in chosen:
        for name, table in tables_of(script):
            text = placed(README.read_text(encoding="utf-8"), f"{script}:{name}", table)
            README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
