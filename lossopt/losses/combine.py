"""Losses made of losses: a weighted sum, weights that are learned with the model, and perplexity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.losses.classification import sparse_categorical_cross_entropy, sparse_softmax_cross_entropy
from lossopt.losses.composite import Composite
from lossopt.losses.core import Loss, Reduction


class WeightedSum(Composite):
    """Σ_k c_k ℓ_k(y, p) of losses ℓ_k that look at the same targets and predictions: what `weighted_sum` returns."""

    def __init__(self, losses: Sequence[Loss | Composite], weights: Sequence[float]) -> None:
        self.losses, self.weights = tuple(losses), tuple(weights)
        self.name = " + ".join(f"{c:g} {part.name}" for c, part in zip(self.weights, self.losses, strict=True))

    def value_and_grad(
        self, y_true: Any, y_pred: Any, *, weights: ArrayLike | None = None, reduction: Reduction = "mean"
    ) -> tuple[Any, NDArray]:
        """Return the weighted sum and its gradient; `weights` of examples and `reduction` are passed to every loss."""
        pairs = [part.value_and_grad(y_true, y_pred, weights=weights, reduction=reduction) for part in self.losses]
        value = sum(c * pair[0] for c, pair in zip(self.weights, pairs, strict=True))
        grad = sum(c * pair[1] for c, pair in zip(self.weights, pairs, strict=True))
        return value, np.asarray(grad)

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


def weighted_sum(losses: Sequence[Loss | Composite], weights: Sequence[float]) -> WeightedSum:
    """Return the loss Σ_k c_k ℓ_k, with gradient Σ_k c_k ∇ℓ_k.

    The weights c_k are not normalised: they carry the units of the losses, and doubling them all doubles the step. Hyperparameters are bound
    beforehand: `weighted_sum([mse, huber.bind(delta=2.0)], [1.0, 0.5])`.
    Raises ValueError for no losses, for what is not a loss, and unless there is one finite weight ≥ 0 for each, not all of them 0.

    >>> from lossopt.losses import mae, mse
    >>> both = weighted_sum([mse, mae], [1.0, 0.5])
    >>> both([0.0], [2.0]), both.grad([0.0], [2.0]).tolist()
    (5.0, [4.5])
    """
    parts = _losses("weighted_sum", losses)
    try:
        c = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"weighted_sum: weights must be finite numbers ≥ 0, got {weights!r}.") from None
    if c.shape != (len(parts),):
        raise ValueError(f"weighted_sum: weights has shape {c.shape}; expected ({len(parts)},), one for each loss.")
    if not np.isfinite(c).all() or (c < 0).any() or not c.any():
        raise ValueError(f"weighted_sum: weights must be finite numbers ≥ 0 and not all 0, got {c.tolist()}.")
    return WeightedSum(parts, c.tolist())


class UncertaintyWeighted:
    """Several tasks, each with a loss and a log-variance s_k that is learned: what `uncertainty_weighted` returns."""

    def __init__(self, losses: Sequence[Loss | Composite]) -> None:
        self.losses = tuple(losses)
        # A squared error is twice a Gaussian's negative log-likelihood; a cross-entropy is one already.
        self.factors = tuple(0.5 if part.name == "mse" else 1.0 for part in self.losses)

    def __call__(self, y_true: Sequence[Any], y_pred: Sequence[Any], log_variances: ArrayLike) -> float:
        """Return the combined loss."""
        return self.value_and_grad(y_true, y_pred, log_variances)[0]

    def value_and_grad(
        self, y_true: Sequence[Any], y_pred: Sequence[Any], log_variances: ArrayLike
    ) -> tuple[float, list[NDArray], NDArray]:
        """Return the value, its gradient with respect to each task's predictions, and that with respect to the log-variances.

        `y_true` and `y_pred` hold one entry per task.
        """
        s = self._log_variances(log_variances)
        for name, given in (("y_true", y_true), ("y_pred", y_pred)):
            if len(given) != len(self.losses):
                raise ValueError(
                    f"uncertainty_weighted: {name} has {len(given)} entries; expected {len(self.losses)}, one for each loss."
                )
        value, grads, slopes = 0.0, [], np.empty_like(s)
        # Infinite, not an error, where s is far below 0: a descent reports it.
        precisions = (self.factors * np.exp(-s)).tolist()
        for k, (part, precision) in enumerate(zip(self.losses, precisions, strict=True)):
            task_value, task_grad = part.value_and_grad(y_true[k], y_pred[k])
            value += precision * task_value + float(s[k]) / 2
            grads.append(precision * task_grad)
            slopes[k] = 0.5 - precision * task_value
        return value, grads, slopes

    def _log_variances(self, given: ArrayLike) -> NDArray:
        try:
            s = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(f"uncertainty_weighted: log_variances must be finite numbers, got {given!r}.") from None
        if s.shape != (len(self.losses),):
            raise ValueError(
                f"uncertainty_weighted: log_variances has shape {s.shape}; expected ({len(self.losses)},), one for each loss."
            )
        if not np.isfinite(s).all():
            raise ValueError(f"uncertainty_weighted: log_variances must be finite numbers, got {s.tolist()}.")
        return s

    def __repr__(self) -> str:
        return f"<uncertainty weighted: {', '.join(part.name for part in self.losses)}>"


def uncertainty_weighted(losses: Sequence[Loss | Composite]) -> UncertaintyWeighted:
    """Return the loss of several tasks, Σ_k a_k e^{−s_k} ℓ_k + s_k/2, whose log-variances s_k are learned with the model.

    a_k is ½ for `mse`, which is twice a Gaussian's negative log-likelihood, and 1 for the others, after Kendall, Gal and Cipolla (2018). Derivatives: a_k e^{−s_k} ∇ℓ_k with respect to
    the predictions of task k, ½ − a_k e^{−s_k} ℓ_k with respect to s_k. For fixed losses the best s_k is log(2 a_k ℓ_k): a task that stays
    bad is weighted down. s_k/2 keeps the weights from vanishing.
    Raises ValueError for no losses, for what is not a loss, and unless targets, predictions and log-variances come one per task.

    >>> from lossopt.losses import mse, sparse_softmax_cross_entropy
    >>> tasks = uncertainty_weighted([mse, sparse_softmax_cross_entropy])
    >>> value, grads, slopes = tasks.value_and_grad([[0.0], [1]], [[2.0], [[0.0, 0.0]]], [0.0, 0.0])
    >>> round(value, 4), grads[0].tolist(), slopes.round(4).tolist()
    (2.6931, [2.0], [-1.5, -0.1931])
    """
    return UncertaintyWeighted(_losses("uncertainty_weighted", losses))


class Perplexity(Composite):
    """Perplexity of predicted classes or words: exp of the mean cross-entropy, the number of equally likely choices that would be as hard.

    `perplexity(labels, logits)` with labels (n,) and logits (n, C), or `perplexity(labels, p, space="probability")` with rows of
    probabilities. Derivative: the perplexity times that of the mean cross-entropy, so both are minimised by the same prediction. 1 is
    certainty, C is a guess among C. There is no perplexity of one example, so there is no `reduction`.
    Raises ValueError as the cross-entropies do.

    >>> round(perplexity([0, 2], [[0.0, 0.0, 0.0], [5.0, 5.0, 5.0]]), 9)
    3.0
    """

    name = "perplexity"

    def value_and_grad(
        self, y_true: Any, y_pred: Any, *, weights: ArrayLike | None = None, space: str = "logit"
    ) -> tuple[float, NDArray]:
        """Return the perplexity and its gradient with respect to `y_pred`."""
        losses = {"logit": sparse_softmax_cross_entropy, "probability": sparse_categorical_cross_entropy}
        if not isinstance(space, str) or space not in losses:
            raise ValueError(f"perplexity: space must be one of {', '.join(map(repr, losses))}, got {space!r}.")
        mean, grad = losses[space].value_and_grad(y_true, y_pred, weights=weights)
        value = math.exp(mean)
        return value, value * grad

    def __repr__(self) -> str:
        return "<metric perplexity>"


perplexity = Perplexity()


def _losses(owner: str, losses: Sequence[Any]) -> list[Any]:
    parts = list(losses)
    if not parts:
        raise ValueError(f"{owner}: losses is empty; expected at least one loss.")
    for part in parts:
        if not hasattr(part, "value_and_grad"):
            raise ValueError(f"{owner}: losses must hold losses such as mse, got {part!r}.")
    return parts
