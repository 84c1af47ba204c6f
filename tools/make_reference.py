"""Write tests/reference/*.json: what PyTorch says about losses and optimizers, for the parity tests to compare with.

The numbers are committed, so the tests need no PyTorch. To make them again, in an environment of its own:

    pip install torch==2.13.0 numpy
    python tools/make_reference.py

Everything is float64. Each case holds its own inputs, so a test draws nothing.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "tests" / "reference"

Case = dict[str, Any]
N, CLASSES = 6, 4
START = [-1.2, 1.0]  # the customary start on Rosenbrock's valley
STEPS = 10


def main() -> None:
    """Write both files."""
    torch = importlib.import_module("torch")
    for name, cases in everything().items():
        content = {"torch": torch.__version__, "cases": cases}
        lines = json.dumps(content, ensure_ascii=False).replace('{"name"', '\n{"name"')  # one case per line
        (FOLDER / f"{name}.json").write_text(lines + "\n", encoding="utf-8")
        print(f"{name}.json: {len(cases)} cases")


def everything() -> dict[str, list[Case]]:
    """Return all cases, by the name of the file that holds them."""
    return {"losses": loss_cases(), "descent": descent_cases()}


# --- losses -----------------------------------------------------------------------------------------------------------


def loss_cases() -> list[Case]:
    """Return value and gradient of every loss that PyTorch has too, by reduction, weights and hyperparameters."""
    return [*_regression_cases(), *_binary_cases(), *_class_cases()]


def _regression_cases() -> list[Case]:
    functional = importlib.import_module("torch.nn.functional")
    rng = np.random.default_rng(1)
    cases = []
    for shape in [(N,), (N, 3)]:
        y_true, y_pred = 2 * rng.standard_normal((2, *shape))
        weights = rng.uniform(0.5, 2.0, N)
        for given in (None, weights):
            spread = None if given is None else np.broadcast_to(_column(given, len(shape)), shape)
            extra = {} if spread is None else {"weight": _tensor(spread)}
            for name, hyper, peer in [
                ("mse", {}, lambda p, y, x=extra, **r: functional.mse_loss(p, y, **x, **r)),
                ("mae", {}, lambda p, y, x=extra, **r: functional.l1_loss(p, y, **x, **r)),
                ("huber", {}, lambda p, y, x=extra, **r: functional.huber_loss(p, y, **x, **r)),
                ("huber", {"delta": 2.5}, lambda p, y, x=extra, **r: functional.huber_loss(p, y, delta=2.5, **x, **r)),
            ]:  # fmt: skip
                found = _reductions(name, hyper, peer, y_true, y_pred, given)
                if name == "huber" and given is not None:
                    # PyTorch's weighted mean divides by Σw in mse_loss and l1_loss but by n in huber_loss: keep the sum.
                    found = [case for case in found if case["reduction"] == "sum"]
                cases += found
    return cases


def _binary_cases() -> list[Case]:
    functional = importlib.import_module("torch.nn.functional")
    rng = np.random.default_rng(2)
    cases = []
    for shape in [(N,), (N, 3)]:
        z = np.concatenate([[40.0, -40.0], 3 * rng.standard_normal(np.prod(shape) - 2)]).reshape(shape)
        for y in (rng.integers(2, size=shape).astype(np.float64), rng.uniform(size=shape)):
            cases += _reductions("sigmoid_cross_entropy", {}, functional.binary_cross_entropy_with_logits, y, z)
    # PyTorch weighs the elements but divides by their number, so that only the sum means the same.
    y, z, weights = rng.uniform(size=N), rng.standard_normal(N), rng.uniform(0.5, 2.0, N)

    def weighted(p: Any, y: Any, reduction: str) -> Any:
        return functional.binary_cross_entropy_with_logits(p, y, weight=_tensor(weights), reduction=reduction)

    cases.append(_case("sigmoid_cross_entropy", {}, weighted, y, z, weights, "sum"))
    return cases


def _class_cases() -> list[Case]:
    functional = importlib.import_module("torch.nn.functional")
    rng = np.random.default_rng(3)
    logits, labels = 3 * rng.standard_normal((N, CLASSES)), rng.integers(CLASSES, size=N)
    logits[0, :2] = 300, -300
    soft = rng.dirichlet(np.ones(CLASSES), N)
    class_weights = [0.5, 1.0, 2.0, 4.0]
    cases = []
    for smoothing in (0.0, 0.1):
        for w in (None, class_weights):
            hyper: Case = {"label_smoothing": smoothing} | ({} if w is None else {"class_weights": w})

            def peer(p: Any, y: Any, smoothing: float = smoothing, w: list[float] | None = w, **how: Any) -> Any:
                weight = None if w is None else _tensor(w)
                return functional.cross_entropy(p, y, weight=weight, label_smoothing=smoothing, **how)

            cases += _reductions("sparse_softmax_cross_entropy", hyper, peer, labels, logits)
            # Against probabilities PyTorch's mean divides by n even with class weights; there only the sum is the same.
            for reduction in ("mean", "sum") if w is None else ("sum",):
                cases.append(_case("softmax_cross_entropy", hyper, peer, soft, logits, None, reduction))
    return cases


def _reductions(
    name: str, hyper: Case, peer: Callable[..., Any], y_true: NDArray, y_pred: NDArray, weights: NDArray | None = None
) -> list[Case]:
    found = []
    for reduction in ("mean", "sum"):
        case = _case(name, hyper, peer, y_true, y_pred, weights, reduction)
        if reduction == "sum" and y_pred.ndim > 1 and name != "sparse_softmax_cross_entropy":
            # PyTorch sums the outputs of an example, lossopt averages them.
            outputs = y_pred.shape[1]
            case["value"] /= outputs
            case["grad"] = (np.array(case["grad"]) / outputs).tolist()
        found.append(case)
    return found


def _case(
    name: str, hyper: Case, peer: Callable[..., Any], y_true: NDArray, y_pred: NDArray, weights: NDArray | None,
    reduction: str,
) -> Case:  # fmt: skip
    p = _tensor(y_pred).requires_grad_()
    value = peer(p, _tensor(y_true), reduction=reduction)
    value.backward()
    return {
        "name": name, "hyper": hyper, "reduction": reduction, "y_true": y_true.tolist(), "y_pred": y_pred.tolist(),
        "weights": None if weights is None else weights.tolist(), "value": value.item(), "grad": p.grad.tolist(),
    }  # fmt: skip


# --- descent ----------------------------------------------------------------------------------------------------------


def descent_cases() -> list[Case]:
    """Return ten steps on Rosenbrock's valley of every optimizer that PyTorch has too, at PyTorch's defaults but for what is named."""
    optim = importlib.import_module("torch.optim")
    table: list[tuple[str, float, Case, Callable[..., Any], Case]] = [
        # method, learning rate, its hyperparameters; PyTorch's class and its names for the same
        ("sgd", 1e-3, {}, optim.SGD, {}),
        ("momentum", 1e-3, {}, optim.SGD, {"momentum": 0.9}),
        ("momentum", 5e-4, {"beta": 0.5}, optim.SGD, {"momentum": 0.5}),
        ("nesterov", 1e-3, {}, optim.SGD, {"momentum": 0.9, "nesterov": True}),
        ("rmsprop", 1e-2, {}, optim.RMSprop, {}),
        ("rmsprop", 1e-2, {"rho": 0.9, "eps": 1e-3}, optim.RMSprop, {"alpha": 0.9, "eps": 1e-3}),
        ("adam", 1e-1, {}, optim.Adam, {}),
        ("adam", 1e-2, {"beta1": 0.8, "beta2": 0.9, "eps": 1e-2}, optim.Adam, {"betas": (0.8, 0.9), "eps": 1e-2}),
        ("adagrad", 1e-1, {}, optim.Adagrad, {}),
        ("adadelta", 1.0, {}, optim.Adadelta, {}),
        ("adamw", 1e-1, {}, optim.AdamW, {}),
        ("amsgrad", 1e-1, {}, optim.Adam, {"amsgrad": True}),
        ("nadam", 1e-1, {}, optim.NAdam, {}),
    ]
    return [_walk(*row) for row in table]


def _walk(name: str, rate: float, hyper: Case, optimizer: Callable[..., Any], settings: Case) -> Case:
    x = _tensor(START).requires_grad_()
    steps = optimizer([x], lr=rate, **settings)
    points, values = [x.tolist()], []
    for _ in range(STEPS):
        steps.zero_grad()
        value = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        value.backward()
        steps.step()
        values.append(value.item())
        points.append(x.tolist())
    return {"name": name, "learning_rate": rate, "hyper": hyper, "points": points, "values": values}


# --- helpers ----------------------------------------------------------------------------------------------------------


def _tensor(array: Any) -> Any:
    torch = importlib.import_module("torch")
    array = np.array(array)
    return torch.tensor(array, dtype=torch.float64 if array.dtype.kind == "f" else torch.int64)


def _column(weights: NDArray, ndim: int) -> NDArray:
    return weights.reshape(-1, *(1,) * (ndim - 1))


if __name__ == "__main__":
    main()
