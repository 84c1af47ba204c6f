"""How a direction or a step size is defined: a frozen dataclass of hyperparameters, entered into its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, dataclass_transform

from lossopt import registry
from lossopt.ranges import checked

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def direction(*, ko: str, en: str, reference: str) -> Callable[[type[T]], type[T]]:
    """Define a direction: `init(x) → state` and `__call__(x, grad, state) → direction`."""
    return _define(registry.directions, ko, en, reference)


@dataclass_transform(frozen_default=True)
def step_size(*, ko: str, en: str, reference: str) -> Callable[[type[T]], type[T]]:
    """Define a step size: `init(x) → state` and `__call__(step, state) → factor of the direction`."""
    return _define(registry.step_sizes, ko, en, reference)


def _define(table: registry.Table, ko: str, en: str, reference: str) -> Callable[[type[T]], type[T]]:
    def register(cls: type[T]) -> type[T]:
        made = checked(cls)
        table.add(cls.__name__, made, ko=ko, en=en, reference=reference)
        return made

    return register
