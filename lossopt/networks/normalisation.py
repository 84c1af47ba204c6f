"""Normalisation: bring activations to mean 0 and variance 1, then let the network scale and shift them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lossopt.networks.layer import Layer, Parameters, Run, Shape, layer
from lossopt.ranges import Positive


def normalised(x: Any, mean: Any, variance: Any, eps: float) -> Any:
    """(x − mean) / √(variance + ε): ε stands inside the root, as in both papers."""
    return (x - mean) / np.sqrt(variance + eps)


@layer
class BatchNorm(Layer):
    """Batch normalisation: every feature, or channel of an image, is normalised over the examples of the batch (Ioffe and Szegedy 2015).

        y = scale · (x − mean) / √(variance + ε) + shift

    In training, mean and variance are those of the batch, so that an example's output depends on its neighbours and noise is the greater, the smaller the batch.
    Afterwards they are those of the training data, which `Network.calibrated` computes in one pass (PyTorch keeps a moving average over batches instead).
    Shapes: (n, features), or (n, channels, height, width). Raises ValueError for a batch of one number per feature, of which there is no variance.
    """

    eps: Positive = 1e-5
    has_statistics: ClassVar[bool] = True

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """One scale and one shift per feature or channel."""
        if not inputs:
            raise ValueError(
                f"BatchNorm: one example has shape {inputs}; expected (features,) or (channels, height, width)."
            )
        features = self._known(inputs, 0)
        return {"scale": (features,), "shift": (features,)}, inputs

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Scale 1, shift 0."""
        return {"scale": np.ones(shapes["scale"]), "shift": np.zeros(shapes["shift"])}

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return y; in training, leave mean and variance of x in `run.statistics`."""
        places = (1, -1, *(1,) * (x.ndim - 2))  # one number per feature, against (n, features, …)
        if run.training:
            if x.size == x.shape[1]:
                raise ValueError("BatchNorm: the batch has one number per feature; a variance needs two or more.")
            axes = (0, *range(2, x.ndim))
            mean, variance = np.mean(x, axis=axes, keepdims=True), np.var(x, axis=axes, keepdims=True)
            run.statistics[run.here] = (mean, variance)
        elif run.here in run.statistics:
            mean, variance = run.statistics[run.here]
        else:
            raise ValueError(
                "BatchNorm: outside training it needs the statistics of the training data: use network.calibrated(w, x), or training=True."
            )
        return p["scale"].reshape(places) * normalised(x, mean, variance, self.eps) + p["shift"].reshape(places)


@layer
class LayerNorm(Layer):
    """Layer normalisation: every example is normalised over its own last axis; the batch does not matter (Ba et al. 2016).

    >>> y = LayerNorm()({"scale": np.ones(2), "shift": np.zeros(2)}, np.array([[1.0, 3.0]]), Run())
    >>> y.round(3).tolist()
    [[-1.0, 1.0]]
    """

    eps: Positive = 1e-5

    def build(self, inputs: Shape) -> tuple[dict[str, tuple[int, ...]], Shape]:
        """One scale and one shift per feature."""
        if not inputs:
            raise ValueError(f"LayerNorm: one example has shape {inputs}; expected at least one axis of features.")
        features = self._known(inputs, -1)
        return {"scale": (features,), "shift": (features,)}, inputs

    def init(self, rng: np.random.Generator, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray]:
        """Scale 1, shift 0."""
        return {"scale": np.ones(shapes["scale"]), "shift": np.zeros(shapes["shift"])}

    def __call__(self, p: Parameters, x: Any, run: Run) -> Any:
        """Return y."""
        mean, variance = np.mean(x, axis=-1, keepdims=True), np.var(x, axis=-1, keepdims=True)
        return p["scale"] * normalised(x, mean, variance, self.eps) + p["shift"]
