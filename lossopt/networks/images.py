"""Layers for images (n, channels, height, width): the same small kernel looks at every place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.autodiff import average_pool2d, conv2d, max_pool2d
from lossopt.networks.initial import Initial, normal, spread
from lossopt.networks.layer import Layer, Parameters, Run, Shape, layer
from lossopt.ranges import Count, CountOrZero


def _places(owner: Layer, inputs: Shape, size: int, stride: int, padding: int = 0) -> tuple[int, int]:
    """Return how many rows and columns of windows fit into an image of the shape `inputs`."""
    owner._wants(inputs, 3, "(channels, height, width)")
    rows, columns = ((owner._known(inputs, axis) + 2 * padding - size) // stride + 1 for axis in (1, 2))
    if rows < 1 or columns < 1:
        raise ValueError(f"{owner.name}: a window of {size} × {size} does not fit into an image of {inputs[1:]}.")
    return rows, columns


@layer
class Conv2D(Layer):
    """Convolution: `filters` kernels of size × size over all channels, and one bias per filter; see `autodiff.conv2d`.

    (n, channels, height, width) → (n, filters, rows, columns), rows = (height + 2 padding − size) // stride + 1.
    """

    filters: Count
    size: Count = 3
    stride: Count = 1
    padding: CountOrZero = 0
    initial: Initial = "he"

    def __post_init__(self) -> None:
        spread(self.initial, 1, 1)

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """Weights (filters, channels, size, size), bias (filters,)."""
        places = _places(self, inputs, self.size, self.stride, self.padding)
        shape = (self.filters, self._known(inputs, 0), self.size, self.size)
        return {"weight": shape, "bias": (self.filters,)}, (self.filters, *places)

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Weights at random, biases 0."""
        filters, channels, *_ = shapes["weight"]
        fans = channels * self.size**2, filters * self.size**2
        return {"weight": normal(rng, self.initial, shapes["weight"], *fans), "bias": np.zeros(filters)}

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the convolved images."""
        return conv2d(x, p["weight"], stride=self.stride, padding=self.padding) + p["bias"][:, None, None]


@layer
class MaxPool2D(Layer):
    """Keep the largest pixel of every window of size × size, side by side: smaller images, less fuss about places."""

    size: Count = 2

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """No parameters; height and width divided by the size."""
        return {}, (inputs[0], *_places(self, inputs, self.size, self.size))

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the pooled images."""
        return max_pool2d(x, self.size)


@layer
class AveragePool2D(Layer):
    """Keep the mean of every window of size × size, side by side."""

    size: Count = 2

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """No parameters; height and width divided by the size."""
        return {}, (inputs[0], *_places(self, inputs, self.size, self.size))

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the pooled images."""
        return average_pool2d(x, self.size)
