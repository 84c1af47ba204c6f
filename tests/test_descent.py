"""Descent: the first steps by hand, the loop and its path, every direction and step size, and PyTorch's numbers."""

import dataclasses
import math
import os
import re
import subprocess
import sys
import warnings

import numpy as np
import pytest
from drawing import can_be_made, invalid, made
from hypothesis import given
from hypothesis import strategies as st
from parity import assert_same, committed, live, named

import lossopt as lo
from lossopt import registry
from lossopt.descent import Armijo, Constant, Cosine, Method, Momentum, Path, Steepest, Step, descend, iterate, methods
from lossopt.descent.core import State
from lossopt.landscapes import quadratic, rosenbrock
from lossopt.ranges import Flag, declared

DIRECTIONS = [entry.item for entry in registry.directions]
STEP_SIZES = [entry.item for entry in registry.step_sizes]
PARTS = DIRECTIONS + STEP_SIZES

every_direction = pytest.mark.parametrize(
    "rule", [made(cls) for cls in DIRECTIONS if can_be_made(cls)], ids=lambda rule: type(rule).__name__
)
every_step_size = pytest.mark.parametrize(
    "size", [made(cls) for cls in STEP_SIZES if can_be_made(cls)], ids=lambda size: type(size).__name__
)

bowl = quadratic.bind(curvatures=[0.5, 1.0])


def square(x):
    """½x² in one dimension: the gradient is x itself."""
    return float(x @ x) / 2, x.copy()


def slope_one(x):
    """A straight slope: the gradient is 1 everywhere."""
    return float(x.sum()), np.ones_like(x)


def same(a: Path, b: Path) -> bool:
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for name in ("points", "values", "grad_norms", "step_sizes", "kept")
    )


# --- first steps, by hand ---------------------------------------------------------------------------------------------


def ends(f, x0, method, steps=3):
    return descend(f, [x0], method, steps=steps).points.ravel().tolist()


def test_gradient_descent_by_hand():
    # x ← x − 0.1·x: each step keeps nine tenths
    assert ends(square, 1.0, methods.gd(0.1)) == pytest.approx([1, 0.9, 0.81, 0.729])
    assert ends(square, 1.0, methods.sgd(0.1)) == ends(square, 1.0, methods.gd(0.1))
    path = descend(quadratic, [1.0, 1.0], methods.gd(0.1), steps=1)
    assert path.end.tolist() == pytest.approx([0.9, 0.0])  # gradient (1, 10)
    assert path.values.tolist() == pytest.approx([5.5, 0.405])
    assert path.grad_norms.tolist() == pytest.approx([math.sqrt(101), 0.9])


def test_momentum_by_hand():
    # v = 1, 1.5, 1.75 on a slope of 1 with β = ½
    assert ends(slope_one, 0.0, methods.momentum(0.1, beta=0.5)) == pytest.approx([0, -0.1, -0.25, -0.425])
    # x = 1: v = 1; x = 0.9: v = 0.5 + 0.9 = 1.4; x = 0.76: v = 0.7 + 0.76 = 1.46
    assert ends(square, 1.0, methods.momentum(0.1, beta=0.5)) == pytest.approx([1, 0.9, 0.76, 0.614])
    assert ends(square, 1.0, methods.momentum(0.1, beta=0.0)) == ends(square, 1.0, methods.gd(0.1))


def test_nesterov_by_hand():
    # v = 1, 1.5, 1.75 and d = 1 + v/2
    assert ends(slope_one, 0.0, methods.nesterov(0.1, beta=0.5)) == pytest.approx([0, -0.15, -0.325, -0.5125])
    # x = 1: v = 1, d = 1.5; x = 0.85: v = 0.5 + 0.85 = 1.35, d = 0.85 + 0.675 = 1.525
    assert ends(square, 1.0, methods.nesterov(0.1, beta=0.5), steps=2) == pytest.approx([1, 0.85, 0.6975])
    # the first step with β = 0.9 is 1.9 ηg, not 2.71 ηg (the new velocity where the old one is due)
    assert ends(slope_one, 0.0, methods.nesterov(1.0), steps=1)[1] == pytest.approx(-1.9)


def test_rmsprop_by_hand():
    # s = ¼·4 = 1: 2/1; s = ¾ + ¼·4 = 1.75: 2/√1.75
    f = lambda x: (2 * float(x[0]), np.array([2.0]))  # noqa: E731
    method = methods.rmsprop(0.1, rho=0.75, eps=0.0)
    assert ends(f, 0.0, method, steps=2) == pytest.approx([0, -0.2, -0.2 - 0.2 / math.sqrt(1.75)])
    # ε stands outside the root: 2/(√1 + 1) = 1
    assert ends(f, 0.0, methods.rmsprop(0.1, rho=0.75, eps=1.0), steps=1)[1] == pytest.approx(-0.1)


def test_adam_by_hand():
    # the corrected averages of a constant are that constant: every step is η
    assert ends(slope_one, 0.0, methods.adam(0.1, eps=0.0)) == pytest.approx([0, -0.1, -0.2, -0.3])
    # gradients 1 then 0.9 (β₁ = β₂ = ½): m̂ = (¼ + 0.45)/¾, ŝ = (¼ + 0.405)/¾
    m_hat, s_hat = (0.25 + 0.45) / 0.75, (0.25 + 0.405) / 0.75
    assert ends(square, 1.0, methods.adam(0.1, beta1=0.5, beta2=0.5, eps=0.0), steps=2) == pytest.approx(
        [1, 0.9, 0.9 - 0.1 * m_hat / math.sqrt(s_hat)]
    )
    # ε stands outside the root and beside the corrected average: 1/(1 + 1)
    assert ends(slope_one, 0.0, methods.adam(0.1, eps=1.0), steps=1)[1] == pytest.approx(-0.05)


def test_a_method_is_its_direction_and_step_size():
    assert methods.gd(0.1) == Method(Steepest(), Constant(0.1))
    assert methods.nesterov(0.1, beta=0.8) == Method(Momentum(beta=0.8, nesterov=True), Constant(0.1))
    schedule = Cosine(0.1, steps=5)
    assert methods.adam(schedule).step_size is schedule
    assert same(
        descend(rosenbrock, [-1, 1], methods.momentum(1e-3, 0.8), steps=20),
        descend(rosenbrock, [-1, 1], Momentum(0.8), Constant(1e-3), steps=20),
    )


# --- the path ---------------------------------------------------------------------------------------------------------


@every_direction
def test_the_path_is_the_loop_walked_by_hand(rule):
    x0, steps, size = [1.0, -2.0], 8, Constant(0.05)
    path = descend(bowl, x0, rule, size, steps=steps)
    x, state = np.array(x0), rule.init(np.array(x0))
    for k in range(steps):
        value, grad = bowl(x)
        np.testing.assert_array_equal(path.points[k], x)
        assert path.values[k] == value and path.grad_norms[k] == pytest.approx(np.linalg.norm(grad), rel=1e-14)
        state.t, state.objective = k + 1, bowl
        x = x + 0.05 * rule(x, grad, state)
    np.testing.assert_array_equal(path.end, x)
    assert path.values[-1] == bowl(x)[0]
    assert path.steps == steps and path.step_sizes.tolist() == [0.05] * steps
    assert path.points.shape == (steps + 1, 2) and path.values.shape == path.grad_norms.shape == (steps + 1,)
    assert path.kept.tolist() == list(range(steps + 1))


@every_direction
@every_step_size
def test_descend_is_iterate_with_a_record(rule, size):
    path = descend(rosenbrock, [-1.2, 1.0], rule, size, steps=12)
    points, values, sizes = [], [], []
    with np.errstate(all="ignore"):
        for step in iterate(rosenbrock, [-1.2, 1.0], rule, size):
            points.append(step.x.copy())
            values.append(step.value)
            sizes.append(step.step_size)
            if step.k == path.steps:
                break
    np.testing.assert_array_equal(path.points, points)
    np.testing.assert_array_equal(path.values, values)
    np.testing.assert_array_equal(path.step_sizes, sizes[:-1])


@every_direction
@every_step_size
def test_running_twice_gives_the_same_path(rule, size):
    first = descend(rosenbrock, [-1.2, 1.0], rule, size, steps=15)
    assert same(first, descend(rosenbrock, [-1.2, 1.0], rule, size, steps=15))


@every_direction
def test_the_start_is_not_moved(rule):
    x0 = np.array([1.0, -2.0])
    x0.setflags(write=False)
    path = descend(bowl, x0, rule, Constant(0.1), steps=5)
    assert x0.tolist() == [1.0, -2.0] == path.points[0].tolist()
    assert not np.shares_memory(path.points, x0)


def test_iterate_moves_x_in_place():
    # the contract in iterate's docstring: copy what you keep
    steps = iterate(square, [1.0], Steepest(), Constant(0.5))
    first = next(steps)
    copied, end = first.x.copy(), first.end
    second = next(steps)
    assert second.x is first.x
    assert copied.tolist() == [1.0] and end.tolist() == second.x.tolist() == [0.5]
    assert (first.k, second.k) == (0, 1)
    assert (second.value, second.grad.tolist(), second.direction.tolist()) == (0.125, [0.5], [-0.5])
    assert second.slope == -0.25


def test_iterate_has_no_end():
    for step, k in zip(iterate(square, [1.0], Steepest(), Constant(0.1)), range(3000), strict=False):
        assert step.k == k


def test_no_steps_at_all():
    path = descend(bowl, [1.0, 2.0], methods.gd(0.1), steps=0)
    assert path.points.tolist() == [[1.0, 2.0]] and path.values.tolist() == [bowl([1.0, 2.0])[0]]
    assert path.steps == 0 and path.step_sizes.shape == (0,)
    assert path.end.tolist() == path.minimum.tolist() == [1.0, 2.0]
    assert not path.converged and not path.diverged


@pytest.mark.parametrize("every", [1, 2, 3, 5, 7, 10, 11, 1000])
@pytest.mark.parametrize("steps", [0, 1, 9, 10])
def test_every(every, steps):
    whole = descend(rosenbrock, [-1.2, 1.0], methods.adam(0.1), steps=steps)
    thin = descend(rosenbrock, [-1.2, 1.0], methods.adam(0.1), steps=steps, every=every)
    assert thin.kept.tolist() == sorted({*range(0, steps + 1, every), steps})
    np.testing.assert_array_equal(thin.points, whole.points[thin.kept])
    np.testing.assert_array_equal(thin.values, whole.values)
    assert thin.minimum.tolist() == thin.points[np.argmin(whole.values[thin.kept])].tolist()


def test_tol_stops_where_the_gradient_is_small():
    path = descend(square, [1.0], methods.gd(0.5), steps=100, tol=0.1)
    assert path.grad_norms.tolist() == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625])
    assert path.converged and path.steps == 4 and len(path.points) == 5
    assert path.report.en == "arrived at a stationary point after 4 steps, ‖∇f‖ = 6.2e-02."
    already = descend(square, [0.01], methods.gd(0.5), steps=100, tol=0.1)
    assert already.converged and already.steps == 0
    thin = descend(square, [1.0], methods.gd(0.5), steps=100, tol=0.1, every=3)
    assert thin.kept.tolist() == [0, 3, 4] and thin.end.tolist() == [0.0625]
    edge = descend(square, [1.0], methods.gd(0.5), steps=100, tol=0.5)
    assert edge.steps == 1  # at most tol, not below it
    exact = descend(square, [1.0], methods.gd(1.0), steps=100, tol=0)
    assert exact.steps == 1 and exact.converged


def test_without_tol_all_steps_are_taken():
    path = descend(square, [1.0], methods.gd(0.5), steps=60)
    assert path.steps == 60 and path.converged  # the gradient is far below 1e-6 by then
    short = descend(square, [1.0], methods.gd(0.5), steps=5)
    assert not short.converged and not short.diverged
    assert short.report.en.startswith("took all 5 steps")


def test_minimum_is_the_best_point_kept_not_the_last():
    path = descend(square, [1.0], methods.gd(2.5), steps=6)  # η > 2: away it goes
    assert path.minimum.tolist() == [1.0] != path.end.tolist()


# --- where a run cannot go on -----------------------------------------------------------------------------------------


def test_a_run_that_explodes_leaves_its_path():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(rosenbrock, [-1.2, 1.0], methods.gd(0.1), steps=100)
    assert path.diverged and not path.converged
    assert 2 <= len(path.points) < 20
    assert np.isfinite(path.points).all() and np.isfinite(path.values).all()
    assert len(path.points) == len(path.values) == path.steps + 1
    assert re.match(rf"the value became (inf|nan) at point {path.steps + 1}; the path ends before it", path.report.en)
    assert f"{path.steps + 1}번째 점" in path.report.ko
    assert path.report.en in repr(path)


def test_a_gradient_that_is_not_finite():
    def root(x):
        return float(np.sqrt(np.abs(x[0]))), np.array([0.5 / np.sqrt(x[0])])

    # x = 1 → 0: the slope of the root is infinite there
    path = descend(root, [1.0], methods.gd(2.0), steps=5)
    assert path.diverged and path.points.tolist() == [[1.0]] and path.step_sizes.shape == (0,)
    assert path.report.en.startswith("the gradient is not finite at point 1;")
    assert path.report.ko.startswith("1번째 점에서 그래디언트")


def test_the_last_point_of_all_may_be_the_bad_one():
    def cliff(x):
        return (math.nan if x[0] < -2.5 else float(x[0])), np.array([1.0])

    path = descend(cliff, [0.0], methods.gd(1.0), steps=3)
    assert path.diverged and path.points.ravel().tolist() == [0, -1, -2] and path.steps == 2


def test_a_start_without_a_value():
    for f in (lambda x: (math.inf, x), lambda x: (1.0, x * math.nan)):
        for steps in (0, 10):
            with pytest.raises(ValueError, match=r"^descend: the run cannot start at x0: the .* point 0;"):
                descend(f, [1.0], methods.gd(0.1), steps=steps)


def test_large_but_finite_gradients_are_no_divergence():
    path = descend(lambda x: (float(x[0]), np.array([1e200])), [0.0], methods.gd(1e-200), steps=2)
    assert not path.diverged and path.end.tolist() == [-2.0]


# --- mini-batches -----------------------------------------------------------------------------------------------------


class Sampled:
    """The objective of step k is a bowl around k."""

    def __init__(self):
        self.asked = []

    def at(self, k):
        self.asked.append(k)
        return lambda x: (float((x[0] - k) ** 2 / 2), x - k)

    def __call__(self, x):
        raise AssertionError("f.at(k) stands in for f")


def test_step_k_uses_the_sample_k():
    f = Sampled()
    path = descend(f, [0.0], methods.gd(0.5), steps=3)
    assert f.asked == [0, 1, 2, 3]  # the last one for the value at the end
    assert path.points.ravel().tolist() == [0, 0, 0.5, 1.25]
    assert path.values.tolist() == pytest.approx([0, 0.5, 1.125, (3 - 1.25) ** 2 / 2])


def test_a_line_search_stays_with_its_sample():
    f = Sampled()
    descend(f, [5.0], Steepest(), Armijo(initial=8.0), steps=3)
    assert f.asked == [0, 1, 2, 3]


# --- bad input --------------------------------------------------------------------------------------------------------


def refused(*args, **given):
    with pytest.raises(ValueError) as caught:
        descend(*args, **given)
    message = str(caught.value)
    assert "\n" not in message and message.endswith(".")
    return message


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        (lambda x: float(x @ x), "must return a pair (value, grad), got float."),
        (lambda x: None, "must return a pair (value, grad), got NoneType."),
        (lambda x: [float(x @ x), 2 * x], "must return a pair (value, grad), got list."),
        (lambda x: (1.0, x, x), "must return a pair (value, grad), got tuple."),
        (lambda x: (1.0, x[:1]), "the gradient has shape (1,) but x has shape (2,): they must be equal."),
        (lambda x: (1.0, x[:, None]), "the gradient has shape (2, 1) but x has shape (2,): they must be equal."),
        (lambda x: (1.0, 1.0), "the gradient has shape () but x has shape (2,): they must be equal."),
        (lambda x: (x, x), "the objective's value has shape (2,); expected a single number."),
        (lambda x: (np.ones(1), x), "the objective's value has shape (1,); expected a single number."),
        (lambda x: (None, x), "the objective's value must be a single number, got None."),
        (lambda x: (1.0, ["a", "b"]), "the gradient must be an array of numbers with shape (2,), got ['a', 'b']."),
        (3.0, "the objective must be a function f(x) → (value, grad), got 3.0."),
    ],
)
def test_objectives(objective, message):
    assert refused(objective, [1.0, 2.0], methods.gd(0.1)).endswith(message)
    assert refused(objective, [1.0, 2.0], methods.gd(0.1), steps=0).endswith(message)


@pytest.mark.parametrize(
    ("x0", "message"),
    [
        ([], "x0 has shape (0,); expected (n,), or (m, n) for m starting points, with m and n ≥ 1."),
        (1.0, "x0 has shape (); expected (n,), or (m, n) for m starting points, with m and n ≥ 1."),
        ([[[1.0]]], "x0 has shape (1, 1, 1); expected (n,), or (m, n) for m starting points, with m and n ≥ 1."),
        ([1.0, np.nan], "x0 contains NaN or infinity: [1.0, nan]."),
        ([np.inf], "x0 contains NaN or infinity: [inf]."),
        (["1", "2"], "x0 must hold real numbers, got dtype <U1."),
        ([1j], "x0 must hold real numbers, got dtype complex128."),
        ([True, False], "x0 must hold real numbers, got dtype bool."),
        (None, "x0 must hold real numbers, got dtype object."),
        ([[1], [1, 2]], "x0 has rows of different lengths, got [[1], [1, 2]]; expected shape (n,) or (m, n)."),
    ],
)
def test_starts(x0, message):
    assert refused(square, x0, methods.gd(0.1)) == message
    with pytest.raises(ValueError) as caught:
        next(iterate(square, x0, Steepest(), Constant(0.1)))
    assert str(caught.value) == message


def test_the_parts_of_a_method():
    x0 = [1.0]
    assert refused(square, x0, methods.gd(0.1), Constant(0.1)).startswith("descend: a method brings its own step size;")
    assert "expected a step size such as Constant(0.1), got None" in refused(square, x0, Steepest())
    assert "expected a step size such as Constant(0.1), got 0.1" in refused(square, x0, Steepest(), 0.1)
    assert "expected a step size such as Constant(0.1), got <class" in refused(square, x0, Steepest(), Constant)
    assert "expected a direction such as Steepest()" in refused(square, x0, Steepest, Constant(0.1))
    assert "expected a direction such as Steepest()" in refused(square, x0, 0.1)
    assert "expected a direction such as Steepest()" in refused(square, x0, "adam", Constant(0.1))


@pytest.mark.parametrize(
    ("name", "bad", "expected"),
    [*[("steps", bad, "a whole number ≥ 0") for bad in (-1, 1.5, 10.0, "10", None, True)],
     *[("every", bad, "a whole number ≥ 1") for bad in (0, -1, 1.5, "2", None, True)],
     *[("tol", bad, "None or a number ≥ 0") for bad in (-1e-9, math.nan, "small", [0.1])]],
)  # fmt: skip
def test_arguments_of_descend(name, bad, expected):
    message = refused(square, [1.0], methods.gd(0.1), **{name: bad})
    assert message == f"descend: {name} must be {expected}, got {bad!r}."


# --- hyperparameters of every direction and step size -----------------------------------------------------------------

fields = [
    pytest.param(cls, field.name, id=f"{cls.__name__}-{field.name}")
    for cls in PARTS if can_be_made(cls) for field in dataclasses.fields(cls) if field.name in declared(cls)
]  # fmt: skip


@pytest.mark.parametrize(("cls", "name"), fields)
def test_hyperparameters_out_of_range(cls, name):
    range_ = declared(cls)[name]
    words = "True or False" if isinstance(range_, Flag) else range_.words
    for bad in invalid(range_):
        with pytest.raises(ValueError) as caught:
            made(cls, **{name: bad})
        assert str(caught.value) == f"{cls.__name__}: {name} must be {words}, got {bad!r}."


@pytest.mark.parametrize("cls", PARTS, ids=lambda cls: cls.__name__)
def test_every_number_among_the_hyperparameters_declares_its_range(cls):
    for field in dataclasses.fields(cls):
        plain = isinstance(field.default, bool | int | float)
        assert field.name in declared(cls) or not plain, f"{cls.__name__}.{field.name}: annotate it from lossopt.ranges"


@pytest.mark.parametrize("cls", [cls for cls in PARTS if can_be_made(cls)], ids=lambda cls: cls.__name__)
def test_parts_are_frozen_and_equal_by_value(cls):
    part = made(cls)
    assert part == made(cls)
    for field in dataclasses.fields(cls):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, field.name, 0.5)
    assert repr(part).startswith(f"{cls.__name__}(")


@pytest.mark.parametrize("bad", [0, -0.1, math.nan, "0.1", None, [0.1]], ids=repr)
def test_learning_rates(bad):
    names = [n for n, m in vars(methods).items() if callable(m) and m.__module__ == methods.__name__ and n[0] != "_"]
    for name in names:
        with pytest.raises(ValueError) as caught:
            getattr(methods, name)(bad)
        assert str(caught.value) == f"Constant: learning_rate must be a number > 0, got {bad!r}."


# --- every direction --------------------------------------------------------------------------------------------------


@every_direction
def test_the_first_direction_descends(rule, rng):
    for _ in range(20):
        x = rng.standard_normal(2)
        step = next(iterate(bowl, x, rule, Constant(0.1)))
        assert step.slope < 0
        assert step.direction.shape == x.shape


@every_direction
def test_a_bowl_is_descended(rule):
    path = descend(bowl, [1.0, -2.0], rule, Constant(0.02), steps=200)
    assert path.values[-1] < path.values[0]
    assert not path.diverged


@every_direction
def test_a_stationary_point_is_kept(rule):
    path = descend(bowl, [0.0, 0.0], rule, Constant(0.1), steps=5)
    assert not path.points.any() and path.converged


@every_direction
def test_directions_leave_point_and_gradient_alone(rule):
    x, grad, state = np.array([1.0, -2.0]), np.array([0.5, 3.0]), rule.init(np.array([1.0, -2.0]))
    for t in (1, 2, 3):
        state.t, state.objective = t, bowl
        direction = rule(x, grad, state)
        assert x.tolist() == [1.0, -2.0] and grad.tolist() == [0.5, 3.0]
        assert not np.shares_memory(direction, x) and not np.shares_memory(direction, grad)


@every_direction
def test_an_objective_may_reuse_its_arrays(rule):
    # ½‖x‖² may return x itself as its gradient, and a network may fill the same buffer at every call
    buffer = np.empty(2)

    def aliased(x):
        return float(x @ x) / 2, x

    def buffered(x):
        buffer[...] = x
        return float(x @ x) / 2, buffer

    paths = [descend(f, [1.0, -2.0], rule, Constant(0.1), steps=10) for f in (square, aliased, buffered)]
    assert same(paths[0], paths[1]) and same(paths[0], paths[2])


def test_every_line_search_leaves_the_step_its_gradient():
    # a line search asks f again, and an objective may fill the same buffer at every call
    buffer = np.empty(2)

    def buffered(x):
        value, buffer[...] = bowl(x)
        return value, buffer

    for size in (lo.descent.Wolfe(), lo.descent.ExactQuadratic(), Armijo()):
        for rule in (Steepest(), lo.descent.Newton(), lo.descent.BFGS()):
            plain, reused = (descend(f, [1.0, -2.0], rule, size, steps=4) for f in (lambda x: bowl(x), buffered))
            assert same(plain, reused)


@every_direction
@every_step_size
@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
def test_dtype_is_kept(rule, size, dtype):
    seen = set()

    def f(x):
        seen.add(x.dtype)
        return bowl(x)

    path = descend(f, np.array([1.0, -2.0], dtype), rule, size, steps=5)
    assert path.points.dtype == dtype and seen == {np.dtype(dtype)}


def test_numpy_numbers_as_hyperparameters_do_not_widen():
    seen = set()

    def f(x):
        seen.add(x.dtype)
        return bowl(x)

    method = methods.momentum(np.float64(0.1), beta=np.float64(0.5))
    descend(f, np.array([1.0, -2.0], np.float32), method, steps=5)
    assert seen == {np.dtype(np.float32)}


@pytest.mark.parametrize("x0", [[1, -2], (1, -2), np.array([1, -2], np.int8), np.array([1, -2], np.float16)], ids=repr)
def test_other_starts_become_float64(x0):
    path = descend(bowl, x0, methods.gd(0.1), steps=3)
    assert path.points.dtype == np.float64
    assert same(path, descend(bowl, [1.0, -2.0], methods.gd(0.1), steps=3))


# --- every step size --------------------------------------------------------------------------------------------------


@every_step_size
def test_step_sizes_are_numbers_from_zero_up(size):
    path = descend(bowl, [1.0, -2.0], Steepest(), size, steps=10)
    assert np.isfinite(path.step_sizes).all() and (path.step_sizes >= 0).all()
    assert path.values[-1] < path.values[0]


@every_step_size
def test_step_sizes_keep_a_stationary_point(size):
    path = descend(bowl, [0.0, 0.0], Steepest(), size, steps=3)
    assert not path.points.any() and not path.diverged


@every_step_size
def test_step_sizes_do_not_move_x(size):
    step = next(iterate(rosenbrock, [-1.2, 1.0], Steepest(), size))
    assert step.x.tolist() == [-1.2, 1.0]
    assert step.end.tolist() == (step.x + step.step_size * step.direction).tolist()


def test_cosine_by_hand():
    schedule = Cosine(1.0, steps=4)
    half = math.sqrt(0.5)
    values = [1, (1 + half) / 2, 0.5, (1 - half) / 2, 0, 0, 0]
    assert [schedule.at(k) for k in range(7)] == pytest.approx(values, abs=1e-15)
    shifted = Cosine(1.0, steps=4, final=0.2)
    assert [shifted.at(k) for k in range(7)] == pytest.approx([0.2 + 0.8 * v for v in values])
    warm = Cosine(1.0, steps=4, warmup=3)
    assert [warm.at(k) for k in range(10)] == pytest.approx([0.25, 0.5, 0.75, *values], abs=1e-15)


@given(rate=st.floats(1e-3, 10), steps=st.integers(1, 50), warmup=st.integers(0, 20))
def test_cosine_rises_then_falls(rate, steps, warmup):
    schedule = Cosine(rate, steps=steps, warmup=warmup, final=rate / 100)
    values = [schedule.at(k) for k in range(warmup + steps + 3)]
    assert min(values) > 0 and max(values) == values[warmup] == pytest.approx(rate)
    assert (np.diff(values[: warmup + 1]) > 0).all()
    assert (np.diff(values[warmup:]) <= 0).all()
    assert values[-1] == pytest.approx(rate / 100)


def test_a_schedule_is_followed_by_the_run():
    schedule = Cosine(0.1, steps=6, warmup=2)
    path = descend(bowl, [1.0, 1.0], methods.gd(schedule), steps=10)
    assert path.step_sizes.tolist() == [schedule.at(k) for k in range(10)]


# --- Armijo -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "armijo", [Armijo(), Armijo(initial=4.0, shrink=0.7, fraction=0.3), Armijo(fraction=0.9)], ids=repr
)
@pytest.mark.parametrize("rule", [Steepest(), Momentum(), Momentum(nesterov=True), lo.descent.Adam()], ids=repr)
@pytest.mark.parametrize("f", [rosenbrock, lo.landscapes.himmelblau, quadratic], ids=lambda f: f.__name__)
def test_armijos_inequality_holds_and_the_larger_trial_violates_it(armijo, rule, f):
    checked = 0
    for step in iterate(f, [-1.2, 1.0], rule, armijo):
        if step.k == 60 or np.linalg.norm(step.grad) < 1e-5:
            break
        assert step.slope < 0

        def enough(eta, step=step):
            return step.value_at(eta) <= step.value + armijo.fraction * eta * step.slope

        assert step.step_size > 0 and enough(step.step_size)
        if step.step_size < armijo.initial:
            assert not enough(step.step_size / armijo.shrink)
        power = math.log(step.step_size / armijo.initial) / math.log(armijo.shrink)
        assert power == pytest.approx(round(power), abs=1e-9)
        checked += 1
    assert checked >= 3


def test_armijo_by_hand():
    # f = x²: from 1 along −2 the trials 4, 2, 1 do not fall enough; ½ lands on 0
    f = lambda x: (float(x @ x), 2 * x)  # noqa: E731
    assert descend(f, [1.0], Steepest(), Armijo(initial=4.0), steps=1).step_sizes.tolist() == [0.5]
    # with fraction c the inequality (1 − 2η)² ≤ 1 − 4cη holds exactly for η ≤ 1 − c
    for c in (0.1, 0.3, 0.6):
        path = descend(f, [1.0], Steepest(), Armijo(shrink=0.99, fraction=c, max_backtracks=200), steps=1)
        assert 0.99 * (1 - c) <= path.step_sizes[0] <= 1 - c


def test_armijo_never_rises():
    for rule in (Steepest(), Momentum(), lo.descent.Adam()):
        path = descend(rosenbrock, [-1.2, 1.0], rule, Armijo(), steps=300)
        assert (np.diff(path.values) <= 0).all()


class Watched:
    """A rule that notes what it said, to compare with what was done."""

    def __init__(self, rule):
        self.rule, self.said = rule, []

    def init(self, x):
        return self.rule.init(x)

    def __call__(self, x, grad, state):
        self.said.append(self.rule(x, grad, state))
        return self.said[-1]


def test_a_direction_that_does_not_descend_gives_way_to_the_gradient():
    # the velocity still points down the old side when the first step has crossed the valley
    f, x0 = quadratic.bind(curvatures=[1.0]), [1.0]
    watched = Watched(Momentum(beta=0.9))
    steps = iterate(f, x0, watched, Armijo(initial=1.9))
    first, at_first = next(steps), 1.0
    assert first.step_size == 1.9 and first.end[0] == pytest.approx(-0.9)
    second = next(steps)
    assert watched.said[1] @ second.grad == pytest.approx(0.0, abs=1e-12)  # v = 0.9·1 − 0.9 = 0: no descent
    np.testing.assert_array_equal(second.direction, -second.grad)
    assert second.value_at(second.step_size) < second.value < at_first


def test_the_fallback_happens_on_rosenbrock():
    watched, replaced = Watched(Momentum()), 0
    for step in iterate(rosenbrock, [-1.2, 1.0], watched, Armijo()):
        if step.k == 200:
            break
        if watched.said[-1] @ step.grad >= 0:
            replaced += 1
            np.testing.assert_array_equal(step.direction, -step.grad)
        else:
            np.testing.assert_array_equal(step.direction, watched.said[-1])
    assert 0 < replaced < 200


def test_uphill_is_never_searched():
    step = Step(0, np.array([1.0]), 0.5, np.array([1.0]), square, direction=np.array([3.0]))
    eta = Armijo()(step, State())
    assert eta > 0 and step.direction.tolist() == [-1.0]


def test_armijo_gives_up_with_a_step_of_zero():
    # the gradient lies: no step along it descends
    calls = []

    def liar(x):
        calls.append(x.copy())
        return float(x @ x), -2 * x

    path = descend(liar, [1.0], Steepest(), Armijo(max_backtracks=7), steps=1)
    assert path.step_sizes.tolist() == [0.0] and path.end.tolist() == [1.0]
    assert len(calls) == 1 + 8 + 1  # at the start, eight trials, at the end


def test_armijo_backs_away_from_where_f_is_not_finite():
    def log_barrier(x):
        return (float(x[0] - np.log(x[0])) if x[0] > 0 else math.nan), 1 - 1 / x

    path = descend(log_barrier, [3.0], Steepest(), Armijo(initial=100.0), steps=60)
    assert not path.diverged and path.end[0] == pytest.approx(1.0, abs=1e-4)


# --- convergence ------------------------------------------------------------------------------------------------------

curvatures = st.lists(st.floats(0.1, 10), min_size=1, max_size=5)


@given(c=curvatures, share=st.floats(0.02, 0.98))
def test_gradient_descent_converges_below_two_over_the_largest_curvature(c, share):
    f, eta = quadratic.bind(curvatures=c), share * 2 / max(c)
    path = descend(f, np.ones(len(c)), methods.gd(eta), steps=40)
    contraction = max(abs(1 - eta * ci) for ci in c)
    assert contraction < 1
    assert (np.diff(path.values) <= 0).all()
    assert path.values[-1] <= path.values[0] * contraction**80 * (1 + 1e-9)


@given(c=curvatures, share=st.floats(1.02, 5))
def test_gradient_descent_diverges_above(c, share):
    f, eta = quadratic.bind(curvatures=c), share * 2 / max(c)
    path = descend(f, np.ones(len(c)), methods.gd(eta), steps=40)
    steepest = int(np.argmax(c))
    growth = np.abs(path.points[1:, steepest]) / np.abs(path.points[:-1, steepest])
    np.testing.assert_allclose(growth, eta * max(c) - 1, rtol=1e-9)
    assert (growth > 1.03).all()


@given(c=curvatures)
def test_at_the_bound_it_swings_for_ever(c):
    path = descend(quadratic.bind(curvatures=c), np.ones(len(c)), methods.gd(2 / max(c)), steps=40)
    swing = path.points[:, int(np.argmax(c))]
    np.testing.assert_allclose(swing, [(-1.0) ** k for k in range(41)], rtol=1e-9)


@pytest.mark.parametrize(
    "method",
    [methods.gd(0.15), methods.momentum(0.02), methods.nesterov(0.02), methods.rmsprop(Cosine(0.05, steps=900)),
     methods.adam(Cosine(0.1, steps=900)), Method(Steepest(), Armijo()), Method(Momentum(), Armijo())],
    ids=lambda m: f"{type(m.rule).__name__}-{type(m.step_size).__name__}",
)  # fmt: skip
def test_methods_find_the_bottom_of_a_bowl(method):
    path = descend(quadratic, [-2.0, 1.5], method, steps=1000)
    assert np.abs(path.end).max() < 1e-3


# --- PyTorch's numbers ------------------------------------------------------------------------------------------------


REFERENCE = committed("descent")


def test_the_reference_covers_the_core_and_moves():
    assert {"sgd", "momentum", "nesterov", "rmsprop", "adam"} <= {case["name"] for case in REFERENCE}
    for case in REFERENCE:
        assert len(case["points"]) == 11
        assert all(a != b for a, b in zip(case["points"][:-1], case["points"][1:], strict=True))


@pytest.mark.parametrize("case", named([case for case in REFERENCE if hasattr(methods, case["name"])]))
def test_ten_steps_like_pytorch(case):
    method = getattr(methods, case["name"])(case["learning_rate"], **case["hyper"])
    path = descend(rosenbrock, case["points"][0], method, steps=10)
    # PyTorch keeps the product of NAdam's momenta in float32, whatever the parameters are; see the test below
    loose = 1e-8 if case["name"] == "nadam" else 1e-11
    np.testing.assert_allclose(path.points, case["points"], rtol=loose, atol=1e-13)
    np.testing.assert_allclose(path.values[:-1], case["values"], rtol=10 * loose)


class WithProductInFloat32:
    """NAdam as PyTorch stores it."""

    def __init__(self, rule):
        self.rule = rule

    def init(self, x):
        return self.rule.init(x)

    def __call__(self, x, grad, state):
        momentum = self.rule.beta1 * (1 - 0.5 * 0.96 ** (state.t * self.rule.momentum_decay))
        product = float(np.float32(state.product) * np.float32(momentum))
        state.product = product / momentum  # which the rule multiplies again
        direction = self.rule(x, grad, state)
        state.product = product
        return direction


def test_nadam_differs_from_pytorchs_by_the_rounding_of_one_number():
    (case,) = [case for case in REFERENCE if case["name"] == "nadam"]
    rule = WithProductInFloat32(lo.descent.NAdam())
    path = descend(rosenbrock, case["points"][0], rule, Constant(case["learning_rate"]), steps=10)
    np.testing.assert_allclose(path.points, case["points"], rtol=1e-11, atol=1e-13)


def test_the_committed_numbers_are_still_pytorchs():
    assert_same(REFERENCE, live("descent"))


# --- progress ---------------------------------------------------------------------------------------------------------


# The bar believes that every look at the clock comes a second after the last: a run that lasts, without the waiting.
SLOW_CLOCK = """
import itertools, tqdm.std, lossopt.descent.progress as progress
ticks = itertools.count(); tqdm.std.time = progress.monotonic = lambda: float(next(ticks))
"""
RUN = """
import lossopt as lo
lo.descent.descend(lo.landscapes.quadratic, [1, 1], lo.descent.methods.gd(0.1), {})
"""


def shown_by(code):
    """Return what a fresh interpreter writes to stdout and stderr, progress bars allowed."""
    environment = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_a_run_that_lasts_shows_a_bar_on_stderr():
    out, err = shown_by(SLOW_CLOCK + RUN.format("steps=1500"))
    assert out == ""
    assert "/1500" in err and " steps" in err and "f = " in err
    assert not err.splitlines()[-1].strip()  # wiped out at the end


def test_short_runs_quick_runs_and_silent_runs_show_none():
    assert shown_by(SLOW_CLOCK + RUN.format("steps=900")) == ("", "")
    assert shown_by(RUN.format("steps=1500")) == ("", "")
    assert shown_by(SLOW_CLOCK + RUN.format("steps=1500, progress=False")) == ("", "")


def test_a_bar_does_not_change_the_path():
    with_bar, without = (descend(bowl, [1.0, 1.0], methods.gd(0.1), steps=1500, progress=on) for on in (True, False))
    assert same(with_bar, without)
