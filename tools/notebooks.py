"""Write, run and check the notebooks of the book.

    python -m tools.notebooks text book/ko/optimization/objective.ipynb       # objective.edit.py beside it
    python -m tools.notebooks from-text book/ko/optimization/objective.edit.py
    python -m tools.notebooks run book/ko/optimization/objective.ipynb        # store its outputs
    python -m tools.notebooks format                                          # canonical form, without running
    python -m tools.notebooks lint
    python -m tools.notebooks parity

Where no path is given, the whole book is meant. Exit code 0: all is well; 1: something was found, changed or
failed; 2: the command itself was wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lossopt.language import LANGUAGES
from tools import notebook_text
from tools.link_lint import lint_notebook_links, lint_page_links
from tools.notebook_form import BOOK, ROOT, Finding, NotebookError, find, read, write
from tools.notebook_lint import Notebook, lint_notebook
from tools.notebook_parity import SUFFIXES, counterparts, file_parity, parity
from tools.prose_lint import lint_module_words, lint_notebook_words, lint_page_words


def lint(paths: Iterable[Path]) -> Iterator[Finding]:
    """Yield what is wrong with notebooks, pages and the words of Python modules among `paths`."""
    for path in find(paths, ".ipynb", ".md", ".py"):
        if path.suffix == ".ipynb":
            notebook = Notebook(path, path.read_text(encoding="utf-8"))
            yield from lint_notebook(notebook)
            yield from lint_notebook_words(notebook)
            yield from lint_notebook_links(notebook)
        elif path.suffix == ".md":
            yield from lint_page_words(path)
            yield from lint_page_links(path)
        elif not path.name.endswith(notebook_text.SUFFIX):
            yield from lint_module_words(path)


def lint_targets() -> list[Path]:
    """Return what `lint` reads where no path is given: both editions, and the package's words."""
    return [*_editions(), ROOT / "lossopt"]


def _editions() -> list[Path]:
    return [BOOK / language for language in LANGUAGES if (BOOK / language).exists()]


def _notebooks(paths: Sequence[Path]) -> list[Path]:
    found = find(paths or _editions(), ".ipynb")
    if not found:
        raise NotebookError("no notebooks found.")
    return found


def _print_all(findings: Iterable[Finding]) -> int:
    """Print findings; return the exit code."""
    lines = sorted({str(finding) for finding in findings})
    print("\n".join(lines) if lines else "nothing found.")
    return 1 if lines else 0


# --- commands ---------------------------------------------------------------------------------------------


def _text(chosen: argparse.Namespace) -> int:
    for path in _notebooks(chosen.paths):
        if chosen.stdout:
            print(notebook_text.to_text(read(path)), end="")
        else:
            print(notebook_text.write_text(path, chosen.force))
    return 0


def _from_text(chosen: argparse.Namespace) -> int:
    paths = chosen.paths or [path for path in find(_editions(), ".py") if path.name.endswith(notebook_text.SUFFIX)]
    for path in paths:
        print(notebook_text.write_notebook(path, chosen.force))
    return 0


def _run(chosen: argparse.Namespace) -> int:
    from tools.notebook_run import run  # loads jupyter, which the other commands do without

    failures = run(_notebooks(chosen.paths))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _format(chosen: argparse.Namespace) -> int:
    changed = [path for path in _notebooks(chosen.paths) if write(path, read(path))]
    for path in changed:
        print(f"{path}: brought into canonical form.")
    return 1 if changed else 0


def _lint(chosen: argparse.Namespace) -> int:
    if not chosen.paths:
        _notebooks([])  # a lint of no notebooks would pass without having looked at anything
    return _print_all(lint(chosen.paths or lint_targets()))


def _parity(chosen: argparse.Namespace) -> int:
    if not chosen.paths:
        _notebooks([])
        return _print_all(parity(BOOK))
    pairs = sorted({counterparts(path.resolve()) for path in find(chosen.paths, *SUFFIXES)})
    for missing in (path for pair in pairs for path in pair if not path.exists()):
        raise NotebookError(f"{missing}: no such file, but its counterpart exists.")
    return _print_all(finding for pair in pairs for finding in file_parity(*pair))


COMMANDS = {
    "text": (_text, "write notebooks as text to edit, `<stem>.edit.py` beside each"),
    "from-text": (_from_text, "write or update notebooks from their text; unchanged cells keep their outputs"),
    "run": (_run, "run notebooks, two at a time, and store their outputs"),
    "format": (_format, "bring notebooks into canonical form without running them; 1 if one changed"),
    "lint": (_lint, "check notebooks, pages and the package's Korean words"),
    "parity": (_parity, "check that the Korean and the English edition differ in words alone"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        command.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="files or folders; default: the book")
        if name == "text":
            command.add_argument("--stdout", action="store_true", help="print the text instead of writing a file")
        if name in ("text", "from-text"):
            command.add_argument("--force", action="store_true", help="overwrite edits on the other side")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return COMMANDS[chosen.command][0](chosen)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
