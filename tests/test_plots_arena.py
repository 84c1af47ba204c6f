"""Pictures of comparisons: the numbers drawn are those found, what failed is marked, both languages, no warnings."""

import io
import itertools
import math

import numpy as np
import pytest
from PIL import Image

from lossopt import arena, landscapes, plots
from lossopt.arena.comparison import Comparison
from lossopt.arena.runs import Run
from lossopt.descent import BFGS, Armijo, Method, methods
from lossopt.language import LANGUAGES, set_language
from lossopt.plots import style

ALT = "A picture for the tests."
INF = math.inf
SMALL = {"budget": 30, "tuning_seeds": 3, "judging_seeds": 6}


pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


def valley(seed):
    return landscapes.rosenbrock, np.random.default_rng(seed).uniform(-2, 2, 2)


@pytest.fixture(scope="module")
def found():
    contestants = {"경사 하강법": methods.gd, "Adam": methods.adam, "Lion": methods.lion}
    return arena.compare(valley, contestants, rates=[1e-4, 1e-3, 1e-2, 1e-1, 1.0], **SMALL)


def made_up(scores, *, smaller=True, own=False, start=10.0, values=None, optimum=0.0):
    """A comparison: label → score at the rates 1, 10, …, one tuning seed; the best rate's run judges, with `values`."""
    worst = INF if smaller else -INF
    runs = [
        Run(label, 10.0**i, 1, True, score, score == worst, (start, score), 1, 1, 0.1)
        for label, row in scores.items() for i, score in enumerate(row)
    ]  # fmt: skip
    drawn = values or {label: (start, 1.0) for label in scores}
    runs += [
        Run(label, 1.0, 2, False, 1.0, INF in row, tuple(row), len(row), len(row), 0.1) for label, row in drawn.items()
    ]
    marks = tuple(range(len(next(iter(drawn.values())))))
    return Comparison(tuple(scores), tuple(runs), marks, "median", smaller, own)


def curve(ax, index):
    """The points of series number `index`, without the marks."""
    color = style.look(index).color
    lines = [line for line in ax.lines if line.get_color() == color and line.get_linestyle() != "None"]
    assert len(lines) == 1
    return np.column_stack(lines[0].get_data())


def marked(ax, index, marker):
    color = style.look(index).color
    found = [line for line in ax.lines if line.get_marker() == marker and line.get_linestyle() == "None"]
    own = [line for line in found if color in (line.get_color(), line.get_markeredgecolor())]
    return sorted(tuple(map(float, point)) for line in own for point in zip(*line.get_data(), strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", [plots.sensitivity, plots.race], ids=["sensitivity", "race"])
def test_both_are_drawn_in_both_languages_for_light_and_dark_pages(draw, language, found):
    set_language(language)
    picture = draw(found, alt=ALT)
    light, night = (Image.open(io.BytesIO(picture.png(dark=dark))).convert("RGB") for dark in (False, True))
    assert light.getpixel((0, 0)) == (255, 255, 255) and night.getpixel((0, 0)) == (18, 18, 18)
    box = picture.ax.get_position()
    assert box.width > 0.5 and box.height > 0.4  # nothing upsets the layout
    labels = {picture.ax.get_xlabel(), picture.ax.get_ylabel()}
    assert (
        labels
        == {
            ("sensitivity", "ko"): {"학습률 η", "마지막 함숫값"},
            ("sensitivity", "en"): {"learning rate η", "value at the end"},
            ("race", "ko"): {"걸음", "함숫값"},
            ("race", "en"): {"step", "value"},
        }[draw.__name__, language]
    )


def test_sensitivity_draws_what_was_found(found):
    ax = plots.sensitivity(found, alt=ALT).ax
    start = np.median([run.values[0] for run in found.runs])
    assert ax.get_xscale() == ax.get_yscale() == "log"
    for k, (label, s) in enumerate(found.sensitivity.items()):
        drawn = dict(curve(ax, k))
        for rate, median in zip(s.rates, s.median, strict=True):
            if median <= 3 * start:
                assert drawn[rate] == median
        (ring,) = marked(ax, k, "o")
        assert ring == (found.rates[label], s.median[list(s.rates).index(found.rates[label])])
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    first = found.sensitivity["경사 하강법"]
    assert band.min() == first.low[first.median <= 3 * start].min()


def test_a_rate_that_fails_is_where_the_line_leaves_at_a_cross():
    comparison = made_up({"a": [1.0, 2.0, 1e9, INF, INF], "b": [5.0, 4.0, 3.0, 2.0, 1.0]})
    ax = plots.sensitivity(comparison, alt=ALT).ax
    assert marked(ax, 0, "X") == [(100.0, 30.0)] and not marked(ax, 1, "X")
    np.testing.assert_array_equal(curve(ax, 0)[:, 1], [1, 2, 30, np.nan, np.nan])
    assert ax.get_ylim()[1] < 100  # and leaves the others readable
    assert marked(ax, 0, "o") == [(1.0, 1.0)] and marked(ax, 1, "o") == [(10.0**4, 1.0)]


def test_a_method_that_always_fails_is_there_and_named():
    picture = plots.sensitivity(made_up({"a": [INF, INF], "b": [1.0, 2.0]}), alt=ALT)
    assert marked(picture.ax, 0, "X") == [(1.0, 30.0), (10.0, 30.0)]
    names = [
        text.get_text() for text in [*picture.ax.texts, *itertools.chain(*(g.get_texts() for g in picture.legends))]
    ]
    assert "a (diverged)" in names and "b" in names
    picture.png()


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("smaller", [True, False])
def test_a_comparison_in_which_all_diverge_can_be_drawn(own, smaller):
    worst = INF if smaller else -INF
    comparison = made_up({"a": [worst] * 3}, smaller=smaller, own=own, values={"a": (10.0, INF)})
    plots.sensitivity(comparison, alt=ALT).png()
    plots.race(comparison, alt=ALT).png()


def test_accuracies_are_drawn_upright_on_a_plain_axis():
    comparison = made_up({"a": [0.5, 0.75, -INF], "b": [0.25, 0.5, 0.875]}, smaller=False, own=True)
    ax = plots.sensitivity(comparison, alt=ALT).ax
    assert ax.get_yscale() == "linear" and ax.get_ylabel() == "score at the end"
    assert curve(ax, 1)[:, 1].tolist() == [0.25, 0.5, 0.875]
    assert marked(ax, 0, "X") == [(100.0, 0.25)]  # as low as the worst of what is drawn
    assert marked(ax, 0, "o") == [(10.0, 0.75)]


def test_scores_below_zero_take_a_plain_axis_and_a_start_below_zero_is_no_failure():
    ax = plots.sensitivity(made_up({"a": [-1.0, -3.0, -2.0]}, start=-0.5), alt=ALT).ax
    assert ax.get_yscale() == "linear" and not marked(ax, 0, "X")
    assert curve(ax, 0)[:, 1].tolist() == [-1.0, -3.0, -2.0]


def test_an_exact_zero_is_no_gap_on_a_log_axis():
    ax = plots.sensitivity(made_up({"a": [1.0, 0.0, 1e-30]}), alt=ALT).ax
    np.testing.assert_allclose(curve(ax, 0)[:, 1], [1.0, 1e-15, 1e-15])
    own = plots.sensitivity(made_up({"a": [1.0, 0.0, 0.25]}, own=True), alt=ALT).ax
    assert curve(own, 0)[:, 1].tolist() == [1.0, 0.25, 0.25]
    assert plots.sensitivity(made_up({"a": [1.0, 0.0]}), logy=False, alt=ALT).ax.get_yscale() == "linear"


def test_race_draws_the_judging_runs_above_the_optimum(found):
    ax = plots.race(found, alt=ALT).ax
    ways = np.array([run.values for run in found.judged("Adam")])
    np.testing.assert_array_equal(curve(ax, 1), np.column_stack([found.marks, np.median(ways, axis=0)]))
    shifted = plots.race(found, optimum=-1.0, alt=ALT).ax
    np.testing.assert_allclose(curve(shifted, 1)[:, 1], np.median(ways, axis=0) + 1)
    assert shifted.get_ylabel() == "value − optimum"


def test_a_race_that_is_lost_leaves_at_a_cross_and_says_so():
    comparison = made_up(
        {"a": [1.0], "b": [1.0]}, values={"a": (10.0, 20.0, 1e6, INF, INF), "b": (10.0, 5.0, 2.0, 1.0, 1.0)}
    )
    picture = plots.race(comparison, alt=ALT)
    assert marked(picture.ax, 0, "X") == [(2.0, 30.0)]
    names = [
        text.get_text() for text in [*picture.ax.texts, *itertools.chain(*(g.get_texts() for g in picture.legends))]
    ]
    assert sorted(names) == ["a (diverged)", "b"]


def test_the_axis_counts_gradients_where_a_step_took_several():
    contestants = {"BFGS": lambda rate: Method(BFGS(), Armijo(initial=rate)), "gd": methods.gd}
    comparison = arena.compare(valley, contestants, rates=[1e-3, 1e-2], **SMALL)
    assert plots.race(comparison, alt=ALT).ax.get_xlabel() == "gradient evaluations"


def test_both_fit_into_panels(found):
    picture = plots.panels(2, alt=ALT)
    assert plots.sensitivity(found, ax=picture.axes[0]) is picture
    assert plots.race(found, title="A race", ax=picture.axes[1]) is picture
    picture.png()
    assert all(ax.get_position().width > 0.25 for ax in picture.axes)


@pytest.mark.parametrize("draw", [plots.sensitivity, plots.race], ids=["sensitivity", "race"])
def test_bad_input_is_named(draw, found):
    with pytest.raises(ValueError, match="alt must be a sentence"):
        draw(found)
    with pytest.raises(ValueError, match=r"comparison must be what lo\.arena\.compare returns, got dict"):
        draw({}, alt=ALT)
    with pytest.raises(ValueError, match="optimum must be a finite number, got nan"):
        plots.race(found, optimum=float("nan"), alt=ALT)
