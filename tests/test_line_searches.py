"""Wolfe's line search and the step sizes that are computed: their inequalities, formulas and failures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossopt as lo
from lossopt.descent import (
    BFGS,
    Adam,
    BarzilaiBorwein,
    ConjugateGradient,
    ExactQuadratic,
    Momentum,
    Newton,
    Polyak,
    Steepest,
    Wolfe,
    descend,
    iterate,
    methods,
)
from lossopt.descent.core import State, Step
from lossopt.landscapes import beale, booth, himmelblau, matyas, quadratic, rosenbrock

curvatures = st.lists(st.floats(0.1, 10), min_size=1, max_size=5)


def parabola(x):
    return float(x @ x), 2 * x


def uphill(f, x, direction):
    """Return a step whose direction climbs."""
    x, direction = np.array(x, dtype=float), np.array(direction, dtype=float)
    value, grad = f(x)
    step = Step(0, x, value, grad, f, direction)
    assert step.slope > 0
    return step


# --- Wolfe ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wolfe", [Wolfe(), Wolfe(curvature=0.1), Wolfe(initial=50.0), Wolfe(1e-4, 0.3, 0.5)], ids=repr)
@pytest.mark.parametrize("rule", [Steepest(), Momentum(), Adam(), BFGS(), ConjugateGradient(), Newton()], ids=repr)
@pytest.mark.parametrize("f", [rosenbrock, himmelblau, beale, booth], ids=lambda f: f.__name__)
def test_both_inequalities_hold_at_every_accepted_step(wolfe, rule, f):
    checked = 0
    for step in iterate(f, [-1.2, 1.0], rule, wolfe):
        if step.k == 40 or np.linalg.norm(step.grad) < 1e-4:
            break
        value, grad = f(step.end)
        assert step.slope < 0 and step.step_size > 0
        assert value <= step.value + wolfe.fraction * step.step_size * step.slope
        assert abs(grad @ step.direction) <= wolfe.curvature * abs(step.slope)
        checked += 1
    assert checked >= (1 if isinstance(rule, Newton) or f is booth else 3)  # a bowl is soon done


def test_wolfe_by_hand():
    # f = x² from 1 along −2: φ(η) = (1 − 2η)², φ′(η) = −4(1 − 2η); flat enough for |1 − 2η| ≤ c₂
    assert descend(parabola, [1.0], Steepest(), Wolfe(initial=0.2, curvature=0.7), steps=1).step_sizes[0] == 0.2
    # 0.1 is too steep (0.8 > 0.7) and so doubled
    assert descend(parabola, [1.0], Steepest(), Wolfe(initial=0.1, curvature=0.7), steps=1).step_sizes[0] == 0.2
    # 0.9 falls enough (φ = 0.64) but its slope is 3.2: between 0 and 0.9 lies the bottom, which the parabola finds
    found = descend(parabola, [1.0], Steepest(), Wolfe(initial=0.9, curvature=0.7), steps=1).step_sizes[0]
    assert found == pytest.approx(0.5)


def test_wolfe_asks_no_more_than_it_may():
    calls = []

    def liar(x):
        calls.append(1)
        return float(x @ x), -2 * x

    path = descend(liar, [1.0], Steepest(), Wolfe(max_trials=7), steps=1)
    assert path.step_sizes.tolist() == [0.0] and len(calls) == 1 + 1 + 7 + 1


def test_wolfe_on_a_slope_without_end():
    path = descend(lambda x: (float(x[0]), np.ones(1)), [0.0], Steepest(), Wolfe(max_trials=5), steps=1)
    assert path.step_sizes.tolist() == [16.0]


def test_wolfe_backs_away_from_where_f_is_not_finite():
    def barrier(x):
        return (float(x[0] - np.log(x[0])) if x[0] > 0 else math.nan), 1 - 1 / x

    path = descend(barrier, [3.0], Steepest(), Wolfe(initial=100.0), steps=60)
    assert not path.diverged and path.end[0] == pytest.approx(1.0, abs=1e-6)


def test_conditions_that_contradict_each_other():
    with pytest.raises(ValueError, match=r"^Wolfe: fraction must be < curvature \(0.1\), got 0.2\.$"):
        Wolfe(fraction=0.2, curvature=0.1)
    with pytest.raises(ValueError, match="Wolfe: fraction must be < curvature"):
        Wolfe(fraction=0.5, curvature=0.5)


@pytest.mark.parametrize("size", [Wolfe(), ExactQuadratic(), Polyak(0.0)], ids=repr)
def test_uphill_is_never_searched(size):
    step = uphill(booth, [0.0, 0.0], booth([0.0, 0.0])[1])
    eta = size(step, State())
    np.testing.assert_array_equal(step.direction, -step.grad)
    assert eta > 0 and step.value_at(eta) < step.value


# --- exact step on a quadratic ----------------------------------------------------------------------------------------


@given(c=curvatures, seed=st.integers(0, 1000))
def test_after_an_exact_step_the_slope_is_zero(c, seed):
    f, x0 = quadratic.bind(curvatures=c), np.random.default_rng(seed).standard_normal(len(c))
    for g in (f, lambda x: f(x)):  # by the Hessian, and by differences
        step = next(iterate(g, x0, Steepest(), ExactQuadratic()))
        assert abs(f(step.end)[1] @ step.direction) <= 1e-8 * abs(step.slope)
        grad = f(x0)[1]
        assert step.step_size == pytest.approx(grad @ grad / (np.array(c) * grad @ grad), rel=1e-8)


def test_differences_cost_two_gradients():
    calls = []

    def counted(x):
        calls.append(1)
        return quadratic(x)

    descend(counted, [1.0, 2.0], Steepest(), ExactQuadratic(), steps=5)
    assert len(calls) == 6 + 5 * 2


def test_no_step_where_the_line_has_no_bottom():
    ridge = quadratic.bind(curvatures=[-1.0, 1.0])
    for f in (ridge, lambda x: ridge(x)):
        assert descend(f, [1.0, 0.0], Steepest(), ExactQuadratic(), steps=2).step_sizes.tolist() == [0.0, 0.0]


def test_steepest_descent_with_exact_steps_turns_at_right_angles():
    path = descend(quadratic, [10.0, 1.0], Steepest(), ExactQuadratic(), steps=6)
    moves = np.diff(path.points, axis=0)
    assert np.abs((moves[1:] * moves[:-1]).sum(axis=1)).max() < 1e-12
    # from (κ, 1) every step multiplies f by ((κ − 1)/(κ + 1))², the worst case there is
    np.testing.assert_allclose(path.values[1:] / path.values[:-1], (9 / 11) ** 2, rtol=1e-9)


# --- Barzilai–Borwein -------------------------------------------------------------------------------------------------


def test_barzilai_borwein_by_hand():
    # bowl (1, 10) from (1, 1), η₀ = 0.1: s = (−0.1, −1), y = (−0.1, −10)
    steps = lambda size: descend(quadratic, [1.0, 1.0], Steepest(), size, steps=2).step_sizes.tolist()  # noqa: E731
    assert steps(BarzilaiBorwein(initial=0.1)) == pytest.approx([0.1, 1.01 / 10.01])
    assert steps(BarzilaiBorwein(initial=0.1, short=True)) == pytest.approx([0.1, 10.01 / 100.01])


@given(c=curvatures, short=st.booleans())
def test_barzilai_borwein_lies_between_the_inverse_curvatures(c, short):
    path = descend(quadratic.bind(curvatures=c), np.ones(len(c)), Steepest(), BarzilaiBorwein(1e-2, short), steps=6)
    assert (path.step_sizes[1:] >= 1 / max(c) * (1 - 1e-6)).all() or path.converged
    assert (path.step_sizes[1:] <= max(1 / min(c), 1e-2) * (1 + 1e-6)).all() or path.converged


@pytest.mark.parametrize("short", [False, True])
def test_barzilai_borwein_beats_the_best_constant_step(short):
    c = np.geomspace(1, 100, 10)
    f, x0 = quadratic.bind(curvatures=c.tolist()), np.ones(10)
    best_constant = descend(f, x0, methods.gd(2 / 101), steps=100)
    ours = descend(f, x0, Steepest(), BarzilaiBorwein(short=short), steps=100)
    assert ours.values[-1] < 1e-6 * best_constant.values[-1]
    assert (np.diff(ours.values) > 0).any()  # not a descent at every step


def test_barzilai_borwein_keeps_its_step_on_negative_curvature():
    hill = quadratic.bind(curvatures=[-1.0])
    path = descend(hill, [1.0], Steepest(), BarzilaiBorwein(initial=0.25), steps=3)
    assert path.step_sizes.tolist() == [0.25] * 3


# --- Polyak -----------------------------------------------------------------------------------------------------------


def test_polyak_by_hand():
    # x² from 2: (4 − 0)/16; with f* = −4: (4 + 4)/16
    assert descend(parabola, [2.0], Steepest(), Polyak(0.0), steps=1).step_sizes.tolist() == [0.25]
    assert descend(parabola, [2.0], Steepest(), Polyak(-4.0), steps=1).step_sizes.tolist() == [0.5]
    assert descend(parabola, [2.0], Steepest(), Polyak(4.0), steps=1).step_sizes.tolist() == [0.0]


def absolute(x):
    """‖x‖₁: convex, with corners."""
    return float(np.abs(x).sum()), np.sign(x)


@pytest.mark.parametrize("f", [quadratic, booth, matyas, absolute], ids=lambda f: f.__name__)
def test_polyak_never_increases_the_distance_to_the_minimum(f, rng):
    minimum = getattr(f, "minima", np.zeros((1, 2)))[0]
    for x0 in 3 * rng.standard_normal((20, 2)):
        path = descend(f, x0, Steepest(), Polyak(0.0), steps=50)
        distance = np.linalg.norm(path.points - minimum, axis=1)
        assert (np.diff(distance) <= 1e-12).all()
        assert distance[-1] < 0.9 * distance[0]


def test_polyak_needs_its_optimum():
    with pytest.raises(TypeError, match="optimum"):
        Polyak()


def test_the_step_sizes_are_exported():
    for name in ("Wolfe", "ExactQuadratic", "BarzilaiBorwein", "Polyak"):
        assert getattr(lo.descent, name) is lo.registry.step_sizes[name].item
