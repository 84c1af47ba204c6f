"""`Picture`: a matplotlib figure without pyplot that knows its alternative text and its dark twin.

A chapter gets one from every function of this package, may adjust it through `.ax` like any matplotlib axes, and shows it
by naming it on the last line of a cell.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.dark import DarkRenderer
from lossopt.plots.raster import Pixels, pixels_of, png_bytes
from lossopt.ranges import is_whole

WIDTH = 640  # CSS pixels: the text column of the site
DENSITY = 2  # device pixels per CSS pixel

PICTURE = Text(ko="그림", en="figure")


class Picture(Figure):
    """A figure with a required alternative text, drawn for light and dark pages; the size is in CSS pixels.

    >>> Picture(alt="An empty frame.")
    [figure] An empty frame.
    """

    def __init__(self, *, alt: str, width: int = WIDTH, height: int = 400) -> None:
        self.alt = check_alt(alt)
        self.width, self.height = width, height
        inches = (width / style.PIXELS_PER_INCH, height / style.PIXELS_PER_INCH)
        layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08, wspace=0.05, hspace=0.05)
        super().__init__(figsize=inches, dpi=DENSITY * style.PIXELS_PER_INCH, layout=layout)
        FigureCanvasAgg(self)

    @property
    def ax(self) -> Axes:
        """The first axes: what a picture with a single plot is adjusted through."""
        return self.axes[0]

    def pixels(self, *, dark: bool = False) -> Pixels:
        """Return the picture's pixels; see `raster` for their form."""
        with style.context():
            self.settle()
            renderer = self.renderer(dark=dark)
            with self.fixed():
                self.draw(renderer)
        return drawn_pixels(renderer)

    def settle(self) -> None:
        """Lay the plots out until nothing moves: names at the ends of lines take room, and so move the ends.

        Otherwise the first drawing of a picture would differ from the second.
        """
        engine = self.get_layout_engine()
        if engine is None:
            return
        before: list[tuple[float, ...]] = []
        for _ in range(8):
            engine.execute(self)
            now = [self._rounded_place(ax) for ax in self.axes]
            if now == before:
                return
            before = now

    def _rounded_place(self, ax: Axes) -> tuple[float, ...]:
        """Round the place of a plot to a hundredth of a pixel, lest rounding errors tip one, and return it."""
        place = np.round(ax.get_position(original=True).bounds, 5)
        ax.set_position(place, which="original")
        ax.set_in_layout(True)  # which set_position takes it out of
        return tuple(place.tolist())

    @contextmanager
    def fixed(self) -> Iterator[None]:
        """Draw inside a `with` block without laying the plots out again."""
        engine = self.get_layout_engine()
        if engine is None:
            yield
            return
        self.set_layout_engine("none")
        try:
            yield
        finally:
            self.set_layout_engine(engine)

    def renderer(self, *, dark: bool = False) -> Any:
        """Return an empty canvas of the picture's size."""
        kind: Any = DarkRenderer if dark else RendererAgg
        scale = self.dpi / style.PIXELS_PER_INCH
        # Half a pixel more than the picture fills would stay without paper.
        return kind(int(scale * self.width + 1e-6), int(scale * self.height + 1e-6), self.dpi)

    @contextmanager
    def at_density(self, density: float) -> Iterator[None]:
        """Draw inside a `with` block at so many device pixels per CSS pixel."""
        usual = self.dpi
        self.set_dpi(density * style.PIXELS_PER_INCH)
        try:
            yield
        finally:
            self.set_dpi(usual)

    def png(self, *, dark: bool = False) -> bytes:
        """Return the picture as a PNG, for light pages or with `dark=True` for dark ones; the picture itself does not change."""
        return png_bytes(self.pixels(dark=dark))

    def save(self, path: str | Path, *, dark: bool = False) -> None:
        """Write the picture to a `.png` file."""
        save_png(path, self.png(dark=dark))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return mimebundle(self.png, self.alt, self.width, self.height)

    def __repr__(self) -> str:
        return plain(self.alt)

    def __str__(self) -> str:
        return repr(self)


def drawn_pixels(renderer: Any) -> Pixels:
    """Return what a renderer has drawn so far."""
    return pixels_of(np.asarray(renderer.buffer_rgba()))


def check_alt(alt: Any) -> str:
    """Return the alternative text, or raise ValueError if it says nothing."""
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must be a sentence that says what the picture shows, got {alt!r}.")
    return alt.strip()


def mimebundle(
    png: Callable[..., bytes], alt: str, width: int, height: int, **facts: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a notebook stores: the PNG, its text, and beside it alternative text, CSS size and the dark twin.

    The dark twin doubles the weight, so it is drawn only for the site, which asks by LOSSOPT_DARK_PICTURES=1.
    """
    about: dict[str, Any] = {"alt": alt, "width": width, "height": height, **facts}
    if os.environ.get("LOSSOPT_DARK_PICTURES") == "1":
        about["dark"] = base64.b64encode(png(dark=True)).decode("ascii")
    data = {"image/png": base64.b64encode(png()).decode("ascii"), "text/plain": plain(alt)}
    return data, {"image/png": about}


def plain(alt: str) -> str:
    """Return what stands for a picture where there are only letters."""
    return f"[{PICTURE.here()}] {alt}"


def save_png(path: str | Path, data: bytes) -> None:
    """Write PNG bytes to a file, or raise ValueError for another suffix."""
    path = Path(path)
    if path.suffix.lower() != ".png":
        raise ValueError(f"path must end in .png, got {str(path)!r}; for other formats use savefig.")
    path.write_bytes(data)


def panels(n: int, *, alt: str, columns: int = 2, row_height: int = 320) -> Picture:
    """Return a picture with `n` empty plots; give each as `ax=` to another function of this package.

    `columns` is how many stand side by side, `row_height` the height of a row in CSS pixels.

    Raises ValueError unless `n` and `columns` are whole numbers ≥ 1, and for a missing `alt`.

    >>> picture = panels(2, alt="A bowl and a valley.")
    >>> len(picture.axes)
    2
    """
    for name, value in (("n", n), ("columns", columns), ("row_height", row_height)):
        if not is_whole(value, 1):
            raise ValueError(f"{name} must be a whole number ≥ 1, got {value!r}.")
    columns = min(columns, n)
    rows = -(-n // columns)
    with style.context():
        picture = Picture(alt=alt, height=rows * row_height)
        for number in range(1, n + 1):
            picture.add_subplot(rows, columns, number)
    return picture


def place(ax: Axes | None, alt: str | None, *, height: int = 400, projection: str | None = None) -> Axes:
    """Return where to draw: the panel `ax`, or the axes of a new picture with the alternative text `alt`."""
    if ax is None:
        return Picture(alt=check_alt(alt), height=height).add_subplot(projection=projection)
    if not isinstance(ax, Axes) or not isinstance(ax.figure, Picture):
        raise ValueError(f"ax must be one of panels(…).axes, got {ax!r}.")
    if alt is not None:
        raise ValueError("alt belongs to panels(…, alt=…), which describes the whole picture; leave it out with ax=.")
    return ax


def picture_of(ax: Axes) -> Picture:
    """Return the picture that the axes stand in."""
    picture = ax.figure
    assert isinstance(picture, Picture)
    return picture
