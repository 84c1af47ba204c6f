"""PyTorch's side of the comparison: value and gradient of each loss in eager mode, by its own function where it has one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

Run = Callable[[], tuple[Any, Any]]


def value_and_grad(name: str) -> Callable[[Any, Any], Run] | None:
    """Return what prepares a run of a loss on given arrays, or None where there is no formula."""
    formula = formulas().get(name)
    return None if formula is None else lambda y_true, y_pred: prepared(formula, y_true, y_pred)


def prepared(formula: Callable[..., Any], y_true: Any, y_pred: Any) -> Run:
    """Return a run of a formula, forward and backward, on given arrays."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    y = None if y_true is None else torch.from_numpy(np.array(y_true))
    p = torch.from_numpy(np.array(y_pred)).requires_grad_()

    def run() -> tuple[Any, Any]:
        p.grad = None
        value = formula(y, p)
        value.backward()
        return value.detach(), p.grad

    return run


def formulas() -> dict[str, Callable[..., Any]]:
    """Return value by loss, as PyTorch's operations."""
    torch = importlib.import_module("torch")
    f = importlib.import_module("torch.nn.functional")

    def focal(y: Any, z: Any) -> Any:
        p = torch.sigmoid(z)
        ce = f.binary_cross_entropy_with_logits(z, y, reduction="none")
        p_t = p * y + (1 - p) * (1 - y)
        return ((0.25 * y + 0.75 * (1 - y)) * ce * (1 - p_t) ** 2).mean()

    def dice(y: Any, p: Any) -> Any:
        return (1 - (2 * (y * p).sum(1) + 1) / (y.sum(1) + p.sum(1) + 1)).mean()

    def jaccard(y: Any, p: Any) -> Any:
        both = (y * p).sum(1)
        return (1 - (both + 1) / (y.sum(1) + p.sum(1) - both + 1)).mean()

    def tversky(y: Any, p: Any) -> Any:
        both = (y * p).sum(1)
        return (1 - (both + 1) / (both + 0.5 * (p.sum(1) - both) + 0.5 * (y.sum(1) - both) + 1)).mean()

    def overlap(y: Any, p: Any) -> Any:
        sides = (torch.minimum(y[:, 2:], p[:, 2:]) - torch.maximum(y[:, :2], p[:, :2])).clamp(min=0)
        shared = sides[:, 0] * sides[:, 1]
        area = (p[:, 2] - p[:, 0]) * (p[:, 3] - p[:, 1])
        return shared, (y[:, 2] - y[:, 0]) * (y[:, 3] - y[:, 1]) + area - shared

    def iou(y: Any, p: Any) -> Any:
        shared, union = overlap(y, p)
        return (1 - shared / union).mean()

    def giou(y: Any, p: Any) -> Any:
        shared, union = overlap(y, p)
        sides = torch.maximum(y[:, 2:], p[:, 2:]) - torch.minimum(y[:, :2], p[:, :2])
        around = sides[:, 0] * sides[:, 1]
        return (1 - shared / union + (around - union) / around).mean()

    def quantile(y: Any, p: Any) -> Any:
        e = y - p
        return torch.maximum(0.5 * e, -0.5 * e).mean()

    def log_cosh(y: Any, p: Any) -> Any:
        e = p - y
        return (e + f.softplus(-2 * e) - np.log(2)).mean()

    def contrastive(y: Any, p: Any) -> Any:
        d = torch.linalg.vector_norm(p[:, 0] - p[:, 1], dim=1)
        return ((y * d**2 + (1 - y) * f.relu(1 - d) ** 2) / 2).mean()

    def wasserstein(y: Any, p: Any) -> Any:
        return torch.cumsum(p - y, 1)[:, :-1].abs().sum(1).mean()

    return {
        "mse": lambda y, p: f.mse_loss(p, y),
        "mae": lambda y, p: f.l1_loss(p, y),
        "huber": lambda y, p: f.huber_loss(p, y),
        "smooth_l1": lambda y, p: f.smooth_l1_loss(p, y),
        "log_cosh": log_cosh,
        "quantile": quantile,
        "poisson": lambda y, p: f.poisson_nll_loss(p, y, log_input=False, eps=0.0),
        "poisson_log": lambda y, p: f.poisson_nll_loss(p, y),
        "gamma": lambda y, p: (p.log() + y / p).mean(),
        "gaussian_nll": lambda y, p: f.gaussian_nll_loss(p[:, 0], y, p[:, 1].exp(), eps=1e-300),
        "binary_cross_entropy": lambda y, p: f.binary_cross_entropy(p, y),
        "categorical_cross_entropy": lambda y, p: -(y * p.log()).sum(1).mean(),
        "sparse_categorical_cross_entropy": lambda y, p: f.nll_loss(p.log(), y),
        "sigmoid_cross_entropy": lambda y, z: f.binary_cross_entropy_with_logits(z, y),
        "softmax_cross_entropy": lambda y, z: f.cross_entropy(z, y),
        "sparse_softmax_cross_entropy": lambda y, z: f.cross_entropy(z, y),
        "focal": focal,
        "hinge": lambda y, s: f.relu(1 - y * s).mean(),
        "squared_hinge": lambda y, s: (f.relu(1 - y * s) ** 2).mean(),
        "multiclass_hinge": lambda y, s: f.relu(
            1 + s.scatter(1, y[:, None], -np.inf).max(1).values - s.gather(1, y[:, None])[:, 0]
        ).mean(),
        "kl_divergence": lambda y, p: f.kl_div(p.log(), y, reduction="batchmean"),
        "reverse_kl_divergence": lambda y, p: (p * (p / y).log()).sum(1).mean(),
        "wasserstein": wasserstein,
        "wasserstein_critic": lambda y, s: -(y * s).mean(),
        "cosine": lambda y, p: (1 - f.cosine_similarity(p, y)).mean(),
        "contrastive": contrastive,
        "triplet": lambda _, p: f.triplet_margin_loss(p[:, 0], p[:, 1], p[:, 2], eps=0.0),
        "dice": dice,
        "jaccard": jaccard,
        "tversky": tversky,
        "iou": iou,
        "giou": giou,
    }
