"""What the arena found: how much each method minds its learning rate, and how far it gets with how many gradients."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lossopt.arena import Comparison
from lossopt.arena.comparison import quartiles
from lossopt.language import Text
from lossopt.plots import style
from lossopt.plots.checks import Label
from lossopt.plots.figure import Picture, picture_of, place
from lossopt.plots.line_plots import DIVERGED, EXCESS, STEP, VALUE, curves

RATE = Text(ko="학습률 η", en="learning rate η")
SCORE = Text(ko="마지막 점의 점수", en="score at the end")
LAST_VALUE = Text(ko="마지막 함숫값", en="value at the end")
EVALUATIONS = Text(ko="그래디언트 계산 횟수", en="gradient evaluations")

ROOM = 3.0  # times the start: further up a method has only made things worse, and leaves the picture
ROUNDING = 1e-16  # times the start: further down all values are drawn as equal, lest an exact 0 be a gap on a log axis


def sensitivity(
    comparison: Comparison, *, ylabel: Label | None = None, title: Label | None = None, logy: bool | None = None,
    alt: str | None = None, ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw the score at the end against the learning rate: the median over the tuning seeds, in the band of its quartiles.

    A ring marks the rate that was chosen. Where the median run diverges or ends far above its start, the line leaves the picture
    at a cross. `logy=None` takes a log axis for scores that should be small and are never negative.

    Raises ValueError for a missing `alt` and for what is no Comparison.
    """
    found = _checked(comparison).sensitivity
    sign = 1 if comparison.smaller_is_better else -1
    bands = {label: (s.rates, sign * np.array([s.low, s.median, s.high])[::sign]) for label, s in found.items()}
    medians = np.concatenate([band[1] for _, band in bands.values()])
    log = sign > 0 and bool((medians >= 0).all() and (medians > 0).any()) if logy is None else logy
    words = ylabel or (SCORE if comparison.own_score else LAST_VALUE)
    with style.context():
        ax = place(ax, alt)
        limits = _limits(comparison, medians, 0.0, log)
        lines = _draw(ax, bands, limits, sign, RATE, words, title, logx=True, logy=log)
        for k, (label, (rates, middle)) in enumerate(lines.items()):
            chosen = rates == comparison.rates[label]  # rings of growing size, for several may share a place
            ax.plot(
                rates[chosen], middle[chosen], "o", ms=11 + 3 * k, mfc="none", mec=style.look(k).color, mew=2, zorder=6
            )
    return picture_of(ax)


def race(
    comparison: Comparison, *, logy: bool = True, optimum: float = 0.0, title: Label | None = None, alt: str | None = None,
    ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Draw the objective above `optimum` as the judging runs go on: their median, in the band of its quartiles.

    Every method runs at the rate chosen for it. The axis counts steps, or gradient evaluations where some step took several. A
    method whose median run diverges or rises far above its start leaves the picture at a cross, and its name says so.

    Raises ValueError for a missing `alt`, what is no Comparison, and an `optimum` that is not a finite number.
    """
    if not np.isfinite(optimum):
        raise ValueError(f"optimum must be a finite number, got {optimum!r}.")
    runs = {label: comparison.judged(label) for label in _checked(comparison).labels}
    marks = np.array(comparison.marks, dtype=float)
    bands = {
        label: (marks, quartiles(np.array([run.values for run in own]).T) - optimum) for label, own in runs.items()
    }
    whole = [run for own in runs.values() for run in own if not run.diverged]
    xlabel = STEP if all(run.steps == run.evaluations for run in whole) else EVALUATIONS
    medians = np.concatenate([band[1] for _, band in bands.values()])
    with style.context():
        ax = place(ax, alt)
        limits = _limits(comparison, medians, optimum, logy, own_score=False)
        _draw(ax, bands, limits, 1, xlabel, EXCESS if optimum else VALUE, title, logx=False, logy=logy)
    return picture_of(ax)


def _draw(
    ax: Axes, bands: dict[str, tuple[NDArray, NDArray]], limits: tuple[float, float], sign: int, xlabel: Label,
    ylabel: Label, title: Label | None, *, logx: bool, logy: bool,
) -> dict[str, tuple[NDArray, NDArray]]:  # fmt: skip
    """Draw bands of costs (low, median, high), those beyond the limits up to where they leave; return each median as drawn."""
    series, ends, drawn = {}, [], {}
    for label, (x, band) in bands.items():
        out = ~(band[1] <= limits[1])
        shown = np.clip(band, *limits)
        if not out.all():  # the line leaves the picture next to where it was inside; beyond is a gap
            inside = np.pad(~out, 1)
            shown[:, ~(inside[:-2] | inside[1:-1] | inside[2:])] = np.nan
        shown = sign * shown[::sign]
        name = DIVERGED.format(name=label).here() if out.all() or (out[-1] and not logx) else label
        series[name] = (x, *shown)
        left = out & np.isfinite(shown[1])
        ends.append((x[left], shown[1][left]))
        drawn[label] = (x, np.where(out, np.nan, shown[1]))
    curves(series, xlabel=xlabel, ylabel=ylabel, title=title, logx=logx, logy=logy, ax=ax)
    for k, (x, y) in enumerate(ends):
        if len(x):  # nothing, unclipped, would upset the layout
            ax.plot(x, y, "X", ms=11, color=style.look(k).color, mec=style.PAPER, zorder=5, clip_on=False)
    return drawn


def _limits(
    comparison: Comparison, medians: NDArray, optimum: float, log: bool, *, own_score: bool | None = None
) -> tuple[float, float]:
    """Return between which costs curves are drawn: what lies below is drawn there, what lies above has left the picture."""
    sound = medians[np.isfinite(medians)]
    if comparison.own_score if own_score is None else own_score:  # no start to measure by: divergence alone is failure
        low, high = float(sound[sound > 0].min(initial=np.inf)), float(sound.max(initial=-np.inf))
    else:
        start = float(np.median([run.values[0] for run in comparison.runs])) - optimum
        low, high = ROUNDING * abs(start), max(start + (ROOM - 1) * abs(start), float(sound.min(initial=start)))
    return (min(low, 1.0) if log else -np.inf), (high if np.isfinite(high) else 1.0)


def _checked(comparison: object) -> Comparison:
    if not isinstance(comparison, Comparison):
        raise ValueError(f"comparison must be what lo.arena.compare returns, got {type(comparison).__name__}.")
    return comparison
