"""Is this gradient right? Compare it with differences of the value, coordinate by coordinate or along directions.

Central differences err by O(h²) and by rounding of O(1/h); h = ε^(1/3)·max(1, |x|) balances the two, which leaves
about ten right digits for float64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.language import Text
from lossopt.ranges import is_whole

Objective = Callable[[NDArray], tuple[float, NDArray]]

RIGHT = Text(
    ko="그래디언트가 차분과 일치합니다 (오차 ≤ {tolerance:.0e})",
    en="gradient agrees with differences (error ≤ {tolerance:.0e})",
)
WRONG = Text(
    ko="그래디언트가 틀렸습니다: {place}번 성분은 {claimed:.6g}인데 차분은 {measured:.6g}입니다 "
    "(오차 {error:.1e} > {tolerance:.0e})",
    en="gradient is wrong: entry {place} claims {claimed:.6g}, differences give {measured:.6g} "
    "(error {error:.1e} > {tolerance:.0e})",
)


def difference_step(x: NDArray) -> NDArray:
    """Return the step for central differences at x: ε^(1/3) · max(1, |x|), exactly representable."""
    h = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(x))
    return (x + h) - x  # what x + h really differs by


def numeric(f: Callable[[NDArray], object], x: ArrayLike) -> NDArray:
    """Return the gradient of `f` at `x` by central differences: (f(x + h eᵢ) − f(x − h eᵢ)) / 2h.

    `f` may return a value or a pair (value, grad), of which the value is used. Costs 2n evaluations.

    >>> numeric(lambda x: (x[0] ** 2 * x[1], None), [3.0, 2.0]).round(6).tolist()
    [12.0, 9.0]
    """
    point = _point(x)
    step = difference_step(point)
    slopes = np.empty_like(point)
    for i in np.ndindex(point.shape):
        bump = np.zeros_like(point)
        bump[i] = step[i]
        slopes[i] = (_value(f(point + bump)) - _value(f(point - bump))) / (2 * step[i])
    return slopes


def directional(f: Callable[[NDArray], object], x: ArrayLike, direction: ArrayLike) -> float:
    """Return the slope of `f` at `x` along `direction` by a central difference: two evaluations for any n."""
    point, along = _point(x), _point(direction)
    if along.shape != point.shape:
        raise ValueError(f"direction has shape {along.shape} but x has shape {point.shape}: they must be equal.")
    length = float(np.linalg.norm(along))
    if length == 0:
        raise ValueError("direction is zero, so it has no slope; expected a vector with at least one entry ≠ 0.")
    h = np.cbrt(np.finfo(np.float64).eps) * max(1.0, float(np.abs(point).max())) / length
    return (_value(f(point + h * along)) - _value(f(point - h * along))) / (2 * h)


@dataclass(frozen=True)
class Report:
    """The outcome of a gradient check; true where the gradient is right to `tolerance`."""

    error: float
    worst: tuple[int, ...]
    claimed: float
    measured: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the largest error is within the tolerance."""
        return self.error <= self.tolerance

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        if self.passed:
            return RIGHT.here().format(tolerance=self.tolerance)
        place = self.worst[0] if len(self.worst) == 1 else self.worst
        facts = {"claimed": self.claimed, "measured": self.measured, "error": self.error, "tolerance": self.tolerance}
        return WRONG.here().format(place=place, **facts)

    __repr__ = __str__


def check(
    f: Objective, x: ArrayLike, *, tolerance: float = 1e-6, directions: int | None = None, seed: int = 0
) -> Report:
    """Compare the gradient that `f(x) → (value, grad)` returns with central differences.

    All entries are compared, or, with `directions=k`, the slopes along k random directions (for large x). The error is
    |claimed − measured| / max(1, |claimed|, |measured|), the largest over the entries.

    Raises ValueError where the gradient's shape is not that of x or where something is not finite.

    >>> check(lambda x: (x @ x, 2 * x), [1.0, -2.0])
    gradient agrees with differences (error ≤ 1e-06)
    >>> check(lambda x: (x @ x, x), [1.0, -2.0])
    gradient is wrong: entry 1 claims -2, differences give -4 (error 5.0e-01 > 1e-06)
    """
    if directions is not None and not is_whole(directions, 1):
        raise ValueError(f"directions must be None or a whole number ≥ 1, got {directions!r}.")
    point = _point(x)
    pair = f(point.copy())
    if not (isinstance(pair, tuple) and len(pair) == 2):
        raise ValueError(f"f must return a pair (value, grad), got {type(pair).__name__}.")
    grad = np.asarray(pair[1], dtype=np.float64)
    if grad.shape != point.shape:
        raise ValueError(f"the gradient has shape {grad.shape} but x has shape {point.shape}: they must be equal.")
    if directions is None:
        claimed, measured = grad, numeric(f, point)
    else:
        lines = np.random.default_rng(seed).standard_normal((directions, *point.shape))
        lines /= np.sqrt(np.sum(lines**2, axis=tuple(range(1, lines.ndim)), keepdims=True))
        claimed = np.array([np.vdot(grad, line) for line in lines])
        measured = np.array([directional(f, point, line) for line in lines])
    if not (np.isfinite(claimed).all() and np.isfinite(measured).all()):
        raise ValueError("f returned a value or gradient that is not finite near x: nothing to compare.")
    error = np.abs(claimed - measured) / np.maximum(1.0, np.maximum(np.abs(claimed), np.abs(measured)))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(error)), error.shape))
    return Report(float(error[worst]), worst, float(claimed[worst]), float(measured[worst]), tolerance)


def _point(x: ArrayLike) -> NDArray:
    point = np.array(x, dtype=np.float64)
    if point.size == 0:
        raise ValueError(f"x is empty (shape {point.shape}); expected at least one number.")
    if not np.isfinite(point).all():
        raise ValueError("x contains NaN or infinity; expected finite numbers.")
    return point


def _value(result: object) -> float:
    value = result[0] if isinstance(result, tuple) else result
    return float(np.asarray(value, dtype=np.float64))
