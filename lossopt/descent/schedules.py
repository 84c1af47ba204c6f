"""Schedules: learning rates that depend on the number of the step alone, `schedule.at(k)` for k = 0, 1, …."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

from numpy.typing import NDArray

from lossopt.descent.core import State, Step
from lossopt.descent.definition import step_size
from lossopt.ranges import Count, CountOrZero, Fraction, NonNegative, Positive


class Schedule(ABC):
    """A step size that looks at nothing but the number of the step: `at(k)` is all that a schedule defines."""

    @abstractmethod
    def at(self, k: int) -> float:
        """Return the learning rate of step k = 0, 1, …."""

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, step: Step, state: State) -> float:
        """Return the learning rate of this step."""
        return self.at(step.k)


@step_size(ko="고정 학습률", en="Constant learning rate", reference="cauchy1847")
class Constant(Schedule):
    """The same learning rate at every step. Errors: ValueError unless it is a number > 0.

    >>> Constant(0.1)
    Constant(learning_rate=0.1)
    """

    learning_rate: Positive

    def at(self, k: int) -> float:
        """Return the learning rate."""
        return self.learning_rate


@step_size(ko="계단식 감소", en="Step decay", reference="he2016")
class StepDecay(Schedule):
    """The learning rate times `factor` after every so many steps: ηₖ = learning_rate · factor^⌊k/every⌋.

    Errors: ValueError for learning_rate ≤ 0, every < 1 or a factor outside (0, 1).

    >>> schedule = StepDecay(1.0, every=2, factor=0.5)
    >>> [schedule.at(k) for k in range(6)]
    [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    """

    learning_rate: Positive
    every: Count
    factor: Fraction = 0.1

    def at(self, k: int) -> float:
        """Return the learning rate of step k = 0, 1, …."""
        return self.learning_rate * self.factor ** (k // self.every)


@step_size(ko="지수 감소", en="Exponential decay", reference="li2020")
class Exponential(Schedule):
    """The learning rate times `factor` after every step: ηₖ = learning_rate · factorᵏ.

    All steps together are no longer than learning_rate/(1 − factor) times the longest direction: a run may stop short.
    Errors: ValueError for learning_rate ≤ 0 or a factor outside (0, 1).

    >>> schedule = Exponential(1.0, factor=0.5)
    >>> [schedule.at(k) for k in range(4)]
    [1.0, 0.5, 0.25, 0.125]
    """

    learning_rate: Positive
    factor: Fraction = 0.99

    def at(self, k: int) -> float:
        """Return the learning rate of step k = 0, 1, …."""
        return self.learning_rate * self.factor**k


@step_size(ko="코사인 감소", en="Cosine decay", reference="loshchilov2017")
class Cosine(Schedule):
    """Half a cosine from `learning_rate` down to `final` in `steps` steps, after a linear warm-up of `warmup` steps.

    ηₖ = final + (learning_rate − final)(1 + cos πu)/2, where u runs from 0 to 1; afterwards `final`.
    During the warm-up ηₖ = learning_rate (k + 1)/(warmup + 1): never 0.
    Errors: ValueError for learning_rate ≤ 0, steps < 1, warmup < 0 or final < 0.

    >>> schedule = Cosine(1.0, steps=4)
    >>> [round(schedule.at(k), 3) for k in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """

    learning_rate: Positive
    steps: Count
    warmup: CountOrZero = 0
    final: NonNegative = 0.0

    def at(self, k: int) -> float:
        """Return the learning rate of step k = 0, 1, …."""
        if k < self.warmup:
            return self.learning_rate * (k + 1) / (self.warmup + 1)
        u = min(1.0, (k - self.warmup) / self.steps)
        return self.final + (self.learning_rate - self.final) * (1 + math.cos(math.pi * u)) / 2


@step_size(ko="워밍업", en="Warm-up", reference="goyal2017")
class WarmUp(Schedule):
    """A linear warm-up of `steps` steps before any schedule, which starts afterwards at its own step 0.

    ηₖ = schedule.at(0) · (k + 1)/(steps + 1) for k < steps: never 0; then schedule.at(k − steps).
    Errors: ValueError for a schedule without `at(k)` (a line search has none) or steps < 1.

    >>> warm = WarmUp(Exponential(1.0, factor=0.5), steps=3)
    >>> [warm.at(k) for k in range(6)]
    [0.25, 0.5, 0.75, 1.0, 0.5, 0.25]
    """

    schedule: Schedule
    steps: Count

    def __post_init__(self) -> None:
        """Refuse what is not a schedule."""
        if isinstance(self.schedule, type) or not hasattr(self.schedule, "at"):
            raise ValueError(
                f"WarmUp: schedule must be a schedule such as Constant(0.1), with a method at(k), got {self.schedule!r}."
            )

    def at(self, k: int) -> float:
        """Return the learning rate of step k = 0, 1, …."""
        if k < self.steps:
            return self.schedule.at(0) * (k + 1) / (self.steps + 1)
        return self.schedule.at(k - self.steps)
