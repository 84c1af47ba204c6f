"""Build and serve the site: both editions of the book, in Korean and in English, from one `_config.yml`.

    python -m tools.site build                  # _build/site/{index.html,ko/,en/}
    python -m tools.site serve [--port 8000]    # look at it
    python -m tools.site node-missing           # exit code 0 where Node must be installed first, else 1

Each step has a module of its own: `site_execute` runs the notebooks, `site_pages` turns them into pages,
`site_stage` lays both out for Sphinx, `site_katex` fetches KaTeX, `site_config` writes the settings.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from lossopt.language import LANGUAGES
from tools.notebook_form import NotebookError
from tools.site_config import Settings, edition_names, edition_settings, read_settings
from tools.site_errors import SiteError
from tools.site_execute import executed
from tools.site_files import files_below, synchronise, write_if_changed
from tools.site_katex import find_node, prepare
from tools.site_root import root_pages
from tools.site_serve import serve
from tools.site_stage import Edition, edition_pages, stage

ROOT = Path(__file__).resolve().parents[1]
_INPUTS = ("book", "lossopt", "tools")
_UNUSED = (".map", "-macros.html", ".buildinfo", "objects.inv")
_INPUT_FILES = ("_config.yml", "package-lock.json", "requirements.txt", "constraints.txt")


def build(root: Path = ROOT) -> Path:
    """Build both editions and return the site's folder; what did not change since the last build is kept."""
    begun = time.monotonic()
    output = root / "_build"
    output.mkdir(exist_ok=True)
    with alone(output):
        if is_fresh(root):
            print("Nothing changed since the last build.")
            return _told_where(output / "site")
        inputs = _inputs_fingerprint(root)
        (output / "site.inputs").unlink(missing_ok=True)
        settings = read_settings(root)
        pages = {language: edition_pages(root / "book" / language) for language in LANGUAGES}

        _step(1, "KaTeX, which typesets the formulas")
        node = prepare(root, output)

        notebooks = [
            f"{language}/{name}" for language in LANGUAGES for name in pages[language] if name.endswith(".ipynb")
        ]
        _step(2, f"{len(notebooks)} notebooks")
        runs = executed({name: root / "book" / name for name in notebooks}, root, output / "executed")

        _step(3, "pages")
        editions = [Edition(language, root, output, pages[language]) for language in LANGUAGES]
        changed = sum(stage(edition, runs, settings["html"]["baseurl"]) for edition in editions)
        print(f"      {changed} files changed")

        _step(4, f"Sphinx, one process for each of {', '.join(edition_names(settings).values())}")
        extra = {
            "katex_build_command": [node.node, str(output / "node" / "node_modules" / "katex")],
            "edition_names": edition_names(settings),
            "edition_pages": {language: [_docname(page) for page in pages[language]] for language in LANGUAGES},
            "edition_build_key": _code_fingerprint(root),
        }
        for edition in editions:
            _write_settings(edition, settings, extra)
        _run_sphinx(editions)

        _step(5, "one site of both")
        site = _assemble(editions, settings)
        write_if_changed(output / "site.inputs", inputs.encode())
    print(f"\nBuilt in {time.monotonic() - begun:.1f} s.")
    return _told_where(site)


def _told_where(site: Path) -> Path:
    print(f"The site: {site / 'index.html'}\nLook at it with `make serve`.")
    return site


def is_fresh(root: Path = ROOT) -> bool:
    """Return whether the site was built from exactly the files that are there now."""
    stamp, site = root / "_build" / "site.inputs", root / "_build" / "site" / "index.html"
    return stamp.exists() and site.exists() and stamp.read_text() == _inputs_fingerprint(root)


def _step(number: int, what: str) -> None:
    print(f"[{number}/5] {what}", flush=True)


def _docname(page: str) -> str:
    return page.rsplit(".", 1)[0]


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Let one build at a time work in a folder; a second one waits."""
    with (output / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- what a build depends on ------------------------------------------------------------------------------


def _inputs_fingerprint(root: Path) -> str:
    return _fingerprint([*(root / name for name in _INPUTS), *(root / name for name in _INPUT_FILES)])


def _code_fingerprint(root: Path) -> str:
    """Return what must change for Sphinx to write every page anew: extensions, templates, words, KaTeX, and what it copies only then."""
    names = ("book/_ext", "book/_templates", "book/_locales", "book/_static", "package-lock.json")
    return _fingerprint([root / name for name in names])


def _fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for name, file in (files_below(path) if path.is_dir() else {"": path}).items():
            if file.exists():
                digest.update(f"{path.name}/{name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


# --- Sphinx -----------------------------------------------------------------------------------------------


def _write_settings(edition: Edition, settings: Settings, extra: Settings) -> None:
    own = {
        "html_static_path": [str(edition.output / "vendor")],
        "html_extra_path": [str(edition.served)],
        "locale_dirs": [str(edition.locales)],
    }
    content = edition_settings(settings, edition.language, edition.root, extra | own)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    write_if_changed(edition.settings, text.encode())


def _run_sphinx(editions: list[Edition]) -> None:
    """Build the editions side by side; on failure show what Sphinx said and forget its half-read state."""
    started = time.monotonic()
    running = {edition.language: _start_sphinx(edition) for edition in editions}
    failed: list[Edition] = []
    try:
        for edition in editions:
            if running[edition.language].wait():
                failed.append(edition)
            else:
                print(f"      {edition.language} done after {time.monotonic() - started:.1f} s", flush=True)
    finally:
        for process in running.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
    for edition in failed:
        # Sphinx would remember the pages it has read and keep quiet about their faults the next time.
        shutil.rmtree(edition.sphinx, ignore_errors=True)
    if failed:
        logs = "\n\n".join(f"{edition.log}:\n{_told(edition.log)}" for edition in failed)
        names = " and ".join(f"book/{edition.language}" for edition in failed)
        raise SiteError(f"{logs}\nSphinx could not build {names} without a warning; its words stand above.")


def _told(log: Path) -> str:
    """Return what Sphinx said, without colours and without jupyter-book's own traceback about it."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8"))
    return said.split("\nThe above exception was the direct cause")[0].strip()


def _start_sphinx(edition: Edition) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(edition.source)),
        *("--config", str(edition.settings), "--path-output", str(edition.sphinx)),
        *("--warningiserror", "--nitpick", "--keep-going"),
    ]
    edition.log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with edition.log.open("wb") as log:
        return subprocess.Popen(command, cwd=edition.root, stdout=log, stderr=subprocess.STDOUT, env=environment)


def _assemble(editions: list[Edition], settings: Settings) -> Path:
    """Put both editions under one root; what no page asks for is left out."""
    site = editions[0].output / "site"
    files: dict[str, bytes | Path] = dict(root_pages(editions[0].root, settings))
    for edition in editions:
        for name, path in files_below(edition.html).items():
            if not name.endswith(_UNUSED) and not name.startswith("_static/locales/"):
                files[f"{edition.language}/{name}"] = path
    synchronise(site, files)
    return site


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build both editions into _build/site")
    serving = commands.add_parser("serve", help="show the built site on this machine")
    serving.add_argument("--port", type=int, default=8000, help="port to try first (default 8000)")
    commands.add_parser("node-missing", help="exit with 0 where Node must be installed first, else with 1")
    chosen = parser.parse_args(arguments)
    if chosen.command == "node-missing":
        return 1 if find_node() else 0
    try:
        if chosen.command == "build":
            build()
        else:
            serve(ROOT / "_build" / "site", chosen.port)
    except (SiteError, NotebookError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
