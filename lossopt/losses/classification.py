"""Losses for classes. Three take probabilities p, three take logits z: numbers before the sigmoid or softmax.

| | two classes | rows of targets | class indices |
| --- | --- | --- | --- |
| probabilities | `binary_cross_entropy` | `categorical_cross_entropy` | `sparse_categorical_cross_entropy` |
| logits | `sigmoid_cross_entropy` | `softmax_cross_entropy` | `sparse_softmax_cross_entropy` |

With p = sigmoid(z) or softmax(z) a pair gives the same value, and the derivative with respect to z is prediction minus target:
p − y. Train with logits: nothing overflows, and no probability rounds to 0. A probability of exactly 0 where the target is not 0 has
an infinite loss and no gradient that would lead away from it; it raises ValueError, because clipping it would invent both.

All six know `label_smoothing` ε, which replaces the targets y by (1 − ε)y + ε/C, and `class_weights`, with which the mean
divides by the weights of the targets.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.losses.core import loss
from lossopt.losses.forms import place
from lossopt.losses.rows import highest, lowest, row_sums
from lossopt.ranges import Decay, Fraction, NonNegative

Pair = tuple[NDArray, NDArray]


# --- what the six share -----------------------------------------------------------------------------------------------


def _smoothed(y_true: NDArray, label_smoothing: float, classes: int) -> NDArray:
    """Return (1 − ε)y + ε/C."""
    return (1 - label_smoothing) * y_true + label_smoothing / classes if label_smoothing else y_true


def _one_hot(labels: NDArray, like: NDArray) -> NDArray:
    rows = np.zeros_like(like)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def _weights(name: str, class_weights: ArrayLike | None, classes: int, dtype: Any) -> NDArray:
    """Return checked class weights as an array (classes,): ones where none are given."""
    if class_weights is None:
        return np.ones(classes, dtype)
    try:
        w = np.asarray(class_weights, dtype=dtype)
    except (TypeError, ValueError):  # words, complex numbers, rows of different lengths
        raise ValueError(f"{name}: class_weights must be finite numbers ≥ 0, got {class_weights!r}.") from None
    if w.shape != (classes,):
        raise ValueError(f"{name}: class_weights has shape {w.shape}; expected ({classes},), one for each class.")
    if not np.isfinite(w).all() or (w < 0).any():
        raise ValueError(f"{name}: class_weights must be finite numbers ≥ 0, got {w.tolist()}.")
    return w


def _binary_targets(
    name: str, y_true: NDArray, label_smoothing: float, class_weights: ArrayLike | None
) -> tuple[NDArray, NDArray]:
    """Return w₁y and w₀(1 − y): how much an element belongs to class 1 and to class 0, with smoothed y."""
    y = _smoothed(y_true, label_smoothing, 2)
    if class_weights is None:
        return y, 1 - y
    w0, w1 = _weights(name, class_weights, 2, y_true.dtype)
    return w1 * y, w0 * (1 - y)


def _row_targets(name: str, y_true: NDArray, label_smoothing: float, class_weights: ArrayLike | None) -> NDArray:
    """Return w_c y_c with smoothed y."""
    y = _smoothed(y_true, label_smoothing, y_true.shape[1])
    return y if class_weights is None else y * _weights(name, class_weights, y_true.shape[1], y_true.dtype)


def _binary_mass(name: str) -> Any:
    """Return the weight of an example: w₁y + w₀(1 − y), averaged over its outputs."""

    def mass(y_true: NDArray, y_pred: NDArray, class_weights: ArrayLike, **_: Any) -> NDArray:
        on, off = _binary_targets(name, y_true, 0.0, class_weights)
        return (on + off).reshape(len(y_true), -1).mean(axis=1)

    return mass


def _row_mass(name: str) -> Any:
    """Return the weight of an example: Σ_c w_c y_c."""

    def mass(y_true: NDArray, y_pred: NDArray, class_weights: ArrayLike, **_: Any) -> NDArray:
        return y_true @ _weights(name, class_weights, y_pred.shape[1], y_pred.dtype)

    return mass


def _label_mass(name: str) -> Any:
    """Return the weight of an example: that of its class."""

    def mass(y_true: NDArray, y_pred: NDArray, class_weights: ArrayLike, **_: Any) -> NDArray:
        return _weights(name, class_weights, y_pred.shape[1], y_pred.dtype)[y_true]

    return mass


# --- probabilities ----------------------------------------------------------------------------------------------------


def _log(p: NDArray) -> NDArray:
    """log p; log 0 is taken as 0, because here it only ever meets a factor 0, and 0 · log 0 counts as 0."""
    return np.log(_nonzero(p))


def _nonzero(p: NDArray) -> NDArray:
    return p if lowest(p) > 0 else np.where(p == 0, np.ones_like(p), p)


def _refuse_impossible(owner: str, impossible: NDArray, p: NDArray, instead: str) -> None:
    """Raise ValueError where a target was given the probability 0."""
    if impossible.any():
        index = np.argwhere(impossible)[0]
        raise ValueError(
            f"{owner}: y_pred contains the probability {p[tuple(index)]:g} at index {place(index)}, which rules out what y_true says there, "
            f"so the loss would be infinite; expected a probability > 0 for every class that occurs, or use {instead} on logits."
        )


def _binary_domain(owner: str, y_true: NDArray, y_pred: NDArray, label_smoothing: float, **_: Any) -> None:
    if lowest(y_pred) > 0 and highest(y_pred) < 1:
        return
    y = _smoothed(y_true, label_smoothing, 2)
    _refuse_impossible(owner, (y_pred == 0) & (y > 0) | (y_pred == 1) & (y < 1), y_pred, "sigmoid_cross_entropy")


def _row_domain(owner: str, y_true: NDArray, y_pred: NDArray, label_smoothing: float, **_: Any) -> None:
    if lowest(y_pred) == 0:
        y = _smoothed(y_true, label_smoothing, y_true.shape[1])
        _refuse_impossible(owner, (y_pred == 0) & (y > 0), y_pred, "softmax_cross_entropy")


def _label_domain(owner: str, y_true: NDArray, y_pred: NDArray, label_smoothing: float, **_: Any) -> None:
    if lowest(y_pred) == 0:
        y = _smoothed(_one_hot(y_true, y_pred), label_smoothing, y_pred.shape[1])
        _refuse_impossible(owner, (y_pred == 0) & (y > 0), y_pred, "sparse_softmax_cross_entropy")


@loss(
    kind="classification", space="probability", targets="fraction", mass=_binary_mass("binary_cross_entropy"),
    domain=_binary_domain, ko="이진 교차 엔트로피", en="Binary cross-entropy", reference="good1952",
)  # fmt: skip
def binary_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Binary cross-entropy from probabilities p of class 1: −w₁ y log p − w₀ (1 − y) log(1 − p).

    Derivative with respect to p: w₀(1 − y)/(1 − p) − w₁y/p. Unit: nats. y_true holds 0 and 1, or probabilities; `class_weights`
    are the pair (w₀, w₁), 1 unless given; label smoothing ε replaces y by (1 − ε)y + ε/2.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for targets or probabilities outside [0, 1], for a
    probability that rules out its target (p = 0 where y > 0, p = 1 where y < 1), ε outside [0, 1), other shapes, NaN or infinity.

    >>> round(binary_cross_entropy([1, 0], [0.8, 0.2]), 4)
    0.2231
    >>> binary_cross_entropy([1, 0], [1.0, 0.0])
    0.0
    """
    on, off = _binary_targets("binary_cross_entropy", y_true, label_smoothing, class_weights)
    q = 1 - y_pred
    return -on * _log(y_pred) - off * _log(q), off / _nonzero(q) - on / _nonzero(y_pred)


@loss(
    kind="classification", space="distribution", form="rows", targets="distribution", mass=_row_mass("categorical_cross_entropy"),
    domain=_row_domain, ko="범주형 교차 엔트로피", en="Categorical cross-entropy", reference="good1952",
)  # fmt: skip
def categorical_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Categorical cross-entropy from rows of probabilities: −Σ_c w_c y_c log p_c, one value per row.

    Derivative with respect to p_c: −w_c y_c / p_c. Unit: nats. It is the entropy of y plus `kl_divergence(y, p)`. Rows of y_true are
    one-hot or probabilities; label smoothing ε replaces y by (1 − ε)y + ε/C; the mean divides by the weights Σᵢ Σ_c w_c y_ic of the targets.
    Shapes: y_true and y_pred (n, C). Raises ValueError for rows that are no probabilities or do not sum to 1, for p_c = 0 where y_c > 0,
    ε outside [0, 1), other shapes, NaN or infinity.

    >>> round(categorical_cross_entropy([[0, 1, 0]], [[0.25, 0.5, 0.25]]), 4)
    0.6931
    """
    y = _row_targets("categorical_cross_entropy", y_true, label_smoothing, class_weights)
    return -row_sums(y * _log(y_pred)), -y / _nonzero(y_pred)


@loss(
    kind="classification", space="distribution", form="labels", targets="label", mass=_label_mass("sparse_categorical_cross_entropy"),
    domain=_label_domain, ko="희소 범주형 교차 엔트로피", en="Sparse categorical cross-entropy", reference="good1952",
)  # fmt: skip
def sparse_categorical_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Categorical cross-entropy from rows of probabilities and class indices: −w_y log p_y, one value per row.

    The same number as `categorical_cross_entropy` on the one-hot rows: the index picks the entry, it multiplies nothing.
    Derivative with respect to p_c: −w_y/p_y for c = y, else 0. Unit: nats.
    Shapes: y_true (n,) of integers 0 … C−1, y_pred (n, C). Raises ValueError for other labels, rows that are no probabilities or do not
    sum to 1, p_y = 0, ε outside [0, 1), other shapes, NaN or infinity.

    >>> round(sparse_categorical_cross_entropy([1], [[0.25, 0.5, 0.25]]), 4)
    0.6931
    """
    y = _row_targets("sparse_categorical_cross_entropy", _one_hot(y_true, y_pred), label_smoothing, class_weights)
    return -row_sums(y * _log(y_pred)), -y / _nonzero(y_pred)


# --- logits -----------------------------------------------------------------------------------------------------------


def _sigmoid(z: NDArray) -> tuple[NDArray, NDArray]:
    """Return σ(z) and e^−|z|, which never overflows."""
    small = np.exp(-np.abs(z))
    return np.maximum(z >= 0, small) / (1 + small), small  # 1 above the line where z ≥ 0, else e^z


@loss(
    kind="classification", space="logit", targets="fraction", mass=_binary_mass("sigmoid_cross_entropy"),
    ko="시그모이드 교차 엔트로피", en="Sigmoid cross-entropy", reference="good1952",
)  # fmt: skip
def sigmoid_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Binary cross-entropy from logits z: −y log σ(z) − (1 − y) log(1 − σ(z)), written max(z, 0) − zy + log(1 + e^−|z|).

    Derivative per element: σ(z) − y. Unit: nats. y_true holds 0 and 1, or probabilities; label smoothing ε replaces y by (1 − ε)y + ε/2;
    `class_weights` are the pair (w₀, w₁): the two terms are weighted as in `binary_cross_entropy`.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for targets outside [0, 1], ε outside [0, 1),
    other shapes, NaN or infinity.

    >>> round(sigmoid_cross_entropy([1, 0], [0.0, 0.0]), 4)
    0.6931
    >>> sigmoid_cross_entropy([0.0], [1e4])
    10000.0
    """
    on, off = _binary_targets("sigmoid_cross_entropy", y_true, label_smoothing, class_weights)
    both = on + off  # 1 without class weights
    sigmoid, small = _sigmoid(y_pred)
    return both * np.maximum(y_pred, 0) - on * y_pred + both * np.log1p(small), both * sigmoid - on


def _softmax_cross_entropy(y: NDArray, logits: NDArray) -> Pair:
    """−Σ_c y_c log softmax(z)_c and its derivative softmax(z) Σ_c y_c − y, for targets that may be weighted."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # the largest exponent is 0, so nothing overflows
    log_p = shifted - np.log(row_sums(np.exp(shifted)))[:, None]
    return -row_sums(y * log_p), np.exp(log_p) * row_sums(y)[:, None] - y


@loss(
    kind="classification", space="logit", form="rows", targets="distribution", mass=_row_mass("softmax_cross_entropy"),
    ko="소프트맥스 교차 엔트로피", en="Softmax cross-entropy", reference="bridle1990",
)  # fmt: skip
def softmax_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Categorical cross-entropy from logits: −Σ_c w_c y_c log p_c with p = softmax(z), one value per row.

    Derivative with respect to z: p Σ_c w_c y_c − w y, which is p − y without class weights. Unit: nats. Rows of y_true are one-hot or
    probabilities; label smoothing ε replaces y by (1 − ε)y + ε/C; the mean divides by the weights Σᵢ Σ_c w_c y_ic of the targets.
    Shapes: y_true and y_pred (n, C). Raises ValueError for rows that do not sum to 1, ε outside [0, 1), other shapes, NaN or infinity.

    >>> round(softmax_cross_entropy([[0, 1, 0]], [[2.0, 2.0, 2.0]]), 4)
    1.0986
    """
    return _softmax_cross_entropy(_row_targets("softmax_cross_entropy", y_true, label_smoothing, class_weights), y_pred)


@loss(
    kind="classification", space="logit", form="labels", targets="label", mass=_label_mass("sparse_softmax_cross_entropy"),
    ko="희소 소프트맥스 교차 엔트로피", en="Sparse softmax cross-entropy", reference="bridle1990",
)  # fmt: skip
def sparse_softmax_cross_entropy(
    y_true: NDArray, y_pred: NDArray, label_smoothing: Decay = 0.0, class_weights: ArrayLike | None = None
) -> Pair:
    """Categorical cross-entropy from logits and class indices: −w_y log p_y with p = softmax(z), one value per row.

    The same number as `softmax_cross_entropy` on the one-hot rows: the index picks the entry, it multiplies nothing.
    Derivative with respect to z: w_y (p − onehot(y)). Unit: nats.
    Shapes: y_true (n,) of integers 0 … C−1, y_pred (n, C). Raises ValueError for other labels, ε outside [0, 1), other shapes, NaN or infinity.

    >>> round(sparse_softmax_cross_entropy([1], [[2.0, 2.0, 2.0]]), 4)
    1.0986
    """
    one_hot = _one_hot(y_true, y_pred)
    return _softmax_cross_entropy(
        _row_targets("sparse_softmax_cross_entropy", one_hot, label_smoothing, class_weights), y_pred
    )


@loss(
    kind="classification", space="logit", targets="zero_or_one", ko="포컬 손실", en="Focal loss", reference="lin2017"
)  # fmt: skip
def focal(y_true: NDArray, y_pred: NDArray, gamma: NonNegative = 2.0, alpha: Fraction = 0.25) -> Pair:
    """Focal loss from logits z: −α_t (1 − p_t)^γ log p_t, where p_t = σ(z) for class 1 and 1 − σ(z) for class 0.

    α_t is α for class 1 and 1 − α for class 0; γ = 0 is the sigmoid cross-entropy with class weights (1 − α, α), except that the mean
    divides by n, as usual for this loss. A larger γ gives easy examples less weight; it does not undo imbalance, which is what α is for.
    With t = ±z, so that p_t = σ(t): Derivative with respect to t: −α_t (1 − p_t)^γ (1 − p_t − γ p_t log p_t). Unit: nats.
    Shapes: y_true and y_pred alike, (n,) or (n, outputs). Raises ValueError for targets other than 0 and 1, γ < 0, α outside (0, 1),
    other shapes, NaN or infinity.

    >>> round(focal([1.0], [0.0]), 4)
    0.0433
    """
    sign = 2 * y_true - 1
    t = sign * y_pred
    p, small = _sigmoid(t)
    q = np.maximum(t < 0, small) / (1 + small)  # 1 − p would lose its digits where p is nearly 1
    log_p = np.minimum(t, 0) - np.log1p(small)
    scale = (1 - alpha + (2 * alpha - 1) * y_true) * q**gamma  # α or 1 − α
    return -scale * log_p, -scale * (q - gamma * p * log_p) * sign
