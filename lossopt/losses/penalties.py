"""Penalties: what a model pays for its parameters themselves, to be added to a loss. They are no losses: there is no target.

    value, grad = l2_penalty.value_and_grad(w, strength=0.01)

A penalty's kernel returns value and derivative like that of a loss, and the whole of `parameters`, of any shape, is summed.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.language import Text
from lossopt.losses.forms import FLOAT32, FLOAT64, require_finite
from lossopt.ranges import NonNegative, check_all, declared, plain

Kernel = Callable[..., tuple[float, NDArray]]


class Penalty:
    """A penalty: call it for the value, `.grad` and `.value_and_grad` for the gradient, in the shape of the parameters."""

    def __init__(self, kernel: Kernel, title: Text, reference: str) -> None:
        functools.update_wrapper(self, kernel)
        self.kernel, self.title, self.reference = kernel, title, reference
        self.ranges = declared(kernel)
        self.strength: float = inspect.signature(kernel).parameters["strength"].default

    @property
    def name(self) -> str:
        """The penalty's name: its kernel's."""
        return self.kernel.__name__

    def __call__(self, parameters: ArrayLike, strength: float | None = None) -> float:
        """Return the penalty."""
        return self.value_and_grad(parameters, strength)[0]

    def grad(self, parameters: ArrayLike, strength: float | None = None) -> NDArray:
        """Return the gradient of the penalty with respect to the parameters."""
        return self.value_and_grad(parameters, strength)[1]

    def value_and_grad(self, parameters: ArrayLike, strength: float | None = None) -> tuple[float, NDArray]:
        """Return the penalty and its gradient."""
        strength = self.strength if strength is None else strength
        check_all(self.name, self.ranges, {"strength": strength})
        value, grad = self.kernel(_numbers(self.name, parameters), plain(strength))
        return float(value), grad

    def __repr__(self) -> str:
        return f"<penalty {self.name}>"


def penalty(*, ko: str, en: str, reference: str) -> Callable[[Kernel], Penalty]:
    """Turn a kernel `(parameters, strength) → value, derivative` into a `Penalty`."""
    return lambda kernel: Penalty(kernel, Text(ko=ko, en=en), reference)


@penalty(ko="L1 규제", en="L1 penalty", reference="tibshirani1996")
def l1_penalty(parameters: NDArray, strength: NonNegative = 1.0) -> tuple[float, NDArray]:
    """L1 penalty: λ Σ|wᵢ|.

    Derivative: λ sign(wᵢ), at 0 the subgradient 0. It pulls every parameter equally hard, however small it is already, and so makes some of them
    exactly 0; a gradient step jumps over that kink, `l1_proximal` lands on it.
    Raises ValueError for λ < 0, NaN or infinity.

    >>> l1_penalty([3.0, -1.0], strength=0.5), l1_penalty.grad([3.0, -1.0], strength=0.5).tolist()
    (2.0, [0.5, -0.5])
    """
    return strength * np.abs(parameters).sum(), strength * np.sign(parameters)


@penalty(ko="L2 규제", en="L2 penalty", reference="hoerl1970")
def l2_penalty(parameters: NDArray, strength: NonNegative = 1.0) -> tuple[float, NDArray]:
    """L2 penalty: (λ/2) Σwᵢ².

    Derivative: λwᵢ, which is what the ½ is for: with gradient descent it is the same as weight decay λ. It shrinks large parameters most and makes
    none exactly 0.
    Raises ValueError for λ < 0, NaN or infinity.

    >>> l2_penalty([3.0, -1.0], strength=0.5), l2_penalty.grad([3.0, -1.0], strength=0.5).tolist()
    (2.5, [1.5, -0.5])
    """
    return strength / 2 * np.vdot(parameters, parameters), strength * parameters


@penalty(ko="립시츠 벌점", en="Lipschitz penalty", reference="gulrajani2017")
def lipschitz_penalty(gradient_norms: NDArray, strength: NonNegative = 10.0) -> tuple[float, NDArray]:
    """Gradient penalty of a Wasserstein critic: λ times the mean of (gᵢ − 1)².

    gᵢ is the norm of the critic's gradient with respect to its input, at a point between a real and a generated example. Derivative with respect to gᵢ: 2λ(gᵢ − 1)/n. Added to `wasserstein_critic` it holds the critic near slope 1, where its loss measures a distance.
    Raises ValueError for λ < 0, NaN or infinity.

    >>> lipschitz_penalty([1.0, 3.0], strength=10.0)
    20.0
    """
    off = gradient_norms - 1
    return strength * np.mean(off * off), 2 * strength / off.size * off


def l1_proximal(parameters: ArrayLike, threshold: NonNegative) -> NDArray:
    """Return the proximal step of the L1 penalty, soft thresholding: sign(w) max(0, |w| − t), parameter by parameter.

    It solves min over v of ½(v − w)² + t|v|. After a gradient step of size η on the loss alone, take it with t = ηλ: parameters whose slope is
    weaker than λ become exactly 0 (Parikh and Boyd 2014).
    Raises ValueError for t < 0, NaN or infinity.

    >>> l1_proximal([3.0, -0.5, -2.0], threshold=1.0).tolist()
    [2.0, 0.0, -1.0]
    """
    check_all("l1_proximal", declared(l1_proximal), {"threshold": threshold})
    w = _numbers("l1_proximal", parameters)
    t = plain(threshold)
    return w - np.clip(w, -t, t)


def _numbers(owner: str, given: Any) -> NDArray:
    try:
        w = np.asarray(given)
    except ValueError:  # ragged lists
        raise ValueError(f"{owner}: parameters has rows of different lengths; expected an array of numbers.") from None
    if w.dtype.kind not in "fiub":
        raise ValueError(f"{owner}: parameters must hold real numbers, got dtype {w.dtype}.")
    if w.size == 0:
        raise ValueError(f"{owner}: parameters is empty (shape {w.shape}); expected at least one number.")
    narrow = w.dtype.kind == "f" and w.dtype.itemsize <= 4
    w = w.astype(FLOAT32 if narrow else FLOAT64, copy=False)
    require_finite(owner, "parameters", w)
    return w
