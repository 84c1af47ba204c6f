"""Losses between probability distributions, one row each, and the critic that estimates such a distance from samples.

KL divergence compares probabilities bin by bin and is infinite where one distribution rules out what the other allows;
the Wasserstein distance asks how far the mass has to travel, so it has a slope even where the two do not overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.losses.core import loss
from lossopt.losses.forms import place
from lossopt.losses.rows import lowest, row_sums

Pair = tuple[NDArray, NDArray]


def _nonzero(p: NDArray) -> NDArray:
    """p with 1 in place of 0: what is multiplied by a probability of 0 counts as 0, whatever it is."""
    return p if lowest(p) > 0 else np.where(p == 0, np.ones_like(p), p)


def _refuse(owner: str, where: NDArray, words: str) -> None:
    if where.any():
        raise ValueError(f"{owner}: y_pred contains 0 at index {place(np.argwhere(where)[0])} {words}.")


def _covers(owner: str, y_true: NDArray, y_pred: NDArray) -> None:
    if lowest(y_pred) == 0:
        _refuse(
            owner,
            (y_pred == 0) & (y_true > 0),
            "where y_true is not 0, so the divergence is infinite; expected y_pred > 0 there",
        )


def _same_support(owner: str, y_true: NDArray, y_pred: NDArray) -> None:
    if lowest(y_pred) > 0 and lowest(y_true) > 0:
        return
    _refuse(
        owner,
        (y_pred == 0) & (y_true > 0),
        "where y_true is not 0, so the slope is infinite; expected y_pred > 0 there",
    )
    outside = (y_pred > 0) & (y_true == 0)
    if outside.any():
        index = np.argwhere(outside)[0]
        raise ValueError(
            f"{owner}: y_true contains 0 at index {place(index)} where y_pred is {y_pred[tuple(index)]:g}, so the divergence is infinite; "
            "expected y_true > 0 there."
        )


@loss(
    kind="distribution", space="distribution", form="rows", targets="distribution", domain=_covers, ko="KL 발산", en="KL divergence",
    reference="kullback1951",
)  # fmt: skip
def kl_divergence(y_true: NDArray, y_pred: NDArray) -> Pair:
    """KL divergence of the prediction p from the target y: D(y‖p) = Σ_c y_c log(y_c/p_c), one value per row.

    Derivative with respect to p_c: −y_c/p_c. Unit: nats. ≥ 0, and 0 only where the two are equal; 0 log 0 counts as 0. It is
    `categorical_cross_entropy(y, p)` minus the entropy of y, so both have the same gradient. It covers: p must not be small where y is not.
    Shapes: y_true and y_pred (n, C), rows of probabilities. Raises ValueError for rows that are none, for p_c = 0 where y_c > 0,
    other shapes, NaN or infinity.

    >>> round(kl_divergence([[0.5, 0.5]], [[0.25, 0.75]]), 4)
    0.1438
    """
    ratio = y_true / _nonzero(y_pred)
    return row_sums(y_true * np.log(_nonzero(ratio))), -ratio


@loss(
    kind="distribution", space="distribution", form="rows", targets="distribution", domain=_same_support, ko="역방향 KL 발산",
    en="Reverse KL divergence", reference="kullback1951",
)  # fmt: skip
def reverse_kl_divergence(y_true: NDArray, y_pred: NDArray) -> Pair:
    """KL divergence of the target y from the prediction p: D(p‖y) = Σ_c p_c log(p_c/y_c), one value per row.

    Derivative with respect to p_c: log(p_c/y_c) + 1. Unit: nats. ≥ 0, and 0 only where the two are equal. It picks: p may leave
    out a part of y cheaply, but must not stand where y does not.
    Shapes: y_true and y_pred (n, C), rows of probabilities. Raises ValueError for rows that are none, where one of the two is 0 and the other
    is not (value or slope would be infinite), for other shapes, NaN or infinity.

    >>> round(reverse_kl_divergence([[0.5, 0.5]], [[0.25, 0.75]]), 4)
    0.1308
    """
    log_ratio = np.log(_nonzero(y_pred) / _nonzero(y_true))
    return row_sums(y_pred * log_ratio), log_ratio + (y_pred > 0)


def _gaps(name: str, positions: ArrayLike | None, bins: int, dtype: Any) -> NDArray:
    """Return the distances between neighbouring bins, (C − 1,): 1 each where no positions are given."""
    if positions is None:
        return np.ones(bins - 1, dtype)
    try:
        x = np.asarray(positions, dtype=dtype)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: positions must be rising finite numbers, got {positions!r}.") from None
    if x.shape != (bins,):
        raise ValueError(f"{name}: positions has shape {x.shape}; expected ({bins},), one for each column of y_pred.")
    gaps = np.diff(x)
    if not np.isfinite(x).all() or (gaps <= 0).any():
        raise ValueError(f"{name}: positions must be rising finite numbers, got {x.tolist()}.")
    return gaps


@loss(
    kind="distribution", space="distribution", form="rows", targets="distribution", ko="바서슈타인 거리", en="Wasserstein distance",
    reference="vallender1974",
)  # fmt: skip
def wasserstein(y_true: NDArray, y_pred: NDArray, positions: ArrayLike | None = None) -> Pair:
    """Wasserstein distance W₁ of two distributions on a line: ∫|P − Y|, the area between their cumulative sums, one value per row.

    With bins at x₁ < … < x_C (0, 1, 2, … unless `positions` are given) it is Σ_k |P_k − Y_k| (x_{k+1} − x_k): how much mass travels, times how far.
    Derivative with respect to p_c: Σ_{k ≥ c} sign(P_k − Y_k)(x_{k+1} − x_k), up to a constant that rows of sum 1 cannot feel; at a kink the
    subgradient 0. Unit: that of x.
    Shapes: y_true and y_pred (n, C), rows of probabilities, positions (C,). Raises ValueError for rows that are none, positions that do not rise,
    other shapes, NaN or infinity.

    >>> wasserstein([[1, 0, 0, 0]], [[0, 0, 0, 1]])
    3.0
    >>> wasserstein([[1, 0, 0]], [[0, 0.5, 0.5]], positions=[0.0, 10.0, 30.0])
    20.0
    """
    gaps = _gaps("wasserstein", positions, y_pred.shape[1], y_pred.dtype)
    excess = np.cumsum(y_pred - y_true, axis=1)[
        :, :-1
    ]  # mass that has to cross each gap; after the last bin nothing is left
    derivative = np.zeros_like(y_pred)
    derivative[:, :-1] = np.cumsum((np.sign(excess) * gaps)[:, ::-1], axis=1)[:, ::-1]
    return np.abs(excess) @ gaps, derivative


@loss(
    kind="distribution", space="score", targets="sign", ko="바서슈타인 비평자 손실", en="Wasserstein critic loss", reference="arjovsky2017"
)  # fmt: skip
def wasserstein_critic(y_true: NDArray, y_pred: NDArray) -> Pair:
    """Loss of a Wasserstein critic: −ys for a score s and a label y, +1 for real and −1 for generated examples.

    Derivative with respect to s: −y. With as many real as generated examples, the mean is half of E[s | generated] − E[s | real]; if the
    critic is 1-Lipschitz, minus twice the mean is at most the Wasserstein distance, and the best critic reaches it. Nothing here holds the
    critic to that: add `lipschitz_penalty`. A generator minimises the same loss with its examples labelled as real.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for labels other than −1 and +1, other shapes, NaN or infinity.

    >>> wasserstein_critic([1, 1, -1, -1], [2.0, 3.0, 0.0, 1.0])
    -1.0
    """
    return -y_true * y_pred, -y_true
