"""One run after another on the same ground: what becomes of a run as a number such as the learning rate changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text as Written
from numpy.typing import NDArray

from lossopt.plots import style
from lossopt.plots.animation import Animation
from lossopt.plots.checks import Label, paths_of
from lossopt.plots.evaluation import Objective, interval_for, window_for
from lossopt.plots.figure import check_alt, picture_of
from lossopt.plots.function_plots import draw_function, on_curve
from lossopt.plots.landscape_plots import draw_map
from lossopt.plots.walks import ABOVE, Walk, step_numbers


def sweep(
    f: Objective, paths: Mapping[str, Any], *, bounds: Any = None, seconds: float = 1.0, log: bool = False, levels: Any = None,
    minima: bool = True, title: Label | None = None, alt: str | None = None,
) -> Animation:  # fmt: skip
    """Show runs one after another over a function of one unknown, drawn as a curve, or of two, drawn as a map.

    `paths` maps names to Paths, in the order in which they are to be seen; the name of the one that is seen stands in the corner. `seconds` is how
    long each stays. On the site a slider goes through them. The rest is as in `function` and `contour`.

    Raises ValueError for a missing `alt`, fewer than two paths, paths in another dimension, and seconds that are not positive.
    """
    check_alt(alt)
    if not isinstance(paths, Mapping) or len(paths) < 2:
        raise ValueError(f"paths must map at least two names to Paths, got {paths!r:.60}.")
    if not (np.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds must be a positive number, got {seconds!r}.")
    found = paths_of(paths, None)
    dimension = np.asarray(found[0][1].points).shape[-1]
    with style.context():
        if dimension == 1:
            found = paths_of(paths, 1)
            span = interval_for(f, found, bounds)
            ax, _ = draw_function(
                f, None, bounds=span, tangents=False, xlabel="$w$", ylabel="$f(w)$", title=title, alt=alt, ax=None
            )
            runs = [(on_curve(f, path), step_numbers(path)) for _, path in found]
        elif dimension == 2:
            found = paths_of(paths, 2)
            window = window_for(f, found, bounds)
            ax, _ = draw_map(
                f, None, bounds=window, levels=levels, log=log, minima=minima, xlabel="$w_1$", ylabel="$w_2$", title=title, alt=alt,
                ax=None,
            )  # fmt: skip
            runs = [(np.asarray(path.points, dtype=np.float64), step_numbers(path)) for _, path in found]
        else:
            raise ValueError(f"paths must have points in one or two dimensions, got {dimension}.")
        names = [name for name, _ in found]
        within = (ax.get_xlim(), ax.get_ylim())
        walks = [Walk(ax, *run, within, 0, layer=0, name=name) for run, name in zip(runs, names, strict=True)]
        return Animation(
            picture_of(ax),
            [_OneAtATime(walks, names, _name_beside(ax, [points for points, _ in runs]))],
            len(names),
            seconds * len(names),
            stops=names,
        )


# Where the name of a run may stand, as shares of the axes, and how near to it a point of a path is too near.
_CORNERS = ((0, 1), (1, 1), (0, 0), (1, 0))
_NEAR = (0.35, 0.2)


class _OneAtATime:
    """Runs of which one is seen. `show(k)` shows the k-th as a whole, and its name."""

    def __init__(self, walks: Sequence[Walk], names: Sequence[str], corner: Written) -> None:
        self.walks, self.names, self.corner = walks, names, corner
        self.steps: NDArray[Any] = np.arange(len(walks))
        self.show(len(walks) - 1)

    @property
    def artists(self) -> list[Artist]:
        """What moves."""
        return [*(artist for walk in self.walks for artist in walk.artists), self.corner]

    def show(self, step: int) -> None:
        """Show run number `step` and no other."""
        for number, walk in enumerate(self.walks):
            for artist in walk.artists:
                artist.set_visible(number == step)
        self.corner.set_text(self.names[step])


def _name_beside(ax: Axes, runs: Sequence[NDArray[Any]]) -> Written:
    """Return the text that names the run, in the corner of the axes that the fewest points of all runs come near."""
    points = ax.transAxes.inverted().transform(ax.transData.transform(np.concatenate(runs)))
    across, up = min(_CORNERS, key=lambda corner: int(np.sum(np.all(np.abs(points - corner) < _NEAR, axis=1))))
    return ax.text(
        0.02 if across == 0 else 0.98, 0.03 if up == 0 else 0.97, "", transform=ax.transAxes, color=style.INK, fontsize=14, zorder=ABOVE + 1,
        ha="left" if across == 0 else "right", va="bottom" if up == 0 else "top",
        bbox={"boxstyle": "round,pad=0.35", "fc": style.PAPER, "ec": style.MUTED, "alpha": 0.92},
    )  # fmt: skip
