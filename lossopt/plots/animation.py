"""Runs that move: an animated PNG of a descent on a curve or a map.

What does not move is drawn once; every frame then draws the runs on a copy of it, and the file stores of each frame only
what changed. Software that does not know animated PNGs, and readers who want no motion, see the finished picture: it
stands first in the file and is not part of the animation.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from matplotlib.artist import Artist
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.checks import Label, paths_of
from lossopt.plots.evaluation import Objective
from lossopt.plots.figure import Picture, check_alt, drawn_pixels, mimebundle, picture_of, plain, save_png
from lossopt.plots.function_plots import draw_function
from lossopt.plots.landscape_plots import draw_map
from lossopt.plots.raster import Palette, Pixels, changed_part
from lossopt.ranges import is_whole

DENSITIES = (1.5, 1.0)  # device pixels per CSS pixel: in motion less is needed than in a still
HEAVY = 400_000  # bytes: a heavier animation is drawn at the lower density
REST = 2.0  # seconds that the finished picture stays before the run begins again


class Moving(Protocol):
    """What moves in a picture: a run, or a pass over a graph."""

    @property
    def steps(self) -> NDArray[Any]:
        """The numbers of its steps, rising."""

    @property
    def artists(self) -> list[Artist]:
        """What is drawn anew in every frame."""

    def show(self, step: int) -> None:
        """Draw it as it stands at a step."""


class Animation:
    """A picture whose runs move. `still` is the finished picture, which may be adjusted like any other.

    `stops` are the names of the frames of one that is also looked at frame by frame: the site goes through them with a slider.
    """

    def __init__(
        self, still: Picture, walks: Sequence[Moving], frames: int, seconds: float, *, stops: Sequence[str] = ()
    ) -> None:
        self.still, self.walks, self.stops = still, walks, tuple(stops)
        last = max(int(walk.steps[-1]) for walk in walks)
        self.steps = np.unique(np.linspace(0, last, frames).round().astype(int))
        self.seconds = seconds

    @property
    def alt(self) -> str:
        """The alternative text."""
        return self.still.alt

    def png(self, *, dark: bool = False) -> bytes:
        """Return the animation as an animated PNG, for light pages or with `dark=True` for dark ones."""
        data = b""
        for density in DENSITIES:
            data = self._encode(list(self._frames(dark, density)))
            if len(data) <= HEAVY:
                break
        return data

    def _encode(self, frames: list[Pixels]) -> bytes:
        changes = [changed_part(before, after) for before, after in pairwise(frames)]
        palette = Palette([frames[0], *changes])
        finished, *moving = (palette.apply(frame) for frame in [frames[-1], *frames])
        durations = [1000 * self.seconds / len(moving)] * len(moving)
        durations[-1] += 1000 * REST
        stream = io.BytesIO()
        finished.save(
            stream,
            "PNG",
            save_all=True,
            append_images=moving,
            default_image=True,
            duration=durations,
            loop=0,
            optimize=True,
        )
        return stream.getvalue()

    def save(self, path: str | Path, *, dark: bool = False) -> None:
        """Write the animation to a `.png` file."""
        save_png(path, self.png(dark=dark))

    def _frames(self, dark: bool, density: float) -> Iterator[Pixels]:
        """Yield the frames; afterwards the runs stand finished again."""
        moving = sorted(
            (artist for walk in self.walks for artist in walk.artists), key=lambda artist: artist.get_zorder()
        )
        picture = self.still
        with style.context(), picture.at_density(density):
            picture.settle()
            renderer = picture.renderer(dark=dark)
            with picture.fixed():
                _set_visible(moving, False)
                picture.draw(renderer)
                _set_visible(moving, True)
            ground = renderer.copy_from_bbox(picture.bbox)
            for step in self.steps:
                renderer.restore_region(ground)
                for walk in self.walks:
                    walk.show(int(step))
                for artist in moving:
                    artist.draw(renderer)
                yield drawn_pixels(renderer)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = {"stops": list(self.stops)} if self.stops else {}
        return mimebundle(self.png, self.alt, self.still.width, self.still.height, animation=True, **facts)

    def __repr__(self) -> str:
        return plain(self.alt)


def animate(
    f: Objective, paths: Any, *, bounds: Any = None, frames: int = 60, seconds: float = 6.0, log: bool = False,
    levels: Any = None, minima: bool = True, title: Label | None = None, alt: str | None = None,
) -> Animation:  # fmt: skip
    """Let runs move over a function of one unknown, drawn as a curve, or of two, drawn as a map.

    `paths` is a Path or maps names to Paths; all start together, and one that is at its end waits there. `frames` is how many
    still pictures at most, one per step if there are fewer steps; `seconds` is how long they last. The rest is as in `function` and
    `contour`.

    Raises ValueError for a missing `alt`, no path, paths in another dimension, and frames or seconds that are not positive.
    """
    check_alt(alt)
    found = paths_of(paths, None)
    if not found:
        raise ValueError("paths must have at least one Path to move, got none.")
    if not is_whole(frames, 2):
        raise ValueError(f"frames must be a whole number ≥ 2, got {frames!r}.")
    if not (np.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds must be a positive number, got {seconds!r}.")
    dimension = np.asarray(found[0][1].points).shape[-1]
    if dimension == 1:
        ax, walks = draw_function(
            f, paths, bounds=bounds, tangents=False, xlabel="$w$", ylabel="$f(w)$", title=title, alt=alt, ax=None
        )
    elif dimension == 2:
        ax, walks = draw_map(
            f, paths, bounds=bounds, levels=levels, log=log, minima=minima, xlabel="$w_1$", ylabel="$w_2$", title=title, alt=alt,
            ax=None,
        )  # fmt: skip
    else:
        raise ValueError(f"paths must have points in one or two dimensions, got {dimension}.")
    return Animation(picture_of(ax), walks, frames, seconds)


def _set_visible(artists: list[Any], visible: bool) -> None:
    for artist in artists:
        artist.set_visible(visible)
