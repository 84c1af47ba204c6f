"""What a layer is: hyperparameters, the shapes of its parameters, and a forward pass in NumPy. It holds no numbers.

A layer is a frozen dataclass, made by `@layer`, which also enters it into the table that loading a file reads from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, dataclass_transform

import numpy as np
from numpy.typing import NDArray

from lossopt.networks.straight import Station
from lossopt.ranges import checked

Shape = tuple[int | None, ...]  # of one example; None where any length will do
Parameters = Mapping[str, Any]  # arrays, or tensors on a tape

LAYERS: dict[str, type[Layer]] = {}
T = TypeVar("T")


class Run:
    """What a forward pass knows besides parameters and input: whether it trains, and what earlier passes found.

    - `training`: batch normalisation takes the statistics of the batch itself
    - `rng`: dropout draws from it; None where nothing is dropped
    - `statistics`: for each layer, by its number, mean and variance of its inputs over the training data
    - `here`: the number of the layer at work
    """

    def __init__(
        self, training: bool = False, rng: np.random.Generator | None = None, statistics: Mapping[int, Any] | None = None
    ) -> None:  # fmt: skip
        self.training, self.rng = training, rng
        self.statistics = dict(statistics or {})
        self.here = 0


class Layer:
    """A layer; subclasses write `build` and `__call__`, and `init` where they have parameters."""

    has_statistics: ClassVar[bool] = False  # behaves otherwise in training: batch normalisation
    is_random: ClassVar[bool] = False  # draws at random in training: dropout
    looks_up: ClassVar[bool] = False  # takes whole numbers, such as those of words

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """Return the shapes of the parameters by name, and the output's shape, for examples of the shape `inputs`.

        Raises ValueError for a shape that the layer cannot take.
        """
        raise NotImplementedError

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Return the parameters before training: 0 unless a layer says otherwise."""
        return {name: np.zeros(shape) for name, shape in shapes.items()}

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the output for the examples x (n, *inputs) under the parameters p."""
        raise NotImplementedError

    @property
    def station(self) -> Station | None:
        """What the layer is on the straight way through a network (see `straight`), None where it is nothing so simple.

        It must give what `__call__` gives, so a class hands it on to no subclass: that may compute otherwise.
        """
        return None

    @property
    def name(self) -> str:
        """The layer's name in tables: its class's."""
        return type(self).__name__

    def _wants(self, inputs: Shape, axes: int, words: str) -> None:
        """Raise ValueError unless an example has so many axes."""
        if len(inputs) != axes:
            raise ValueError(f"{self.name}: one example has shape {inputs}; expected {words}.")

    def _known(self, inputs: Shape, axis: int) -> int:
        """Return the length of an axis that parameters depend on."""
        length = inputs[axis]
        if length is None:
            raise ValueError(f"{self.name}: one example has shape {inputs}; axis {axis} must have a fixed length.")
        return length


@dataclass_transform(frozen_default=True)
def layer(cls: type[T]) -> type[T]:
    """Define a layer: a frozen dataclass that checks its hyperparameters, known by its name."""
    made = checked(cls)
    LAYERS[cls.__name__] = made  # type: ignore[assignment]
    return made
