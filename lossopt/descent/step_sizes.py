"""Step sizes that are computed from the step: how far along the direction.

What moves is step size × length of the direction, not the step size alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.core import State, Step
from lossopt.descent.definition import step_size
from lossopt.ranges import Number, Positive, Switch


@step_size(ko="이차 함수의 정확한 스텝", en="Exact step on a quadratic", reference="nocedal2006")
class ExactQuadratic:
    """The lowest point along the direction, if f is quadratic: η = −∇f·d / dᵀHd.

    dᵀHd comes from `f.hessian(x)`, or from two gradients near x where f has none. On other functions this is Newton's step on the
    line. A direction that does not descend is replaced by −∇f; where the curvature dᵀHd is not positive, the line
    has no lowest point and the step is 0.

    >>> from lossopt.descent import Steepest, descend
    >>> path = descend(lambda x: (x @ x, 2 * x), [3.0], Steepest(), ExactQuadratic(), steps=1)
    >>> path.step_sizes.round(9).tolist()
    [0.5]
    """

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, step: Step, state: State) -> float:
        """Return −∇f·d / dᵀHd, or 0."""
        slope = step.turn_downhill()
        curvature = step.curvature
        return -slope / curvature if slope < 0 and curvature > 0 else 0.0


@step_size(ko="바질라이–보웨인", en="Barzilai–Borwein", reference="barzilai1988")
class BarzilaiBorwein:
    """The inverse of the curvature met on the last step: η = sᵀs / sᵀy, or, `short`, sᵀy / yᵀy.

    s is the last change of x, y that of the gradient; made for d = −∇f. f may rise on the way. The first step, and any after sᵀy ≤ 0
    (no positive curvature met), is the one before: `initial` at first. Errors: ValueError for initial ≤ 0.

    >>> from lossopt.descent import Steepest, descend
    >>> path = descend(lambda x: (x @ x, 2 * x), [1.0], Steepest(), BarzilaiBorwein(initial=0.1), steps=2)
    >>> path.step_sizes.round(9).tolist()
    [0.1, 0.5]
    """

    initial: Positive = 1e-3
    short: Switch = False

    def init(self, x: NDArray) -> State:
        """No point before, and the first step size."""
        return State(x=None, grad=None, size=self.initial)

    def __call__(self, step: Step, state: State) -> float:
        """Return sᵀs / sᵀy, or sᵀy / yᵀy."""
        if state.x is not None:
            s, y = step.x - state.x, step.grad - state.grad
            sy = float(np.vdot(s, y))
            if sy > 0:
                size = sy / float(np.vdot(y, y)) if self.short else float(np.vdot(s, s)) / sy
                state.size = size if 0 < size < math.inf else state.size
        state.x, state.grad = step.x.copy(), step.grad.copy()
        return float(state.size)


@step_size(ko="폴랴크 스텝 크기", en="Polyak's step size", reference="polyak1987")
class Polyak:
    """The step at which the tangent reaches the lowest value f*: η = (f − f*) / (−∇f·d), for d = −∇f that is (f − f*)/‖∇f‖².

    Needs `optimum` = f*, often known (0 for a loss that can vanish). On a convex function the distance to every minimum never grows.
    A direction that does not descend is replaced by −∇f; where f ≤ f*, the step is 0.
    Errors: ValueError unless `optimum` is a finite number.

    >>> from lossopt.descent import Steepest, descend
    >>> path = descend(lambda x: (x @ x, 2 * x), [1.0], Steepest(), Polyak(optimum=0.0), steps=3)
    >>> path.points.ravel().tolist(), path.step_sizes.tolist()
    ([1.0, 0.5, 0.25, 0.125], [0.25, 0.25, 0.25])
    """

    optimum: Number

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, step: Step, state: State) -> float:
        """Return (f − f*) / (−∇f·d), or 0."""
        slope = step.turn_downhill()
        above = step.value - self.optimum
        return above / -slope if slope < 0 and above > 0 else 0.0
