"""Losses as functions of one prediction: what an error costs, and how hard it pulls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.checks import Label, label_text, labelled, optional_text, vector
from lossopt.plots.figure import Picture, panels, picture_of, place
from lossopt.plots.naming import Named, add_legend, name_lines

TITLES = {"value": Text(ko="손실", en="loss"), "grad": Text(ko="도함수", en="derivative")}
ERROR = Text(ko="오차 (예측 − 정답)", en="error (prediction − target)")
PREDICTION = Text(ko="예측 (정답 {target:g})", en="prediction (target {target:g})")

JUMP = 0.2  # of a derivative's whole range, from one point to the next: a jump, not a slope


def loss(
    losses: dict[Any, Any], *, errors: ArrayLike | tuple[float, float] = (-3.0, 3.0), y_true: float = 0,
    show: Sequence[str] = ("value", "grad"), xlabel: Label | None = None, title: Label | None = None, alt: str | None = None,
    ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw losses and their derivatives side by side, as functions of one prediction.

    `losses` maps names to losses with `.value_and_grad(y_true, y_pred, reduction="none")`. The predictions run over
    `errors`, a pair (low, high) or the values themselves; the target is `y_true`: with 0 the prediction is the error, with 1 and a
    margin loss it is the margin. `show` names "value", "grad" or both. Derivatives that jump are drawn with a gap.

    Raises ValueError for a missing `alt`, an empty dictionary, what is not a loss, and an unknown part in `show`.

    >>> from lossopt import losses
    >>> loss({"MSE": losses.mse, "MAE": losses.mae}, alt="A parabola and an angle.")
    [figure] A parabola and an angle.
    """
    found = labelled("losses", losses)
    parts = _parts(show)
    if ax is not None and len(parts) != 1:
        raise ValueError(f'show must name one part when ax is given, such as ("value",), got {show!r}.')
    predictions = _predictions(errors)
    evaluated = [_evaluate(name, item, predictions, y_true) for name, item in found]
    with style.context():
        axes = _axes(len(parts), alt, ax)
        for panel, part in zip(axes, parts, strict=True):
            lines = [_draw(panel, predictions, pair[part], name, k) for k, (name, pair) in enumerate(evaluated)]
            automatic = ERROR if y_true == 0 else PREDICTION.format(target=y_true)
            panel.set_xlabel(optional_text(automatic if xlabel is None else xlabel))
            panel.set_title(TITLES[part].here() if title is None else label_text(title))
            panel.axhline(0, color=style.MUTED, lw=0.8, zorder=1)
        _name(axes, lines)
    return picture_of(axes[0])


def _parts(show: Sequence[str]) -> list[str]:
    parts = [show] if isinstance(show, str) else list(show)
    if not parts or any(part not in TITLES for part in parts) or len(set(parts)) != len(parts):
        raise ValueError(f'show must name "value", "grad" or both, got {show!r}.')
    return parts


def _predictions(errors: Any) -> NDArray:
    if isinstance(errors, tuple) and len(errors) == 2:
        errors = np.linspace(*errors, 601)
    predictions = vector("errors", errors)
    if len(predictions) < 2 or not (np.diff(predictions) > 0).all():
        raise ValueError("errors must be a pair (low, high) with low < high, or rising numbers.")
    return predictions


def _evaluate(name: str, item: Any, predictions: NDArray, y_true: float) -> tuple[str, dict[str, NDArray]]:
    if not hasattr(item, "value_and_grad"):
        raise ValueError(f"losses[{name!r}] must be a loss with value_and_grad, got {type(item).__name__}.")
    value, grad = item.value_and_grad(np.full(len(predictions), y_true), predictions, reduction="none")
    pair = {"value": np.asarray(value, dtype=float), "grad": np.asarray(grad, dtype=float)}
    for part, result in pair.items():
        if result.shape != predictions.shape:
            raise ValueError(
                f"losses[{name!r}] must give one {part} per example, got shape {result.shape} for {len(predictions)} of them."
            )
    return name, pair


def _axes(count: int, alt: str | None, ax: Axes | None) -> list[Axes]:
    if ax is not None or count == 1:
        return [place(ax, alt)]
    picture = panels(count, alt=alt or "", row_height=360)
    return list(picture.axes)


def _draw(ax: Axes, x: NDArray, y: NDArray, name: str, index: int) -> Named:
    look = style.look(index)
    (line,) = ax.plot(x, _with_gaps(y), color=look.color, linestyle=look.line)
    return Named(line, name)


def _with_gaps(y: NDArray) -> NDArray:
    """Return the data with NaN at jumps: far larger steps than those around, of a good part of the whole range."""
    y = np.where(np.isfinite(y), y, np.nan)
    steps = np.abs(np.diff(y))
    if np.isnan(steps).all():
        return y
    jumps = (steps > JUMP * np.nanmax(np.abs(y - np.nanmean(y)))) & (steps > 10 * np.nanmedian(steps))
    gapped = y.copy()
    gapped[1:][jumps] = np.nan
    return gapped


def _name(axes: list[Axes], lines: list[Named]) -> None:
    if len(axes) == 1:
        name_lines(axes[0], lines)
        return
    add_legend(axes[0], lines, whole_picture=True)
