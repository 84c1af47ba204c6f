"""Activation functions, each a formula in NumPy, and the layer that applies one. Without them all layers would be one matrix."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lossopt.autodiff import relu
from lossopt.networks.layer import Layer, Parameters, Run, Shape, layer
from lossopt.networks.straight import ELEMENTWISE, Station

Function = Callable[[Any], Any]


def leaky_relu(x: Any, slope: float = 0.01) -> Any:
    """Leaky ReLU: x where x > 0, else slope · x, so that nobody dies (Maas et al. 2013)."""
    return np.where(x > 0, x, slope * x)


def elu(x: Any) -> Any:
    """ELU: x where x > 0, else eˣ − 1 (Clevert et al. 2016)."""
    return np.where(x > 0, x, np.expm1(x * (x <= 0)))  # large x never reach the exponential


def tanh(x: Any) -> Any:
    """Hyperbolic tangent, between −1 and 1."""
    return np.tanh(x)


def sigmoid(x: Any) -> Any:
    """Logistic sigmoid 1/(1 + e⁻ˣ) = (1 + tanh(x/2))/2, a form that never overflows.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return 0.5 * (1 + np.tanh(0.5 * x))


def softplus(x: Any) -> Any:
    """Softplus log(1 + eˣ): a smooth ReLU, and a way to a positive output."""
    return np.logaddexp(x, 0)


def silu(x: Any) -> Any:
    """SiLU, or swish: x · sigmoid(x) (Elfwing et al. 2018)."""
    return x * sigmoid(x)


def gelu(x: Any) -> Any:
    """GELU: x · Φ(x), with the usual tanh in place of the normal distribution function Φ (Hendrycks and Gimpel 2016)."""
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def softmax(x: Any) -> Any:
    """Softmax over the last axis: eˣⁱ / Σⱼ eˣʲ. The largest entry is subtracted first, which changes nothing but the overflow.

    >>> softmax(np.array([1000.0, 1000.0])).tolist()
    [0.5, 0.5]
    """
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def linear(x: Any) -> Any:
    """Return x itself."""
    return x


FUNCTIONS: dict[str, Function] = {
    f.__name__: f for f in (relu, leaky_relu, elu, tanh, sigmoid, softplus, silu, gelu, softmax, linear)
}


def activation(name: str) -> Function:
    """Return an activation function by its name, or raise ValueError with the names that there are."""
    if not isinstance(name, str) or name not in FUNCTIONS:
        raise ValueError(f"activation must be one of {', '.join(map(repr, FUNCTIONS))}, got {name!r}.")
    return FUNCTIONS[name]


@layer
class Activation(Layer):
    """Apply an activation function, by its name: `Activation("relu")`.

    >>> Activation("relu")({}, np.array([1.0, 2.0]), Run()).tolist()
    [1.0, 2.0]
    """

    function: str

    def __post_init__(self) -> None:
        activation(self.function)

    @property
    def station(self) -> Station | None:
        """The function and its slope, where the output tells the slope at once."""
        return ELEMENTWISE.get(self.function) if type(self) is Activation else None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """No parameters, the same shape."""
        return {}, inputs

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the function of every entry."""
        return FUNCTIONS[self.function](x)
