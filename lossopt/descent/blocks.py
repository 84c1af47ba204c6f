"""Large points go block by block: the temporaries of a formula then stay in the cache, whatever the number of its operations.

That is open to directions that treat each coordinate by itself (`coordinatewise = True`): their block of d follows from the
same block of x, of ∇f and of every array in the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import Rule, State

# So many numbers at a time: with Adam's state and temporaries about what a second-level cache holds.
BLOCK = 20_480
LARGE = 2 * BLOCK  # from here on blocks pay


class Blocks:
    """A coordinate-wise rule on its way through a large x, block by block."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.space: NDArray | None = None

    def direction(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return the whole direction, in the same array at every step: to ask the system for fresh memory costs a third of the work."""
        if self.space is None:
            self.space = np.empty(x.shape, dtype=x.dtype)
        flat = self.space.ravel()
        for block, d in self._parts(x, grad, state):
            flat[block] = d
        return self.space

    def move(self, x: NDArray, grad: NDArray, state: State, step_size: float, to: NDArray) -> None:
        """Write x + step_size · direction to `to`, which may be x itself; the direction is never there as a whole."""
        flat, flat_to = x.ravel(), to.ravel()
        for block, d in self._parts(x, grad, state):
            np.add(flat[block], step_size * d, out=flat_to[block])

    def _parts(self, x: NDArray, grad: NDArray, state: State) -> Iterator[tuple[slice, NDArray]]:
        """Yield every block with its part of the direction, and update the state."""
        arrays = {name: a.ravel() for name, a in vars(state).items() if _is_like(a, x)}
        others = {name: value for name, value in vars(state).items() if name not in arrays}
        flat_x, flat_grad = x.ravel(), grad.ravel()
        part = type(state)()
        for block in _blocks(x.size):
            vars(part).update(others)  # as before the first block: NAdam's product goes one step on, not one a block
            vars(part).update({name: a[block] for name, a in arrays.items()})
            yield block, self.rule(flat_x[block], flat_grad[block], part)
        vars(state).update({name: getattr(part, name) for name in others})


def goes_in_blocks(rule: Rule, x: NDArray) -> bool:
    """Whether x is so large, and the rule such, that blocks pay."""
    return is_large(x) and is_coordinatewise(rule)


def is_large(x: NDArray) -> bool:
    """Whether x is so large that blocks pay."""
    return x.size > LARGE


def is_coordinatewise(rule: Rule) -> bool:
    """Whether the rule says that it treats each coordinate by itself."""
    return getattr(rule, "coordinatewise", False)


def move(x: NDArray, step_size: float, direction: NDArray, to: NDArray) -> None:
    """Write x + step_size · direction to `to`, which may be x itself, without a temporary as large as x."""
    if x.size <= LARGE:
        np.add(x, step_size * direction, out=to)
        return
    flat, d, flat_to = x.ravel(), direction.ravel(), to.ravel()
    for block in _blocks(x.size):
        np.add(flat[block], step_size * d[block], out=flat_to[block])


def _is_like(value: object, x: NDArray) -> bool:
    return isinstance(value, np.ndarray) and value.shape == x.shape


def _blocks(n: int) -> Iterator[slice]:
    for start in range(0, n, BLOCK):
        yield slice(start, start + BLOCK)
