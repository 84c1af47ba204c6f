"""Losses for embeddings: vectors of which only the distances or angles matter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.losses.core import loss
from lossopt.losses.mining import MinedLoss
from lossopt.losses.rows import row_sums
from lossopt.ranges import Positive, Switch

Pair = tuple[NDArray, NDArray]


def _lengths(x: NDArray) -> NDArray:
    """Return the Euclidean lengths of the rows."""
    return np.sqrt(row_sums(x * x))


def _has_direction(owner: str, y_true: NDArray, y_pred: NDArray, **_: Any) -> None:
    for name, rows in (("y_true", y_true), ("y_pred", y_pred)):
        lengths = _lengths(rows)
        if not lengths.all():
            raise ValueError(
                f"{owner}: row {int(lengths.argmin())} of {name} has length 0; expected vectors with a direction."
            )


@loss(
    kind="embedding", space="embedding", form="rows", domain=_has_direction, ko="코사인 손실", en="Cosine loss", reference="salton1975"
)  # fmt: skip
def cosine(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Cosine loss: 1 − cos θ with cos θ = y·p / (‖y‖‖p‖), one value per row; 0 along y, 1 at a right angle, 2 against it.

    Derivative with respect to p: (cos θ · p̂ − ŷ) / ‖p‖ with unit vectors p̂ and ŷ: it turns p and never changes its length to first order.
    Shapes: y_true and y_pred (n, d). Raises ValueError for a row of length 0, which has no direction, for other shapes, NaN or infinity.

    >>> cosine([[1.0, 0.0], [1.0, 0.0]], [[3.0, 0.0], [0.0, 2.0]], reduction="none").tolist()
    [0.0, 1.0]
    """
    length = _lengths(y_pred)[:, None]
    target, unit = y_true / _lengths(y_true)[:, None], y_pred / length
    cos = row_sums(target * unit)[:, None]
    return 1 - cos[:, 0], (cos * unit - target) / length


def _distance(difference: NDArray) -> Pair:
    """Return the lengths d of some differences, and the derivative of d: the unit vector, or 0 where d is 0."""
    d = _lengths(difference)
    return d, difference / np.where(d > 0, d, 1)[:, None]


@loss(
    kind="embedding", space="embedding", form="pairs", targets="zero_or_one", ko="대조 손실", en="Contrastive loss",
    reference="hadsell2006",
)  # fmt: skip
def contrastive(y_true: NDArray, y_pred: NDArray, margin: Positive = 1.0) -> Pair:
    """Contrastive loss of a pair at distance d: d²/2 if it is similar (y = 1), max(0, m − d)²/2 if it is not (y = 0).

    Derivative with respect to the first embedding a, e = a − b: e if similar, −(m − d) e/d if not and d < m, else 0; with respect to b
    its negative. Two equal embeddings have no direction to part in: there the subgradient 0. m has the unit of d. (The paper
    writes y = 0 for similar.)
    Shapes: y_true (n,) of 0 and 1, y_pred (n, 2, d). Raises ValueError for other targets, m ≤ 0, other shapes, NaN or infinity.

    >>> contrastive([1, 0, 0], [[[0.0], [0.5]], [[0.0], [0.5]], [[0.0], [2.0]]], reduction="none").tolist()
    [0.125, 0.125, 0.0]
    """
    e = y_pred[:, 0] - y_pred[:, 1]
    d, unit = _distance(e)
    short = np.maximum(margin - d, 0)
    value = (y_true * d * d + (1 - y_true) * short * short) / 2
    slope = y_true * d - (1 - y_true) * short  # derivative with respect to d
    pull = slope[:, None] * unit
    return value, np.stack([pull, -pull], axis=1)


@loss(
    kind="embedding", space="embedding", form="triplets", targets="nothing", made_by=MinedLoss, ko="삼중항 손실", en="Triplet loss",
    reference="schroff2015",
)  # fmt: skip
def triplet(y_true: None, y_pred: NDArray, margin: Positive = 1.0, squared: Switch = False) -> Pair:
    """Triplet loss of an anchor a, a positive p and a negative n: max(0, d(a, p) − d(a, n) + m), d the Euclidean distance.

    `squared=True` takes squared distances, as FaceNet does. Derivative where the loss is not 0, with unit vectors u = (a − p)/d(a, p) and
    v = (a − n)/d(a, n): u − v for a, −u for p, v for n (squared: 2(n − p), 2(p − a), 2(a − n)); at distance 0 the subgradient 0.

    Given triplets: y_true None and y_pred (n, 3, d). Given labelled embeddings, y_true (n,) of whole numbers and y_pred (n, d), the triplets
    are mined among them: `mining="all"`, "hard" or "semihard", see `lossopt.losses.mine_triplets`; the mean is then over the mined triplets.
    Shapes: as said. Raises ValueError for m ≤ 0, other shapes, NaN or infinity; when mining, for another `mining`, `weights`, reduction="none",
    and labels among which there is no triplet.

    >>> triplet(None, [[[0.0], [1.0], [3.0]], [[0.0], [3.0], [1.0]]], reduction="none").tolist()
    [0.0, 3.0]
    >>> triplet([0, 0, 1], [[0.0], [1.0], [1.5]], mining="hard")
    1.0
    """
    anchor, positive, negative = y_pred[:, 0], y_pred[:, 1], y_pred[:, 2]
    near, toward = _distance(anchor - positive)
    far, away = _distance(anchor - negative)
    if squared:
        near, toward = near * near, 2 * near[:, None] * toward
        far, away = far * far, 2 * far[:, None] * away
    short = near - far + margin
    missed = (short > 0)[:, None]
    return np.maximum(short, 0), np.stack([toward - away, -toward, away], axis=1) * missed[:, None]
