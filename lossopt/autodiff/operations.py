"""The table of derivatives: for each NumPy function its value and its vector-Jacobian products, side by side.

A *rule* takes plain arrays and returns the value y and, for each array argument, the function g ↦ gᵀ ∂y/∂x that turns the
gradient with respect to y into the one with respect to that argument (None where there is none):

    @rule(np.multiply)
    def multiply(a, b):
        return a * b, (lambda g: through(g, b), lambda g: through(g, a))

Where broadcasting repeated an argument, the rule may return the gradient in the broadcast shape: whoever receives it sums it.
Four tables:

- `RULES`: functions with a rule
- `JOINING`: functions with a rule that take their arrays in one list
- `COMPOSED`: functions written with others that have one, so that they need none
- `PLAIN`: functions whose values are yes or no, whole numbers or steps: computed on the values, without a gradient

At a kink the derivative is chosen as PyTorch does: |x| has 0 at 0; where both arguments of `maximum` or `minimum` are equal each
receives half; equal extremes of `max` and `min` share evenly; `clip` has 1 on its bounds.
"""

from __future__ import annotations

import math
import operator
import string
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lossopt.autodiff.gradients import Patch

Rule = Callable[..., tuple[Any, tuple[Any, ...]]]
Axis = int | tuple[int, ...] | None

RULES: dict[Callable[..., Any], Rule] = {}
JOINING: dict[Callable[..., Any], Rule] = {}
COMPOSED: dict[Callable[..., Any], Callable[..., Any]] = {}


class NoDerivativeError(NotImplementedError):
    """A function, or a way of calling it, that has no derivative here."""


def rule(function: Callable[..., Any]) -> Callable[[Rule], Rule]:
    """Enter a rule for `function` into the table."""

    def enter(made: Rule) -> Rule:
        RULES[function] = made
        return made

    return enter


def joining(function: Callable[..., Any]) -> Callable[[Rule], Rule]:
    """Enter a rule for a `function` that takes its arrays in a list; the rule takes them one by one."""

    def enter(made: Rule) -> Rule:
        JOINING[function] = made
        return made

    return enter


def composed(function: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a way to write `function` with functions that have a rule."""

    def enter(made: Callable[..., Any]) -> Callable[..., Any]:
        COMPOSED[function] = made
        return made

    return enter


def supported() -> list[str]:
    """Return the names of the functions that have a derivative here.

    >>> "np.tanh" in supported(), "np.linalg.svd" in supported()
    (True, False)
    """
    return sorted(
        {full_name(function) for function in (*RULES, *JOINING, *COMPOSED) if function is not operator.getitem}
    )


def full_name(function: Callable[..., Any]) -> str:
    """Return a function's name as a student writes it: np.linalg.svd."""
    module = getattr(function, "__module__", None) or "numpy"  # NumPy 1's ufuncs have no module
    return f"np{module.removeprefix('numpy')}.{function.__name__}" if module.startswith("numpy") else function.__name__


def through(g: Any, derivative: Any) -> Any:
    """Return g · derivative, where nothing (g = 0) times infinity stays nothing.

    Without this, np.where(x > 0, x * np.log(x), 0) has the right value at x = 0 and the gradient NaN: the branch not taken
    sends 0 back through the infinite slope of the logarithm.
    """
    product = g * derivative
    if math.isnan(np.vdot(product, product)):
        product = np.where(np.equal(g, 0), np.zeros_like(product), product)
    return product


# ---------------------------------------------------------------------------- functions of one number, entry by entry

# dy/dx, from x and y.
SLOPES: dict[np.ufunc, Callable[[Any, Any], Any]] = {
    np.positive: lambda x, y: 1.0,
    np.negative: lambda x, y: -1.0,
    np.absolute: lambda x, y: np.sign(x),
    np.fabs: lambda x, y: np.sign(x),
    np.square: lambda x, y: 2.0 * x,
    np.sqrt: lambda x, y: 0.5 / y,
    np.cbrt: lambda x, y: y / (3.0 * x),
    np.reciprocal: lambda x, y: -y * y,
    np.exp: lambda x, y: y,
    np.exp2: lambda x, y: math.log(2.0) * y,
    np.expm1: lambda x, y: y + 1.0,
    np.log: lambda x, y: 1.0 / x,
    np.log2: lambda x, y: 1.0 / (math.log(2.0) * x),
    np.log10: lambda x, y: 1.0 / (math.log(10.0) * x),
    np.log1p: lambda x, y: 1.0 / (1.0 + x),
    np.sin: lambda x, y: np.cos(x),
    np.cos: lambda x, y: -np.sin(x),
    np.tan: lambda x, y: 1.0 + y * y,
    np.arcsin: lambda x, y: 1.0 / np.sqrt(1.0 - x * x),
    np.arccos: lambda x, y: -1.0 / np.sqrt(1.0 - x * x),
    np.arctan: lambda x, y: 1.0 / (1.0 + x * x),
    np.sinh: lambda x, y: np.cosh(x),
    np.cosh: lambda x, y: np.sinh(x),
    np.tanh: lambda x, y: 1.0 - y * y,
    np.arcsinh: lambda x, y: 1.0 / np.sqrt(x * x + 1.0),
    np.arccosh: lambda x, y: 1.0 / np.sqrt(x * x - 1.0),
    np.arctanh: lambda x, y: 1.0 / (1.0 - x * x),
    np.deg2rad: lambda x, y: math.pi / 180.0,
    np.rad2deg: lambda x, y: 180.0 / math.pi,
}


def _entry_by_entry(function: np.ufunc, slope: Callable[[Any, Any], Any]) -> Rule:
    def unary(x: Any) -> Any:
        y = function(x)
        return y, (lambda g: through(g, slope(x, y)),)

    return unary


for _function, _slope in SLOPES.items():
    RULES[_function] = _entry_by_entry(_function, _slope)


# --------------------------------------------------------------------------- functions of two numbers, with broadcasting


@rule(np.add)
def _add(a: Any, b: Any) -> Any:
    return a + b, (lambda g: g, lambda g: g)


@rule(np.subtract)
def _subtract(a: Any, b: Any) -> Any:
    return a - b, (lambda g: g, lambda g: -g)


@rule(np.multiply)
def _multiply(a: Any, b: Any) -> Any:
    return a * b, (lambda g: through(g, b), lambda g: through(g, a))


@rule(np.divide)
def _divide(a: Any, b: Any) -> Any:
    y = a / b
    return y, (lambda g: through(g, np.divide(1.0, b)), lambda g: through(g, -y / b))


@rule(np.power)
def _power(a: Any, b: Any) -> Any:
    y = np.power(a, b)
    # b·a^(b−1) is 0 for b = 0, at a = 0 too, and a^b does not change with b at a = 0: neither may become 0·∞.
    lower = (b - 1 if b else 1) if np.ndim(b) == 0 else np.where(np.equal(b, 0), 1, np.subtract(b, 1))
    return y, (
        lambda g: through(g, np.multiply(b, np.power(a, lower))),
        lambda g: through(g, y * np.log(np.where(np.equal(a, 0), 1, a))),
    )


@rule(np.remainder)
def _remainder(a: Any, b: Any) -> Any:
    return np.remainder(a, b), (lambda g: g, lambda g: through(g, -np.floor_divide(a, b)))


def _share(more: Any, less: Any) -> Any:
    """Where more > less: 1, where they are equal: ½, else 0."""
    wins, ties = np.greater(more, less), np.equal(more, less)
    return wins + 0.5 * ties if np.count_nonzero(ties) else wins


@rule(np.maximum)
def _maximum(a: Any, b: Any) -> Any:
    return np.maximum(a, b), (lambda g: g * _share(a, b), lambda g: g * _share(b, a))


@rule(np.minimum)
def _minimum(a: Any, b: Any) -> Any:
    return np.minimum(a, b), (lambda g: g * _share(b, a), lambda g: g * _share(a, b))


@rule(np.logaddexp)
def _logaddexp(a: Any, b: Any) -> Any:
    y = np.logaddexp(a, b)
    return y, (lambda g: g * np.exp(a - y), lambda g: g * np.exp(b - y))


@rule(np.hypot)
def _hypot(a: Any, b: Any) -> Any:
    y = np.hypot(a, b)
    return y, (lambda g: through(g, a / y), lambda g: through(g, b / y))


@rule(np.arctan2)
def _arctan2(a: Any, b: Any) -> Any:
    squared = np.square(a) + np.square(b)
    return np.arctan2(a, b), (lambda g: through(g, b / squared), lambda g: through(g, np.negative(a) / squared))


@rule(np.where)
def _where(condition: Any, x: Any, y: Any) -> Any:
    return np.where(condition, x, y), (
        None,
        lambda g: np.where(condition, g, g.dtype.type(0)),
        lambda g: np.where(condition, g.dtype.type(0), g),
    )


@rule(np.clip)
def _clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    low = next((bound for bound in (a_min, min) if bound is not None), -math.inf)
    high = next((bound for bound in (a_max, max) if bound is not None), math.inf)
    y = np.clip(a, None if low is -math.inf else low, None if high is math.inf else high)
    return y, (
        lambda g: g * ((a >= low) & (a <= high)),
        lambda g: g * ((a < low) & np.less(low, high)),
        lambda g: g * ((a > high) | np.greater(low, high)),
    )


# ------------------------------------------------------------------------------------------------------- matrix products


@rule(np.matmul)
def _matmul(a: Any, b: Any) -> Any:
    """A vector on the left counts as one row, on the right as one column; stacks of matrices broadcast."""
    a, b = np.asarray(a), np.asarray(b)
    y = np.matmul(a, b)
    if a.ndim == b.ndim == 2:
        return y, (lambda g: g @ b.T, lambda g: a.T @ g)
    rows, columns = (a[None, :] if a.ndim == 1 else a), (b[:, None] if b.ndim == 1 else b)

    def matrices(g: Any) -> Any:
        g = g[..., None] if b.ndim == 1 else g
        return np.expand_dims(g, -2) if a.ndim == 1 else g

    def to_a(g: Any) -> Any:
        part = matrices(g) @ np.swapaxes(columns, -1, -2)
        return part[..., 0, :] if a.ndim == 1 else part

    def to_b(g: Any) -> Any:
        part = np.swapaxes(rows, -1, -2) @ matrices(g)
        return part[..., 0] if b.ndim == 1 else part

    return y, (to_a, to_b)


@rule(np.einsum)
def _einsum(subscripts: str, *operands: Any) -> Any:
    """Each operand's gradient is another einsum: the upstream gradient and the other operands, onto its letters."""
    letters, target = _einsum_letters(subscripts, len(operands))
    arrays = [np.asarray(operand) for operand in operands]
    sizes: dict[str, int] = {}
    for word, array in zip(letters, arrays, strict=True):
        for letter, n in zip(word, array.shape, strict=False):
            sizes[letter] = max(n, sizes.get(letter, 1))

    def to(i: int) -> Callable[[Any], Any]:
        def vjp(g: Any) -> Any:
            others = [j for j in range(len(arrays)) if j != i]
            known = set(target).union(*(letters[j] for j in others))
            reached = "".join(letter for letter in letters[i] if letter in known)
            words = ",".join([target, *(letters[j] for j in others)])
            part = np.einsum(f"{words}->{reached}", g, *(arrays[j] for j in others))
            # A letter of this operand alone was summed over: every entry along it receives the same.
            alone = tuple(axis for axis, letter in enumerate(letters[i]) if letter not in known)
            return np.broadcast_to(np.expand_dims(part, alone), [sizes[letter] for letter in letters[i]])

        return vjp

    return np.einsum(subscripts, *arrays), (None, *(to(i) for i in range(len(arrays))))


def _einsum_letters(subscripts: Any, operands: int) -> tuple[list[str], str]:
    if not isinstance(subscripts, str) or "." in subscripts:
        raise NoDerivativeError("np.einsum has a derivative here for subscripts such as 'ij,jk->ik', without '...'.")
    inputs, arrow, target = subscripts.replace(" ", "").partition("->")
    letters = inputs.split(",")
    if any(len(set(word)) < len(word) for word in letters):
        raise NoDerivativeError(
            f"np.einsum with a repeated letter in one operand, {subscripts!r}, has no derivative here; use np.diagonal."
        )
    if len(letters) != operands:
        raise ValueError(f"np.einsum: {subscripts!r} names {len(letters)} operands, but {operands} were given.")
    once = "".join(sorted(letter for letter in set(inputs) - {","} if inputs.count(letter) == 1))
    return letters, target if arrow else once


@composed(np.dot)
def _dot(a: Any, b: Any) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return np.matmul(a, b) if np.ndim(b) <= 2 else np.tensordot(a, b, axes=([np.ndim(a) - 1], [np.ndim(b) - 2]))


@composed(np.vdot)
def _vdot(a: Any, b: Any) -> Any:
    return np.matmul(np.ravel(a), np.ravel(b))


@composed(np.inner)
def _inner(a: Any, b: Any) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return np.tensordot(a, b, axes=([np.ndim(a) - 1], [np.ndim(b) - 1]))


@composed(np.outer)
def _outer(a: Any, b: Any) -> Any:
    return np.multiply(np.ravel(a)[:, None], np.ravel(b)[None, :])


@composed(np.tensordot)
def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    n, m = np.ndim(a), np.ndim(b)
    ours, theirs = (range(n - axes, n), range(axes)) if isinstance(axes, int) else map(np.atleast_1d, axes)
    first, second = list(string.ascii_letters[:n]), list(string.ascii_letters[n : n + m])
    for i, j in zip(ours, theirs, strict=True):
        second[j] = first[i]
    kept = [letter for letter in first + second if (letter in first) != (letter in second)]
    return np.einsum(f"{''.join(first)},{''.join(second)}->{''.join(kept)}", a, b)


# ------------------------------------------------------------------------------------------------------------ reductions


def _restore(reduced: Any, axis: Axis, keepdims: bool) -> Any:
    """Give what a reduction left its axes back, of length 1, so that it broadcasts over what was reduced."""
    return reduced if axis is None or keepdims else np.expand_dims(reduced, axis)


@rule(np.sum)
def _sum(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    return np.sum(a, axis=axis, keepdims=keepdims), (lambda g: np.broadcast_to(_restore(g, axis, keepdims), a.shape),)


@rule(np.mean)
def _mean(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    y = np.mean(a, axis=axis, keepdims=keepdims)
    return y, (lambda g: np.broadcast_to(_restore(g * (y.size / a.size), axis, keepdims), a.shape),)


def _extreme(function: Callable[..., Any]) -> Rule:
    def extreme(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
        y = function(a, axis=axis, keepdims=keepdims)

        def vjp(g: Any) -> Any:
            hit = a == _restore(y, axis, keepdims)
            return _restore(g, axis, keepdims) * hit / hit.sum(axis=axis, keepdims=True)

        return y, (vjp,)

    return extreme


RULES[np.max] = _extreme(np.max)
RULES[np.min] = _extreme(np.min)


@rule(np.prod)
def _prod(a: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """∂/∂aᵢ is the product of all others: those before times those after, so that a zero divides nothing."""

    def vjp(g: Any) -> Any:
        axes = tuple(range(a.ndim)) if axis is None else tuple(np.atleast_1d(axis))
        ends = tuple(range(-len(axes), 0))
        moved = np.moveaxis(a, axes, ends)
        lines = moved.reshape(*moved.shape[: a.ndim - len(axes)], -1)
        ones = np.ones_like(lines[..., :1])
        before = np.cumprod(np.concatenate([ones, lines[..., :-1]], axis=-1), axis=-1)
        after = np.cumprod(np.concatenate([ones, lines[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
        others = np.moveaxis((before * after).reshape(moved.shape), ends, axes)
        return _restore(g, axis, keepdims) * others

    return np.prod(a, axis=axis, keepdims=keepdims), (vjp,)


@rule(np.cumsum)
def _cumsum(a: Any, axis: int | None = None) -> Any:
    def vjp(g: Any) -> Any:
        back = -1 if axis is None else axis
        return np.flip(np.cumsum(np.flip(g, back), axis=back), back).reshape(a.shape)

    return np.cumsum(a, axis=axis), (vjp,)


@rule(np.linalg.norm)
def _norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The Euclidean length; at x = 0 the gradient is 0."""
    vectors = x.ndim == 1 or isinstance(axis, int)
    if not (ord is None or (ord == "fro" and not vectors) or (ord == 2 and vectors)):
        raise NoDerivativeError(f"np.linalg.norm has a derivative here for the Euclidean norm alone, got ord={ord!r}.")
    y = np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)

    def vjp(g: Any) -> Any:
        length = _restore(y, axis, keepdims)
        return _restore(g, axis, keepdims) * x / np.where(length == 0, 1, length)

    return y, (vjp,)


@composed(np.var)
def _var(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    centred = a - np.mean(a, axis=axis, keepdims=True)
    total = np.sum(np.square(centred), axis=axis, keepdims=keepdims)
    return total / a.dtype.type(a.size / total.size - ddof)


@composed(np.std)
def _std(a: Any, axis: Axis = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    return np.sqrt(np.var(a, axis=axis, ddof=ddof, keepdims=keepdims))


@composed(np.average)
def _average(a: Any, axis: Axis = None, weights: Any = None, *, keepdims: bool = False) -> Any:
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    if np.shape(weights) != np.shape(a):
        raise NoDerivativeError(
            f"np.average has a derivative here for weights of the array's shape {np.shape(a)}, got {np.shape(weights)}."
        )
    total = np.sum(np.multiply(a, weights), axis=axis, keepdims=keepdims)
    return total / np.sum(weights, axis=axis, keepdims=keepdims)


@composed(np.trace)
def _trace(a: Any, offset: int = 0) -> Any:
    return np.sum(np.diagonal(a, offset), axis=-1)


# --------------------------------------------------------------------- the same entries in another shape or another place


@rule(np.reshape)
def _reshape(a: Any, shape: Any) -> Any:
    return np.reshape(a, shape), (lambda g: g.reshape(a.shape),)


@rule(np.ravel)
def _ravel(a: Any) -> Any:
    return np.ravel(a), (lambda g: g.reshape(a.shape),)


@rule(np.expand_dims)
def _expand_dims(a: Any, axis: Any) -> Any:
    return np.expand_dims(a, axis), (lambda g: g.reshape(a.shape),)


@rule(np.squeeze)
def _squeeze(a: Any, axis: Axis = None) -> Any:
    return np.squeeze(a, axis=axis), (lambda g: g.reshape(a.shape),)


@rule(np.transpose)
def _transpose(a: Any, axes: Sequence[int] | None = None) -> Any:
    back = None if axes is None else np.argsort([axis % a.ndim for axis in axes])
    return np.transpose(a, axes), (lambda g: np.transpose(g, back),)


@rule(np.swapaxes)
def _swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    return np.swapaxes(a, axis1, axis2), (lambda g: np.swapaxes(g, axis1, axis2),)


@rule(np.moveaxis)
def _moveaxis(a: Any, source: Any, destination: Any) -> Any:
    return np.moveaxis(a, source, destination), (lambda g: np.moveaxis(g, destination, source),)


@rule(np.broadcast_to)
def _broadcast_to(array: Any, shape: Any) -> Any:
    return np.broadcast_to(array, shape), (lambda g: g,)


@rule(np.copy)
def _copy(a: Any) -> Any:
    return np.copy(a), (lambda g: g,)


def astype(a: Any, dtype: Any) -> Any:
    """The rule of t.astype(…): the same numbers in another floating dtype."""
    if np.dtype(dtype).kind != "f":
        raise NoDerivativeError(
            f"astype({np.dtype(dtype)}) has no derivative here; use t.value.astype({np.dtype(dtype)})."
        )
    return a.astype(dtype), (lambda g: g,)


RULES[astype] = astype


@rule(operator.getitem)
def _getitem(a: Any, index: Any) -> Any:
    return a[index], (lambda g: Patch(index, g),)


def _moves(function: Callable[..., Any]) -> Rule:
    """The rule of a function that only picks, repeats or moves entries, or puts zeros between them.

    Where each entry comes from is found by sending the numbers 1, 2, 3, … through the same function; 0 is a new zero.
    """

    def move(a: Any, *where: Any, **settings: Any) -> Any:
        if "out" in settings:
            raise NoDerivativeError(f"{full_name(function)} has no derivative here with out=; use its result.")

        def vjp(g: Any) -> Any:
            source = function(np.arange(1, a.size + 1).reshape(a.shape), *where, **settings)
            received = np.bincount(np.ravel(source), weights=np.ravel(g), minlength=a.size + 1)
            return received[1:].reshape(a.shape)

        return function(a, *where, **settings), (vjp,)

    return move


for _mover in (
    np.flip, np.roll, np.rot90, np.repeat, np.tile, np.take, np.take_along_axis, np.diagonal, np.diag, np.tril, np.triu,
):  # fmt: skip
    RULES[_mover] = _moves(_mover)


@rule(np.pad)
def _pad(array: Any, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0) -> Any:
    if mode != "constant":
        raise NoDerivativeError(f"np.pad has a derivative here for mode='constant' alone, got {mode!r}.")
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    inside = tuple(slice(before, before + n) for (before, _), n in zip(widths, array.shape, strict=True))
    return np.pad(array, pad_width, constant_values=constant_values), (lambda g: g[inside],)


@joining(np.concatenate)
def _concatenate(*arrays: Any, axis: int | None = 0) -> Any:
    pieces = [np.asarray(array) for array in arrays]
    sizes = [piece.size if axis is None else piece.shape[axis] for piece in pieces]
    ends = np.cumsum(sizes)

    def to(i: int) -> Callable[[Any], Any]:
        own = slice(ends[i] - sizes[i], ends[i])
        if axis is None:
            return lambda g: g[own].reshape(pieces[i].shape)
        return lambda g: g[(slice(None),) * (axis % g.ndim) + (own,)]

    return np.concatenate(pieces, axis=axis), tuple(to(i) for i in range(len(pieces)))


@joining(np.stack)
def _stack(*arrays: Any, axis: int = 0) -> Any:
    def to(i: int) -> Callable[[Any], Any]:
        return lambda g: np.moveaxis(g, axis, 0)[i]

    return np.stack(arrays, axis=axis), tuple(to(i) for i in range(len(arrays)))


@composed(np.hstack)
def _hstack(tup: Sequence[Any]) -> Any:
    rows = [np.atleast_1d(array) for array in tup]
    return np.concatenate(rows, axis=0 if np.ndim(rows[0]) == 1 else 1)


@composed(np.vstack)
def _vstack(tup: Sequence[Any]) -> Any:
    return np.concatenate([np.atleast_2d(array) for array in tup], axis=0)


@composed(np.column_stack)
def _column_stack(tup: Sequence[Any]) -> Any:
    columns = [np.reshape(array, (-1, 1)) if np.ndim(array) < 2 else array for array in tup]
    return np.concatenate(columns, axis=1)


@composed(np.atleast_1d)
def _atleast_1d(array: Any) -> Any:
    return np.reshape(array, (1,)) if np.ndim(array) == 0 else array


@composed(np.atleast_2d)
def _atleast_2d(array: Any) -> Any:
    return np.reshape(array, (1, -1)) if np.ndim(array) < 2 else array


@composed(np.split)
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    places = np.split(np.arange(ary.shape[axis]), indices_or_sections)
    before = (slice(None),) * (axis % ary.ndim)
    starts = np.cumsum([0, *(len(place) for place in places)])
    return [ary[(*before, slice(starts[i], starts[i + 1]))] for i in range(len(places))]


@composed(np.diff)
def _diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    before = (slice(None),) * (axis % a.ndim)
    for _ in range(n):
        a = a[(*before, slice(1, None))] - a[(*before, slice(None, -1))]
    return a


@composed(np.sort)
def _sort(a: Any, axis: int | None = -1) -> Any:
    a, axis = (np.ravel(a), 0) if axis is None else (a, axis)
    return np.take_along_axis(a, np.argsort(a, axis=axis), axis)


# ---------------------------------------------------------------------------------------------- without a gradient at all

PLAIN: frozenset[Callable[..., Any]] = frozenset(
    {
        np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal,
        np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.isnan, np.isfinite, np.isinf, np.signbit,
        np.sign, np.heaviside, np.floor, np.ceil, np.trunc, np.rint, np.round, np.around, np.floor_divide,
        np.any, np.all, np.allclose, np.isclose, np.array_equal, np.argmax, np.argmin, np.argsort, np.argpartition, np.nonzero,
        np.flatnonzero, np.argwhere, np.count_nonzero, np.searchsorted, np.digitize, np.bincount, np.unique,
        np.shape, np.ndim, np.size, np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.result_type,
        np.array_repr, np.array_str, np.array2string,
    }
)  # fmt: skip
