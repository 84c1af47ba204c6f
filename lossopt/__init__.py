"""lossopt: losses, descent methods and their pictures, the package that every chapter of the course imports.

    import lossopt as lo
    lo.setup("en")                                # or "ko": the language of labels and hints
    lo.losses.huber([1.0, 2.0], [1.5, 4.0])       # every loss with .grad and .value_and_grad
    lo.descent.descend(lo.landscapes.rosenbrock, [-1, 1], lo.descent.methods.adam(0.1))

Everything that is optimized is an objective, f(x) → (value, grad); every method is a direction × a step size; every run leaves a Path.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from lossopt import registry
from lossopt.catalogue import catalogue
from lossopt.claims import claim
from lossopt.notebook import say, setup

if TYPE_CHECKING:
    from lossopt import (
        arena,
        autodiff,
        datasets,
        descent,
        exercises,
        gradcheck,
        landscapes,
        losses,
        metrics,
        networks,
        objectives,
        plots,
        texts,
    )
    from lossopt.exercises import check, quiz

__version__ = "0.1.0"

__all__ = [
    "arena",
    "autodiff",
    "catalogue",
    "check",
    "claim",
    "datasets",
    "descent",
    "exercises",
    "gradcheck",
    "landscapes",
    "losses",
    "metrics",
    "networks",
    "objectives",
    "plots",
    "quiz",
    "registry",
    "say",
    "setup",
    "texts",
]

# Loaded when first used, so that `import lossopt` takes little longer than `import numpy`; a table of the registry loads what fills it.
_LATE_MODULES = (
    "losses", "descent", "landscapes", "datasets", "gradcheck", "arena", "autodiff", "networks", "objectives", "metrics", "plots", "texts",
    "exercises",
)  # fmt: skip
_LATE_NAMES = {"check": "exercises", "quiz": "exercises"}

registry.losses.comes_from("lossopt.losses")
registry.directions.comes_from("lossopt.descent")
registry.step_sizes.comes_from("lossopt.descent")
registry.landscapes.comes_from("lossopt.landscapes")


def __getattr__(name: str) -> Any:
    if name in _LATE_MODULES:
        return importlib.import_module(f"lossopt.{name}")
    if name in _LATE_NAMES:
        return getattr(importlib.import_module(f"lossopt.{_LATE_NAMES[name]}"), name)
    raise AttributeError(f"module 'lossopt' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LATE_MODULES, *_LATE_NAMES])
