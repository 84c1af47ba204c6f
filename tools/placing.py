"""Write files into a folder where people work, and never write over what they have changed.

A manifest in the folder remembers what was written. When a newer version comes,

- a file that is as it was written, or is missing, gets the newer version;
- a file that somebody has changed stays, and the newer version goes beside it as `<stem>.new.<suffix>`.

A notebook counts as changed when the text of a cell, its tags or its grading has changed. Outputs do not
count: running a chapter is no reason to keep it from being updated.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

MANIFEST = ".written.json"

# For each path: the fingerprints of the version last written or offered.
Manifest = dict[str, dict[str, str]]


def place(files: Mapping[PurePosixPath, bytes], folder: Path) -> list[str]:
    """Write `files` into `folder`, keeping what was changed there; return sentences on what happened."""
    manifest = _read_manifest(folder)
    written = 0
    sentences: list[str] = []
    try:
        for path, content in files.items():
            target = folder / path
            if not _is_current(target, content):
                if _was_offered(path, content, target, manifest):
                    continue
                if _is_free(path, target, manifest):
                    write_atomically(target, content)
                    written += 1
                else:
                    beside = _place_beside(path, content, folder, manifest)
                    sentences.append(f"{path}: your changes are kept; the newer version is {beside.name} beside it.")
            _remember(path, content, manifest)
    finally:  # also when a write fails halfway: what was written must be known next time
        text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
        write_atomically(folder / MANIFEST, text.encode())
    current = len(files) - written - len(sentences)
    return [*sentences, f"{folder}: {written} written, {current} up to date, {len(sentences)} kept."]


def write_atomically(target: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old or the new content, never half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)  # mkstemp's files are private, these are not
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _is_current(target: Path, content: bytes) -> bool:
    return target.exists() and target.read_bytes() == content


def _was_offered(path: PurePosixPath, content: bytes, target: Path, manifest: Manifest) -> bool:
    """Whether there is nothing new: this very version was written (or laid beside) before."""
    known = manifest.get(str(path))
    return target.exists() and known is not None and known["version"] == _hash(content)


def _is_free(path: PurePosixPath, target: Path, manifest: Manifest) -> bool:
    """Whether nothing of anybody's is lost by writing `target`."""
    if not target.exists():
        return True
    known = manifest.get(str(path))
    return known is not None and known["text"] == _fingerprint(target.read_bytes())


def _place_beside(path: PurePosixPath, content: bytes, folder: Path, manifest: Manifest) -> PurePosixPath:
    """Write `content` as `<stem>.new.<suffix>`, or with a number when that file holds somebody's work too."""
    for number in itertools.count(1):
        beside = path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}")
        target = folder / beside
        if _is_current(target, content) or _is_free(beside, target, manifest):
            break
    write_atomically(target, content)
    _remember(beside, content, manifest)
    return beside


def _remember(path: PurePosixPath, content: bytes, manifest: Manifest) -> None:
    manifest[str(path)] = {"version": _hash(content), "text": _fingerprint(content)}


def _read_manifest(folder: Path) -> Manifest:
    """Return what is known to be written; an unreadable manifest means: nothing, so every file is kept."""
    try:
        manifest: Manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        complete = all({"version", "text"} <= set(entry) for entry in manifest.values())
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
    return manifest if complete else {}


def _fingerprint(content: bytes) -> str:
    """Return a hash of what a person may have changed in a notebook; of all bytes in any other file."""
    try:
        cells = json.loads(content)["cells"]
        text = [
            [
                cell["cell_type"],
                "".join(cell["source"]),
                cell.get("attachments"),
                cell["metadata"].get("tags"),
                cell["metadata"].get("nbgrader"),
            ]
            for cell in cells
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return _hash(content)
    return _hash(json.dumps(text, sort_keys=True).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
