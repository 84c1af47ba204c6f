"""The arena: methods compared fairly, on many seeds, each with the learning rate that suits it best.

    found = lo.arena.compare(problem, {"gradient descent": lo.descent.methods.gd, "Adam": lo.descent.methods.adam})
    found                       # a table: places with honest ties, medians and quartiles
    lo.plots.sensitivity(found, alt=…)
    found.save("adam.json")     # lo.arena.load("adam.json") brings it back without a run

One run is `runs`, what many of them say is `comparison`, and who runs what is `contest`.
"""

from lossopt.arena.comparison import Comparison, Duel, Sensitivity, Standing, Table, load
from lossopt.arena.contest import RATES, compare
from lossopt.arena.runs import Run

__all__ = ["RATES", "Comparison", "Duel", "Run", "Sensitivity", "Standing", "Table", "compare", "load"]
