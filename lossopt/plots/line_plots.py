"""Lines: any curves against x, and the values of runs against their steps."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatterSciNotation
from numpy.typing import ArrayLike, NDArray

from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.checks import Label, finite_run, label_text, labelled, optional_text, paths_of, vector
from lossopt.plots.figure import Picture, picture_of, place
from lossopt.plots.naming import Named, add_legend, name_lines

STEP = Text(ko="걸음", en="step")
VALUE = Text(ko="함숫값", en="value")
EXCESS = Text(ko="함숫값 − 최적값", en="value − optimum")
DIVERGED = Text(ko="{name} (발산)", en="{name} (diverged)")

FEW = 15  # lines of so few points show them
BLOWN_UP = 1e3  # a run that ends at so many times its start counts as diverged


class LogNumbers(LogFormatterSciNotation):
    """Numbers on a log axis: plain ones if all are of everyday size, else powers of ten."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text at a tick, empty where there is none."""
        text = super().__call__(x, pos)
        axis: Any = self.axis
        low, high = sorted(axis.get_view_interval())
        return f"{x:g}" if text and low >= 1e-3 and high <= 1e4 else str(text)


class Curve(NamedTuple):
    """A line through (x, y), with a band from `low` to `high` if there is one."""

    name: str
    x: NDArray
    y: NDArray
    low: NDArray | None = None
    high: NDArray | None = None


def curves(
    series: dict[Any, Any], *, x: ArrayLike | None = None, xlabel: Label | None = None, ylabel: Label | None = None,
    title: Label | None = None, logx: bool = False, logy: bool = False, alt: str | None = None, ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw lines with their names.

    `series` maps a name to y, to a pair (x, y), or to (x, low, mid, high): a line in a band, as for the spread over seeds. `x`
    serves every series that brings none; without it points are numbered from 0. A gap in the data (NaN) is a gap in the
    line, and so is what a log axis cannot show.

    Raises ValueError for a missing `alt`, an empty dictionary, shapes that do not fit and data without a finite number.

    >>> curves({"loss": [4.0, 2.0, 1.0]}, alt="The loss halves with every step.")
    [figure] The loss halves with every step.
    """
    found = [_curve(name, data, x) for name, data in labelled("series", series)]
    with style.context():
        ax = place(ax, alt)
        _set_scales(ax, logx, logy)
        dots = max(len(curve.y) for curve in found) <= FEW
        lines = [_draw(ax, curve, k, logx, logy, dots) for k, curve in enumerate(found)]
        _set_labels(ax, xlabel, ylabel, title)
        name_lines(ax, lines)
    return picture_of(ax)


def values(
    paths: Any, *, logy: bool = True, optimum: float = 0.0, title: Label | None = None, alt: str | None = None,
    ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw the values of runs, above `optimum`, against their steps.

    `paths` maps names to Paths. A run that says it diverged, ceases to be finite or ends a thousandfold above its start leaves
    the picture at the top, so that the others stay readable: a cross marks the place, and its name says so.

    Raises ValueError for a missing `alt`, an `optimum` that is not finite, and what is not a Path.
    """
    if not np.isfinite(optimum):
        raise ValueError(f"optimum must be a finite number, got {optimum!r}.")
    found = paths_of(paths, None)
    runs = [vector(f"paths[{name!r}].values", path.values) - optimum for name, path in found]
    diverged = [_diverged(path, run) for (_, path), run in zip(found, runs, strict=True)]
    ceiling = _ceiling(runs, diverged, logy)
    dots = max(len(run) for run in runs) <= FEW
    with style.context():
        ax = place(ax, alt)
        _set_scales(ax, False, logy)
        lines = []
        for k, ((name, _), run, away) in enumerate(zip(found, runs, diverged, strict=True)):
            steps = np.arange(len(run), dtype=float)
            if not away:
                lines.append(_draw(ax, Curve(name, steps, run), k, False, logy, dots))
                continue
            name = DIVERGED.format(name=name).here().strip()
            steps, run = _below(steps, finite_run(run), ceiling, logy)
            lines.append(_draw(ax, Curve(name, steps, run), k, False, logy, dots))
            color = style.look(k).color
            ax.plot(steps[-1], run[-1], "X", ms=11, color=color, mec=style.PAPER, zorder=5, clip_on=False)
        _set_labels(ax, STEP, EXCESS if optimum else VALUE, title)
        (add_legend if any(diverged) else name_lines)(ax, [named for named in lines if named.name])
    return picture_of(ax)


def _curve(name: str, data: Any, shared_x: Any) -> Curve:
    """Read one entry of `series`."""
    if not (isinstance(data, tuple) and all(np.ndim(part) == 1 for part in data)):
        y = vector(f"series[{name!r}]", data)
        x = np.arange(len(y), dtype=float) if shared_x is None else vector("x", shared_x)
        parts = [x, y]
    elif len(data) in (2, 4):
        parts = [vector(f"series[{name!r}]", part) for part in data]
    else:
        raise ValueError(f"series[{name!r}] must be y, (x, y) or (x, low, mid, high), got a tuple of {len(data)}.")
    if len({len(part) for part in parts}) > 1:
        lengths = ", ".join(str(len(part)) for part in parts)
        raise ValueError(f"series[{name!r}] must have as many x as y, got lengths {lengths}.")
    if len(parts) == 2:
        return Curve(name, *parts)
    x, low, middle, high = parts
    return Curve(name, x, middle, low, high)


def _draw(ax: Axes, curve: Curve, index: int, logx: bool, logy: bool, dots: bool) -> Named:
    look = style.look(index)
    x, y = _showable(curve.x, logx, f"x of {curve.name!r}"), _showable(curve.y, logy, f"{curve.name!r}")
    (line,) = ax.plot(x, y, color=look.color, linestyle=look.line, marker=look.marker if dots else None)
    if curve.low is not None and curve.high is not None:
        low = np.where(curve.low > 0, curve.low, np.nan) if logy else curve.low
        ax.fill_between(x, low, curve.high, color=look.color, alpha=0.25, linewidth=0)
    return Named(line, curve.name)


def _showable(data: NDArray, log: bool, name: str) -> NDArray:
    """Return the data with gaps where the axis cannot show them."""
    shown = np.where(np.isfinite(data) & ((data > 0) | (not log)), data, np.nan)
    if np.isnan(shown).all():
        kind = "positive number for a log axis" if log else "finite number"
        raise ValueError(f"{name} must have a {kind}, got none.")
    return shown


def _diverged(path: Any, run: NDArray) -> bool:
    """Return whether a run says that it diverged, is not finite somewhere, or ends far above its start."""
    if getattr(path, "diverged", False) or not np.isfinite(run).all():
        return True
    return bool(abs(run[-1]) > BLOWN_UP * abs(run[0]) > 0)


def _ceiling(runs: list[NDArray], diverged: list[bool], logy: bool) -> float:
    """Return the height at which diverging runs leave the picture: above all the others, which should stay readable."""
    sound = [run.max() for run, away in zip(runs, diverged, strict=True) if not away]
    starts = [run[0] for run in runs if np.isfinite(run[0])]
    return float(max([*sound, *starts], default=1.0)) * (30 if logy else 3)


def _below(steps: NDArray, run: NDArray, ceiling: float, logy: bool) -> tuple[NDArray, NDArray]:
    """Return the run up to where it crosses the ceiling, that place included."""
    over = np.flatnonzero(run > ceiling)
    if not over.size or over[0] == 0 or ceiling <= 0:
        return steps[: len(run)], run
    k = over[0]
    before, after, goal = (np.log(v) if logy and run[k - 1] > 0 else v for v in (run[k - 1], run[k], ceiling))
    share = (goal - before) / (after - before)
    return np.append(steps[:k], steps[k - 1] + share), np.append(run[:k], ceiling)


def _set_scales(ax: Axes, logx: bool, logy: bool) -> None:
    for log, set_scale, axis in ((logx, ax.set_xscale, ax.xaxis), (logy, ax.set_yscale, ax.yaxis)):
        if log:
            set_scale("log")
            axis.set_major_formatter(LogNumbers())
            axis.set_minor_formatter(LogNumbers(minor_thresholds=(1, 0.4)))


def _set_labels(ax: Axes, xlabel: Label | None, ylabel: Label | None, title: Label | None) -> None:
    ax.set_xlabel(optional_text(xlabel))
    ax.set_ylabel(optional_text(ylabel))
    if title is not None:
        ax.set_title(label_text(title))
