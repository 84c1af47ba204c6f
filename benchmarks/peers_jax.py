"""jax's side of the comparison: value and gradient of some losses, compiled, on float64."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Run = Callable[[], tuple[Any, Any]]


def value_and_grad(name: str) -> Callable[[Any, Any], Run] | None:
    """Return what prepares a run of a loss on given arrays, or None where there is no formula."""
    formula = _formulas().get(name)
    return None if formula is None else lambda y_true, y_pred: _prepare(formula, y_true, y_pred)


def _prepare(formula: Callable[..., Any], y_true: Any, y_pred: Any) -> Run:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    compiled = jax.jit(jax.value_and_grad(formula, argnums=1))
    y = None if y_true is None else jax.numpy.asarray(y_true)
    p = jax.numpy.asarray(y_pred)

    def run() -> tuple[Any, Any]:
        value, grad = compiled(y, p)
        return value, grad.block_until_ready()

    return run


def _formulas() -> dict[str, Callable[..., Any]]:
    jax = importlib.import_module("jax")
    np = jax.numpy

    def huber(y: Any, p: Any) -> Any:
        e = np.abs(p - y)
        c = np.minimum(e, 1)
        return np.mean(c * (e - c / 2))

    def quantile(y: Any, p: Any) -> Any:
        e = y - p
        return np.mean(np.maximum(0.5 * e, -0.5 * e))

    def sparse_softmax(y: Any, z: Any) -> Any:
        return -np.mean(np.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))

    def cosine(y: Any, p: Any) -> Any:
        return np.mean(1 - (y * p).sum(1) / (np.linalg.norm(y, axis=1) * np.linalg.norm(p, axis=1)))

    def triplet(_: Any, p: Any) -> Any:
        near, far = np.linalg.norm(p[:, 0] - p[:, 1], axis=1), np.linalg.norm(p[:, 0] - p[:, 2], axis=1)
        return np.mean(np.maximum(near - far + 1, 0))

    return {
        "mse": lambda y, p: np.mean((p - y) ** 2),
        "mae": lambda y, p: np.mean(np.abs(p - y)),
        "huber": huber,
        "quantile": quantile,
        "sigmoid_cross_entropy": lambda y, z: np.mean(jax.nn.softplus(z) - y * z),
        "softmax_cross_entropy": lambda y, z: -np.mean((y * jax.nn.log_softmax(z)).sum(1)),
        "sparse_softmax_cross_entropy": sparse_softmax,
        "kl_divergence": lambda y, p: np.mean((y * np.log(y / p)).sum(1)),
        "cosine": cosine,
        "triplet": triplet,
        "dice": lambda y, p: np.mean(1 - (2 * (y * p).sum(1) + 1) / (y.sum(1) + p.sum(1) + 1)),
    }
