"""Pictures: one call draws one, in the language in use, for light and dark pages, with an alternative text.

    lo.plots.contour(f, {"gradient descent": path}, alt="The path zigzags down the valley.")

Every function takes `alt=`, a sentence for readers who cannot see the picture, and returns a `Picture` to show or to adjust
through `.ax`; with `ax=`, one of `panels(…).axes`, it draws into a part of a larger picture instead.
"""

from lossopt.plots.animation import Animation, animate
from lossopt.plots.arena_plots import race, sensitivity
from lossopt.plots.bar_plots import bars
from lossopt.plots.figure import Picture, panels
from lossopt.plots.function_plots import function
from lossopt.plots.graph_plots import backward, graph
from lossopt.plots.image_plots import images
from lossopt.plots.landscape_plots import contour, surface
from lossopt.plots.line_plots import curves, values
from lossopt.plots.loss_plots import loss
from lossopt.plots.marks import level, mark
from lossopt.plots.sweeps import sweep

__all__ = [
    "Animation",
    "Picture",
    "animate",
    "backward",
    "bars",
    "contour",
    "curves",
    "function",
    "graph",
    "images",
    "level",
    "loss",
    "mark",
    "panels",
    "race",
    "sensitivity",
    "surface",
    "sweep",
    "values",
]
