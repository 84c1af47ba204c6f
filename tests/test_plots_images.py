"""Images with boxes and masks: the pixels drawn are those given, outlines stand where they should, clear errors."""

import io

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from PIL import Image

from lossopt import plots
from lossopt.language import LANGUAGES, set_language
from lossopt.plots import style
from lossopt.plots.image_plots import LEGEND, _edges

ALT = "A picture for the tests."
IMAGE = np.arange(12.0).reshape(3, 4)


pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


def outlines(ax, index):
    """The lines of series number `index` in a panel, without the edges of paper beneath."""
    color = style.look(index).color
    parts = [part for part in ax.collections if isinstance(part, LineCollection)]
    found = [part for part in parts if to_hex(part.get_colors()[0]) == color]
    return [np.asarray(line) for part in found for line in part.get_segments()]


def test_every_image_is_drawn_pixel_by_pixel_under_its_name():
    picture = plots.images({"one": IMAGE, "two": IMAGE[None] + 1}, alt=ALT)
    assert [ax.get_title(loc="left") for ax in picture.axes] == ["one", "two"]
    for shift, ax in enumerate(picture.axes):
        (shown,) = ax.images
        np.testing.assert_array_equal(shown.get_array(), IMAGE + shift)
        assert shown.get_extent() == [0, 4, 3, 0]  # y points down, pixel (r, c) reaches from c to c + 1
        assert shown.get_clim() == (0, 12)  # one scale for all


def test_limits_may_be_given():
    assert plots.images({"one": IMAGE}, limits=(-5, 50), alt=ALT).ax.images[0].get_clim() == (-5, 50)


def test_colours_are_drawn_as_given_beside_grey_images_on_their_own_scale():
    colours = np.random.default_rng(0).random((3, 2, 5))
    picture = plots.images({"grey": IMAGE, "colour": colours}, masks={"mask": [IMAGE > 5, colours[0] > 2]}, alt=ALT)
    grey, coloured = (ax.images[0] for ax in picture.axes)
    assert grey.get_clim() == (0, 11)
    np.testing.assert_array_equal(coloured.get_array(), colours.transpose(1, 2, 0))
    assert coloured.get_extent() == [0, 5, 2, 0]
    assert len(plots.images({"colour": colours}, alt=ALT).ax.images) == 1


def test_a_box_is_one_closed_line_and_nan_draws_none():
    boxes = [[1, 0, 3, 2], [np.nan] * 4]
    picture = plots.images({"one": IMAGE, "two": IMAGE}, boxes={"true": boxes}, alt=ALT)
    (line,) = outlines(picture.axes[0], 0)
    np.testing.assert_array_equal(line, [[1, 0], [3, 0], [3, 2], [1, 2], [1, 0]])
    assert outlines(picture.axes[1], 0) == []
    assert [text.get_text() for text in picture.legends[0].get_texts()] == ["true"]


def test_a_mask_is_outlined_along_the_edges_of_its_pixels():
    mask = np.zeros((3, 4), bool)
    mask[1, 1:3] = True  # two pixels side by side: six sides, the one between them is not drawn
    picture = plots.images({"one": IMAGE}, boxes={"box": [[0, 0, 1, 1]]}, masks={"mask": [mask]}, alt=ALT)
    sides = {tuple(map(tuple, np.sort(line, axis=0).tolist())) for line in outlines(picture.ax, 1)}
    assert sides == {
        ((1, 1), (1, 2)), ((3, 1), (3, 2)), ((1, 1), (2, 1)), ((2, 1), (3, 1)), ((1, 2), (2, 2)), ((2, 2), (3, 2)),
    }  # fmt: skip
    assert [text.get_text() for text in picture.legends[0].get_texts()] == ["box", "mask"]


@pytest.mark.parametrize("seed", range(5))
def test_the_outline_of_any_mask_is_its_perimeter(seed):
    mask = np.random.default_rng(seed).random((6, 7)) < 0.4
    padded = np.pad(mask, 1).astype(int)
    assert len(_edges(mask)) == np.abs(np.diff(padded, axis=0)).sum() + np.abs(np.diff(padded, axis=1)).sum()
    assert len(_edges(np.zeros((2, 2), bool))) == 0


def test_series_that_run_together_both_show():
    box = [[0, 0, 4, 3]]
    picture = plots.images({"one": IMAGE}, boxes={"below": box, "above": box}, alt=ALT)
    pixels = np.asarray(Image.open(io.BytesIO(picture.png())).convert("RGB"))[: -2 * LEGEND]
    seen = set(map(tuple, pixels.reshape(-1, 3).tolist()))
    for index in (0, 1):
        color = style.look(index).color
        assert tuple(int(color[k : k + 2], 16) for k in (1, 3, 5)) in seen


@pytest.mark.parametrize("kind", ["boxes", "masks"])
def test_each_series_is_drawn_finer_than_the_one_below_and_above_it(kind):
    one = {"boxes": [[0, 0, 4, 3]], "masks": [IMAGE > 5]}[kind]
    picture = plots.images({"one": IMAGE}, **{kind: {"a": one, "b": one, "c": one}}, alt=ALT)
    lines = {to_hex(part.get_colors()[0]): part for part in picture.ax.collections}
    drawn = [lines[style.look(index).color] for index in range(3)]
    widths, heights = ([get(part) for part in drawn] for get in (lambda p: p.get_linewidths()[0], lambda p: p.zorder))
    assert widths == sorted(widths, reverse=True) and len(set(widths)) == 3
    assert heights == sorted(heights) and len(set(heights)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_in_both_languages_for_light_and_dark_pages(language):
    set_language(language)
    name = {"ko": "정답", "en": "true"}[language]
    picture = plots.images(
        {f"{name} {k}": IMAGE for k in range(5)}, boxes={name: [[0, 0, 2, 2]] * 5}, columns=3, alt=ALT
    )
    light, night = (Image.open(io.BytesIO(picture.png(dark=dark))).convert("RGB") for dark in (False, True))
    assert light.getpixel((0, 0)) == (255, 255, 255) and night.getpixel((0, 0)) == (18, 18, 18)
    assert light.size == night.size == (2 * picture.width, 2 * picture.height)
    assert len(picture.axes) == 5 and all(ax.get_position().width > 0.2 for ax in picture.axes)


def test_the_legend_makes_the_picture_taller_and_leaves_the_images_their_size():
    plain, legend = (plots.images({"one": IMAGE}, boxes=boxes, alt=ALT) for boxes in (None, {"box": [[0, 0, 1, 1]]}))
    assert legend.height > plain.height
    assert legend.get_figheight() * style.PIXELS_PER_INCH == pytest.approx(legend.height)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"pictures": {}}, "pictures must have at least one entry"),
        ({"pictures": {"a": [1, 2]}}, r"pictures\['a'\] must have shape .*got \(2,\)"),
        ({"pictures": {"a": np.zeros((2, 4, 4))}}, r"must have shape .*got \(2, 4, 4\)"),
        ({"pictures": {"a": np.full((3, 4, 4), 1.5)}}, "must hold colours from 0 to 1, got values from 1.5 to 1.5"),
        ({"pictures": {"a": [[np.nan]]}}, "must be finite everywhere"),
        ({"pictures": {"a": [["x"]]}}, "must be an array of numbers"),
        ({"pictures": {"a": IMAGE}, "boxes": {"b": [0, 0, 1, 1]}}, r"boxes\['b'\] must have shape \(1, 4\)"),
        ({"pictures": {"a": IMAGE}, "boxes": {}}, "boxes must have at least one entry"),
        ({"pictures": {"a": IMAGE}, "masks": {"m": []}}, r"masks\['m'\] must hold 1 masks"),
        ({"pictures": {"a": IMAGE}, "masks": {"m": [IMAGE.T > 1]}}, r"in shape \(3, 4\), got shape \(4, 3\)"),
        ({"pictures": {"a": IMAGE}, "masks": {"m": [IMAGE]}}, "must hold True and False"),
        ({"pictures": {"a": IMAGE}, "limits": (1, 1)}, "limits must be"),
        ({"pictures": {"a": IMAGE}, "columns": 0}, "columns must be a whole number"),
        ({"pictures": {"a": IMAGE}, "alt": " "}, "alt must be a sentence"),
    ],
)
def test_wrong_input_is_refused_in_one_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        plots.images(**{"alt": ALT, **arguments})


def test_images_all_of_one_value_are_drawn():
    assert plots.images({"flat": np.ones((2, 2))}, alt=ALT).png()
