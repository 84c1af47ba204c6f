"""Margin losses: scores s that should lie on the right side of 0, or above the other scores, by a margin of 1.

They speak of a margin only together with a penalty on the weights (`l2_penalty`): without it, doubling the weights doubles
every score and fulfils any margin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.losses.core import loss

Pair = tuple[NDArray, NDArray]


@loss(kind="classification", space="score", targets="sign", ko="힌지 손실", en="Hinge loss", reference="cortes1995")
def hinge(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Hinge loss: max(0, 1 − ys) for a label y of −1 or +1 and a score s.

    Derivative with respect to s: −y where ys < 1, else 0, also at the kink ys = 1. No unit.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for labels other than −1 and +1, other shapes, NaN or infinity.

    >>> hinge([1, -1, 1], [0.5, 0.5, 3.0], reduction="none").tolist()
    [0.5, 1.5, 0.0]
    """
    short = 1 - y_true * y_pred  # by how much the margin is missed
    return np.maximum(short, 0), -y_true * (short > 0)


@loss(
    kind="classification", space="score", targets="sign", ko="제곱 힌지 손실", en="Squared hinge loss", reference="cortes1995"
)  # fmt: skip
def squared_hinge(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Squared hinge loss: max(0, 1 − ys)² for a label y of −1 or +1 and a score s; differentiable everywhere.

    Derivative with respect to s: −2y max(0, 1 − ys). No unit.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for labels other than −1 and +1, other shapes, NaN or infinity.

    >>> squared_hinge([1, -1, 1], [0.5, 0.5, 3.0], reduction="none").tolist()
    [0.25, 2.25, 0.0]
    """
    short = np.maximum(1 - y_true * y_pred, 0)
    return short * short, -2 * y_true * short


def _two_classes(owner: str, y_true: NDArray, y_pred: NDArray) -> None:
    if y_pred.shape[1] < 2:
        raise ValueError(
            f"{owner}: y_pred has shape {y_pred.shape}; expected scores of at least two classes, (n, C) with C ≥ 2."
        )


@loss(
    kind="classification", space="score", form="labels", targets="label", domain=_two_classes, ko="다중 클래스 힌지 손실", en="Multiclass hinge loss",
    reference="crammer2001",
)  # fmt: skip
def multiclass_hinge(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Multiclass hinge loss (Crammer and Singer): max(0, 1 + s_r − s_y), s_r the best score among the wrong classes.

    Derivative with respect to the scores: +1 for r and −1 for y where the margin is missed, else 0. No unit. A tie of wrong classes is
    given to the first of them: one of the subgradients.
    Shapes: y_true (n,) of integers 0 … C−1, y_pred (n, C) with C ≥ 2. Raises ValueError for other labels, a single class, other shapes,
    NaN or infinity.

    >>> multiclass_hinge([0, 0], [[2.0, 1.5, 0.0], [5.0, 1.0, 0.0]], reduction="none").tolist()
    [0.5, 0.0]
    """
    rows = np.arange(len(y_true))
    others = y_pred.copy()
    others[rows, y_true] = -np.inf
    rival = others.argmax(axis=1)
    short = 1 + y_pred[rows, rival] - y_pred[rows, y_true]
    missed = short > 0
    derivative = np.zeros_like(y_pred)
    derivative[rows, rival] = missed
    derivative[rows, y_true] -= missed
    return np.maximum(short, 0), derivative
