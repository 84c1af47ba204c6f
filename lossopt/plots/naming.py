"""Names of lines, written at their ends where there is room: the eye need not travel to a legend and back."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from lossopt.plots.figure import picture_of
from lossopt.plots.style import INK

LABEL_POINTS = 12.0
LINE_HEIGHT = 1.5 * LABEL_POINTS
FARTHEST = 1.6  # line heights: a name farther from its line's end is read as another's
PICTURE_COLUMNS = 72  # Latin letters of a legend that stand side by side in a whole picture
UNDER_LABELS = 46.0  # points from a panel's foot to below its axis label
WIDEST = 20  # columns of Latin letters; longer names would leave no room for the lines themselves


class Named(NamedTuple):
    """A line with its name."""

    line: Line2D
    name: str


def name_lines(ax: Axes, lines: list[Named]) -> None:
    """Write each line's name at its right end if all of them find room there, else in a legend."""
    lines = [named for named in lines if named.name]
    if not lines:
        return
    ends = np.array([_end(named.line) for named in lines])
    ax.get_xlim(), ax.get_ylim()  # has the limits settled, which the places depend on
    shifts = _shifts(ax, ends)
    if _room(ax, lines, ends) and np.abs(shifts).max() <= FARTHEST * LINE_HEIGHT:
        _at_ends(ax, lines, ends, shifts)
    else:
        add_legend(ax, lines)


def add_legend(ax: Axes, lines: list[Named], *, whole_picture: bool = False, on_top: bool = True) -> None:
    """Put the names under the picture.

    In a panel, unless they serve the whole picture, they stand in its emptiest corner, or with `on_top=False`
    under it, where everything inside matters.
    """
    picture = picture_of(ax)
    handles, names = [named.line for named in lines], [named.name for named in lines]
    if whole_picture or len(picture.axes) == 1:
        _legend_below(picture, handles, names)
        return
    if on_top:
        ax.legend(handles, names, loc="best", frameon=True, framealpha=0.85, edgecolor="none", borderpad=0.3)
        return
    # Measured in points from the panel's foot, where tick labels and the axis label are of fixed size.
    below = ax.transAxes + ScaledTranslation(0, -UNDER_LABELS / 72, ax.figure.dpi_scale_trans)
    across = round(PICTURE_COLUMNS * ax.get_position().width)
    ax.legend(
        handles, names, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below, ncols=_columns(names, across),
        borderaxespad=0, borderpad=0, handlelength=1.8,
    )  # fmt: skip


def _legend_below(picture: Figure, handles: list[Line2D], names: list[str]) -> None:
    """Put a legend below the whole picture, in as few rows as its width allows."""
    columns = _columns(names, PICTURE_COLUMNS)
    while True:
        legend = picture.legend(handles, names, loc="outside lower center", ncols=columns, borderaxespad=0.2)
        # Counted letters are an estimate: a row of wide ones would lose its ends at the picture's edge.
        if columns == 1 or legend.get_window_extent().width <= picture.bbox.width:
            return
        legend.remove()
        columns -= 1


def spread(wanted: NDArray, gap: float) -> NDArray:
    """Return places nearest to `wanted` (in the sense of least squares) that keep a distance of at least `gap`.

    >>> spread(np.array([0.0, 0.0, 9.0]), 2.0).tolist()
    [-1.0, 1.0, 9.0]
    """
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    # Without their gaps the places need only not fall: neighbours in the wrong order share their mean.
    groups: list[list[float]] = []
    for target in wanted[order] - steps:
        groups.append([float(target)])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            last = groups.pop()
            groups[-1] += last
    places = np.empty(len(wanted))
    places[order] = np.concatenate([np.full(len(group), np.mean(group)) for group in groups]) + steps
    return places


def text_columns(text: str) -> int:
    """Return how wide a text is in Latin letters; a Hangul syllable counts twice.

    >>> text_columns("손실 f")
    6
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text if letter != "$")


def _end(line: Line2D) -> tuple[float, float]:
    """Return the last finite point of a line."""
    x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
    last = np.flatnonzero(np.isfinite(x) & np.isfinite(y))[-1]
    return float(x[last]), float(y[last])


def _shifts(ax: Axes, ends: NDArray) -> NDArray:
    """Return how many points each name must stand above its line's end so that none covers another."""
    scale = _pixels_per_point(ax)
    heights = ax.transData.transform(ends)[:, 1] / scale
    places = spread(heights, LINE_HEIGHT)
    places -= max(0.0, places.max() - ax.bbox.y1 / scale)
    places += max(0.0, ax.bbox.y0 / scale - places.min())
    return places - heights


def _room(ax: Axes, lines: list[Named], ends: NDArray) -> bool:
    places = ax.transAxes.inverted().transform(ax.transData.transform(ends))
    together = np.ptp(places[:, 0]) < 0.02
    inside = bool((np.abs(places[:, 1] - 0.5) < 0.55).all())
    short = max(text_columns(named.name) for named in lines) <= WIDEST
    return bool(len(picture_of(ax).axes) == 1 and together and inside and short)


def _at_ends(ax: Axes, lines: list[Named], ends: NDArray, shifts: NDArray) -> None:
    for named, (x, y), shift in zip(lines, ends, shifts, strict=True):
        color = named.line.get_color()
        # Ink, not the line's colour, which is too pale for letters; a short link in that colour shows what is meant.
        ax.annotate(
            named.name, (x, y), xytext=(16, shift), textcoords="offset points", va="center", color=INK,
            fontsize=LABEL_POINTS, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": color, "lw": 1.6, "relpos": (0, 0.5), "shrinkA": 2, "shrinkB": 2},
        )  # fmt: skip


def _pixels_per_point(ax: Axes) -> float:
    return float(ax.figure.dpi) / 72


def _columns(names: list[str], across: int) -> int:
    """Return how many names stand side by side where `across` letters fit: as many as can, then evenly over the rows."""
    widest = max(text_columns(name) for name in names) + 6
    fit = max(1, min(len(names), across // widest))
    rows = -(-len(names) // fit)
    return -(-len(names) // rows)
