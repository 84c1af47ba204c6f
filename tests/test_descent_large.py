"""Large points: their direction is worked out when somebody looks, or else block by block while they move."""

import tracemalloc

import numpy as np
import pytest

import lossopt as lo
from lossopt.descent import (
    Adam,
    AdamW,
    Armijo,
    ConjugateGradient,
    Constant,
    Momentum,
    NAdam,
    Steepest,
    Watch,
    blocks,
    descend,
    iterate,
    methods,
)
from lossopt.descent.core import LargeStep
from lossopt.descent.schedules import Schedule

RULES = [Steepest(), Momentum(nesterov=True), Adam(), AdamW(), NAdam(), lo.descent.Lion()]


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 64)
    monkeypatch.setattr(blocks, "LARGE", 128)


@pytest.fixture
def start():
    return np.random.default_rng(0).standard_normal(1001)


def bowl(x):
    return float(x @ x) / 2, x.copy()


def whole(f, start, rule, steps, step_size=None):
    """Return the point after so many steps of the rule on the whole vector, by the definition."""
    x, state = start.copy(), rule.init(start)
    for k in range(steps):
        state.t = k + 1
        x = x + (step_size or Constant(0.01)).at(k) * rule(x, f(x)[1], state)
    return x


def peak(function):
    tracemalloc.start()
    function()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("size", [5, 200])
def test_move_writes_to_another_place_or_in_place(size, small_blocks):
    x, d, to = np.arange(float(size)), np.ones(size), np.full(size, np.nan)
    blocks.move(x, 0.5, d, to)
    assert x.tolist() == list(range(size)) and to.tolist() == [i + 0.5 for i in range(size)]
    blocks.move(x, 0.5, d, x)
    assert x.tolist() == to.tolist()


def test_a_large_point_moves_without_a_second_one():
    x = np.zeros(8 * blocks.BLOCK)
    d = np.ones_like(x)
    assert peak(lambda: blocks.move(x, 0.5, d, x)) < x.nbytes / 2
    assert (x == 0.5).all()


def test_what_is_large(small_blocks):
    assert not blocks.goes_in_blocks(Adam(), np.ones(128)) and blocks.goes_in_blocks(Adam(), np.ones(129))
    assert not blocks.goes_in_blocks(ConjugateGradient(), np.ones(129))
    for size, rule, large in ((128, Adam(), False), (129, Adam(), True), (129, ConjugateGradient(), False)):
        assert isinstance(next(iterate(bowl, np.ones(size), rule, Constant(0.1))), LargeStep) is large


@pytest.mark.parametrize("rule", RULES, ids=repr)
@pytest.mark.parametrize("looks", ["never", "always", "sometimes", "twice"])
def test_looking_at_the_direction_changes_nothing(rule, looks, small_blocks, start):
    expected = whole(bowl, start, rule, 6)
    for step in iterate(bowl, start, rule, Constant(0.01)):
        if step.k == 6:
            np.testing.assert_array_equal(step.x, expected)
            return
        if looks in ("always", "twice") or (looks == "sometimes" and step.k % 2):
            seen = step.direction
            assert looks != "twice" or step.direction is seen


@pytest.mark.parametrize("rule", RULES, ids=repr)
@pytest.mark.parametrize("every", [1, 4, 100])
def test_the_path_of_a_large_point_is_that_of_the_formula(rule, every, small_blocks, start):
    path = descend(bowl, start, rule, Constant(0.01), steps=9, every=every)
    for k, point in zip(path.kept, path.points, strict=True):
        np.testing.assert_array_equal(point, whole(bowl, start, rule, k))


def test_the_direction_and_the_end_of_a_large_step(small_blocks, start):
    step = next(iterate(bowl, start, Steepest(), Constant(0.5)))
    np.testing.assert_array_equal(step.direction, -start)
    np.testing.assert_array_equal(step.end, start / 2)
    assert step.slope == -start @ start and step.value_at(0.5) == pytest.approx(bowl(start / 2)[0])


def test_another_direction_may_be_set(small_blocks, start):
    steps = iterate(bowl, start, Momentum(), Constant(1.0))
    next(steps).direction = np.ones(1001)
    np.testing.assert_array_equal(next(steps).x, start + 1)
    uphill = next(iterate(lambda x: (bowl(x)[0], -x), start, lo.descent.Lion(weight_decay=5.0), Constant(0.1)))
    slope = uphill.turn_downhill()
    assert slope < 0 and slope == uphill.slope


def test_the_directions_of_one_run_share_an_array(small_blocks, start):
    steps = iterate(bowl, start, Adam(), Constant(0.1))
    first = next(steps).direction
    assert next(steps).direction is first
    assert next(iterate(bowl, start, Adam(), Constant(0.1))).direction is not first


def test_a_schedule_may_look_at_the_direction(small_blocks, start):
    class Normed(Schedule):
        def at(self, k):
            return 1.0

        def __call__(self, step, state):
            return 1.0 / float(np.linalg.norm(step.direction))

    path = descend(bowl, start, Steepest(), Normed(), steps=3)
    np.testing.assert_allclose(np.linalg.norm(np.diff(path.points, axis=0), axis=1), 1)


@pytest.mark.parametrize("size", [5, 1001])
def test_a_step_has_no_size_before_it_is_asked(size, small_blocks, start):
    seen = []

    class Watched(Schedule):
        def at(self, k):
            return 0.1

        def __call__(self, step, state):
            seen.append((step.k, step.step_size))
            return self.at(step.k)

    steps = iterate(bowl, start[:size], Steepest(), Watched())
    assert [next(steps).step_size for _ in range(3)] == [0.1] * 3 and seen == [(0, 0.0), (1, 0.0), (2, 0.0)]


@pytest.mark.parametrize("size", [5, 1001])
def test_a_step_has_no_other_attributes(size, small_blocks, start):
    step = next(iterate(bowl, start[:size], Steepest(), Constant(0.1)))
    with pytest.raises(AttributeError):
        step.stepsize = 0.2  # a slip of the pen would do nothing


@pytest.mark.parametrize("rule", [Steepest(), Momentum()], ids=repr)
def test_a_line_search_along_a_large_direction(rule, start, monkeypatch):
    expected = descend(bowl, start, rule, Armijo(), steps=5)
    monkeypatch.setattr(blocks, "LARGE", 128)
    monkeypatch.setattr(blocks, "BLOCK", 64)
    path = descend(bowl, start, rule, Armijo(), steps=5)
    np.testing.assert_array_equal(path.points, expected.points)
    np.testing.assert_array_equal(path.step_sizes, expected.step_sizes)


@pytest.mark.parametrize("every", [1, 2])
def test_a_score_may_ask_an_objective_that_reuses_its_memory(every, small_blocks, start):
    buffer = np.empty(1001)

    def buffered(x):
        buffer[...] = x
        return float(x @ x) / 2, buffer

    def score(x):
        return buffered(100 * x)[0]

    path = descend(buffered, start, Adam(), Constant(0.01), steps=5, watch=Watch(score, every=every))
    np.testing.assert_array_equal(path.end, whole(bowl, start, Adam(), 5))


def test_settling_works_the_direction_out_once(small_blocks, start):
    calls = []

    class Counted(Momentum):
        def __call__(self, x, grad, state):
            calls.append(state.t)
            return super().__call__(x, grad, state)

    step = next(iterate(bowl, start, Counted(), Constant(0.1)))
    assert calls == []
    step.settle()
    step.settle()
    assert calls == [1] * 16
    to = np.empty_like(start)
    step.take(to)
    assert calls == [1] * 16
    np.testing.assert_allclose(to, 0.9 * start)
    small = next(iterate(bowl, start[:5], Momentum(), Constant(0.1)))
    small.settle()
    np.testing.assert_array_equal(small.direction, -start[:5])


def test_many_large_starts_that_end_stay_where_they_are(small_blocks):
    starts = np.array([[0.0] * 100, [1.0] * 100])
    f = lambda x: ((x * x).sum(axis=1) / 2, x.copy())  # noqa: E731
    paths = descend(f, starts, methods.adam(0.1), steps=5, tol=1e-3)
    assert paths.lasted.tolist() == [0, 5] and (paths.end[0] == 0).all()
    np.testing.assert_array_equal(paths.end[1], whole(bowl, np.ones(100), Adam(), 5, Constant(0.1)))


@pytest.mark.parametrize(("method", "vectors"), [(methods.gd(0.1), 6), (methods.adam(0.1), 8)], ids=["gd", "adam"])
def test_a_run_of_a_large_point_holds_few_vectors(method, vectors):
    """The start, the end, two places in turn, what f returns (and the next time), the rule's own arrays; the direction is never whole."""
    x = np.ones(16 * blocks.BLOCK)
    assert peak(lambda: descend(bowl, x, method, steps=4, every=100, progress=False)) < (vectors + 1.5) * x.nbytes
