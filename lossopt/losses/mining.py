"""Triplets from a batch of labelled embeddings: which anchors, positives and negatives a triplet loss looks at.

A positive shares the anchor's label, a negative does not. Three usual choices:

    "all"       every triplet there is
    "hard"      for each anchor its farthest positive and its nearest negative
    "semihard"  for each anchor and positive the nearest negative that is farther than the positive, or, where there is
                none, the farthest negative

The choice depends on the embeddings, but it is piecewise constant: the gradient is that of the chosen triplets. Time grows with n³ for
"all" and "semihard", memory with n²: the distances are computed once, and no triplet is ever copied out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.losses.core import Loss
from lossopt.losses.forms import FLOAT32, FLOAT64, require_finite

Mining = Literal["all", "hard", "semihard"]
MININGS: tuple[str, ...] = get_args(Mining)
Choice = tuple[int, NDArray, NDArray]  # an anchor, and the positives and negatives that make its triplets


def mine_triplets(y_true: ArrayLike, y_pred: ArrayLike, mining: Mining = "all") -> NDArray:
    """Return the mined triplets as rows of indices (anchor, positive, negative), shape (m, 3); see this module's docstring.

    Raises ValueError for another `mining`, for labels that do not go with the embeddings, and where there is no triplet.

    >>> mine_triplets([0, 0, 1], [[0.0], [1.0], [1.5]], mining="all").tolist()
    [[0, 1, 2], [1, 0, 2]]
    """
    labels, embeddings = _checked("mine_triplets", y_true, y_pred, mining)
    found = [
        np.stack([np.full(len(p), anchor), p, n], axis=1)
        for anchor, p, n in _choices(labels, _distances(embeddings), mining)
    ]
    return np.concatenate(found)


class MinedLoss(Loss):
    """A loss of triplets, which mines them itself where it is given labels and embeddings."""

    mining = "all"  # unless a call or `bind` says otherwise

    def bind(self, **hyper: Any) -> MinedLoss:
        """Return this loss with other defaults; `mining` may be among them."""
        mining = hyper.pop("mining", self.mining)
        _check_mining(self.name, mining)
        bound = super().bind(**hyper)
        assert isinstance(bound, MinedLoss)
        bound.mining = mining
        return bound

    def _evaluate(
        self, y_true: Any, y_pred: Any, weights: Any, reduction: str, positional: tuple[Any, ...],
        given: dict[str, Any], *, want_grad: bool,
    ) -> tuple[Any, NDArray | None]:  # fmt: skip
        given = dict(given)
        mining = given.pop("mining", self.mining)
        if y_true is None:
            return super()._evaluate(None, y_pred, weights, reduction, positional, given, want_grad=want_grad)
        labels, embeddings = _checked(self.name, y_true, y_pred, mining)
        if weights is not None:
            raise ValueError(
                f"{self.name}: weights must be None when triplets are mined, got {type(weights).__name__}."
            )
        if not isinstance(reduction, str) or reduction not in ("mean", "sum"):
            raise ValueError(
                f"{self.name}: reduction must be 'mean' or 'sum' when triplets are mined, got {reduction!r}."
            )
        hyper = self._hyperparameters(positional, given)
        total, count, grad = _mined(labels, embeddings, mining, **hyper)
        scale = 1.0 / count if reduction == "mean" else 1.0
        return total * scale, grad * scale if want_grad else None


def _mined(
    labels: NDArray, embeddings: NDArray, mining: str, margin: float, squared: bool
) -> tuple[float, int, NDArray]:
    """Return the sum of the losses of the mined triplets, how many they are, and the gradient of the sum.

    The loss depends on the embeddings through the distances D alone. So first its slope G with respect to D is collected:
    +1 at (a, p) and −1 at (a, n) for each triplet whose loss is not 0. Then the chain rule moves the embeddings.
    """
    distances = _distances(embeddings)
    measured = distances**2 if squared else distances
    slope = np.zeros_like(measured)
    total, count = 0.0, 0
    for anchor, positives, negatives in _choices(labels, distances, mining):
        short = measured[anchor, positives] - measured[anchor, negatives] + margin
        missed = short > 0
        total += float(short[missed].sum(dtype=np.float64))
        count += len(short)
        np.add.at(slope[anchor], positives[missed], 1)
        np.subtract.at(slope[anchor], negatives[missed], 1)
    slope = slope + slope.T
    if squared:
        slope *= 2  # ∂D²ᵢⱼ/∂xᵢ = 2(xᵢ − xⱼ)
    else:
        slope /= np.where(distances > 0, distances, 1)  # ∂Dᵢⱼ/∂xᵢ = (xᵢ − xⱼ)/Dᵢⱼ, at distance 0 the subgradient 0
    return total, count, slope.sum(axis=1)[:, None] * embeddings - slope @ embeddings


def _choices(labels: NDArray, distances: NDArray, mining: str) -> Iterator[Choice]:
    """Yield, anchor by anchor, the positives and negatives of its triplets, as two arrays of the same length."""
    places = np.arange(len(labels))
    for anchor in range(len(labels)):
        same = labels == labels[anchor]
        negatives = places[~same]
        positives = places[same & (places != anchor)]
        if not len(positives) or not len(negatives):
            continue
        yield anchor, *_combine(positives, negatives, distances[anchor], mining)


def _combine(positives: NDArray, negatives: NDArray, distance: NDArray, mining: str) -> tuple[NDArray, NDArray]:
    """Return which positive goes with which negative, given the distances from the anchor."""
    if mining == "all":
        return np.repeat(positives, len(negatives)), np.tile(negatives, len(positives))
    negatives = negatives[np.argsort(distance[negatives], kind="stable")]  # the nearest first
    if mining == "hard":
        return positives[[distance[positives].argmax()]], negatives[:1]
    farther = np.searchsorted(distance[negatives], distance[positives], side="right")
    return positives, negatives[np.minimum(farther, len(negatives) - 1)]


def _distances(x: NDArray) -> NDArray:
    """Return the distances of all pairs, row by row: differences keep digits that ‖a‖² − 2a·b + ‖b‖² would lose."""
    distances = np.empty((len(x), len(x)), x.dtype)
    for i, row in enumerate(x):
        difference = x - row
        distances[i] = np.sqrt(np.einsum("ij,ij->i", difference, difference))
    return distances


def _checked(owner: str, y_true: Any, y_pred: Any, mining: Any) -> tuple[NDArray, NDArray]:
    """Return labels and embeddings as arrays that go together, or raise ValueError."""
    _check_mining(owner, mining)
    labels, embeddings = np.asarray(y_true), np.asarray(y_pred)
    if embeddings.dtype.kind not in "fiub":
        raise ValueError(f"{owner}: y_pred must hold real numbers, got dtype {embeddings.dtype}.")
    if labels.dtype.kind not in "iu":
        raise ValueError(
            f"{owner}: y_true must be None for given triplets or hold whole labels, got dtype {labels.dtype}."
        )
    if embeddings.ndim != 2 or labels.shape != embeddings.shape[:1]:
        raise ValueError(
            f"{owner}: y_true has shape {labels.shape} and y_pred {embeddings.shape}; expected labels (n,) and embeddings (n, d)."
        )
    narrow = embeddings.dtype.kind == "f" and embeddings.dtype.itemsize <= 4
    embeddings = embeddings.astype(FLOAT32 if narrow else FLOAT64, copy=False)
    require_finite(owner, "y_pred", embeddings)
    counts = np.unique(labels, return_counts=True)[1]
    if len(counts) < 2 or counts.max() < 2:
        raise ValueError(
            f"{owner}: y_true holds {len(labels)} labels of {len(counts)} classes, among which there is no triplet; "
            "expected two examples of one class and one of another."
        )
    return labels, embeddings


def _check_mining(owner: str, mining: Any) -> None:
    if not isinstance(mining, str) or mining not in MININGS:
        names = ", ".join(map(repr, MININGS))
        raise ValueError(f"{owner}: mining must be one of {names}, got {mining!r}.")
