"""Bars: a few numbers side by side, each with its name and its value."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.checks import Label, label_text, labelled, optional_text
from lossopt.plots.figure import Picture, picture_of, place

ROW = 44  # CSS pixels per bar


def bars(
    values: dict[Any, float], *, errors: Any = None, xlabel: Label | None = None, title: Label | None = None, unit: str = "",
    digits: int = 3, alt: str | None = None, ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw named numbers as horizontal bars, the first on top, each with its value at its end.

    `errors` are half-widths of error bars: a dictionary with the same names, or as many numbers. `unit` is written behind
    every value, which has `digits` significant digits.

    Raises ValueError for a missing `alt`, an empty dictionary, numbers that are not finite and errors that do not fit.

    >>> bars({"SGD": 0.91, "Adam": 0.93}, alt="Adam is two points ahead.")
    [figure] Adam is two points ahead.
    """
    found = labelled("values", values)
    names = [name for name, _ in found]
    lengths = np.array([_number(f"values[{name!r}]", value) for name, value in found])
    widths = _errors(errors, values, names)
    with style.context():
        ax = place(ax, alt, height=70 + ROW * len(names) + (28 if xlabel else 0) + (32 if title else 0))
        rows = np.arange(len(names))
        ax.barh(rows, lengths, height=0.58, color=style.BLUE, zorder=2)
        if widths is not None:
            ax.errorbar(lengths, rows, xerr=widths, fmt="none", ecolor=style.INK, elinewidth=1.4, capsize=4, zorder=3)
        _write_values(ax, lengths, widths, unit, digits)
        ax.set_yticks(rows, names, color=style.INK, fontsize=13)
        ax.invert_yaxis()
        ax.grid(False, axis="y")
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=style.MUTED, lw=0.8, zorder=2.5)
        ax.margins(x=0.22 if (lengths < 0).any() else 0.14)  # room for the values beyond the bars
        ax.set_xlabel(optional_text(xlabel))
        if title is not None:
            ax.set_title(label_text(title))
    return picture_of(ax)


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, got {value!r:.60}.") from None
    if not np.isfinite(number):
        raise ValueError(f"{name} must be finite, got {number}.")
    return number


def _errors(errors: Any, values: dict[Any, float], names: list[str]) -> NDArray | None:
    if errors is None:
        return None
    if isinstance(errors, dict):
        if set(errors) != set(values):
            raise ValueError("errors must have the same names as values.")
        errors = [errors[key] for key in values]
    if np.ndim(errors) != 1 or len(errors) != len(names):
        raise ValueError(f"errors must be {len(names)} numbers, one for each of the values, got {errors!r:.60}.")
    widths = np.array([_number(f"errors of {name!r}", width) for name, width in zip(names, errors, strict=True)])
    if (widths < 0).any():
        raise ValueError("errors must be half-widths ≥ 0, got a negative one.")
    return widths


def _write_values(ax: Axes, lengths: NDArray, widths: NDArray | None, unit: str, digits: int) -> None:
    """Write each value beyond its bar, on the side to which the bar points, clear of its error bar."""
    ends = lengths if widths is None else lengths + np.where(lengths < 0, -widths, widths)
    for row, (value, end) in enumerate(zip(lengths, ends, strict=True)):
        left = value < 0
        text = f"{value:#.{digits}g}".rstrip(".").replace("-", "−") + unit
        ax.annotate(
            text, (end, row), xytext=(-7 if left else 7, 0), textcoords="offset points", va="center",
            ha="right" if left else "left", color=style.INK, fontsize=12,
        )  # fmt: skip
