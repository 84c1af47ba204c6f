"""How pictures look: the font, the colours for light and dark pages, and matplotlib's settings.

Nothing here changes matplotlib's global state except `apply`, which `lo.setup` calls so that a learner's own figures can
write Hangul too; pictures of this package are made and drawn inside `context`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager, patheffects
from matplotlib.colors import LinearSegmentedColormap, to_rgb

FAMILY = "Lossopt Sans KR"
FONT = Path(__file__).parent / "fonts" / "LossoptSansKR-Regular.otf"

# Neutral inks. Dark pages get the partner of each; the paper is exactly the page's own colour, so a picture has no frame.
PAPER, INK, MUTED, GRID, RIDGE = "#ffffff", "#1f2328", "#5c6670", "#e4e8ec", "#93a9bf"
DARK_PARTNERS = {PAPER: "#121212", INK: "#e8eaed", MUTED: "#a3abb3", GRID: "#2e3338", RIDGE: "#566b80"}

# Okabe and Ito's hues (2008), moved just so far that each has a contrast of 3:1 on either paper and stays apart
# from the others for readers who see no red, no green or no blue. Line styles and markers tell series apart as well.
BLUE, VERMILLION, GREEN, PINK, BROWN, LILAC = "#0071af", "#de640d", "#00976b", "#cd79a7", "#8c5800", "#778eef"
SERIES = (BLUE, VERMILLION, GREEN, PINK, BROWN, LILAC)
LINE_STYLES: tuple[Any, ...] = (
    "-",
    (0, (5, 1.6)),
    (0, (1.2, 1.4)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (9, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MARKERS = ("o", "s", "^", "D", "v", "P")

# The shades of landscapes: the lowest ground has nearly the paper's colour, so that paths stand out on it.
SHADES = LinearSegmentedColormap.from_list("lossopt", ["#f7f9fb", "#d5dee8", "#a4b8cc"])
DARK_SHADES = LinearSegmentedColormap.from_list("lossopt-dark", ["#171b20", "#27313b", "#415365"])

PIXELS_PER_INCH = 96  # CSS pixels: so 12 points are a page's usual 16 pixels, and still legible on a phone

SETTINGS: dict[Any, Any] = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 13.0,
    "mathtext.fontset": "cm",
    "axes.unicode_minus": True,
    "axes.prop_cycle": cycler(color=SERIES),
    "axes.facecolor": PAPER,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 13.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 10.0,
    "axes.labelsize": 13.0,
    "axes.labelpad": 6.0,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 12.0,
    "ytick.labelsize": 12.0,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.minor.size": 0.0,
    "ytick.minor.size": 0.0,
    "xtick.major.pad": 6.0,
    "ytick.major.pad": 6.0,
    "text.color": INK,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.5,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 12.0,
    "legend.handlelength": 2.2,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "figure.figsize": (640 / PIXELS_PER_INCH, 400 / PIXELS_PER_INCH),
    "image.cmap": "cividis",
}


class Look(NamedTuple):
    """What tells one series from the others: colour, and for those who see colours alike, line style and marker."""

    color: str
    line: Any
    marker: str


def look(index: int) -> Look:
    """Return the look of series number `index`; after the last colour they begin again with other line styles."""
    turn, place = divmod(index, len(SERIES))
    return Look(SERIES[place], LINE_STYLES[(place + turn) % len(LINE_STYLES)], MARKERS[(place + turn) % len(MARKERS)])


def halo(width: float = 2.0) -> list[Any]:
    """Return path effects that set a line or a text off from what lies under it by an edge of paper."""
    return [patheffects.Stroke(linewidth=width, foreground=PAPER), patheffects.Normal()]


@functools.cache
def register_font() -> None:
    """Tell matplotlib about the shipped font, once."""
    font_manager.fontManager.addfont(FONT)


@contextmanager
def context() -> Iterator[None]:
    """Use these settings inside a `with` block and leave matplotlib's own as they were."""
    register_font()
    with mpl.rc_context(SETTINGS):
        yield


def apply() -> None:
    """Make these settings matplotlib's own, for the figures that a learner draws with pyplot."""
    register_font()
    mpl.rcParams.update(SETTINGS)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21.

    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of an sRGB colour, from 0 (black) to 1 (white)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
