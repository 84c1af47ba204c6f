"""Two operations that every network is made of, each one node of the tape instead of two or three."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.autodiff.dispatch import operation


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

    def to_weight(g: NDArray) -> NDArray:
        return x.reshape(-1, x.shape[-1]).T @ g.reshape(-1, g.shape[-1])

    return y, (lambda g: g @ weight.T, to_weight, lambda g: g)  # whoever receives the bias's gradient sums it


@operation
def relu(x: Any) -> Any:
    """ReLU: y = max(x, 0); the derivative is [x > 0], at 0 thus 0, as in PyTorch.

    >>> relu(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]
    """
    return np.maximum(x, 0), (
        lambda g: g * (x > 0).astype(g.dtype),
    )  # a mask of numbers multiplies faster than one of bools
