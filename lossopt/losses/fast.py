"""Faster forms of some kernels. Nothing here defines a loss: the kernels do, and the tests hold each form equal to its kernel.

A form writes scale · derivative into `grad` and returns the sum of the values, or None where it does not apply; then the
kernel is used. What makes a form fast:

- results go into `grad` or into an array that exists, because a new array costs as much as an operation on it, and into one that
  begins with a line of the cache (`scratch.py`)
- numbers are looked at once, while they are in the cache, for no more than the sum would not show (`evidence.py`)
- the sum of the values is read off the gradient by inner products, so the values themselves are never written
- sums along short rows are products with a vector of ones
- a sum of logarithms is the logarithm of a product, which costs one logarithm for many factors
- exponentials are taken without the row's maximum where no number is large enough to overflow
- an array that is used again and again, such as those ones, is made once
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.losses import classification, distributions, embeddings, margins, regions, regression
from lossopt.losses.evidence import (
    are_classes,
    is_distribution,
    is_sign,
    is_zero_or_one,
    sums_to_one,
)
from lossopt.losses.rows import all_true, highest, in_unit_interval, lowest, row_dots, row_sums, times_rows
from lossopt.losses.scratch import scratch

FACTORS = 256  # of a product: 2²⁵⁶ is far from overflow, also in pairs
MANY = 8192  # numbers, from which products pay


def _inner(a: NDArray, b: NDArray) -> float:
    return float(np.vdot(a, b))


def _sum(x: NDArray) -> float:
    return float(x.sum(dtype=np.float64))


def _log_of_product(x: NDArray, factors: int = FACTORS) -> float:
    """Return Σ log xᵢ for numbers > 0 of which no product of so many overflows; one that comes too near to 0 is taken apart again."""
    if x.size < MANY or x.dtype != np.float64:
        return _sum(np.log(x))
    flat, groups = x.reshape(-1), x.size // factors
    products = np.multiply.reduce(flat[: groups * factors].reshape(factors, groups), axis=0)
    if lowest(products) < 1e-290:
        return _sum(np.log(x))
    return _sum(np.log(products)) + _sum(np.log(flat[groups * factors :]))


# --- regression -------------------------------------------------------------------------------------------------------


@regression.mse.fast(needs_checks=False, warns=True)
def _mse(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    np.subtract(p, y, out=grad)
    total = _inner(grad, grad)
    grad *= 2 * scale
    return total


@regression.mae.fast(needs_checks=False, warns=True)
def _mae(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    e = np.subtract(p, y, out=scratch(p))
    np.sign(e, out=grad)
    total = _inner(grad, e)
    grad *= scale
    return total


@regression.huber.fast(needs_checks=False, warns=True)
def _huber(y: NDArray, p: NDArray, grad: NDArray, scale: float, delta: float) -> float:
    e = np.subtract(p, y, out=scratch(p))
    e.clip(-delta, delta, out=grad)
    total = _inner(grad, e) - _inner(grad, grad) / 2
    grad *= scale
    return total


@regression.smooth_l1.fast(needs_checks=False, warns=True)
def _smooth_l1(y: NDArray, p: NDArray, grad: NDArray, scale: float, beta: float) -> float:
    return _huber(y, p, grad, scale / beta, beta) / beta


@regression.quantile.fast(needs_checks=False, warns=True)
def _quantile(y: NDArray, p: NDArray, grad: NDArray, scale: float, q: float) -> float:
    e = np.subtract(p, y, out=scratch(p))
    np.sign(e, out=grad)
    total = _inner(grad, e) / 2 + (0.5 - q) * float(e.sum())
    grad *= scale / 2
    if q != 0.5:
        grad += (0.5 - q) * scale
    return total


@regression.log_cosh.fast(needs_checks=False, warns=True)
def _log_cosh(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float:
    e = np.subtract(p, y, out=scratch(p))
    np.abs(e, out=grad)
    total = _sum(grad) - e.size * math.log(2)
    grad *= -2
    np.expm1(grad, out=grad)  # t = e^−2|e| − 1
    above = 2 + grad
    total += _log_of_product(above)
    grad /= above  # −t/(2 + t) = tanh |e|
    np.copysign(grad, e, out=grad)
    grad *= scale
    return total


@regression.poisson.fast(needs_checks=False, warns=True)
def _poisson(y: NDArray, rate: NDArray, grad: NDArray, scale: float) -> float | None:
    if not lowest(y) >= 0:
        return None
    np.log(rate, out=grad)
    total = _sum(rate) - _inner(y, grad)
    np.divide(y, rate, out=grad)
    grad *= -scale
    grad += scale
    return total


@regression.poisson_log.fast(needs_checks=False, warns=True)
def _poisson_log(y: NDArray, z: NDArray, grad: NDArray, scale: float) -> float | None:
    if not lowest(y) >= 0:
        return None
    np.exp(z, out=grad)
    total = _sum(grad) - _inner(y, z)
    grad -= y
    grad *= scale
    return total


@regression.gamma.fast(needs_checks=False)
def _gamma(y: NDArray, mean: NDArray, grad: NDArray, scale: float) -> float | None:
    top = highest(mean)
    if not (top < math.inf and lowest(mean) > 0 and lowest(y) >= 0):
        return None
    np.divide(y, mean, out=grad)
    total = _sum(grad) + (_log_of_product(mean, 64) if top < 1e4 else _sum(np.log(mean)))
    np.subtract(1, grad, out=grad)
    grad /= mean
    grad *= scale
    return total


# --- margins ----------------------------------------------------------------------------------------------------------


@margins.hinge.fast(needs_checks=False)
def _hinge(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float | None:
    if not is_sign(y):
        return None
    short = np.multiply(y, s, out=scratch(s))
    np.subtract(1, short, out=short)
    np.greater(short, 0, out=grad)
    total = _inner(grad, short)  # 0 · ∞ is NaN
    grad *= y
    grad *= -scale
    return total


@margins.squared_hinge.fast(needs_checks=False)
def _squared_hinge(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float | None:
    if not is_sign(y):
        return None
    short = np.multiply(y, s, out=scratch(s))
    np.subtract(1, short, out=short)
    np.maximum(short, 0, out=grad)
    total = _inner(grad, short)  # 0 · ∞ is NaN
    grad *= y
    grad *= -2 * scale
    return total


@distributions.wasserstein_critic.fast(needs_checks=False)
def _wasserstein_critic(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float | None:
    if not is_sign(y):
        return None
    np.multiply(y, -scale, out=grad)
    return -_inner(y, s)


@margins.multiclass_hinge.fast()
def _multiclass_hinge(y: NDArray, s: NDArray, grad: NDArray, scale: float) -> float:
    flat, scores, at = grad.reshape(-1), s.reshape(-1), _entries(y, s)
    grad[...] = s
    flat[at] = -np.inf
    rival = _entries(grad.argmax(axis=1), s)
    short = scores[rival]
    short -= scores[at]
    short += 1
    np.maximum(short, 0, out=short)
    total = _sum(short)
    missed = np.sign(short)  # in place it would take several times as long
    missed *= scale
    grad.fill(0)
    flat[rival] = missed
    flat[at] = -missed
    return total


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


@classification.categorical_cross_entropy.fast(needs_checks=False)
def _categorical_cross_entropy(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None:
        return None
    at = _hot(y)
    return None if at is None else _log_loss(p, at, grad, scale)


@classification.sparse_categorical_cross_entropy.fast(needs_checks=False)
def _sparse_categorical_cross_entropy(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None or not are_classes(y, p.shape[1]):
        return None
    return _log_loss(p, _entries(y, p), grad, scale)


def _log_loss(p: NDArray, at: NDArray, grad: NDArray, scale: float) -> float | None:
    """Return −Σ log of the probabilities at these places of the flattened rows."""
    if not is_distribution(p):
        return None
    probability = p.reshape(-1)[at]
    if lowest(probability) == 0:
        return None
    grad.fill(0)
    grad.reshape(-1)[at] = -scale / probability
    return -_log_of_product(probability)


def _hot(y: NDArray) -> NDArray | None:
    """Return where the ones lie in the flattened rows if each row has a single 1 and else zeros, or None."""
    if np.count_nonzero(y != 0) != len(y):
        return None
    labels = y.dot(_upward(y.shape[1], y.dtype))
    if not (lowest(labels) >= 0 and highest(labels) < y.shape[1]):
        return None
    at = _entries(labels.astype(np.intp), y)
    return at if all_true(y.reshape(-1)[at] == 1) else None


@functools.lru_cache(maxsize=64)
def _upward(count: int, dtype: np.dtype) -> NDArray:
    return np.arange(count, dtype=dtype)


def _entries(labels: NDArray, rows: NDArray) -> NDArray:
    """Return where the entries [i, labelᵢ] lie in the flattened rows."""
    return _starts(*rows.shape) + labels


@functools.lru_cache(maxsize=16)
def _starts(rows: int, columns: int) -> NDArray:
    """Return where the rows of a flattened matrix begin."""
    starts = np.arange(0, rows * columns, columns)
    starts.setflags(write=False)
    return starts


@classification.sigmoid_cross_entropy.fast(needs_checks=False)
def _sigmoid_cross_entropy(
    y: NDArray, z: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None or not in_unit_interval(y):
        return None
    top = highest(z)
    if top > _limit(z):
        return None
    np.exp(z, out=grad)
    below = 1 + grad
    total = _sum_of_logs(below, top) - _inner(y, z)  # log(1 + e^z) − yz
    grad /= below
    grad -= y
    grad *= scale
    return total


def _limit(z: NDArray) -> int:
    """Return up to which number exponentials are far from overflow, also squared and added up along a row."""
    return 300 if z.dtype == np.float64 else 40


def _sum_of_logs(below: NDArray, top: float) -> float:
    """Return Σ log(1 + e^z), given 1 + e^z and the largest z: (1 + e⁶)¹⁰⁰ is far from overflow."""
    return _log_of_product(below, 100) if top < 6 else _sum(np.log(below))


@classification.focal.fast()
def _focal(y: NDArray, z: NDArray, grad: NDArray, scale: float, gamma: float, alpha: float) -> float | None:
    if max(highest(z), -lowest(z)) > _limit(z):
        return None
    t = y * z
    t *= 2
    t -= z  # ±z, so that p = σ(t) and q = 1 − p
    np.exp(t, out=grad)
    below = 1 + grad
    t -= np.log(below)
    log_p = t
    grad /= below
    p, q = grad, np.reciprocal(below, out=below)
    weight = y - (1 - alpha)  # α for class 1, −(1 − α) for class 0: α_t with the sign of ±z
    weight *= q * q if gamma == 2 else q**gamma
    p *= log_p
    p *= gamma
    p -= q
    p *= weight
    p *= scale
    return -_inner(np.abs(weight, out=weight), log_p)


def _exponentials(z: NDArray, grad: NDArray) -> NDArray | None:
    """Write e^z into `grad` and return its row sums, or None where a number is so large that a maximum has to be taken off."""
    limit = _limit(z)
    if highest(z) > limit or lowest(z) < -limit:
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


@classification.sparse_softmax_cross_entropy.fast(needs_checks=False)
def _sparse_softmax_cross_entropy(
    y: NDArray, z: NDArray, grad: NDArray, scale: float, label_smoothing: float, class_weights: Any
) -> float | None:
    if label_smoothing or class_weights is not None or not are_classes(y, z.shape[1]):
        return None
    sums = _exponentials(z, grad)
    if sums is None:
        return None
    at = _entries(y, z)
    logs, picked = np.add.reduce(np.log(sums)), np.add.reduce(z.reshape(-1)[at])  # `sum` without its preparations
    total = float(logs) - float(picked)
    grad *= (scale / sums)[:, None]
    grad.reshape(-1)[at] -= scale
    return total


# --- distributions and embeddings -------------------------------------------------------------------------------------


@distributions.kl_divergence.fast(needs_checks=False, warns=True)
def _kl_divergence(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    if not (lowest(y) > 0 and sums_to_one(y) and sums_to_one(p)):  # a p below 0 has no logarithm
        return None
    np.divide(y, p, out=grad)
    total = _inner(y, np.log(grad, out=scratch(grad)))
    grad *= -scale
    return total


@distributions.reverse_kl_divergence.fast(needs_checks=False, warns=True)
def _reverse_kl_divergence(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    if not (lowest(y) > 0 and sums_to_one(y) and sums_to_one(p)):
        return None
    np.divide(p, y, out=grad)
    np.log(grad, out=grad)
    total = _inner(p, grad)
    grad += 1
    grad *= scale
    return total


@distributions.wasserstein.fast(needs_checks=False)
def _wasserstein(y: NDArray, p: NDArray, grad: NDArray, scale: float, positions: Any) -> float | None:
    bins = y.shape[1]
    if positions is not None or not 1 < bins <= 64 or not (is_distribution(y) and is_distribution(p)):
        return None
    upto = _upto(bins, y.dtype)  # x @ upto are the cumulative sums of the rows of x
    excess = np.subtract(p, y, out=scratch(p)).dot(upto)
    side = np.sign(excess)
    np.matmul(side, upto.T * scale, out=grad)
    return _inner(side, excess)


@functools.lru_cache(maxsize=64)
def _upto(bins: int, dtype: np.dtype) -> NDArray:
    return np.triu(np.ones((bins, bins), dtype))[:, :-1]


@embeddings.cosine.fast(needs_checks=False)
def _cosine(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    lengths, p_squared = row_dots(y, y, grad), row_dots(p, p, grad)
    if not _inner(lengths, p_squared) < math.inf:  # then all are finite, and nothing warns below
        return None
    lengths *= p_squared
    if not lowest(lengths) > 1e-37:
        return None  # their product would lose digits, also in float32
    both = row_dots(y, p, grad)
    np.sqrt(lengths, out=lengths)  # ‖y‖‖p‖
    per_length = np.divide(scale, lengths, out=lengths)
    total = len(y) - _inner(both, per_length) / scale
    both *= per_length  # cos, times scale
    both /= p_squared
    times_rows(p, both, grad)
    toward = scratch(y)
    times_rows(y, per_length, toward)
    grad -= toward
    return total


@embeddings.contrastive.fast(needs_checks=False, warns=True)
def _contrastive(y: NDArray, x: NDArray, grad: NDArray, scale: float, margin: float) -> float | None:
    if not is_zero_or_one(y):
        return None
    e = _differences(x)
    squared = row_dots(e, e)
    if not lowest(squared) > 0:
        return None
    d = np.sqrt(squared)
    short = np.maximum(margin - d, 0)
    pull, push = y * d, (1 - y) * short  # 0 · ∞ is NaN
    times_rows(e, scale * (pull - push) / d, out=e)
    _to_both(e, grad)
    return (_inner(pull, d) + _inner(push, short)) / 2


NARROW = 16  # coordinates, up to which a product with a matrix of 0, 1 and −1 costs less than a loop over short rows


def _differences(x: NDArray) -> NDArray:
    """Return first less second of pairs (n, 2, d)."""
    n, _, d = x.shape
    return x.reshape(n, -1).dot(_opposite(d, x.dtype).T) if d <= NARROW else x[:, 0] - x[:, 1]


def _to_both(e: NDArray, out: NDArray) -> None:
    """Write e (n, d) to the first of the pairs `out` (n, 2, d), and −e to the second."""
    n, d = e.shape
    if d <= NARROW:
        np.matmul(e, _opposite(d, e.dtype), out=out.reshape(n, -1))
    else:
        out[:, 0] = e
        np.negative(e, out=out[:, 1])


@functools.lru_cache(maxsize=64)
def _opposite(d: int, dtype: np.dtype) -> NDArray:
    return np.concatenate([np.eye(d, dtype=dtype), -np.eye(d, dtype=dtype)], axis=1)


@embeddings.triplet.fast()
def _triplet(y: NDArray, x: NDArray, grad: NDArray, scale: float, margin: float, squared: bool) -> float | None:
    toward, away = x[:, 0] - x[:, 1], x[:, 0] - x[:, 2]
    near, far = row_dots(toward, toward), row_dots(away, away)
    if not squared:
        near, far = np.sqrt(near), np.sqrt(far)
        if lowest(near) == 0 or lowest(far) == 0:
            return None
    short = near - far
    short += margin
    np.maximum(short, 0, out=short)
    total = _sum(short)
    slope = np.sign(short)  # in place it would take several times as long
    slope *= 2 * scale if squared else scale
    toward *= (slope if squared else slope / near)[:, None]
    away *= (slope if squared else slope / far)[:, None]
    np.subtract(toward, away, out=grad[:, 0])
    np.negative(toward, out=grad[:, 1])
    grad[:, 2] = away
    return total


# --- regions ----------------------------------------------------------------------------------------------------------


@regions.dice.fast(needs_checks=False)
def _dice(y: NDArray, p: NDArray, grad: NDArray, scale: float, smooth: float) -> float | None:
    return _tversky(y, p, grad, scale, 0.5, 0.5, smooth / 2)


@regions.jaccard.fast(needs_checks=False)
def _jaccard(y: NDArray, p: NDArray, grad: NDArray, scale: float, smooth: float) -> float | None:
    return _tversky(y, p, grad, scale, 1.0, 1.0, smooth)


@regions.tversky.fast(needs_checks=False)
def _tversky(
    y: NDArray, p: NDArray, grad: NDArray, scale: float, alpha: float, beta: float, smooth: float
) -> float | None:
    """Write the derivative and return the sum of 1 − t: the derivative is a multiple of y plus a constant, both of their mask."""
    if not (in_unit_interval(y) and in_unit_interval(p)):
        return None
    if y.ndim > 2:
        y, p, grad = (part.reshape(len(part), -1) for part in (y, p, grad))
    both, rest = row_dots(y, p), 1 - alpha - beta
    below = row_sums(p, alpha)
    below += row_sums(y, beta)
    below += smooth
    if rest:
        below += rest * both
    slope = scale / below
    both += smooth
    total = len(y) - _inner(both, slope) / scale
    both *= slope  # t, times scale
    both /= below
    times_rows(y, rest * both - slope if rest else -slope, grad, plus=alpha * both)
    return total


@regions.iou.fast(needs_checks=False, warns=True)
def _iou(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    return _overlap(y, p, grad, scale, around=False)


@regions.giou.fast(needs_checks=False, warns=True)
def _giou(y: NDArray, p: NDArray, grad: NDArray, scale: float) -> float | None:
    return _overlap(y, p, grad, scale, around=True)


def _overlap(y: NDArray, p: NDArray, grad: NDArray, scale: float, *, around: bool) -> float | None:
    """Write the derivative and return the sum of 1 − I/U, with `around` of 2 − I/U − U/C; x stands above y in all arrays (2, n).

    The slope of an area along one side is the length of the other. With U = A + … − I, A the area of the prediction,
    (1 − I/U)′ = A′ I/U² − I′ (1 + I/U)/U and (1 − U/C)′ = C′ U/C² − (A′ − I′)/C.
    """
    (true_low, true_high), (low, high) = _corners(y), _corners(p)
    common = np.minimum(true_high, high) - np.maximum(true_low, low)
    np.maximum(common, 0, out=common)
    sides, true_sides = high - low, true_high - true_low
    if not (lowest(sides) > 0 and lowest(true_sides) > 0):
        return None
    shared, area, true_area = _product(common), _product(sides), _product(true_sides)
    union = area + true_area
    union -= shared
    if not highest(union) < math.inf:  # finite only if all corners are
        return None
    inverse = 1 / union
    ratio = shared * inverse
    total = len(y) - _sum(ratio)
    of_area = ratio * inverse
    of_shared = of_area + inverse
    if around:
        span = np.maximum(true_high, high) - np.minimum(true_low, low)
        inverse = 1 / _product(span)
        filled = union * inverse
        total += len(y) - _sum(filled)
        of_area -= inverse
        of_shared -= inverse
    of_shared *= shared > 0
    inward, outward = common[::-1] * of_shared, sides[::-1] * of_area
    slopes = np.empty((4, len(y)), y.dtype)
    slope_low = np.subtract(inward * (low >= true_low), outward, out=slopes[:2])
    slope_high = np.subtract(outward, inward * (high <= true_high), out=slopes[2:])
    if around:
        filled *= inverse
        beyond = span[::-1] * filled
        slope_low -= beyond * (low < true_low)
        slope_high += beyond * (high > true_high)
    np.multiply(slopes.T, scale, out=grad)
    return total


def _corners(boxes: NDArray) -> tuple[NDArray, NDArray]:
    corners = np.ascontiguousarray(boxes.T)
    return corners[:2], corners[2:]


def _product(sides: NDArray) -> NDArray:
    return np.multiply(sides[0], sides[1])
