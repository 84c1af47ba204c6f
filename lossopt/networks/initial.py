"""How far the weights spread before training, so that signals neither fade nor explode on their way through the layers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Initial = str | float


def spread(initial: Initial, fan_in: int, fan_out: int) -> float:
    """Return the standard deviation of a weight that leads from one of `fan_in` inputs to one of `fan_out` outputs.

    "he": √(2/fan_in), for ReLU, which lets half of the signal through (He et al. 2015). "glorot": √(2/(fan_in + fan_out)), a compromise between the way forward and the way
    back (Glorot and Bengio 2010). "lecun": √(1/fan_in), which keeps the variance of a linear layer (LeCun et al. 1998). A number: itself. Raises ValueError for
    anything else.

    >>> spread("he", 50, 10), spread("lecun", 4, 100), spread(0.0, 3, 3)
    (0.2, 0.5, 0.0)
    """
    if initial == "he":
        return math.sqrt(2 / fan_in)
    if initial == "glorot":
        return math.sqrt(2 / (fan_in + fan_out))
    if initial == "lecun":
        return math.sqrt(1 / fan_in)
    if isinstance(initial, int | float) and not isinstance(initial, bool) and 0 <= initial < math.inf:
        return float(initial)
    raise ValueError(f"init must be 'he', 'glorot', 'lecun' or a standard deviation ≥ 0, got {initial!r}.")


def normal(rng: np.random.Generator, initial: Initial, shape: tuple[int, ...], fan_in: int, fan_out: int) -> NDArray:
    """Return weights drawn from a normal distribution of the right spread."""
    return spread(initial, fan_in, fan_out) * rng.standard_normal(shape)


def orthogonal(rng: np.random.Generator, size: int) -> NDArray:
    """Return a random rotation (size, size): applied many times over it neither stretches nor shrinks."""
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diag(r))
