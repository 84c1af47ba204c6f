"""Sums and products along rows, and the extremes of an array."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

MANY = 8192  # numbers, from which what is saved on each is worth a preparation
WIDE = 32  # columns, from which a product of each row with another costs less than an array of their terms
BROAD = 128  # columns, from which a loop that begins anew with every row costs less than the rows' factors written out


def row_sums(x: NDArray, factor: float = 1.0) -> NDArray:
    """Return the sums of the rows of x (n, d), times a factor: as a product with equal numbers, several times faster than `x.sum(axis=1)` on short rows."""
    return x.dot(_equal(x.shape[1], x.dtype, factor))


def row_dots(x: NDArray, y: NDArray, room: NDArray | None = None) -> NDArray:
    """Return the inner products of the rows of x and y (n, d): Σ_j x_ij y_ij. Their terms may be written into `room`."""
    return np.vecdot(x, y) if x.shape[1] >= WIDE else row_sums(np.multiply(x, y, out=room))


def times_rows(x: NDArray, factors: NDArray, out: NDArray, plus: NDArray | None = None) -> None:
    """Write the rows of x (n, d), each times its factor, into `out`; with `plus` a number for each row is added."""
    if x.shape[1] < BROAD or x.size < MANY:
        np.multiply(x, _along_rows(factors, x), out=out)
        if plus is not None:
            np.add(out, _along_rows(plus, x), out=out)
        return
    # With its usual buffer NumPy would write the factors out, which takes longer than the product.
    size = np.setbufsize(16)
    try:
        np.multiply(x, factors[:, None], out=out)
        if plus is not None:
            np.add(out, plus[:, None], out=out)
    finally:
        np.setbufsize(size)


def _along_rows(factors: NDArray, x: NDArray) -> NDArray:
    """Return a factor for each row of x (n, d) in a shape that multiplies them: written out where there are many."""
    return factors[:, None] if x.size < MANY else factors.repeat(x.shape[1]).reshape(x.shape)


def in_unit_interval(x: NDArray) -> bool:
    """Return whether all entries lie in [0, 1], by one look at each; where it says no, it may be that one of them is −0 or not a float.

    Floats from 0 on are ordered like their bits read as whole numbers; with the sign bit set, and for NaN, these are larger than those of 1.
    """
    one = ONES.get(x.dtype)
    return one is not None and highest(x.view(one.dtype)) <= one


ONES = {one.dtype: one.view(bits) for one, bits in ((np.float64(1), np.uint64), (np.float32(1), np.uint32))}


# Looking for the place of an extreme costs a third of what reducing to it does on a small array, and no more on a large one.


def lowest(x: NDArray) -> Any:
    """Return the smallest entry as a Python number; NaN where there is one."""
    return x.item(x.argmin())


def highest(x: NDArray) -> Any:
    """Return the largest entry as a Python number; NaN where there is one."""
    return x.item(x.argmax())


def all_true(x: NDArray) -> bool:
    """Return whether every entry of an array of truth values is True."""
    return bool(x.item(x.argmin()))


@functools.lru_cache(maxsize=64)
def _equal(count: int, dtype: np.dtype, number: float) -> NDArray:
    numbers = np.full(count, number, dtype)
    numbers.setflags(write=False)
    return numbers
