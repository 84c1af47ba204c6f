"""How gradients meet at a tensor: each is brought into its shape and dtype, and those of several consumers add up.

What the backward pass does to be fast stands here, so that the tape need not know of it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from lossopt.autodiff.tape import Tensor


class Into(functools.partial):
    """A vector-Jacobian product that can be told where its result shall stand: `vjp(g, out=place)`, or `vjp(g)` for an array of its own.

    So the gradient of a weight matrix goes straight to its place in a flat vector of all gradients.
    """


class Patch(NamedTuple):
    """A gradient that is zero but for `part` at `index`: what a slice sends back to the array that it was cut from.

    Ten slices of one long vector thus cost ten small additions into one buffer, not ten long vectors of zeros.
    """

    index: Any
    part: Any

    def add_to(self, total: NDArray) -> None:
        """Add the patch to `total` in place; an entry that was picked twice receives twice."""
        if _may_repeat(self.index):
            np.add.at(total, self.index, self.part)
        else:
            total[self.index] += self.part


def _may_repeat(index: Any) -> bool:
    """Whether an index can name an entry twice: arrays and lists of integers can, slices and masks cannot."""
    if type(index) is slice:
        return False
    entries = index if isinstance(index, tuple) else (index,)
    return any(isinstance(entry, list | np.ndarray) and np.asarray(entry).dtype != bool for entry in entries)


def fit(part: Any, value: Any) -> Any:
    """Return a gradient in the shape and dtype of the value that it belongs to.

    Where broadcasting used an entry of the value several times, its gradient is the sum over those uses.

    >>> fit(np.ones((4, 3)), np.zeros(3)).tolist()
    [4.0, 4.0, 4.0]
    """
    if part.shape != value.shape:
        part = _sum_over_repeats(part, value.shape)
    return part if part.dtype == value.dtype else part.astype(value.dtype)


def _sum_over_repeats(part: NDArray, shape: tuple[int, ...]) -> Any:
    """Sum over the axes that broadcasting put in front of `shape`, and over those that it stretched from length 1."""
    if part.ndim == len(shape) + 1 and part.shape[1:] == shape:
        return np.add.reduce(part)  # the common case: one bias for all examples
    extra = part.ndim - len(shape)
    stretched = [extra + i for i, n in enumerate(shape) if n == 1]
    return np.add.reduce(part, axis=(*range(extra), *stretched)).reshape(shape)


class Arriving:
    """The gradients on their way: for each tensor the sum of what its consumers have sent so far."""

    def __init__(self) -> None:
        self.sums: dict[int, Any] = {}
        # A gradient that arrived as a whole may be shared with other tensors and is never changed;
        # a sum that was made here belongs to its tensor alone and may grow in place.
        self._own: set[int] = set()

    def add(self, tensor: Tensor, part: Any) -> bool:
        """Add one consumer's contribution, an array or a patch of one; return whether it is the tensor's first."""
        key = tensor.number
        first = key not in self.sums
        if type(part) is Patch:
            part.add_to(self._own_sum(tensor))
        elif first:
            self.sums[key] = fit(part, tensor.value)
        elif key in self._own:
            self.sums[key] += fit(part, tensor.value)
        else:
            self.sums[key] = self.sums[key] + fit(part, tensor.value)
            self._own.add(key)
        return first

    def take(self, tensor: Tensor, keep: bool) -> Any:
        """Hand out the sum; of an input tensor, where it is to be kept, as an array that nobody else holds."""
        total = self.sums.pop(tensor.number)
        return total.copy() if keep and not tensor.inputs and tensor.number not in self._own else total

    def _own_sum(self, tensor: Tensor) -> NDArray:
        key = tensor.number
        if key not in self._own:
            known = self.sums.get(key)
            self.sums[key] = np.zeros(tensor.shape, tensor.dtype) if known is None else np.array(known)
            self._own.add(key)
        return self.sums[key]


def first_gradient(value: Any, upstream: ArrayLike | None) -> Any:
    """Return the gradient that a backward pass starts with: 1, or the `upstream` that was given, checked."""
    if upstream is None:
        if value.shape != ():
            raise ValueError(
                f"backward: the tensor has shape {value.shape}; a gradient starts from one number, so sum or average "
                "it, or give upstream, the gradient with respect to it."
            )
        return value.dtype.type(1)
    given = np.asarray(upstream, dtype=value.dtype)
    if given.shape != value.shape:
        raise ValueError(f"backward: upstream has shape {given.shape} but the tensor has shape {value.shape}.")
    return given


def real_numbers(given: ArrayLike) -> NDArray:
    """Return `given` as an array of float32 or float64, or raise TypeError."""
    array = np.asarray(given)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"a tensor holds real numbers, got dtype {array.dtype}.")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def quietly() -> np.errstate:
    """Return the context of a backward pass: 1/0 there is no news, the way forward has warned of it already."""
    return np.errstate(divide="ignore", invalid="ignore", over="ignore")
