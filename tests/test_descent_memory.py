"""Where the arrays of a run lie changes how long it takes, and nothing else."""

import math

import numpy as np
import pytest

from lossopt.descent import Adam, Constant, Momentum, State, blocks, descend, iterate, memory, methods
from lossopt.landscapes import himmelblau, rosenbrock
from lossopt.room import LINE

STARTS = np.random.default_rng(0).uniform(-1.5, 1.5, (50, 2))


def address(array):
    return array.__array_interface__["data"][0]


@pytest.mark.parametrize("shape", [(1,), (7,), (9610,), (5, 2), (1, 3), (1000, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_place_begins_with_a_line(shape, dtype):
    places = [memory.place_like(np.empty(shape, dtype)) for _ in range(5)]
    for place in places:
        assert address(place) % LINE == 0 and place.shape == shape and place.dtype == dtype
        assert place.T.flags.c_contiguous
        place[...] = 1.5
    assert all((place == 1.5).all() for place in places)


def test_large_stacks_lie_as_their_blocks_do(monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 99)
    assert memory.place_like(STARTS).flags.c_contiguous and memory.rooms(2, STARTS)[0].flags.c_contiguous
    monkeypatch.setattr(blocks, "LARGE", 100)
    assert memory.place_like(STARTS).flags.f_contiguous and memory.rooms(2, STARTS)[0].flags.f_contiguous
    assert memory.rooms(2, STARTS).shape == (2, 50, 2) and memory.rooms(3, STARTS[0]).shape == (3, 2)


def walk(f, starts, rule, steps=30):
    """Return the points of a run by the formula, in NumPy's own arrays."""
    x = np.array(starts)
    state, points = rule.init(x), [x]
    for k in range(steps):
        state.t = k + 1
        x = x + 0.01 * rule(x, np.ascontiguousarray(f(x)[1]), state)
        points.append(x)
    return np.array(points)


@pytest.mark.parametrize("rule", [Adam(), Momentum(nesterov=True)], ids=repr)
@pytest.mark.parametrize("starts", [STARTS, STARTS[0], STARTS.astype(np.float32)], ids=["many", "one", "float32"])
def test_points_are_those_of_arrays_that_lie_anywhere(rule, starts):
    f = lambda x: (x[..., 0] * 0, np.stack([x[..., 0] ** 3, x[..., 1] - x[..., 0]], axis=-1))  # noqa: E731
    points = walk(f, starts, rule)
    assert np.array_equal(descend(f, starts, rule, Constant(0.01), steps=30).points, points)
    for step, x in zip(iterate(f, starts, rule, Constant(0.01)), points, strict=False):
        assert np.array_equal(step.x, x) and address(step.x) % LINE == 0


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_gradient_may_lie_either_way(order):
    seen = []

    def f(x):
        seen.append(x.T.flags.c_contiguous)
        value, grad = himmelblau(x)
        return value, np.array(grad, order=order)

    paths = descend(f, STARTS, methods.adam(0.01), steps=20)
    assert all(seen)
    assert np.array_equal(paths.points, descend(himmelblau, STARTS, methods.adam(0.01), steps=20).points)


class Remembering:
    """A direction whose state begins with something, lies row by row, and holds what is no array of x's shape."""

    coordinatewise = True

    def init(self, x):
        return State(v=np.full(x.shape, 2.0), table=np.arange(3), word="kept")

    def __call__(self, x, grad, state):
        assert state.word == "kept" and state.table.tolist() == [0, 1, 2]
        state.v *= 0.5
        return -state.v


@pytest.mark.parametrize("starts", [np.zeros((4, 2)), np.zeros(3)])
def test_what_a_state_begins_with_is_kept(starts):
    path = descend(lambda x: (x[..., 0], x), starts, Remembering(), Constant(1.0), steps=3)
    assert (path.end == -(1 + 0.5 + 0.25)).all()


def test_the_arrays_of_a_state_lie_as_the_point_does():
    x = memory.place_like(STARTS)
    state = Remembering().init(x)
    memory.align(state, x)
    assert address(state.v) % LINE == 0 and memory.order(state.v) == memory.order(x) == "F"
    assert (state.v == 2).all() and memory.order(STARTS) == memory.order(STARTS[0]) == "C"


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_gradient_of_a_landscape_lies_as_the_points_do(order):
    points = np.array(STARTS, order=order)
    value, grad = rosenbrock(points)
    assert memory.order(grad) == order
    for i, point in enumerate(points):
        alone = rosenbrock(point)
        np.testing.assert_allclose(value[i], alone[0], rtol=1e-14)
        np.testing.assert_allclose(grad[i], alone[1], rtol=1e-14)


# --- what is not finite -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("where", ["value", "gradient"])
def test_what_is_not_finite_ends_that_run_alone(bad, where):
    def f(x):
        value, grad = (x * x).sum(axis=1), 2 * x
        if x[0, 0] < 0.3:  # from step 2 on
            if where == "value":
                value[1] = bad
            else:
                grad[1, 1] = bad
        return value, grad

    paths = descend(f, [[1.0, 1.0], [1.0, 2.0], [3.0, 1.0]], methods.gd(0.25), steps=5)
    assert paths.diverged.tolist() == [False, True, False] and paths.lasted.tolist() == [5, 1, 5]
    assert paths.run(1).diverged and paths.run(1).steps == 1
    assert np.isfinite(paths.points).all() and np.isfinite(paths.values).all() and np.isfinite(paths.grad_norms).all()
    assert paths.end[0].tolist() == [1 / 32, 1 / 32] and paths.end[1].tolist() == [0.5, 1.0]


def test_norms_of_float32_gradients_are_roots_in_float64():
    f = lambda x: (x[:, 0], np.ones_like(x))  # noqa: E731
    paths = descend(f, np.zeros((3, 2), np.float32), methods.gd(0.1), steps=1)
    assert (paths.grad_norms == math.sqrt(2)).all()
