"""Losses for regions: how well a mask or a box overlaps the one it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.losses.core import loss
from lossopt.losses.rows import row_sums
from lossopt.ranges import Positive

Pair = tuple[NDArray, NDArray]


def _flat(masks: NDArray) -> NDArray:
    return masks.reshape(len(masks), -1)


@loss(
    kind="region", space="probability", form="masks", targets="fraction", ko="다이스 손실", en="Dice loss", reference="milletari2016"
)  # fmt: skip
def dice(y_true: NDArray, y_pred: NDArray, smooth: Positive = 1.0) -> Pair:
    """Dice loss of a mask: 1 − (2 Σ yp + s) / (Σ y + Σ p + s), one value per example, sums over its pixels.

    Derivative with respect to a pixel's p: (d − 2y) / (Σ y + Σ p + s) with d the fraction. It measures the overlap of regions, so a
    small region weighs as much as a large one. s, in pixels, makes two empty masks a perfect match (value 0); it stands above and below.
    Shapes: y_true and y_pred alike, (n, …), a mask per example. Raises ValueError for targets or probabilities outside [0, 1],
    s ≤ 0, other shapes, NaN or infinity.

    >>> dice([[1, 1, 0, 0]], [[1.0, 0.0, 0.0, 0.0]])
    0.25
    """
    y, p = _flat(y_true), _flat(y_pred)
    below = row_sums(y) + row_sums(p) + smooth
    overlap = (2 * row_sums(y * p) + smooth) / below
    derivative = (overlap[:, None] - 2 * y) / below[:, None]
    return 1 - overlap, derivative.reshape(y_pred.shape)


@loss(
    kind="region", space="probability", form="masks", targets="fraction", ko="자카드 손실", en="Jaccard loss", reference="rahman2016"
)  # fmt: skip
def jaccard(y_true: NDArray, y_pred: NDArray, smooth: Positive = 1.0) -> Pair:
    """Jaccard loss (soft IoU) of a mask: 1 − (I + s) / (U + s), I = Σ yp and U = Σ y + Σ p − I over the example's pixels.

    Derivative with respect to a pixel's p: (j(1 − y) − y) / (U + s) with j the fraction. With D the Dice coefficient, j = D / (2 − D) for
    s → 0: both rank predictions alike, Jaccard punishes a poor overlap more. s is in pixels, as in `dice`.
    Shapes: y_true and y_pred alike, (n, …), a mask per example. Raises ValueError for targets or probabilities outside [0, 1],
    s ≤ 0, other shapes, NaN or infinity.

    >>> round(jaccard([[1, 1, 0, 0]], [[1.0, 0.0, 0.0, 0.0]]), 4)
    0.3333
    """
    y, p = _flat(y_true), _flat(y_pred)
    both = row_sums(y * p)
    below = row_sums(y) + row_sums(p) - both + smooth
    overlap = (both + smooth) / below
    derivative = (overlap[:, None] * (1 - y) - y) / below[:, None]
    return 1 - overlap, derivative.reshape(y_pred.shape)


@loss(
    kind="region", space="probability", form="masks", targets="fraction", ko="트버스키 손실", en="Tversky loss", reference="salehi2017"
)  # fmt: skip
def tversky(
    y_true: NDArray, y_pred: NDArray, alpha: Positive = 0.5, beta: Positive = 0.5, smooth: Positive = 1.0
) -> Pair:
    """Tversky loss of a mask: 1 − (I + s) / (I + α(Σ p − I) + β(Σ y − I) + s), I = Σ yp over the example's pixels.

    α is the price of a pixel marked wrongly, β that of a pixel missed: β > α finds more of a small region and marks more beside it.
    α = β = ½ is Dice (with half its s), α = β = 1 Jaccard, and α = 1/(1 + b²), β = b²/(1 + b²) one minus the F-score F_b. Derivative with respect to a pixel's p: (t(y + α(1 − y) − βy) − y) / (the
    denominator) with t the fraction. s is in pixels, as in `dice`.
    Shapes: y_true and y_pred alike, (n, …), a mask per example. Raises ValueError for targets or probabilities outside [0, 1],
    α, β or s ≤ 0, other shapes, NaN or infinity.

    >>> round(tversky([[1, 1, 0, 0]], [[1.0, 0.0, 0.0, 0.0]], alpha=0.3, beta=0.7), 4)
    0.2593
    """
    y, p = _flat(y_true), _flat(y_pred)
    both = row_sums(y * p)
    below = both + alpha * (row_sums(p) - both) + beta * (row_sums(y) - both) + smooth
    overlap = (both + smooth) / below
    derivative = (overlap[:, None] * (alpha + (1 - alpha - beta) * y) - y) / below[:, None]
    return 1 - overlap, derivative.reshape(y_pred.shape)


# Boxes are turned so that x1, y1, x2, y2 are four long rows (4, n) instead of n short ones: every formula then
# speaks of all boxes at once, and runs along memory.


def _areas(low: NDArray, high: NDArray) -> tuple[NDArray, NDArray]:
    """Return the areas of boxes with corners low and high, (2, n) each, and their derivatives with respect to x1, y1, x2, y2."""
    width, height = high - low
    return width * height, np.stack([-height, -width, height, width])


def _overlap(true: NDArray, pred: NDArray) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return the intersection and the union of boxes (4, n), with their derivatives with respect to the predicted corners."""
    low, high = np.maximum(true[:2], pred[:2]), np.minimum(true[2:], pred[2:])
    shared, slope = _areas(low, np.maximum(low, high))  # empty where the boxes do not meet
    bounds = np.concatenate([pred[:2] >= low, pred[2:] <= high])  # corners that bound the intersection
    d_shared = slope * (bounds & (low < high).all(axis=0))
    area, d_area = _areas(pred[:2], pred[2:])
    return shared, d_shared, _areas(true[:2], true[2:])[0] + area - shared, d_area - d_shared


def _turned(boxes: NDArray) -> NDArray:
    return np.ascontiguousarray(boxes.T)


@loss(kind="region", space="box", form="boxes", targets="box", ko="IoU 손실", en="IoU loss", reference="yu2016")
def iou(y_true: NDArray, y_pred: NDArray) -> Pair:
    """IoU loss of boxes: 1 − I/U with I the area of the intersection and U that of the union; between 0 and 1, without unit.

    Derivative with respect to the corners: (I ∂U − U ∂I) / U². Where the boxes do not meet, I = 0 and the gradient is 0: `giou` leads
    them together. At kinks, where two edges coincide, the slope of moving inwards.
    Shapes: y_true and y_pred (n, 4), corners x1, y1, x2, y2 in each row. Raises ValueError unless x1 < x2 and y1 < y2, for other shapes,
    NaN or infinity.

    >>> round(iou([[0, 0, 2, 2]], [[1, 1, 3, 3]]), 4)
    0.8571
    >>> iou([[0, 0, 1, 1]], [[2, 2, 3, 3]])
    1.0
    """
    shared, d_shared, union, d_union = _overlap(_turned(y_true), _turned(y_pred))
    ratio = shared / union
    return 1 - ratio, ((ratio * d_union - d_shared) / union).T


@loss(
    kind="region", space="box", form="boxes", targets="box", ko="GIoU 손실", en="GIoU loss", reference="rezatofighi2019"
)
def giou(y_true: NDArray, y_pred: NDArray) -> Pair:
    """GIoU loss of boxes: 1 − I/U + (C − U)/C with C the area of the smallest box around both; between 0 and 2, without unit.

    Derivative with respect to the corners: that of the IoU loss plus (U ∂C − C ∂U) / C²; it leads boxes together that do not meet. At kinks,
    where two edges coincide, the slope of moving inwards.
    Shapes: y_true and y_pred (n, 4), corners x1, y1, x2, y2 in each row. Raises ValueError unless x1 < x2 and y1 < y2, for other shapes,
    NaN or infinity.

    >>> round(giou([[0, 0, 1, 1]], [[2, 0, 3, 1]]), 4)
    1.3333
    """
    true, pred = _turned(y_true), _turned(y_pred)
    shared, d_shared, union, d_union = _overlap(true, pred)
    around, slope = _areas(np.minimum(true[:2], pred[:2]), np.maximum(true[2:], pred[2:]))
    d_around = slope * np.concatenate(
        [pred[:2] < true[:2], pred[2:] > true[2:]]
    )  # corners that bound the box around both
    ratio, filled = shared / union, union / around
    derivative = (ratio * d_union - d_shared) / union + (filled * d_around - d_union) / around
    return 2 - ratio - filled, derivative.T
