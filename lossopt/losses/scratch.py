"""Memory for numbers that nobody needs for long: each thread is given the same again and again."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from lossopt.room import room

KEPT_BYTES = 256 * 1024  # at most, as many as a block has; a single row may be larger


class _Scratch(threading.local):
    kept = np.empty(0)


_scratch = _Scratch()


def scratch(like: NDArray) -> NDArray:
    """Return room for an array in the shape and dtype of another, until the next call."""
    kept = _scratch.kept
    if kept.shape != like.shape or kept.dtype != like.dtype:
        kept = room(like.shape, like.dtype)
        if kept.nbytes <= KEPT_BYTES:
            _scratch.kept = kept
    return kept
