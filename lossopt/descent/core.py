"""Descent: from a point, take a direction, take a step along it, look again.

Every method is a *direction* (a rule that turns a gradient into a vector to move along) times a *step size* (how far):

    x ← x + step_size · direction

`iterate` is that loop and nothing else, one `Step` at a time; `descend` runs it and keeps the `Path`.

A direction is given the point, the gradient and its own state. One that must know more, as Newton's must know second
derivatives, asks the objective of the step, which the loop puts into the state: `hessian(state.objective, x)`. An objective
may offer `hessian(x)`, as landscapes do; where it does not, second derivatives are differences of its gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.descent.blocks import Blocks, goes_in_blocks, is_coordinatewise, move
from lossopt.descent.curvature import curvature_along
from lossopt.descent.many import Records, refuse_what_mixes
from lossopt.descent.memory import align, order, place_like
from lossopt.descent.path import Path, Record, interrupted
from lossopt.descent.progress import with_progress
from lossopt.descent.watch import Watch, Watching
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
    """A direction: hyperparameters only; what it remembers lies in the state.

    Where coordinate i of the direction depends on coordinate i of point, gradient and state alone, and the state's arrays are updated in place,
    the class says so, `coordinatewise = True`: then it takes many starting points at once, and goes block by block where x is large. It must not keep
    the gradient that it is given, which is then no copy.
    """

    def init(self, x: NDArray) -> State:
        """Return the state before the first step."""
        ...

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return the direction to move along, and update the state in place."""
        ...


@dataclass(slots=True)
class Step:
    """One step: where it starts, what the objective says there, which way and how far it goes.

    With many starting points at once x, grad and direction have shape (m, n), and the value is an array (m,).
    """

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
        end = np.empty_like(self.x)
        move(self.x, self.step_size, self.direction, end)
        return end

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

    def settle(self) -> None:
        """Work out what is still open, before somebody asks f again, which may fill the memory of its gradient anew."""

    def take(self, to: NDArray) -> None:
        """Write the end of the step to `to`, which may be x itself; the loop does it."""
        move(self.x, self.step_size, self.direction, to)


class LargeStep(Step):
    """A step of a large x. Its direction is worked out when somebody looks at it; where nobody does, block by block while x moves.

    That spares two ways through memory, to write a direction and to read it again, which at such a size cost more than the arithmetic.
    """

    __slots__ = ("blocks", "found", "state")

    def __init__(
        self, k: int, x: NDArray, value: float, grad: NDArray, objective: Objective, blocks: Blocks, state: State
    ) -> None:
        self.k, self.x, self.value, self.grad, self.objective, self.step_size = k, x, value, grad, objective, 0.0
        self.blocks, self.state = blocks, state
        self.found: NDArray | None = None

    @property
    def direction(self) -> NDArray:  # type: ignore[override]
        """The direction, which from now on is kept."""
        if self.found is None:
            self.found = self.blocks.direction(self.x, self.grad, self.state)
        return self.found

    @direction.setter
    def direction(self, direction: NDArray) -> None:
        self.found = direction

    def settle(self) -> None:
        """Work out the direction."""
        self.found = self.direction

    def take(self, to: NDArray) -> None:
        """Write the end of the step to `to`, which may be x itself."""
        if self.found is None:
            self.blocks.move(self.x, self.grad, self.state, self.step_size, to)
        else:
            super().take(to)


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


def iterate(f: Objective, x0: ArrayLike, rule: Rule, step_size: StepSize) -> Iterator[Step]:
    """Yield the steps of a descent, without end; the caller decides when to stop.

    `f(x)` returns `(value, grad)`. If `f` has a method `at(k)`, step k uses the objective that it returns: so a mini-batch
    enters. If `f` has a method `hessian(x)`, rules that need second derivatives take it. A yielded step's `x` changes in place
    afterwards, its gradient too if f fills the same memory again, and of a large x the direction: copy what you keep. (And if such an f
    of a large x is asked between two steps, look at `step.direction` first.) An `x0` of shape (m, n) starts m runs side by side, see
    `lossopt.descent.many`.

    Raises ValueError for an empty or non-finite start, and for a gradient that has not the shape of x.

    >>> from lossopt.descent import Constant, Steepest
    >>> steps = iterate(lambda x: (x @ x, 2 * x), [1.0], Steepest(), Constant(0.25))
    >>> [float(next(steps).value) for _ in range(3)]
    [1.0, 0.25, 0.0625]
    """
    start = _start(x0)
    x = place_like(start)
    x[...] = start
    return _walk(f, x, rule, step_size, lambda k: x)


def _walk(
    f: Objective, x: NDArray, rule: Rule, step_size: StepSize, place: Callable[[int], NDArray]
) -> Iterator[Step]:  # fmt: skip
    """Yield the steps from x; `place(k)` is the array to write point k to."""
    if x.ndim == 2:
        refuse_what_mixes(rule, step_size)
    state, size_state = rule.init(x), step_size.init(x)
    blocks = Blocks(rule) if goes_in_blocks(rule, x) else None
    if is_coordinatewise(rule) and blocks is None:
        align(state, x)
    # A gradient is not copied where nothing keeps it and nothing asks f again before it is used.
    copy = not (is_coordinatewise(rule) and hasattr(step_size, "at"))
    for k in count():
        objective = _sample(f, k)
        value, grad = evaluate(objective, x, copy=copy)
        state.t = size_state.t = k + 1
        state.objective = size_state.objective = objective
        if blocks is None:
            step = Step(k, x, value, grad, objective, rule(x, grad, state))
        else:
            step = LargeStep(k, x, value, grad, objective, blocks, state)
        step.step_size = step_size(step, size_state)
        yield step
        x = place(k + 1)
        step.take(x)


def descend(
    f: Objective, x0: ArrayLike, rule: Rule | Method, step_size: StepSize | None = None, *, steps: int = 100,
    tol: float | None = None, every: int = 1, watch: Watch | None = None, progress: bool = True,
) -> Path:  # fmt: skip
    """Run a descent and return its `Path`: `descend(f, x0, Adam(), Constant(0.01))` or `descend(f, x0, methods.adam(0.01))`.

    All `steps` steps are taken unless ‖∇f‖ ≤ `tol` ends the run before, or a value or gradient that is not finite: then the
    path up to there is returned, marked `diverged`. `every=` keeps only every so-many-th point, for large x. `watch=Watch(score, …)` asks for a
    score on the way, keeps the best point and may stop the run. A progress bar shows on runs that last over two seconds; interrupted from the
    keyboard, the run returns the path so far.

    An `x0` of shape (m, n) is m starting points at once: f takes (m, n) and returns values (m,) and gradients (m, n), and the path
    is a `Paths`. For coordinate-wise directions with constant or scheduled step sizes.

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
    watching = _watching(watch, start)
    record: Record | Records = (Record if start.ndim == 1 else Records)(start, steps, every, tol)
    x = record.place(0)
    x[...] = start
    del start  # of a large x there need not be two
    step: Step | None = None
    stopped: Text | None = None
    halted = False
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            run = islice(_walk(f, x, rule, step_size, record.place), steps)
            for step in with_progress(run, steps, progress):
                if not record.add(step):
                    break
                if watching.is_due(step.k):
                    step.settle()
                    if watching.stops(step.k, step.x):
                        stopped = watching.report()
                        break
            else:
                if step is not None:
                    x = record.place(steps)
                    step.take(x)
                record.add(_arrival(f, steps, x))
            if watch is not None and record.last >= 0:
                watching.stops(record.last, record.end)
        except KeyboardInterrupt:
            if record.last < 0:
                raise
            stopped, halted = interrupted(record.last), True
    return record.path(ARRIVED if tol is None else tol, stopped=stopped, interrupted=halted, **watching.findings())


def _arrival(f: Objective, steps: int, end: NDArray) -> Step:
    """Return the point where a run ends after its last step, as a step that is not taken."""
    objective = _sample(f, steps)
    value, grad = evaluate(objective, end, copy=False)
    return Step(steps, end, value, grad, objective, np.zeros_like(end))


def _sample(f: Objective, k: int) -> Objective:
    """Return the objective of step k: `f` itself, or the mini-batch that `f.at(k)` draws."""
    return f.at(k) if hasattr(f, "at") else f


def evaluate(f: Objective, x: NDArray, *, copy: bool) -> tuple[float, NDArray]:
    """Return f's value as a float and its gradient as an array of x's shape and dtype, or raise ValueError.

    The next call, in a line search, may fill the same buffer: then the gradient must be a copy.
    """
    if not callable(f):
        raise ValueError(f"the objective must be a function f(x) → (value, grad), got {f!r}.")
    pair = f(x)
    if not (isinstance(pair, tuple) and len(pair) == 2):
        raise ValueError(f"the objective must return a pair (value, grad), got {type(pair).__name__}.")
    value, grad = pair
    try:
        grad = np.array(grad, dtype=x.dtype) if copy else np.asarray(grad, dtype=x.dtype, order=order(x))
    except (TypeError, ValueError):
        raise ValueError(f"the gradient must be an array of numbers with shape {x.shape}, got {grad!r}.") from None
    if grad.shape != x.shape:
        raise ValueError(f"the gradient has shape {grad.shape} but x has shape {x.shape}: they must be equal.")
    if x.ndim == 2:
        return _values(value, len(x)), grad
    if type(value) is not float and np.ndim(value) != 0:
        raise ValueError(f"the objective's value has shape {np.shape(value)}; expected a single number.")
    try:
        return float(value), grad
    except (TypeError, ValueError):
        raise ValueError(f"the objective's value must be a single number, got {value!r}.") from None


def _values(value: Any, m: int) -> Any:
    """Return the values at m points as an array of shape (m,), or raise ValueError."""
    values = np.asarray(value)
    if values.shape != (m,) or values.dtype.kind not in "fiu":
        raise ValueError(
            f"the objective's value at {m} points at once must be an array of {m} numbers, got {values.dtype} of shape {values.shape}."
        )
    return values


def _watching(watch: Watch | None, start: NDArray) -> Watching:
    if watch is not None and not isinstance(watch, Watch):
        raise ValueError(f"descend: watch must be None or a Watch(score, …), got {watch!r}.")
    if watch is not None and start.ndim == 2:
        raise ValueError(
            f"descend: watch looks at one run, but x0 has shape {start.shape}; expected a vector of shape (n,)."
        )
    return Watching(watch)


def _start(x0: ArrayLike) -> NDArray:
    try:
        x = np.array(x0, order="C")
    except ValueError:
        raise ValueError(f"x0 has rows of different lengths, got {x0!r}; expected shape (n,) or (m, n).") from None
    if x.dtype.kind not in "fiu":
        raise ValueError(f"x0 must hold real numbers, got dtype {x.dtype}.")
    if x.dtype not in (np.float32, np.float64):
        x = x.astype(np.float64)
    if x.ndim not in (1, 2) or x.size == 0:
        raise ValueError(f"x0 has shape {x.shape}; expected (n,), or (m, n) for m starting points, with m and n ≥ 1.")
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
