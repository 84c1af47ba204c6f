"""Pixels to small PNG files: a palette of 256 colours, where nobody can see the difference.

Pillow can reduce colours by itself, but maps them to the palette approximately, and then the paper of a picture is not
quite the page's colour. So the palette keeps the frequent colours exactly, and every colour gets its nearest.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLORS = 256  # what the palette of a PNG holds
EXACT = 64  # so many of the most frequent colours are kept as they are: flat areas
RARE = 48  # so many are added where the palette would be furthest off
TOLERANCE = 32  # of 255: the largest error of a channel that a palette may bring, in rare pixels on edges

Pixels = NDArray[np.uint32]  # an image (height, width), each pixel one number: red + 256 green + 65536 blue


def pixels_of(rgba: NDArray[np.uint8]) -> Pixels:
    """Return an opaque image (height, width, 4) with one number per pixel: quick to compare and to count."""
    pixels: Pixels = np.ascontiguousarray(rgba).view("<u4")[..., 0]
    return pixels & np.uint32(0xFFFFFF)


class Palette:
    """At most 256 colours, and the nearest of them for every colour of the images it is made for."""

    def __init__(self, images: list[Pixels]) -> None:
        codes, counts = _count(images)
        self.colors = codes if len(codes) <= COLORS else _reduced(codes, counts)
        distances = _channels(codes)[:, None] - _channels(self.colors)[None]
        nearest = np.square(distances).sum(axis=-1).argmin(axis=1)
        self.error = int(np.abs(distances[np.arange(len(codes)), nearest]).max())
        self._index = np.zeros(1 << 24, dtype=np.uint8)
        self._index[codes] = nearest

    def apply(self, image: Pixels) -> Image.Image:
        """Return the image in these colours, without dithering, which would look like dirt on flat paper."""
        reduced = Image.fromarray(self._index[image])
        reduced.putpalette(_channels(self.colors).astype(np.uint8).tobytes())
        return reduced


def png_bytes(image: Pixels) -> bytes:
    """Return the image as a PNG without metadata: with a palette unless that would change a colour visibly."""
    palette = Palette([image])
    exact = Image.fromarray(_channels(image).astype(np.uint8))
    stream = io.BytesIO()
    (palette.apply(image) if palette.error <= TOLERANCE else exact).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def changed_part(before: Pixels, after: Pixels) -> Pixels:
    """Return the smallest rectangle of `after` outside of which it equals `before`; it may be empty."""
    differs = before != after
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    return after[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if rows.size else after[:0, :0]


def _count(images: list[Pixels]) -> tuple[Pixels, NDArray]:
    """Return the colours of some images and how often each occurs, the most frequent first."""
    counts = np.zeros(1 << 24, dtype=np.int64)
    for image in images:
        found, times = np.unique(image, return_counts=True)
        counts[found] += times
    codes = np.flatnonzero(counts).astype(np.uint32)
    order = np.argsort(-counts[codes], kind="stable")
    return codes[order], counts[codes][order]


def _channels(codes: Pixels) -> NDArray[np.int64]:
    return np.stack([codes & 255, codes >> 8 & 255, codes >> 16], axis=-1).astype(np.int64)


def _reduced(codes: Pixels, counts: NDArray) -> Pixels:
    """Return a palette: the most frequent colours, a median cut of the others, and what both would miss by far."""
    # By the root of their number, so that the many colours of few pixels each, on edges, are not drowned.
    repeats = np.ceil(np.sqrt(counts[EXACT:])).astype(int)
    strip = Image.fromarray(_channels(np.repeat(codes[EXACT:], repeats)).astype(np.uint8)[None])
    cut = strip.quantize(COLORS - EXACT - RARE, method=Image.Quantize.MEDIANCUT, kmeans=2).convert("RGBA")
    palette = np.concatenate([codes[:EXACT], np.unique(pixels_of(np.asarray(cut)))])
    colors = _channels(codes)
    off = np.square(colors[:, None] - _channels(palette)[None]).sum(axis=-1).min(axis=1)
    while len(palette) < COLORS:
        worst = int(off.argmax())
        palette = np.append(palette, codes[worst])
        off = np.minimum(off, np.square(colors - colors[worst]).sum(axis=-1))
    return palette
