"""Runs shown one after another: which of them is seen, under which name, and what is refused."""

import io

import numpy as np
import pytest
from PIL import Image

from lossopt import landscapes, plots
from lossopt.descent import descend, methods

ALT = "A picture for the tests."
pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning

RATES = (0.02, 0.1, 0.19)
VALLEY = landscapes.quadratic.bind(curvatures=[1.0, 10.0])


def bowl(w):
    return float(w[0] ** 2), 2 * w


@pytest.fixture(scope="module", params=["map", "curve"])
def runs(request):
    f, start = (VALLEY, [-2.8, 0.9]) if request.param == "map" else (bowl, [2.0])
    return f, {f"η = {rate}": descend(f, start, methods.gd(rate), steps=12) for rate in RATES}


def bounds_for(paths):
    return ((-3.2, 2.6), (-2.4, 2.4)) if next(iter(paths.values())).points.shape[1] == 2 else (-3, 3)


def test_one_run_is_seen_at_a_time_under_its_name(runs):
    f, paths = runs
    moving = plots.sweep(f, paths, bounds=bounds_for(paths), alt=ALT)
    (walk,) = moving.walks
    for number, (name, path) in enumerate(paths.items()):
        walk.show(number)
        seen = [each.line for each in walk.walks if each.line.get_visible()]
        assert len(seen) == 1 and walk.corner.get_text() == name
        assert seen[0].get_xdata() == pytest.approx(path.points[:, 0])
        assert [each.head.get_visible() for each in walk.walks] == [k == number for k in range(len(paths))]


def test_every_run_has_a_frame_and_a_stop(runs):
    f, paths = runs
    moving = plots.sweep(f, paths, bounds=bounds_for(paths), seconds=0.5, alt=ALT)
    data, about = moving._repr_mimebundle_()
    assert about["image/png"]["stops"] == list(paths) and about["image/png"]["animation"] is True
    assert data["text/plain"].endswith(ALT)
    animation = Image.open(io.BytesIO(moving.png()))
    assert animation.n_frames == len(paths) + 1  # and the still
    still = np.asarray(animation.convert("RGB"))  # before the frames: a reader cannot go back behind them
    pictures = []
    for number in range(1, animation.n_frames):
        animation.seek(number)
        pictures.append(np.asarray(animation.convert("RGB")))
        assert animation.info["duration"] == (500 if number < len(paths) else 2500)  # the last one rests
    assert not any(np.array_equal(pictures[k], pictures[k + 1]) for k in range(len(paths) - 1))
    assert np.array_equal(still, pictures[-1])


def test_a_run_that_leaves_shows_its_arrow_only_in_its_turn():
    paths = {f"η = {rate}": descend(VALLEY, [-2.8, 0.9], methods.gd(rate), steps=30) for rate in (0.25, 0.1)}
    (walk,) = plots.sweep(VALLEY, paths, bounds=((-3.2, 2.6), (-2.4, 2.4)), alt=ALT).walks
    leaving = walk.walks[0]
    walk.show(0)
    assert leaving.arrow.get_visible()
    walk.show(1)
    assert not leaving.arrow.get_visible()


def test_other_animations_have_no_stops_but_the_tape_has():
    moving = plots.animate(bowl, descend(bowl, [2.0], methods.gd(0.1), steps=3), bounds=(-3, 3), alt=ALT)
    assert "stops" not in moving._repr_mimebundle_()[1]["image/png"]


@pytest.mark.parametrize(
    ("paths", "more", "told"),
    [
        ({}, {}, "paths must map at least two names to Paths"),
        ({"one": descend(bowl, [2.0], methods.gd(0.1), steps=3)}, {}, "paths must map at least two names"),
        ([descend(bowl, [2.0], methods.gd(0.1), steps=3)] * 2, {}, "paths must map at least two names"),
        (dict.fromkeys("ab", descend(bowl, [2.0], methods.gd(0.1), steps=3)), {"seconds": 0}, "seconds must be a positive"),
        (dict.fromkeys("ab", descend(bowl, [2.0], methods.gd(0.1), steps=3)), {"alt": " "}, "alt must be a sentence"),
        (dict.fromkeys("ab", descend(lambda w: (w @ w, 2 * w), np.ones(3), methods.gd(0.1), steps=3)), {}, "one or two dimensions, got 3"),
    ],
)  # fmt: skip
def test_bad_input(paths, more, told):
    with pytest.raises(ValueError, match=told):
        plots.sweep(bowl, paths, **{"bounds": (-3, 3), "alt": ALT} | more)


@pytest.mark.parametrize("start", [[-2.8, 2.2], [2.3, 2.2], [-2.8, -2.2], [2.3, -2.2]])
def test_the_name_of_a_run_hides_no_start(start):
    paths = {f"η = {rate}": descend(VALLEY, start, methods.gd(rate), steps=30) for rate in (0.02, 0.05)}
    moving = plots.sweep(VALLEY, paths, bounds=((-3.2, 2.6), (-2.4, 2.4)), alt=ALT)
    name = moving.walks[0].corner
    moving.still.ax.figure.canvas.draw()
    assert not name.get_bbox_patch().get_window_extent().contains(*name.axes.transData.transform(start))
