"""`compare`: the same budget for everyone, twice: as many learning rates to try, and as many gradients to evaluate in a run."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from lossopt.arena.comparison import CRITERIA, Comparison
from lossopt.arena.runs import Factory, Problem, Run, Task, posed
from lossopt.ranges import is_whole

RATES = tuple(float(f"{rate:.3g}") for rate in np.geomspace(1e-3, 1.0, 7))  # 0.001, 0.00316, 0.01, … 1
MARKS = 50  # how many values of its way a run keeps, at most, besides the first
Contestant = tuple[Factory, tuple[float, ...]]


def compare(
    problem: Problem, contestants: Mapping[str, Any], *, rates: Sequence[float] = RATES, budget: int = 200,
    tuning_seeds: int | Iterable[int] = 5, judging_seeds: int | Iterable[int] = 20, seed: int = 0, criterion: str = "median",
    smaller_is_better: bool = True, n_jobs: int | None = None, progress: bool = True,
) -> Comparison:  # fmt: skip
    """Compare methods fairly and return the `Comparison`.

    `problem(seed)` returns `(f, x0)` or `(f, x0, score)`, which depend on the seed alone. A run is judged by `score(x)` of its
    last point, without one by f(x) (the whole f, also where `f.at(k)` draws mini-batches); `smaller_is_better=False` for scores
    such as accuracy. `contestants` maps a label to a function `learning_rate → Method`, such as `methods.adam`, or to a pair of
    that and learning rates of its own instead of `rates`: for everyone the same number of them.

    Every rate is tried on the tuning seeds; the best by `criterion` ("median", "mean" or "worst" over them) is judged on the judging
    seeds, which served no choice. Both are numbers of seeds, drawn from `seed`, or the seeds themselves. A run may evaluate `budget`
    gradients: as many steps, or fewer for a line search, which asks for several a step, and for Newton, whose Hessian counts as n.
    A run that diverges counts as the worst there is.

    The runs go through joblib when `n_jobs` is not 1 or a `joblib.parallel_config(…)` is active, which may name a Dask cluster; the
    result is the same whatever does the work, `seconds` apart. Worker processes take a second or two to start.

    Raises ValueError for bad input, for unequal numbers of rates, for seeds that serve both tuning and judging, and for a
    problem that starts differently on the same seed; ImportError if joblib is needed and missing.

    >>> from lossopt.descent import methods
    >>> def bowl(seed):
    ...     return lambda x: (x @ x, 2 * x), np.random.default_rng(seed).normal(size=3)
    >>> found = compare(bowl, {"gradient descent": methods.gd, "Adam": methods.adam}, budget=30)
    >>> found.best, found.rates["gradient descent"]
    (('gradient descent',), 0.316)
    """
    known = _contestants(contestants, rates)
    tuning, judging = _seeds("tuning_seeds", tuning_seeds, seed, 0), _seeds("judging_seeds", judging_seeds, seed, 1)
    if set(tuning) & set(judging):
        raise ValueError(f"judging_seeds must not serve tuning too, got {sorted(set(tuning) & set(judging))} in both.")
    if criterion not in CRITERIA:
        raise ValueError(f"criterion must be one of {', '.join(map(repr, CRITERIA))}, got {criterion!r}.")
    marks = _marks(budget)
    worst = math.inf if smaller_is_better else -math.inf
    own_score = posed(problem, tuning[0])[2] is not None

    def tasks(grids: Mapping[str, Sequence[float]], seeds: Sequence[int], is_tuning: bool) -> list[Task]:
        return [
            Task(problem, known[label][0], label, rate, s, is_tuning, marks, worst)
            for label, grid in grids.items() for rate in grid for s in seeds
        ]  # fmt: skip

    def found(runs: list[Run]) -> Comparison:
        return Comparison(tuple(known), tuple(runs), marks, criterion, smaller_is_better, own_score)

    runs = _run_all(tasks({label: grid for label, (_, grid) in known.items()}, tuning, True), n_jobs, progress)
    chosen = {label: [rate] for label, rate in found(runs).rates.items()}
    runs += _run_all(tasks(chosen, judging, False), n_jobs, progress)
    _same_starts(runs)
    return found(runs)


def _run_all(tasks: list[Task], n_jobs: int | None, progress: bool) -> list[Run]:
    """Make the runs here, or through joblib: only where it is loaded can a `parallel_config` of its be active."""
    from tqdm import tqdm

    runs: Iterable[Run] = (task() for task in tasks)
    if n_jobs not in (None, 1) or "joblib" in sys.modules:
        try:
            from joblib import Parallel, delayed
        except ImportError:
            raise ImportError(f'n_jobs={n_jobs} needs joblib: pip install "lossopt[arena]"') from None
        runs = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(Task.__call__)(task) for task in tasks)
    return list(tqdm(runs, total=len(tasks), delay=2.0, leave=False, unit=" runs", disable=not progress))


def _contestants(contestants: Any, rates: Any) -> dict[str, Contestant]:
    if not isinstance(contestants, Mapping) or not contestants:
        raise ValueError(f"contestants must be a dictionary with at least one entry, got {contestants!r:.60}.")
    known = {}
    for label, entry in contestants.items():
        if not isinstance(label, str) or not label.strip():
            raise ValueError(f"contestants must have names as keys, got {label!r}.")
        # A Method is a tuple too, of a rule and a step size: one whose learning rate is fixed and cannot be tuned.
        has_grid = type(entry) is tuple and len(entry) == 2
        factory, grid = entry if has_grid else (entry, rates)
        if not callable(factory):
            raise ValueError(
                f"contestants[{label!r}] must be a function learning_rate → Method, or a pair of it and rates, got {entry!r:.60}."
            )
        known[label] = factory, _grid(f"rates of {label!r}" if has_grid else "rates", grid)
    counts = {label: len(grid) for label, (_, grid) in known.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"contestants must have the same number of learning rates to try, got {counts}.")
    return known


def _grid(what: str, grid: Any) -> tuple[float, ...]:
    try:
        rates = tuple(sorted(float(rate) for rate in grid))
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be a sequence of numbers > 0, got {grid!r:.60}.") from None
    if not rates or not all(0 < rate < math.inf for rate in rates) or len(set(rates)) < len(rates):
        raise ValueError(f"{what} must be at least one finite number > 0, each once, got {grid!r:.60}.")
    return rates


def _seeds(what: str, seeds: Any, root: Any, stream: int) -> tuple[int, ...]:
    """Return the seeds, or so many drawn from the root; more of them begin with the same ones."""
    if is_whole(seeds, 1):
        if not is_whole(root, 0):
            raise ValueError(f"seed must be a whole number ≥ 0, got {root!r}.")
        return tuple(np.random.SeedSequence(root, spawn_key=(stream,)).generate_state(int(seeds)).tolist())
    found = () if is_whole(seeds) or not isinstance(seeds, Iterable) else tuple(seeds)
    if not found or not all(is_whole(s) for s in found) or len(set(found)) < len(found):
        raise ValueError(f"{what} must be a whole number ≥ 1, or whole numbers, each once, got {seeds!r:.60}.")
    return tuple(int(s) for s in found)


def _marks(budget: Any) -> tuple[int, ...]:
    if not is_whole(budget, 1):
        raise ValueError(f"budget must be a whole number of gradient evaluations ≥ 1, got {budget!r}.")
    return tuple(np.unique(np.linspace(0, budget, min(int(budget), MARKS) + 1).round().astype(int)).tolist())


def _same_starts(runs: list[Run]) -> None:
    """Raise ValueError if a problem gave contestants different starts on the same seed."""
    starts: dict[int, float] = {}
    for run in runs:
        first = starts.setdefault(run.seed, run.values[0])
        if not math.isclose(first, run.values[0], rel_tol=1e-9, abs_tol=1e-12):
            raise ValueError(
                f"problem({run.seed}) must return the same whenever it is called, but f(x0) was {first!r} and then {run.values[0]!r}."
            )
