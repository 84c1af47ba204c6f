"""Write tests/reference/networks.json: what PyTorch's layers put out, and the gradients of their parameters.

The numbers are committed, so the tests need no PyTorch. To make them again, in an environment of its own:

    pip install torch==2.13.0 numpy
    python tools/make_reference_networks.py

Everything is float64 and in training mode. The objective whose gradients are stored is Σ c ⊙ output, with the coefficients c of the case. Parameters stand
in lossopt's layout: dense weights (inputs, outputs), gates of a GRU in the order r, z, n.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).parents[1] / "tests" / "reference" / "networks.json"

Case = dict[str, Any]
Arrays = dict[str, NDArray]


def main() -> None:
    """Write the file."""
    cases = everything()
    content = json.dumps({"peers": {"torch": importlib.import_module("torch").__version__}, "cases": cases})
    TARGET.write_text(content.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")  # one case per line
    print(f"{TARGET.name}: {len(cases)} cases")


def everything() -> list[Case]:
    """Return a case for every layer with parameters, and for every activation."""
    torch = importlib.import_module("torch")
    f = importlib.import_module("torch.nn.functional")
    rng = np.random.default_rng(3)
    vectors, images, sequences = (
        rng.standard_normal((5, 4)),
        rng.standard_normal((3, 2, 6, 5)),
        rng.standard_normal((3, 4, 2)),
    )

    def like(**shapes: tuple[int, ...]) -> Arrays:
        return {name: rng.standard_normal(shape) for name, shape in shapes.items()}

    cases = [
        _case("Dense", {"units": 3}, vectors, like(weight=(4, 3), bias=(3,)), lambda x, p: x @ p["weight"] + p["bias"]),
        _case("LayerNorm", {}, vectors, like(scale=(4,), shift=(4,)), lambda x, p: f.layer_norm(x, (4,), p["scale"], p["shift"])),
        _case(
            "BatchNorm", {}, vectors, like(scale=(4,), shift=(4,)),
            lambda x, p: f.batch_norm(x, None, None, p["scale"], p["shift"], training=True),
        ),
        _case(
            "BatchNorm", {"eps": 0.1}, images, like(scale=(2,), shift=(2,)),
            lambda x, p: f.batch_norm(x, None, None, p["scale"], p["shift"], training=True, eps=0.1),
        ),
        _case(
            "Conv2D", {"filters": 3, "size": 3, "stride": 2, "padding": 1}, images, like(weight=(3, 2, 3, 3), bias=(3,)),
            lambda x, p: f.conv2d(x, p["weight"], p["bias"], stride=2, padding=1),
        ),
        _case("MaxPool2D", {"size": 2}, images, {}, lambda x, p: f.max_pool2d(x, 2)),
        _case("AveragePool2D", {"size": 2}, images, {}, lambda x, p: f.avg_pool2d(x, 2)),
        _case(
            "RNN", {"units": 3, "sequences": True}, sequences, like(weight=(2, 3), recurrent=(3, 3), bias=(3,)),
            lambda x, p: _rnn(torch, x, p),
        ),
        _case(
            "GRU", {"units": 3, "sequences": True}, sequences, like(weight=(2, 9), recurrent=(3, 9), bias=(9,), inner_bias=(3,)),
            lambda x, p: _gru(torch, x, p),
        ),
    ]  # fmt: skip
    activations: dict[str, Callable[[Any], Any]] = {
        "relu": f.relu, "leaky_relu": f.leaky_relu, "elu": f.elu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": f.softplus,
        "silu": f.silu, "gelu": lambda x: f.gelu(x, approximate="tanh"), "softmax": lambda x: f.softmax(x, dim=-1),
    }  # fmt: skip
    points = np.concatenate([vectors, [[0.0, -30.0, 30.0, 1e-3]]])
    return cases + [
        _case("Activation", {"function": name}, points, {}, partial(_apply, function))
        for name, function in activations.items()
    ]


def _case(name: str, hyper: Case, x: NDArray, parameters: Arrays, peer: Callable[[Any, Arrays], Any]) -> Case:
    torch = importlib.import_module("torch")
    inputs = torch.tensor(x).requires_grad_()
    leaves = {key: torch.tensor(array).requires_grad_() for key, array in parameters.items()}
    output = peer(inputs, leaves)
    coefficients = torch.tensor(np.random.default_rng(9).standard_normal(tuple(output.shape)))
    (coefficients * output).sum().backward()
    return {
        "name": name, "hyper": hyper, "x": x.tolist(), "parameters": {k: v.tolist() for k, v in parameters.items()},
        "output": output.tolist(), "coefficients": coefficients.tolist(), "x_grad": inputs.grad.tolist(),
        "grads": {k: v.grad.tolist() for k, v in leaves.items()},
    }  # fmt: skip


def _apply(function: Callable[[Any], Any], x: Any, parameters: Arrays) -> Any:
    return function(x)


def _rnn(torch: Any, x: Any, p: Any) -> Any:
    zero = torch.zeros_like(p["bias"])
    weights = [p["weight"].T, p["recurrent"].T, p["bias"], zero]
    return torch.rnn_tanh(x, torch.zeros(1, len(x), 3, dtype=x.dtype), weights, True, 1, 0.0, True, False, True)[0]


def _gru(torch: Any, x: Any, p: Any) -> Any:
    """PyTorch has a second bias for every gate; beside the first one only that of the proposal says anything new."""
    inner = torch.cat([torch.zeros(6, dtype=x.dtype), p["inner_bias"]])
    weights = [p["weight"].T, p["recurrent"].T, p["bias"], inner]
    return torch.gru(x, torch.zeros(1, len(x), 3, dtype=x.dtype), weights, True, 1, 0.0, True, False, True)[0]


if __name__ == "__main__":
    main()
