"""How fast does a network train? An epoch of 64-128-10 on the digits, batches of 64, Adam, on one core, float64 (once float32).

    OMP_NUM_THREADS=1 python -m benchmarks.digits [--peers torch,torch32,jax,sklearn] [--epochs 3]

Ours is what a chapter writes: `objectives.supervised` with its gradient by backpropagation, and `descend`. The peers train the same network the way their
own tutorials do. All start from the same spread of weights and, before anything is timed, must reach the same test accuracy within what
seeds differ by.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

import lossopt as lo
from benchmarks.timing import compare, on_one_core

TRAIN, TEST = lo.datasets.digits().split(0.2, seed=0)
NETWORK = lo.networks.mlp([64, 128, 10])
BATCH, RATE = 64, 1e-3
EPOCHS_TO_CHECK = 20
SPREAD = 0.02  # of test accuracy between seeds

# Trains so many epochs and returns the share of test digits that come out right.
Train = Callable[[int], float]


def ours(dtype: Any = np.float64) -> Train:
    """Return training with lossopt, in the data's and the parameters' dtype."""
    data = TRAIN.X.astype(dtype), TRAIN.y

    def train(epochs: int) -> float:
        f = lo.objectives.supervised(NETWORK, lo.losses.sparse_softmax_cross_entropy, data, batch_size=BATCH)
        path = lo.descent.descend(
            f,
            NETWORK.init(0, dtype),
            lo.descent.methods.adam(RATE),
            steps=epochs * f.epoch,
            every=10**9,
            progress=False,
        )
        return lo.metrics.accuracy(TEST.y, f.predict(path.end, TEST.X))

    return train


def torch_eager(dtype: Any = np.float64) -> Train:
    """Return training with PyTorch: modules, autograd, torch.optim.Adam."""
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    x, y, unseen = torch.tensor(TRAIN.X.astype(dtype)), torch.tensor(TRAIN.y), torch.tensor(TEST.X.astype(dtype))

    def train(epochs: int) -> float:
        model = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)).to(x.dtype)
        optimizer, loss = torch.optim.Adam(model.parameters(), RATE), torch.nn.CrossEntropyLoss()
        for _ in range(epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), BATCH):
                rows = order[start : start + BATCH]
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
        with torch.no_grad():
            return lo.metrics.accuracy(TEST.y, model(unseen).numpy())

    return train


def jax_jit() -> Train:
    """Return training with jax: one compiled function per step, gradient and Adam in it."""
    jax: Any = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    views = [(slot.place, slot.shape) for slot in NETWORK.slots]

    def scores(w: Any, x: Any) -> Any:
        W1, b1, W2, b2 = (w[place].reshape(shape) for place, shape in views)
        return jax.nn.relu(x @ W1 + b1) @ W2 + b2

    def loss(w: Any, x: Any, y: Any) -> Any:
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(scores(w, x)), y[:, None], axis=1))

    @jax.jit
    def step(w: Any, m: Any, v: Any, t: Any, x: Any, y: Any) -> Any:
        g = jax.grad(loss)(w, x, y)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return w - RATE * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v

    def train(epochs: int) -> float:
        w = jnp.asarray(NETWORK.init(0))
        m, v, t = jnp.zeros_like(w), jnp.zeros_like(w), 0
        rng = np.random.default_rng(0)
        for _ in range(epochs):
            order = rng.permutation(len(TRAIN.X))
            for start in range(0, len(order), BATCH):
                rows, t = order[start : start + BATCH], t + 1
                w, m, v = step(w, m, v, float(t), TRAIN.X[rows], TRAIN.y[rows])
        return lo.metrics.accuracy(TEST.y, np.asarray(scores(w, TEST.X)))

    return train


def sklearn_mlp() -> Train:
    """Return training with scikit-learn's MLPClassifier."""
    neural: Any = importlib.import_module("sklearn.neural_network")

    def train(epochs: int) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # so few epochs do not converge, which is the point
            model = neural.MLPClassifier(
                (128,),
                batch_size=BATCH,
                learning_rate_init=RATE,
                alpha=0.0,
                max_iter=epochs,
                tol=0.0,
                n_iter_no_change=10**6,
            )
            return float(model.fit(TRAIN.X, TRAIN.y).score(TEST.X, TEST.y))

    return train


# The module a peer needs, its name in the table, the largest ratio aimed at, our training and theirs.
PEERS: dict[str, tuple[str, str, float, Callable[[], Train], Callable[[], Train]]] = {
    "torch": ("torch", "PyTorch eager", 0.4, ours, torch_eager),
    "torch32": ("torch", "PyTorch eager, float32", 0.33, lambda: ours(np.float32), lambda: torch_eager(np.float32)),
    "jax": ("jax", "jax.jit per step", 1.0, ours, jax_jit),
    "sklearn": ("sklearn", "MLPClassifier", 0.6, ours, sklearn_mlp),
}


def installed(names: Iterable[str]) -> list[str]:
    """Return those peers that can be imported here."""
    return [name for name in names if importlib.util.find_spec(PEERS[name][0])]


def table(peers: list[str], epochs: int) -> str:
    """Return the measurements as a Markdown table."""
    lines = [
        "| an epoch on the digits ÷ | ratio | aim | ours | theirs | test accuracy, ours and theirs |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    print(*lines, sep="\n", flush=True)
    for peer in peers:
        _, name, aim, prepare_ours, prepare_theirs = PEERS[peer]
        mine, theirs = prepare_ours(), prepare_theirs()
        reached, accuracy = mine(EPOCHS_TO_CHECK), theirs(EPOCHS_TO_CHECK)
        if abs(accuracy - reached) > SPREAD:
            raise SystemExit(f"{name} reaches {accuracy:.3f} and we {reached:.3f}: that is not the same training.")
        ratio = compare(partial(mine, epochs), partial(theirs, epochs))
        times = " | ".join(f"{1000 * seconds / epochs:.2f} ms" for seconds in (ratio.ours, ratio.theirs))
        lines.append(f"| {name} | {ratio} | ≤ {aim} | {times} | {reached:.3f}, {accuracy:.3f} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def tables() -> Iterator[tuple[str, str]]:
    """Yield the table against every peer that is installed."""
    yield "epoch", table(installed(PEERS), epochs=3)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(PEERS), help="torch, torch32, jax, sklearn")
    parser.add_argument("--epochs", type=int, default=3, help="epochs per timed call")
    chosen = parser.parse_args()
    on_one_core()
    table(installed(chosen.peers.split(",")), chosen.epochs)


if __name__ == "__main__":
    main()
