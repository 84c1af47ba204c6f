"""Sums along rows, and the extremes of an array."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray


def row_sums(x: NDArray) -> NDArray:
    """Return the sums of the rows of x (n, d): as a product with ones, several times faster than `x.sum(axis=1)` on short rows."""
    return x.dot(_ones(x.shape[1], x.dtype))


def lowest(x: NDArray) -> Any:
    """Return the smallest entry."""
    return np.minimum.reduce(x, axis=None)


def highest(x: NDArray) -> Any:
    """Return the largest entry."""
    return np.maximum.reduce(x, axis=None)


@functools.lru_cache(maxsize=64)
def _ones(count: int, dtype: np.dtype) -> NDArray:
    ones = np.ones(count, dtype)
    ones.setflags(write=False)
    return ones
