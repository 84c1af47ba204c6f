"""Dense layers, embeddings, dropout, flattening."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lossopt.autodiff import affine
from lossopt.networks.initial import Initial, normal, spread
from lossopt.networks.layer import Layer, Parameters, Run, Shape, layer
from lossopt.networks.straight import Affine, Station
from lossopt.ranges import Count, Decay, Switch


@layer
class Dense(Layer):
    """Dense layer: x W + b, weights (inputs, units) and one bias per unit.

    Works on the last axis: (n, inputs) → (n, units), and every step of a sequence (n, T, inputs) alike. `init` is how the weights spread before
    training, see `spread`; biases start at 0.

    >>> Dense(2)({"weight": np.ones((3, 2)), "bias": np.array([0.0, 1.0])}, np.ones((1, 3)), Run()).tolist()
    [[3.0, 4.0]]
    """

    units: Count
    initial: Initial = "glorot"
    bias: Switch = True

    def __post_init__(self) -> None:
        spread(self.initial, 1, 1)

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """Weights (inputs, units), bias (units,)."""
        if not inputs:
            raise ValueError(f"Dense: one example has shape {inputs}; expected at least one axis of features.")
        shapes: dict[str, tuple[int, ...]] = {"weight": (self._known(inputs, -1), self.units)}
        return shapes | ({"bias": (self.units,)} if self.bias else {}), (*inputs[:-1], self.units)

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Weights at random, biases 0."""
        made = {"weight": normal(rng, self.initial, shapes["weight"], *shapes["weight"])}
        return made | ({"bias": np.zeros(self.units)} if self.bias else {})

    @property
    def station(self) -> Station | None:
        """The affine map, where there is a bias."""
        return Affine(self.units) if self.bias and type(self) is Dense else None

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return x W + b."""
        return affine(x, p["weight"], p["bias"]) if self.bias else x @ p["weight"]


@layer
class Embedding(Layer):
    """Embedding: a vector for every whole number below `count`, such as the number of a word; (n, T) → (n, T, units).

    >>> Embedding(3, 2)({"weight": np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]])}, np.array([[2, 1]]), Run()).tolist()
    [[[3.0, 4.0], [1.0, 2.0]]]
    """

    count: Count
    units: Count
    looks_up: ClassVar[bool] = True

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """One row of weights per number."""
        return {"weight": (self.count, self.units)}, (*inputs, self.units)

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Rows of length about 1."""
        return {"weight": rng.standard_normal(shapes["weight"]) / math.sqrt(self.units)}

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the rows that x names."""
        numbers = np.asarray(x)
        if numbers.dtype.kind not in "iu":
            raise ValueError(f"Embedding: x must hold whole numbers, got dtype {numbers.dtype}.")
        if numbers.size and not (numbers.min() >= 0 and numbers.max() < self.count):
            raise ValueError(
                f"Embedding: x holds numbers from {numbers.min()} to {numbers.max()}; expected 0 to {self.count - 1}."
            )
        return p["weight"][numbers]


@layer
class Dropout(Layer):
    """Dropout: in training each entry is 0 with probability `rate`, and what is left grows by 1/(1 − rate) (Srivastava et al. 2014).

    The mean of every entry stays what it is, so that nothing is left to do after training. Raises ValueError for a rate outside [0, 1).

    >>> Dropout(0.5)({}, np.ones(4), Run()).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    rate: Decay = 0.5
    is_random: ClassVar[bool] = True

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """No parameters, the same shape."""
        return {}, inputs

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return x with entries dropped, or x itself outside training."""
        if run.rng is None or not self.rate:
            return x
        kept = run.rng.random(x.shape) >= self.rate
        return x * (kept / x.dtype.type(1 - self.rate)).astype(x.dtype)


@layer
class Flatten(Layer):
    """Lay out every example as one row: (n, channels, height, width) → (n, channels · height · width).

    >>> Flatten()({}, np.zeros((5, 2, 3)), Run()).shape
    (5, 6)
    """

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """No parameters, one axis."""
        return {}, (math.prod(self._known(inputs, axis) for axis in range(len(inputs))),)

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return x with one row per example."""
        return x.reshape(len(x), -1)
