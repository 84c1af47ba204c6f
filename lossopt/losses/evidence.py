"""Quick evidence that numbers are what a loss takes. True settles it; False leaves it to the checks, which name what is wrong and where.

A fast form that looks for itself (`Loss.fast`) asks for what it needs, and for no more: what it works out anyway may settle the rest.
"""

from __future__ import annotations

from numpy.typing import NDArray

from lossopt.losses.forms import TOLERANCE, TOLERANCES
from lossopt.losses.rows import all_true, highest, lowest, row_sums


def is_sign(y: NDArray) -> bool:
    """Whether every entry is −1 or 1."""
    return _is_either(y, -1, 1)


def is_zero_or_one(y: NDArray) -> bool:
    """Whether every entry is 0 or 1."""
    return _is_either(y, 0, 1)


def _is_either(y: NDArray, one: float, other: float) -> bool:
    known = y == one
    known |= y == other
    return all_true(known)


def sums_to_one(x: NDArray) -> bool:
    """Whether the rows of x (n, d) sum to 1."""
    sums, tolerance = row_sums(x), TOLERANCES.get(x.dtype.type, TOLERANCE)
    return lowest(sums) >= 1 - tolerance and highest(sums) <= 1 + tolerance


def is_distribution(x: NDArray) -> bool:
    """Whether the rows of x (n, d) are probabilities that sum to 1."""
    return lowest(x) >= 0 and sums_to_one(x)


def are_classes(labels: NDArray, classes: int) -> bool:
    """Whether labels are whole numbers 0 … classes − 1."""
    return labels.dtype.kind in "iu" and lowest(labels) >= 0 and highest(labels) < classes
