"""Recurrent layers for sequences (n, T, features): one cell, the same weights at every step.

The gradient of a shared weight is the sum over all steps at which it was used; the tape adds it up as it would for any value used
twice. So "backpropagation through time" is no method of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.networks.activations import sigmoid
from lossopt.networks.initial import normal, orthogonal
from lossopt.networks.layer import Layer, Parameters, Run, Shape, layer
from lossopt.ranges import Count, Switch

Cell = Callable[[Parameters, Any, Any], Any]


def rnn_cell(p: Parameters, x: Any, h: Any) -> Any:
    """One step of a simple recurrent network: h ← tanh(x W + h U + b)."""
    return np.tanh(x @ p["weight"] + h @ p["recurrent"] + p["bias"])


def gru_cell(p: Parameters, x: Any, h: Any) -> Any:
    """One step of a gated recurrent unit: h ← z h + (1 − z) n, where z decides how much of the old state stays (Cho et al. 2014).

        r = σ(x W_r + h U_r + b_r)         what of the old state the proposal looks at
        z = σ(x W_z + h U_z + b_z)         what of the old state stays
        n = tanh(x W_n + b_n + r (h U_n + c))    the proposal

    Columns in the order r, z, n, as in PyTorch: W (features, 3 units), U (units, 3 units), b (3 units,), c (units,).
    """
    units = h.shape[-1]
    ours, theirs = x @ p["weight"] + p["bias"], h @ p["recurrent"]
    gates = sigmoid(ours[:, : 2 * units] + theirs[:, : 2 * units])
    r, z = gates[:, :units], gates[:, units:]
    n = np.tanh(ours[:, 2 * units :] + r * (theirs[:, 2 * units :] + p["inner_bias"]))
    return z * h + (1 - z) * n


def unroll(cell: Cell, p: Parameters, x: Any, units: int, sequences: bool) -> Any:
    """Apply a cell at every step, from the state 0; return all states (n, T, units), or the last (n, units)."""
    h: Any = np.zeros((x.shape[0], units), x.dtype)
    states = []
    for t in range(x.shape[1]):
        h = cell(p, x[:, t], h)
        states.append(h)
    return np.stack(states, axis=1) if sequences else h


class _Recurrent(Layer):
    """What both recurrent layers share; `blocks` is how many times `units` columns a step needs."""

    units: int
    sequences: bool
    blocks = 1

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """Weights from the input and from the state before, and a bias."""
        self._wants(inputs, 2, "(steps, features)")
        columns = self.blocks * self.units
        shapes: dict[str, tuple[int, ...]] = {
            "weight": (self._known(inputs, 1), columns), "recurrent": (self.units, columns), "bias": (columns,),
        }  # fmt: skip
        return shapes, (inputs[0], self.units) if self.sequences else (self.units,)

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Input weights by Glorot, recurrent ones rotations, biases 0."""
        zeros = {name: np.zeros(shape) for name, shape in shapes.items()}
        rotations = [orthogonal(rng, self.units) for _ in range(self.blocks)]
        weight = normal(rng, "glorot", shapes["weight"], shapes["weight"][0], self.units)
        return zeros | {"weight": weight, "recurrent": np.concatenate(rotations, axis=1)}


@layer
class RNN(_Recurrent):
    """Simple recurrent layer (Elman 1990): (n, T, features) → (n, units), or with `sequences` (n, T, units). See `rnn_cell`."""

    units: Count
    sequences: Switch = False

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the last state, or all."""
        return unroll(rnn_cell, p, x, self.units, self.sequences)


@layer
class GRU(_Recurrent):
    """Gated recurrent units: (n, T, features) → (n, units), or with `sequences` (n, T, units). See `gru_cell`."""

    units: Count
    sequences: Switch = False
    blocks = 3

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """As for any recurrent layer, and the bias inside the proposal."""
        shapes, outputs = super().build(inputs)
        return {**shapes, "inner_bias": (self.units,)}, outputs

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return the last state, or all."""
        return unroll(gru_cell, p, x, self.units, self.sequences)
