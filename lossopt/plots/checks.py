"""What every plot asks of its input, each in one clear sentence when it is not so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.language import Text

Label = str | Text
Interval = tuple[float, float]


def label_text(label: Any) -> str:
    """Return a label in the language in use."""
    if isinstance(label, Text):
        return label.here()
    if isinstance(label, str):
        return label
    raise ValueError(f"a label must be a string or a Text, got {label!r}.")


def optional_text(label: Any) -> str:
    """Return a label in the language in use, or nothing for None."""
    return "" if label is None else label_text(label)


def labelled(name: str, things: Any) -> list[tuple[str, Any]]:
    """Return the pairs (label, thing) of a dictionary with at least one entry."""
    if not isinstance(things, Mapping):
        raise ValueError(f"{name} must be a dictionary from label to {name}, got {type(things).__name__}.")
    if not things:
        raise ValueError(f"{name} must have at least one entry, got an empty dictionary.")
    return [(label_text(label), thing) for label, thing in things.items()]


def vector(name: str, values: Any) -> NDArray[np.float64]:
    """Return `values` as a vector of real numbers; single entries may be NaN or infinite, not all of them."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a sequence of numbers, got {values!r:.60}.") from None
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must have shape (n,) with n ≥ 1, got {array.shape}.")
    if not np.isfinite(array).any():
        raise ValueError(f"{name} must have a finite number somewhere, got none.")
    return array


def interval(name: str, pair: Any) -> Interval:
    """Return (low, high) as floats: two finite numbers in rising order."""
    try:
        low, high = (float(end) for end in pair)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair (low, high), got {pair!r:.60}.") from None
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"{name} must be two finite numbers with low < high, got ({low:g}, {high:g}).")
    return low, high


def window(bounds: Any) -> tuple[Interval, Interval]:
    """Return ((xmin, xmax), (ymin, ymax)) as floats."""
    try:
        across, up = bounds
    except (TypeError, ValueError):
        raise ValueError(f"bounds must be ((xmin, xmax), (ymin, ymax)), got {bounds!r:.60}.") from None
    return interval("bounds of x", across), interval("bounds of y", up)


def paths_of(paths: Any, dimension: int | None) -> list[tuple[str, Any]]:
    """Return the pairs (label, Path); a Path may come alone, without a label. `dimension` is what its points must have."""
    if paths is None:
        return []
    if hasattr(paths, "points") and hasattr(paths, "values") and not isinstance(paths, Mapping):
        paths = {"": paths}
    pairs = labelled("paths", paths)
    for label, path in pairs:
        for attribute in ("points", "values"):
            if not hasattr(path, attribute):
                raise ValueError(f"paths[{label!r}] must be a Path, got {type(path).__name__}.")
        points = np.asarray(path.points)
        if dimension is not None and (points.ndim != 2 or points.shape[1] != dimension or len(points) == 0):
            raise ValueError(f"paths[{label!r}].points must have shape (steps + 1, {dimension}), got {points.shape}.")
    return pairs


def finite_run(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rows before the first one that is not finite: what a diverging run left that can be drawn."""
    bad = np.flatnonzero(~np.isfinite(points).all(axis=tuple(range(1, points.ndim))))
    return points[: bad[0]] if bad.size else points
