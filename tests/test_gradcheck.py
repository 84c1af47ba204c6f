"""The gradient check itself: it is exact where it can be, and it catches every mistake a learner makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossopt as lo
from lossopt import gradcheck
from lossopt.gradcheck import check, difference_step, directional, numeric


def wave(x):
    return np.sin(x[0]) * np.exp(x[1]) + x[2] ** 3, np.array(
        [np.cos(x[0]) * np.exp(x[1]), np.sin(x[0]) * np.exp(x[1]), 3 * x[2] ** 2]
    )


points = st.lists(st.floats(-3, 3), min_size=3, max_size=3).map(np.array)


@given(x=points)
def test_numeric_gradient(x):
    np.testing.assert_allclose(numeric(wave, x), wave(x)[1], rtol=1e-8, atol=1e-8)


@given(x=points, d=points.filter(lambda d: np.linalg.norm(d) > 1e-3))
def test_directional_slope(x, d):
    scale = np.linalg.norm(d)
    assert directional(wave, x, d) / scale == pytest.approx(wave(x)[1] @ d / scale, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("length", [1e-6, 1.0, 1e6])
def test_the_length_of_the_direction_does_not_cost_digits(length):
    x, d = np.array([0.7, 0.4, 1.1]), np.array([0.6, 0.0, -0.8])
    assert directional(wave, x, length * d) == pytest.approx(length * (wave(x)[1] @ d), rel=1e-8)


@given(x=points)
def test_the_right_gradient_passes(x):
    assert check(wave, x)
    assert check(wave, x, directions=3)


MISTAKES = {
    "sign": lambda g: -g,
    "factor": lambda g: g / 2,
    "swapped": lambda g: g[[1, 0, 2]],
    "one entry": lambda g: g + np.array([0, 0, 1e-4]),
    "forgotten": lambda g: g * [1, 1, 0],
    "scaled by a hair": lambda g: g * (1 + 1e-4),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("directions", [None, 5])
def test_a_wrong_gradient_fails(mistake, directions):
    report = check(lambda x: (wave(x)[0], mistake(wave(x)[1])), [0.7, 0.4, 1.1], directions=directions)
    assert not report and not report.passed and report.error > report.tolerance == 1e-6
    assert str(report).startswith("gradient is wrong: entry ")


def test_the_report_names_the_worst_entry():
    report = check(lambda x: (float((x**2).sum()), 2 * x + [[0, 0], [0, 3]]), [[1.0, 2.0], [3.0, 4.0]])
    assert report.worst == (1, 1)
    assert report.claimed == pytest.approx(11) and report.measured == pytest.approx(8)
    assert report.error == pytest.approx(3 / 11)
    assert str(report) == "gradient is wrong: entry (1, 1) claims 11, differences give 8 (error 2.7e-01 > 1e-06)"
    assert repr(report) == str(report)


def test_tolerance_decides():
    def nearly(x):
        return float(x @ x), 2 * x * (1 + 1e-5)

    assert not check(nearly, [1.0, 2.0])
    assert check(nearly, [1.0, 2.0], tolerance=1e-4)


def test_directions_are_the_same_for_the_same_seed():
    def wrong(x):
        return float(x @ x), x

    x = np.arange(1.0, 9.0)
    assert check(wrong, x, directions=4).error == check(wrong, x, directions=4).error
    assert check(wrong, x, directions=4).error != check(wrong, x, directions=4, seed=1).error
    assert len(check(wrong, x, directions=4).worst) == 1


def test_arrays_of_any_shape():
    for shape in [(1,), (4,), (2, 3), (2, 2, 2)]:
        x = np.random.default_rng(0).standard_normal(shape)
        assert numeric(lambda x: float((x**3).sum()), x).shape == shape
        assert check(lambda x: (float((x**3).sum()), 3 * x**2), x)
        assert check(lambda x: (float((x**3).sum()), 3 * x**2), x, directions=2)


def test_whole_numbers_and_lists_become_float64():
    assert numeric(lambda x: (x[0] ** 2, None), [3]).dtype == np.float64
    assert check(lambda x: (x @ x, 2 * x), [1, 2])
    assert check(lambda x: (x @ x, 2 * x), np.array([1, 2], np.float32))


@pytest.mark.parametrize("size", [1e8, -3e5, 1.0, 1e-8, 0.0])
def test_large_and_small_coordinates(size):
    # the step grows with |x|, otherwise x + h would soon equal x
    x = np.array([size])
    step = difference_step(x)
    assert step > 0 and (x + step) - x == step
    np.testing.assert_allclose(numeric(lambda x: float(x[0] ** 2), x), 2 * x, rtol=1e-9, atol=1e-10)


def test_the_point_stays_where_it_is():
    x = np.array([1.0, 2.0])
    x.setflags(write=False)

    def greedy(p):
        value, grad = float(p @ p), 2 * p
        p += 1  # changes its argument: the check hands out copies
        return value, grad

    assert check(greedy, x)
    assert x.tolist() == [1.0, 2.0]


def test_every_coordinate_costs_two_evaluations():
    calls = []
    numeric(lambda x: calls.append(1) or 0.0, np.zeros(7))
    assert len(calls) == 14
    calls.clear()
    directional(lambda x: calls.append(1) or 0.0, np.zeros(7), np.ones(7))
    assert len(calls) == 2


def test_errors():
    def bowl(x):
        return float(np.vdot(x, x)), 2 * x

    with pytest.raises(ValueError, match=r"the gradient has shape \(1,\) but x has shape \(2,\): they must be equal"):
        check(lambda x: (0.0, x[:1]), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"f must return a pair \(value, grad\), got float"):
        check(lambda x: 0.0, [1.0])
    with pytest.raises(ValueError, match=r"x is empty \(shape \(0,\)\)"):
        check(bowl, [])
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="x contains NaN or infinity"):
            numeric(bowl, [1.0, bad])
    with pytest.raises(ValueError, match="not finite near x"):
        check(lambda x: (np.inf, x), [1.0])
    with pytest.raises(ValueError, match="not finite near x"):
        check(lambda x: (0.0, x * np.nan), [1.0])
    with pytest.raises(ValueError, match=r"direction has shape \(1,\) but x has shape \(2,\)"):
        directional(bowl, [1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="direction is zero"):
        directional(bowl, [1.0, 2.0], [0.0, 0.0])
    for bad in (0, -1, 1.5, "3"):
        with pytest.raises(ValueError, match="directions must be None or a whole number ≥ 1, got"):
            check(bowl, [1.0], directions=bad)


def test_it_finds_a_loss_that_forgets_its_mean():
    y, p = np.array([1.0, 2.0, 4.0]), np.array([1.5, 1.0, 3.0])
    assert check(lambda p: lo.losses.mse.value_and_grad(y, p), p)
    assert not check(lambda p: (lo.losses.mse(y, p), lo.losses.mse.grad(y, p, reduction="sum")), p)
    assert gradcheck.check is check
