"""Values of an objective on a line or a grid, for landscapes at once and for any other function point by point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.plots.checks import Interval, finite_run, interval, window

Objective = Callable[..., Any]


def value_at(f: Objective, point: NDArray[np.float64]) -> float:
    """Return f's value at one point; f may return (value, grad) or the value alone."""
    result = f(point)
    value = np.asarray(result[0] if isinstance(result, tuple) else result, dtype=np.float64)
    if value.size != 1:
        raise ValueError(
            f"f must return one number per point, got shape {value.shape} for a point of shape {point.shape}."
        )
    return float(value.reshape(()))


def values_at(f: Objective, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values at points (…, n) as (…,); what is not finite becomes NaN.

    A landscape's `.value` takes all points at once; any other function is asked for one point after another.
    """
    if not callable(f):
        raise ValueError(f"f must be a function f(x) → (value, grad), got {type(f).__name__}.")
    with np.errstate(all="ignore"):
        if hasattr(f, "value"):
            values = np.asarray(f.value(points), dtype=np.float64)
        else:
            rows = points.reshape(-1, points.shape[-1])
            values = np.array([value_at(f, row) for row in rows]).reshape(points.shape[:-1])
    if values.shape != points.shape[:-1]:
        raise ValueError(
            f"f.value must return shape {points.shape[:-1]} for points {points.shape}, got {values.shape}."
        )
    if not np.isfinite(values).any():
        raise ValueError("f must be finite somewhere inside the bounds, and is nowhere.")
    return np.where(np.isfinite(values), values, np.nan)


def slope_at(f: Objective, x: float) -> float:
    """Return the derivative of a function of one unknown: its own if it gives one, else a central difference."""
    point = np.array([x])
    result = f(point)
    if isinstance(result, tuple) and len(result) == 2:
        return float(np.asarray(result[1], dtype=np.float64).reshape(()))
    h = 1e-6 * max(1.0, abs(x))
    return (value_at(f, point + h) - value_at(f, point - h)) / (2 * h)


def grid(f: Objective, bounds: tuple[Interval, Interval]) -> tuple[NDArray, NDArray, NDArray]:
    """Return x (m,), y (k,) and the values (k, m) of f inside `bounds`."""
    # A plain function costs a call per point: fewer points, which contours forgive.
    count = 201 if hasattr(f, "value") else 81
    x, y = np.linspace(*bounds[0], count), np.linspace(*bounds[1], count)
    return x, y, values_at(f, np.stack(np.meshgrid(x, y), axis=-1))


def window_for(f: Objective, paths: list[tuple[str, Any]], bounds: Any) -> tuple[Interval, Interval]:
    """Return the window of a landscape in two dimensions: `bounds`, else f's own, else what the paths need."""
    if bounds is not None:
        return window(bounds)
    if hasattr(f, "bounds"):
        return window(f.bounds)
    if not paths:
        raise ValueError("bounds must be given for a function that has none of its own: ((xmin, xmax), (ymin, ymax)).")
    across, up = (_around([path.points[:, k] for _, path in paths]) for k in (0, 1))
    return across, up


def interval_for(f: Objective, paths: list[tuple[str, Any]], bounds: Any) -> Interval:
    """Return the interval of a function of one unknown: `bounds`, else f's own, else what the paths need."""
    if bounds is None and hasattr(f, "bounds"):
        bounds = f.bounds
        bounds = bounds[0] if np.ndim(bounds) == 2 else bounds
    if bounds is not None:
        return interval("bounds", bounds)
    if not paths:
        raise ValueError("bounds must be given for a function that has none of its own: (low, high).")
    return _around([path.points[:, 0] for _, path in paths])


def _around(runs: list[NDArray]) -> Interval:
    """Return an interval around the finite parts of some runs, with room beside them."""
    found = np.concatenate([finite_run(np.asarray(run, dtype=np.float64)) for run in runs])
    if found.size == 0:
        raise ValueError("paths must have a finite point, and have none.")
    low, high = float(found.min()), float(found.max())
    room = 0.2 * (high - low) or 1.0
    return low - room, high + room
