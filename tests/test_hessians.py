"""Second derivatives: of landscapes, of objectives with and without `hessian`, and along a direction."""

import numpy as np
import pytest

from lossopt import landscapes, registry
from lossopt.descent import hessian
from lossopt.descent.curvature import curvature_along

LANDSCAPES = [entry.item for entry in registry.landscapes]
every_landscape = pytest.mark.parametrize("f", LANDSCAPES, ids=lambda f: f.__name__)


def differences(f, x, h=1e-5):
    """Return the Hessian column by column: the plainest way there is."""
    return np.array([(f(x + h * e)[1] - f(x - h * e)[1]) / (2 * h) for e in np.eye(len(x))]).T


@every_landscape
def test_hessians_agree_with_differences(f, rng):
    low, high = np.array(f.bounds, dtype=float).T
    for x in rng.uniform(low, high, (30, f.dimension)):
        matrix = f.hessian(x)
        assert matrix.shape == (f.dimension, f.dimension) and matrix.dtype == np.float64
        np.testing.assert_array_equal(matrix, matrix.T)
        scale = max(1.0, float(np.abs(matrix).max()))
        np.testing.assert_allclose(matrix, differences(f, x), rtol=0, atol=1e-6 * scale)
        # without its own formula an objective gets the same, for 2n gradients
        np.testing.assert_allclose(hessian(lambda y: f(y), x), matrix, rtol=0, atol=1e-6 * scale)


@every_landscape
def test_hessians_keep_float32_and_take_lists(f):
    x = np.full(f.dimension, 0.5, np.float32)
    assert f.hessian(x).dtype == np.float32 == hessian(lambda y: f(y), x).dtype
    np.testing.assert_allclose(f.hessian(x.tolist()), f.hessian(x), rtol=1e-3, atol=1e-3)


def test_hessians_at_the_minima_are_not_negative():
    for f in LANDSCAPES:
        for x in f.minima:
            assert np.linalg.eigvalsh(f.hessian(x)).min() > 0


def test_known_hessians():
    assert landscapes.quadratic.bind(curvatures=[1.0, 2.0, -3.0]).hessian([5.0, 6.0, 7.0]).tolist() == [
        [1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, -3.0],
    ]  # fmt: skip
    assert landscapes.saddle.hessian([0.0, 0.0]).tolist() == [[1.0, 0.0], [0.0, -1.0]]
    assert landscapes.monkey_saddle.hessian([0.0, 0.0]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert np.linalg.eigvalsh(landscapes.booth.hessian([0, 0])).tolist() == pytest.approx([2.0, 18.0])
    assert np.linalg.eigvalsh(landscapes.matyas.hessian([0, 0])).tolist() == pytest.approx([0.04, 1.0])


def test_bound_landscapes_keep_their_hessian():
    bowl = landscapes.quadratic.bind(curvatures=[2.0, 3.0])
    assert bowl.hessian([0.0, 0.0]).tolist() == [[2.0, 0.0], [0.0, 3.0]]
    assert landscapes.rosenbrock.bind().hessian([1.0, 1.0]).tolist() == [[802.0, -400.0], [-400.0, 200.0]]


def test_a_hessian_is_asked_at_one_point():
    with pytest.raises(ValueError, match=r"rosenbrock: hessian takes one point of shape \(2,\), got shape \(3, 2\)"):
        landscapes.rosenbrock.hessian(np.ones((3, 2)))


def test_a_hessian_of_the_wrong_shape():
    class Wrong:
        def __call__(self, x):
            return 0.0, x

        def hessian(self, x):
            return np.ones(2)

    with pytest.raises(ValueError, match=r"hessian\(x\) has shape \(2,\) but x has shape \(2,\); expected \(2, 2\)"):
        hessian(Wrong(), np.ones(2))


@every_landscape
def test_curvature_along_a_direction(f, rng):
    x, d = np.array([0.7, -0.4]), rng.standard_normal(2)
    expected = d @ f.hessian(x) @ d
    assert curvature_along(f, x, d) == pytest.approx(expected)
    assert curvature_along(lambda y: f(y), x, d) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert curvature_along(lambda y: f(y), x, 0 * d) == 0


# --- single points: Python's numbers and arrays agree -----------------------------------------------------------------


@every_landscape
def test_far_away_a_point_overflows_like_an_array(f):
    with np.errstate(all="ignore"):
        point, (values, grads) = np.full(2, 1e200), f(np.full((1, 2), 1e200))
        value, grad = f(point)
    np.testing.assert_array_equal(value, values[0])
    np.testing.assert_array_equal(grad, grads[0])
