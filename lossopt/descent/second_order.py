"""Directions that know how the slope changes: Newton's, and two that learn it from the gradients they pass.

Each of them falls back to −∇f where what it has computed does not descend.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.descent.core import State
from lossopt.descent.curvature import hessian
from lossopt.descent.definition import direction
from lossopt.ranges import NonNegative


@direction(ko="뉴턴 방법", en="Newton's method", reference="nocedal2006")
class Newton:
    """Newton's direction: d = −(H + λI)⁻¹∇f, where H holds the second derivatives and λ = `damping`.

    With step size 1 and λ = 0 it lands on the bottom of a quadratic at once. H is `f.hessian(x)` where the objective has such a
    method, otherwise central differences of its gradient: 2n evaluations. Where d does not descend (H is not
    positive definite: near a saddle, on a ridge) or H + λI has no inverse, d = −∇f. Each step solves n equations: O(n³).
    Errors: ValueError for λ < 0, for a `hessian(x)` that is not (n, n), and outside the loop, which sets `state.objective`.

    >>> from lossopt.descent import Constant, descend
    >>> from lossopt.landscapes import quadratic
    >>> descend(quadratic, [3.0, -2.0], Newton(), Constant(1.0), steps=1).end.tolist()
    [0.0, 0.0]
    """

    damping: NonNegative = 0.0

    def init(self, x: NDArray) -> State:
        """Nothing to remember."""
        return State()

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −(H + λI)⁻¹∇f, or −∇f where that does not descend."""
        if state.objective is None:
            raise ValueError("Newton: state.objective is None; expected the objective, which descend and iterate set.")
        damped = hessian(state.objective, x) + self.damping * np.eye(len(x), dtype=x.dtype)
        try:
            d = -np.linalg.solve(damped, grad)
        except np.linalg.LinAlgError:
            return -grad
        return d if np.vdot(grad, d) < 0 else -grad


@direction(ko="BFGS", en="BFGS", reference="broyden1970")
class BFGS:
    """BFGS: d = −B∇f, where B learns the inverse of the Hessian from the last step s and the gradient's change y.

    B ← (I − s yᵀ/yᵀs) B (I − y sᵀ/yᵀs) + s sᵀ/yᵀs: the smallest change after which B y = s. B starts as I, scaled by yᵀs/yᵀy at the
    first update. Where yᵀs ≤ 0 (negative curvature met) the update is skipped, so that B stays positive definite; should rounding
    spoil that, B becomes I again and d = −∇f. Keeps n² numbers. Made for the Wolfe line search, which sees to yᵀs > 0.

    >>> from lossopt.descent import Wolfe, descend
    >>> from lossopt.landscapes import rosenbrock
    >>> descend(rosenbrock, [-1.2, 1.0], BFGS(), Wolfe(), steps=100, tol=1e-6).end.round(6).tolist()
    [1.0, 1.0]
    """

    def init(self, x: NDArray) -> State:
        """B = I, and no point before."""
        return State(B=np.eye(len(x), dtype=x.dtype), x=None, grad=None, learned=False)

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −B∇f."""
        if state.x is not None:
            self._learn(x - state.x, grad - state.grad, state)
        state.x, state.grad = x.copy(), grad.copy()
        d = -state.B @ grad
        if np.vdot(grad, d) < 0:
            return d
        state.B, state.learned = np.eye(len(x), dtype=x.dtype), False
        return -grad

    def _learn(self, s: NDArray, y: NDArray, state: State) -> None:
        """Update B so that it sends y to s."""
        ys = np.vdot(y, s)
        if not ys > 0:
            return
        if not state.learned:
            state.B *= ys / np.vdot(y, y)
            state.learned = True
        aside = np.eye(len(s), dtype=s.dtype) - np.outer(s, y) / ys
        state.B = aside @ state.B @ aside.T + np.outer(s, s) / ys


@direction(ko="켤레 그래디언트", en="Conjugate gradient", reference="polak1969")
class ConjugateGradient:
    """Conjugate gradients after Polak and Ribière: d = −∇f + βd₋, β = max(0, ∇f·(∇f − ∇f₋) / ‖∇f₋‖²), ₋ for the step before.

    Starts again from d = −∇f after every n steps, and where d would not descend; β = 0 is such a start as well. With exact line
    searches it finds the bottom of a quadratic in n steps. Use it with a line search: `Wolfe(curvature=0.1)`.

    >>> from lossopt.descent import ExactQuadratic, descend
    >>> from lossopt.landscapes import quadratic
    >>> path = descend(quadratic, [10.0, 1.0], ConjugateGradient(), ExactQuadratic(), steps=2)
    >>> bool(abs(path.end).max() < 1e-12)
    True
    """

    def init(self, x: NDArray) -> State:
        """No step before."""
        return State(grad=None, d=None)

    def __call__(self, x: NDArray, grad: NDArray, state: State) -> NDArray:
        """Return −∇f + βd₋, or −∇f at a fresh start."""
        d = -grad
        if state.d is not None and (state.t - 1) % len(x) != 0:
            d += self._beta(grad, state.grad) * state.d
            if not np.vdot(grad, d) < 0:
                d = -grad
        state.grad, state.d = grad.copy(), d.copy()
        return d

    def _beta(self, grad: NDArray, before: NDArray) -> float:
        squared = float(np.vdot(before, before))
        return max(0.0, float(np.vdot(grad, grad - before)) / squared) if squared > 0 else 0.0
