"""What a comparison found: every run, the rates chosen, the order with its honest ties, a table of it, and a file to keep it in."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossopt.arena.runs import Run
from lossopt.catalogue import Section
from lossopt.language import Text

ALPHA = 0.05  # how often a comparison of equals may name any of them better, over all its pairs together
CRITERIA: dict[str, Callable[..., NDArray]] = {"median": np.median, "mean": np.mean, "worst": np.max}
FORMAT = "lossopt arena 1"

TITLE = Text(ko="학습률을 고른 뒤 새 시드 {n}개로 한 비교", en="Compared on {n} fresh seeds, after tuning")
COLUMNS = (
    Text(ko="순위", en="place"), Text(ko="방법", en="method"), Text(ko="학습률", en="learning rate"),
    Text(ko="중앙값", en="median"), Text(ko="사분위수", en="quartiles"), Text(ko="발산", en="diverged"),
    Text(ko="걸음", en="steps"),
)  # fmt: skip
SECONDS = Text(ko="초", en="seconds")
CRITERION_NAMES = {
    "median": Text(ko="중앙값이 가장 좋은", en="the best median"),
    "mean": Text(ko="평균이 가장 좋은", en="the best mean"),
    "worst": Text(ko="최악의 값이 가장 나은", en="the best worst case"),
}
BUDGET = Text(
    ko="방법마다 학습률 후보 {rates}개를 시드 {seeds}개에서 시험해, {criterion} 것을 골랐습니다. 실행마다 그래디언트를 최대 {budget}번 계산합니다.",
    en="Each method tried {rates} learning rates on {seeds} seeds and kept the one with {criterion}; a run may evaluate {budget} gradients.",
)
PLACES = Text(
    ko="순위는 확실히 더 나은 방법의 수에 1을 더한 값입니다. 같은 시드끼리 견주는 부호 검정에서, 우연이라고 보기 어려울 만큼 자주 이겼을 때만 확실하다고 합니다.",
    en="A place is 1 + the number of methods that are surely better: by a sign test on paired seeds, more often than chance explains.",
)
EDGE = Text(
    ko="* {labels}: 가장 좋은 학습률이 후보의 끝에 있습니다. 후보의 범위를 넓혀 보십시오.",
    en="* {labels}: the best rate lies at the edge of the grid; widen the grid.",
)
FEW = Text(
    ko="시드 {n}개로는 어떤 차이도 확실할 수 없습니다. 적어도 {needed}개가 필요합니다.",
    en="With {n} seeds no difference can be sure; take at least {needed}.",
)


class Duel(NamedTuple):
    """Two contestants on the same seeds: seeds won by each, seeds drawn, the sign test's p, and who is surely better, if anyone."""

    wins: int
    losses: int
    draws: int
    p: float
    better: str | None


class Standing(NamedTuple):
    """A contestant's row: its place, its chosen rate (at the edge of its grid?), and its scores on the judging seeds."""

    place: int
    label: str
    rate: float
    at_edge: bool
    median: float
    quartiles: tuple[float, float]
    diverged: int
    steps: float
    seconds: float


class Sensitivity(NamedTuple):
    """Scores against the learning rate: `scores` (rates, tuning seeds), with quartiles and median at each rate, the worst first."""

    rates: NDArray
    scores: NDArray
    low: NDArray
    median: NDArray
    high: NDArray


@dataclass(frozen=True)
class Table:
    """A table with its notes: text in a terminal, a real table in a notebook."""

    section: Section
    notes: tuple[str, ...]

    def _repr_markdown_(self) -> str:
        # a * at the start of a line would begin a list
        return "\n\n".join([self.section.markdown(), *(note.replace("*", "\\*") for note in self.notes)]) + "\n"

    def __repr__(self) -> str:
        return "\n".join([self.section.text(), "", *self.notes])


@dataclass(frozen=True, repr=False)
class Comparison:
    """What `compare` returns; it shows itself as its table.

    - `labels`: the contestants, in the order given
    - `runs`: every run, those that chose the rates (`run.tuning`) and those that judge
    - `marks`: numbers of gradient evaluations at which `run.values` stand; the last is the budget
    - `criterion`, `smaller_is_better`, `own_score`: how a rate was chosen, and whether the problem brought a score of its own
    """

    labels: tuple[str, ...]
    runs: tuple[Run, ...]
    marks: tuple[int, ...]
    criterion: str
    smaller_is_better: bool
    own_score: bool

    @cached_property
    def sensitivity(self) -> dict[str, Sensitivity]:
        """Every contestant's scores on the tuning seeds against its learning rates."""
        found = {}
        for label in self.labels:
            runs = [run for run in self.runs if run.tuning and run.label == label]
            rates = sorted({run.rate for run in runs})
            scores = np.array([[run.score for run in runs if run.rate == rate] for rate in rates])
            found[label] = Sensitivity(np.array(rates), scores, *self.quartiles(scores))
        return found

    @cached_property
    def rates(self) -> dict[str, float]:
        """Every contestant's learning rate, chosen on the tuning seeds alone."""
        return {label: float(found.rates[self._choice(found)]) for label, found in self.sensitivity.items()}

    @cached_property
    def at_edge(self) -> dict[str, bool]:
        """Whether a contestant's chosen rate is the first or last of its grid: then a better one may lie beyond."""
        return {label: self._choice(s) in (0, len(s.rates) - 1) for label, s in self.sensitivity.items()}

    @cached_property
    def rank(self) -> tuple[Standing, ...]:
        """The contestants by place: 1 + the number of others that are surely better, so who cannot be told apart shares it."""
        rows = []
        for label in self.labels:
            runs, scores = self.judged(label), self.scores(label)
            low, median, high = (float(q) for q in self.quartiles(scores))
            place = 1 + sum(self.duel(other, label).better == other for other in self.labels if other != label)
            rows.append(
                Standing(
                    place, label, self.rates[label], self.at_edge[label], median, (low, high),
                    sum(run.diverged for run in runs), float(np.median([run.steps for run in runs])),
                    float(np.median([run.seconds for run in runs])),
                )
            )  # fmt: skip
        return tuple(sorted(rows, key=lambda row: (row.place, self._cost(row.median))))

    @property
    def best(self) -> tuple[str, ...]:
        """The contestants that none is surely better than, often more than one."""
        return tuple(row.label for row in self.rank if row.place == 1)

    def judged(self, label: str) -> list[Run]:
        """Return a contestant's runs on the judging seeds, in the order of the seeds, or raise ValueError for an unknown label."""
        if label not in self.labels:
            raise ValueError(f"no contestant is called {label!r}; there are {', '.join(map(repr, self.labels))}.")
        return [run for run in self.runs if not run.tuning and run.label == label]

    def scores(self, label: str) -> NDArray:
        """Return a contestant's scores on the judging seeds, shape (seeds,); ±∞ where it diverged."""
        return np.array([run.score for run in self.judged(label)])

    def duel(self, one: str, other: str) -> Duel:
        """Compare two contestants seed by seed, by an exact sign test.

        The sign test asks what a reader asks: on a new seed, which of the two ends lower? Unlike an interval around the
        difference of medians it needs no scale (scores spread over powers of ten), takes a diverged run as what it is, a seed lost, and
        is exact for few seeds. Seeds where both score the same decide nothing. p is compared with 5 % divided by the number of
        pairs of contestants (Bonferroni), since whoever looks at ten pairs finds some difference among equals.
        """
        costs = self._cost(self.scores(one)), self._cost(self.scores(other))
        wins, losses = int((costs[0] < costs[1]).sum()), int((costs[0] > costs[1]).sum())
        p = sign_test(wins, losses)
        sure = p <= ALPHA / max(1, math.comb(len(self.labels), 2))
        better = (one if wins > losses else other) if sure else None
        return Duel(wins, losses, len(costs[0]) - wins - losses, p, better)

    def reached(self, label: str, goal: float) -> NDArray:
        """Return after how many gradient evaluations each judging run's objective was at most `goal`, to the mark; ∞ if never."""
        under = np.array([run.values for run in self.judged(label)]) <= goal
        return np.where(under.any(axis=1), np.array(self.marks)[under.argmax(axis=1)], np.inf)

    def quartiles(self, scores: ArrayLike) -> NDArray:
        """Return lower quartile, median, upper quartile over the last axis; between a number and ±∞ lies the worse of the two."""
        found = quartiles(self._cost(np.asarray(scores, dtype=np.float64)))
        return found if self.smaller_is_better else -found[::-1]

    def table(self, *, time: bool = False) -> Table:
        """Return the ranking as a table in the language in use; `time=True` adds seconds, which no two machines share."""
        rows = tuple(_row(row, len(self.judged(row.label)), time) for row in self.rank)
        columns = tuple(text.here() for text in (*COLUMNS, *([SECONDS] if time else [])))
        title = TITLE.format(n=len(self.judged(self.labels[0]))).here()
        return Table(
            Section(title, columns, rows, (False,) * len(columns)), tuple(note.here() for note in self._notes())
        )

    def save(self, path: str | Path) -> None:
        """Write the comparison, every run of it, to a JSON file, whole or not at all; `load` reads it."""
        kept = {"format": FORMAT, **dataclasses.asdict(self)}
        for run in kept["runs"]:  # JSON has no ∞: null stands for it
            run["score"] = None if run["diverged"] else run["score"]
            run["values"] = [value if math.isfinite(value) else None for value in run["values"]]
        path = Path(path)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_text(json.dumps(kept, ensure_ascii=False, allow_nan=False), encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def _cost(self, scores: Any) -> Any:
        """Return the scores turned such that smaller is better."""
        return scores if self.smaller_is_better else -scores

    def _choice(self, found: Sensitivity) -> int:
        """Return the index of the rate that the criterion chooses: of several equal ones the middle, which is the safest."""
        costs = CRITERIA[self.criterion](self._cost(found.scores), axis=1)
        equals = np.flatnonzero(costs == costs.min())
        return int(equals[(len(equals) - 1) // 2])

    def _notes(self) -> list[Text]:
        tried, seeds = self.sensitivity[self.labels[0]].scores.shape
        words = CRITERION_NAMES[self.criterion]
        how = {"rates": tried, "seeds": seeds, "budget": self.marks[-1]}
        notes = [Text(BUDGET.ko.format(criterion=words.ko, **how), BUDGET.en.format(criterion=words.en, **how))]
        n, pairs = len(self.judged(self.labels[0])), math.comb(len(self.labels), 2)
        needed = next(k for k in range(1, 100) if sign_test(k, 0) * max(1, pairs) <= ALPHA)
        notes += [PLACES] if n >= needed else [FEW.format(n=n, needed=needed)] if pairs else []
        edges = [label for label in self.labels if self.at_edge[label]]
        return [*notes, *([EDGE.format(labels=", ".join(edges))] if edges else [])]

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_markdown_(self) -> str:
        return self.table()._repr_markdown_()


def load(path: str | Path) -> Comparison:
    """Read a comparison that `save` wrote, equal to what it was.

    Raises ValueError for any other file.
    """
    try:
        kept = json.loads(Path(path).read_text(encoding="utf-8"))
        if kept.pop("format") != FORMAT:
            raise KeyError("format")
        worst = math.inf if kept["smaller_is_better"] else -math.inf
        for run in kept["runs"]:
            run["score"] = worst if run["score"] is None else run["score"]
            run["values"] = tuple(math.inf if value is None else value for value in run["values"])
        kept["runs"] = tuple(Run(**run) for run in kept["runs"])
        return Comparison(**kept | {"labels": tuple(kept["labels"]), "marks": tuple(kept["marks"])})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(
            f"path must be a file that Comparison.save of this version wrote, got {str(path)!r}."
        ) from None


def quartiles(costs: NDArray) -> NDArray:
    """Return the quartiles over the last axis, shape (3, …), where ∞ may occur; between a number and ∞ lies ∞.

    >>> quartiles(np.array([1.0, 2.0, np.inf, np.inf])).tolist()
    [1.75, inf, inf]
    """
    shares = [0.25, 0.5, 0.75]
    with np.errstate(invalid="ignore"):  # ∞ − ∞, replaced on the next line
        usual = np.quantile(costs, shares, axis=-1)
    return np.where(np.isfinite(usual), usual, np.quantile(costs, shares, axis=-1, method="higher"))


def sign_test(wins: int, losses: int) -> float:
    """Return how probable at least so uneven a split is where either side wins a seed with probability ½.

    >>> sign_test(5, 0), sign_test(3, 3)
    (0.0625, 1.0)
    """
    n = wins + losses
    tail = sum(math.comb(n, k) for k in range(min(wins, losses) + 1)) / 2**n
    return min(1.0, 2 * tail)


def _row(row: Standing, seeds: int, time: bool) -> tuple[str, ...]:
    rate = f"{row.rate:.3g}" + (" *" if row.at_edge else "")
    spread = f"{_short(row.quartiles[0])} … {_short(row.quartiles[1])}"
    cells = (str(row.place), row.label, rate, _short(row.median), spread, f"{row.diverged}/{seeds}", f"{row.steps:g}")
    return (*cells, f"{row.seconds:.2g}") if time else cells


def _short(value: float) -> str:
    return f"{value:.3g}".replace("inf", "∞").replace("-", "−")
