"""Two operations that every network is made of, each one node of the tape instead of two or three."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.autodiff.dispatch import operation
from lossopt.autodiff.gradients import Into


@operation
def affine(x: Any, weight: Any, bias: Any) -> Any:
    """Affine map: y = x W + b, on the last axis of x.

    Derivatives for an upstream gradient g: g Wᵀ for x, xᵀ g for W and Σ g over the examples for b.
    Shapes: x (…, inputs), W (inputs, outputs), b (outputs,), y (…, outputs).

    >>> affine(np.ones((1, 3)), np.ones((3, 2)), np.array([0.0, 1.0])).tolist()
    [[3.0, 4.0]]
    """
    y = x @ weight
    y += bias
    one_per_output = type(bias) is np.ndarray and bias.shape == y.shape[-1:]

    def to_weight(g: NDArray, out: NDArray | None = None) -> NDArray:
        return np.matmul(_rows(x).T, _rows(g), out=out)

    def to_bias(g: NDArray, out: NDArray | None = None) -> NDArray:
        if one_per_output:
            rows = _rows(g)
            return np.matmul(ones(len(rows), rows.dtype), rows, out=out)  # a product with ones is the fastest sum
        return g  # whoever receives it sums over what broadcasting repeated

    return y, (lambda g: g @ weight.T, Into(to_weight), Into(to_bias))


def _rows(x: NDArray) -> NDArray:
    """Return x as a matrix of one row per example."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


@lru_cache(maxsize=16)
def ones(n: int, dtype: np.dtype) -> NDArray:
    """Return n ones, the same array for the same n."""
    made = np.ones(n, dtype)
    made.setflags(write=False)
    return made


@operation
def relu(x: Any) -> Any:
    """ReLU: y = max(x, 0); the derivative is [x > 0], at 0 thus 0, as in PyTorch.

    >>> relu(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]
    """

    def vjp(g: NDArray) -> NDArray:
        part = np.greater(x, 0).astype(g.dtype)  # a mask of numbers multiplies faster than one of bools
        part *= g
        return part

    return np.maximum(x, 0), (vjp,)
