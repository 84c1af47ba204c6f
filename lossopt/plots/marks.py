"""Single points and levels that a text speaks of, marked in a picture already drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lossopt.plots import style
from lossopt.plots.checks import labelled, optional_text
from lossopt.plots.figure import Picture
from lossopt.plots.naming import LABEL_POINTS

GAP = 9.0  # points between a mark and its name


def mark(picture: Picture, points: Mapping[Any, tuple[float, float]]) -> Picture:
    """Mark points (x, y) by their names in the first plot of `picture`, and return it.

    Raises ValueError for what is not a dictionary of pairs of finite numbers.

    >>> from lossopt.plots import curves
    >>> mark(curves({"f": [4.0, 1.0, 0.0]}, alt="It falls."), {"start": (0, 4.0)})
    [figure] It falls.
    """
    with style.context():
        for name, point in labelled("points", points):
            x, y = _pair(name, point)
            picture.ax.plot([x], [y], "o", ms=8, color=style.INK, mec=style.PAPER, mew=1.5, zorder=6)
            picture.ax.annotate(
                name, (x, y), xytext=(0, GAP), textcoords="offset points", ha="center", va="bottom", zorder=7,
                color=style.INK, fontsize=LABEL_POINTS, path_effects=style.halo(),
            )  # fmt: skip
    return picture


def level(picture: Picture, height: float, name: Any = None) -> Picture:
    """Draw a dotted line across the first plot of `picture` at `height`, with its name, and return it.

    Raises ValueError unless `height` is a finite number.
    """
    if not np.isfinite(height):
        raise ValueError(f"height must be a finite number, got {height!r}.")
    with style.context():
        picture.ax.axhline(height, color=style.MUTED, linewidth=1.2, linestyle=":", zorder=1)
        if name is not None:
            picture.ax.annotate(
                optional_text(name), (0.01, height), xycoords=("axes fraction", "data"), xytext=(0, 3),
                textcoords="offset points", color=style.MUTED, fontsize=LABEL_POINTS,
            )  # fmt: skip
    return picture


def _pair(name: str, point: Any) -> tuple[float, float]:
    try:
        x, y = (float(number) for number in point)
    except (TypeError, ValueError):
        raise ValueError(f"points[{name!r}] must be a pair of numbers (x, y), got {point!r}.") from None
    if not (np.isfinite(x) and np.isfinite(y)):
        raise ValueError(f"points[{name!r}] must be finite, got ({x:g}, {y:g}).")
    return x, y
