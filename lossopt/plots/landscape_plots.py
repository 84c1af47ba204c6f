"""Landscapes in two dimensions: seen from above as a map, and from the side as a surface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.checks import Label, label_text, optional_text, paths_of
from lossopt.plots.evaluation import Objective, grid, values_at, window_for
from lossopt.plots.figure import WIDTH, Picture, picture_of, place
from lossopt.plots.naming import Named, add_legend
from lossopt.plots.walks import Walk, Window, draw_walks, step_numbers

VALUE = Text(ko="함숫값", en="value")
MINIMUM = Text(ko="최솟값", en="minimum")
START = Text(ko="출발점", en="start")

LEVELS = 12
DEPTH = 1e-4  # a log map shows heights down to this part of the whole


def contour(
    f: Objective, paths: Any = None, *, bounds: Any = None, levels: int | Sequence[float] | None = None, log: bool = False,
    minima: bool = True, xlabel: Label | None = "$w_1$", ylabel: Label | None = "$w_2$", title: Label | None = None,
    alt: str | None = None, ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw a map of a function of two unknowns, with the paths of runs on it.

    `f` is a landscape, or any function of a vector (2,) that returns (value, grad) or a value. `paths` is a Path or maps names
    to Paths: a ring marks the start, a filled mark the end, an arrow at the border that a run leaves the window. `bounds`
    ((xmin, xmax), (ymin, ymax)) default to the landscape's own, else to what the paths need. `levels` is the number of height
    steps, or their heights; with `log=True` they grow by a factor, counted from the lowest point, so that flat valleys show. `minima`:
    whether a landscape's known minima are marked by stars.

    Raises ValueError for a missing `alt`, paths not in two dimensions or nowhere inside, reversed bounds, and a function
    that is finite nowhere.

    >>> from lossopt import landscapes
    >>> contour(landscapes.rosenbrock, log=True, alt="A curved valley.")
    [figure] A curved valley.
    """
    ax, _ = draw_map(
        f,
        paths,
        bounds=bounds,
        levels=levels,
        log=log,
        minima=minima,
        xlabel=xlabel,
        ylabel=ylabel,
        title=title,
        alt=alt,
        ax=ax,
    )
    return picture_of(ax)


def draw_map(
    f: Objective, paths: Any, *, bounds: Any, levels: Any, log: bool, minima: bool, xlabel: Label | None, ylabel: Label | None,
    title: Label | None, alt: str | None, ax: Axes | None,
) -> tuple[Axes, list[Walk]]:  # fmt: skip
    """Draw what `contour` describes; return the axes and the walks, for an animation to move."""
    found = paths_of(paths, 2)
    window = window_for(f, found, bounds)
    x, y, z = grid(f, window)
    heights = _heights(z, levels, log)
    with style.context():
        alone = ax is None
        ax = place(ax, alt, height=_map_height(window))
        ax.grid(False)
        ax.spines[:].set_visible(False)
        shades = _shade(ax, x, y, z, heights)
        if alone:
            _color_bar(ax, shades, log)
        stars = _draw_minima(ax, f, window) if minima else []
        runs = [(name, np.asarray(path.points, dtype=np.float64), step_numbers(path)) for name, path in found]
        walks = draw_walks(ax, runs, window)
        _set_window(ax, window, xlabel, ylabel, title)
        _explain(ax, [name for name, _ in found], walks, stars, with_marks=alone)
    return ax, walks


def surface(
    f: Objective, paths: Any = None, *, bounds: Any = None, view: tuple[float, float] = (35, -60), xlabel: Label | None = "$w_1$",
    ylabel: Label | None = "$w_2$", title: Label | None = None, alt: str | None = None,
) -> Picture:  # fmt: skip
    """Draw a function of two unknowns as a surface, with the paths of runs on it.

    `f`, `paths` and `bounds` are as in `contour`; `view` is where one looks from: degrees above the ground, and around.
    The part of a run outside the bounds is left out.

    Raises ValueError as `contour` does.
    """
    found = paths_of(paths, 2)
    window = window_for(f, found, bounds)
    x, y, z = grid(f, window)
    with style.context():
        ax: Any = place(None, alt, height=480, projection="3d")
        ax.figure.set_layout_engine("none")  # it would keep clear of the corners of a box that nobody sees
        ax.set_position((0.02, 0.1, 0.92, 0.88))
        ax.computed_zorder = False  # the order of drawing is that of this function: a path lies on the surface
        thin = max(1, len(x) // 80)
        mesh = np.meshgrid(x[::thin], y[::thin])
        ax.plot_surface(
            *mesh, z[::thin, ::thin], cmap=style.SHADES, rcount=40, ccount=40, lw=0.4, edgecolor=style.RIDGE
        )
        lines = [_on_surface(ax, f, path, window, k, name) for k, (name, path) in enumerate(found)]
        _tidy_box(ax, view)
        ax.set(xlabel=optional_text(xlabel), ylabel=optional_text(ylabel), zlabel=VALUE.here())
        if title is not None:
            ax.set_title(label_text(title))
        named = [Named(line, name) for line, (name, _) in zip(lines, found, strict=True) if name]
        if named:
            add_legend(ax, named)
    return picture_of(ax)


def _heights(z: NDArray, levels: Any, log: bool) -> NDArray:
    """Return rising heights that cover the values."""
    low, high = float(np.nanmin(z)), float(np.nanmax(z))
    if low == high:
        high = low + 1.0  # a plain: one shade
    if levels is None or isinstance(levels, int | np.integer):
        count = LEVELS if levels is None else int(levels)
        if count < 2 or isinstance(levels, bool):
            raise ValueError(f"levels must be a whole number ≥ 2 or rising heights, got {levels!r}.")
        if log:
            return _log_heights(low, high, None if levels is None else count)
        return np.asarray(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    heights = np.asarray(levels, dtype=np.float64)
    if heights.ndim != 1 or len(heights) < 2 or not np.isfinite(heights).all() or (np.diff(heights) <= 0).any():
        raise ValueError(f"levels must be a whole number ≥ 2 or rising heights, got {levels!r:.60}.")
    return heights


def _log_heights(low: float, high: float, count: int | None) -> NDArray:
    """Return heights that rise by a factor from the lowest point, at 1, 3, 10, 30, … unless `count` is given."""
    whole = high - low
    if abs(low) < DEPTH * whole:
        low = min(low, 0.0)  # the grid only just misses a minimum of value 0
    if count is not None:
        return np.append(low, low + np.geomspace(DEPTH, 1, count) * whole)
    decades = np.arange(np.floor(np.log10(DEPTH * whole)), np.ceil(np.log10(whole)) + 1)
    rungs = np.sort(np.concatenate([10**decades, 3 * 10**decades]))
    rungs = rungs[(rungs >= DEPTH * whole) & (rungs < whole)]
    return np.concatenate([[low], low + rungs, [high]])


def _shade(ax: Axes, x: NDArray, y: NDArray, z: NDArray, heights: NDArray) -> ContourSet:
    bands = len(heights) - 1
    colors = [style.SHADES(k / max(1, bands - 1)) for k in range(bands)]
    shades = ax.contourf(x, y, np.clip(z, heights[0], heights[-1]), levels=heights, colors=colors)
    lines = ax.contour(x, y, z, levels=heights[1:-1], colors=style.RIDGE, linewidths=0.6)
    for drawn in (shades, lines):
        drawn.set_in_layout(False)  # they end where the map ends; measuring them takes long
    return shades


def _color_bar(ax: Axes, shades: ContourSet, log: bool) -> None:
    # An inset keeps exactly the map's height, whatever its shape.
    bar = ax.figure.colorbar(shades, cax=ax.inset_axes((1.04, 0, 0.035, 1)), spacing="uniform", drawedges=False)
    bar.outline.set_visible(False)
    levels = np.asarray(shades.levels)
    heights = levels[1:-1] if log else levels  # the ends of a log map are no round numbers
    shown = heights[:: max(1, round(len(heights) / 6))]
    bar.set_ticks(shown.tolist())
    bar.ax.set_yticklabels([_number(height) for height in shown])
    bar.ax.set_title(VALUE.here(), fontsize=12, loc="left", pad=10)


def _number(value: float) -> str:
    """Return a number for a label, short and with a real minus sign.

    >>> _number(-0.25)
    '−0.25'
    """
    return f"{value:.2g}".replace("-", "−") if abs(value) < 100 else f"{value:.0f}".replace("-", "−")


def _draw_minima(ax: Axes, f: Any, window: Window) -> list[Line2D]:
    points = np.asarray(getattr(f, "minima", np.empty((0, 2))), dtype=float).reshape(-1, 2)
    low, high = np.array(window).T
    points = points[((points >= low) & (points <= high)).all(axis=1)]
    if not len(points):
        return []
    return list(ax.plot(*points.T, "*", ms=15, color=style.INK, mec=style.PAPER, mew=1.2, zorder=3))


def _map_height(window: Window) -> int:
    """Return the height in CSS pixels at which a map of equal scales fills its place."""
    ratio = _ratio(window)
    return 460 if ratio is None else int(np.clip(0.72 * WIDTH * ratio + 120, 280, 620))


def _ratio(window: Window) -> float | None:
    """Return height by width of the window, or None where equal scales would make a strip of it."""
    (left, right), (bottom, top) = window
    ratio = (top - bottom) / (right - left)
    return ratio if 0.4 <= ratio <= 1.6 else None


def _set_window(ax: Axes, window: Window, xlabel: Label | None, ylabel: Label | None, title: Label | None) -> None:
    ax.set(xlim=window[0], ylim=window[1], xlabel=optional_text(xlabel), ylabel=optional_text(ylabel))
    if _ratio(window) is not None:
        ax.set_aspect("equal")
    if title is not None:
        ax.set_title(label_text(title))


def _explain(ax: Axes, names: list[str], walks: list[Walk], stars: list[Line2D], *, with_marks: bool) -> None:
    """Name the paths, and in a picture of its own the marks too; panels have no room for that."""
    entries = [Named(walk.line, name) for walk, name in zip(walks, names, strict=True) if name]
    if with_marks and walks:
        ring = Line2D([], [], marker="o", ls="", ms=9, mfc=style.PAPER, mec=style.MUTED, mew=2)
        entries.append(Named(ring, START.here()))
    if with_marks and stars:
        entries.append(Named(stars[0], MINIMUM.here()))
    if entries:
        add_legend(ax, entries, on_top=False)


def _on_surface(ax: Axes, f: Objective, path: Any, window: Window, index: int, name: str) -> Line2D:
    points = np.asarray(path.points, dtype=np.float64)
    low, high = np.array(window).T
    inside = np.isfinite(points).all(axis=1) & ((points >= low) & (points <= high)).all(axis=1)
    if not inside.any():
        raise ValueError(f"paths[{name!r}] must have a point inside the bounds, and has none.")
    points[~inside] = np.nan
    z = np.full(len(points), np.nan)
    z[inside] = values_at(f, points[inside])
    look = style.look(index)
    (line,) = ax.plot(
        *points.T,
        z,
        color=look.color,
        ls=look.line,
        marker=look.marker,
        ms=4,
        mec=style.PAPER,
        mew=0.5,
        zorder=5 + index,
    )
    line.set_path_effects(style.halo(3.2))
    for k, face in ((np.flatnonzero(inside)[0], style.PAPER), (np.flatnonzero(inside)[-1], look.color)):
        edge = look.color if face == style.PAPER else style.PAPER
        ax.plot(*points[k], z[k], look.marker, ms=8.5, mfc=face, mec=edge, mew=1.6, zorder=9)
    return line


def _tidy_box(ax: Any, view: tuple[float, float]) -> None:
    """Take away the grey walls, and leave room for the labels."""
    ax.view_init(elev=view[0], azim=view[1])
    ax.set_box_aspect((1, 1, 0.7), zoom=1.05)
    ax.zaxis.set_rotate_label(True)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((1, 1, 1, 0))
        axis.line.set_color(style.MUTED)
        axis.set_major_locator(MaxNLocator(4))
