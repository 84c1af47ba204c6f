"""The tape drawn: a computation graph with its values, local derivatives and gradients, at rest or one step at a time.

Every number is what `lossopt.autodiff.export` found on the tape; nothing is computed here but the products and sums of the
chain rule in the line below the graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text as Written
from matplotlib.textpath import TextToPath

from lossopt.autodiff import NodeData, Tensor, export
from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.animation import Animation
from lossopt.plots.checks import Label, label_text
from lossopt.plots.figure import WIDTH, Picture, check_alt
from lossopt.plots.graph_layout import HEIGHT, Box, Layout, Line, layered
from lossopt.plots.naming import spread
from lossopt.ranges import is_whole

MOST = 30  # nodes: with more nothing can be read
POINTS = 11.0  # of the letters
PAD = 9.0  # CSS pixels: between a box's edge and its words, and around the graph
NARROWEST = 84.0  # of a box
FOOT, HEAD, ROW = (
    44.0,
    40.0,
    22.0,
)  # CSS pixels: below the graph for the legend, above it for a title, a row of the caption
SMALL = 3  # entries: a vector of so few is written out
TINT = 0.16  # the opacity of the colours behind words

SYMBOLS = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "negative": "−□", "square": "□²", "power": "□^a",
    "sqrt": "√", "reciprocal": "1/□", "absolute": "|□|", "matmul": "@", "sum": "Σ", "maximum": "max", "minimum": "min",
    "getitem": "[ ]",
}  # fmt: skip

VALUE = Text(ko="값", en="value")
GRADIENT = Text(ko="그래디언트", en="gradient")
LOCAL = Text(ko="국소 미분", en="local derivative")
FORWARD = Text(ko="앞으로: 값을 모두 계산했습니다", en="forward: every value is computed")


def graph(tensor: Any, *, step: int | None = None, title: Label | None = None, alt: str | None = None) -> Picture:
    """Draw the computation graph of a tensor, inputs above, the result at the bottom.

    A box holds a node's name or operation with its value, and under them the gradient of the result with respect to it; a line
    carries the local derivative. Arrays are shown by their shape, small vectors in full. `tensor` may also be what
    `lo.autodiff.export` returned, which is how a result of several numbers is drawn. `step=k` shows the first k nodes of
    the backward pass alone, k = 0 the forward pass.

    Raises ValueError for a missing `alt`, more than 30 nodes, and a `step` that is no step of the backward pass.

    >>> from lossopt.autodiff import Tensor
    >>> w = Tensor(3.0, name="w")
    >>> graph(w * w + 1, alt="w is multiplied by itself and 1 is added.")
    [figure] w is multiplied by itself and 1 is added.
    """
    drawing = _Drawing(_nodes(tensor), title, check_alt(alt), caption=step is not None)
    if step is not None:
        drawing.show(_step(step, len(drawing.nodes)))
    return drawing.picture


def backward(
    tensor: Any, *, seconds: float = 1.5, title: Label | None = None, alt: str | None = None
) -> Animation:  # fmt: skip
    """Let the backward pass run over the graph, one node at a time, in the order of the tape.

    Below the graph stands what happens at the node: what has arrived is added up, then multiplied by each local derivative and
    sent on. `seconds` is how long each step stays. Otherwise as `graph`.

    Raises ValueError as `graph` does, and for seconds that are not positive.
    """
    if not (np.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds must be a positive number, got {seconds!r}.")
    drawing = _Drawing(_nodes(tensor), title, check_alt(alt), caption=True)
    count = len(drawing.nodes) + 1
    stops = [f"{step} / {count - 1}" for step in range(count)]
    return Animation(drawing.picture, [drawing], count, seconds * count, stops=stops)


def _nodes(tensor: Any) -> list[NodeData]:
    if isinstance(tensor, Tensor):
        tensor = export(tensor)
    if not (isinstance(tensor, list) and tensor and all(isinstance(n, dict) and "upstream" in n for n in tensor)):
        raise ValueError(f"tensor must be a Tensor or the list that export returned, got {tensor!r:.60}.")
    if len(tensor) > MOST:
        raise ValueError(f"tensor must have at most {MOST} nodes on its tape to be readable, got {len(tensor)}.")
    return tensor


def _step(step: Any, nodes: int) -> int:
    if not is_whole(step, 0) or step > nodes:
        raise ValueError(f"step must be a whole number from 0 to {nodes}, the number of nodes, got {step!r}.")
    return int(step)


class _Drawing:
    """The drawn graph. `show(k)` draws the first k nodes of the backward pass, which is how it comes to move."""

    def __init__(self, nodes: list[NodeData], title: Label | None, alt: str, *, caption: bool) -> None:
        self.nodes = nodes
        self.steps = np.arange(len(nodes) + 1)
        with style.context():
            widths = [max(NARROWEST, *(_wide(words) + 2 * PAD for words in _rows(node))) for node in nodes]
            layout = layered([node["inputs"] for node in nodes], widths)
            self._captions = _broken_to_fit(nodes, layout) if caption else [""] * len(self.steps)
            rows = max(words.count("\n") for words in self._captions) + 1 if caption else 0
            self.picture = _canvas(layout, alt, title, rows)
            self.gradients = [self._box(node, box) for node, box in zip(nodes, layout.boxes, strict=True)]
            self.arrows = {(line.target, line.place): self._line(line) for line in layout.lines}
            self.labels = self._label(layout.lines)
            self.caption = self.picture.ax.text(
                layout.width / 2, layout.height + PAD, "", ha="center", va="top", fontsize=POINTS, color=style.INK
            )
            _legend(self.picture, with_locals=bool(self.labels))
        self.show(len(nodes))

    @property
    def artists(self) -> list[Artist]:
        """What moves."""
        # The labels stand still, but on lines that do not.
        gradients = [part for parts in self.gradients for part in parts]
        return [*self.arrows.values(), *self.labels, *gradients, self.caption]

    def show(self, step: int) -> None:
        """Show the gradients that the first `step` nodes of the way back have, and what the last of them sends."""
        last = len(self.nodes) - step  # the node that is reached in this step
        finished = step == len(self.nodes)
        for number, (tint, words, frame) in enumerate(self.gradients):
            tint.set_visible(number >= last)
            words.set_visible(number >= last)
            frame.set_visible(number == last and not finished)
        for (target, _), arrow in self.arrows.items():
            sends = target == last and not finished
            arrow.set_color(style.VERMILLION if sends else style.MUTED)
            arrow.set_linewidth(2.6 if sends else 1.2)
            arrow.set_arrowstyle("<|-" if sends else "-|>")  # what is sent back goes up the line
        self.caption.set_text(self._captions[step])

    def _box(self, node: NodeData, box: Box) -> tuple[Rectangle, Written, Rectangle]:
        """Draw a box with its value, and return what shows its gradient: the tint, the number and the frame of its step."""
        ax = self.picture.ax
        left, top, half = box.x - box.width / 2, box.y - HEIGHT / 2, HEIGHT / 2

        def area(y: float, height: float, **look: Any) -> Rectangle:
            made = Rectangle((left, y), box.width, height, **look)
            ax.add_patch(made)
            return made

        area(top, HEIGHT, fc=style.PAPER, ec="none", zorder=3)
        area(top, half, fc=style.BLUE, ec="none", alpha=TINT, zorder=3.1)
        tint = area(top + half, half, fc=style.VERMILLION, ec="none", alpha=TINT, zorder=3.1)
        area(top, HEIGHT, fc="none", ec=style.MUTED, lw=1.0, zorder=3.2)
        frame = area(top, HEIGHT, fc="none", ec=style.VERMILLION, lw=2.6, zorder=3.4)
        look: dict[str, Any] = {"va": "center", "fontsize": POINTS, "color": style.INK, "zorder": 3.3}
        ax.text(left + PAD, top + half / 2, title_of(node), ha="left", **look)
        ax.text(left + box.width - PAD, top + half / 2, shown(node["value"], node["shape"]), ha="right", **look)
        gradient = "∂ " + shown(node["upstream"], node["shape"])
        return tint, ax.text(left + box.width - PAD, top + 1.5 * half, gradient, ha="right", **look), frame

    def _line(self, line: Line) -> FancyArrowPatch:
        points, codes = [line.points[0]], [Path.MOVETO]
        for start, end in zip(line.points[::2], line.points[1::2], strict=True):
            middle = (start[1] + end[1]) / 2
            points += [start, np.array([start[0], middle]), np.array([end[0], middle]), end]
            codes += [Path.LINETO, *[Path.CURVE4] * 3]
        arrow = FancyArrowPatch(
            path=Path(points, codes), arrowstyle="-|>", mutation_scale=11, shrinkA=0, shrinkB=0, zorder=2
        )
        self.picture.ax.add_patch(arrow)
        return arrow

    def _label(self, lines: Sequence[Line]) -> list[Written]:
        """Write the local derivatives onto their lines, moved apart where they would touch."""
        rows: dict[float, list[tuple[float, str]]] = {}
        for line in lines:
            words = local_of(self.nodes[line.target], line.place)
            if words:
                x, y = line.middle
                rows.setdefault(round(y, 3), []).append((x, words))
        written = []
        for y, labels in rows.items():
            gap = max(_wide(words) for _, words in labels) + 6
            for x, (_, words) in zip(spread(np.array([x for x, _ in labels]), gap), labels, strict=True):
                label = self.picture.ax.text(
                    x, y, words, ha="center", va="center", fontsize=POINTS, color=style.INK, zorder=2.5,
                    bbox={"boxstyle": "square,pad=0.1", "fc": style.PAPER, "ec": "none"},
                )  # fmt: skip
                written.append(label)
        return written


def title_of(node: NodeData) -> str:
    """Return what a box is called: its name, its operation, or both."""
    symbol = "" if node["operation"] == "input" else SYMBOLS.get(node["operation"], node["operation"])
    if node["name"] and symbol:
        return f"{node['name']} ({symbol})"
    return node["name"] or symbol or "·"


def shown(value: Any, shape: Sequence[int]) -> str:
    """Return a number with three digits, a small vector in full, any other array by its shape.

    >>> shown(-0.12345, []), shown([1.0, 2.5], [2]), shown([[0.0] * 9] * 4, [4, 9])
    ('−0.123', '[1, 2.5]', '(4, 9)')
    """
    if not shape:
        return f"{value:.3g}".replace("-", "−")
    if len(shape) == 1 and shape[0] <= SMALL:
        return "[" + ", ".join(shown(entry, []) for entry in value) + "]"
    return str(tuple(shape))


def local_of(node: NodeData, place: int) -> str:
    """Return the local derivative with respect to an input, or nothing where it is no single number."""
    return "" if node["shape"] or np.ndim(node["local"][place]) else "×" + _bracketed(node["local"][place])


def caption_of(nodes: list[NodeData], number: int) -> list[str]:
    """Return, in parts, what happens at a node on the way back: what arrives is added up, and what is sent on is a product.

    >>> x = Tensor(3.0, name="x")
    >>> tape = export(x * x + 1)
    >>> caption_of(tape, 1), caption_of(tape, 0)
    (['×:', '1×3 = 3 → x', '1×3 = 3 → x'], ['x:', '3 + 3 = 6'])
    """
    node = nodes[number]
    here, gradient = title_of(node), shown(node["upstream"], node["shape"])
    parts = []
    arrived = _arrived(nodes, number)
    if len(arrived) > 1 and not node["shape"]:
        parts.append(" + ".join(_bracketed(part, first=k == 0) for k, part in enumerate(arrived)) + f" = {gradient}")
    elif not node["inputs"] or not arrived:
        parts.append(f"∂ {gradient}")
    for place, source in enumerate(node["inputs"]):
        to = title_of(nodes[source])
        if node["shape"] or nodes[source]["shape"]:
            parts.append(f"→ {to}")
        else:
            local = node["local"][place]
            parts.append(f"{gradient}×{_bracketed(local)} = {shown(node['upstream'] * local, [])} → {to}")
    return [f"{here}:", *parts]


def _arrived(nodes: list[NodeData], number: int) -> list[float]:
    """Return what each use of a node of one number sends back to it, the latest use first; arrays count as NaN."""
    return [
        float(user["upstream"] * user["local"][place]) if not user["shape"] and not nodes[number]["shape"] else np.nan
        for user in reversed(nodes)
        for place, source in enumerate(user["inputs"])
        if source == number
    ]


def _bracketed(value: float, *, first: bool = False) -> str:
    """Return a number that may follow a sign: −2 becomes (−2)."""
    words = shown(value, [])
    return words if first or not words.startswith("−") else f"({words})"


def _broken_to_fit(nodes: list[NodeData], layout: Layout) -> list[str]:
    """Return the caption of every step, the forward pass first, in as many rows as the picture is narrow."""
    room = _width(layout) - 2 * PAD
    captions = [FORWARD.here()]
    for number in range(len(nodes) - 1, -1, -1):
        here, *parts = caption_of(nodes, number)
        rows = [here]
        for place, part in enumerate(parts):
            longer = f"{rows[-1]}{',' if place else ''}  {part}"
            rows = [*rows[:-1], longer] if _wide(longer) <= room else [*rows, part]
        captions.append("\n".join(rows))
    return captions


def _rows(node: NodeData) -> tuple[str, str]:
    """Return the words of a box's two rows, as wide as they stand there."""
    value = shown(node["value"], node["shape"])
    return f"{title_of(node)}   {value}", "∂ " + shown(node["upstream"], node["shape"])


def _wide(words: str) -> float:
    """Return how many CSS pixels a text takes."""
    font = FontProperties(family=[style.FAMILY, "DejaVu Sans"], size=POINTS)
    width, _, _ = TextToPath().get_text_width_height_descent(words, font, ismath=words.count("$") >= 2)
    return float(width) * style.PIXELS_PER_INCH / 72


def _width(layout: Layout) -> int:
    return max(WIDTH, round(layout.width + 4 * PAD))


def _canvas(layout: Layout, alt: str, title: Label | None, rows: int) -> Picture:
    """Return a picture in which one unit is one CSS pixel, with room for the graph, `rows` of a caption and the legend."""
    head = 0.0 if title is None else HEAD
    width = _width(layout)
    height = round(layout.height + 2 * PAD + ROW * rows + FOOT + head)
    picture = Picture(alt=alt, width=width, height=height)
    picture.set_layout_engine("none")
    ax = picture.add_axes((0, 0, 1, 1))
    side = (width - layout.width) / 2
    ax.set_xlim(-side, width - side)
    ax.set_ylim(height - head - PAD, -head - PAD)
    ax.axis("off")
    if title is not None:
        ax.text(PAD - side, -head / 2 - PAD / 2, label_text(title), va="center", fontsize=13.5, color=style.INK)
    return picture


def _legend(picture: Picture, *, with_locals: bool) -> None:
    entries: list[tuple[Any, str]] = [
        (Patch(fc=style.BLUE, alpha=2 * TINT), VALUE.here()),
        (Line2D([], [], ls="", marker=r"$\times$", ms=8, color=style.INK), LOCAL.here()),
        (Patch(fc=style.VERMILLION, alpha=2 * TINT), f"∂ {GRADIENT.here()}"),
    ]
    handles, names = zip(*(entries if with_locals else entries[::2]), strict=True)
    picture.legend(handles, names, loc="lower center", ncols=3, fontsize=POINTS, handlelength=1.4)
