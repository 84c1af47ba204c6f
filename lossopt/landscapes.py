"""Landscapes: test functions with gradient, minima and bounds, to walk on and to draw.

A landscape is an objective, `f(x) → (value, grad)`, for one point of shape (n,) or a stack of points (…, n). Its kernel
is the formula in coordinates, value and partial derivatives side by side; its second derivatives stand beside it, where
they are short.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt import registry
from lossopt.gradcheck import difference_step
from lossopt.language import Text

Bounds = tuple[tuple[float, float], tuple[float, float]]
Kernel = Callable[..., tuple[Any, tuple[Any, ...]]]
SecondDerivatives = Callable[..., Any]


class Landscape:
    """A function of n coordinates with its gradient; see this module's docstring.

    - `f(x)`: value and gradient; `f.value(x)`: the value alone, for stacks of points as well
    - `f.hessian(x)` (n, n): the second derivatives at one point
    - `f.minima` (k, n): the known global minima, possibly none; `f.bounds`: the window worth drawing
    - `f.bind(…)`: the same landscape with other parameters
    """

    def __init__(
        self, kernel: Kernel, *, title: Text, bounds: Bounds, minima: Sequence[Sequence[float]], dimension: int,
        parameters: dict[str, Any], second_derivatives: SecondDerivatives | None = None,
    ) -> None:  # fmt: skip
        functools.update_wrapper(self, kernel)
        self.second_derivatives = second_derivatives
        self.kernel, self.title, self.bounds, self.dimension = kernel, title, bounds, dimension
        self.minima: NDArray = np.array(minima, dtype=np.float64).reshape(-1, dimension)
        self.parameters = parameters

    @property
    def name(self) -> Text:
        """The landscape's name in both languages."""
        return self.title

    def __call__(self, x: ArrayLike) -> tuple[Any, NDArray]:
        """Return value and gradient: a float and (n,) for one point, (…,) and (…, n) for a stack."""
        points = self._points(x)
        if points.ndim == 1 and points.dtype == np.float64:
            found = self._at_one_point(points)
            if found is not None:
                return found
        columns = np.ascontiguousarray(_by_coordinate(points))
        value, slopes = self.kernel(*[columns[i] for i in range(self.dimension)], **self.parameters)
        grad = np.empty_like(points)  # which lies in memory as the points do
        places = _by_coordinate(grad)
        for i, slope in zip(range(self.dimension), slopes, strict=True):
            places[i] = slope  # perhaps a plain number: the slope of a plane is
        return (float(value) if points.ndim == 1 else value), grad

    def value(self, x: ArrayLike) -> Any:
        """Return the value alone."""
        return self(x)[0]

    def hessian(self, x: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives ∂²f/∂xᵢ∂xⱼ, shape (n, n), at one point of shape (n,).

        By the landscape's own formulas, or, where it has none, by central differences of its gradient (about ten right
        digits). Errors: ValueError for a stack of points.

        >>> rosenbrock.hessian([1.0, 1.0]).tolist()
        [[802.0, -400.0], [-400.0, 200.0]]
        """
        point = self._points(x)
        if point.ndim != 1:
            n = self.dimension
            raise ValueError(
                f"{self.kernel.__name__}: hessian takes one point of shape ({n},), got shape {point.shape}."
            )
        if self.second_derivatives is not None:
            return np.array(self.second_derivatives(*point, **self.parameters), dtype=point.dtype)
        centre = point.astype(np.float64)
        bumps = np.diag(difference_step(centre))
        rises = self(centre + bumps)[1] - self(centre - bumps)[1]
        matrix = rises / (2 * np.diag(bumps)[:, None])
        return ((matrix + matrix.T) / 2).astype(point.dtype)

    def bind(self, **parameters: Any) -> Landscape:
        """Return this landscape with other parameters, its minima where they are then."""
        for name in parameters:
            if name not in self.parameters:
                takes = ", ".join(self.parameters) or "none"
                raise TypeError(f"{self.kernel.__name__} has no parameter {name!r}; it takes: {takes}.")
        chosen = self.parameters | parameters
        if self.kernel is quadratic.kernel:
            return _bowl(**chosen)
        return Landscape(
            self.kernel, title=self.title, bounds=self.bounds, minima=self.minima.tolist(), dimension=self.dimension,
            parameters=chosen, second_derivatives=self.second_derivatives,
        )  # fmt: skip

    def _at_one_point(self, point: NDArray) -> tuple[float, NDArray] | None:
        """Return value and gradient with Python's own numbers, ten times as fast as arrays of one number each.

        None where those raise and arrays do not: 1e200**2, 1/0, the root of −1 as a power. Then arrays decide.
        """
        try:
            value, slopes = self.kernel(*point.tolist(), **self.parameters)
            return float(value), np.array(slopes, dtype=np.float64)
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            return None

    def _points(self, x: ArrayLike) -> NDArray:
        if type(x) is np.ndarray and x.dtype == np.float64 and x.shape[-1:] == (self.dimension,):
            return x  # what a descent asks at every step
        try:
            points = np.asarray(x)
        except ValueError:
            raise ValueError(f"{self.kernel.__name__}: x has rows of different lengths, got {x!r}.") from None
        if points.dtype.kind not in "fiu":
            raise ValueError(f"{self.kernel.__name__}: x must hold real numbers, got dtype {points.dtype}.")
        if points.dtype not in (np.float32, np.float64):
            points = points.astype(np.float64)
        if points.ndim == 0 or points.shape[-1] != self.dimension:
            n = self.dimension
            raise ValueError(
                f"{self.kernel.__name__}: x has shape {points.shape}; expected ({n},) or a stack (…, {n})."
            )
        return points

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"<landscape {self.kernel.__name__}({settings})>"


def _by_coordinate(points: NDArray) -> NDArray:
    """Return points (…, n) as a view (n, …)."""
    return points.T if points.ndim <= 2 else np.moveaxis(points, -1, 0)


def landscape(
    *,
    ko: str,
    en: str,
    reference: str,
    bounds: Bounds,
    minima: Sequence[Sequence[float]] = (),
    dimension: int = 2,
    hessian: SecondDerivatives | None = None,
) -> Callable[[Kernel], Landscape]:
    """Turn a kernel `(x, y, …parameters) → value, (∂f/∂x, ∂f/∂y)` into a registered landscape.

    `hessian=` may give the second derivatives, `(x, y, …parameters) → ((∂²f/∂x², ∂²f/∂x∂y), (∂²f/∂y∂x, ∂²f/∂y²))`.
    """

    def register(kernel: Kernel) -> Landscape:
        signature = inspect.signature(kernel).parameters.values()
        parameters = {p.name: p.default for p in signature if p.default is not inspect.Parameter.empty}
        made = Landscape(
            kernel,
            title=Text(ko=ko, en=en),
            bounds=bounds,
            minima=minima,
            dimension=dimension,
            parameters=parameters,
            second_derivatives=hessian,
        )
        registry.landscapes.add(kernel.__name__, made, ko=ko, en=en, reference=reference)
        return made

    return register


@landscape(
    ko="이차 함수", en="Quadratic bowl", reference="nesterov2018", bounds=((-3, 3), (-3, 3)), minima=[(0, 0)],
    hessian=lambda *x, curvatures: np.diag(curvatures),
)  # fmt: skip
def quadratic(*x: Any, curvatures: Sequence[float] = (1.0, 10.0)) -> tuple[Any, tuple[Any, ...]]:
    """f(x) = ½ Σ cᵢ xᵢ²: a bowl with curvature cᵢ along axis i, in as many dimensions as there are curvatures.

    Its largest curvature is the L of the bound η < 2/L; a negative curvature makes a saddle.

    >>> quadratic([1.0, 1.0])
    (5.5, array([ 1., 10.]))
    >>> quadratic.bind(curvatures=[2.0])([3.0])
    (9.0, array([6.]))
    """
    slopes = tuple(c * xi for c, xi in zip(curvatures, x, strict=True))
    return sum(s * xi for s, xi in zip(slopes, x, strict=True)) / 2, slopes


def _bowl(curvatures: Sequence[float]) -> Landscape:
    try:
        given = np.atleast_1d(np.asarray(curvatures, dtype=np.float64))
    except (TypeError, ValueError):  # words, complex numbers, rows of different lengths
        given = np.empty(0)
    if given.ndim != 1 or not given.size or not np.isfinite(given).all():
        raise ValueError(f"quadratic: curvatures must be one finite number per dimension, got {curvatures!r}.")
    c = tuple(float(value) for value in given)
    minima = [[0.0] * len(c)] if min(c) > 0 else []
    return Landscape(
        quadratic.kernel, title=quadratic.title, bounds=quadratic.bounds, minima=minima, dimension=len(c),
        parameters={"curvatures": c}, second_derivatives=quadratic.second_derivatives,
    )  # fmt: skip


@landscape(
    ko="로젠브록 함수",
    en="Rosenbrock's valley",
    reference="rosenbrock1960",
    bounds=((-2, 2), (-1, 3)),
    minima=[(1, 1)],
    hessian=lambda x, y: ((2 - 400 * y + 1200 * x * x, -400 * x), (-400 * x, 200)),
)
def rosenbrock(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = (1 − x)² + 100(y − x²)²: a curved valley, easy to enter and slow to follow. Minimum 0 at (1, 1).

    >>> rosenbrock([1.0, 1.0])[0]
    0.0
    """
    left, off = 1 - x, y - x * x  # how far to go, and how far beside the valley's floor
    return left**2 + 100 * off**2, (-2 * left - 400 * x * off, 200 * off)


@landscape(
    ko="힘멜블라우 함수", en="Himmelblau's function", reference="himmelblau1972", bounds=((-5, 5), (-5, 5)),
    minima=[(3, 2), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404)],
    hessian=lambda x, y: ((12 * x * x + 4 * y - 42, 4 * (x + y)), (4 * (x + y), 4 * x + 12 * y * y - 26)),
)  # fmt: skip
def himmelblau(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = (x² + y − 11)² + (x + y² − 7)²: four minima of value 0; the start decides which one is found.

    >>> himmelblau([3.0, 2.0])[0]
    0.0
    """
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, (4 * x * a + 2 * b, 2 * a + 4 * y * b)


@landscape(
    ko="안장", en="Saddle", reference="dauphin2014", bounds=((-2, 2), (-2, 2)), minima=[(0, -1), (0, 1)],
    hessian=lambda x, y: ((1, 0), (0, 3 * y * y - 1)),
)  # fmt: skip
def saddle(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = x²/2 + y⁴/4 − y²/2: a saddle point at the origin (uphill along x, downhill along y) between two minima of value −¼.

    >>> saddle([0.0, 1.0])[0]
    -0.25
    """
    return x * x / 2 + y**4 / 4 - y * y / 2, (x, y**3 - y)


@landscape(
    ko="고원", en="Plateau", reference="hochreiter1991", bounds=((-6, 6), (-6, 6)), minima=[(0, 0)],
    hessian=lambda x, y: np.exp(-(x * x + y * y) / 2) * np.array([[1 - x * x, -x * y], [-x * y, 1 - y * y]]),
)  # fmt: skip
def plateau(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = 1 − exp(−(x² + y²)/2): a hole of depth 1 in a plain; far away the gradient is as good as gone.

    >>> round(plateau([6.0, 0.0])[1][0].item(), 9)
    9.1e-08
    """
    hole = np.exp(-(x * x + y * y) / 2)
    return 1 - hole, (x * hole, y * hole)


@landscape(
    ko="라스트리긴 함수", en="Rastrigin's function", reference="rastrigin1974", bounds=((-4, 4), (-4, 4)), minima=[(0, 0)],
    hessian=lambda x, y: np.diag([2 + 40 * np.pi**2 * np.cos(2 * np.pi * x), 2 + 40 * np.pi**2 * np.cos(2 * np.pi * y)]),
)  # fmt: skip
def rastrigin(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = 20 + x² + y² − 10 cos 2πx − 10 cos 2πy: a local minimum near every pair of integers, the global one at the origin.

    >>> rastrigin([0.0, 0.0])[0]
    0.0
    """
    turn = 2 * np.pi
    value = 20 + x * x + y * y - 10 * np.cos(turn * x) - 10 * np.cos(turn * y)
    return value, (2 * x + 10 * turn * np.sin(turn * x), 2 * y + 10 * turn * np.sin(turn * y))


def _beale_hessian(x: Any, y: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    a = (1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3)
    a_x = (y - 1, y**2 - 1, y**3 - 1)
    a_y = (x, 2 * x * y, 3 * x * y**2)
    a_xy = (1, 2 * y, 3 * y**2)
    a_yy = (0, 2 * x, 6 * x * y)
    xx = 2 * sum(p * p for p in a_x)
    xy = 2 * sum(p * q + r * s for p, q, r, s in zip(a_x, a_y, a, a_xy, strict=True))
    yy = 2 * sum(q * q + r * s for q, r, s in zip(a_y, a, a_yy, strict=True))
    return (xx, xy), (xy, yy)


@landscape(
    ko="빌 함수", en="Beale's function", reference="beale1958", bounds=((-4.5, 4.5), (-4.5, 4.5)), minima=[(3, 0.5)],
    hessian=_beale_hessian,
)  # fmt: skip
def beale(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: a flat floor between steep corners. Minimum 0 at (3, ½).

    >>> beale([3.0, 0.5])[0]
    0.0
    """
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    along_x = 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1))
    along_y = 2 * x * (a + 2 * b * y + 3 * c * y**2)
    return a * a + b * b + c * c, (along_x, along_y)


@landscape(
    ko="부스 함수", en="Booth's function", reference="jamil2013", bounds=((-10, 10), (-10, 10)), minima=[(1, 3)],
    hessian=lambda x, y: ((10, 8), (8, 10)),
)  # fmt: skip
def booth(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = (x + 2y − 7)² + (2x + y − 5)²: a bowl lying askew to the axes, κ = 9. Minimum 0 at (1, 3).

    >>> booth([1.0, 3.0])[0]
    0.0
    """
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return a * a + b * b, (2 * a + 4 * b, 4 * a + 2 * b)


@landscape(
    ko="마차시 함수", en="Matyas's function", reference="matyas1965", bounds=((-10, 10), (-10, 10)), minima=[(0, 0)],
    hessian=lambda x, y: ((0.52, -0.48), (-0.48, 0.52)),
)  # fmt: skip
def matyas(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = 0.26(x² + y²) − 0.48xy: a shallow bowl along the diagonal, κ = 25. Minimum 0 at the origin.

    >>> matyas([0.0, 0.0])[0]
    0.0
    """
    return 0.26 * (x * x + y * y) - 0.48 * x * y, (0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x)


@landscape(
    ko="애클리 함수", en="Ackley's function", reference="ackley1987", bounds=((-5, 5), (-5, 5)), minima=[(0, 0)]
)  # fmt: skip
def ackley(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = 20(1 − exp(−r/5)) + e − exp((cos 2πx + cos 2πy)/2), r = √((x² + y²)/2): a funnel full of dents.

    Minimum 0 at the origin, where f comes to a point like a cone: no gradient exists there, and 0 stands in for it.

    >>> ackley([0.0, 0.0])[0]
    0.0
    """
    turn = 2 * np.pi
    r = np.sqrt((x * x + y * y) / 2)
    funnel, dents = np.exp(-r / 5), np.exp((np.cos(turn * x) + np.cos(turn * y)) / 2)
    pull = 2 * funnel / np.where(r > 0, r, 1)  # at the origin x/r is 0/0
    value = 20 * (1 - funnel) + (np.e - dents)
    return value, (pull * x + np.pi * np.sin(turn * x) * dents, pull * y + np.pi * np.sin(turn * y) * dents)


@landscape(
    ko="원숭이 안장", en="Monkey saddle", reference="hilbert1952", bounds=((-2, 2), (-2, 2)),
    hessian=lambda x, y: ((6 * x, -6 * y), (-6 * y, -6 * x)),
)  # fmt: skip
def monkey_saddle(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = x³ − 3xy²: three valleys and three ridges meet at the origin, where gradient and Hessian are both 0. No minimum.

    >>> monkey_saddle([1.0, 1.0])
    (-2.0, array([ 0., -6.]))
    """
    return x**3 - 3 * x * y * y, (3 * (x * x - y * y), -6 * x * y)


@landscape(
    ko="스티블린스키–탕 함수", en="Styblinski–Tang function", reference="styblinski1990", bounds=((-5, 5), (-5, 5)),
    minima=[(-2.903534027771177, -2.903534027771177)],
    hessian=lambda x, y: ((6 * x * x - 16, 0), (0, 6 * y * y - 16)),
)  # fmt: skip
def styblinski_tang(x: Any, y: Any) -> tuple[Any, tuple[Any, ...]]:
    """f = (x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)/2: four basins, the deepest (−78.33) at (−2.9035, −2.9035).

    >>> round(styblinski_tang([-2.903534, -2.903534])[0], 4)
    -78.3323
    """
    value = (x**4 - 16 * x * x + 5 * x + y**4 - 16 * y * y + 5 * y) / 2
    return value, (2 * x**3 - 16 * x + 2.5, 2 * y**3 - 16 * y + 2.5)
