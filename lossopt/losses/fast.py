"""Faster forms of some kernels. Nothing here defines a loss: the kernels do, and the tests hold each form equal to its kernel.

A form writes scale · derivative into `grad` and returns the sum of the values, or None where it does not apply; then the
kernel is used. What makes a form fast:

- results go into `grad` or into an array that exists, because a new array costs as much as an operation on it
- the sum of the values is read off the gradient by inner products, so the values themselves are never written
- sums along short rows are products with a vector of ones
- a sum of logarithms is the logarithm of a product, which costs one logarithm for many factors
- exponentials are taken without the row's maximum where no number is large enough to overflow
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.losses import classification, distributions, embeddings, margins, regions, regression
from lossopt.losses.rows import highest, lowest, row_sums

FACTORS = 256  # of a product: 2²⁵⁶ is far from overflow, also in pairs


def _inner(a: NDArray, b: NDArray) -> float:
    return float(np.vdot(a, b))


def _log_of_product(x: NDArray) -> float:
    """Return Σ log xᵢ for numbers in (0, 2]; products that come too near to 0 are taken apart again."""
    flat = x.reshape(-1)
    groups = flat.size // FACTORS if flat.dtype == np.float64 else 0
    total = 0.0
    if groups:
        products = np.multiply.reduce(flat[: groups * FACTORS].reshape(FACTORS, groups), axis=0)
        if lowest(products) < 1e-290:
            return float(np.log(flat).sum(dtype=np.float64))
        total = float(np.log(products).sum())
    return total + float(np.log(flat[groups * FACTORS :]).sum(dtype=np.float64))


# --- regression -------------------------------------------------------------------------------------------------------


@regression.mse.fast(needs_checks=False)
def _mse(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    np.subtract(p, y, out=grad)
    total = _inner(grad, grad)
    grad *= 2 * scale
    return total


@regression.mae.fast(needs_checks=False)
def _mae(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    e = p - y
    np.sign(e, out=grad)
    total = _inner(grad, e)
    grad *= scale
    return total


@regression.huber.fast(needs_checks=False)
def _huber(y: NDArray, p: NDArray, grad: NDArray, scale: float, delta: float) -> float:
    e = p - y
    np.maximum(e, -delta, out=grad)
    np.minimum(grad, delta, out=grad)
    total = _inner(grad, e) - _inner(grad, grad) / 2
    grad *= scale
    return total


@regression.smooth_l1.fast(needs_checks=False)
def _smooth_l1(y: NDArray, p: NDArray, grad: NDArray, scale: float, beta: float) -> float:
    return _huber(y, p, grad, scale / beta, beta) / beta


@regression.quantile.fast(needs_checks=False)
def _quantile(y: NDArray, p: NDArray, grad: NDArray, scale: float, q: float) -> float:
    e = p - y
    np.sign(e, out=grad)
    total = _inner(grad, e) / 2 + (0.5 - q) * float(e.sum())
    grad *= scale / 2
    if q != 0.5:
        grad += (0.5 - q) * scale
    return total


@regression.log_cosh.fast(needs_checks=False)
def _log_cosh(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    e = p - y
    np.abs(e, out=grad)
    total = float(grad.sum(dtype=np.float64)) - e.size * math.log(2)
    grad *= -2
    np.expm1(grad, out=grad)  # t = e^−2|e| − 1
    above = 2 + grad
    total += _log_of_product(above)
    grad /= above  # −t/(2 + t) = tanh |e|
    np.copysign(grad, e, out=grad)
    grad *= scale
    return total


# --- margins ----------------------------------------------------------------------------------------------------------


@margins.hinge.fast()
def _hinge(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float:
    np.multiply(y, s, out=grad)
    np.subtract(1, grad, out=grad)
    np.maximum(grad, 0, out=grad)
    total = float(grad.sum())
    np.greater(grad, 0, out=grad)
    grad *= y
    grad *= -scale
    return total


@margins.squared_hinge.fast()
def _squared_hinge(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float:
    np.multiply(y, s, out=grad)
    np.subtract(1, grad, out=grad)
    np.maximum(grad, 0, out=grad)
    total = _inner(grad, grad)
    grad *= y
    grad *= -2 * scale
    return total


@distributions.wasserstein_critic.fast()
def _wasserstein_critic(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float:
    np.multiply(y, -scale, out=grad)
    return -_inner(y, s)


# --- cross-entropies --------------------------------------------------------------------------------------------------


@classification.binary_cross_entropy.fast()
def _binary_cross_entropy(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None or _inner(y, y) != float(y.sum()):
        return None  # y² = y everywhere only if all targets are 0 or 1
    given = np.subtract(1, y)
    given -= p
    np.abs(given, out=given)  # the probability given to what happened: p where y = 1, 1 − p where y = 0
    np.multiply(y, -2 * scale, out=grad)
    grad += scale
    grad /= given
    return -_log_of_product(given)


@classification.categorical_cross_entropy.fast()
def _categorical_cross_entropy(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    grad[...] = 0
    at = np.flatnonzero(y > 0)  # few, where the rows are one-hot
    mass, probability = y.reshape(-1)[at], p.reshape(-1)[at]
    grad.reshape(-1)[at] = mass * -scale / probability
    return -_inner(mass, np.log(probability))


@classification.sparse_categorical_cross_entropy.fast()
def _sparse_categorical_cross_entropy(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    grad[...] = 0
    at = _entries(y, p)
    probability = p.reshape(-1)[at]
    grad.reshape(-1)[at] = -scale / probability
    return -_log_of_product(probability)


def _entries(labels: NDArray, rows: NDArray) -> NDArray:
    """Return where the entries [i, labelᵢ] lie in the flattened rows."""
    return np.arange(0, rows.size, rows.shape[1]) + labels


@classification.sigmoid_cross_entropy.fast()
def _sigmoid_cross_entropy(
    y: NDArray, z: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    np.abs(z, out=grad)
    total = (float(z.sum()) + float(grad.sum())) / 2 - _inner(y, z)  # max(z, 0) = (z + |z|)/2
    np.negative(grad, out=grad)
    small = np.exp(grad)
    below = 1 + small
    total += _log_of_product(below)
    np.greater_equal(z, 0, out=grad)
    np.maximum(grad, small, out=grad)
    grad /= below
    grad -= y
    grad *= scale
    return total


@classification.focal.fast()
def _focal(y: NDArray, z: NDArray, grad: NDArray, scale: float, gamma: float, alpha: float) -> float:
    sign = 2 * y
    sign -= 1
    t = sign * z
    np.abs(t, out=grad)
    np.negative(grad, out=grad)
    small = np.exp(grad)
    below = 1 + small
    p, q = np.greater_equal(t, 0, out=grad), t < 0
    np.maximum(p, small, out=p)
    p /= below
    q = np.maximum(q, small, out=small)
    q /= below
    log_p = np.minimum(t, 0, out=t)
    log_p -= np.log(below, out=below)
    weight = (2 * alpha - 1) * y
    weight += 1 - alpha
    weight *= q * q if gamma == 2 else q**gamma
    total = -_inner(weight, log_p)
    grad *= log_p
    grad *= gamma
    grad -= q
    grad *= weight
    grad *= sign
    grad *= scale
    return total


def _exponentials(z: NDArray, grad: NDArray) -> NDArray | None:
    """Write e^z into `grad` and return its row sums, or None where a number is so large that a maximum has to be taken off."""
    limit = 300 if z.dtype == np.float64 else 40
    if not _inner(z, z) <= limit**2 and (highest(z) > limit or lowest(z) < -limit):
        return None
    np.exp(z, out=grad)
    return row_sums(grad)


@classification.softmax_cross_entropy.fast()
def _softmax_cross_entropy(
    y: NDArray, z: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    sums = _exponentials(z, grad)
    if sums is None:
        return None
    mass = row_sums(y)  # 1, but for rounding
    total = _inner(mass, np.log(sums)) - _inner(y, z)
    grad *= (mass / sums)[:, None]
    grad -= y
    grad *= scale
    return total


@classification.sparse_softmax_cross_entropy.fast()
def _sparse_softmax_cross_entropy(
    y: NDArray, z: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    sums = _exponentials(z, grad)
    if sums is None:
        return None
    at = _entries(y, z)
    total = float(np.log(sums).sum()) - float(z.reshape(-1)[at].sum())
    grad *= (scale / sums)[:, None]
    grad.reshape(-1)[at] -= scale
    return total


# --- distributions and embeddings -------------------------------------------------------------------------------------


@distributions.kl_divergence.fast()
def _kl_divergence(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    if lowest(y) == 0 or lowest(p) == 0:
        return None
    np.divide(y, p, out=grad)
    total = _inner(y, np.log(grad))
    grad *= -scale
    return total


@distributions.wasserstein.fast()
def _wasserstein(y: NDArray, p: NDArray, grad: NDArray, scale: float, positions: Any) -> float | None:
    bins = y.shape[1]
    if positions is not None or not 1 < bins <= 64:
        return None
    upto = np.triu(np.ones((bins, bins), y.dtype))[:, :-1]  # x @ upto are the cumulative sums of the rows of x
    excess = (p - y) @ upto
    side = np.sign(excess)
    np.matmul(side, upto.T, out=grad)
    grad *= scale
    return _inner(side, excess)


@embeddings.contrastive.fast()
def _contrastive(y: NDArray, x: NDArray, grad: NDArray, scale: float, margin: float) -> float | None:
    e = np.subtract(x[:, 0], x[:, 1])
    d = np.sqrt(row_sums(e * e))
    if not d.all():
        return None
    short = np.maximum(margin - d, 0)
    pull, push = y * d, (1 - y) * short
    e *= (scale * (pull - push) / d)[:, None]
    grad[:, 0] = e
    np.negative(e, out=grad[:, 1])
    return (_inner(pull, d) + _inner(push, short)) / 2


@embeddings.triplet.fast()
def _triplet(y: NDArray, x: NDArray, grad: NDArray, scale: float, margin: float, squared: bool) -> float | None:
    toward, away = x[:, 0] - x[:, 1], x[:, 0] - x[:, 2]
    near, far = row_sums(toward * toward), row_sums(away * away)
    if squared:
        pull = push = np.full(len(x), 2 * scale, x.dtype)
    else:
        near, far = np.sqrt(near), np.sqrt(far)
        if not (near.all() and far.all()):
            return None
        pull, push = scale / near, scale / far
    short = near - far + margin
    missed = short > 0
    toward *= (pull * missed)[:, None]
    away *= (push * missed)[:, None]
    np.subtract(toward, away, out=grad[:, 0])
    np.negative(toward, out=grad[:, 1])
    grad[:, 2] = away
    return float(short[missed].sum())


# --- regions ----------------------------------------------------------------------------------------------------------


@regions.dice.fast()
def _dice(y: NDArray, p: NDArray, grad: NDArray, scale: float, smooth: float) -> float:
    y, p, grad = (part.reshape(len(part), -1) for part in (y, p, grad))
    np.multiply(y, p, out=grad)
    below = row_sums(y) + row_sums(p) + smooth
    overlap = (2 * row_sums(grad) + smooth) / below
    np.multiply(y, (-2 * scale / below)[:, None], out=grad)
    grad += (scale * overlap / below)[:, None]
    return len(y) - float(overlap.sum(dtype=np.float64))


@regions.jaccard.fast()
def _jaccard(y: NDArray, p: NDArray, grad: NDArray, scale: float, smooth: float) -> float:
    y, p, grad = (part.reshape(len(part), -1) for part in (y, p, grad))
    np.multiply(y, p, out=grad)
    both = row_sums(grad)
    below = row_sums(y) + row_sums(p) - both + smooth
    overlap = (both + smooth) / below
    np.multiply(y, (-scale * (1 + overlap) / below)[:, None], out=grad)
    grad += (scale * overlap / below)[:, None]
    return len(y) - float(overlap.sum(dtype=np.float64))
