"""Write tests/reference/losses_more.json: what PyTorch, scikit-learn and SciPy say about the losses beyond the first ones.

The numbers are committed, so the tests need none of the peers. To make them again, in an environment of its own:

    pip install torch==2.13.0 scikit-learn scipy numpy
    python tools/make_reference_losses.py

Everything is float64. Each case holds its own inputs, so a test draws nothing; `grad` is null where the peer has none.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).parents[1] / "tests" / "reference" / "losses_more.json"

Case = dict[str, Any]
N, CLASSES = 6, 4


def main() -> None:
    """Write the file."""
    versions = {name: importlib.import_module(name).__version__ for name in ("torch", "sklearn", "scipy")}
    cases = everything()
    content = json.dumps({"peers": versions, "cases": cases}, ensure_ascii=False)
    TARGET.write_text(content.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")  # one case per line
    print(f"{TARGET.name}: {len(cases)} cases")


def everything() -> list[Case]:
    """Return all cases, those of each peer that is installed."""
    return [*torch_cases(), *value_cases()]


def torch_cases() -> list[Case]:
    """Return value and gradient of the mean, by PyTorch."""
    f = importlib.import_module("torch.nn.functional")
    torch = importlib.import_module("torch")
    rng = np.random.default_rng(5)
    real, other = rng.standard_normal((2, N, CLASSES))
    counts, rates = rng.poisson(2.0, (N, CLASSES)).astype(float), rng.lognormal(size=(N, CLASSES))
    clicks, p = rng.integers(2, size=N).astype(float), rng.uniform(0.05, 0.95, N)
    rows, more = rng.dirichlet(np.ones(CLASSES), N), rng.dirichlet(np.full(CLASSES, 2.0), N)
    labels = rng.integers(CLASSES, size=N)
    pairs, triplets = rng.standard_normal((N, 2, 3)), rng.standard_normal((N, 3, 3))
    class_weights = [0.5, 1.0, 2.0, 4.0]
    w = torch.tensor(class_weights, dtype=torch.float64)
    table: list[tuple[str, Case, NDArray | None, NDArray, Callable[..., Any]]] = [
        ("smooth_l1", {}, real, other, lambda y, x: f.smooth_l1_loss(x, y)),
        ("smooth_l1", {"beta": 0.3}, real, other, lambda y, x: f.smooth_l1_loss(x, y, beta=0.3)),
        ("poisson", {}, counts, rates, lambda y, x: f.poisson_nll_loss(x, y, log_input=False, eps=0.0)),
        ("poisson_log", {}, counts, real, lambda y, x: f.poisson_nll_loss(x, y)),
        # PyTorch takes the variance, lossopt its logarithm
        ("gaussian_nll", {}, real[:, 0], other[:, :2], lambda y, x: f.gaussian_nll_loss(x[:, 0], y, x[:, 1].exp(), eps=1e-300)),
        ("binary_cross_entropy", {}, clicks, p, lambda y, x: f.binary_cross_entropy(x, y)),
        ("sparse_categorical_cross_entropy", {}, labels, more, lambda y, x: f.nll_loss(x.log(), y)),
        ("sparse_categorical_cross_entropy", {"class_weights": class_weights}, labels, more, lambda y, x: f.nll_loss(x.log(), y, weight=w)),
        ("kl_divergence", {}, rows, more, lambda y, x: f.kl_div(x.log(), y, reduction="batchmean")),
        ("cosine", {}, real, other, lambda y, x: (1 - f.cosine_similarity(x, y)).mean()),
        # PyTorch's margin loss for a target of −1 is the dissimilar part without the square and the half
        ("contrastive", {"margin": 5.0}, np.ones(N), pairs, lambda y, x: f.pairwise_distance(x[:, 0], x[:, 1], eps=0.0).square().mean() / 2),
        ("triplet", {"margin": 1.0}, None, triplets, lambda y, x: f.triplet_margin_loss(x[:, 0], x[:, 1], x[:, 2], eps=0.0)),
        ("triplet", {"margin": 0.2}, None, triplets, lambda y, x: f.triplet_margin_loss(x[:, 0], x[:, 1], x[:, 2], margin=0.2, eps=0.0)),
    ]  # fmt: skip
    return [_with_grad(*row) for row in table]


def _with_grad(name: str, hyper: Case, y_true: NDArray | None, y_pred: NDArray, peer: Callable[..., Any]) -> Case:
    torch = importlib.import_module("torch")
    x = torch.tensor(y_pred).requires_grad_()
    value = peer(None if y_true is None else torch.tensor(y_true), x)
    value.backward()
    return _case(name, hyper, y_true, y_pred, value.item(), x.grad.tolist())


def value_cases() -> list[Case]:
    """Return values by scikit-learn and SciPy, which have no gradients."""
    metrics = importlib.import_module("sklearn.metrics")
    stats = importlib.import_module("scipy.stats")
    special = importlib.import_module("scipy.special")
    rng = np.random.default_rng(6)
    signs, scores = np.array([1, -1, 1, 1, -1, -1]), 1.5 * rng.standard_normal(N)
    labels, many = rng.permutation([0, 1, 2, 3, 0, 1]), rng.standard_normal((N, CLASSES))
    rows, more = rng.dirichlet(np.ones(CLASSES), (2, N))
    at = [0.0, 0.5, 2.0, 5.0]
    real, other = rng.standard_normal((2, N))
    masks, guesses = rng.integers(2, size=(1, 40)), rng.integers(2, size=(1, 40))
    distance = np.mean([stats.wasserstein_distance(at, at, a, b) for a, b in zip(rows, more, strict=True)])
    amounts, means = rng.gamma(2.0, size=(2, N))
    # scikit-learn's deviance is 0 where the prediction is right, and twice as steep
    gamma = metrics.mean_gamma_deviance(amounts, means) / 2 + np.log(amounts).mean() + 1
    table: list[tuple[str, Case, NDArray, NDArray, float]] = [
        ("hinge", {}, signs, scores, metrics.hinge_loss(signs, scores)),
        (
            "multiclass_hinge",
            {},
            labels,
            many,
            metrics.hinge_loss(labels, many),
        ),  # scikit-learn's is Crammer and Singer's
        ("quantile", {"q": 0.9}, real, other, metrics.mean_pinball_loss(real, other, alpha=0.9)),
        ("sparse_categorical_cross_entropy", {}, labels, more, metrics.log_loss(labels, more)),
        ("kl_divergence", {}, rows, more, float(special.rel_entr(rows, more).sum(axis=1).mean())),
        ("reverse_kl_divergence", {}, rows, more, float(special.rel_entr(more, rows).sum(axis=1).mean())),
        ("wasserstein", {"positions": at}, rows, more, float(distance)),
        ("jaccard", {"smooth": 1e-12}, masks, guesses, 1 - metrics.jaccard_score(masks[0], guesses[0])),
        ("dice", {"smooth": 1e-12}, masks, guesses, 1 - metrics.f1_score(masks[0], guesses[0])),
        ("gamma", {}, amounts, means, gamma),
        (
            "tversky",
            {"alpha": 0.2, "beta": 0.8, "smooth": 1e-12},
            masks,
            guesses,
            1 - metrics.fbeta_score(masks[0], guesses[0], beta=2),
        ),
    ]
    return [_case(*row, None) for row in table]


def _case(name: str, hyper: Case, y_true: NDArray | None, y_pred: NDArray, value: float, grad: Any) -> Case:
    return {
        "name": name, "hyper": hyper, "y_true": None if y_true is None else y_true.tolist(), "y_pred": y_pred.tolist(),
        "value": float(value), "grad": grad,
    }  # fmt: skip


if __name__ == "__main__":
    main()
