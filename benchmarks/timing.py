"""Side-by-side timing: two functions in turn, many rounds, and the ratio of their times with its spread.

What is counted is processor time, so other programs do not enter, and on one core it is what a clock on the wall would show on an idle
machine. It still drifts with the processor's frequency and caches. Whatever slows one round slows both functions of it, so the ratio within a
round is steady where the times are not.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 21
ROUND_SECONDS = 0.01  # long against the clock's resolution, short against the machine's moods


@dataclass(frozen=True)
class Ratio:
    """Our time ÷ theirs: the median over the rounds, and the quartiles as its spread."""

    median: float
    low: float
    high: float
    ours: float
    theirs: float

    def scaled(self, factor: float) -> Ratio:
        """Return the ratio times `factor`, for a peer that was given less or more to do; the times stay those per call."""
        return Ratio(self.median * factor, self.low * factor, self.high * factor, self.ours, self.theirs)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def on_one_core() -> None:
    """Keep this process on one core, where the system allows it: call it before a peer is imported.

    A peer that sees two cores gives small work to a second thread, and is charged for handing it over and for waiting. The library of
    matrix products has chosen its threads by then; on one core they would wait for each other.
    """
    if os.environ.get("OMP_NUM_THREADS") != "1":
        raise SystemExit("Benchmarks need OMP_NUM_THREADS=1 in the environment; `make bench` sets it.")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def compare(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int = ROUNDS) -> Ratio:
    """Time both in turn and return the ratio. Both are called a few times first, so that caches and compilers are warm."""
    calls_ours, calls_theirs = _calls(ours), _calls(theirs)
    times: list[tuple[float, float]] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        for k in range(rounds):
            if k % 2:  # each goes first in half of the rounds
                second = _seconds(theirs, calls_theirs)
                first = _seconds(ours, calls_ours)
            else:
                first = _seconds(ours, calls_ours)
                second = _seconds(theirs, calls_theirs)
            times.append((first, second))
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    low, median, high = statistics.quantiles([a / b for a, b in times], n=4)
    return Ratio(median, low, high, statistics.median(a for a, _ in times), statistics.median(b for _, b in times))


def _calls(function: Callable[[], object]) -> int:
    """Return how many calls fill a round."""
    for _ in range(3):
        function()
    return max(1, round(ROUND_SECONDS / _seconds(function, 3)))


def _seconds(function: Callable[[], object], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        function()
    return (time.process_time() - start) / calls
