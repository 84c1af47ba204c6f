"""A function of one unknown as a curve, with the steps of runs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.checks import Interval, Label, finite_run, label_text, optional_text, paths_of
from lossopt.plots.evaluation import Objective, interval_for, slope_at, values_at
from lossopt.plots.figure import Picture, picture_of, place
from lossopt.plots.naming import Named, add_legend
from lossopt.plots.walks import Walk, draw_walks, step_numbers

TANGENTS = 6  # more of them would hide one another
TANGENT_LENGTH = 0.16  # of the interval


def function(
    f: Objective, paths: Any = None, *, bounds: Any = None, tangents: bool = False, xlabel: Label | None = "$w$",
    ylabel: Label | None = "$f(w)$", title: Label | None = None, alt: str | None = None, ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw a function of one unknown, with the steps of runs as dots on it, hop by hop.

    `f` is called with a vector (1,) and returns (value, grad) or a value; a landscape is asked at once. `paths` is a Path or maps
    names to Paths with points (steps + 1, 1). `bounds` (low, high) default to the landscape's own, else to what the
    paths need. `tangents=True` draws the tangent at the first few points: the slope that the step follows.

    Raises ValueError for a missing `alt`, paths not in one dimension or nowhere inside, reversed bounds, and a function
    that is finite nowhere.

    >>> function(lambda x: (x @ x, 2 * x), bounds=(-2, 2), alt="A parabola.")
    [figure] A parabola.
    """
    ax, _ = draw_function(
        f, paths, bounds=bounds, tangents=tangents, xlabel=xlabel, ylabel=ylabel, title=title, alt=alt, ax=ax
    )
    return picture_of(ax)


def draw_function(
    f: Objective, paths: Any, *, bounds: Any, tangents: bool, xlabel: Label | None, ylabel: Label | None, title: Label | None,
    alt: str | None, ax: Axes | None,
) -> tuple[Axes, list[Walk]]:  # fmt: skip
    """Draw what `function` describes; return the axes and the walks, for an animation to move."""
    found = paths_of(paths, 1)
    span = interval_for(f, found, bounds)
    x = np.linspace(*span, 401)
    y = values_at(f, x[:, None])
    height = _room_around(y)
    with style.context():
        ax = place(ax, alt)
        ax.plot(x, y, color=style.MUTED, lw=2, zorder=2)
        ax.set(xlim=span, ylim=height, xlabel=optional_text(xlabel), ylabel=optional_text(ylabel))
        runs = [(name, on_curve(f, path), step_numbers(path)) for name, path in found]
        walks = draw_walks(ax, runs, (span, height))
        if tangents:
            for k, (_, points, _) in enumerate(runs):
                _draw_tangents(ax, f, points, span, style.look(k).color)
        if title is not None:
            ax.set_title(label_text(title))
        named = [Named(walk.line, name) for walk, (name, _) in zip(walks, found, strict=True) if name]
        if named:
            add_legend(ax, named)
    return ax, walks


def on_curve(f: Objective, path: Any) -> NDArray:
    """Return the points (x, f(x)) of a run, as far as it is finite."""
    x = finite_run(np.asarray(path.points, dtype=np.float64))
    return np.column_stack([x, values_at(f, x)]) if len(x) else np.empty((0, 2))


def _room_around(y: NDArray) -> Interval:
    low, high = float(np.nanmin(y)), float(np.nanmax(y))
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def _draw_tangents(ax: Axes, f: Objective, points: NDArray, span: Interval, color: str) -> None:
    half = TANGENT_LENGTH * (span[1] - span[0]) / 2
    drawn: list[float] = []
    for x, y in points:
        if len(drawn) == TANGENTS:
            return
        if any(abs(x - other) < half / 3 for other in drawn):  # one on top of the other says nothing
            continue
        drawn.append(float(x))
        slope = slope_at(f, float(x))
        ends = np.array([x - half, x + half])
        ax.plot(ends, y + slope * (ends - x), color=color, lw=5, alpha=0.28, zorder=2.5, solid_capstyle="round")
