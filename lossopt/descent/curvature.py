"""Second derivatives of an objective: its own `hessian(x)` where it has one, otherwise differences of its gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lossopt.gradcheck import difference_step

Objective = Callable[[NDArray], tuple[float, NDArray]]


def hessian(f: Objective, x: NDArray) -> NDArray:
    """Return the matrix H of second derivatives of `f` at `x`, shape (n, n), in the dtype of x.

    `f.hessian(x)` if `f` has such a method; otherwise Hᵢ = (∇f(x + h eᵢ) − ∇f(x − h eᵢ)) / 2h, which takes 2n evaluations,
    made symmetric. Errors: ValueError where `f.hessian(x)` has another shape than (n, n).

    >>> hessian(lambda x: (x[0] ** 2 * x[1], np.array([2 * x[0] * x[1], x[0] ** 2])), np.array([1.0, 3.0])).round(6).tolist()
    [[6.0, 2.0], [2.0, 0.0]]
    """
    n = len(x)
    own = getattr(f, "hessian", None)
    if own is not None:
        matrix = np.asarray(own(x), dtype=x.dtype)
        if matrix.shape != (n, n):
            raise ValueError(
                f"the objective's hessian(x) has shape {matrix.shape} but x has shape {x.shape}; expected ({n}, {n})."
            )
        return matrix
    centre = x.astype(np.float64)
    step = difference_step(centre)
    matrix = np.empty((n, n))
    for i in range(n):
        bump = np.zeros(n)
        bump[i] = step[i]
        matrix[i] = _rise(f, centre, bump, x) / (2 * step[i])
    return ((matrix + matrix.T) / 2).astype(x.dtype)


def curvature_along(f: Objective, x: NDArray, direction: NDArray) -> float:
    """Return dᵀHd, the second derivative of f along `direction` at `x`.

    With `f.hessian(x)` if `f` has such a method, otherwise by one difference of the gradient: two evaluations for any n.

    >>> curvature_along(lambda x: (x @ x, 2 * x), np.zeros(2), np.array([3.0, 4.0]))
    50.0
    """
    if getattr(f, "hessian", None) is not None:
        return float(np.vdot(direction, hessian(f, x) @ direction))
    length = float(np.linalg.norm(direction))
    if not 0 < length < np.inf:
        return 0.0 if length == 0 else float("nan")
    centre = x.astype(np.float64)
    h = float(np.cbrt(np.finfo(np.float64).eps)) * max(1.0, float(np.abs(centre).max())) / length
    return float(np.vdot(direction, _rise(f, centre, h * direction, x))) / (2 * h)


def _rise(f: Objective, centre: NDArray, bump: NDArray, like: NDArray) -> NDArray:
    """Return ∇f(centre + bump) − ∇f(centre − bump); the first is copied, because f may fill one buffer at every call."""
    ahead = np.array(f((centre + bump).astype(like.dtype))[1], dtype=np.float64)
    return ahead - np.asarray(f((centre - bump).astype(like.dtype))[1], dtype=np.float64)
