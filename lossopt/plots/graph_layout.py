"""Where the boxes and lines of a computation graph go: layers by distance from the result, order by neighbours.

A box stands one layer above the lowest of those that use it, so what enters late stands late. A line that
skips layers gets an empty place in each of them, so that it runs between boxes and not through them. Units are CSS pixels,
y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossopt.plots.naming import spread

HEIGHT = 52.0  # of a box
BETWEEN = 48.0  # from one layer of boxes to the next
BESIDE = 26.0  # from one box to the next
PORTS = 0.7  # the share of a box's width over which the lines that meet it are spread
SWEEPS = 40  # rounds of putting every place in the middle of its neighbours


class Box(NamedTuple):
    """A box by its centre and its width; all are equally high."""

    x: float
    y: float
    width: float


class Line(NamedTuple):
    """A line from the box `source` down to the box `target`, of which it is input number `place`."""

    source: int
    target: int
    place: int
    points: NDArray[np.float64]  # (2m, 2): m stretches between layers, each from its first point to its second

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its last stretch."""
        x, y = self.points[-2:].mean(axis=0)
        return float(x), float(y)


class Layout(NamedTuple):
    """The boxes in the order of the nodes, the lines, and the size of it all, which begins at (0, 0)."""

    boxes: list[Box]
    lines: list[Line]
    width: float
    height: float


def layered(inputs: Sequence[Sequence[int]], widths: Sequence[float]) -> Layout:
    """Lay out a graph whose node k was computed from the nodes `inputs[k]`, all before it; the last is the result.

    >>> layout = layered([[], [], [0, 1]], [80, 80, 80])
    >>> [(round(box.x), round(box.y)) for box in layout.boxes]
    [(40, 26), (146, 26), (93, 126)]
    """
    depths = _depths(inputs)
    places = _Places(depths, list(widths))
    ways = [
        (source, target, place, places.way(source, target))
        for target, sources in enumerate(inputs)
        for place, source in enumerate(sources)
    ]
    x = places.settle()
    low = min(x[k] - widths[k] / 2 for k in range(len(widths)))
    x = x - min(low, x.min())
    y = (max(depths) - np.array(places.depths)) * (HEIGHT + BETWEEN) + HEIGHT / 2
    boxes = [Box(float(x[k]), float(y[k]), float(width)) for k, width in enumerate(widths)]
    right = max(float(x.max()), *(box.x + box.width / 2 for box in boxes))
    return Layout(boxes, _lines(ways, boxes, x, y), right, float(y.max()) + HEIGHT / 2)


def _depths(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return for each node the length of the longest way down to the result."""
    depths = [0] * len(inputs)
    for node in range(len(inputs) - 1, -1, -1):
        for source in inputs[node]:
            depths[source] = max(depths[source], depths[node] + 1)
    return depths


class _Places:
    """The places in the layers: first one for each node, then the empty ones that long lines pass."""

    def __init__(self, depths: list[int], widths: list[float]) -> None:
        self.depths, self.widths = list(depths), widths
        self.above: list[list[int]] = [[] for _ in depths]
        self.below: list[list[int]] = [[] for _ in depths]

    def way(self, source: int, target: int) -> list[int]:
        """Return the empty places on the way from `source` down to `target`, made for this line."""
        made = []
        for depth in range(self.depths[source] - 1, self.depths[target], -1):
            made.append(len(self.depths))
            self.depths.append(depth)
            self.widths.append(BESIDE)
            self.above.append([])
            self.below.append([])
        for up, down in zip([source, *made], [*made, target], strict=True):
            self.below[up].append(down)
            self.above[down].append(up)
        return made

    def settle(self) -> NDArray[np.float64]:
        """Return every place's x: near the middle of its neighbours, and clear of the others in its layer."""
        x = np.zeros(len(self.depths))
        layers = [[k for k, own in enumerate(self.depths) if own == depth] for depth in range(max(self.depths) + 1)]
        for layer in layers[1:]:
            self._put(
                layer, x, [float(np.mean([x[k] + self._side(place, k) for k in self.below[place]])) for place in layer]
            )
        for _ in range(SWEEPS):
            for layer in [*layers[::-1], *layers]:
                wanted = []
                for place in layer:
                    near = self.above[place] + self.below[place]
                    wanted.append(float(np.mean(x[near])) if near else 0.0)
                self._put(layer, x, wanted)
        return x

    def _side(self, place: int, user: int) -> float:
        """Return a little less than 0 for a first input and a little more for a last: they stand in that order."""
        inputs = self.above[user]
        return inputs.index(place) - (len(inputs) - 1) / 2

    def _put(self, layer: list[int], x: NDArray[np.float64], wanted: list[float]) -> None:
        widest = max(self.widths[k] for k in layer)
        x[layer] = spread(np.array(wanted), widest + BESIDE)


def _lines(
    ways: list[tuple[int, int, int, list[int]]], boxes: list[Box], x: NDArray[np.float64], y: NDArray[np.float64]
) -> list[Line]:
    """Return the lines; those that meet at a box come in the order of where they come from."""
    first = [way[0] if way else target for _, target, _, way in ways]
    last = [way[-1] if way else source for source, _, _, way in ways]
    starts = _ports([source for source, *_ in ways], [float(x[k]) for k in first], boxes)
    ends = _ports([target for _, target, *_ in ways], [float(x[k]) for k in last], boxes)
    lines = []
    for (source, target, place, way), start, end in zip(ways, starts, ends, strict=True):
        points = [(start, boxes[source].y + HEIGHT / 2)]
        for stop in way:
            points += [(float(x[stop]), float(y[stop]) - HEIGHT / 2), (float(x[stop]), float(y[stop]) + HEIGHT / 2)]
        points.append((end, boxes[target].y - HEIGHT / 2))
        lines.append(Line(source, target, place, np.array(points)))
    return lines


def _ports(owners: list[int], other_ends: list[float], boxes: list[Box]) -> list[float]:
    """Return where each line meets its box: spread evenly over it, in the order of the lines' other ends."""
    ports = [0.0] * len(owners)
    for owner in set(owners):
        mine = sorted((k for k, each in enumerate(owners) if each == owner), key=lambda k: other_ends[k])
        for rank, k in enumerate(mine):
            share = (rank + 1) / (len(mine) + 1) - 0.5
            ports[k] = boxes[owner].x + PORTS * share * boxes[owner].width * (len(mine) + 1) / max(len(mine), 2)
    return ports
