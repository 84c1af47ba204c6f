"""What a run leaves behind: its `Path`, and the record that is kept while it is walked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.memory import place_like, rooms
from lossopt.language import Text

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import Step


@dataclass(frozen=True)
class Path:
    """The path of a run: what every plot draws.

    With `steps` steps taken and n unknowns:

    - `points` (steps + 1, n): the points, the start first (every `every`-th one and the last, see `kept`)
    - `values`, `grad_norms` (steps + 1,): f and ‖∇f‖ at every point, kept or not
    - `step_sizes` (steps,): the factor of each direction
    - `kept`: the numbers of the steps whose points are kept
    - `converged`: whether ‖∇f‖ at the end is at most the tolerance
    - `diverged`: whether the run met a value or gradient that is not finite and stopped before it
    - `report`: one sentence on how the run ended, in both languages
    - `scores`, `scored` (askings,): what the run's `Watch` said, and after how many steps; empty without one
    - `interrupted`: whether the keyboard ended the run

    Many starting points in one run give a `Paths`.
    """

    points: NDArray
    values: NDArray
    grad_norms: NDArray
    step_sizes: NDArray
    kept: NDArray
    converged: bool
    diverged: bool
    report: Text
    scores: NDArray = field(default_factory=lambda: np.empty(0))
    scored: NDArray = field(default_factory=lambda: np.empty(0, dtype=int))
    interrupted: bool = False
    best_scored: NDArray | None = field(default=None, repr=False)

    @property
    def steps(self) -> int:
        """The number of steps taken."""
        return len(self.step_sizes)

    @property
    def end(self) -> NDArray:
        """The last point."""
        return self.points[-1]

    @property
    def minimum(self) -> NDArray:
        """The point of lowest value among those kept."""
        return self.points[int(np.argmin(self.values[self.kept]))]

    @property
    def best(self) -> NDArray:
        """The point of best score, kept or not; `minimum` where nobody watched, or no score was finite."""
        return self.minimum if self.best_scored is None else self.best_scored

    def __repr__(self) -> str:
        return f"<Path of {self.steps} steps: {self.report.here()}>"


class Record:
    """Collects the path of one run while it is walked.

    The loop writes each point where `place` says, so that nothing has to be copied. An interrupt may fall between any two operations: a point is
    there before the lists that count it grow, and one that is not kept goes into one of two places in turn, so that the last whole one still stands.
    """

    def __init__(self, start: NDArray, steps: int, every: int, tol: float | None) -> None:
        self.points = rooms(steps // every + 2, start)
        self.latest = place_like(start), place_like(start)
        self.every, self.tol = every, tol
        self.kept: list[int] = []
        self.values: list[float] = []
        self.grad_norms: list[float] = []
        self.step_sizes: list[float] = []
        self.bad: Text | None = None

    def place(self, k: int) -> NDArray:
        """Return the array for point k."""
        row, aside = divmod(k, self.every)
        return self.latest[k % 2] if aside else self.points[row]

    def add(self, step: Step) -> bool:
        """Enter the point where a step starts, which stands in its place, and say whether the run may go on from it.

        Not where something is not finite (then the point is not entered), nor where it has arrived.
        """
        k, value = step.k, step.value
        squared = float(step.grad.dot(step.grad))
        if not (math.isfinite(value) and math.isfinite(squared)):
            self.bad = not_finite(k, value, step.grad)
            if self.bad is not None:
                return False
        if k % self.every == 0:
            self.kept.append(k)
        norm = math.sqrt(squared)
        self.step_sizes.append(step.step_size)
        self.values.append(value)
        self.grad_norms.append(norm)
        return self.tol is None or norm > self.tol

    @property
    def last(self) -> int:
        """The number of the last point entered, −1 before the first."""
        return len(self.grad_norms) - 1

    @property
    def end(self) -> NDArray:
        """The last point entered."""
        return self.place(self.last)

    def path(self, goal: float, *, stopped: Text | None = None, **more: Any) -> Path:
        """Return the path, with a report on how it ended: `stopped`, unless the run left the finite numbers."""
        if not self.values:
            raise ValueError(f"descend: the run cannot start at x0: {self.bad.en if self.bad else ''}")
        end = self.last
        converged = self.bad is None and self.grad_norms[end] <= goal
        kept = self.kept[: end // self.every + 1]
        if kept[-1] != end:
            self.points[len(kept)] = self.end
            kept.append(end)
        return Path(
            points=trimmed(self.points, len(kept)),
            values=np.array(self.values[: end + 1]),
            grad_norms=np.array(self.grad_norms),
            step_sizes=np.array(self.step_sizes[:end]),  # a step into the void is not a step taken
            kept=np.array(kept),
            converged=converged,
            diverged=self.bad is not None,
            report=self.bad or stopped or report(end, self.grad_norms[end], converged),
            **more,
        )


def trimmed(array: NDArray, n: int) -> NDArray:
    """Return the first n rows: a copy where more than one row was left over, so that nothing holds on to memory it does not use."""
    return array[:n] if n >= len(array) - 1 else array[:n].copy()


def report(steps: int, grad_norm: float, converged: bool) -> Text:
    """Return how a run ended that nothing stopped."""
    if converged:
        return Text(
            ko=f"{steps}번째 점에서 ‖∇f‖ = {grad_norm:.1e}이므로 정지점에 도착했습니다.",
            en=f"arrived at a stationary point after {steps} steps, ‖∇f‖ = {grad_norm:.1e}.",
        )
    return Text(
        ko=f"{steps}걸음을 모두 갔고, 마지막 ‖∇f‖는 {grad_norm:.1e}입니다.",
        en=f"took all {steps} steps; ‖∇f‖ is now {grad_norm:.1e}.",
    )


def interrupted(steps: int) -> Text:
    """Return how a run ended that the keyboard stopped."""
    return Text(
        ko=f"{steps}걸음을 간 뒤 키보드로 중단되었습니다. 거기까지의 경로입니다.",
        en=f"interrupted from the keyboard after {steps} steps; this is the path so far.",
    )


def not_finite(k: int, value: float, grad: NDArray) -> Text | None:
    """Return what is not finite at point k, or None."""
    if not math.isfinite(value):
        return Text(
            ko=f"{k}번째 점에서 목적 함수의 값이 {value}가 되어, 그 앞에서 멈추었습니다. 스텝 크기를 줄여 보십시오.",
            en=f"the value became {value} at point {k}; the path ends before it. Try a smaller step size.",
        )
    if not np.isfinite(grad).all():  # its square may be infinite though it is not
        return Text(
            ko=f"{k}번째 점에서 그래디언트에 유한하지 않은 값이 나와, 그 앞에서 멈추었습니다. 스텝 크기를 줄여 보십시오.",
            en=f"the gradient is not finite at point {k}; the path ends before it. Try a smaller step size.",
        )
    return None
