"""Call a function that somebody else wrote: keep what it returned, raised, printed and changed.

Every call gets copies of the arguments, and all calls together a time limit. The limit rests on a POSIX alarm,
which exists in the main thread alone: on Windows, or in another thread, an endless loop is not stopped.
"""

from __future__ import annotations

import contextlib
import copy
import io
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

import numpy as np

SECONDS = 5.0
PRINTED_CHARACTERS = 200


class TookTooLong(BaseException):
    """The time was up; no `except Exception` of the learner's may catch it."""


@dataclass(frozen=True)
class Outcome:
    """What one call did."""

    value: Any = None
    error: BaseException | None = None
    line: str = ""  # the learner's line that raised
    changed: tuple[int, ...] = ()  # positions of the arguments that the call changed in place
    printed: str = ""


def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Outcome:
    """Call `function` once."""
    given = copy.deepcopy(tuple(arguments))
    output = _Excerpt()
    value, error, line = None, None, ""
    try:
        with contextlib.redirect_stdout(output), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # an overflow is told by the verdict, not by a red box above it
            value = function(*given)
    except (Exception, SystemExit) as raised:
        error, line = raised, _learner_line(raised.__traceback__)
    changed = tuple(
        position
        for position, (before, after) in enumerate(zip(arguments, given, strict=True))
        if not _unchanged(before, after)
    )
    # What was returned may be one of the arguments' copies or shared with the next call: freeze it now.
    return Outcome(_frozen(value), error, line, changed, output.text)


def run_all(function: Callable[..., Any], calls: Sequence[Sequence[Any]]) -> list[Outcome]:
    """Call `function` with each of `calls`; when SECONDS are up, the last outcome says so."""
    outcomes: list[Outcome] = []
    try:
        with _time_limit(SECONDS):
            for arguments in calls:
                outcomes.append(run(function, arguments))
    except TookTooLong as error:
        outcomes.append(Outcome(error=error))
    return outcomes


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    previous = signal.signal(signal.SIGALRM, stop)
    # The alarm repeats, because a bare `except:` inside the learner's loop swallows the first one.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _learner_line(trace: TracebackType | None) -> str:
    """Return the deepest line of the learner's own code, not of a library that it called."""
    frames = traceback.extract_tb(trace)[1:]  # the first frame is `run`
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    return (own[-1].line or "").strip() if own else ""


def _unchanged(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_unchanged, before, after))
    return callable(before) or bool(before == after)


def _frozen(value: Any) -> Any:
    """Return a copy, or the value itself where it cannot be copied (a generator, a module)."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


class _Excerpt(io.TextIOBase):
    """Standard output of which only the beginning is kept: a loop may print without end."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: PRINTED_CHARACTERS - len(self.text)]
        return len(text)
