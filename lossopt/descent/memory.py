"""Where the arrays of a run lie: from the beginning of a line of the cache on (`room.py`), and their axes alike.

An operation on arrays of which some lie row by row and others column by column takes up to twice as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.blocks import is_large
from lossopt.room import room

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import State


def rooms(count: int, start: NDArray) -> NDArray:
    """Return room for so many points like `start`, without content: an array (count, n), or (count, m, n) for stacks of m points.

    Of a stack one coordinate of all points lies after the other: so a formula in coordinates finds each in one piece. Large stacks go through
    in blocks of whole points, and lie as those do.
    """
    if start.ndim == 2 and not is_large(start):
        return np.empty((count, *start.T.shape), dtype=start.dtype).transpose(0, 2, 1)
    return np.empty((count, *start.shape), dtype=start.dtype)


def place_like(x: NDArray) -> NDArray:
    """Return room for one point like x, in the way of `rooms`, from the beginning of a line on."""
    by_points = x.ndim == 1 or is_large(x)
    return room(x.shape, x.dtype) if by_points else room(x.T.shape, x.dtype).T


def order(x: NDArray) -> Literal["C", "F"]:
    """Return how x lies, in NumPy's words."""
    return "C" if x.flags.c_contiguous else "F"


def align(state: State, x: NDArray) -> None:
    """Lay those arrays of a state that belong to x, entry by entry, as x lies; a rule knows them by the state alone."""
    for name, value in vars(state).items():
        if isinstance(value, np.ndarray) and value.shape == x.shape:
            aligned = place_like(value)
            aligned[...] = value
            setattr(state, name, aligned)
