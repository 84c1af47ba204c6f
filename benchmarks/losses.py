"""How fast are value and gradient of the losses? Against PyTorch eager, torch.compile and jax.jit, on one core, float64.

    OMP_NUM_THREADS=1 python -m benchmarks.losses [name …] [--sizes 32,1024,100000,1000000] [--peers torch,compile,jax]

from the root of the repository. The peers are optional and not part of the project's environment: make one with
`pip install torch==2.13.0 jax numpy` and put the repository on its PYTHONPATH. A peer that is not installed has no column.

What is timed is what a learner writes: `loss.value_and_grad(y, p)` with all its checks, against the peer's own loss function where it has
one, else the formula in its operations, with the backward pass. Ratios below 1 mean that lossopt is faster.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import peers_compile, peers_jax, peers_torch
from benchmarks.timing import Ratio, compare, on_one_core
from lossopt import registry

COLUMNS = 10
PIXELS = 160  # of a mask, so that a mini-batch is two of them
# Rows of ten numbers: a mini-batch, a large one, a million elements, which a large processor's cache still holds, and ten million, which it does not.
SIZES = (32, 1024, 100_000, 1_000_000)
PEERS = {"torch": peers_torch, "compile": peers_compile, "jax": peers_jax}
NEEDS = {"torch": "torch", "compile": "torch", "jax": "jax"}

Inputs = tuple[NDArray | None, NDArray]


def inputs(name: str, n: int) -> Inputs:
    """Return (y_true, y_pred) with n·10 predicted numbers or, where a form has other widths, about as many."""
    loss = registry.losses[name].item
    rng = np.random.default_rng(7)
    shape = (n, COLUMNS)
    real = rng.standard_normal(shape)
    one_hot = np.eye(COLUMNS)[rng.integers(COLUMNS, size=n)]
    match loss.form.name:
        case "labels":
            return rng.integers(COLUMNS, size=n), _predictions(loss.space, rng, shape)
        case "moments":
            rows = n * COLUMNS // 2
            return rng.standard_normal(rows), rng.standard_normal((rows, 2))
        case "pairs":
            return rng.integers(2, size=n).astype(float), rng.standard_normal((n, 2, COLUMNS // 2))
        case "triplets":
            return None, rng.standard_normal((n, 3, COLUMNS))
        case "masks":
            rows = max(1, n * COLUMNS // PIXELS)
            return rng.integers(2, size=(rows, PIXELS)).astype(float), rng.uniform(0, 1, (rows, PIXELS))
        case "boxes":
            return _boxes(rng, n * COLUMNS // 4), _boxes(rng, n * COLUMNS // 4)
    targets: dict[str, Callable[[], NDArray]] = {
        "real": lambda: real,
        "count": lambda: rng.poisson(3.0, shape).astype(float),
        "amount": lambda: rng.gamma(2.0, size=shape),
        "fraction": lambda: rng.integers(2, size=shape).astype(float),
        "zero_or_one": lambda: rng.integers(2, size=shape).astype(float),
        "sign": lambda: 2.0 * rng.integers(2, size=shape) - 1,
        "distribution": lambda: one_hot if loss.kind == "classification" else rng.dirichlet(np.ones(COLUMNS), n),
    }
    return targets[loss.targets](), _predictions(loss.space, rng, shape)


def _predictions(space: str, rng: np.random.Generator, shape: tuple[int, int]) -> NDArray:
    match space:
        case "probability":
            return rng.uniform(0.01, 0.99, shape)
        case "distribution":
            return rng.dirichlet(np.full(shape[1], 2.0), shape[0])
        case "rate" | "positive":
            return rng.lognormal(size=shape)
        case _:
            return rng.standard_normal(shape)


def _boxes(rng: np.random.Generator, n: int) -> NDArray:
    low = rng.uniform(0, 1, (n, 2))
    return np.concatenate([low, low + rng.uniform(1, 3, (n, 2))], axis=1)


def measure(name: str, n: int, peer: str) -> Ratio | None:
    """Return our time ÷ the peer's for one loss and size, or None where the peer has no formula here."""
    theirs = PEERS[peer].value_and_grad(name)
    if theirs is None:
        return None
    y_true, y_pred = inputs(name, n)
    loss = registry.losses[name].item
    run = theirs(y_true, y_pred)
    value, grad = loss.value_and_grad(y_true, y_pred)
    their_value, their_grad = run()
    np.testing.assert_allclose(float(their_value), value, rtol=1e-8)  # the same question was answered
    np.testing.assert_allclose(np.asarray(their_grad), grad, rtol=1e-6, atol=1e-9)
    return compare(lambda: loss.value_and_grad(y_true, y_pred), run)


def table(names: list[str], sizes: list[int], peers: list[str]) -> str:
    """Return the measurements as a Markdown table."""
    head = ["loss", *(f"{n}×{COLUMNS} ÷ {peer}" for peer in peers for n in sizes)]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    print(*lines, sep="\n", flush=True)
    for name in names:
        cells = [measure(name, n, peer) for peer in peers for n in sizes]
        line = f"| {name} | " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |"
        print(line, flush=True)  # at once: a long run shows its progress
        lines.append(line)
    return "\n".join(lines)


def tables() -> Iterator[tuple[str, str]]:
    """Yield one table for every peer that is installed, of the losses that it has: what `python -m benchmarks` writes down."""
    for peer, module in PEERS.items():
        if _installed(peer):
            names = [entry.name for entry in registry.losses if module.value_and_grad(entry.name) is not None]
            yield peer, table(names, list(SIZES), [peer])


def _installed(peer: str) -> bool:
    return importlib.util.find_spec(NEEDS[peer]) is not None and (peer != "compile" or shutil.which("g++") is not None)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [entry.name for entry in registry.losses]
    parser.add_argument("names", nargs="*", help="losses to measure; all without")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of rows")
    parser.add_argument("--peers", default=",".join(PEERS), help="some of torch, compile, jax")
    chosen: Any = parser.parse_args()
    on_one_core()
    peers = [peer for peer in chosen.peers.split(",") if _installed(peer)]
    if not peers:
        raise SystemExit("None of the peers is installed; see `python -m benchmarks.losses --help`.")
    unknown = set(chosen.names) - set(known)
    if unknown:
        raise SystemExit(f"Unknown losses {sorted(unknown)}; known: {', '.join(known)}.")
    table(chosen.names or known, [int(n) for n in chosen.sizes.split(",")], peers)


if __name__ == "__main__":
    main()
