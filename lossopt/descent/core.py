"""Descent: from a point, take a direction, take a step along it, look again.

Every method is a *direction* (a rule that turns a gradient into a vector to move along) times a *step size* (how far):

    x ← x + step_size · direction

`iterate` is that loop and nothing else, one `Step` at a time; `descend` runs it and keeps the `Path`.

A direction is given the point, the gradient and its own state. One that must know more, as Newton's must know second
derivatives, asks the objective of the step, which the loop puts into the state: `hessian(state.objective, x)`. An objective
may offer `hessian(x)`, as landscapes do; where it does not, second derivatives are differences of its gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.descent.curvature import curvature_along
from lossopt.language import Text

Objective = Callable[[NDArray], tuple[float, NDArray]]

# What ∇f may measure where a run counts as having arrived, unless `tol` says otherwise.
ARRIVED = 1e-6


class State:
    """What a rule remembers between steps. The loop owns it, so that running a cell twice gives the same path.

    Before each step the loop sets `t`, the number of the step, 1 at the first, and `objective`, the step's objective; the other
    attributes are the rule's own arrays.
    """

    t: int
    objective: Objective | None

    def __init__(self, **arrays: Any) -> None:
        self.t = 0
        self.objective = None
        self.__dict__.update(arrays)

    if TYPE_CHECKING:  # the arrays are attributes

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


class Rule(Protocol):
    """A direction: hyperparameters only; what it remembers lies in the state."""

    def init(self, x: NDArray) -> State:
        """Return the state before the first step."""
        ...

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return the direction to move along, and update the state in place."""
        ...


@dataclass
class Step:
    """One step: where it starts, what the objective says there, which way and how far it goes."""

    k: int
    x: NDArray
    value: float
    grad: NDArray
    objective: Objective
    direction: NDArray
    step_size: float = 0.0

    @property
    def slope(self) -> float:
        """The directional derivative ∇f·d: negative where the direction descends."""
        return float(np.vdot(self.grad, self.direction))

    @property
    def end(self) -> NDArray:
        """Where the step leads: x + step_size · direction."""
        return self.x + self.step_size * self.direction

    def value_at(self, step_size: float) -> float:
        """Return the objective's value after a step of this size: what a line search asks."""
        return float(self.objective(self.x + step_size * self.direction)[0])

    def look(self, step_size: float) -> tuple[float, float]:
        """Return value and slope after a step of this size: f(x + ηd) and ∇f(x + ηd)·d."""
        value, grad = self.objective(self.x + step_size * self.direction)
        return float(value), float(np.vdot(grad, self.direction))

    @property
    def curvature(self) -> float:
        """The second derivative along the direction, dᵀHd: at most two more evaluations of the gradient."""
        return curvature_along(self.objective, self.x, self.direction)

    def turn_downhill(self) -> float:
        """Replace a direction that does not descend by −∇f, and return the slope."""
        slope = self.slope
        if slope < 0:
            return slope
        self.direction = -self.grad
        return self.slope


class StepSize(Protocol):
    """How far along the direction; may look at the whole step, and may replace a direction that does not descend."""

    def init(self, x: NDArray) -> State:
        """Return the state before the first step."""
        ...

    def __call__(self, step: Step, state: State) -> float:
        """Return the factor of the direction."""
        ...


class Method(NamedTuple):
    """A direction and a step size under their usual name: what `methods.adam(0.01)` returns."""

    rule: Rule
    step_size: StepSize


@dataclass(frozen=True)
class Path:
    """The path of a run: what every plot draws.

    With `steps` steps taken and n unknowns:

    - `points` (steps + 1, n): the points, the start first (every `every`-th one and the last, see `kept`)
    - `values`, `grad_norms` (steps + 1,): f and ‖∇f‖ at every point, kept or not
    - `step_sizes` (steps,): the factor of each direction
    - `kept`: the numbers of the steps whose points are kept
    - `converged`: whether ‖∇f‖ at the end is at most the tolerance
    - `diverged`: whether the run met a value or gradient that is not finite and stopped before it
    - `report`: one sentence on how the run ended, in both languages
    """

    points: NDArray
    values: NDArray
    grad_norms: NDArray
    step_sizes: NDArray
    kept: NDArray
    converged: bool
    diverged: bool
    report: Text

    @property
    def steps(self) -> int:
        """The number of steps taken."""
        return len(self.step_sizes)

    @property
    def end(self) -> NDArray:
        """The last point."""
        return self.points[-1]

    @property
    def minimum(self) -> NDArray:
        """The point of lowest value among those kept."""
        return self.points[int(np.argmin(self.values[self.kept]))]

    def __repr__(self) -> str:
        return f"<Path of {self.steps} steps: {self.report.here()}>"


def iterate(f: Objective, x0: ArrayLike, rule: Rule, step_size: StepSize) -> Iterator[Step]:
    """Yield the steps of a descent, without end; the caller decides when to stop.

    `f(x)` returns `(value, grad)`. If `f` has a method `at(k)`, step k uses the objective that it returns: so a mini-batch
    enters. If `f` has a method `hessian(x)`, rules that need second derivatives take it. A yielded step's `x` changes in place
    afterwards: copy what you keep.

    Raises ValueError for an empty or non-finite start, and for a gradient that has not the shape of x.

    >>> from lossopt.descent import Constant, Steepest
    >>> steps = iterate(lambda x: (x @ x, 2 * x), [1.0], Steepest(), Constant(0.25))
    >>> [float(next(steps).value) for _ in range(3)]
    [1.0, 0.25, 0.0625]
    """
    x = _start(x0)
    state, size_state = rule.init(x), step_size.init(x)
    k = 0
    while True:
        objective = _sample(f, k)
        value, grad = evaluate(objective, x)
        state.t = size_state.t = k + 1
        state.objective = size_state.objective = objective
        step = Step(k, x, value, grad, objective, rule(x, grad, state))
        step.step_size = step_size(step, size_state)
        yield step
        x += step.step_size * step.direction
        k += 1


def descend(
    f: Objective, x0: ArrayLike, rule: Rule | Method, step_size: StepSize | None = None, *, steps: int = 100,
    tol: float | None = None, every: int = 1, progress: bool = True,
) -> Path:  # fmt: skip
    """Run a descent and return its `Path`: `descend(f, x0, Adam(), Constant(0.01))` or `descend(f, x0, methods.adam(0.01))`.

    All `steps` steps are taken unless ‖∇f‖ ≤ `tol` ends the run before, or a value or gradient that is not finite: then the
    path up to there is returned, marked `diverged`. `every=` keeps only every so-many-th point, for large x. A progress
    bar shows on runs that last over two seconds.

    Raises ValueError for bad input, naming it.

    >>> from lossopt.descent import methods
    >>> path = descend(lambda x: (x @ x, 2 * x), [3.0, 4.0], methods.gd(0.25), steps=10)
    >>> path.points.shape, float(path.values[0]), path.converged
    ((11, 2), 25.0, False)
    """
    rule, step_size = _method(rule, step_size)
    _whole("steps", steps, 0)
    _whole("every", every, 1)
    if tol is not None and not (isinstance(tol, int | float) and tol >= 0):
        raise ValueError(f"descend: tol must be None or a number ≥ 0, got {tol!r}.")
    start = _start(x0)
    step: Step | None = None
    record = _Record(len(start), start.dtype, steps, every)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        run = islice(iterate(f, x0, rule, step_size), steps)
        for step in _with_progress(run, steps, progress):
            if not record.add(step.k, step.x, step.value, step.grad) or record.arrived(tol):
                break
            record.step_sizes.append(step.step_size)
        else:
            end = start if step is None else step.end
            record.add(steps, end, *evaluate(_sample(f, steps), end))
    return record.path(ARRIVED if tol is None else tol)


def _sample(f: Objective, k: int) -> Objective:
    """Return the objective of step k: `f` itself, or the mini-batch that `f.at(k)` draws."""
    return f.at(k) if hasattr(f, "at") else f


def evaluate(f: Objective, x: NDArray) -> tuple[float, NDArray]:
    """Return f's value as a float and its gradient as an array of x's shape and dtype, or raise ValueError."""
    if not callable(f):
        raise ValueError(f"the objective must be a function f(x) → (value, grad), got {f!r}.")
    pair = f(x)
    if not (isinstance(pair, tuple) and len(pair) == 2):
        raise ValueError(f"the objective must return a pair (value, grad), got {type(pair).__name__}.")
    value, grad = pair
    try:
        grad = np.array(grad, dtype=x.dtype)  # a copy: the next call, in a line search, may fill the same buffer
    except (TypeError, ValueError):
        raise ValueError(f"the gradient must be an array of numbers with shape {x.shape}, got {grad!r}.") from None
    if grad.shape != x.shape:
        raise ValueError(f"the gradient has shape {grad.shape} but x has shape {x.shape}: they must be equal.")
    if type(value) is not float and np.ndim(value) != 0:
        raise ValueError(f"the objective's value has shape {np.shape(value)}; expected a single number.")
    try:
        return float(value), grad
    except (TypeError, ValueError):
        raise ValueError(f"the objective's value must be a single number, got {value!r}.") from None


class _Record:
    """Collects a path while it is walked."""

    def __init__(self, n: int, dtype: Any, steps: int, every: int) -> None:
        self.points = np.empty((steps // every + 2, n), dtype=dtype)
        self.last = np.empty(n, dtype=dtype)
        self.every = every
        self.kept: list[int] = []
        self.values: list[float] = []
        self.grad_norms: list[float] = []
        self.step_sizes: list[float] = []
        self.bad: Text | None = None

    def add(self, k: int, x: NDArray, value: float, grad: NDArray) -> bool:
        """Enter point k, and say whether the run may go on: not where something is not finite."""
        squared = float(grad.dot(grad))
        if not (math.isfinite(value) and math.isfinite(squared)):
            self.bad = _not_finite(k, value, grad)
            if self.bad is not None:
                return False
        self.last[...] = x
        if k % self.every == 0:
            self._keep(k)
        self.values.append(value)
        self.grad_norms.append(math.sqrt(squared))
        return True

    def arrived(self, tol: float | None) -> bool:
        return tol is not None and self.grad_norms[-1] <= tol

    def path(self, goal: float) -> Path:
        if not self.values:
            raise ValueError(f"descend: the run cannot start at x0: {self.bad.en if self.bad else ''}")
        end = len(self.values) - 1
        if self.kept[-1] != end:
            self._keep(end)
        converged = self.bad is None and self.grad_norms[-1] <= goal
        return Path(
            points=self.points[: len(self.kept)].copy(),
            values=np.array(self.values),
            grad_norms=np.array(self.grad_norms),
            step_sizes=np.array(self.step_sizes[:end]),  # a step into the void is not a step taken
            kept=np.array(self.kept),
            converged=converged,
            diverged=self.bad is not None,
            report=self.bad or _report(end, self.grad_norms[-1], converged),
        )

    def _keep(self, k: int) -> None:
        self.points[len(self.kept)] = self.last
        self.kept.append(k)


def _report(steps: int, grad_norm: float, converged: bool) -> Text:
    if converged:
        return Text(
            ko=f"{steps}번째 점에서 ‖∇f‖ = {grad_norm:.1e}이므로 정지점에 도착했습니다.",
            en=f"arrived at a stationary point after {steps} steps, ‖∇f‖ = {grad_norm:.1e}.",
        )
    return Text(
        ko=f"{steps}걸음을 모두 갔고, 마지막 ‖∇f‖는 {grad_norm:.1e}입니다.",
        en=f"took all {steps} steps; ‖∇f‖ is now {grad_norm:.1e}.",
    )


def _not_finite(k: int, value: float, grad: NDArray) -> Text | None:
    """Return what is not finite at point k, or None."""
    if not math.isfinite(value):
        return Text(
            ko=f"{k}번째 점에서 목적 함수의 값이 {value}가 되어, 그 앞에서 멈추었습니다. 스텝 크기를 줄여 보십시오.",
            en=f"the value became {value} at point {k}; the path ends before it. Try a smaller step size.",
        )
    if not np.isfinite(grad).all():  # its square may be infinite though it is not
        return Text(
            ko=f"{k}번째 점에서 그래디언트에 유한하지 않은 값이 나와, 그 앞에서 멈추었습니다. 스텝 크기를 줄여 보십시오.",
            en=f"the gradient is not finite at point {k}; the path ends before it. Try a smaller step size.",
        )
    return None


def _start(x0: ArrayLike) -> NDArray:
    try:
        x = np.array(x0)
    except ValueError:
        raise ValueError(f"x0 has rows of different lengths, got {x0!r}; expected a vector of shape (n,).") from None
    if x.dtype.kind not in "fiu":
        raise ValueError(f"x0 must hold real numbers, got dtype {x.dtype}.")
    if x.dtype not in (np.float32, np.float64):
        x = x.astype(np.float64)
    if x.ndim != 1 or x.size == 0:
        raise ValueError(f"x0 has shape {x.shape}; expected a vector of shape (n,) with n ≥ 1.")
    if not np.isfinite(x).all():
        raise ValueError(f"x0 contains NaN or infinity: {x.tolist()}.")
    return x


def _method(rule: Rule | Method, step_size: StepSize | None) -> tuple[Rule, StepSize]:
    if isinstance(rule, Method):
        if step_size is not None:
            raise ValueError("descend: a method brings its own step size; pass a direction to choose another.")
        return rule
    if not _is_made(rule):
        raise ValueError(
            f"descend: expected a direction such as Steepest() or a method such as methods.gd(0.1), got {rule!r}."
        )
    if step_size is None or not _is_made(step_size):
        raise ValueError(f"descend: expected a step size such as Constant(0.1), got {step_size!r}.")
    return rule, step_size


def _is_made(part: object) -> bool:
    """Whether `part` is a direction or step size, and not its class: `Adam()`, not `Adam`."""
    return callable(part) and hasattr(part, "init") and not isinstance(part, type)


def _whole(name: str, value: int, low: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low:
        raise ValueError(f"descend: {name} must be a whole number ≥ {low}, got {value!r}.")


def _with_progress(run: Iterator[Step], steps: int, progress: bool) -> Iterator[Step]:
    # tqdm is loaded late: importing lossopt stays as light as importing NumPy.
    if not progress or steps < 1000:
        return run
    from tqdm import tqdm

    return iter(tqdm(run, total=steps, delay=2.0, leave=False, unit=" steps"))
