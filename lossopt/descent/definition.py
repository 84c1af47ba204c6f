"""How a direction or a step size is defined: a frozen dataclass of hyperparameters, entered into its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeVar, dataclass_transform

from lossopt import registry
from lossopt.ranges import check_all, declared, plain

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
        made = _checked(cls)
        table.add(cls.__name__, made, ko=ko, en=en, reference=reference)
        return made

    return register


def _checked(cls: type[T]) -> type[T]:
    """Make `cls` a frozen dataclass whose hyperparameters are checked against their annotations.

    A `__post_init__` of its own, for what ranges cannot say, runs after that.
    """
    ranges = declared(cls)
    own = cls.__dict__.get("__post_init__")

    def check(self: object) -> None:
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        check_all(cls.__name__, ranges, values)
        for name, value in values.items():
            object.__setattr__(self, name, plain(value))
        if own is not None:
            own(self)

    cls.__post_init__ = check  # type: ignore[attr-defined]
    return dataclass(frozen=True)(cls)
