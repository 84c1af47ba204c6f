"""Watching a run: a score is asked now and then, the best point is kept, and a run that improves no more is stopped."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.language import Text
from lossopt.ranges import Count, Switch, checked


@checked
class Watch:
    """What to ask of a run while it goes: `descend(…, watch=Watch(score, every=10, patience=5))`.

    `score(x) → number` is asked at the start, after every `every` steps and at the end; usually it is a loss or an accuracy on data that f does
    not see. The run stops when `patience` askings in a row have brought nothing better than the best so far (None: never). Equal is not
    better, and a score that is not finite is worse than any other. `smaller_is_better=False` for an accuracy.

    The path then has `scores`, `scored` (after how many steps) and `best`, the point of the best score. Errors: ValueError for a score that
    is no function, every or patience < 1, and, in the run, for what is no number.

    >>> from lossopt.descent import descend, methods
    >>> watch = Watch(lambda x: abs(x[0] - 0.2), patience=2)
    >>> path = descend(lambda x: (x @ x, 2 * x), [1.0], methods.gd(0.25), steps=100, watch=watch)
    >>> path.scores.tolist(), path.best.tolist()
    ([0.8, 0.3, 0.04999999999999999, 0.07500000000000001, 0.1375], [0.25])
    >>> path.report.en
    'stopped after 4 steps: the score has not improved since step 2.'
    """

    score: Callable[[NDArray], float]
    every: Count = 1
    patience: Count | None = None
    smaller_is_better: Switch = True

    def __post_init__(self) -> None:
        """Refuse what the ranges cannot tell."""
        if not callable(self.score):
            raise ValueError(f"Watch: score must be a function score(x) → number, got {self.score!r}.")
        patience = self.patience
        whole = isinstance(patience, int | float) and not isinstance(patience, bool) and patience == patience // 1
        if patience is not None and not (whole and patience >= 1):
            raise ValueError(f"Watch: patience must be None or a whole number ≥ 1, got {patience!r}.")


class Watching:
    """The state of a watch during one run: what it has been told, and the best point. The loop owns it."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch
        self.scores: list[float] = []
        self.scored: list[int] = []
        self.best: NDArray | None = None
        self.best_asking = 0
        self.best_rank = math.inf  # of the scores where small is good

    def is_due(self, k: int) -> bool:
        """Whether the score is asked after k steps."""
        return self.watch is not None and k % self.watch.every == 0

    def stops(self, k: int, x: NDArray) -> bool:
        """Ask, unless that has been done after k steps, and say whether patience is at its end."""
        assert self.watch is not None
        if not (self.scored and self.scored[-1] == k):
            self._ask(self.watch, k, x.copy())  # x will move, and the score may keep what it is given
        patience = self.watch.patience
        return patience is not None and len(self.scores) - 1 - self.best_asking >= patience

    def _ask(self, watch: Watch, k: int, x: NDArray) -> None:
        score = _number(watch.score(x), k)
        rank = score if watch.smaller_is_better else -score
        self.scores.append(score)
        self.scored.append(k)
        if math.isfinite(rank) and rank < self.best_rank:
            self.best, self.best_rank, self.best_asking = x, rank, len(self.scores) - 1

    def report(self) -> Text:
        """Return why the run was stopped."""
        end, best = self.scored[-1], self.scored[self.best_asking]
        return Text(
            ko=f"{end}걸음을 간 뒤 멈추었습니다. {best}번째 점 이후로 점수가 나아지지 않았습니다.",
            en=f"stopped after {end} steps: the score has not improved since step {best}.",
        )

    def findings(self) -> dict[str, Any]:
        """Return what the path keeps of the watch."""
        asked = min(len(self.scores), len(self.scored))  # an interrupt may have come between the two
        return {
            "scores": np.array(self.scores[:asked], dtype=np.float64),
            "scored": np.array(self.scored[:asked], dtype=int),
            "best_scored": self.best,
        }


def _number(score: Any, k: int) -> float:
    """Return a score as a float, or raise ValueError."""
    array = np.asarray(score)
    if array.ndim != 0 or array.dtype.kind not in "fiu":
        raise ValueError(f"descend: the watch's score after {k} steps must be a number, got {score!r:.80}.")
    return float(array)
