"""Points and levels marked in a picture: where the text says they are, and in one clear sentence where that fails."""

import numpy as np
import pytest

import lossopt as lo


@pytest.fixture
def picture():
    return lo.plots.curves({"f": [4.0, 1.0, 0.0]}, alt="It falls.")


def test_a_mark_sits_at_its_point_with_its_name(picture):
    lines = len(picture.ax.lines)
    assert lo.plots.mark(picture, {"start": (0.0, 4.0), "end": (2.0, 0.0)}) is picture
    added = [line.get_xydata()[0].tolist() for line in picture.ax.lines[lines:]]
    assert added == [[0.0, 4.0], [2.0, 0.0]]
    assert [text.get_text() for text in picture.ax.texts][-2:] == ["start", "end"]


def test_a_level_crosses_the_plot_at_its_height(picture):
    before = picture.png()
    assert lo.plots.level(picture, 2.5, "limit") is picture
    assert set(np.asarray(picture.ax.lines[-1].get_ydata())) == {2.5}
    assert picture.ax.texts[-1].get_text() == "limit"
    assert picture.png() != before


@pytest.mark.parametrize("points", [{"a": 1.0}, {"a": (1.0,)}, {"a": ("x", 1.0)}, {"a": (np.nan, 1.0)}, {}, [(0, 1)]])
def test_bad_points_are_refused(picture, points):
    with pytest.raises(ValueError, match="points"):
        lo.plots.mark(picture, points)


def test_a_level_must_be_finite(picture):
    with pytest.raises(ValueError, match="height"):
        lo.plots.level(picture, np.inf)
