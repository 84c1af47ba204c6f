"""One run of the arena: a method walks until its budget of gradient evaluations is spent, and is then given a score.

The budget counts gradients, not steps, because a step of a line search asks for several. What is looked at for the record (the
score, the whole objective of a mini-batch run) is asked outside the count and outside the clock: no method pays for being watched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.descent import Method, iterate
from lossopt.descent.core import Objective

Problem = Callable[[int], tuple[Any, ...]]
Factory = Callable[[float], Method]

# An objective may refuse a point in words instead of returning infinity, as losses do when a prediction is not finite. So far out (this
# many times the start, or 1) that is divergence; nearer the start it is a mistake in the problem, and is raised.
FAR = 1e6


@dataclass(frozen=True)
class Run:
    """One run, kept whatever became of it; two are equal if all but their `seconds` are.

    - `label`, `rate`, `seed`, `tuning`: whose run, at which learning rate, on which seed, and whether it served to choose the rate
    - `score`: what it is judged by, of its last point; the worst there is (±∞) where it `diverged`
    - `values`: the objective after each number of evaluations in the comparison's `marks`; ∞ from where it diverged
    - `steps`, `evaluations`, `seconds`: what it took
    """

    label: str
    rate: float
    seed: int
    tuning: bool
    score: float
    diverged: bool
    values: tuple[float, ...]
    steps: int
    evaluations: int
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class Task:
    """What a worker, perhaps on another machine, must know to make a run."""

    problem: Problem
    factory: Factory
    label: str
    rate: float
    seed: int
    tuning: bool
    marks: tuple[int, ...]
    worst: float

    def __call__(self) -> Run:
        """Make the run: everything in it follows from the seed, so where and in which order does not matter."""
        f, x0, score = posed(self.problem, self.seed)
        walk = Walk(f, x0, self.marks)
        result = self.worst
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                end = walk.go(made(self.factory, self.label, self.rate))
                if end is not None:
                    result = walk.values[-1] if score is None else number("the score", score(end))
            except (ValueError, ArithmeticError):
                if not walk.is_far():
                    raise
                walk.lose()
        diverged = not math.isfinite(result)
        return Run(
            self.label, self.rate, self.seed, self.tuning, self.worst if diverged else result, diverged,
            tuple(walk.values), walk.steps, min(walk.spent, walk.budget), walk.seconds,
        )  # fmt: skip


class Walk:
    """A descent under way: what it has spent, and the record that is kept of it."""

    def __init__(self, f: Objective, x0: NDArray, marks: tuple[int, ...]) -> None:
        self.f, self.x0, self.marks, self.budget = f, x0, marks, marks[-1]
        self.spent, self.steps, self.seconds = 0, 0, 0.0
        self.values = [self.value(x0)]
        if not math.isfinite(self.values[0]):
            raise ValueError(f"the objective must be finite at x0, got {self.values[0]}.")

    def go(self, method: Method) -> NDArray | None:
        """Walk until the budget is spent and return the last point, or None where something ceases to be finite."""
        in_batches = hasattr(self.f, "at")  # a mini-batch's value is not the objective's, which must be asked for
        started = perf_counter()
        for step in iterate(_Counted(self.f, self), self.x0, *method):
            self.seconds += perf_counter() - started
            if not (math.isfinite(step.value) and math.isfinite(float(step.grad.dot(step.grad)))):
                self.lose()
                return None
            if self.spent > self.budget:  # the step asked for more than was left, so it is not taken
                return self._arrive(step.x.copy())
            while self.marks[len(self.values)] < self.spent:  # the run stays at x until what the step spends is spent
                self.values.append(self.value(step.x) if in_batches else step.value)
            self.steps += 1
            if self.spent == self.budget:
                return self._arrive(step.end)
            started = perf_counter()
        raise AssertionError("iterate yields without end")

    def value(self, x: NDArray) -> float:
        """Return the whole objective at x, outside the count."""
        self.asked = x
        return number("the objective's value", self.f(x)[0])

    def is_far(self) -> bool:
        """Return whether the point last asked about lies where only a diverging run gets."""
        reach = FAR * max(1.0, float(np.abs(self.x0).max()))
        return not bool((np.abs(self.asked) <= reach).all())

    def lose(self) -> None:
        """Enter ∞ for all that is left of the record."""
        self.values += [math.inf] * (len(self.marks) - len(self.values))

    def _arrive(self, end: NDArray) -> NDArray | None:
        last = self.value(end)
        if not math.isfinite(last):
            self.lose()
            return None
        self.values += [last] * (len(self.marks) - len(self.values))
        return end


class _Counted:
    """The objective as the method sees it: every gradient is counted, and a matrix of second derivatives as n gradients."""

    def __init__(self, f: Objective, walk: Walk) -> None:
        self.f, self.walk = f, walk

    def __call__(self, x: NDArray) -> tuple[float, NDArray]:
        self.walk.spent += 1
        self.walk.asked = x
        return self.f(x)

    def __getattr__(self, name: str) -> Any:
        if name not in ("at", "hessian"):
            raise AttributeError(name)
        own = getattr(self.f, name)
        return (lambda k: _Counted(own(k), self.walk)) if name == "at" else self._counted_hessian(own)

    def _counted_hessian(self, own: Callable[[NDArray], NDArray]) -> Callable[[NDArray], NDArray]:
        def hessian(x: NDArray) -> NDArray:
            self.walk.spent += len(x)
            return own(x)

        return hessian


def posed(problem: Problem, seed: int) -> tuple[Objective, NDArray, Callable[[NDArray], float] | None]:
    """Return objective, start and score (or None) of the problem on this seed, or raise ValueError."""
    parts = problem(seed)
    if not (isinstance(parts, tuple) and len(parts) in (2, 3) and all(map(callable, (parts[0], *parts[2:])))):
        raise ValueError(
            f"problem(seed) must return (f, x0) or (f, x0, score), f and score functions, got {parts!r:.80}."
        )
    f, x0, *score = parts
    try:
        start = np.array(x0, dtype=np.result_type(np.asarray(x0), np.float32))
    except (TypeError, ValueError):
        start = np.array([])
    if start.ndim != 1 or not start.size or start.dtype.kind != "f" or not np.isfinite(start).all():
        raise ValueError(f"problem(seed): x0 must be finite numbers of shape (n,) with n ≥ 1, got {x0!r:.60}.")
    return f, start, score[0] if score else None


def made(factory: Factory, label: str, rate: float) -> Method:
    """Return the method that the contestant's factory makes for this learning rate, or raise ValueError."""
    method = factory(rate)
    if not isinstance(method, Method):
        raise ValueError(
            f"contestants[{label!r}] must make a Method, as lo.descent.methods.adam does, got {method!r:.60}."
        )
    return method


def number(what: str, value: Any) -> float:
    """Return `value` as a float, or raise ValueError."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be a single number, got {value!r:.60}.") from None
