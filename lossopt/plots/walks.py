"""A run drawn in the plane: its line with a dot at every step, its start and its end, and where it leaves the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.checks import Interval, finite_run

MANY = 100  # with more steps the dots would hide the line
FAR = 1e4  # windows: whatever runs farther has left for good, and drawing it would overflow
ABOVE = 4  # drawing order: over contours and minima

Window = tuple[Interval, Interval]


class Walk:
    """The drawn run. `show(k)` draws it up to its step number k, which is how it comes to move."""

    def __init__(
        self, ax: Axes, points: NDArray, steps: NDArray, window: Window, index: int, *, layer: int, name: str
    ) -> None:
        self.points = _near(finite_run(np.asarray(points, dtype=np.float64)), window)
        self.steps = np.asarray(steps)[: len(self.points)]
        if not _inside(self.points, window).any():
            raise ValueError(f"paths[{name!r}] must have a point inside the bounds, and has none.")
        look = style.look(index)
        self.line = self._line(ax, look, layer)
        (self.start,) = ax.plot(
            *self.points[0], look.marker, ms=9, mfc=style.PAPER, mec=look.color, mew=2, zorder=ABOVE + 0.2
        )
        (self.head,) = ax.plot(
            [], [], look.marker, ms=9.5, color=look.color, mec=style.PAPER, mew=1.2, zorder=ABOVE + 0.3
        )
        self.left_at, self.arrow = self._arrow(ax, window, look.color)
        self.show(int(self.steps[-1]))

    @property
    def artists(self) -> list[Artist]:
        """What moves, in drawing order."""
        return [self.line, self.start, self.head, *([] if self.arrow is None else [self.arrow])]

    def show(self, step: int) -> None:
        """Draw the run up to step number `step`."""
        count = max(1, int(np.searchsorted(self.steps, step, side="right")))
        self.line.set_data(*self.points[:count].T)
        self.head.set_data(*self.points[count - 1 : count].T)
        if self.arrow is not None:
            self.arrow.set_visible(count - 1 >= self.left_at)

    def _line(self, ax: Axes, look: style.Look, layer: int) -> Line2D:
        # The shape of the dots tells runs apart; without dots the dashes do.
        if len(self.points) <= MANY:
            kind: dict[str, Any] = {"marker": look.marker, "ms": 4.5, "mec": style.PAPER, "mew": 0.6}
        else:
            kind = {"linestyle": look.line}
        (line,) = ax.plot(*self.points.T, color=look.color, lw=1.8, zorder=ABOVE + layer * 0.01, **kind)
        line.set_path_effects(style.halo(3.6))
        return line

    def _arrow(self, ax: Axes, window: Window, color: str) -> tuple[int, Line2D | None]:
        """Return the number of the point at which the run first leaves, and the mark that says so at the border."""
        outside = np.flatnonzero(~_inside(self.points, window))
        if not outside.size or outside[0] == 0:
            return len(self.points), None
        k = int(outside[0])
        border, angle = _crossing(self.points[k - 1], self.points[k], window)
        (arrow,) = ax.plot(
            *border,
            marker=(3, 0, angle),
            ms=13,
            color=color,
            mec=style.PAPER,
            mew=1.2,
            clip_on=False,
            zorder=ABOVE + 0.4,
        )
        return k, arrow


def draw_walks(ax: Axes, runs: list[tuple[str, NDArray, NDArray]], window: Window) -> list[Walk]:
    """Draw runs, each a name, its points and their step numbers; where they lie on one another, the shorter is on top."""
    reach = [np.ptp(finite_run(points), axis=0).sum() if len(finite_run(points)) else 0.0 for _, points, _ in runs]
    layers = np.argsort(np.argsort(-np.array(reach), kind="stable"), kind="stable")
    return [
        Walk(ax, points, steps, window, k, layer=int(layers[k]), name=name)
        for k, (name, points, steps) in enumerate(runs)
    ]


def step_numbers(path: Any) -> NDArray:
    """Return the number of the step at each point that a Path keeps."""
    return np.asarray(getattr(path, "kept", np.arange(len(path.points))))


def _inside(points: NDArray, window: Window) -> NDArray:
    low, high = np.array(window).T
    room = 1e-9 * (high - low)  # a start on the border is inside
    return np.asarray(((points >= low - room) & (points <= high + room)).all(axis=1))


def _near(points: NDArray, window: Window) -> NDArray:
    """Return the points up to the first one far away, that one pulled in along the way to it."""
    low, high = np.array(window).T
    reach = FAR * (high - low)
    far = np.flatnonzero((np.abs(points - (low + high) / 2) > reach).any(axis=1))
    if not far.size or far[0] == 0:
        return points
    kept = points[: far[0] + 1].copy()
    move = kept[-1] - kept[-2]
    kept[-1] = kept[-2] + move * (reach / np.maximum(np.abs(move), reach)).min()
    return kept


def _crossing(inner: NDArray, outer: NDArray, window: Window) -> tuple[NDArray, float]:
    """Return where the way from `inner` to `outer` crosses the border, and the angle of a mark that points along it."""
    low, high = np.array(window).T
    move = outer - inner
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(move > 0, (high - inner) / move, np.where(move < 0, (low - inner) / move, np.inf))
    border = inner + np.clip(shares.min(), 0, 1) * move
    on_page = move / (high - low)
    return border, float(np.degrees(np.arctan2(on_page[1], on_page[0]))) - 90
