"""Pictures: font, colours, dark pages, alternative texts, sizes, and clear errors."""

import base64
import hashlib
import io
import itertools
import json
import subprocess
import sys
import tomllib
from pathlib import Path as File
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.text
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from lossopt import landscapes, losses, plots
from lossopt.descent import descend, methods
from lossopt.language import Text, get_language
from lossopt.plots import dark, naming, style
from lossopt.plots.figure import Picture
from lossopt.plots.raster import Palette, pixels_of
from tools import make_font

ALT = "A picture for the tests."


pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


def run(f=landscapes.rosenbrock, start=(-1.0, 1.0), method=None, steps=20):
    return descend(f, start, method or methods.adam(0.1), steps=steps)


def bowl(x):
    """A plain function of one vector: no `.value`, no `.bounds`."""
    return float(x @ x), 2 * x


NAMES = {"ko": "경사 하강법, 학습률 η = 0.1 −½", "en": "gradient descent, η = 0.1 −½"}


def pictures():
    """One of every kind of picture, with names in the language in use."""
    name = NAMES[get_language()]
    hill = {name: run(), "Adam": run(method=methods.gd(0.001))}
    line = descend(bowl, [1.5], methods.gd(0.2), steps=6)
    t = np.linspace(0.01, 3, 40)
    yield "curves", plots.curves({name: (t, t - 0.5, t, t + 0.5), Text(ko="사인", en="sine"): (t, np.sin(t))}, alt=ALT)
    yield "log curves", plots.curves({name: 10.0 ** -np.arange(9.0)}, logy=True, xlabel=name, ylabel="$f(x)$", alt=ALT)
    yield "values", plots.values(hill, alt=ALT)
    yield "loss", plots.loss({name: losses.mse, "MAE": losses.mae}, alt=ALT)
    yield "contour", plots.contour(landscapes.rosenbrock, hill, log=True, title=name, alt=ALT)
    yield "plain contour", plots.contour(bowl, run(bowl), alt=ALT)
    yield "function", plots.function(bowl, {name: line}, tangents=True, alt=ALT)
    yield "surface", plots.surface(landscapes.himmelblau, {name: run(landscapes.himmelblau, (0.0, 0.0))}, alt=ALT)
    yield "bars", plots.bars({name: 0.9, "Adam": -0.2}, errors=[0.1, 0.2], xlabel=name, alt=ALT)
    yield "panels", panels_of_all(hill, line)


def panels_of_all(hill, line):
    picture = plots.panels(5, alt=ALT)
    first, second, third, fourth, fifth = picture.axes
    plots.contour(landscapes.rosenbrock, hill, ax=first)
    plots.function(bowl, {"GD": line}, ax=second)
    plots.curves({"a": [1, 2, 3], "b": [3, 2, 1]}, ax=third)
    plots.values(hill, ax=fourth)
    plots.bars({"a": 1.0, "b": 2.0}, ax=fifth)
    return picture


def decoded(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def corner(data):
    return decoded(data).getpixel((0, 0))


# --- every picture ------------------------------------------------------------------------------------------------------


def test_every_picture_is_drawn_in_both_languages_for_light_and_dark_pages(language):
    for kind, picture in pictures():
        light, night = picture.png(), picture.png(dark=True)
        assert light != night, kind
        assert corner(light) == (255, 255, 255), kind  # exactly the page's colour, or a frame shows
        assert corner(night) == (18, 18, 18), kind
        assert decoded(light).size == decoded(night).size == (2 * picture.width, 2 * picture.height), kind
        assert len(light) < 250_000, kind
        assert repr(picture) == str(picture) == f"[{'그림' if language == 'ko' else 'figure'}] {ALT}", kind


def test_labels_speak_the_language_in_use(language):
    ax = plots.values(run(), alt=ALT).ax
    assert ax.get_xlabel() == {"ko": "걸음", "en": "step"}[language]
    assert (
        plots.loss({"MSE": losses.mse}, show="grad", alt=ALT).ax.get_title(loc="left")
        == {"ko": "도함수", "en": "derivative"}[language]
    )


def test_bytes_are_the_same_again_and_in_another_process():
    def make():
        return plots.contour(landscapes.rosenbrock, {"Adam": run()}, log=True, alt=ALT)

    picture = make()
    first = picture.png()
    assert picture.png() == first  # drawing changes nothing
    assert make().png() == first
    code = (
        "import hashlib; from lossopt import landscapes, plots; from lossopt.descent import descend, methods\n"
        "path = descend(landscapes.rosenbrock, (-1.0, 1.0), methods.adam(0.1), steps=20)\n"
        "picture = plots.contour(landscapes.rosenbrock, {'Adam': path}, log=True, alt='x')\n"
        "print(hashlib.sha256(picture.png()).hexdigest())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == hashlib.sha256(first).hexdigest()


def test_adjustments_after_the_first_drawing_are_laid_out_too():
    picture = plots.curves({"a": [1, 2]}, alt=ALT)
    picture.png()
    before = picture.ax.get_position().x0
    picture.ax.set_ylabel("two\nlines")
    picture.png()
    assert picture.ax.get_position().x0 > before + 0.05


def test_png_holds_no_metadata():
    image = Image.open(io.BytesIO(plots.curves({"a": [1, 2]}, alt=ALT).png()))
    assert image.info == {}


@pytest.mark.parametrize(
    "draw",
    [
        lambda **k: plots.curves({"a": [1, 2]}, **k),
        lambda **k: plots.values(run(), **k),
        lambda **k: plots.loss({"a": losses.mse}, **k),
        lambda **k: plots.contour(landscapes.rosenbrock, **k),
        lambda **k: plots.surface(landscapes.rosenbrock, **k),
        lambda **k: plots.function(bowl, bounds=(-1, 1), **k),
        lambda **k: plots.bars({"a": 1.0}, **k),
        lambda **k: plots.animate(landscapes.rosenbrock, run(), **k),
        lambda **k: plots.panels(2, **({"alt": None} | k)),
    ],
)
def test_alternative_text_is_required(draw):
    for alt in ({}, {"alt": " "}, {"alt": 3}):
        with pytest.raises(ValueError, match="alt must be a sentence"):
            draw(**alt)


def test_notebook_bundle_carries_alt_size_and_on_demand_the_dark_twin(monkeypatch, language):
    picture = plots.curves({"a": [1, 2]}, alt=ALT)
    monkeypatch.delenv("LOSSOPT_DARK_PICTURES", raising=False)
    data, about = picture._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == picture.png()
    assert data["text/plain"] == repr(picture)
    assert about == {"image/png": {"alt": ALT, "width": picture.width, "height": picture.height}}
    monkeypatch.setenv("LOSSOPT_DARK_PICTURES", "1")
    about = picture._repr_mimebundle_()[1]["image/png"]
    assert base64.b64decode(about["dark"]) == picture.png(dark=True)
    json.dumps(about)  # a notebook must be able to store it


def test_ipython_shows_the_picture_through_its_bundle():
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    data, about = formatter.format(plots.curves({"a": [1, 2]}, alt=ALT))
    assert data["text/plain"].endswith(ALT) and about["image/png"]["alt"] == ALT


def test_save(tmp_path):
    picture = plots.curves({"a": [1, 2]}, alt=ALT)
    picture.save(tmp_path / "a.png", dark=True)
    assert (tmp_path / "a.png").read_bytes() == picture.png(dark=True)
    with pytest.raises(ValueError, match=r"path must end in \.png"):
        picture.save(tmp_path / "a.jpg")


def test_pictures_leave_matplotlib_as_it_was():
    with mpl.rc_context():
        mpl.rcdefaults()
        before = dict(mpl.rcParams)
        plots.curves({"a": [1, 2]}, alt=ALT).png(dark=True)
        assert dict(mpl.rcParams) == before
        style.apply()
        assert mpl.rcParams["font.family"][0] == style.FAMILY


# --- dark pages ---------------------------------------------------------------------------------------------------------


def colors_of_artists(picture):
    """Return every colour that an artist holds."""
    found = []
    for artist in picture.findobj():
        for name in ("get_color", "get_facecolor", "get_edgecolor", "get_markerfacecolor", "get_markeredgecolor"):
            if hasattr(artist, name):
                found.append((type(artist).__name__, name, repr(getattr(artist, name)())))
    return found


def test_dark_drawing_keeps_the_picture_and_its_adjustments():
    picture = plots.contour(landscapes.rosenbrock, {"Adam": run()}, alt=ALT)
    picture.ax.set_title("adjusted", color="red")
    light, colors = picture.png(), colors_of_artists(picture)
    night = np.asarray(decoded(picture.png(dark=True))).reshape(-1, 3)
    assert colors_of_artists(picture) == colors
    assert picture.png() == light
    assert (night == (255, 0, 0)).all(axis=1).any()  # the adjustment is seen in the dark too


def test_ink_is_light_on_dark_paper_and_data_keep_their_colour():
    picture = plots.curves({"a": [1, 2, 1]}, title="■■■", alt=ALT)
    night = np.asarray(decoded(picture.png(dark=True))).reshape(-1, 3)
    ink = tuple(round(255 * c) for c in mpl.colors.to_rgb(style.DARK_PARTNERS[style.INK]))
    data = tuple(round(255 * c) for c in mpl.colors.to_rgb(style.SERIES[0]))
    assert min(ink) > 200
    for color in (ink, data):
        assert (night == color).all(axis=1).sum() > 50
    assert not (night.min(axis=1) > 245).any()  # nothing of the white paper is left


def test_dark_partners_of_colours():
    def after(color):
        return mpl.colors.to_hex(dark.to_dark(mpl.colors.to_rgba(color)))

    assert after(style.PAPER) == style.DARK_PARTNERS[style.PAPER]
    assert after("black") == "#f0f0f0"
    assert after("0.9") < after("0.1")  # a reader's own greys trade light for dark
    assert all(after(color) == color for color in style.SERIES)
    shades = [style.luminance(after(style.SHADES(k))) for k in (0, 128, 255)]
    assert shades == sorted(shades)  # low ground stays nearest to the paper
    assert dark.to_dark((1, 1, 1, 0.25))[3] == 0.25


def test_markers_meshes_and_triangles_are_drawn_for_dark_pages_too():
    picture = plots.curves({"a": [0, 1]}, alt=ALT)
    picture.ax.scatter([0.2], [0.5], s=900, color=style.INK)
    picture.ax.pcolormesh([0.4, 0.6], [0.2, 0.4], [[1.0]], cmap=mpl.colors.ListedColormap([style.INK]))
    picture.ax.tripcolor(
        [0.7, 0.9, 0.8],
        [0.2, 0.2, 0.4],
        [1.0, 1.0, 1.0],
        shading="gouraud",
        cmap=mpl.colors.ListedColormap([style.INK]),
    )
    light = np.asarray(decoded(picture.png())).reshape(-1, 3)
    night = np.asarray(decoded(picture.png(dark=True))).reshape(-1, 3)
    ink, ink_dark = (
        np.round(255 * np.array(mpl.colors.to_rgb(c))) for c in (style.INK, style.DARK_PARTNERS[style.INK])
    )
    assert (np.abs(light - ink).max(axis=1) <= 2).sum() > 5000
    assert not (np.abs(night - ink).max(axis=1) <= 2).any()
    assert (np.abs(night - ink_dark).max(axis=1) <= 2).sum() > 5000


# --- colours ------------------------------------------------------------------------------------------------------------

# How the colours of light (linear sRGB) look to readers without one kind of cone: Machado, Oliveira and Fernandes, 2009.
SIGHTS = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def oklab(light):
    """Return linear sRGB colours (n, 3) in Oklab, where distances are those that people see (Ottosson, 2020)."""
    cones = np.cbrt(
        np.clip(light, 0, 1)
        @ np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        ).T
    )
    return (
        cones
        @ np.array(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ]
        ).T
    )


def smallest_distance(colors, sight):
    rgb = np.array([mpl.colors.to_rgb(color) for color in colors])
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = oklab(light @ np.array(SIGHTS[sight]).T)
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


@pytest.mark.parametrize("color", style.SERIES)
@pytest.mark.parametrize("paper", [style.PAPER, style.DARK_PARTNERS[style.PAPER]])
def test_data_stand_out_on_both_papers(color, paper):
    assert style.contrast(color, paper) >= 3


@pytest.mark.parametrize("ink", [style.INK, style.MUTED])
def test_text_is_legible_on_both_papers(ink):
    assert style.contrast(ink, style.PAPER) >= 4.5
    assert style.contrast(style.DARK_PARTNERS[ink], style.DARK_PARTNERS[style.PAPER]) >= 4.5


@pytest.mark.parametrize(
    ("sight", "least"), [("full", 0.15), ("protanopia", 0.09), ("deuteranopia", 0.09), ("tritanopia", 0.06)]
)
def test_colours_stay_apart_for_every_sight(sight, least):
    assert smallest_distance(style.SERIES, sight) >= least


def test_the_measure_of_distance_itself_sees_the_classic_confusion():
    pair = ("#d62728", "#7f6a00")  # a red and an olive
    assert smallest_distance(pair, "deuteranopia") < 0.09 < smallest_distance(pair, "full")


def test_series_differ_by_more_than_colour():
    looks = [style.look(k) for k in range(12)]
    assert len({(repr(look.line), look.marker) for look in looks[:6]}) == 6
    assert len({(look.color, repr(look.line)) for look in looks}) == 12


# --- font ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def font():
    return TTFont(style.FONT)


def test_font_has_hangul_minus_and_greek(font):
    characters = font.getBestCmap()
    assert len(make_font.ks_x_1001_syllables()) == 2350
    assert set(make_font.ks_x_1001_syllables()) <= set(characters)
    assert {ord(c) for c in "−×·≤≥≈∇∂∑√∞‖…→←²αβγδεηθλμσΔ½±"} <= set(characters)


def test_font_is_small_renamed_and_licensed(font):
    assert style.FONT.stat().st_size <= 350_000
    names = {record.nameID: record.toUnicode() for record in font["name"].names}
    assert names[1] == style.FAMILY and "Noto" not in names[4] + names[6]
    assert "Adobe" in names[0] and "Open Font License" in names[13]
    licence = (style.FONT.parent / "OFL.txt").read_text("utf8")
    assert licence.startswith("Copyright 2014-2021 Adobe") and "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "PERMISSION & CONDITIONS" in licence and "DISCLAIMER" in licence


@pytest.mark.skipif(not make_font.SOURCE.is_file(), reason="needs Debian's fonts-noto-cjk")
def test_the_shipped_font_is_what_the_script_makes(tmp_path):
    make_font.make(make_font.SOURCE, tmp_path / style.FONT.name)
    assert (tmp_path / style.FONT.name).read_bytes() == style.FONT.read_bytes()


def test_font_is_packaged():
    settings = tomllib.loads((File(__file__).parents[1] / "pyproject.toml").read_text("utf8"))
    globs = settings["tool"]["setuptools"]["package-data"]["lossopt"]
    packaged = {file for glob in globs for file in style.FONT.parents[2].glob(glob)}
    assert {style.FONT, style.FONT.parent / "OFL.txt"} <= packaged


def test_hangul_and_minus_are_drawn_by_the_shipped_font():
    picture = plots.curves({"손실": [1e-7, 1e-3, 1.0]}, logy=True, title="그래디언트 −∇f, 힘멜블라우", alt=ALT)
    picture.ax.set_xlabel("스텝 크기 $10^{-3}$ 와 −1")
    picture.png()  # a glyph that is nowhere would warn
    fonts = mpl.font_manager.fontManager._find_fonts_by_props(picture.ax.title.get_fontproperties())
    assert File(fonts[0]) == style.FONT
    ticks = [label.get_text() for label in picture.ax.get_yticklabels()]
    assert any("10^{-" in text for text in ticks)


def test_a_missing_glyph_would_be_noticed():
    picture = plots.curves({"a": [1, 2]}, title="뷁뷹", alt=ALT)  # not in KS X 1001
    with pytest.raises(UserWarning, match="missing from font"):
        picture.png()


# --- lines --------------------------------------------------------------------------------------------------------------


def test_curves_draw_what_they_are_given():
    x = [0.0, 1.0, 2.0]
    ax = plots.curves(
        {"y": [3, 2, 1], "pair": (x, [1, 2, 3]), "band": (x, [0, 0, 0], [1, 1, 1], [2, 2, 2])}, alt=ALT
    ).ax
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 2, 1], [1, 2, 3], [1, 1, 1]]
    assert ax.lines[0].get_xdata().tolist() == x
    (band,) = ax.collections
    assert np.ptp(band.get_paths()[0].vertices[:, 1]) == 2


def test_names_stand_at_the_ends_of_lines_or_in_a_legend():
    apart = plots.curves({"one": [1, 2, 3], "two": [3, 2, 1]}, alt=ALT)
    assert {text.get_text() for text in apart.ax.texts} == {"one", "two"} and not apart.legends
    crowded = plots.curves({f"{k}": [0, 1 + k / 1e6] for k in range(8)}, alt=ALT)
    assert not crowded.ax.texts and len(crowded.legends[0].get_texts()) == 8
    early = plots.curves({"one": [1, 2, 3], "two": [3, 2]}, alt=ALT)
    assert not early.ax.texts and early.legends


@pytest.mark.parametrize("length", range(11, 24))
def test_no_row_of_a_legend_is_wider_than_its_picture(length, language):
    wide = {"ko": "강", "en": "W"}[language]
    names = [f"{k}{wide * length}" for k in range(4)]
    (legend,) = plots.curves({name: range(k + 2) for k, name in enumerate(names)}, alt=ALT).legends
    extent = legend.get_window_extent()
    assert extent.width <= legend.get_figure().bbox.width and len(legend.get_texts()) == 4


def test_names_do_not_cover_one_another():
    picture = plots.curves({"one": [0, 1.0], "two": [0, 1.01], "three": [0, 0.99]}, alt=ALT)
    picture.png()
    extents = [mpl.text.Text.get_window_extent(text) for text in picture.ax.texts]  # without the link to the line
    boxes = sorted((extent.y0, extent.y1) for extent in extents)
    assert len(boxes) == 3
    assert all(below[1] <= above[0] + 1 for below, above in itertools.pairwise(boxes))


def test_spread_keeps_its_distance_and_moves_as_little_as_it_can():
    wanted = np.array([5.0, 0.0, 5.2, 5.1, 20.0])
    places = naming.spread(wanted, 2.0)
    assert (np.diff(np.sort(places)) >= 2 - 1e-9).all()
    assert places[1] == 0 and places[4] == 20
    assert places[[0, 2, 3]].mean() == pytest.approx(5.1)


def diverging(values):
    return SimpleNamespace(points=np.zeros((len(values), 1)), values=np.array(values, dtype=float))


def test_diverging_runs_are_cut_marked_and_named():
    sound, broken, exploding = (
        diverging([4, 2, 1, 0.5]),
        diverging([4, 9, np.inf, np.nan]),
        diverging([4, 40, 4e3, 4e5]),
    )
    picture = plots.values({"sound": sound, "broken": broken, "exploding": exploding}, alt=ALT)
    names = [text.get_text() for text in picture.legends[0].get_texts()]
    assert [name.partition(" ")[0] for name in names] == ["sound", "broken", "exploding"]
    assert sum("(" in name for name in names) == 2
    assert sum(line.get_marker() == "X" for line in picture.ax.lines) == 2
    assert picture.ax.get_ylim()[1] < 1e3  # the sound run stays readable
    assert np.isfinite(picture.ax.lines[1].get_ydata()).all()


def test_values_are_counted_from_the_optimum():
    ax = plots.values({"a": diverging([5, 3, 2])}, optimum=1.0, alt=ALT).ax
    assert ax.lines[0].get_ydata().tolist() == [4, 2, 1]


@pytest.mark.parametrize(
    ("logy", "low", "high", "expected"), [(True, 0.5, 50, "10"), (True, 1e-6, 1, "$\\mathdefault{10^{-5}}$")]
)
def test_log_axes_have_plain_numbers_where_they_are_short(logy, low, high, expected):
    picture = plots.curves({"a": [low, high]}, logy=logy, alt=ALT)
    picture.png()
    assert expected in [label.get_text() for label in picture.ax.get_yticklabels()]


def test_bars_show_values_and_errors():
    ax = plots.bars({"a": 0.5, "b": -1.25}, errors={"b": 0.1, "a": 0.2}, unit=" %", alt=ALT).ax
    assert [patch.get_width() for patch in ax.patches] == [0.5, -1.25]
    assert [text.get_text() for text in ax.texts] == ["0.500 %", "−1.25 %"]
    segments = ax.collections[0].get_segments()
    assert np.allclose(segments[0][:, 0], [0.3, 0.7]) and np.allclose(segments[1][:, 0], [-1.35, -1.15])


def test_losses_and_their_derivatives_are_drawn_from_the_losses():
    picture = plots.loss({"MAE": losses.mae}, errors=(-2, 2), alt=ALT)
    value, grad = (ax.lines[0] for ax in picture.axes)
    x = value.get_xdata()
    assert np.allclose(value.get_ydata(), np.abs(x))
    drawn = np.isfinite(grad.get_ydata())
    assert (~drawn).any()  # the jump at 0 is a gap
    assert np.allclose(grad.get_ydata()[drawn & (x != 0)], np.sign(x[drawn & (x != 0)]))
    smooth = plots.loss({"MSE": losses.mse}, show="grad", alt=ALT).ax.lines[0].get_ydata()
    assert np.isfinite(smooth).all()


# --- landscapes ---------------------------------------------------------------------------------------------------------


def test_map_marks_start_end_minima_and_leaving():
    out = SimpleNamespace(points=np.array([[0.0, 0.0], [1.0, 1.0], [9.0, 5.0]]), values=np.zeros(3))
    picture = plots.contour(landscapes.himmelblau, {"out": out}, bounds=((-5, 5), (-4, 4)), alt=ALT)
    markers = [line.get_marker() for line in picture.ax.lines]
    assert "*" in markers
    (arrow,) = [line for line in picture.ax.lines if isinstance(line.get_marker(), tuple)]
    assert np.allclose([arrow.get_xdata()[0], arrow.get_ydata()[0]], [5, 3])  # where the way to (9, 5) crosses x = 5
    assert picture.ax.get_xlim() == (-5, 5) and picture.ax.get_aspect() == 1


def test_plain_functions_are_asked_point_by_point():
    asked = []

    def f(x):
        asked.append(x.shape)
        return x[0] ** 2 + x[1] ** 2  # a number alone is enough

    plots.contour(f, bounds=((-1, 1), (-1, 1)), alt=ALT)
    assert set(asked) == {(2,)}


def test_landscapes_are_asked_at_once():
    class Counting:
        calls = 0
        bounds = ((-1, 1), (-1, 1))

        def value(self, x):
            self.calls += 1
            return x[..., 0] ** 2 + x[..., 1]

        def __call__(self, x):
            return float(self.value(x)), x

    f = Counting()
    plots.contour(f, alt=ALT)
    assert f.calls == 1


@pytest.mark.parametrize("shape", [[3.0, 4.0], [0.0, 5.0]])
def test_log_heights_rise_from_the_lowest_point(shape):
    picture = plots.contour(lambda x: x[0] ** 2 + shape[0] + shape[1], bounds=((-1, 1), (-1, 1)), log=True, alt=ALT)
    levels = picture.ax.collections[0].levels
    assert (np.diff(levels) > 0).all() and levels[0] <= sum(shape) and levels[-1] == pytest.approx(sum(shape) + 1)


def test_runs_that_overflow_can_be_drawn():
    path = SimpleNamespace(points=np.array([[0.5, 0.5], [3.0, 3.0], [1e200, 1e200], [np.inf, 0]]), values=np.zeros(4))
    picture = plots.contour(bowl, {"": path}, bounds=((-1, 1), (-1, 1)), alt=ALT)
    picture.png()
    x, y = picture.ax.lines[0].get_data()
    assert len(x) == 3 and x[2] == y[2] and 1 < x[2] < 1e5  # the way out keeps its direction


def test_function_draws_steps_on_the_curve_and_tangents():
    path = descend(bowl, [1.5], methods.gd(0.2), steps=3)
    ax = plots.function(bowl, {"GD": path}, bounds=(-2, 2), tangents=True, alt=ALT).ax
    walk = next(line for line in ax.lines if len(line.get_xdata()) == 4)
    assert np.allclose(walk.get_ydata(), walk.get_xdata() ** 2)
    tangent = ax.lines[-4]
    x, y = tangent.get_data()
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(3.0)  # f′(1.5) of x²
    number = plots.function(lambda x: x[0] ** 3, {"": path}, bounds=(-2, 2), tangents=True, alt=ALT).ax
    x, y = number.lines[-4].get_data()
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(3 * 1.5**2, rel=1e-6)


# --- animations ---------------------------------------------------------------------------------------------------------


def chunks(data):
    """Return the kinds of chunks of a PNG, in their order."""
    kinds, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kinds.append(data[at + 4 : at + 8].decode())
        at += 12 + length
    return kinds


@pytest.fixture(scope="module")
def animation():
    paths = {"GD": run(method=methods.gd(0.001), steps=150), "Adam": run(steps=150)}
    return plots.animate(landscapes.rosenbrock, paths, log=True, alt=ALT)


def test_animation_is_an_apng_whose_default_image_is_the_finished_still(animation):
    data = animation.png()
    kinds = chunks(data)
    assert "acTL" in kinds
    assert kinds.index("IDAT") < kinds.index("fcTL")  # no frame control before the default image: it is no frame
    assert kinds.count("fcTL") == 60 == len(animation.steps)
    assert len(data) <= 400_000
    image = Image.open(io.BytesIO(data))
    assert image.default_image and image.n_frames == 61
    still = np.asarray(image.convert("RGB"))
    image.seek(1)
    first = np.asarray(image.convert("RGB"))
    image.seek(60)
    last = np.asarray(image.convert("RGB"))
    assert (last == still).all()
    walked = tuple(round(255 * c) for c in mpl.colors.to_rgb(style.SERIES[1]))
    at_start, at_end = ((frame == walked).all(axis=-1).sum() for frame in (first, last))
    assert 0 < at_start < at_end / 2  # the first frame shows where the run stands, not yet where it goes


def test_animation_is_deterministic_dark_and_leaves_its_still_alone(animation):
    still = animation.still.png()
    assert animation.png() == animation.png()
    assert corner(animation.png(dark=True)) == (18, 18, 18)
    assert animation.still.png() == still


def test_dark_paper_reaches_the_edge_where_a_pixel_would_be_half_the_pictures():
    picture = Picture(alt=ALT, width=641, height=355)
    picture.add_subplot()
    with picture.at_density(1.5):
        pixels = picture.pixels(dark=True)
    assert pixels.shape == (532, 961)
    dark = 18 + 256 * 18 + 65536 * 18
    assert all((edge == dark).all() for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))


def test_animation_bundle(animation, monkeypatch):
    monkeypatch.setenv("LOSSOPT_DARK_PICTURES", "1")
    data, about = animation._repr_mimebundle_()
    about = about["image/png"]
    assert about["animation"] is True and about["alt"] == ALT and about["width"] == animation.still.width
    assert "acTL" in chunks(base64.b64decode(data["image/png"])) and "acTL" in chunks(base64.b64decode(about["dark"]))


def test_animation_of_one_unknown_has_a_frame_per_step_if_there_are_few(tmp_path):
    moving = plots.animate(bowl, descend(bowl, [1.5], methods.gd(0.2), steps=5), bounds=(-2, 2), alt=ALT)
    moving.save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.n_frames == 1 + 6
    assert repr(moving).endswith(ALT)


# --- palette ------------------------------------------------------------------------------------------------------------


def test_palette_is_exact_where_it_can_be_and_keeps_frequent_colours():
    rng = np.random.default_rng(0)
    few = rng.integers(0, 256, (200, 4), dtype=np.uint8)[rng.integers(0, 200, (40, 40))]
    palette = Palette([pixels_of(few)])
    assert palette.error == 0
    assert (np.asarray(palette.apply(pixels_of(few)).convert("RGB")) == few[..., :3]).all()
    many = rng.integers(0, 256, (60, 60, 4), dtype=np.uint8)
    many[:30] = (18, 18, 18, 255)
    reduced = np.asarray(Palette([pixels_of(many)]).apply(pixels_of(many)).convert("RGB"))
    assert (reduced[:30] == 18).all() and Palette([pixels_of(many)]).error > 0


def test_pictures_of_many_colours_keep_them():
    picture = plots.curves({"a": [0, 1]}, alt=ALT)
    noise = np.random.default_rng(0).random((50, 50, 3))
    picture.ax.imshow(noise, extent=(0, 1, 0, 1), aspect="auto", interpolation="nearest")
    assert Image.open(io.BytesIO(picture.png())).mode == "RGB"
    assert Image.open(io.BytesIO(plots.curves({"a": [0, 1]}, alt=ALT).png())).mode == "P"


# --- bad input ----------------------------------------------------------------------------------------------------------

PATH = SimpleNamespace(points=np.zeros((3, 3)), values=np.zeros(3))
FAR = SimpleNamespace(points=np.full((3, 2), 99.0), values=np.zeros(3))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.curves([1, 2], alt=ALT), "series must be a dictionary"),
        (lambda: plots.curves({}, alt=ALT), "series must have at least one entry"),
        (lambda: plots.curves({3: [1, 2]}, alt=ALT), "a label must be a string or a Text, got 3"),
        (lambda: plots.curves({"a": []}, alt=ALT), r"must have shape \(n,\) with n ≥ 1"),
        (lambda: plots.curves({"a": [[1, 2], [3, 4]]}, alt=ALT), r"got \(2, 2\)"),
        (lambda: plots.curves({"a": ["x"]}, alt=ALT), "must be a sequence of numbers"),
        (lambda: plots.curves({"a": ([1, 2], [1, 2, 3])}, alt=ALT), "as many x as y, got lengths 2, 3"),
        (lambda: plots.curves({"a": ([1], [1], [1])}, alt=ALT), "got a tuple of 3"),
        (lambda: plots.curves({"a": [np.nan, np.inf]}, alt=ALT), "a finite number somewhere"),
        (lambda: plots.curves({"a": [-1, -2]}, logy=True, alt=ALT), "a positive number for a log axis"),
        (lambda: plots.curves({"a": [1]}, x=[1, 2], alt=ALT), "as many x as y"),
        (lambda: plots.values({"a": 3}, alt=ALT), r"paths\['a'\] must be a Path, got int"),
        (lambda: plots.values({}, alt=ALT), "paths must have at least one entry"),
        (lambda: plots.values(run(), optimum=np.nan, alt=ALT), "optimum must be a finite number"),
        (lambda: plots.contour(3, bounds=((0, 1), (0, 1)), alt=ALT), "f must be a function"),
        (lambda: plots.contour(bowl, alt=ALT), "bounds must be given"),
        (
            lambda: plots.contour(bowl, bounds=((1, 0), (0, 1)), alt=ALT),
            "bounds of x must be two finite numbers with low < high",
        ),
        (lambda: plots.contour(bowl, bounds=(0, 1), alt=ALT), "bounds of x must be a pair"),
        (lambda: plots.contour(bowl, bounds=3, alt=ALT), "bounds must be"),
        (lambda: plots.contour(bowl, PATH, alt=ALT), r"must have shape \(steps \+ 1, 2\), got \(3, 3\)"),
        (lambda: plots.contour(bowl, FAR, bounds=((0, 1), (0, 1)), alt=ALT), "must have a point inside the bounds"),
        (lambda: plots.surface(bowl, FAR, bounds=((0, 1), (0, 1)), alt=ALT), "must have a point inside the bounds"),
        (lambda: plots.contour(bowl, bounds=((0, 1), (0, 1)), levels=1, alt=ALT), "levels must be"),
        (lambda: plots.contour(bowl, bounds=((0, 1), (0, 1)), levels=[2, 1], alt=ALT), "levels must be"),
        (lambda: plots.contour(lambda x: np.nan, bounds=((0, 1), (0, 1)), alt=ALT), "finite somewhere"),
        (lambda: plots.contour(lambda x: x, bounds=((0, 1), (0, 1)), alt=ALT), "one number per point"),
        (lambda: plots.function(bowl, alt=ALT), "bounds must be given"),
        (lambda: plots.function(bowl, bounds=(2, 1), alt=ALT), "low < high"),
        (lambda: plots.loss({"a": bowl}, alt=ALT), "must be a loss with value_and_grad"),
        (lambda: plots.loss({"a": losses.mse}, show="slope", alt=ALT), "show must name"),
        (lambda: plots.loss({"a": losses.mse}, errors=(2, 1), alt=ALT), "errors must be"),
        (lambda: plots.bars({"a": np.inf}, alt=ALT), "must be finite"),
        (lambda: plots.bars({"a": "x"}, alt=ALT), "must be a number"),
        (lambda: plots.bars({"a": 1}, errors=[1, 2], alt=ALT), "errors must be 1 numbers"),
        (lambda: plots.bars({"a": 1}, errors={"b": 1}, alt=ALT), "the same names"),
        (lambda: plots.bars({"a": 1}, errors=[-1], alt=ALT), "half-widths ≥ 0"),
        (lambda: plots.panels(0, alt=ALT), "n must be a whole number ≥ 1"),
        (lambda: plots.curves({"a": [1]}, ax=3), "ax must be one of panels"),
        (lambda: plots.curves({"a": [1]}, ax=plots.panels(1, alt=ALT).ax, alt=ALT), "alt belongs to panels"),
        (lambda: plots.loss({"a": losses.mse}, ax=plots.panels(1, alt=ALT).ax), "show must name one part"),
        (lambda: plots.animate(bowl, None, alt=ALT), "at least one Path to move"),
        (lambda: plots.animate(bowl, PATH, alt=ALT), "one or two dimensions, got 3"),
        (lambda: plots.animate(bowl, run(bowl), frames=1, alt=ALT), "frames must be"),
        (lambda: plots.animate(bowl, run(bowl), seconds=0, alt=ALT), "seconds must be"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(draw, message):
    with pytest.raises(ValueError, match=message) as caught:
        draw()
    assert "\n" not in str(caught.value)
