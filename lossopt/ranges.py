"""Hyperparameters that check themselves: `delta: Positive = 1.0` is both the declaration and the check.

A range lives in the annotation, so a loss, a direction or a step size says once, in its signature, what it accepts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from numbers import Real
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args, get_type_hints

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True)
class Range:
    """A set of numbers, in words for the error message and as a test."""

    words: str
    holds: Callable[[float], bool]

    def check(self, owner: str, name: str, value: object) -> None:
        """Raise ValueError unless `value` is a finite number in the range."""
        if not _is_finite_number(value) or not self.holds(float(value)):  # type: ignore[arg-type]
            raise ValueError(f"{owner}: {name} must be {self.words}, got {value!r}.")


def _is_finite_number(value: object) -> bool:
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False


def is_whole(value: object, low: float = -math.inf) -> bool:
    """Whether a value is an integer, of Python or NumPy and not a bool, that is at least `low`.

    >>> is_whole(3, 1), is_whole(True), is_whole(3.0), is_whole(0, 1)
    (True, False, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value >= low)


@dataclass(frozen=True)
class Flag:
    """Either True or False."""

    def check(self, owner: str, name: str, value: object) -> None:
        """Raise ValueError unless `value` is a bool."""
        if not isinstance(value, bool):
            raise ValueError(f"{owner}: {name} must be True or False, got {value!r}.")


Number = Annotated[float, Range("a finite number", lambda v: True)]
Positive = Annotated[float, Range("a number > 0", lambda v: v > 0)]
NonNegative = Annotated[float, Range("a number ≥ 0", lambda v: v >= 0)]
Fraction = Annotated[float, Range("a number strictly between 0 and 1", lambda v: 0 < v < 1)]
Decay = Annotated[float, Range("a number in [0, 1)", lambda v: 0 <= v < 1)]
Count = Annotated[int, Range("a whole number ≥ 1", lambda v: v >= 1 and v == int(v))]
CountOrZero = Annotated[int, Range("a whole number ≥ 0", lambda v: v >= 0 and v == int(v))]
Switch = Annotated[bool, Flag()]


def declared(thing: Callable[..., Any] | type) -> dict[str, Range | Flag]:
    """Return the ranges that the annotations of a function or class declare, by parameter name.

    >>> def f(x, delta: Positive = 1.0): ...
    >>> declared(f)["delta"].words
    'a number > 0'
    """
    found = {}
    for name, hint in get_type_hints(thing, include_extras=True).items():
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Range | Flag):
                found[name] = extra
    return found


def plain(value: Any) -> Any:
    """Return a number as Python's own int or float, anything else as it is.

    NumPy's scalars carry a dtype that would widen float32 arrays, and fractions would make arrays of objects.
    """
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, int | float) or not isinstance(value, Real) else float(value)


def check_all(owner: str, ranges: Mapping[str, Range | Flag], values: Mapping[str, object]) -> None:
    """Check every value that has a declared range."""
    for name, value in values.items():
        if name in ranges:
            ranges[name].check(owner, name, value)


@dataclass_transform(frozen_default=True)
def checked(cls: type[T]) -> type[T]:
    """Make `cls` a frozen dataclass whose hyperparameters are checked against their annotations; as a decorator.

    A `__post_init__` of its own, for what ranges cannot say, runs after that.

    >>> @checked
    ... class Step:
    ...     size: Positive = 1.0
    >>> Step(0.0)
    Traceback (most recent call last):
    ValueError: Step: size must be a number > 0, got 0.0.
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
