"""How a function finds its rule: unwrap the tensors, compute, and note the result on the tape."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lossopt.autodiff.operations import COMPOSED, JOINING, PLAIN, RULES, NoDerivativeError, Rule, full_name

F = TypeVar("F", bound=Callable[..., Any])


class Tracked:
    """What a tensor is to this module: a value, and a way to make another tensor from tensors."""

    __slots__ = ()

    value: Any

    @classmethod
    def computed(cls, value: Any, operation: str, inputs: Sequence[tuple[Any, Any]]) -> Any:
        """Return a tensor around `value` that was computed from `inputs`, each with its vector-Jacobian product."""
        raise NotImplementedError


def apply(function: Callable[..., Any], args: Sequence[Any], settings: dict[str, Any]) -> Any:
    """Compute a function of which an argument is a tensor, by its rule.

    Raises NoDerivativeError for a function without a rule, and for settings that its rule does not know.
    """
    rule = RULES.get(function)
    if rule is not None:
        return record(rule, function, args, settings)
    if function in JOINING:
        return record(JOINING[function], function, *_one_by_one(*args, **settings))
    if function in COMPOSED:
        return _compose(COMPOSED[function], function, args, settings)
    if function in PLAIN:
        return function(*_plain(args), **{name: _plain(setting) for name, setting in settings.items()})
    raise NoDerivativeError(
        f"{full_name(function)} has no derivative here; write it with functions that have one "
        "(see lossopt.autodiff.supported()), or use it on t.value where no gradient is needed."
    )


def record(rule: Rule, function: Callable[..., Any], args: Sequence[Any], settings: dict[str, Any]) -> Any:
    """Apply a rule to plain values, and keep its vector-Jacobian products for those arguments that are tensors."""
    if settings:
        args, settings = _tensors_by_position(rule, args, settings)
    values = [a.value if isinstance(a, Tracked) else a for a in args]
    try:
        value, vjps = rule(*values, **settings)
    except TypeError as error:
        _explain(error, rule, function, args, settings)
        raise
    inputs = []
    for source, vjp in zip(args, vjps):  # noqa: B905  # settings such as an axis have no vjp
        if isinstance(source, Tracked) and vjp is not None:
            inputs.append((source, vjp))
    return inputs[0][0].computed(value, function.__name__, inputs) if inputs else value


def _compose(
    composed: Callable[..., Any], function: Callable[..., Any], args: Sequence[Any], settings: dict[str, Any]
) -> Any:
    try:
        return composed(*args, **settings)
    except TypeError as error:
        _explain(error, composed, function, args, settings)
        raise


def operation(rule: F) -> F:
    """Make a rule of your own a function of arrays and tensors; as a decorator.

    The rule takes arrays first, then settings, and returns the value and, for each array, its vector-Jacobian product
    (None where there is none).

    >>> import numpy as np
    >>> from lossopt.autodiff import Tensor
    >>> @operation
    ... def cube(x):
    ...     return x**3, (lambda g: g * 3 * x**2,)
    >>> cube(2.0)
    8.0
    >>> x = Tensor(2.0)
    >>> cube(x).backward()
    >>> float(x.grad)
    12.0
    """

    @functools.wraps(rule)
    def function(*args: Any, **settings: Any) -> Any:
        return record(rule, rule, args, settings)

    return function  # type: ignore[return-value]


def _explain(
    error: TypeError,
    rule: Callable[..., Any],
    function: Callable[..., Any],
    args: Sequence[Any],
    settings: dict[str, Any],
) -> None:
    """Raise NoDerivativeError where the error is that the rule does not know such arguments."""
    signature = inspect.signature(rule)
    try:
        signature.bind(*args, **settings)
    except TypeError:
        known = ", ".join(signature.parameters)
        raise NoDerivativeError(
            f"{full_name(function)} has a derivative here for the arguments ({known}) alone: {error}."
        ) from None


def _plain(given: Any) -> Any:
    """Return `given` with the value in place of every tensor, in lists and tuples too."""
    if isinstance(given, Tracked):
        return given.value
    if type(given) in (list, tuple):
        return type(given)(map(_plain, given))
    return given


def _one_by_one(arrays: Sequence[Any], *axis: Any, **settings: Any) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the arrays of np.stack([x, y], 1) as arguments of their own, and the axis as a setting."""
    if len(axis) > 1:
        raise NoDerivativeError("a joining function such as np.stack has a derivative here for arrays and axis alone.")
    return tuple(arrays), settings | ({"axis": axis[0]} if axis else {})


def _tensors_by_position(
    rule: Rule, args: Sequence[Any], settings: dict[str, Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Put tensors that were given by name in their places: np.clip(x, a_min=low, a_max=high) is np.clip(x, low, high)."""
    if not any(isinstance(setting, Tracked) for setting in settings.values()):
        return args, settings
    bound = inspect.signature(rule).bind(*args, **settings)
    return bound.args, bound.kwargs
