"""torch.compile's side of the comparison: PyTorch's formulas, fused into a few loops of C++ and compiled. It needs a C++ compiler."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from benchmarks import peers_torch

Run = Callable[[], tuple[Any, Any]]


def value_and_grad(name: str) -> Callable[[Any, Any], Run] | None:
    """Return what prepares a run of a loss on given arrays, or None where there is no formula."""
    formula = peers_torch.formulas().get(name)
    return None if formula is None else lambda y_true, y_pred: _prepare(formula, y_true, y_pred)


def _prepare(formula: Callable[..., Any], y_true: Any, y_pred: Any) -> Run:
    torch = importlib.import_module("torch")
    torch._dynamo.reset()  # what was compiled for other shapes would be looked through at every call
    return peers_torch.prepared(torch.compile(formula, dynamic=False), y_true, y_pred)
