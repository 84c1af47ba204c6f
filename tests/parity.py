"""PyTorch's numbers for the parity tests: the committed ones, and the live ones where PyTorch is installed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
Case = dict[str, Any]


def committed(name: str) -> list[Case]:
    """Return the cases of tests/reference/<name>.json."""
    cases: list[Case] = json.loads((ROOT / "tests" / "reference" / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return cases


def live(name: str) -> list[Case]:
    """Return the same cases, computed by the PyTorch that is installed; skip the test where none is."""
    pytest.importorskip("torch", reason="PyTorch is not installed; the committed numbers are compared all the same")
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "tools" / "make_reference.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    cases: list[Case] = script.everything()[name]
    return cases


def named(cases: list[Case], *also: str) -> list[Any]:
    """Return the cases as pytest parameters with a readable name."""

    def name(case: Case) -> str:
        hyper = [f"{key}={value}" for key, value in case["hyper"].items()]
        return "-".join([case["name"], *hyper, *(str(case[key]) for key in also)])

    return [pytest.param(case, id=name(case)) for case in cases]


def assert_same(ours: list[Case], theirs: list[Case]) -> None:
    """Hold two lists of cases equal, numbers to rounding."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert a.keys() == b.keys()
        for key in a:
            if isinstance(a[key], str | dict) or a[key] is None:
                assert a[key] == b[key]
            else:
                assert _flat(a[key]) == pytest.approx(_flat(b[key]), rel=1e-10, abs=1e-12)


def _flat(numbers: Any) -> list[float]:
    return [x for each in numbers for x in _flat(each)] if isinstance(numbers, list) else [numbers]
