"""From a function to its gradient: `grad(f)` and `value_and_grad(f)`, which makes of f an objective to descend on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lossopt.autodiff.gradients import quietly
from lossopt.autodiff.operations import NoDerivativeError
from lossopt.autodiff.tape import Tensor, sweep

Argnums = int | tuple[int, ...]


def value_and_grad(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., tuple[float, Any]]:
    """Return the function x ↦ (f(x), ∇f(x)), for an f written with NumPy functions that returns one number.

    The gradient has the shape and dtype of x (integers count as float64), and is zero where f does not depend on x. With several
    positional arguments, `argnums` says which to differentiate for: a number, or a tuple for a tuple of gradients. The others,
    and keyword arguments, are passed on as they are. First derivatives only.

    Raises TypeError or ValueError where f does not return one number, and NoDerivativeError for a function without
    a derivative and for a gradient of a gradient.

    >>> import numpy as np
    >>> value_and_grad(lambda x: np.sum(x**2))([3.0, 4.0])
    (25.0, array([6., 8.]))
    >>> for slope in value_and_grad(lambda a, b: a * b, argnums=(0, 1))(2.0, 5.0)[1]:
    ...     print(slope)
    5.0
    2.0
    """
    name = getattr(f, "__name__", "f")
    chosen = _positions(argnums)

    @functools.wraps(f, updated=())
    def objective(*args: Any, **settings: Any) -> tuple[float, Any]:
        inputs = [_input(name, args, i) for i in chosen]
        given = list(args)
        for i, tensor in zip(chosen, inputs, strict=True):
            given[i] = tensor
        result = f(*given, **settings)
        value = _one_number(name, result)
        walk = sweep(result) if isinstance(result, Tensor) else ()
        del result  # nobody holds the end of the tape: the walk frees every node that it leaves
        gradients = _collect(name, walk, inputs)
        return value, gradients[0] if isinstance(argnums, int) else tuple(gradients)

    return objective


def grad(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the function x ↦ ∇f(x); see `value_and_grad`.

    >>> import numpy as np
    >>> float(grad(np.tanh)(0.0))
    1.0
    """
    both = value_and_grad(f, argnums)

    @functools.wraps(f, updated=())
    def gradient(*args: Any, **settings: Any) -> Any:
        return both(*args, **settings)[1]

    return gradient


def _positions(argnums: Argnums) -> tuple[int, ...]:
    chosen = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    if not chosen or len(set(chosen)) < len(chosen) or not all(type(i) is int and i >= 0 for i in chosen):
        raise ValueError(f"argnums must be a number ≥ 0 or a tuple of different ones, got {argnums!r}.")
    return chosen


def _input(name: str, args: tuple[Any, ...], i: int) -> Tensor:
    if i >= len(args):
        raise TypeError(
            f"the gradient of {name} for argument {i} needs it by position, but got {len(args)} positional arguments."
        )
    if isinstance(args[i], Tensor):
        raise NoDerivativeError(
            f"argument {i} of the gradient of {name} is a tensor: the tape knows first derivatives alone, not the gradient of a "
            "gradient. Pass its .value, or take differences of the gradient."
        )
    return Tensor(args[i])


def _one_number(name: str, result: Any) -> float:
    value = result.value if isinstance(result, Tensor) else result
    if not isinstance(value, int | float | np.ndarray | np.generic):
        raise TypeError(f"{name} must return one number to have a gradient, got {type(result).__name__}.")
    if np.shape(value) != ():
        raise ValueError(
            f"{name} must return one number to have a gradient, got shape {np.shape(value)}; sum or average it."
        )
    return float(value)


def _collect(name: str, walk: Iterable[tuple[Tensor, Any]], inputs: list[Tensor]) -> list[Any]:
    """Return the gradients of the inputs from a walk over the tape, zero for those that it does not meet."""
    with quietly():
        found = {node.number: gradient for node, gradient in walk if not node.inputs}
    gradients = [found.pop(t.number) if t.number in found else np.zeros_like(t.value)[()] for t in inputs]
    if found:
        raise NoDerivativeError(
            f"{name} uses a tensor from outside: its gradient would be lost, and the gradient of a gradient is not supported. "
            "Pass it as an argument, or use its .value."
        )
    return gradients
