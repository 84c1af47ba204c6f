"""Many starting points in one run: the same paths as one by one, for every direction that allows it, and a word to the others."""

import math
import warnings

import numpy as np
import pytest
from drawing import can_be_made, made

from lossopt import registry
from lossopt.descent import (
    Adam,
    Armijo,
    Constant,
    Cosine,
    Momentum,
    NAdam,
    Path,
    Paths,
    State,
    Steepest,
    WarmUp,
    blocks,
    descend,
    direction,
    iterate,
    methods,
)  # fmt: skip
from lossopt.landscapes import himmelblau, quadratic, rosenbrock

DIRECTIONS = [made(entry.item) for entry in registry.directions if can_be_made(entry.item)]
COORDINATEWISE = [rule for rule in DIRECTIONS if getattr(rule, "coordinatewise", False)]
OTHERS = [rule for rule in DIRECTIONS if not getattr(rule, "coordinatewise", False)]
SCHEDULES = [made(e.item) for e in registry.step_sizes if hasattr(e.item, "at") and can_be_made(e.item)]
SCHEDULES.append(WarmUp(Cosine(0.05, steps=20), steps=5))
LOOKING = [made(e.item) for e in registry.step_sizes if not hasattr(e.item, "at") and can_be_made(e.item)]


def name(part):
    return type(part).__name__


def valley(x):
    """Rosenbrock's valley with the same arithmetic for one point and many."""
    a, b = x[..., 0], x[..., 1]
    off = b - a * a
    value = (1 - a) * (1 - a) + 100 * (off * off)
    return value, np.stack([-2 * (1 - a) - 400 * a * off, 200 * off], axis=-1)


STARTS = np.array([[-1.2, 1.0], [0.0, 0.0], [2.0, -1.0], [1.0, 1.0], [-0.5, 2.5]])


def assert_same_run(paths, i, alone):
    run = paths.run(i)
    for field in ("points", "values", "grad_norms", "step_sizes"):
        np.testing.assert_allclose(getattr(run, field), getattr(alone, field), rtol=1e-12, atol=1e-12)
    assert run.kept.tolist() == alone.kept.tolist()
    assert (run.converged, run.diverged, run.report) == (alone.converged, alone.diverged, alone.report)
    assert type(run.converged) is type(run.diverged) is bool
    assert paths.lasted[i] == alone.steps
    np.testing.assert_allclose(paths.end[i], alone.end, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(paths.minimum[i], alone.minimum, rtol=1e-12, atol=1e-12)


# --- as one by one ----------------------------------------------------------------------------------------------------


def test_which_directions_allow_it():
    assert {name(rule) for rule in COORDINATEWISE} >= {"Steepest", "Momentum", "Adam", "Lion", "AdamW", "NAdam"}
    assert {name(rule) for rule in OTHERS} >= {"CoordinateDescent", "BFGS", "ConjugateGradient", "Newton"}


@pytest.mark.parametrize("rule", [*COORDINATEWISE, Momentum(nesterov=True)], ids=repr)
@pytest.mark.parametrize("size", [Constant(1e-3), Cosine(1e-2, steps=30)], ids=name)
def test_many_runs_in_one_are_single_runs(rule, size):
    paths = descend(valley, STARTS, rule, size, steps=60)
    assert paths.points.shape == (61, 5, 2) and paths.values.shape == paths.grad_norms.shape == (61, 5)
    assert paths.converged.shape == paths.diverged.shape == (5,) and len(paths) == 5
    assert paths.step_sizes.shape == (60,) and isinstance(paths, Paths) and isinstance(paths, Path)
    for i, start in enumerate(STARTS):
        assert_same_run(paths, i, descend(valley, start, rule, size, steps=60))


@pytest.mark.parametrize("size", SCHEDULES, ids=name)
def test_every_schedule(size):
    def bowl(x):
        return (x * x).sum(axis=-1) / 20, x / 10

    paths = descend(bowl, STARTS, Adam(), size, steps=25)
    for i, start in enumerate(STARTS):
        assert_same_run(paths, i, descend(bowl, start, Adam(), size, steps=25))


@pytest.mark.parametrize("every", [1, 2, 3, 7, 1000])
def test_every(every):
    paths = descend(valley, STARTS, methods.adam(0.1), steps=20, every=every, tol=1.0)
    for i, start in enumerate(STARTS):
        assert_same_run(paths, i, descend(valley, start, methods.adam(0.1), steps=20, every=every, tol=1.0))


@pytest.mark.parametrize("m", [1, 3])
def test_a_landscape_and_few_points(m):
    starts = STARTS[:m]
    paths = descend(himmelblau, starts, methods.gd(0.01), steps=30)
    for i, start in enumerate(starts):
        assert_same_run(paths, i, descend(himmelblau, start, methods.gd(0.01), steps=30))


def test_no_steps_and_one_unknown():
    paths = descend(lambda x: (x[:, 0] ** 2, 2 * x), [[1.0], [-3.0]], methods.gd(0.25), steps=0)
    assert paths.points.tolist() == [[[1.0], [-3.0]]] and paths.values.tolist() == [[1, 9]] and paths.steps == 0
    paths = descend(lambda x: (x[:, 0] ** 2, 2 * x), [[1], [-3]], methods.gd(0.25), steps=1)
    assert paths.end.tolist() == [[0.5], [-1.5]]


def test_the_starts_are_not_moved():
    starts = STARTS.copy()
    starts.setflags(write=False)
    descend(valley, starts, methods.gd(0.1), steps=50)  # all but one diverge
    assert (starts == STARTS).all()


def test_an_objective_may_reuse_its_arrays():
    buffer = np.empty(STARTS.shape)

    def buffered(x):
        buffer[...] = x
        return (x * x).sum(axis=1) / 2, buffer

    plain = descend(lambda x: ((x * x).sum(axis=1) / 2, x.copy()), STARTS, methods.adam(0.1), steps=10)
    for f in (buffered, lambda x: ((x * x).sum(axis=1) / 2, x)):
        np.testing.assert_array_equal(descend(f, STARTS, methods.adam(0.1), steps=10).points, plain.points)


def test_float32_stays():
    seen = set()

    def f(x):
        seen.add(x.dtype)
        return (x * x).sum(axis=1), 2 * x

    paths = descend(f, STARTS.astype(np.float32), methods.adam(0.1), steps=5)
    assert paths.points.dtype == np.float32 and seen == {np.dtype(np.float32)} and paths.values.dtype == np.float64


class Sampled:
    """The objective of step k is a bowl around k, and differs at every step."""

    def at(self, k):
        return lambda x: (((x - k) ** 2).sum(axis=-1) / 2, x - k)


def test_mini_batches():
    paths = descend(Sampled(), STARTS, methods.momentum(0.1), steps=9)
    for i, start in enumerate(STARTS):
        assert_same_run(paths, i, descend(Sampled(), start, methods.momentum(0.1), steps=9))


# --- runs that end before the others ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", COORDINATEWISE, ids=repr)
@pytest.mark.parametrize("steps", [3, 40])
def test_a_run_that_explodes_stays_at_its_last_point(rule, steps):
    def cliff(x):  # no value beyond 3: some starts get there, one begins a step away
        a = x[..., 0]
        return np.where(a < 3, -a, np.nan), np.stack([-np.ones_like(a), x[..., 1]], axis=-1)

    starts = np.array([[2.9, 1.0], [-1e3, 1.0], [0.0, 1.0], [1.5, -2.0]])
    size = Constant(0.25)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = descend(cliff, starts, rule, size, steps=steps)
    assert np.isfinite(paths.points).all() and np.isfinite(paths.values).all() and np.isfinite(paths.grad_norms).all()
    for i, start in enumerate(starts):
        alone = descend(cliff, start, rule, size, steps=steps)
        assert_same_run(paths, i, alone)
        assert (paths.points[alone.steps :, i] == paths.points[alone.steps, i]).all()
        assert (paths.values[alone.steps :, i] == paths.values[alone.steps, i]).all()
    assert not paths.diverged[1]


def test_some_explode_on_rosenbrock():
    starts = np.array([[1.0, 1.0], [-1.2, 1.0], [1.001, 1.0], [3.0, 3.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = descend(valley, starts, methods.gd(0.002), steps=200)
    assert paths.diverged.tolist() == [False, False, False, True] and paths.converged.tolist()[0]
    assert paths.report.en == "of 4 starting points 1 arrived at a stationary point and 1 diverged."
    assert paths.report.ko == "출발점 4개 가운데 1개가 정지점에 도착했고 1개가 발산했습니다."
    assert paths.report.en in repr(paths) and "4 runs, 200 steps" in repr(paths)
    assert f"point {paths.lasted[3] + 1}" in paths.run(3).report.en


def test_all_explode():
    starts = np.array([[2.0, 2.0], [3.0, 3.0]])
    paths = descend(valley, starts, methods.gd(1.0), steps=100)
    alone = [descend(valley, start, methods.gd(1.0), steps=100) for start in starts]
    assert paths.diverged.all() and paths.steps == max(path.steps for path in alone) < 100
    for i in range(2):
        assert_same_run(paths, i, alone[i])


def test_large_but_finite_gradients_are_no_divergence():
    f = lambda x: (x[:, 0], np.full(x.shape, 1e200))  # noqa: E731
    paths = descend(f, [[0.0], [1.0]], methods.gd(1e-200), steps=2)
    assert not paths.diverged.any() and paths.end.ravel().tolist() == [-2, -1]


def test_tol_ends_each_run_and_all_of_them():
    bowl = quadratic.bind(curvatures=[1.0, 1.0])
    starts = np.array([[1.0, 0.0], [8.0, 0.0], [0.0, 0.01], [0.0, 2.0]])
    paths = descend(bowl, starts, methods.gd(0.5), steps=100, tol=0.25)
    assert paths.lasted.tolist() == [2, 5, 0, 3] and paths.steps == 5 and paths.converged.all()
    assert paths.values.shape == paths.grad_norms.shape == (6, 4) and len(paths.points) == 6
    assert paths.values[-1].tolist() == [0.03125, 0.03125, 0.00005, 0.03125]
    for i, start in enumerate(starts):
        assert_same_run(paths, i, descend(bowl, start, methods.gd(0.5), steps=100, tol=0.25))

    class Moving(Sampled):
        pass

    # values of a mini-batch after the end are those of the end
    still = descend(Moving(), np.array([[0.0], [5.0]]), methods.gd(0.5), steps=6, tol=0.3)
    assert still.lasted[0] == 0 and (still.values[:, 0] == still.values[0, 0]).all()


def test_a_start_without_a_value():
    for bad in (lambda x: (np.log(x[:, 0]), 1 / x), lambda x: (x[:, 0], np.sqrt(x))):
        with pytest.raises(ValueError, match=r"^descend: the run cannot start at x0\[2\]: the .* point 0;"):
            descend(bad, [[1.0], [2.0], [-1.0]], methods.gd(0.1))


def test_runs_by_number():
    paths = descend(valley, STARTS, methods.gd(1e-3), steps=3)
    np.testing.assert_array_equal(paths.run(-1).points, paths.run(4).points)
    for i in (5, -6):
        with pytest.raises(IndexError):
            paths.run(i)
    assert paths.run(0).scores.shape == paths.run(0).scored.shape == (0,)
    paths.run(0).points[:] = 0
    assert paths.points[0, 0].tolist() == [-1.2, 1.0]  # a run is a copy


def test_an_interrupted_run():
    calls = [0]

    def f(x):
        calls[0] += 1
        if calls[0] == 5:
            raise KeyboardInterrupt
        return valley(x)

    paths = descend(f, STARTS, methods.gd(1e-3), steps=10, every=3)
    whole = descend(valley, STARTS, methods.gd(1e-3), steps=3)
    assert paths.interrupted and paths.steps == 3 and "after 3 steps" in paths.report.en
    np.testing.assert_array_equal(paths.points, whole.points[[0, 3]])
    np.testing.assert_array_equal(paths.values, whole.values)
    assert paths.run(1).interrupted


# --- what it is not for -----------------------------------------------------------------------------------------------


def refused(*args, **more):
    with pytest.raises(ValueError) as caught:
        descend(*args, **more)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message
    return message


@pytest.mark.parametrize("rule", OTHERS, ids=name)
def test_directions_that_mix_coordinates(rule):
    assert f"{name(rule)} is not marked coordinatewise" in refused(valley, STARTS, rule, Constant(0.1))
    with pytest.raises(ValueError, match=name(rule)):
        next(iterate(valley, STARTS, rule, Constant(0.1)))


@pytest.mark.parametrize("size", LOOKING, ids=name)
def test_step_sizes_that_look_at_the_step(size):
    assert f"{name(size)} looks at the step, so it takes one starting point" in refused(
        valley, STARTS, Steepest(), size
    )


def test_a_direction_of_ones_own():
    @direction(ko="단위 길이", en="Unit length", reference="cauchy1847")
    class Unit:
        def init(self, x):
            return State()

        def __call__(self, x, grad, state):
            return -grad / np.linalg.norm(grad)

    try:
        assert "Unit is not marked coordinatewise" in refused(valley, STARTS, Unit(), Constant(0.1))
    finally:
        registry.directions.remove("Unit")


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: (float(x.sum()), x), "value at 5 points at once must be an array of 5 numbers, got float64 of shape ()"),
        (lambda x: (x @ x.T, x), "value at 5 points at once must be an array of 5 numbers, got float64 of shape (5, 5)"),
        (lambda x: (x[:, :1], x), "value at 5 points at once must be an array of 5 numbers, got float64 of shape (5, 1)"),
        (lambda x: (["a"] * 5, x), "value at 5 points at once must be an array of 5 numbers, got <U1 of shape (5,)"),
        (lambda x: (x[:, 0], x[0]), "the gradient has shape (2,) but x has shape (5, 2): they must be equal."),
    ],
)  # fmt: skip
def test_objectives_for_one_point(f, message):
    assert message in refused(f, STARTS, methods.gd(0.1))


def test_starts():
    assert "x0 contains NaN or infinity" in refused(valley, [[1.0, math.nan]], methods.gd(0.1))
    assert "x0 has shape (0, 2)" in refused(valley, np.empty((0, 2)), methods.gd(0.1))
    assert "x0 has shape (2, 0)" in refused(valley, np.empty((2, 0)), methods.gd(0.1))


# --- large points, block by block -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [*COORDINATEWISE, Momentum(nesterov=True)], ids=repr)
@pytest.mark.parametrize("shape", [(1001,), (143, 7)])
def test_blocks_change_nothing(rule, shape, monkeypatch, rng):
    scale, start = rng.uniform(0.5, 2.0, shape), rng.standard_normal(shape)

    def f(x):
        return (scale * x * x).sum(axis=-1) / 2, scale * x

    whole = descend(f, start, rule, Constant(0.01), steps=6)
    monkeypatch.setattr(blocks, "BLOCK", 64)
    monkeypatch.setattr(blocks, "LARGE", 128)
    sizes = []
    monkeypatch.setattr(type(rule), "__call__", watched_call(type(rule).__call__, sizes))
    pieces = descend(f, start, rule, Constant(0.01), steps=6)
    np.testing.assert_array_equal(whole.points, pieces.points)
    assert set(sizes) == {64, 1001 % 64}


def test_starts_in_columns():
    starts = np.asfortranarray(np.random.default_rng(0).standard_normal((blocks.BLOCK, 3)))
    bowl = lambda x: ((x * x).sum(axis=1) / 2, x.copy())  # noqa: E731
    end = descend(bowl, starts, methods.gd(0.5), steps=1).end
    np.testing.assert_array_equal(end, starts / 2)


def watched_call(call, sizes):
    def watched(self, x, grad, state):
        sizes.append(x.size)
        return call(self, x, grad, state)

    return watched


@pytest.mark.parametrize("rule", OTHERS[:1], ids=name)
def test_others_stay_whole(rule, monkeypatch, rng):
    start = rng.standard_normal(300)
    f = lambda x: (float(x @ x) / 2, x.copy())  # noqa: E731
    whole = descend(f, start, rule, Constant(0.1), steps=5)
    monkeypatch.setattr(blocks, "BLOCK", 64)
    monkeypatch.setattr(blocks, "LARGE", 128)
    np.testing.assert_array_equal(descend(f, start, rule, Constant(0.1), steps=5).points, whole.points)


def test_large_points_really_go_in_blocks():
    x = np.ones(3 * blocks.BLOCK)
    path = descend(lambda x: (float(x @ x) / 2, x.copy()), x, NAdam(), Constant(0.1), steps=2)
    assert (path.end == path.end[0]).all()
    one = descend(lambda x: (float(x @ x) / 2, x.copy()), [1.0], NAdam(), Constant(0.1), steps=2)
    assert path.end[0] == one.end[0]


def test_line_searches_are_for_one_point():
    assert isinstance(descend(rosenbrock, STARTS[0], Steepest(), Armijo(), steps=3), Path)
