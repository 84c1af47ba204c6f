"""Room for numbers: arrays that begin with a line of the cache.

NumPy's own begin at any multiple of 16 bytes. Then every wide store crosses two lines, and an operation on two arrays takes up to
twice as long. To ask where an array begins costs as much as a small operation, so it is done for large or lasting ones.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LINE = 64  # bytes


def room(shape: tuple[int, ...], dtype: np.dtype) -> NDArray:
    """Return a new array whose entries are yet to be written."""
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    return np.ndarray(shape, dtype, memory, -memory.__array_interface__["data"][0] % LINE)
