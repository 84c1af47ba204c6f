"""Every landscape in the registry: its gradient, its minima, stacks of points, parameters and errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossopt as lo
from lossopt import gradcheck, landscapes, registry
from lossopt.descent import descend, methods

LANDSCAPES = [entry.item for entry in registry.landscapes]
every_landscape = pytest.mark.parametrize("f", LANDSCAPES, ids=lambda f: f.__name__)


def inside(f, rng, *shape):
    """Return random points within the landscape's bounds, shape (*shape, n)."""
    low, high = np.array([f.bounds[min(axis, len(f.bounds) - 1)] for axis in range(f.dimension)]).T
    return rng.uniform(low, high, (*shape, f.dimension))


# --- value and gradient -----------------------------------------------------------------------------------------------


@every_landscape
def test_gradient_agrees_with_differences(f, rng):
    points = inside(f, rng, 50)
    assert np.ptp(points, axis=0).min() > 1
    for x in points:
        assert gradcheck.check(f, x, tolerance=1e-7)
    assert max(np.linalg.norm(f(x)[1]) for x in points) > 0.1


@every_landscape
def test_a_stack_is_its_points(f, rng):
    for shape in [(5,), (3, 4), (1,), (2, 2, 2)]:
        points = inside(f, rng, *shape)
        values, grads = f(points)
        assert values.shape == shape and grads.shape == points.shape
        for i in np.ndindex(*shape):
            value, grad = f(points[i])
            assert type(value) is float
            assert value == pytest.approx(values[i], rel=1e-12, abs=1e-12)
            np.testing.assert_allclose(grad, grads[i], rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(f.value(points), values)
    empty = f(np.empty((0, f.dimension)))
    assert empty[0].shape == (0,) and empty[1].shape == (0, f.dimension)


@every_landscape
def test_stack_gradient_agrees_with_differences(f, rng):
    points = inside(f, rng, 4)
    measured = gradcheck.numeric(lambda stack: f.value(stack).sum(), points)
    np.testing.assert_allclose(f(points)[1], measured, rtol=1e-6, atol=1e-6)


@every_landscape
def test_dtype_is_kept(f, rng):
    x = inside(f, rng)
    for dtype in (np.float32, np.float64):
        value, grad = f(x.astype(dtype))
        assert type(value) is float and grad.dtype == dtype
        assert f.value(inside(f, rng, 3).astype(dtype)).dtype == dtype
    whole, as_float = np.ones(f.dimension, np.int64), np.ones(f.dimension)
    np.testing.assert_array_equal(f(whole)[1], f(as_float)[1])
    assert f(whole)[1].dtype == np.float64
    np.testing.assert_array_equal(f(as_float.tolist())[1], f(as_float)[1])


@every_landscape
def test_inputs_are_not_changed_and_results_are_the_callers(f, rng):
    for x in (inside(f, rng), inside(f, rng, 3)):
        before = x.copy()
        x.setflags(write=False)
        grad = f(x)[1]
        grad += 1
        np.testing.assert_array_equal(x, before)
        assert not np.shares_memory(grad, x)


# --- minima -----------------------------------------------------------------------------------------------------------


@every_landscape
def test_minima_are_stationary_and_level(f):
    assert f.minima.shape[1:] == (f.dimension,)
    for x in f.minima:
        assert np.abs(f(x)[1]).max() < 1e-12 * max(1, np.abs(f(x + 0.1)[1]).max())
    assert np.ptp(f.value(f.minima)) < 1e-12 if len(f.minima) else True


@pytest.mark.parametrize("f", [f for f in LANDSCAPES if len(f.minima)], ids=lambda f: f.__name__)
def test_nothing_within_the_bounds_lies_below_the_minima(f, rng):
    lowest = f.value(f.minima[0])
    assert f.value(inside(f, rng, 200_000)).min() >= lowest
    for x in f.minima:
        around = x + 1e-3 * rng.standard_normal((2000, f.dimension))
        assert (f.value(around) > f.value(x)).all()


@every_landscape
def test_minima_lie_within_the_bounds(f):
    for axis, (low, high) in enumerate(f.bounds[: f.dimension]):
        assert low < high
        assert ((f.minima[:, axis] > low) & (f.minima[:, axis] < high)).all()


@pytest.mark.parametrize("f", [f for f in LANDSCAPES if len(f.minima) > 1], ids=lambda f: f.__name__)
def test_no_minimum_is_listed_twice(f):
    apart = np.linalg.norm(f.minima[:, None] - f.minima[None], axis=-1) + 9 * np.eye(len(f.minima))
    assert apart.min() > 0.1


@every_landscape
def test_descent_from_nearby_finds_each_minimum(f):
    for x in f.minima:
        path = descend(f, x + 0.02, methods.gd(1e-3), steps=3000)
        assert path.values[-1] < path.values[0]
        assert np.linalg.norm(path.end - x) < np.linalg.norm(path.points[0] - x)


def test_known_values():
    assert landscapes.rosenbrock([-1.0, 2.0]) == (104.0, pytest.approx([396.0, 200.0]))
    assert landscapes.himmelblau([0.0, 0.0]) == (170.0, pytest.approx([-14.0, -22.0]))
    assert landscapes.rastrigin([0.5, 0.0])[0] == pytest.approx(20.25)
    assert landscapes.plateau([0.0, 0.0]) == (0.0, pytest.approx([0.0, 0.0]))
    assert landscapes.quadratic([2.0, 1.0]) == (7.0, pytest.approx([2.0, 10.0]))
    assert landscapes.saddle([2.0, 2.0]) == (4.0, pytest.approx([2.0, 6.0]))


def test_the_saddle_is_one(rng):
    f = landscapes.saddle
    value, grad = f([0.0, 0.0])
    assert value == 0 and not grad.any()
    assert f.value([0.1, 0.0]) > 0 > f.value([0.0, 0.1])


def test_himmelblau_finds_its_four_minima():
    ends = {tuple(np.round(descend(landscapes.himmelblau, x, methods.gd(0.01), steps=500).end, 4) + 0.0)
            for x in [(4, 4), (-4, 4), (-4, -4), (4, -4)]}  # fmt: skip
    assert ends == {tuple(np.round(x, 4)) for x in landscapes.himmelblau.minima}


# --- parameters -------------------------------------------------------------------------------------------------------


@given(curvatures=st.lists(st.floats(0.01, 100), min_size=1, max_size=6), seed=st.integers(0, 1000))
def test_quadratics_of_any_dimension(curvatures, seed):
    f = landscapes.quadratic.bind(curvatures=curvatures)
    x = np.random.default_rng(seed).standard_normal(len(curvatures))
    value, grad = f(x)
    assert f.dimension == len(curvatures)
    assert value == pytest.approx((np.array(curvatures) * x**2).sum() / 2)
    np.testing.assert_allclose(grad, np.array(curvatures) * x)
    assert f.minima.tolist() == [[0.0] * len(curvatures)]


def test_bind_leaves_the_original_alone():
    f = landscapes.quadratic
    g = f.bind(curvatures=(2.0, 3.0))
    assert (f.value([1, 1]), g.value([1, 1])) == (5.5, 2.5)
    assert g.bind(curvatures=[4.0]).value([1.0]) == 2.0
    assert "curvatures=(2.0, 3.0)" in repr(g) and repr(f) == "<landscape quadratic(curvatures=(1.0, 10.0))>"
    assert (g.title, g.__name__) == (f.title, "quadratic")


def test_a_negative_curvature_has_no_minimum():
    assert landscapes.quadratic.bind(curvatures=[1.0, -1.0]).minima.shape == (0, 2)
    assert landscapes.quadratic.bind(curvatures=[1.0, 0.0]).minima.shape == (0, 2)


@every_landscape
def test_binding_the_same_parameters_changes_nothing(f, rng):
    again, x = f.bind(**f.parameters), inside(f, rng)
    assert again(x)[0] == f(x)[0]
    np.testing.assert_array_equal(again.minima, f.minima)
    assert (again.bounds, again.title, again.dimension) == (f.bounds, f.title, f.dimension)


# --- errors -----------------------------------------------------------------------------------------------------------


@every_landscape
def test_a_point_of_another_dimension(f):
    n = f.dimension
    for bad in (np.ones(n + 1), np.ones((2, n + 1)), np.float64(1.0), np.ones((n, 1)), []):
        with pytest.raises(ValueError) as caught:
            f(bad)
        assert str(caught.value) == f"{f.__name__}: x has shape {np.shape(bad)}; expected ({n},) or a stack (…, {n})."


@every_landscape
@pytest.mark.parametrize("bad", [["a", "b"], [1j, 1], [None, None], [True, False], "xy"], ids=repr)
def test_no_numbers(f, bad):
    with pytest.raises(ValueError, match=f"{f.__name__}: x must hold real numbers, got dtype"):
        f(bad)


@every_landscape
def test_ragged(f):
    with pytest.raises(ValueError, match=f"{f.__name__}: x has rows of different lengths, got"):
        f([[1.0], [1.0, 2.0]])


@every_landscape
def test_a_parameter_that_does_not_exist(f):
    takes = ", ".join(f.parameters) or "none"
    with pytest.raises(TypeError, match=f"{f.__name__} has no parameter 'depth'; it takes: {takes}"):
        f.bind(depth=3)


@pytest.mark.parametrize("bad", [[], [np.nan], [1, np.inf], "abc", [[1, 2]], [1j], None, [[1], [1, 2]]], ids=repr)
def test_curvatures(bad):
    with pytest.raises(ValueError, match="quadratic: curvatures must be one finite number per dimension, got"):
        landscapes.quadratic.bind(curvatures=bad)


@every_landscape
def test_names(f):
    assert f.title.ko and f.title.en and f.title == registry.landscapes[f.__name__].title
    assert f.name is f.title
    assert f.__name__ in repr(f)


def test_a_landscape_of_ones_own():
    @lo.landscapes.landscape(ko="그릇", en="Bowl of degree four", reference="nesterov2018", bounds=((-1, 1), (-1, 1)))
    def bowl(x, y, depth=1.0):
        return depth * (x**4 + y**4), (4 * depth * x**3, 4 * depth * y**3)

    try:
        assert bowl.minima.shape == (0, 2)
        assert bowl.value([1.0, 1.0]) == 2.0 and bowl.bind(depth=3.0).value([1.0, 1.0]) == 6.0
        assert gradcheck.check(bowl, [0.3, -0.2])
    finally:
        registry.landscapes.remove("bowl")


def test_slopes_may_be_plain_numbers():
    @lo.landscapes.landscape(ko="비탈", en="Plane", reference="nesterov2018", bounds=((-1, 1), (-1, 1)))
    def plane(x, y):
        return x + 2 * y, (1.0, 2.0)

    try:
        assert plane([3.0, 4.0])[1].tolist() == [1.0, 2.0]
        assert plane(np.ones((3, 2)))[1].tolist() == [[1.0, 2.0]] * 3
    finally:
        registry.landscapes.remove("plane")
