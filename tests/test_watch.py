"""Watching a run: what is asked and when, early stopping, the best point, and runs that the keyboard interrupts."""

import math

import numpy as np
import pytest

from lossopt.descent import Adam, Armijo, Constant, Momentum, Path, Steepest, Watch, descend, methods
from lossopt.landscapes import quadratic, rosenbrock
from lossopt.language import Text


def square(x):
    """½x² in one dimension: the gradient is x itself."""
    return float(x @ x) / 2, x.copy()


class Scores:
    """A score that says the given numbers one after the other, and remembers where it was asked."""

    def __init__(self, *scores):
        self.scores, self.asked = list(scores), []

    def __call__(self, x):
        self.asked.append(x)
        return self.scores[len(self.asked) - 1]


def watched(watch, steps=10, **more):
    return descend(square, [1.0], methods.gd(0.5), steps=steps, watch=watch, **more)


# --- when it is asked -------------------------------------------------------------------------------------------------


def test_the_score_of_every_point():
    path = watched(Watch(lambda x: x[0]), steps=3)
    assert path.scores.tolist() == [1, 0.5, 0.25, 0.125] and path.scored.tolist() == [0, 1, 2, 3]
    assert path.best.tolist() == [0.125]


@pytest.mark.parametrize(
    ("steps", "scored"), [(0, [0]), (1, [0, 1]), (3, [0, 3]), (7, [0, 3, 6, 7]), (9, [0, 3, 6, 9])]
)
def test_every_so_many_steps_and_at_the_end(steps, scored):
    path = watched(Watch(lambda x: x[0], every=3), steps=steps)
    assert path.scored.tolist() == scored
    assert path.scores.tolist() == [0.5**k for k in scored]


def test_the_end_is_asked_of_whatever_it_was():
    arrived = watched(Watch(lambda x: x[0], every=4), tol=0.05)
    assert arrived.steps == 5 and arrived.scored.tolist() == [0, 4, 5] and arrived.converged
    lost = descend(lambda x: (math.log(3.5 - x[0]) if x[0] < 3.5 else math.nan, -np.ones(1)), [0.0], methods.gd(1.0),
                   watch=Watch(lambda x: x[0], every=2))  # fmt: skip
    assert lost.diverged and lost.steps == 3
    assert lost.scored.tolist() == [0, 2, 3] and lost.scores.tolist() == [0, 2, 3]


def test_a_watch_does_not_change_the_path():
    alone = descend(rosenbrock, [-1.2, 1.0], methods.adam(0.1), steps=50)
    path = descend(rosenbrock, [-1.2, 1.0], methods.adam(0.1), steps=50, watch=Watch(lambda x: x.sum(), every=7))
    np.testing.assert_array_equal(alone.points, path.points)
    np.testing.assert_array_equal(alone.values, path.values)
    assert alone.report == path.report


def test_the_score_may_keep_and_spoil_what_it_is_given():
    def spoil(x):
        seen.append(x.copy())
        x[:] = math.nan
        return 1.0

    seen = []
    path = watched(Watch(spoil), steps=4)
    np.testing.assert_array_equal(seen, path.points)
    kept = Scores(4, 3, 2, 1, 0)
    path = watched(Watch(kept), steps=4)
    np.testing.assert_array_equal(kept.asked, path.points)


def test_one_watch_serves_two_runs():
    watch = Watch(lambda x: abs(x[0] - 0.3), patience=2)
    first, second = watched(watch), watched(watch)
    assert first.scores.tolist() == second.scores.tolist() and first.steps == second.steps


# --- early stopping ---------------------------------------------------------------------------------------------------


def test_patience():
    path = watched(Watch(Scores(5, 4, 3, 3.5, 3.2, 3.1, 0), patience=3))
    assert path.steps == 5 and path.scores.tolist() == [5, 4, 3, 3.5, 3.2, 3.1]
    assert path.best.tolist() == path.points[2].tolist()
    assert path.report.en == "stopped after 5 steps: the score has not improved since step 2."
    assert path.report.ko == "5걸음을 간 뒤 멈추었습니다. 2번째 점 이후로 점수가 나아지지 않았습니다."
    assert not path.diverged and not path.interrupted and not path.converged
    assert len(path.points) == len(path.values) == 6 and len(path.step_sizes) == 5
    assert path.points[-1].tolist() == path.end.tolist() == [0.5**5]


def test_patience_counts_askings_not_steps():
    path = watched(Watch(Scores(1, 2, 3, 4), every=4, patience=2), steps=100)
    assert path.steps == 8 and path.scored.tolist() == [0, 4, 8]
    assert "stopped after 8 steps" in path.report.en and "since step 0" in path.report.en


def test_patience_of_one():
    path = watched(Watch(Scores(3, 2, 2.5, 1), patience=1))
    assert path.steps == 2 and path.best.tolist() == path.points[1].tolist()


def test_equal_is_not_better():
    assert watched(Watch(lambda x: 1.0, patience=4), steps=100).steps == 4
    assert watched(Watch(lambda x: 1.0), steps=100).steps == 100  # without patience


def test_a_score_that_gets_better_now_and_then_goes_on():
    path = watched(Watch(Scores(5, 6, 4, 7, 3, 8, 2, 9, 1, 10, 0), patience=2))
    assert path.steps == 10 and path.best.tolist() == path.end.tolist()


def test_larger_may_be_better():
    path = watched(Watch(Scores(0.1, 0.9, 0.5, 0.6, 0.95), patience=2, smaller_is_better=False))
    assert path.steps == 3 and path.best.tolist() == path.points[1].tolist()
    assert path.scores.tolist() == [0.1, 0.9, 0.5, 0.6]


def test_patience_that_ends_at_the_last_step_of_all():
    path = watched(Watch(Scores(1, 2, 3), patience=2), steps=2)
    assert path.steps == 2 and path.report.en.startswith("took all 2 steps")


@pytest.mark.parametrize("smaller", [True, False])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_no_improvement(bad, smaller):
    path = watched(Watch(Scores(2, bad, bad, 2), patience=3, smaller_is_better=smaller))
    assert path.steps == 3 and path.best.tolist() == path.points[0].tolist()
    np.testing.assert_array_equal(path.scores, [2, bad, bad, 2])
    never = watched(Watch(lambda x: bad, patience=3, smaller_is_better=smaller), steps=100)
    assert never.steps == 3 and never.report.en.endswith("since step 0.")
    # the first finite score is better than one that is not
    late = watched(Watch(Scores(bad, bad, 7, bad, bad, bad), patience=3, smaller_is_better=smaller))
    assert late.steps == 5 and late.best.tolist() == late.points[2].tolist()


# --- the best point ---------------------------------------------------------------------------------------------------


def test_the_best_point_is_kept_whatever_is_thinned():
    path = watched(Watch(lambda x: abs(x[0] - 0.2)), every=1000)
    assert path.kept.tolist() == [0, 10]
    assert path.best.tolist() == [0.25] and path.minimum.tolist() == [0.5**10]


def test_without_a_watch_the_best_point_is_the_minimum():
    path = descend(square, [1.0], methods.gd(2.5), steps=6)
    assert path.best.tolist() == path.minimum.tolist() == [1.0]
    assert path.scores.shape == path.scored.shape == (0,)
    path = watched(Watch(lambda x: math.nan))
    assert path.best.tolist() == path.minimum.tolist()


def test_float32_stays():
    seen = set()
    watch = Watch(lambda x: seen.add(x.dtype) or float(x[0]))
    path = descend(square, np.array([1.0], np.float32), methods.gd(0.5), steps=3, watch=watch)
    assert path.best.dtype == np.float32 and seen == {np.dtype(np.float32)}


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("good", [1, 0.5, np.float32(0.5), np.int64(3), np.array(0.25)])
def test_numbers(good):
    assert watched(Watch(lambda x: good), steps=1).scores.tolist() == [float(good)] * 2


@pytest.mark.parametrize("bad", ["good", None, [1.0], np.ones(1), 1j, True])
def test_a_score_that_is_no_number(bad):
    with pytest.raises(ValueError) as caught:
        watched(Watch(Scores(1.0, 2.0, bad)))
    assert str(caught.value) == f"descend: the watch's score after 2 steps must be a number, got {bad!r}."


@pytest.mark.parametrize("name", ["every", "patience"])
@pytest.mark.parametrize("bad", [0, -1, 1.5, "2", True, math.nan, math.inf])
def test_counts(name, bad):
    words = "None or a whole number ≥ 1" if name == "patience" else "a whole number ≥ 1"
    with pytest.raises(ValueError) as caught:
        Watch(square, **{name: bad})
    assert str(caught.value) == f"Watch: {name} must be {words}, got {bad!r}."


def test_other_bad_input():
    with pytest.raises(ValueError, match=r"^Watch: score must be a function score\(x\) → number, got 3\.$"):
        Watch(3)
    with pytest.raises(ValueError, match=r"^Watch: smaller_is_better must be True or False, got 1\.$"):
        Watch(square, smaller_is_better=1)
    with pytest.raises(ValueError, match=r"^descend: watch must be None or a Watch\(score, …\), got <function"):
        watched(square)
    with pytest.raises(ValueError, match=r"^descend: watch looks at one run, but x0 has shape \(2, 1\)"):
        descend(square, [[1.0], [2.0]], methods.gd(0.5), watch=Watch(square))


def test_a_watch_is_frozen():
    with pytest.raises(AttributeError):
        Watch(square).patience = 3


# --- interrupted from the keyboard ------------------------------------------------------------------------------------


class Interrupted:
    """½‖x‖², whose evaluation number `at` (0, 1, …) is interrupted."""

    def __init__(self, at):
        self.at_call, self.calls = at, 0

    def __call__(self, x):
        self.calls += 1
        if self.calls - 1 == self.at_call:
            raise KeyboardInterrupt
        return float(x @ x) / 2, x.copy()


@pytest.mark.parametrize("every", [1, 2, 3, 100])
@pytest.mark.parametrize("at", [1, 2, 3, 6, 10])
@pytest.mark.parametrize("method", [methods.gd(0.5), methods.adam(0.1)])
def test_an_interrupted_run_leaves_its_path(method, at, every):
    whole = descend(square, [1.0, -2.0], method, steps=10)
    path = descend(Interrupted(at), [1.0, -2.0], method, steps=10, every=every)
    assert path.interrupted and path.steps == at - 1
    np.testing.assert_array_equal(path.values, whole.values[:at])
    np.testing.assert_array_equal(path.grad_norms, whole.grad_norms[:at])
    np.testing.assert_array_equal(path.step_sizes, whole.step_sizes[: at - 1])
    assert path.kept.tolist() == sorted({*range(0, at, every), at - 1})
    np.testing.assert_array_equal(path.points, whole.points[path.kept])
    assert path.report.en == f"interrupted from the keyboard after {at - 1} steps; this is the path so far."
    assert f"{at - 1}걸음" in path.report.ko


def test_an_interrupt_before_the_first_point_goes_through():
    with pytest.raises(KeyboardInterrupt):
        descend(Interrupted(0), [1.0], methods.gd(0.5))


def test_an_interrupted_line_search_and_score():
    path = descend(Interrupted(4), [1.0], Steepest(), Armijo(initial=4.0), steps=10)
    assert path.interrupted and path.steps == len(path.values) - 1

    def score(x):
        if x[0] < 0.2:
            raise KeyboardInterrupt
        return x[0]

    path = watched(Watch(score))
    assert path.interrupted and path.scores.tolist() == [1, 0.5, 0.25] and path.scored.tolist() == [0, 1, 2]
    assert path.end.tolist() == [0.125] and path.best.tolist() == [0.25]


def test_an_interrupt_between_any_two_operations(monkeypatch):
    """However far the record of a point had got, the path is whole: all of its arrays end at the same point."""
    import sys

    from lossopt.descent.path import Record

    code = Record.add.__code__
    whole = descend(square, [1.0], methods.gd(0.5), steps=8)
    for every in (1, 3):
        for stop_at in range(1, 80, 3):
            seen = [0]

            def tracer(frame, event, arg, stop_at=stop_at, seen=seen):
                if frame.f_code is code and event == "line":
                    seen[0] += 1
                    if seen[0] == stop_at:
                        raise KeyboardInterrupt
                return tracer

            before = sys.gettrace()
            sys.settrace(tracer)
            try:
                path = descend(square, [1.0], methods.gd(0.5), steps=8, every=every)
            except KeyboardInterrupt:
                assert stop_at < 14  # within the first point
                continue
            finally:
                sys.settrace(before)
            if seen[0] < stop_at:
                continue
            n = len(path.values)
            assert path.interrupted and path.steps == n - 1
            assert path.kept.tolist() == sorted({*range(0, n, every), n - 1})
            np.testing.assert_array_equal(path.grad_norms, whole.grad_norms[:n])
            np.testing.assert_array_equal(path.points, whole.points[path.kept])
            np.testing.assert_array_equal(path.values, whole.values[:n])


@pytest.mark.parametrize("start", [[1.0], [[1.0], [2.0]]], ids=["one", "many"])
@pytest.mark.parametrize("last", range(1, 7))
def test_an_interrupted_run_ends_at_the_last_whole_point(start, last):
    calls = []

    def f(x):
        calls.append(1)
        if len(calls) > last:
            raise KeyboardInterrupt
        return (x * x).sum(axis=-1) / 2, x.copy()

    path = descend(f, start, methods.gd(0.5), steps=20, every=4)
    assert path.interrupted and path.steps == last - 1
    np.testing.assert_array_equal(path.end, np.array(start) / 2 ** (last - 1))


def test_a_path_is_not_interrupted_unless_it_says_so():
    path = Path(
        points=np.zeros((1, 1)), values=np.zeros(1), grad_norms=np.zeros(1), step_sizes=np.zeros(0), kept=np.zeros(1, int),
        converged=True, diverged=False, report=Text(ko="끝", en="end"),
    )  # fmt: skip
    assert not path.interrupted


def test_paths_look_like_what_they_are():
    assert "stopped after 4 steps" in repr(watched(Watch(lambda x: 1.0, patience=4), steps=100))
    assert descend(quadratic, [1.0, 1.0], Momentum(), Constant(0.01), steps=3).interrupted is False
    assert descend(quadratic, [1.0, 1.0], Adam(), Constant(0.01), steps=3).best.shape == (2,)
