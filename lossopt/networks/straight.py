"""A network of one operation per layer needs no graph: the tape is a list, written on the way forward and read from its end on the way back.

The tape of `lossopt.autodiff` takes every program, and finds the same gradient. But it makes a node of every result, and asks at each of them who else
has used it; here everybody is used once, by the layer behind it. In a small network the question costs as much as a large part of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray

from lossopt.autodiff.gradients import Into, fit
from lossopt.networks.layer import Layer

VJPs = tuple[Callable[..., Any], ...]


class Straight:
    """The way through such a network and back; see this module's docstring.

    `own` says, for each layer, where its parameters are among all.
    """

    def __init__(self, layers: Sequence[Layer], own: Sequence[slice]) -> None:
        self.layers, self.own = tuple(layers), tuple(own)
        self.rules = tuple(rule for each in layers if (rule := each.rule) is not None)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process without the rules, which have no names of their own."""
        return Straight, (self.layers, self.own)

    def forward(self, views: Sequence[NDArray], x: Any) -> tuple[NDArray, list[VJPs]]:
        """Return the outputs for the examples x, and the tape: the vector-Jacobian products of every layer."""
        tape = []
        for rule, own in zip(self.rules, self.own, strict=True):
            x, vjps = rule(x, *views[own])
            tape.append(vjps)
        return x, tape

    def backward(self, tape: Sequence[VJPs], g: NDArray, places: Sequence[NDArray]) -> None:
        """Write the gradient with respect to every parameter into its place; g is the gradient with respect to the outputs."""
        for number in reversed(range(len(tape))):
            to_x, *to_parameters = tape[number]
            for vjp, place in zip(to_parameters, places[self.own[number]], strict=True):
                part = vjp(g, out=place) if type(vjp) is Into else vjp(g)
                if part is not place:
                    place[...] = fit(part, place)
            if number:  # nobody asks for the gradient of the data
                g = to_x(g)


def straight(layers: Sequence[Layer], own: Sequence[slice]) -> Straight | None:
    """Return the straight way through these layers, None where one of them is not a single operation."""
    return Straight(layers, own) if all(each.rule is not None for each in layers) else None
