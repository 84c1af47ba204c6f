"""Dense layers and simple activations, one after another, need no graph: backpropagation is a way there and the same way back.

The tape of `lossopt.autodiff` takes every program, and finds the same gradient. But it makes a node of every result, and asks at each of them who else
has used it; here everybody is used once, by the layer behind it. In a small network the question costs as much as a large part of the arithmetic.
And what is used once may be written over, so that a pass takes less memory, and the next one takes the same again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lossopt.autodiff.neural import ones
from lossopt.room import room

if TYPE_CHECKING:  # a layer imports this module
    from lossopt.networks.layer import Layer

Parameters = Sequence[NDArray]
Out = NDArray | None  # where a result shall stand; None: in an array of its own
Rooms = dict[tuple[bool, int], NDArray]

# Bytes, from which the system gives memory and takes it back page by page, which costs as much as the arithmetic.
LARGE = 128 * 1024
KEPT = 64 * 1024 * 1024  # bytes that a pass may leave for the next one


class Station(Protocol):
    """A layer on the straight way: its formula, and how a gradient passes through it. L is the loss, g = ∂L/∂y."""

    units: int  # numbers that come out for an example; 0 where each entry is treated by itself

    def forward(self, x: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return y, the layer's output."""
        ...

    def to_parameters(self, g: NDArray, x: NDArray, places: Parameters) -> None:
        """Write the gradients of the parameters into their places."""
        ...

    def to_input(self, g: NDArray, y: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return ∂L/∂x."""
        ...


class Affine:
    """y = x W + b. The sums of ∂L/∂W = xᵀ g and ∂L/∂b = Σ g run over the examples; ∂L/∂x = g Wᵀ."""

    def __init__(self, units: int) -> None:
        self.units = units

    def forward(self, x: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return x W + b."""
        weight, bias = parameters
        y = np.matmul(x, weight, out=out)
        y += bias
        return y

    def to_parameters(self, g: NDArray, x: NDArray, places: Parameters) -> None:
        """Write xᵀ g and Σ g."""
        to_weight, to_bias = places
        if g.ndim > 2:  # every step of a sequence is an example
            g, x = g.reshape(-1, g.shape[-1]), x.reshape(-1, x.shape[-1])
        np.matmul(x.T, g, out=to_weight)
        np.matmul(ones(len(g), g.dtype), g, out=to_bias)  # a product with ones is the fastest sum

    def to_input(self, g: NDArray, y: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return g Wᵀ."""
        return np.matmul(g, parameters[0].T, out=out)


class Elementwise:
    """y = function(x), entry by entry, where y tells the slope: ∂L/∂x = g · slope(y). Both functions take `out=`."""

    units = 0

    def __init__(self, function: Callable[..., NDArray], slope: Callable[..., NDArray]) -> None:
        self.function, self.slope = function, slope

    def forward(self, x: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return the function of x."""
        return self.function(x, out=out)

    def to_parameters(self, g: NDArray, x: NDArray, places: Parameters) -> None:
        """Write nothing: there are none."""

    def to_input(self, g: NDArray, y: NDArray, parameters: Parameters, out: Out) -> NDArray:
        """Return g · slope(y). With an `out` that may be g itself, y is written over as well."""
        return np.multiply(g, self.slope(y, out=None if out is None else y), out=out)


def _relu(x: NDArray, out: Out) -> NDArray:
    return np.maximum(x, 0, out=out)


def _relu_slope(y: NDArray, out: Out) -> NDArray:
    return np.greater(y, 0, out=out)


def _tanh_slope(y: NDArray, out: Out) -> NDArray:
    return np.subtract(1, np.multiply(y, y, out=out), out=out)


ELEMENTWISE = {"relu": Elementwise(_relu, _relu_slope), "tanh": Elementwise(np.tanh, _tanh_slope)}


class Straight:
    """The way through such a network and back; see this module's docstring.

    `own` says, for each station, where its parameters are among all.
    """

    def __init__(self, stations: Sequence[Station], own: Sequence[slice]) -> None:
        self.stations, self.own = tuple(stations), tuple(own)
        self.widest = max(station.units for station in stations)
        last = len(stations) - 1
        # A function of single entries is told by its output: it may stand in place of its input, unless that is the examples or another's output.
        self._in_place = [n > 0 and not s.units and stations[n - 1].units > 0 for n, s in enumerate(stations)]
        # The last output is the loss's, which may keep it: no room for it, nor for what it takes the place of.
        self._lasting = last - 1 if self._in_place[last] else last
        self._idle: list[Rooms] = []  # the rooms of passes that are over

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process without the rooms."""
        return Straight, (self.stations, self.own)

    def backpropagate(
        self, parameters: Parameters, places: Parameters, x: NDArray, loss: Callable[[NDArray], tuple[float, NDArray] | None],
    ) -> float | None:  # fmt: skip
        """Return the loss for the examples x, and write its gradient with respect to every parameter into its place.

        `loss(outputs)` returns value and gradient, or None: then nothing is written, and the result is None.
        """
        rooms = self._rooms(x)
        outputs = self._forward(parameters, x, rooms)
        told = loss(outputs[-1])
        if told is None:
            return None
        value, g = told
        self._backward(parameters, places, outputs, g, rooms)
        if rooms is not None and sum(each.nbytes for each in rooms.values()) <= KEPT:
            self._idle.append(rooms)
        return value

    def _forward(self, parameters: Parameters, x: NDArray, rooms: Rooms | None) -> list[NDArray]:
        """Return the examples and what every station makes of them."""
        outputs = [x]
        for number, (station, own) in enumerate(zip(self.stations, self.own, strict=True)):
            out = x if self._in_place[number] else None
            if rooms is not None and station.units and number < self._lasting:
                out = _room(rooms, (True, number), (*x.shape[:-1], station.units), x.dtype)
            x = station.forward(x, parameters[own], out)
            outputs.append(x)
        return outputs

    def _backward(
        self, parameters: Parameters, places: Parameters, outputs: list[NDArray], g: NDArray, rooms: Rooms | None
    ) -> None:
        """Write the gradients of all parameters; g is that with respect to the last output."""
        last = len(self.stations) - 1
        for number in range(last, -1, -1):
            station, own, x = self.stations[number], self.own[number], outputs[number]
            if station.units:
                station.to_parameters(g, x, places[own])
            if number == 0:
                return  # nobody asks for the gradient of the examples
            out = g if number < last and not station.units else None
            if rooms is not None and station.units:
                out = _room(rooms, (False, number), x.shape, x.dtype)
            g = station.to_input(g, outputs[number + 1], parameters[own], out)

    def _rooms(self, x: NDArray) -> Rooms | None:
        """Return the arrays of an earlier pass, whose contents are used up, or None where small ones are quickly made."""
        if x.nbytes // x.shape[-1] * self.widest <= LARGE:
            return None
        try:
            return self._idle.pop()  # nobody else has it then: no other thread, and no pass within this one
        except IndexError:
            return {}


def straight(layers: Sequence[Layer], own: Sequence[slice]) -> Straight | None:
    """Return the straight way through these layers, None where one of them is no station."""
    stations = [station for each in layers if (station := each.station) is not None]
    return Straight(stations, own) if len(stations) == len(layers) else None


def _room(rooms: Rooms, key: tuple[bool, int], shape: tuple[int, ...], dtype: np.dtype) -> NDArray:
    kept = rooms.get(key)
    if kept is None or kept.shape != shape or kept.dtype != dtype:
        kept = rooms[key] = room(shape, dtype)
    return kept
