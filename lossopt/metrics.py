"""Metrics: what we care about in the end, as against losses, which can be descended on. Plain numbers, no gradients.

Most have steps where a gradient would be needed: an accuracy does not change when a weight moves a little.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return the share of examples whose class is right; y_pred holds labels (n,), or scores (n, C) of which the largest counts.

    Raises ValueError for shapes that do not go together.

    >>> accuracy([0, 1, 1], [0, 1, 0]), accuracy([1, 0], [[0.2, 0.8], [0.6, 0.4]])
    (0.6666666666666666, 1.0)
    """
    true, pred = _labels("accuracy", y_true, y_pred)
    return float(np.mean(true == pred))


def confusion_matrix(y_true: ArrayLike, y_pred: ArrayLike, classes: int | None = None) -> NDArray:
    """Return the matrix (C, C) of counts: row = true class, column = predicted class; the diagonal is right.

    `classes` is C, one more than the largest label unless given. y_pred as for `accuracy`. Raises ValueError for shapes that do not go together
    and for labels that are not whole numbers in 0 … C − 1.

    >>> confusion_matrix([0, 1, 1], [0, 1, 0]).tolist()
    [[1, 0], [1, 1]]
    """
    true, pred = _labels("confusion_matrix", y_true, y_pred)
    count = 1 + max(int(true.max()), int(pred.max())) if classes is None else classes
    for name, labels in (("y_true", true), ("y_pred", pred)):
        if labels.dtype.kind not in "iub" or labels.min() < 0 or labels.max() >= count:
            raise ValueError(f"confusion_matrix: {name} must hold whole numbers from 0 to {count - 1}, got {labels!r}.")
    return np.bincount(true.astype(int) * count + pred.astype(int), minlength=count**2).reshape(count, count)


def precision_recall(y_true: ArrayLike, y_pred: ArrayLike, positive: int = 1) -> tuple[float, float]:
    """Return precision and recall of one class: of those we called `positive` the share that is, and of those that are the share we called so.

    Where nobody was called positive, precision counts as 0; where nobody is, recall does. y_pred as for `accuracy`.

    >>> precision_recall([1, 1, 0, 0], [1, 0, 0, 0])
    (1.0, 0.5)
    """
    true, pred = _labels("precision_recall", y_true, y_pred)
    hits = int(np.sum((true == positive) & (pred == positive)))
    called, are = int(np.sum(pred == positive)), int(np.sum(true == positive))
    return hits / called if called else 0.0, hits / are if are else 0.0


def f1(y_true: ArrayLike, y_pred: ArrayLike, positive: int = 1) -> float:
    """Return the harmonic mean of precision and recall, 2PR/(P + R); 0 where both are 0.

    >>> round(f1([1, 1, 0, 0], [1, 0, 0, 0]), 4)
    0.6667
    """
    precision, recall = precision_recall(y_true, y_pred, positive)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def iou(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Return intersection over union of two masks of the same shape: |A ∩ B| / |A ∪ B|, and 1 where both are empty.

    Masks hold True and False, or 1 and 0. (For boxes, and as a loss: `losses.iou`.) Raises ValueError for other numbers and shapes.

    >>> iou([[1, 1], [0, 0]], [[1, 0], [1, 0]])
    0.3333333333333333
    """
    true, pred = _mask("y_true", y_true), _mask("y_pred", y_pred)
    if true.shape != pred.shape:
        raise ValueError(f"iou: y_pred has shape {pred.shape} but y_true has shape {true.shape}: they must be equal.")
    union = int(np.sum(true | pred))
    return int(np.sum(true & pred)) / union if union else 1.0


def coverage(y_true: ArrayLike, lower: ArrayLike | float, upper: ArrayLike | float) -> float:
    """Return the share of targets that lie in their interval, lower ≤ y ≤ upper, bounds included.

    With lower = −∞ it is the coverage of a quantile: for the loss `quantile(q)` it should be about q. Bounds are one number or one per target.

    >>> coverage([1.0, 2.0, 3.0, 4.0], -np.inf, 2.5)
    0.5
    """
    y, low, high = np.asarray(y_true, float), np.asarray(lower, float), np.asarray(upper, float)
    for name, bound in (("lower", low), ("upper", high)):
        if bound.shape not in ((), y.shape):
            raise ValueError(
                f"coverage: {name} has shape {bound.shape} but y_true has shape {y.shape}: they must be equal."
            )
    if y.size == 0:
        raise ValueError("coverage: y_true is empty; expected at least one target.")
    return float(np.mean((low <= y) & (y <= high)))


def _labels(owner: str, y_true: Any, y_pred: Any) -> tuple[NDArray, NDArray]:
    """Return true and predicted labels (n,), from labels or from scores."""
    true, pred = np.asarray(y_true), np.asarray(y_pred)
    if true.ndim != 1 or len(true) == 0:
        raise ValueError(f"{owner}: y_true has shape {true.shape}; expected labels (n,), one or more.")
    if pred.ndim not in (1, 2) or len(pred) != len(true):
        raise ValueError(
            f"{owner}: y_pred has shape {pred.shape}; expected labels ({len(true)},) or scores ({len(true)}, C)."
        )
    if pred.ndim == 2:
        if pred.shape[1] == 1:
            raise ValueError(
                f"{owner}: y_pred has shape {pred.shape}; of one score per example, say which count: y_pred[:, 0] > 0."
            )
        return true, pred.argmax(axis=1)
    if pred.dtype.kind == "f" and not np.array_equal(pred, np.rint(pred)):
        raise ValueError(
            f"{owner}: y_pred must hold labels or one score per class, got numbers in between, such as {pred[pred != np.rint(pred)][0]:g}."
        )
    return true, pred


def _mask(name: str, given: Any) -> NDArray:
    mask = np.asarray(given)
    if mask.dtype.kind not in "iubf" or not np.isin(mask, (0, 1)).all():
        raise ValueError(f"iou: {name} must hold True and False, or 1 and 0.")
    return mask.astype(bool)
