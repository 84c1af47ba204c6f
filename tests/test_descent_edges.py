"""The edges of descent: where an inequality holds with equality, a direction is level, or a parabola is no parabola.

Small faults in these places leave every ordinary run as it was; `make mutants` found what only such inputs can tell.
"""

import inspect
import math
from typing import ClassVar

import numpy as np
import pytest

from lossopt.descent import (
    BFGS,
    Armijo,
    BarzilaiBorwein,
    ConjugateGradient,
    Constant,
    CoordinateDescent,
    ExactQuadratic,
    Newton,
    Polyak,
    State,
    Steepest,
    Step,
    Watch,
    Wolfe,
    blocks,
    descend,
    directions,
    iterate,
    methods,
)  # fmt: skip
from lossopt.descent.curvature import curvature_along
from lossopt.descent.line_searches import _between, _Trial
from lossopt.descent.path import trimmed


def square(x):
    """x² in any dimension."""
    return float(x @ x), 2 * x


# --- line searches ----------------------------------------------------------------------------------------------------


def first_step(size, f=square, x=1.0):
    return descend(f, [x], Steepest(), size, steps=1).step_sizes[0]


def test_enough_is_enough():
    # x² from 1 along −2: a step of ½ lands on 0, lower by exactly half of what the slope −4 promises
    assert first_step(Armijo(initial=0.5, fraction=0.5)) == 0.5
    assert first_step(Wolfe(initial=0.5, fraction=0.5)) == 0.5
    # after a step of ¼ the slope is −2: half of what it was
    assert first_step(Wolfe(initial=0.25, curvature=0.5)) == 0.25


class Scripted:
    """A step whose objective answers what it is told: (value, slope) at each step size asked for in turn."""

    def __init__(self, *answers, slope=-1.0):
        self.value, self.slope, self.answers, self.asked = 0.0, slope, list(answers), []

    def turn_downhill(self):
        return self.slope

    def look(self, size):
        self.asked.append(size)
        return self.answers[len(self.asked) - 1]


def test_a_level_place_is_not_searched():
    for slope in (0.0, 0.5, math.nan):
        step = Scripted(slope=slope)
        assert Wolfe()(step, State()) == 0.0 and step.asked == []


def test_a_second_trial_no_lower_than_the_first_has_passed_the_bottom():
    for value in (-1.0, -0.9):
        step = Scripted((-1.0, -1.0), (value, -1.0), (-1.5, 0.0))
        found = Wolfe(curvature=0.1)(step, State())
        assert step.asked[:2] == [1.0, 2.0] and 1 < step.asked[2] < 2 and found == step.asked[2]


def test_a_trial_between_no_lower_than_the_lowest_becomes_the_far_end():
    # 1 is low and 2 has risen; the trial between is as low as 1: the bottom lies before it
    step = Scripted((-1.0, -1.0), (0.5, 1.0), (-1.0, -1.0), (-1.2, 0.0))
    Wolfe(curvature=0.1)(step, State())
    assert 1 < step.asked[3] < step.asked[2] < 2


def between(value, width=2.0, slope=-1.0):
    return _between(_Trial(1.0, 0.0, slope), _Trial(1.0 + width, value, 0.0))


def test_between_two_trials():
    assert between(0.0) == 2.0  # the parabola −t + t²/2 has its bottom at t = 1
    assert between(-2.0) == between(-2.2) == between(math.inf) == between(math.nan) == 2.0  # none: half-way
    assert between(-1.75) == pytest.approx(1 + 2 * 0.9)  # bottom beyond: kept off the far end, bend = ½
    assert between(1000.0) == pytest.approx(1 + 2 * 0.1)  # and off the near end
    assert between(-1.0) == pytest.approx(1 + 2 * 0.9)
    assert between(0.0, width=-2.0, slope=1.0) == 0.0  # the other way round


# --- steps and states -------------------------------------------------------------------------------------------------


def test_a_level_direction_is_turned_downhill():
    x, grad = np.zeros(2), np.array([1.0, 0.0])
    step = Step(0, x, 0.0, grad, square, np.array([0.0, 1.0]))
    assert step.turn_downhill() == -1.0 and step.direction.tolist() == [-1.0, 0.0]
    step = Step(0, x, 0.0, grad, square, np.array([-2.0, 1.0]))
    assert step.turn_downhill() == -2.0 and step.direction.tolist() == [-2.0, 1.0]


def test_a_state_begins_before_the_first_step():
    assert State().t == 0 and State().objective is None


def test_options_of_descend_go_by_name():
    with pytest.raises(TypeError):
        descend(square, [1.0], Steepest(), Constant(0.1), 5)


def test_coordinates_take_turns_from_the_first():
    path = descend(square, [1.0, 2.0, 4.0], CoordinateDescent(cyclic=True), Constant(0.5), steps=4)
    assert path.points.tolist() == [[1, 2, 4], [0, 2, 4], [0, 0, 4], [0, 0, 0], [0, 0, 0]]


def test_a_run_that_cannot_start_is_not_watched():
    asked = []
    with pytest.raises(ValueError, match="cannot start"):
        descend(lambda x: (math.nan, x), [1.0], methods.gd(0.1), watch=Watch(lambda x: asked.append(1) or 1.0))
    assert not asked


# --- directions that learn the curvature ------------------------------------------------------------------------------


def learned_by_hand(B, s, y):
    """Return BFGS's update of B, after the textbook."""
    s, y = np.array(s), np.array(y)
    aside = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return aside @ B @ aside.T + np.outer(s, s) / (y @ s)


def bfgs_after(*moves):
    """Return rule and state after the moves (s, y), each a change of x and of the gradient."""
    x, grad, rule = np.array([1.0, 1.0]), np.array([3.0, 1.0]), BFGS()
    state = rule.init(x)
    rule(x, grad, state)
    for s, y in moves:
        x, grad = x + s, grad + y
        rule(x, grad, state)
    return rule, state


def test_bfgs_is_scaled_at_its_first_update_alone():
    first = learned_by_hand(2 / 5 * np.eye(2), [1.0, 0.0], [2.0, 1.0])  # yᵀs/yᵀy = 2/5
    np.testing.assert_allclose(bfgs_after(([1.0, 0.0], [2.0, 1.0]))[1].B, first)
    second = learned_by_hand(first, [0.0, 0.5], [0.25, 2.0])
    np.testing.assert_allclose(bfgs_after(([1.0, 0.0], [2.0, 1.0]), ([0.0, 0.5], [0.25, 2.0]))[1].B, second)


@pytest.mark.parametrize("slope", [0.0, -0.5])
def test_bfgs_learns_nothing_where_the_curvature_is_not_positive(slope):
    _, state = bfgs_after(([1.0, 0.0], [slope, 0.75]))
    assert state.B.tolist() == [[1, 0], [0, 1]] and not state.learned
    first = learned_by_hand(2 / 5 * np.eye(2), [1.0, 0.0], [2.0, 1.0])
    np.testing.assert_allclose(bfgs_after(([1.0, 0.0], [slope, 0.75]), ([1.0, 0.0], [2.0, 1.0]))[1].B, first)
    np.testing.assert_allclose(bfgs_after(([1.0, 0.0], [2.0, 1.0]), ([1.0, 0.0], [slope, 0.75]))[1].B, first)


@pytest.mark.parametrize("spoilt", [[[-0.1, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]], [[-9.0, 0.0], [0.0, 1.0]]])
def test_bfgs_begins_again_where_it_would_not_descend(spoilt):
    rule, state = bfgs_after(([1.0, 0.0], [2.0, 1.0]))
    state.B, x, grad = np.array(spoilt), state.x.copy(), np.array([1.0, 0.0])
    state.grad = grad.copy()  # nothing has changed: nothing is learned
    assert rule(x, grad, state).tolist() == [-1.0, 0.0]
    assert state.B.tolist() == [[1, 0], [0, 1]]
    rule(x + np.array([1.0, 0.0]), grad + np.array([2.0, 1.0]), state)  # scaled anew
    np.testing.assert_allclose(state.B, learned_by_hand(2 / 5 * np.eye(2), [1.0, 0.0], [2.0, 1.0]))


def conjugate(before, d_before):
    state = State(grad=np.array(before), d=np.array(d_before))
    state.t = 2
    return ConjugateGradient()(np.zeros(2), np.array([1.0, 0.0]), state).tolist()


def test_conjugate_gradients_by_hand():
    # ∇f = (1, 0), before (−1, 0): β = 1·2/1
    assert conjugate([-1.0, 0.0], [0.25, 1.0]) == [-0.5, 2.0]
    assert conjugate([-1.0, 0.0], [0.5, 1.0]) == [-1.0, 0.0]  # level: starts again
    assert conjugate([-1.0, 0.0], [0.75, 1.0]) == [-1.0, 0.0]  # uphill, by ½
    assert conjugate([0.0, 0.0], [-0.5, 0.25]) == [-1.0, 0.0]  # nothing to divide by: β = 0
    assert conjugate([2.0, 0.0], [-0.5, 0.25]) == [-1.0, 0.0]  # β < 0: 0


class Bent:
    """An objective of which only the second derivatives are asked."""

    def __init__(self, *rows):
        self.matrix = np.array(rows)

    def __call__(self, x):
        return 0.0, np.zeros_like(x)

    def hessian(self, x):
        return self.matrix


def test_newton_falls_back_where_its_direction_is_level():
    state = Newton().init(np.zeros(2))
    state.objective = Bent([0.0, 1.0], [1.0, 0.0])
    assert Newton()(np.zeros(2), np.array([1.0, 0.0]), state).tolist() == [-1.0, 0.0]
    state.objective = Bent([2.0, 0.0], [0.0, 4.0])
    assert Newton()(np.zeros(2), np.array([1.0, 1.0]), state).tolist() == [-0.5, -0.25]


# --- step sizes that look at the step ---------------------------------------------------------------------------------


def at(value, grad, objective=square):
    grad = np.array(grad)
    return Step(0, np.zeros_like(grad), value, grad, objective, -grad)


def test_no_step_where_the_line_has_no_lowest_point():
    assert ExactQuadratic()(at(1.0, [1.0], Bent([0.0])), State()) == 0.0
    assert ExactQuadratic()(at(1.0, [1.0], Bent([-0.5])), State()) == 0.0
    assert ExactQuadratic()(at(1.0, [1.0], Bent([4.0])), State()) == 0.25
    assert ExactQuadratic()(at(1.0, [0.0], Bent([4.0])), State()) == 0.0


def test_polyaks_step_is_never_backwards():
    assert Polyak(optimum=0.0)(at(1.0, [2.0]), State()) == 0.25
    assert Polyak(optimum=0.0)(at(-0.5, [2.0]), State()) == 0.0  # lower than was thought possible
    assert Polyak(optimum=0.0)(at(1.0, [0.0]), State()) == 0.0  # stationary, but not the optimum


@pytest.mark.parametrize(("s", "y", "short"), [(1.0, 1e200, True), (1e200, 1e-100, False)])
def test_barzilai_and_borwein_keep_the_step_before_where_a_product_overflows(s, y, short):
    size = BarzilaiBorwein(initial=0.125, short=short)
    state = size.init(np.zeros(1))
    with np.errstate(over="ignore"):
        assert size(Step(0, np.zeros(1), 0.0, np.zeros(1), square, np.zeros(1)), state) == 0.125
        assert size(Step(1, np.array([s]), 0.0, np.array([y]), square, np.zeros(1)), state) == 0.125


# --- curvature --------------------------------------------------------------------------------------------------------


def test_curvature_far_from_the_origin():
    # differences over a distance that does not grow with x would drown in rounding
    assert curvature_along(square, np.array([1e7, 3.0]), np.array([0.6, 0.8])) == pytest.approx(2.0, rel=1e-6)


def test_curvature_along_a_direction_without_a_length():
    def never(x):
        raise AssertionError("there is nothing to ask")

    assert math.isnan(curvature_along(never, np.ones(2), np.array([math.inf, 0.0])))
    assert curvature_along(never, np.ones(2), np.zeros(2)) == 0.0


# --- many starts: what is asked ---------------------------------------------------------------------------------------


class Asked:
    """½‖x‖² for many points; remembers where it was asked."""

    def __init__(self, cliff=math.inf):
        self.points, self.cliff = [], cliff

    def __call__(self, x):
        self.points.append(x.copy())
        value = (x * x).sum(axis=1) / 2
        return np.where(value > self.cliff, np.nan, value), x.copy()


def test_nothing_is_asked_once_all_runs_have_ended():
    f = Asked()
    paths = descend(f, [[1.0], [8.0]], methods.gd(0.5), steps=100, tol=0.25)
    assert paths.steps == 5 and len(f.points) == 6
    f = Asked(cliff=1e3)
    paths = descend(f, [[1.0], [8.0]], methods.gd(5.0), steps=100)  # both grow fourfold until they leave
    assert paths.diverged.all() and len(f.points) == paths.steps + 2


def test_a_run_that_has_ended_is_asked_where_it_stays():
    f = Asked()
    paths = descend(f, [[1.0], [8.0]], methods.gd(0.5), steps=100, tol=0.25)
    end = paths.lasted[0]
    assert end < paths.lasted[1] and all(point[0] == paths.end[0] for point in f.points[end:])


def test_an_interrupt_before_the_first_points_goes_through():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        descend(interrupted, [[1.0], [2.0]], methods.gd(0.5))


# --- memory -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "rule", "step_size", "shared"),
    [
        (5, Steepest(), Constant(0.1), True),
        (blocks.LARGE + 1, Steepest(), Constant(0.1), True),
        (5, Steepest(), Armijo(), False),  # a line search asks f again
        (5, ConjugateGradient(), Constant(0.1), False),  # may keep what it is given
    ],
)
def test_only_gradients_that_are_used_at_once_are_not_copied(size, rule, step_size, shared):
    gradient = np.ones(size)
    step = next(iterate(lambda x: (float(x.sum()), gradient), np.zeros(size), rule, step_size))
    assert np.shares_memory(step.grad, gradient) is shared


@pytest.mark.parametrize("start", [[1.0], [[1.0], [2.0]]])
def test_a_path_holds_no_memory_that_it_does_not_use(start):
    f = lambda x: ((x * x).sum(axis=-1), 2 * x)  # noqa: E731
    short = descend(f, start, methods.gd(0.5), steps=10_000, tol=0.1, progress=False)
    assert short.steps == 1 and (short.points.base is None or len(short.points.base) < 10)
    whole = descend(f, start, methods.gd(0.5), steps=20)
    assert len(whole.points) == 21 and len(whole.points.base) == 22  # nothing was copied
    thin = descend(f, start, methods.gd(0.5), steps=20, every=5)
    assert len(thin.points) == 5 and len(thin.points.base) == 6
    if whole.values.ndim == 2:
        assert whole.values.base is whole.grad_norms.base and whole.values.base.shape == (
            2,
            21,
            2,
        )  # one piece for both


def test_what_is_trimmed_is_copied_unless_one_row_is_left_over():
    array = np.arange(5.0)
    assert trimmed(array, 3).base is None and trimmed(array, 3).tolist() == [0, 1, 2]
    assert trimmed(array, 4).base is array and trimmed(array, 5).base is array


# --- the progress bar -------------------------------------------------------------------------------------------------


class Bar:
    """Stands in for tqdm, and remembers what it was told."""

    made: ClassVar[list] = []

    def __init__(self, **options):
        self.options, self.n, self.shown, self.open = options, 0, [], True
        Bar.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.open = False

    def set_postfix_str(self, text, refresh=True):
        assert not refresh  # the update that follows draws
        self.text = text

    def update(self, more):
        self.n += more
        self.shown.append((self.n, self.text))


@pytest.fixture
def bars(monkeypatch):
    monkeypatch.setattr(Bar, "made", [])
    monkeypatch.setattr("tqdm.tqdm", Bar)
    clock = [100.0]
    monkeypatch.setattr("lossopt.descent.progress.monotonic", lambda: clock[0])
    return clock


def ticking(clock, seconds):
    """Return a straight slope whose evaluation takes so long."""

    def f(x):
        clock[0] += seconds
        return float(x[0]), np.ones(1)

    return f


@pytest.mark.parametrize(
    ("steps", "progress", "bar"), [(999, True, 0), (1000, True, 1), (1000, False, 0), (5, False, 0)]
)
def test_when_there_is_a_bar(bars, steps, progress, bar):
    descend(square, [1.0], methods.gd(0.1), steps=steps, progress=progress)
    assert len(Bar.made) == bar


def test_a_bar_is_told_the_step_and_the_value_five_times_a_second(bars):
    descend(ticking(bars, 0.0625), [4000.0], methods.gd(1.0), steps=1000)
    (bar,) = Bar.made
    assert bar.options == {"total": 1000, "delay": 2.0, "leave": False, "mininterval": 0, "unit": " steps"}
    assert [n for n, _ in bar.shown] == list(range(1, 1001, 4))  # 0.25 s is the first multiple beyond 0.2
    assert bar.shown[1] == (5, "f = 3996") and not bar.open


def test_a_bar_is_told_every_step_where_steps_are_slow(bars):
    descend(ticking(bars, 0.25), [4000.0], methods.gd(1.0), steps=1000)
    assert [n for n, _ in Bar.made[0].shown] == list(range(1, 1001))
    Bar.made.clear()
    descend(ticking(bars, 0.0), [4000.0], methods.gd(1.0), steps=1000)
    assert [n for n, _ in Bar.made[0].shown] == [1]


def test_a_bar_is_closed_where_a_run_breaks_off(bars):
    def f(x):
        if x[0] < -3:
            raise KeyboardInterrupt
        return float(x[0]), np.ones(1)

    assert descend(f, [0.0], methods.gd(1.0), steps=1000).interrupted and not Bar.made[0].open
    assert descend(square, [1.0], methods.gd(0.5), steps=1000, tol=0.1).converged and not Bar.made[1].open


# --- what holds where nothing is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (directions.Momentum, {"beta": 0.9, "nesterov": False}),
        (directions.Adagrad, {"eps": 1e-10}),
        (directions.RMSProp, {"rho": 0.99, "eps": 1e-8}),
        (directions.Adam, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
        (directions.Adadelta, {"rho": 0.9, "eps": 1e-6}),
        (directions.AdamW, {"weight_decay": 0.01}),
        (directions.NAdam, {"momentum_decay": 0.004}),
        (directions.Lion, {"beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0}),
        (CoordinateDescent, {"cyclic": False}),
    ],
)
def test_the_defaults_of_a_rule(rule, expected):
    made = rule()
    assert {name: getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize("name", ["Steepest", "Momentum", "Adagrad", "RMSProp", "Adam", "Adadelta", "Lion"])
def test_the_rules_that_treat_each_coordinate_alone(name):
    assert getattr(directions, name).coordinatewise is True


def test_the_defaults_of_descend():
    expected = {"steps": 100, "every": 1, "progress": True}
    parameters = inspect.signature(descend).parameters
    assert {name: parameters[name].default for name in expected} == expected
    with pytest.raises(TypeError):
        descend(square, [1.0], Steepest(), 0.1, 5)
