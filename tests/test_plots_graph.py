"""The drawn tape: what stands in the picture is what the tape says, nothing covers anything, every step is the tape's own."""

import itertools
import json

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Written
from PIL import Image

import lossopt as lo
from lossopt import plots
from lossopt.autodiff import Tensor, export, sweep
from lossopt.plots import graph_plots
from lossopt.plots.graph_layout import BETWEEN, HEIGHT, layered

ALT = "A graph for the tests."


pytestmark = pytest.mark.filterwarnings("error")  # a missing glyph is a warning


def named(value, name):
    return Tensor(value, name=name)


def diamond():
    """Two inputs, both used twice, one of them again far below: lines cross, and one runs past three layers."""
    a, b = named(2.0, "a"), named(-1.0, "b")
    return np.tanh((a + b) * (a * b)) + a


def cube():
    x = named(3.0, "x")
    return x * x * x + 1


def neuron():
    w1, b1, w2, b2 = (named(v, n) for v, n in ((0.5, "w₁"), (0.1, "b₁"), (-1.2, "w₂"), (0.3, "b₂")))
    loss = np.square(w2 * np.tanh(w1 * 1.5 + b1) + b2 - 0.2)
    loss.name = r"$\mathcal{L}$"
    return loss


def arrays():
    W, v = named(np.linspace(-1, 1, 12).reshape(3, 4), "W"), named([0.5, -0.25, 1.0, 2.0], "v")
    X = np.linspace(0, 1, 15).reshape(5, 3)
    return lo.losses.mse(np.zeros(5), np.tanh(X @ W) @ v)


def wide():
    return sum((named(float(k), f"x{k}") * k for k in range(5)), start=named(0.0, "bias"))


def alone():
    return named([1.0, 2.0, 3.0], "w")


GRAPHS = {make.__name__: make for make in (diamond, cube, neuron, arrays, wide)}
every_graph = pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)


def visible_words(picture):
    return [t for t in picture.ax.findobj(Written) if t.get_visible() and t.get_text()]


def areas(artists, picture):
    """Return the places of artists in pixels, as (left, low, right, high)."""
    renderer = picture.renderer()
    return [artist.get_window_extent(renderer).extents for artist in artists]


def overlap(one, other, room=0.5):
    return bool(
        min(one[2], other[2]) - max(one[0], other[0]) > room and min(one[3], other[3]) - max(one[1], other[1]) > room
    )


# --- what is drawn is what the tape says ------------------------------------------------------------------------------


@every_graph
def test_every_box_holds_its_nodes_value_and_gradient(make):
    tape = export(make())
    picture = plots.graph(tape, alt=ALT)
    words = [t.get_text() for t in visible_words(picture)]
    for node in tape:
        assert graph_plots.title_of(node) in words
        assert graph_plots.shown(node["value"], node["shape"]) in words
        assert "∂ " + graph_plots.shown(node["upstream"], node["shape"]) in words
    locals_ = sorted(word for word in words if word.startswith("×") and len(word) > 1)
    assert locals_ == sorted(
        graph_plots.local_of(node, place)
        for node in tape
        for place in range(len(node["inputs"]))
        if graph_plots.local_of(node, place)
    )


def test_the_numbers_of_a_small_graph_by_hand():
    words = [t.get_text() for t in visible_words(plots.graph(cube(), alt=ALT))]
    assert words.count("∂ 27") == 1  # 3x² at 3
    assert {"x", "3", "9", "27", "28", "∂ 3", "∂ 1", "×3", "×9", "×1"} <= set(words)
    assert words.count("×3") == 3  # twice into x·x, once into x²·x


def test_numbers_vectors_and_arrays_are_shown_by_size():
    assert graph_plots.shown(-1234.5, []) == "−1.23e+03"
    assert graph_plots.shown([1.0, -0.5, 2.0], [3]) == "[1, −0.5, 2]"
    assert graph_plots.shown([0.0] * 4, [4]) == "(4,)"
    assert graph_plots.shown([[0.0]], [1, 1]) == "(1, 1)"


def test_one_node_alone_is_a_graph():
    picture = plots.graph(export(alone(), [1.0, 0.0, 0.0]), alt=ALT)
    assert {"w", "[1, 2, 3]", "∂ [1, 0, 0]"} <= {t.get_text() for t in visible_words(picture)}


def test_a_local_derivative_that_is_no_single_number_is_not_written():
    words = [t.get_text() for t in visible_words(plots.graph(arrays(), alt=ALT))]
    assert not any(word.startswith("×") for word in words)


# --- nothing covers anything ------------------------------------------------------------------------------------------


@every_graph
def test_boxes_are_disjoint_and_lines_run_between_them(make):
    tape = export(make())
    layout = layered([node["inputs"] for node in tape], [90.0] * len(tape))
    edges = [(b.x - b.width / 2, b.y - HEIGHT / 2, b.x + b.width / 2, b.y + HEIGHT / 2) for b in layout.boxes]
    assert not any(overlap(one, other, 0) for one, other in itertools.combinations(edges, 2))
    assert all(low >= -1e-9 and right <= layout.width + 1e-9 for low, _, right, _ in edges)
    for line in layout.lines:
        fall = layout.boxes[line.target].y - layout.boxes[line.source].y
        assert fall > 0  # always downwards, and straight through every layer on the way
        assert len(line.points) == 2 * round(fall / (HEIGHT + BETWEEN))
        assert all(start[0] == end[0] for start, end in zip(line.points[1:-1:2], line.points[2::2], strict=True))
        for start, end in itertools.pairwise(line.points):
            for share in np.linspace(0.02, 0.98, 25):
                x, y = start + share * (end - start)
                assert not any(left < x < right and top < y < foot for left, top, right, foot in edges)


@every_graph
def test_words_touch_neither_one_another_nor_the_edge(make, language):
    picture = plots.graph(make(), step=2, alt=ALT)
    picture.png()  # a legend finds its place when it is drawn
    words = [*visible_words(picture), *picture.legends[0].get_texts()]
    places = areas(words, picture)
    for (one, a), (other, b) in itertools.combinations(zip(words, places, strict=True), 2):
        assert not overlap(a, b), (one.get_text(), other.get_text())
    width, height = picture.bbox.width, picture.bbox.height
    assert all(min(a[:2]) >= 0 and a[2] <= width and a[3] <= height for a in places)


@every_graph
def test_words_stay_inside_their_boxes(make):
    picture = plots.graph(make(), alt=ALT)
    frames = areas([p for p in picture.ax.patches if isinstance(p, Rectangle) and p.get_height() == HEIGHT], picture)
    inside = 0
    for place in areas([t for t in visible_words(picture) if t.get_zorder() > 3.2], picture):
        inside += any(f[0] <= place[0] and place[2] <= f[2] for f in frames if overlap(f, place))
    assert inside == 3 * len(export(make()))


# --- step by step -----------------------------------------------------------------------------------------------------


@every_graph
def test_the_steps_are_those_of_the_tape(make):
    root = make()
    tape, order = export(root), list(sweep(root))
    drawing = graph_plots._Drawing(tape, None, ALT, caption=True)
    for k in range(len(tape) + 1):
        drawing.show(k)
        seen = {
            number
            for number, (tint, words, _) in enumerate(drawing.gradients)
            if tint.get_visible() and words.get_visible()
        }
        assert len(seen) == k
        if k:
            _, gradient = order[k - 1]
            assert len(tape) - k in seen
            np.testing.assert_array_equal(tape[len(tape) - k]["upstream"], gradient)
            assert drawing.caption.get_text().startswith(graph_plots.title_of(tape[len(tape) - k]))
        framed = [n for n, (_, _, frame) in enumerate(drawing.gradients) if frame.get_visible()]
        assert framed == ([] if k in (0, len(tape)) else [len(tape) - k])


def test_the_caption_adds_what_arrives_and_multiplies_what_is_sent():
    tape = export(cube())
    assert graph_plots.caption_of(tape, 0) == ["x:", "9 + 9 + 9 = 27"]
    assert graph_plots.caption_of(tape, 2) == ["×:", "1×3 = 3 → ×", "1×9 = 9 → x"]
    for node in export(diamond()):  # for numbers, all that arrives at a node adds up to its gradient
        arrived = graph_plots._arrived(export(diamond()), node["id"])
        assert not arrived or sum(arrived) == pytest.approx(node["upstream"])
    assert graph_plots.caption_of(export(arrays()), 5)[1:] == ["∂ 1", "→ @"]


def test_a_line_points_the_way_that_is_gone():
    drawing = graph_plots._Drawing(export(cube()), None, ALT, caption=True)
    down = {key: arrow.get_path().vertices[:, 1] for key, arrow in drawing.arrows.items()}
    drawing.show(2)  # the sum has sent, x²·x sends
    turned = {
        key for key, arrow in drawing.arrows.items() if not np.array_equal(arrow.get_path().vertices[:, 1], down[key])
    }
    styles = {key: type(arrow.get_arrowstyle()).__name__ for key, arrow in drawing.arrows.items()}
    assert turned == {key for key, style in styles.items() if style == "CurveFilledA"} == {(2, 0), (2, 1)}
    drawing.show(0)
    assert {type(arrow.get_arrowstyle()).__name__ for arrow in drawing.arrows.values()} == {"CurveFilledB"}


def test_a_caption_that_is_too_long_is_broken_and_has_room():
    parts = [named(1.2345e-5 * (k + 1), f"a long name number {k}") for k in range(2)]
    root = parts[0] * parts[1]
    drawing = graph_plots._Drawing(export(root), None, ALT, caption=True)
    drawing.show(1)
    assert drawing.caption.get_text().count("\n") == 1
    (words,) = areas([drawing.caption], drawing.picture)
    drawing.picture.png()
    (legend,) = areas([drawing.picture.legends[0]], drawing.picture)
    assert min(words[:2]) >= 0 and words[2] <= drawing.picture.bbox.width and words[1] >= legend[3]


def test_negative_numbers_behind_a_sign_stand_in_brackets():
    a = named(2.0, "a")
    assert "×(−3)" in [t.get_text() for t in visible_words(plots.graph(a * -3, alt=ALT))]


def test_steps_of_a_still():
    finished = plots.graph(diamond(), alt=ALT)
    assert plots.graph(diamond(), step=0, alt=ALT).png() != plots.graph(diamond(), step=3, alt=ALT).png()
    assert not any(t.get_text().startswith("∂") for t in visible_words(plots.graph(diamond(), step=0, alt=ALT)))
    assert sum(t.get_text().startswith("∂ ") for t in visible_words(finished)) == len(export(diamond()))


def test_the_animation_holds_one_frame_per_node_and_one_before(tmp_path):
    moving = plots.backward(cube(), seconds=0.5, alt=ALT)
    assert moving.alt == ALT
    moving.save(tmp_path / "a.png")
    nodes = len(export(cube()))
    with Image.open(tmp_path / "a.png") as image:
        assert image.n_frames == nodes + 2 and image.default_image  # the still, the forward pass, every node
        image.seek(1)
        assert image.info["duration"] == pytest.approx(500, abs=1)
    assert moving.still.png() == plots.graph(cube(), step=nodes, alt=ALT).png()  # the still is the finished graph


def test_moving_lines_do_not_cover_the_labels_on_them():
    """A label is drawn after the line that it stands on, in every frame."""
    moving = plots.backward(cube(), alt=ALT)
    (drawing,) = moving.walks
    order = sorted(drawing.artists, key=lambda artist: artist.get_zorder())
    last_line = max(order.index(arrow) for arrow in drawing.arrows.values())
    assert drawing.labels and all(order.index(label) > last_line for label in drawing.labels)


# --- every page, every input ------------------------------------------------------------------------------------------


@every_graph
def test_graphs_are_drawn_in_both_languages_for_light_and_dark_pages(make, language):
    picture = plots.graph(make(), title={"ko": "역전파", "en": "backward"}[language], alt=ALT)
    light, dark = picture.pixels(), picture.pixels(dark=True)
    assert light[0, 0] == 0xFFFFFF and dark[0, 0] == 0x121212
    assert light.shape == dark.shape == (2 * picture.height, 2 * picture.width)
    names = [text.get_text() for text in picture.legends[0].get_texts()]
    assert names[0] == {"ko": "값", "en": "value"}[language]
    assert len(names) == (2 if make is arrays else 3)  # no local derivatives, no word for them
    assert picture.png() == picture.png()


def test_a_tensor_and_its_exported_tape_give_the_same_picture_and_the_tape_may_come_from_a_file():
    root = diamond()
    tape = json.loads(json.dumps(export(root)))
    assert plots.graph(root, alt=ALT).png() == plots.graph(tape, alt=ALT).png()
    assert root.inputs[0][0].grad is None  # drawing differentiates nothing that the learner sees


def test_one_unit_of_the_plot_is_one_css_pixel():
    picture = plots.graph(diamond(), alt=ALT)
    (x0, y0), (x1, y1) = picture.ax.transData.transform([(0, 0), (1, 1)])
    assert (x1 - x0, y0 - y1) == pytest.approx((2, 2), rel=2e-3)


@pytest.mark.parametrize(
    "draw, words",
    [
        (lambda: plots.graph(cube()), "alt must be a sentence"),
        (lambda: plots.backward(cube(), alt=" "), "alt must be a sentence"),
        (lambda: plots.graph(3.0, alt=ALT), "tensor must be a Tensor or the list"),
        (lambda: plots.graph([], alt=ALT), "tensor must be a Tensor or the list"),
        (lambda: plots.graph(sum([named(1.0, "x")] * 40), alt=ALT), "at most 30 nodes"),
        (lambda: plots.graph(cube(), step=6, alt=ALT), "step must be a whole number from 0 to 4"),
        (lambda: plots.graph(cube(), step=True, alt=ALT), "step must be a whole number"),
        (lambda: plots.graph(cube(), step=1.5, alt=ALT), "step must be a whole number"),
        (lambda: plots.backward(cube(), seconds=0, alt=ALT), "seconds must be a positive number"),
        (lambda: plots.graph(alone(), alt=ALT), "a gradient starts from one number"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()
