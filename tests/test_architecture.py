"""Who may import whom: the rules of CONTRIBUTING.md, held over every module of the package, also those to come.

The rules are read off the source, so an import inside a function or under TYPE_CHECKING counts as well; what loads when
`import lossopt` runs is asked of a fresh interpreter.
"""

import ast
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lossopt"

# Modules are named by their first part inside the package; "" is lossopt/__init__.py itself.
FOUNDATION = {"language", "ranges", "registry", "gradcheck", "room"}
SIBLINGS = {"losses", "descent", "autodiff"}  # three subjects that never import each other

# The only modules of the package that these may import, besides themselves.
ONLY = {
    **dict.fromkeys(FOUNDATION, FOUNDATION),
    "networks": FOUNDATION | {"autodiff"},
    "metrics": FOUNDATION,
    "objectives": FOUNDATION | {"losses", "networks", "autodiff"},
    "arena": FOUNDATION | {"descent", "catalogue"},  # the catalogue has the table that shows itself
}
# Who may import these at all.
MAY_IMPORT_PLOTS = {"", "notebook", "plots", "exercises"}
MAY_IMPORT_EXERCISES = {"", "exercises"}
MAY_IMPORT_ROOT = {"", "exercises"}

DRAWING = {"matplotlib", "mpl_toolkits", "PIL", "cycler"}
LATE = {*DRAWING, "tqdm", "sklearn", "joblib", "IPython"}
INSTALLED = {"numpy", "tqdm", "sklearn", "joblib", *DRAWING}  # what pyproject.toml declares, or comes with it


@dataclass(frozen=True)
class Import:
    """One import: where it stands, what it asks for, and whether it runs when the module is imported."""

    file: str
    line: int
    module: str  # the full dotted name
    at_once: bool

    @property
    def part(self) -> str | None:
        """The part of lossopt that is asked for ("" for its root), or None for another package."""
        first, _, rest = self.module.partition(".")
        return rest.partition(".")[0] if first == "lossopt" else None

    @property
    def other_package(self) -> str:
        first = self.module.partition(".")[0]
        return "" if first == "lossopt" or first in sys.stdlib_module_names else first


def imports(package: Path) -> Iterator[tuple[str, Import]]:
    """Yield (part of the package, import) for every import statement of every module."""
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).with_suffix("").parts
        here = inside[:-1] if inside[-1] == "__init__" else inside
        part = here[0] if here else ""
        dotted = ("lossopt", *inside[:-1])  # what a relative import starts from
        tree = ast.parse(path.read_text(encoding="utf-8"))
        late = {id(node) for node in _late_nodes(tree)}
        for node in ast.walk(tree):
            for module in _asked_for(node, dotted):
                yield part, Import(str(path.relative_to(package)), node.lineno, module, id(node) not in late)


def _asked_for(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else ()
        base = ".".join([*above, *([node.module] if node.module else [])])
        # `from lossopt import losses` asks for lossopt.losses
        return [f"{base}.{alias.name}" for alias in node.names] if base == "lossopt" else [base]
    return []


def _late_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what does not run at import: bodies of functions, and of `if TYPE_CHECKING`."""
    for node in ast.walk(tree):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if is_function or is_for_types:
            yield from ast.walk(node)


def violations(package: Path) -> list[str]:
    """Return one sentence for every import that the rules forbid."""
    return [
        f"lossopt/{i.file}:{i.line} imports {i.module}: {why}"
        for part, i in imports(package)
        for why in _faults(part, i)
    ]


def _faults(part: str, i: Import) -> Iterator[str]:
    if i.part is not None and i.part != part:
        if part in ONLY and i.part not in ONLY[part]:
            yield f"{part} may import {', '.join(sorted(ONLY[part] - {part}))} alone"
        if part in SIBLINGS and i.part in SIBLINGS:
            yield "losses, descent and autodiff never import each other"
        if i.part == "plots" and part not in MAY_IMPORT_PLOTS:
            yield "nothing below imports plots"
        if i.part == "exercises" and part not in MAY_IMPORT_EXERCISES:
            yield "nothing imports exercises but the root"
        if i.part == "" and part not in MAY_IMPORT_ROOT:
            yield "no part imports the root, which imports them all"
    package = i.other_package
    if package and package not in INSTALLED:
        yield "it is no dependency of lossopt"
    if package in DRAWING and part != "plots":
        yield "only plots imports matplotlib"
    if package == "sklearn" and part != "datasets":
        yield "scikit-learn is used by datasets alone"
    if package and package != "numpy" and part in FOUNDATION:
        yield "the foundation imports NumPy and the standard library alone"
    if package in LATE and i.at_once and part != "plots":
        yield "it loads when first needed: import it inside the function that needs it"


def test_the_package_keeps_the_rules():
    assert violations(PACKAGE) == []


def test_every_module_is_looked_at():
    seen = {i.file for _, i in imports(PACKAGE)}
    importing = re.compile(r"^(from \S+ )?import ", re.MULTILINE)
    files = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if importing.search(path.read_text("utf-8"))
    }
    assert seen >= files and len(files) > 15


# One planted violation each: file, source, a word of the sentence that must come.
PLANTED = {
    "losses import descent": ("losses/new.py", "from lossopt.descent import descend", "never import each other"),
    "descent imports losses": ("descent/new.py", "import lossopt.losses", "never import each other"),
    "relative": ("descent/new.py", "from ..losses import core", "never import each other"),
    "relative root": ("descent/new.py", "from .. import losses", "never import each other"),
    "inside a function": ("losses/new.py", "def f():\n    from lossopt import autodiff", "never import each other"),
    "for types alone": (
        "autodiff/__init__.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from lossopt.losses import Loss",
        "never import each other",
    ),
    "registry imports losses": ("registry.py", "from lossopt import losses", "registry may import"),
    "ranges import tqdm": ("ranges.py", "def f():\n    import tqdm", "NumPy and the standard library alone"),
    "gradcheck imports scipy": ("gradcheck.py", "import scipy.optimize", "no dependency"),
    "networks import losses": ("networks/new.py", "from lossopt.losses import mse", "networks may import"),
    "metrics import losses": ("metrics.py", "from lossopt.losses import mse", "metrics may import"),
    "objectives import descent": ("objectives.py", "from lossopt.descent import Path", "objectives may import"),
    "arena imports objectives": ("arena.py", "from lossopt import objectives", "arena may import"),
    "arena imports losses": ("arena/new.py", "def f():\n    from lossopt import losses", "arena may import"),
    "joblib at once": ("arena/new.py", "import joblib", "when first needed"),
    "dask": ("arena/new.py", "def f():\n    import dask", "no dependency"),
    "losses draw": ("losses/new.py", "def f():\n    from lossopt.plots import style", "nothing below imports plots"),
    "landscapes draw": ("landscapes.py", "def f():\n    import lossopt.plots.surfaces", "nothing below imports plots"),
    "matplotlib outside plots": (
        "notebook.py",
        "def f():\n    import matplotlib.pyplot",
        "only plots imports matplotlib",
    ),
    "pillow outside plots": ("notebook.py", "def f():\n    from PIL import Image", "only plots imports matplotlib"),
    "plots import exercises": ("plots/new.py", "from lossopt import exercises", "nothing imports exercises"),
    "sklearn in losses": ("losses/new.py", "def f():\n    import sklearn", "datasets alone"),
    "sklearn at once": ("datasets.py", "from sklearn import datasets", "when first needed"),
    "tqdm at once": ("descent/new.py", "import tqdm", "when first needed"),
    "tqdm at once in a class": ("descent/new.py", "class A:\n    from tqdm import tqdm", "when first needed"),
    "undeclared in a function": ("notebook.py", "def f():\n    from IPython.display import display", "no dependency"),
    "a new dependency": ("plots/new.py", "import pandas as pd", "no dependency"),
    "the root": ("losses/new.py", "import lossopt", "no part imports the root"),
}


@pytest.mark.parametrize(("file", "source", "sentence"), PLANTED.values(), ids=PLANTED)
def test_a_planted_violation_is_caught(file, source, sentence, tmp_path):
    package = tmp_path / "lossopt"
    target = package / file
    target.parent.mkdir(parents=True)
    target.write_text(source, encoding="utf-8")
    found = violations(package)
    assert found and all(line.startswith(f"lossopt/{file}:") for line in found)
    assert any(sentence in line for line in found)


ALLOWED = {
    "root": ("__init__.py", "from lossopt import losses, plots, exercises"),
    "objectives": ("objectives.py", "from lossopt import autodiff, losses, networks, registry"),
    "networks": ("networks/images.py", "from lossopt.autodiff import conv2d"),
    "arena": ("arena.py", "from lossopt.descent import descend\nfrom lossopt.language import Text"),
    "late joblib": ("arena/new.py", "def f():\n    from joblib import Parallel"),
    "late tqdm": ("descent/core.py", "def f():\n    from tqdm.auto import tqdm"),
    "late sklearn": ("datasets.py", "def f():\n    from sklearn import datasets"),
    "plots": ("plots/style.py", "import matplotlib\nfrom lossopt.landscapes import Landscape\nfrom . import figure"),
    "own package": ("losses/mse.py", "from .core import loss\nfrom lossopt import losses\nimport math, numpy as np"),
    "foundation": ("registry.py", "import numpy\nfrom lossopt.language import Text\nfrom collections import abc"),
}


@pytest.mark.parametrize(("file", "source"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_passes(file, source, tmp_path):
    target = tmp_path / "lossopt" / file
    target.parent.mkdir(parents=True)
    target.write_text(source, encoding="utf-8")
    assert violations(tmp_path / "lossopt") == []


# --- what really loads ------------------------------------------------------------------------------------------------


def loaded_by(code: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after running `code`."""
    report = "\nimport sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code) + report], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_lossopt_loads_numpy_and_little_else():
    loaded = loaded_by("import lossopt")
    assert {"lossopt", "numpy"} <= loaded
    assert loaded.isdisjoint(LATE)


def test_what_is_late_does_load_when_needed():
    assert "matplotlib" in loaded_by("import lossopt as lo; lo.setup('ko')")
    assert "tqdm" in loaded_by("""
        import lossopt as lo
        lo.descent.descend(lo.landscapes.quadratic, [1, 1], lo.descent.methods.gd(0.1), steps=1000)
    """)


def test_a_descent_and_a_loss_need_numpy_alone():
    assert loaded_by("""
        import lossopt as lo
        lo.descent.descend(lo.landscapes.rosenbrock, [-1, 1], lo.descent.methods.adam(0.1), steps=50)
        lo.losses.huber.value_and_grad([1.0], [2.0])
        lo.gradcheck.check(lo.landscapes.rosenbrock, [-1, 1])
        lo.say(f"{1 + 1}")
    """).isdisjoint(LATE)
