"""Images: a row or a grid of them, each with its name, and drawn over them boxes and the outlines of masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.checks import labelled
from lossopt.plots.figure import WIDTH, Picture, panels

NAME = 30  # CSS pixels for the name above an image
LEGEND = 40  # and for the legend below all of them

# Data, not paper: the same on light and dark pages. The ends stop short of black and white, so that every series stands out on either.
GREYS = LinearSegmentedColormap.from_list("lossopt-images", ["#20242b", "#d9dde2"])


def images(
    pictures: dict[Any, Any], *, boxes: dict[Any, Any] | None = None, masks: dict[Any, Any] | None = None, columns: int = 4,
    limits: tuple[float, float] | None = None, alt: str,
) -> Picture:  # fmt: skip
    """Draw images side by side, each with its name above it; of grey ones the darkest value is dark and the largest bright.

    - `pictures`: name → grey image (height, width) or (1, height, width), in any units, or one in colour (3, height, width): red, green
      and blue from 0 to 1
    - `boxes`: name of a series → boxes (n, 4), one per image: corners x1, y1, x2, y2 in pixels from the upper left corner of the image,
      so that pixel (row, column) reaches from column to column + 1. A row of NaN draws no box on that image
    - `masks`: name of a series → masks (n, height, width) of True and False, one per image, drawn as outlines along the pixels' edges
    - `limits`: the values that are darkest and brightest in all grey images; those of all of them together unless given

    Boxes and masks share one run of colours and line styles and one legend. Raises ValueError for a missing `alt`, no image, images that are
    not finite, colours outside 0 to 1, and boxes or masks that do not go with the images.

    >>> images({"seven": [[0, 1, 1], [0, 0, 1]]}, boxes={"true": [[1, 0, 3, 2]]}, alt="Three bright pixels in a box.")
    [figure] Three bright pixels in a box.
    """
    found = [(name, _image(name, image)) for name, image in labelled("pictures", pictures)]
    outlines = [(name, _box_lines(name, given, found)) for name, given in _series("boxes", boxes)]
    outlines += [(name, _mask_lines(name, given, found)) for name, given in _series("masks", masks)]
    widths = _widths(len(boxes or {}), len(masks or {}))
    low, high = _limits(limits, found)
    shape = max(image.shape[0] / image.shape[1] for _, image in found)
    picture = panels(len(found), alt=alt, columns=columns)
    _set_height(picture, len(found), min(columns, len(found)), shape, bool(outlines))
    with style.context():
        for number, (ax, (name, image)) in enumerate(zip(picture.axes, found, strict=True)):
            _draw_image(ax, name, image, low, high)
            _draw_outlines(ax, [lines[number] for _, lines in outlines], widths)
        if outlines:
            _add_legend(picture, [name for name, _ in outlines], widths)
    return picture


def _series(name: str, given: dict[Any, Any] | None) -> list[tuple[str, Any]]:
    return [] if given is None else labelled(name, given)


def _image(name: str, given: Any) -> NDArray[np.float64]:
    try:
        image = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"pictures[{name!r}] must be an array of numbers, got {given!r:.60}.") from None
    if image.ndim == 3 and len(image) == 1:
        image = image[0]
    in_colour = image.ndim == 3 and len(image) == 3
    if not (image.ndim == 2 or in_colour) or image.size == 0:
        raise ValueError(
            f"pictures[{name!r}] must have shape (height, width), (1, height, width) or (3, height, width), got {image.shape}."
        )
    if not np.isfinite(image).all():
        raise ValueError(f"pictures[{name!r}] must be finite everywhere, and is not.")
    if in_colour and not (image.min() >= 0 and image.max() <= 1):
        raise ValueError(
            f"pictures[{name!r}] must hold colours from 0 to 1, got values from {image.min():.3g} to {image.max():.3g}."
        )
    return np.moveaxis(image, 0, -1) if in_colour else image  # colour comes last, as matplotlib has it


def _limits(limits: Any, found: list[tuple[str, NDArray]]) -> tuple[float, float]:
    if limits is None:
        grey = [image for _, image in found if image.ndim == 2] or [np.array([0.0, 1.0])]
        return min(float(image.min()) for image in grey), max(float(image.max()) for image in grey)
    low, high = limits
    if not low < high:
        raise ValueError(f"limits must be (darkest, brightest) with darkest < brightest, got {limits!r}.")
    return float(low), float(high)


def _box_lines(name: str, given: Any, found: list[tuple[str, NDArray]]) -> list[NDArray]:
    """Return, for every image, the box as one closed line (1, 5, 2), or nothing (0, 5, 2)."""
    boxes = np.asarray(given, dtype=np.float64)
    if boxes.shape != (len(found), 4):
        raise ValueError(f"boxes[{name!r}] must have shape ({len(found)}, 4), a box per image, got {boxes.shape}.")
    return [box[None, [[0, 1], [2, 1], [2, 3], [0, 3], [0, 1]]][: int(np.isfinite(box).all())] for box in boxes]


def _mask_lines(name: str, given: Any, found: list[tuple[str, NDArray]]) -> list[NDArray]:
    """Return, for every image, the edges between pixels in and out of the mask as lines (m, 2, 2)."""
    if len(given) != len(found):
        raise ValueError(f"masks[{name!r}] must hold {len(found)} masks, one per image, got {len(given)}.")
    lines = []
    for mask, (image_name, image) in zip(given, found, strict=True):
        mask = np.asarray(mask)
        if mask.shape != image.shape[:2] or not np.isin(mask, (0, 1)).all():
            raise ValueError(
                f"masks[{name!r}] of image {image_name!r} must hold True and False in shape {image.shape[:2]}, got shape {mask.shape}."
            )
        lines.append(_edges(mask.astype(bool)))
    return lines


def _edges(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the sides of pixels that part the mask from the rest: lines (m, 2, 2) of points x, y.

    >>> len(_edges(np.array([[True, True], [False, False]])))
    6
    """
    padded = np.pad(mask, 1)
    y, x = np.nonzero(padded[1:-1, 1:] != padded[1:-1, :-1])  # left and right sides
    upright = np.stack([np.column_stack([x, y]), np.column_stack([x, y + 1])], axis=1)
    y, x = np.nonzero(padded[1:, 1:-1] != padded[:-1, 1:-1])  # upper and lower ones
    level = np.stack([np.column_stack([x, y]), np.column_stack([x + 1, y])], axis=1)
    return np.concatenate([upright, level]).astype(np.float64)


def _draw_image(ax: Axes, name: str, image: NDArray, low: float, high: float) -> None:
    height, width = image.shape[:2]
    ax.imshow(image, cmap=GREYS, vmin=low, vmax=high, extent=(0, width, height, 0), interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(name, fontsize=12, pad=5)


def _widths(boxes: int, masks: int) -> list[float]:
    """Return the lines' widths: each series is thinner than the one below it, so that both show where they run together.

    Outlines of masks are finer than boxes: they may run around single pixels.
    """
    return [max(3.4 - 0.9 * index, 1.4) for index in range(boxes)] + [
        max(2.2 - 0.7 * index, 0.9) for index in range(masks)
    ]


def _draw_outlines(ax: Axes, series: list[NDArray], widths: list[float]) -> None:
    """Draw lines over edges of paper, which set them off from dark and from bright pixels; none may be cut at the image's border."""
    for index, (lines, width) in enumerate(zip(series, widths, strict=True)):
        edge = LineCollection(list(lines), colors=style.PAPER, linewidths=width + 1.6, clip_on=False, zorder=3)
        look = style.look(index)
        line = LineCollection(
            list(lines), colors=look.color, linewidths=width, linestyles=[look.line], clip_on=False, zorder=4 + index
        )  # fmt: skip
        for part in (edge, line) if len(lines) else ():
            part.set_capstyle("butt" if index else "projecting")
            ax.add_collection(part, autolim=False)


def _set_height(picture: Picture, count: int, columns: int, shape: float, legend: bool) -> None:
    """Make the picture as tall as its rows of images, whose height is `shape` times their width, and its legend."""
    row = round(shape * (WIDTH / columns - 12)) + NAME
    picture.height = -(-count // columns) * row + LEGEND * legend
    picture.set_figheight(picture.height / style.PIXELS_PER_INCH)


def _add_legend(picture: Picture, names: list[str], widths: list[float]) -> None:
    looks = [style.look(index) for index in range(len(names))]
    handles = [
        Line2D([], [], color=look.color, linestyle=look.line, linewidth=width)
        for look, width in zip(looks, widths, strict=True)
    ]
    picture.legend(handles, names, loc="outside lower center", ncols=len(names))
