"""Line searches: try step sizes along the direction until one lowers f enough.

All of them replace a direction that does not descend (∇f·d ≥ 0: momentum and Adam give some) by −∇f, and all of them end:
each has a cap on its trials.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.typing import NDArray

from lossopt.descent.core import State, Step
from lossopt.descent.definition import step_size
from lossopt.ranges import Count, Fraction, Positive


@step_size(ko="아르미호 선 탐색", en="Armijo line search", reference="armijo1966")
class Armijo:
    """Armijo's line search: the first η of η₀, η₀τ, η₀τ², … that lowers f by at least c·η·|∇f·d|.

    f(x + ηd) ≤ f(x) + c η ∇f·d. A direction that does not descend (∇f·d ≥ 0: momentum and Adam give some) is
    replaced by −∇f; if `max_backtracks` reductions do not suffice, the step is 0.
    Errors: ValueError for initial ≤ 0, shrink or fraction outside (0, 1), max_backtracks < 1.

    >>> from lossopt.descent import Steepest, descend
    >>> path = descend(lambda x: (x @ x, 2 * x), [1.0], Steepest(), Armijo(initial=4.0), steps=1)
    >>> path.step_sizes.tolist()
    [0.5]
    """

    initial: Positive = 1.0
    shrink: Fraction = 0.5
    fraction: Fraction = 1e-4
    max_backtracks: Count = 60

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, step: Step, state: State) -> float:
        """Return the first step size that satisfies Armijo's inequality, or 0."""
        slope = step.turn_downhill()
        eta = self.initial
        for _ in range(self.max_backtracks + 1):
            if step.value_at(eta) <= step.value + self.fraction * eta * slope:
                return eta
            eta *= self.shrink
        return 0.0


class _Trial(NamedTuple):
    """A step size that was tried, with f and the slope there."""

    size: float
    value: float
    slope: float


@step_size(ko="울프 선 탐색", en="Wolfe line search", reference="wolfe1969")
class Wolfe:
    """A line search for the strong Wolfe conditions: f falls enough, and the slope has become flat enough.

    f(x + ηd) ≤ f(x) + c₁ η ∇f·d and |∇f(x + ηd)·d| ≤ c₂ |∇f·d|, with c₁ = `fraction`, c₂ = `curvature`. The second keeps a step
    from being too short, and makes yᵀs > 0 for BFGS; c₂ = 0.1 suits conjugate gradients. From `initial` on, the step is doubled until
    an interval holds a solution, which parabolas shrink.

    A direction that does not descend is replaced by −∇f. If the trials (`max_trials` of doubling, as many of shrinking) do not
    suffice, the step is the lowest that satisfies the first condition, or 0 where none does.
    Errors: ValueError for initial ≤ 0, fraction or curvature outside (0, 1), fraction ≥ curvature, max_trials < 1.

    >>> from lossopt.descent import Steepest, descend
    >>> path = descend(lambda x: (x @ x, 2 * x), [1.0], Steepest(), Wolfe(initial=4.0), steps=1)
    >>> path.step_sizes.tolist()
    [0.5]
    """

    initial: Positive = 1.0
    fraction: Fraction = 1e-4
    curvature: Fraction = 0.9
    max_trials: Count = 30

    def __post_init__(self) -> None:
        """Refuse a pair of conditions that no step may satisfy."""
        if self.fraction >= self.curvature:
            raise ValueError(f"Wolfe: fraction must be < curvature ({self.curvature!r}), got {self.fraction!r}.")

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, step: Step, state: State) -> float:
        """Return a step size that satisfies both conditions, the best one found, or 0."""
        slope = step.turn_downhill()
        if not slope < 0:  # a stationary point, or no number
            return 0.0
        start = before = _Trial(0.0, step.value, slope)
        size = self.initial
        for _ in range(self.max_trials):
            trial = _Trial(size, *step.look(size))
            if not self._falls_enough(trial, start) or (before is not start and trial.value >= before.value):
                return self._zoom(step, start, low=before, high=trial)
            if self._is_flat(trial, start):
                return trial.size
            if trial.slope >= 0:
                return self._zoom(step, start, low=trial, high=before)
            before = trial
            size *= 2
        return before.size  # f falls all the way

    def _falls_enough(self, trial: _Trial, start: _Trial) -> bool:
        return trial.value <= start.value + self.fraction * trial.size * start.slope

    def _is_flat(self, trial: _Trial, start: _Trial) -> bool:
        return abs(trial.slope) <= self.curvature * abs(start.slope)

    def _zoom(self, step: Step, start: _Trial, low: _Trial, high: _Trial) -> float:
        """Shrink the interval between `low`, the lowest trial that falls enough, and `high`: between them f turns."""
        for _ in range(self.max_trials):
            size = _between(low, high)
            trial = _Trial(size, *step.look(size))
            if not self._falls_enough(trial, start) or trial.value >= low.value:
                high = trial
                continue
            if self._is_flat(trial, start):
                return trial.size
            if trial.slope * (high.size - low.size) >= 0:
                high = low
            low = trial
        return low.size


def _between(low: _Trial, high: _Trial) -> float:
    """Return the bottom of the parabola through both values and the slope at `low`, kept off both ends by a tenth."""
    width = high.size - low.size
    bend = 2 * (high.value - low.value - low.slope * width)
    if not (bend > 0 and math.isfinite(bend)):
        return low.size + width / 2
    share = -low.slope * width / bend
    return low.size + width * min(0.9, max(0.1, share))
