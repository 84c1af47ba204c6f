"""Large points go block by block: the temporaries of a formula then stay in the cache, whatever the number of its operations.

That is open to directions that treat each coordinate by itself (`coordinatewise = True`): their block of d follows from the
same block of x, of ∇f and of every array in the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import Rule, State

    Direction = Callable[[NDArray, NDArray, State], NDArray]

# So many numbers at a time: with Adam's state and temporaries about what a second-level cache holds.
BLOCK = 16_384
LARGE = 2 * BLOCK  # from here on blocks pay


def in_blocks(rule: Rule, x: NDArray) -> Direction:
    """Return the rule such that it goes block by block, or as it is where x is small or the rule not coordinate-wise.

    In blocks it returns the same array at every step: to ask the system for fresh memory would cost as much as a third of the work.
    """
    if x.size <= LARGE or not getattr(rule, "coordinatewise", False):
        return rule
    d = np.empty(x.shape, dtype=x.dtype)
    flat_d = d.ravel()

    def direction(x: NDArray, grad: NDArray, state: State) -> NDArray:
        arrays = {name: a.ravel() for name, a in vars(state).items() if _is_like(a, x)}
        others = {name: value for name, value in vars(state).items() if name not in arrays}
        flat_x, flat_grad = x.ravel(), grad.ravel()
        part = type(state)()
        for block in _blocks(x.size):
            vars(part).update(others)  # as before the first block: NAdam's product goes one step on, not one a block
            vars(part).update({name: a[block] for name, a in arrays.items()})
            flat_d[block] = rule(flat_x[block], flat_grad[block], part)
        vars(state).update({name: getattr(part, name) for name in others})
        return d

    return direction


def move(x: NDArray, step_size: float, direction: NDArray) -> None:
    """Do x ← x + step_size · direction in place, without a temporary as large as x."""
    if x.size <= LARGE:
        x += step_size * direction
        return
    flat_x, d = x.ravel(), direction.ravel()
    for block in _blocks(x.size):
        flat_x[block] += step_size * d[block]


def _is_like(value: object, x: NDArray) -> bool:
    return isinstance(value, np.ndarray) and value.shape == x.shape


def _blocks(n: int) -> Iterator[slice]:
    for start in range(0, n, BLOCK):
        yield slice(start, start + BLOCK)
