"""How fast are steps, runs and `import lossopt`? Against PyTorch, one core, float64.

    OMP_NUM_THREADS=1 python -m benchmarks.descent [row …]

from the root of the repository, in an environment that has PyTorch (see README.md). Rows:

- `adam-rosenbrock`: 10,000 Adam steps on Rosenbrock's valley from one start; a hundredth of the steps for PyTorch, and the time per step is compared
- `adam-1000-starts`: the same from 1,000 starts at once, which PyTorch can do as well, with one parameter of shape (1000, 2)
- `adam-64-128-10`: one Adam step on the 9,610 parameters of a small network, four tensors for PyTorch, whose optimizer is the default
- `adam-10-million`: one Adam step on ten million parameters
- `import`: `import lossopt` over `import numpy`, each in a fresh interpreter; needs no peer

Both sides must have walked to the same point before their times are compared.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import Ratio, compare, on_one_core
from lossopt.descent import descend, iterate, methods
from lossopt.landscapes import rosenbrock

RATE = 0.001
LAYERS = ((128, 64), (128,), (10, 128), (10,))
START = np.array([-1.2, 1.0])


def _torch() -> Any:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return torch


def _valley(x: Any) -> Any:
    return ((1 - x[..., 0]) ** 2 + 100 * (x[..., 1] - x[..., 0] ** 2) ** 2).sum()


def _their_run(start: NDArray, steps: int) -> NDArray:
    """Return where PyTorch's Adam ends after so many steps on Rosenbrock's valley."""
    torch = _torch()
    x = torch.from_numpy(start.copy()).requires_grad_()
    optimizer = torch.optim.Adam([x], lr=RATE)
    for _ in range(steps):
        optimizer.zero_grad()
        _valley(x).backward()
        optimizer.step()
    return x.detach().numpy()


def _our_run(start: NDArray, steps: int) -> NDArray:
    """Return where ours ends; as PyTorch keeps no points, it keeps the first and the last alone (and every value and norm)."""
    return descend(rosenbrock, start, methods.adam(RATE), steps=steps, every=steps, progress=False).end


def _run(start: NDArray, ours: int, theirs: int, rounds: int) -> Ratio:
    """Compare the time per step of runs from `start`, which may have different numbers of steps."""
    np.testing.assert_allclose(_our_run(start, 50), _their_run(start, 50), rtol=1e-9)
    measured = compare(lambda: _our_run(start, ours), lambda: _their_run(start, theirs), rounds=rounds)
    return measured.scaled(theirs / ours)


def adam_rosenbrock() -> Ratio:
    """10,000 steps of ours, times per step."""
    return _run(START, 10_000, 100, 9)


def adam_1000_starts() -> Ratio:
    """A hundred steps from a thousand starts on both sides."""
    return _run(np.random.default_rng(0).uniform(-2, 2, (1000, 2)), 100, 100, 15)


def _step(shapes: tuple[tuple[int, ...], ...], rounds: int) -> Ratio:
    """Compare one step on parameters of these shapes, for us one vector, on gradients that are given."""
    torch = _torch()
    rng = np.random.default_rng(0)
    grads = [rng.standard_normal(shape) for shape in shapes]
    flat = np.concatenate([grad.ravel() for grad in grads])
    ours = iterate(lambda x: (0.0, flat), np.ones(flat.size), *methods.adam(RATE))
    theirs = [torch.ones(shape, dtype=torch.float64, requires_grad=True) for shape in shapes]
    for tensor, grad in zip(theirs, grads, strict=True):
        tensor.grad = torch.from_numpy(grad)
    optimizer = torch.optim.Adam(theirs, lr=RATE)
    for _ in range(3):
        step = next(ours)
        optimizer.step()
    ends = np.concatenate([tensor.detach().numpy().ravel() for tensor in theirs])
    np.testing.assert_allclose(step.end, ends, rtol=1e-9)
    return compare(lambda: next(ours), optimizer.step, rounds=rounds)


def adam_network() -> Ratio:
    """One step on the weights and biases of a network with layers of 64, 128 and 10."""
    return _step(LAYERS, 21)


def adam_ten_million() -> Ratio:
    """One step on ten million parameters in one tensor."""
    return _step(((10_000_000,),), 9)


def imports() -> Ratio:
    """`import lossopt` over `import numpy`: processor time in a fresh interpreter, its own start left out."""
    times = [(_importing("lossopt"), _importing("numpy")) for _ in range(16)][1:]  # the first fills the caches
    low, median, high = statistics.quantiles([a / b for a, b in times], n=4)
    return Ratio(median, low, high, statistics.median(a for a, _ in times), statistics.median(b for _, b in times))


def _importing(module: str) -> float:
    code = f"from time import process_time as t; start = t(); import {module}; print(t() - start)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


ROWS: dict[str, tuple[str, str, float | None, Callable[[], Ratio]]] = {
    "adam-rosenbrock": ("Adam on Rosenbrock, one start, per step", "PyTorch", 0.1, adam_rosenbrock),
    "adam-1000-starts": ("Adam on Rosenbrock, 1,000 starts at once", "PyTorch", 0.15, adam_1000_starts),
    "adam-64-128-10": ("Adam step, 64-128-10 network (9,610)", "PyTorch", 0.35, adam_network),
    "adam-10-million": ("Adam step, ten million parameters", "PyTorch", 0.5, adam_ten_million),
    "import": ("`import lossopt`", "`import numpy`", 1.5, imports),
}


def tables(names: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every table of this script, for `python -m benchmarks`."""
    lines = ["| what | ÷ | ratio | aim | ours | theirs |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    print(*lines, sep="\n")
    for name in names or ROWS:
        what, peer, aim, measure = ROWS[name]
        if peer == "PyTorch" and not importlib.util.find_spec("torch"):
            continue
        ratio = measure()
        wanted = "" if aim is None else f"≤ {aim}"
        line = f"| {what} | {peer} | {ratio} | {wanted} | {_time(ratio.ours)} | {_time(ratio.theirs)} |"
        print(line, flush=True)
        lines.append(line)
    yield "ratios", "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", help=f"rows to measure: {', '.join(ROWS)}; all without")
    chosen = parser.parse_args().rows
    if unknown := set(chosen) - set(ROWS):
        raise SystemExit(f"Unknown rows {sorted(unknown)}; known: {', '.join(ROWS)}.")
    on_one_core()
    list(tables(chosen))


if __name__ == "__main__":
    main()
