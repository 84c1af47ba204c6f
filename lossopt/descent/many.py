"""Many starting points in one run: x has shape (m, n), and every array operation moves all m points.

That works for directions that treat each coordinate by itself and step sizes that depend on the number of the step alone: for them m
runs in one are m single runs. The objective takes (m, n) and returns values (m,) and gradients (m, n), as landscapes do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.blocks import is_coordinatewise
from lossopt.descent.memory import place_like, rooms
from lossopt.descent.path import Path, not_finite, report, trimmed
from lossopt.language import Text

if TYPE_CHECKING:  # the loop imports this module
    from lossopt.descent.core import Rule, Step, StepSize


@dataclass(frozen=True, repr=False)
class Paths(Path):
    """The paths of m runs that went side by side: what `descend` returns for starting points of shape (m, n).

    - `points` (…, m, n), `values` and `grad_norms` (steps + 1, m): as in `Path`, for every run
    - `lasted` (m,): after how many steps each run ended; from there on its point, value and norm are repeated
    - `converged`, `diverged` (m,): arrays of bool, one for each run: ask `path.diverged.any()`
    - `end`, `minimum` (m, n)

    `paths.run(i)` is the `Path` of one of them, as if it had gone alone.
    """

    converged: NDArray  # type: ignore[assignment]
    diverged: NDArray  # type: ignore[assignment]
    lasted: NDArray = None  # type: ignore[assignment]
    why_bad: dict[int, Text] = None  # type: ignore[assignment]

    @property
    def minimum(self) -> NDArray:
        """Each run's point of lowest value among those kept."""
        lowest = np.argmin(self.values[self.kept], axis=0)
        return self.points[lowest, np.arange(len(lowest))]

    def __len__(self) -> int:
        return len(self.lasted)

    def run(self, i: int) -> Path:
        """Return the path of run i = 0, …, m − 1. Errors: IndexError for another number."""
        end = int(self.lasted[i])
        i = range(len(self))[i]
        whole = int(np.searchsorted(self.kept, end))  # here the run's last point stands, or is repeated
        norm = self.grad_norms[end, i]
        return Path(
            points=self.points[: whole + 1, i].copy(),
            values=self.values[: end + 1, i].copy(),
            grad_norms=self.grad_norms[: end + 1, i].copy(),
            step_sizes=self.step_sizes[:end].copy(),
            kept=np.append(self.kept[:whole], end),
            converged=bool(self.converged[i]),
            diverged=bool(self.diverged[i]),
            report=self.why_bad.get(i) or report(end, norm, bool(self.converged[i])),
            interrupted=self.interrupted,
        )

    def __repr__(self) -> str:
        return f"<Paths of {len(self)} runs, {self.steps} steps: {self.report.here()}>"


class Records:
    """Collects the paths of many runs; those that end stay where they are while the others go on."""

    def __init__(self, start: NDArray, steps: int, every: int, tol: float | None) -> None:
        m = len(start)
        self.points = rooms(steps // every + 2, start)
        # One piece for both: memory that is asked for and given back in pieces of a kind comes back to the next run as it is.
        self.values, self.grad_norms = np.empty((2, steps + 1, m))
        self.step_sizes: list[float] = []
        self.kept: list[int] = []
        self.every, self.tol = every, tol
        self.latest = place_like(start), place_like(start)
        self.last = -1
        self.squares = place_like(start)
        self.ones = np.ones(start.shape[1], dtype=start.dtype)  # a product with it is the fastest sum over short rows
        self.going = np.ones(m, dtype=bool)
        self.ended = 0  # how many do not go on
        self.lasted = np.empty(m, dtype=int)  # of those that have ended
        self.bad: dict[int, Text] = {}

    @property
    def end(self) -> NDArray:
        """The last points entered."""
        return self.place(self.last)

    def place(self, k: int) -> NDArray:
        """Return the array for points k."""
        row, aside = divmod(k, self.every)
        return self.latest[k % 2] if aside else self.points[row]

    def add(self, step: Step) -> bool:
        """Enter the points where a step starts, which stand in their place, hold those whose run has ended, and say whether any goes on."""
        k, x = step.k, step.x
        values, norms = self.values[k], self.grad_norms[k]  # what is written here counts when `last` does
        values[:] = step.value
        np.square(step.grad, out=self.squares)
        np.sqrt(self.squares.dot(self.ones), out=norms, dtype=np.float64)
        if self.ended or not _finite(values, norms):  # ended, not finite or about to overflow
            self._find_bad(k, values, step.grad)
            if not self.going.any():
                return False
            held = ~self.going
            x[held] = self.end[held]
            values[held], norms[held] = self.values[self.last, held], self.grad_norms[self.last, held]
        self.step_sizes.append(step.step_size)
        self.last = k
        if self.tol is not None:
            self._end(self.going & (norms <= self.tol), k)
        if self.ended:
            step.direction[~self.going] = 0
        return self.ended < len(self.going)

    def _end(self, arrived: NDArray, last: int) -> None:
        """End these runs: they stay where they are after step `last`."""
        self.lasted[arrived] = last
        self.going &= ~arrived
        self.ended = len(self.going) - int(self.going.sum())

    def _find_bad(self, k: int, values: NDArray, grad: NDArray) -> None:
        """End the runs whose value or gradient is not finite at point k."""
        for i in np.flatnonzero(self.going & ~(np.isfinite(values) & np.isfinite(grad).all(axis=1))):
            why = not_finite(k, float(values[i]), grad[i])
            if k == 0:
                raise ValueError(f"descend: the run cannot start at x0[{i}]: {why.en if why else ''}")
            if why is not None:
                self.bad[int(i)] = why
                self._end(np.arange(len(values)) == i, k - 1)

    def path(self, goal: float, *, stopped: Text | None = None, **more: Any) -> Paths:
        """Return the paths, with a report on how the runs ended."""
        end, m = self.last, len(self.lasted)
        kept = list(range(0, end + 1, self.every))
        if kept[-1] != end:
            self.points[len(kept)] = self.end
            kept.append(end)
        diverged = np.isin(np.arange(m), list(self.bad))
        converged = ~diverged & (self.grad_norms[end] <= goal)
        return Paths(
            points=trimmed(self.points, len(kept)),
            values=trimmed(self.values, end + 1),
            grad_norms=trimmed(self.grad_norms, end + 1),
            step_sizes=np.array(self.step_sizes[:end]),
            kept=np.array(kept),
            converged=converged,
            diverged=diverged,
            report=stopped or _report(m, int(converged.sum()), int(diverged.sum())),
            lasted=np.where(self.going, end, np.minimum(self.lasted, end)),
            why_bad=self.bad,
            **more,
        )


def _finite(values: NDArray, norms: NDArray) -> bool:
    """Return whether all are finite: their extremes are, for NaN counts as one. Nothing is quicker than to ask where an extreme stands."""
    return (
        math.isfinite(norms.item(norms.argmax()))
        and math.isfinite(values.item(values.argmax()))
        and math.isfinite(values.item(values.argmin()))
    )


def _report(m: int, converged: int, diverged: int) -> Text:
    return Text(
        ko=f"출발점 {m}개 가운데 {converged}개가 정지점에 도착했고 {diverged}개가 발산했습니다.",
        en=f"of {m} starting points {converged} arrived at a stationary point and {diverged} diverged.",
    )


def refuse_what_mixes(rule: Rule, step_size: StepSize) -> None:
    """Raise ValueError for a direction or step size that many points at once cannot share."""
    if not is_coordinatewise(rule):
        raise ValueError(
            f"descend: {type(rule).__name__} is not marked coordinatewise, so it takes one starting point of shape (n,), not (m, n)."
        )
    if not hasattr(step_size, "at"):
        raise ValueError(
            f"descend: {type(step_size).__name__} looks at the step, so it takes one starting point of shape (n,), not (m, n); "
            "schedules such as Constant(0.1) take many."
        )
