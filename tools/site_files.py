"""Folders that a build keeps up to date: written atomically, untouched where nothing changed, vanished files gone.

Sphinx rebuilds a page when its file is newer than the last build, so a file whose bytes are the same is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tools.placing import write_atomically


def write_if_changed(path: Path, content: bytes) -> bool:
    """Make `path` hold `content`; return whether it had to be written. An interrupt leaves no half-written file."""
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True


def files_below(folder: Path) -> dict[str, Path]:
    """Return every file below `folder` by its path inside it; checkpoints and caches are nobody's files."""
    skipped = {".ipynb_checkpoints", "__pycache__", "_build"}
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(folder).parts)
    }


def synchronise(folder: Path, files: Mapping[str, bytes | Path]) -> int:
    """Make `folder` hold exactly `files` (path inside it → bytes, or the file to copy); return how many changed."""
    changed = 0
    for name, content in files.items():
        changed += write_if_changed(folder / name, content if isinstance(content, bytes) else content.read_bytes())
    if folder.is_dir():
        for path in sorted(folder.rglob("*"), reverse=True):  # files before the folders that held them
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in files:
                path.unlink()
                changed += 1
    return changed
