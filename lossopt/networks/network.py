"""A network: layers one after another, and one flat vector of which every layer sees its part."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.networks.activations import Activation, activation
from lossopt.networks.basic import Dense, Dropout
from lossopt.networks.initial import Initial
from lossopt.networks.layer import Layer, Run, Shape
from lossopt.networks.normalisation import BatchNorm
from lossopt.networks.straight import straight


@dataclass(frozen=True)
class Slot:
    """Where a parameter lies in the flat vector."""

    layer: int
    parameter: str
    shape: tuple[int, ...]
    place: slice
    label: str


class Network:
    """Layers one after another; a function of a flat vector of parameters and of examples.

        net = Network([Conv2D(8), Activation("relu"), Flatten(), Dense(10)], inputs=(1, 8, 8))
        w = net.init(seed=0)
        net(w, x)          # x (n, 1, 8, 8) → (n, 10)

    - `size`: the number of parameters, the length of w
    - `inputs`, `outputs`: the shape of one example going in and coming out (None where any length will do)
    - `slots`: where each parameter lies in w
    - `straight`: a short way to the gradient, where all layers are dense or simple activations, else None

    Raises ValueError where a layer cannot take what the one before it returns.
    """

    def __init__(self, layers: Sequence[Layer], inputs: int | Shape) -> None:
        self.layers = tuple(layers)
        if not self.layers or not all(isinstance(each, Layer) for each in self.layers):
            raise ValueError(f"Network: layers must be a list of one or more layers, got {layers!r}.")
        self.inputs = _shape(inputs)
        self.slots, self.shapes = _lay_out(self.layers, self.inputs)
        self.size = self.slots[-1].place.stop if self.slots else 0
        self._steps = [(number, each, *self._own(number)) for number, each in enumerate(self.layers)]
        self.straight = straight(self.layers, [own for *_, own in self._steps])
        # A vector is its part of w as it stands, everything else is shaped.
        self._places = [(slot.place, None if len(slot.shape) == 1 else slot.shape) for slot in self.slots]
        self.statistics: dict[int, Any] = {}

    @property
    def outputs(self) -> Shape:
        """The shape of what comes out for one example."""
        return self.shapes[-1]

    @property
    def needs_statistics(self) -> bool:
        """Whether a layer behaves otherwise in training, so that the network must be calibrated before it predicts."""
        return any(each.has_statistics for each in self.layers)

    @property
    def is_random(self) -> bool:
        """Whether a layer draws at random in training."""
        return any(each.is_random for each in self.layers)

    def init(self, seed: int = 0, dtype: Any = np.float64) -> NDArray:
        """Return parameters before training, the same for the same seed; every layer knows how its own should spread."""
        rng = np.random.default_rng(seed)
        w = np.zeros(self.size, dtype)
        for number, each in enumerate(self.layers):
            own = [slot for slot in self.slots if slot.layer == number]
            made = each.init(rng, {slot.parameter: slot.shape for slot in own})
            for slot in own:
                w[slot.place] = made[slot.parameter].ravel()
        return w

    def parameters(self, w: NDArray) -> dict[str, NDArray]:
        """Return the parameters by name, as views: what changes them changes w.

        >>> net = mlp([3, 2])
        >>> {name: view.shape for name, view in net.parameters(net.init()).items()}
        {'0 Dense weight': (3, 2), '0 Dense bias': (2,)}
        """
        self._check_parameters(w)
        return {slot.label: w[slot.place].reshape(slot.shape) for slot in self.slots}

    def __call__(
        self, w: Any, x: ArrayLike, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> Any:  # fmt: skip
        """Return the outputs for examples x (n, *inputs); w may be an array or a tensor.

        In `training` batch normalisation takes the batch's own statistics, and dropout draws from `rng`, which it then needs.
        Raises ValueError for shapes that do not fit.
        """
        return self.forward(self.views(w), x, self._run(training, rng))

    def forward(self, views: Sequence[Any], x: ArrayLike, run: Run) -> Any:
        """Return the outputs, given the parameters one by one in the order of `slots`: arrays or tensors."""
        for output in self._outputs(views, x, run):
            x = output
        return x

    def trace(self, w: Any, x: ArrayLike, *, training: bool = False, rng: np.random.Generator | None = None) -> list:
        """Return what every layer puts out, in their order: the last is the network's output."""
        return list(self._outputs(self.views(w), x, self._run(training, rng)))

    def calibrated(self, w: NDArray, x: ArrayLike) -> Network:
        """Return this network with the statistics of batch normalisation taken over the examples x: those it was trained on."""
        run = Run(training=True)
        self.forward(self.views(w), x, run)
        made = copy.copy(self)
        made.statistics = run.statistics
        return made

    def summary(self) -> str:
        """Return one line per layer: what it is, what comes out for one example, how many parameters it has.

        >>> print(mlp([64, 16, 10]).summary())
        0 Dense    (16,)  1,040
        1 relu     (16,)
        2 Dense    (10,)    170
                          1,210
        """
        counts = [
            sum(math.prod(s.shape) for s in self.slots if s.layer == number) for number in range(len(self.layers))
        ]
        rows = [
            (f"{number} {each.name}", _words(shape), f"{count:,}" if count else "")
            for number, (each, shape, count) in enumerate(zip(self.layers, self.shapes, counts, strict=True))
        ]
        rows.append(("", "", f"{self.size:,}"))
        name, shape, count = (max(len(row[column]) for row in rows) for column in range(3))
        return "\n".join(f"{a:<{name + 3}}{b:<{shape + 2}}{c:>{count}}".rstrip() for a, b, c in rows)

    def __repr__(self) -> str:
        names = " → ".join(each.name for each in self.layers)
        return f"<network {_words(self.inputs)} → {names}: {self.size:,} parameters>"

    def _outputs(self, views: Sequence[Any], x: Any, run: Run) -> Iterable[Any]:
        x = self.examples(x, views)
        for number, each, names, own in self._steps:
            run.here = number
            x = each(dict(zip(names, views[own], strict=True)), x, run)
            yield x

    def _own(self, number: int) -> tuple[tuple[str, ...], slice]:
        """Return the names of a layer's parameters, and where they are among all."""
        numbers = [i for i, slot in enumerate(self.slots) if slot.layer == number]
        first = numbers[0] if numbers else 0
        return tuple(self.slots[i].parameter for i in numbers), slice(first, first + len(numbers))

    def views(self, w: Any) -> list[Any]:
        """Return the parameters one by one, in the order of `slots`, as views of w."""
        self._check_parameters(w)
        return [w[place] if shape is None else w[place].reshape(shape) for place, shape in self._places]

    def _run(self, training: bool, rng: np.random.Generator | None) -> Run:
        if training and self.is_random and rng is None:
            raise ValueError("Network: in training dropout draws at random; pass rng=np.random.default_rng(seed).")
        return Run(training, rng if training else None, {} if training else self.statistics)

    def _check_parameters(self, w: Any) -> None:
        if getattr(w, "shape", None) != (self.size,) and np.shape(w) != (self.size,):
            raise ValueError(f"Network: w has shape {np.shape(w)}; expected ({self.size},), one number per parameter.")

    def examples(self, x: Any, views: Sequence[Any]) -> Any:
        """Return the examples as an array of the parameters' dtype; whole numbers that a layer looks up stay what they are."""
        if type(x) is np.ndarray and x.shape[1:] == self.inputs and views and x.dtype == views[0].dtype:
            return x  # what a descent asks at every step
        given = x if hasattr(x, "value") else np.asarray(x)
        shape = given.shape[1:]
        fits = len(shape) == len(self.inputs) and all(
            want is None or got == want for got, want in zip(shape, self.inputs, strict=True)
        )
        if given.ndim == 0 or not fits:
            raise ValueError(f"Network: x has shape {given.shape}; expected (n, {_words(self.inputs)[1:]}.")
        if not views or self.layers[0].looks_up or given.dtype == views[0].dtype:
            return given
        return given.astype(views[0].dtype)


def mlp(
    sizes: Sequence[int], activation: str = "relu", *, output: str = "linear", initial: Initial | None = None,
    batch_norm: bool = False, dropout: float = 0.0,
) -> Network:  # fmt: skip
    """Return a network of dense layers, a multi-layer perceptron: `mlp([64, 128, 10])` has 64 inputs, 128 hidden units, 10 outputs.

    `activation` follows every layer but the last, `output` the last. `initial` is how the weights spread, see `spread`: "he" for the ReLU family and
    "glorot" for the others unless given. `batch_norm` and `dropout` stand before and behind each hidden activation.
    Raises ValueError for fewer than two sizes, unknown names, a dropout outside [0, 1).

    >>> mlp([2, 8, 1], "tanh")
    <network (2,) → Dense → tanh → Dense: 33 parameters>
    """
    if len(sizes) < 2:
        raise ValueError(f"mlp: sizes must name inputs and outputs, two numbers or more, got {list(sizes)!r}.")
    _known_activations(activation, output)
    if initial is None:
        initial = "he" if activation in ("relu", "leaky_relu", "elu", "gelu", "silu") else "glorot"
    layers: list[Layer] = []
    for units in sizes[1:-1]:
        layers.append(Dense(units, initial))
        layers += [BatchNorm()] if batch_norm else []
        layers.append(Activation(activation))
        layers += [Dropout(dropout)] if dropout else []
    layers.append(Dense(sizes[-1], initial))
    layers += [Activation(output)] if output != "linear" else []
    return Network(layers, inputs=sizes[0])


def _known_activations(*names: str) -> None:
    for name in names:
        activation(name)


def _lay_out(layers: Sequence[Layer], inputs: Shape) -> tuple[tuple[Slot, ...], tuple[Shape, ...]]:
    """Return a place in the flat vector for every parameter, and the shape that comes out of every layer."""
    slots: list[Slot] = []
    outputs: list[Shape] = []
    shape, end = inputs, 0
    for number, each in enumerate(layers):
        wanted, shape = _built(number, each, shape)
        outputs.append(shape)
        for parameter, own in wanted.items():
            place = slice(end, end + math.prod(own))
            slots.append(Slot(number, parameter, own, place, f"{number} {each.name} {parameter}"))
            end = place.stop
    return tuple(slots), tuple(outputs)


def _built(number: int, each: Layer, inputs: Shape) -> tuple[Mapping[str, tuple[int, ...]], Shape]:
    try:
        return each.build(inputs)
    except ValueError as error:
        raise ValueError(f"Network: layer {number}: {error}") from None


def _shape(inputs: Any) -> Shape:
    shape = tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,)
    for length in shape:
        if length is not None and not (isinstance(length, int | np.integer) and length >= 1):
            raise ValueError(f"Network: inputs must be a whole number ≥ 1 or a tuple of them, got {inputs!r}.")
    return tuple(None if length is None else int(length) for length in shape)


def _words(shape: Shape) -> str:
    return str(shape).replace("None", "any")
