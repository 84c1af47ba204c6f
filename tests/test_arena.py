"""The arena is fair: equal budgets, fresh seeds for judging, nothing dropped, and no place that chance could have given."""

import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from lossopt import arena, landscapes
from lossopt.arena.comparison import CRITERIA, Comparison, quartiles, sign_test
from lossopt.arena.contest import MARKS
from lossopt.arena.runs import Run
from lossopt.descent import BFGS, Armijo, Constant, Method, Newton, Steepest, descend, iterate, methods
from lossopt.language import set_language

SMALL = {"budget": 40, "tuning_seeds": 3, "judging_seeds": 6}
TWO = {"gd": methods.gd, "adam": methods.adam}


def valley(seed):
    return landscapes.rosenbrock, np.random.default_rng(seed).uniform(-2, 2, 2)


def bowl(seed):
    return (lambda x: (float(x @ x), 2 * x)), np.random.default_rng(seed).normal(size=3)


def same(learning_rate):
    return methods.gd(learning_rate)


@pytest.fixture(scope="module")
def found():
    return arena.compare(valley, TWO, rates=[1e-4, 1e-3, 1e-2, 1e-1], **SMALL)


# --- what a run is ----------------------------------------------------------------------------------------------------


def test_a_run_is_the_descent_it_stands_for(found):
    for run in found.runs:
        f, x0 = valley(run.seed)
        path = descend(f, x0, TWO[run.label](run.rate), steps=40)
        assert run.diverged == path.diverged
        if not run.diverged:
            assert run.score == path.values[-1]
            assert list(run.values) == path.values[list(found.marks)].tolist()
            assert (run.steps, run.evaluations) == (40, 40)


def test_a_long_run_keeps_evenly_spaced_marks():
    found = arena.compare(bowl, {"gd": methods.gd}, rates=[0.01], budget=1000, tuning_seeds=1, judging_seeds=1)
    assert len(found.marks) == MARKS + 1 and set(np.diff(found.marks)) == {1000 // MARKS}
    path = descend(*bowl(found.runs[0].seed), methods.gd(0.01), steps=1000)
    assert list(found.runs[0].values) == path.values[:: 1000 // MARKS].tolist()


def steep(x):
    return float(x @ x) + float(x[0] ** 4), 2 * x + np.array([4 * x[0] ** 3, 0.0])


@pytest.mark.parametrize("rule", [Steepest(), BFGS(), Newton(damping=1.0)], ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("budget", [1, 7, 30])
def test_line_searches_and_second_derivatives_pay_for_what_they_ask(rule, budget):
    def problem(seed):
        return steep, np.random.default_rng(seed).normal(size=2)

    found = arena.compare(
        problem, {"searching": lambda rate: Method(rule, Armijo(initial=rate))}, rates=[4.0], budget=budget, tuning_seeds=1,
        judging_seeds=3,
    )  # fmt: skip
    for run in found.runs:
        spent, costs, points = 0, [0], []

        def counted(x):
            nonlocal spent
            spent += 1
            return steep(x)

        steps = iterate(counted, problem(run.seed)[1], rule, Armijo(initial=4.0))
        while spent <= budget:
            step = next(steps)
            points.append(step.x.copy())
            costs.append(spent)
        affordable = sum(cost <= budget for cost in costs) - 1
        assert run.steps == affordable <= budget
        assert run.score == steep(points[affordable])[0]
        reached = [sum(cost <= mark for cost in costs) - 1 for mark in found.marks]
        assert list(run.values) == [steep(points[k])[0] for k in reached]
    assert budget == 1 or all(run.steps < budget for run in found.runs)


def test_a_step_that_asks_for_more_than_is_left_is_not_taken():
    # Newton's step on a bowl of 3 unknowns costs 1 + 3 gradients where f offers its Hessian.
    class Bowl:
        def __call__(self, x):
            return float(x @ x), 2 * x

        def hessian(self, x):
            return 2 * np.eye(len(x))

    def problem(seed):
        return Bowl(), np.ones(3)

    def score(budget):
        found = arena.compare(
            problem, {"newton": lambda rate: Method(Newton(), Constant(rate))}, rates=[0.5], budget=budget,
            tuning_seeds=[1], judging_seeds=[2],
        )  # fmt: skip
        return found.scores("newton")[0], found.runs[0].steps, found.runs[0].evaluations

    assert score(3) == (3.0, 0, 3)
    assert score(4) == (0.75, 1, 4)
    assert score(7) == (0.75, 1, 7)
    assert score(8) == (0.1875, 2, 8)


class Batches:
    """A mean over data that offers mini-batches; `log` says what was asked."""

    def __init__(self, seed, log):
        self.rng, self.log = np.random.default_rng(seed), log
        self.data = np.random.default_rng(99).normal(size=64)

    def on(self, x, rows):
        e = x[0] - self.data[rows]
        return float(np.mean(e**2)), np.array([2 * np.mean(e)])

    def __call__(self, x):
        self.log.append("whole")
        return self.on(x, slice(None))

    def at(self, k):
        self.log.append(k)
        rows = self.rng.integers(64, size=4)
        return lambda x: self.on(x, rows)


def test_mini_batch_runs_are_judged_by_the_whole_objective():
    log = []
    found = arena.compare(
        lambda seed: (Batches(seed, log), [3.0]), {"sgd": methods.sgd}, rates=[0.1], budget=20, tuning_seeds=[1],
        judging_seeds=[2],
    )  # fmt: skip
    run = found.judged("sgd")[0]
    f = Batches(2, [])
    path = descend(f, [3.0], methods.sgd(0.1), steps=20)
    assert run.score == f(path.end)[0]
    assert list(run.values) == [f(x)[0] for x in path.points]
    assert [k for k in log if k != "whole"] == 2 * list(range(20))  # and step k met batch k


def test_a_score_of_its_own_judges_and_chooses():
    # f pulls to 0, the score likes 1: the smallest rate is best though its f is worst
    def problem(seed):
        return (lambda x: (float(x @ x), 2 * x)), np.ones(1), lambda x: float((x[0] - 1) ** 2)

    found = arena.compare(problem, {"gd": methods.gd}, rates=[0.01, 0.1, 0.4], **SMALL)
    assert found.rates["gd"] == 0.01 and found.own_score
    turned = arena.compare(problem, {"gd": methods.gd}, rates=[0.01, 0.1, 0.4], smaller_is_better=False, **SMALL)
    assert turned.rates["gd"] == 0.4


# --- fairness ---------------------------------------------------------------------------------------------------------


def test_judging_seeds_never_served_tuning(found):
    tuning = {run.seed for run in found.runs if run.tuning}
    judging = {run.seed for run in found.runs if not run.tuning}
    assert len(tuning) == 3 and len(judging) == 6 and not tuning & judging


@pytest.mark.parametrize("judging", [[3, 4], (7, 1, 9)])
def test_seeds_reused_for_judging_are_refused(judging):
    with pytest.raises(ValueError, match=r"judging_seeds must not serve tuning too, got .* in both"):
        arena.compare(bowl, TWO, tuning_seeds=[1, 2, 3], judging_seeds=judging)


def test_the_problem_sees_tuning_seeds_first_and_the_others_only_with_the_chosen_rate():
    asked = []

    def problem(seed):
        asked.append(seed)
        return bowl(seed)

    tried = []

    def factory(rate):
        tried.append(rate)
        return methods.gd(rate)

    found = arena.compare(problem, {"gd": factory}, rates=[0.01, 0.1], tuning_seeds=[1, 2], judging_seeds=[8, 9])
    assert asked == [1, 1, 2, 1, 2, 8, 9]  # once to look at it, two rates on two seeds, then judged
    assert tried == [0.01, 0.01, 0.1, 0.1, 0.1, 0.1]
    assert [run.rate for run in found.judged("gd")] == [0.1, 0.1]


def test_a_lucky_tuning_seed_does_not_count():
    # On seed 1 the large rate is better by construction, on all others worse: judged, it must show.
    def problem(seed):
        curvature = 1.0 if seed == 1 else 15.0
        return (lambda x: (curvature * float(x @ x), 2 * curvature * x)), np.ones(2)

    found = arena.compare(
        problem, {"gd": methods.gd}, rates=[0.01, 0.1], budget=20, tuning_seeds=[1], judging_seeds=[2, 3]
    )
    assert found.rates["gd"] == 0.1
    assert found.rank[0].median > 1 > found.sensitivity["gd"].median.min()


def test_every_contestant_meets_the_same_seeds_and_as_many_rates(found):
    for tuning in (True, False):
        plans = [
            sorted(
                (run.seed, run.rate if tuning else 0)
                for run in found.runs
                if run.label == label and run.tuning == tuning
            )
            for label in found.labels
        ]
        assert plans[0] == plans[1]


def test_unequal_numbers_of_rates_are_refused():
    with pytest.raises(ValueError, match=r"same number of learning rates to try, got \{'gd': 7, 'adam': 2\}"):
        arena.compare(bowl, {"gd": methods.gd, "adam": (methods.adam, [0.1, 0.01])})


def test_grids_of_their_own_may_have_other_rates():
    found = arena.compare(bowl, {"gd": (methods.gd, [0.4, 0.1]), "adam": (methods.adam, [0.01, 0.5])}, **SMALL)
    assert found.sensitivity["gd"].rates.tolist() == [0.1, 0.4]
    assert found.sensitivity["adam"].rates.tolist() == [0.01, 0.5]


def test_a_problem_that_changes_between_contestants_is_refused():
    starts = iter(range(1, 1000))
    with pytest.raises(ValueError, match=r"must return the same whenever it is called, but f\(x0\) was"):
        arena.compare(lambda seed: (bowl(seed)[0], [next(starts)]), TWO, **SMALL)


def test_state_of_a_problem_does_not_pass_from_one_contestant_to_the_next():
    log = []
    kwargs = {"rates": [0.1], "budget": 20, "tuning_seeds": [1], "judging_seeds": [2]}
    found = arena.compare(lambda seed: (Batches(seed, log), [3.0]), {"a": same, "b": same}, **kwargs)
    assert found.scores("a").tolist() == found.scores("b").tolist()


# --- the choice of a rate ---------------------------------------------------------------------------------------------


def made_up(scores, *, judged=None, smaller=True, criterion="median"):
    """A comparison with the given scores: label → (rates, seeds) for tuning, label → (seeds,) for judging."""
    labels = tuple(scores or judged)
    worst = math.inf if smaller else -math.inf

    def run(label, rate, seed, tuning, score):
        return Run(label, rate, seed, tuning, score, score == worst, (1.0, abs(score)), 9, 9, 0.1)

    runs = [
        run(label, 10.0**i, seed, True, float(score))
        for label in labels for i, row in enumerate((scores or {}).get(label, [[1.0]])) for seed, score in enumerate(row)
    ]  # fmt: skip
    runs += [
        run(label, 1.0, 100 + seed, False, float(score))
        for label, row in (judged or {}).items() for seed, score in enumerate(row)
    ]  # fmt: skip
    return Comparison(labels, tuple(runs), (0, 9), criterion, smaller, False)


INF = math.inf


@pytest.mark.parametrize(
    ("criterion", "chosen"), [("median", 1.0), ("mean", 100.0), ("worst", 10.0)], ids=["median", "mean", "worst"]
)
def test_each_criterion_chooses_its_own(criterion, chosen):
    scores = {"a": [[1, 1, 90], [20, 20, 20], [2, 2, 30]]}
    assert made_up(scores, criterion=criterion).rates["a"] == chosen


@pytest.mark.parametrize("criterion", CRITERIA)
def test_larger_may_be_better(criterion):
    found = made_up({"a": [[0.1, 0.2, 0.3], [0.8, 0.9, 0.9], [-INF, -INF, -INF]]}, smaller=False, criterion=criterion)
    assert found.rates["a"] == 10.0


def test_of_equal_rates_the_middle_one_is_chosen():
    assert made_up({"a": [[5], [1], [1], [1], [5]]}).rates["a"] == 100.0
    assert made_up({"a": [[5], [1], [1], [5]]}).rates["a"] == 10.0


@pytest.mark.parametrize(
    ("row", "edge"), [([1, 2, 3], True), ([3, 2, 1], True), ([2, 1, 2], False), ([INF, INF, INF], False)]
)
def test_the_edge_of_the_grid_is_told(row, edge):
    found = made_up({"a": [[score] for score in row]}, judged={"a": [1, 2]})
    assert found.at_edge == {"a": edge}
    assert ("widen the grid" in repr(found)) == edge == ("*" in repr(found))


def test_a_single_rate_is_at_the_edge():
    assert made_up({"a": [[1]]}).at_edge == {"a": True}


# --- divergence -------------------------------------------------------------------------------------------------------


def test_diverged_runs_count_as_worst_and_are_kept():
    found = arena.compare(bowl, {"gd": methods.gd, "wild": (methods.gd, [1e200])}, rates=[0.1], **SMALL)
    assert all(run.diverged and run.score == INF for run in found.judged("wild"))
    assert len(found.judged("wild")) == 6
    row = found.rank[-1]
    assert (row.label, row.diverged, row.median, row.quartiles) == ("wild", 6, INF, (INF, INF))
    assert "6/6" in repr(found) and "∞" in repr(found)
    assert not any(math.isnan(value) for run in found.runs for value in run.values)


def test_a_contestant_that_diverges_on_some_seeds_pays_for_them():
    def problem(seed):  # every second judging seed is too steep for the rate
        curvature = 1e9 if seed % 2 else 0.5
        return (lambda x: (curvature * float(x @ x), 2 * curvature * x)), np.ones(2)

    found = arena.compare(
        problem, {"gd": methods.gd}, rates=[0.5], budget=60, tuning_seeds=[2], judging_seeds=[1, 3, 4]
    )
    assert [run.diverged for run in found.judged("gd")] == [True, True, False]
    assert found.rank[0].median == INF  # the median of two ∞ and a number, not that of the number alone


@pytest.mark.parametrize("smaller", [True, False])
def test_a_score_that_is_not_a_number_counts_as_worst(smaller):
    def problem(seed):
        return (lambda x: (float(x @ x), 2 * x)), np.ones(2), lambda x: float("nan") if x[0] < 0.5 else 1.0

    found = arena.compare(problem, {"gd": methods.gd}, rates=[1e-4, 0.4], smaller_is_better=smaller, **SMALL)
    assert found.rates["gd"] == 1e-4
    assert {run.score for run in found.runs if run.rate == 0.4} == {INF if smaller else -INF}


def test_a_run_whose_last_step_leaves_the_numbers_has_diverged_whatever_its_score():
    def problem(seed):
        return (lambda x: (float(x @ x), 2 * x)), np.ones(2), lambda x: 0.0  # a score that sees nothing

    found = arena.compare(problem, {"gd": methods.gd}, rates=[1e200], budget=1, tuning_seeds=1, judging_seeds=1)
    assert [(run.diverged, run.score, run.values) for run in found.runs] == 2 * [(True, INF, (2.0, INF))]


def refusing(x):
    """An objective that refuses what is not finite, as losses do."""
    if not np.isfinite(x**2).all():
        raise ValueError("y_pred must be finite.")
    return float(x @ x), 2 * x


def test_an_objective_that_refuses_far_points_has_diverged():
    found = arena.compare(lambda seed: (refusing, np.ones(2)), {"gd": methods.gd}, rates=[0.1, 1e80], **SMALL)
    assert {run.diverged for run in found.runs if run.rate == 1e80} == {True}
    assert found.rates["gd"] == 0.1


def test_a_mistake_near_the_start_is_not_divergence():
    def broken(x):
        if x[0] < 0.9:
            raise ValueError("shapes do not fit.")
        return float(x @ x), 2 * x

    with pytest.raises(ValueError, match="shapes do not fit"):
        arena.compare(lambda seed: (broken, np.ones(2)), {"gd": methods.gd}, rates=[0.1], **SMALL)


def test_quartiles_where_some_diverged():
    found = made_up({"a": [[1]]}, judged={"a": [1, 2, 3, 4, INF]})
    assert found.quartiles([1, 2, 3, 4, INF]).tolist() == [2, 3, 4]
    assert found.quartiles([1, 2, INF, INF]).tolist() == [1.75, INF, INF]
    assert made_up({"a": [[1]]}, smaller=False).quartiles([0.5, 0.7, -INF, -INF]).tolist() == [-INF, -INF, 0.55]


def test_quartiles_are_numpys_where_all_is_finite(rng):
    scores = rng.normal(size=(4, 9))
    np.testing.assert_array_equal(quartiles(scores), np.quantile(scores, [0.25, 0.5, 0.75], axis=-1))


# --- honest places ----------------------------------------------------------------------------------------------------


def test_the_sign_test_is_the_binomial_one():
    stats = pytest.importorskip("scipy.stats")
    for wins, losses in [(0, 1), (5, 0), (3, 9), (10, 10), (17, 3)]:
        assert sign_test(wins, losses) == pytest.approx(stats.binomtest(wins, wins + losses).pvalue)
    assert sign_test(0, 0) == 1.0


def test_a_clear_winner_has_the_first_place_alone():
    seeds = np.arange(20.0)
    found = made_up(None, judged={"slow": seeds + 1, "quick": seeds / 2})
    assert found.best == ("quick",)
    assert [(row.label, row.place) for row in found.rank] == [("quick", 1), ("slow", 2)]
    assert found.duel("quick", "slow").better == "quick" == found.duel("slow", "quick").better


def test_equals_share_their_place_though_their_medians_differ(rng):
    found = made_up(None, judged={"a": rng.normal(5, 1, 20), "b": rng.normal(5, 1, 20)})
    assert found.rank[0].median != found.rank[1].median
    assert [row.place for row in found.rank] == [1, 1] and set(found.best) == {"a", "b"}


def test_equals_are_rarely_told_apart():
    # Six copies of one method: over all 15 pairs together, a false "surely better" in at most 5 % of comparisons.
    rng = np.random.default_rng(7)
    wrong = 0
    for _ in range(200):
        found = made_up(None, judged={name: rng.normal(size=12) for name in "abcdef"})
        wrong += len(found.best) < 6
    assert wrong <= 0.05 * 200


def test_five_seeds_can_never_decide_and_the_table_says_so():
    found = made_up(None, judged={"a": [1] * 5, "b": [2] * 5})
    assert found.best == ("a", "b")
    assert "With 5 seeds no difference can be sure; take at least 6." in repr(found)
    assert made_up(None, judged={"a": [1] * 6, "b": [2] * 6}).best == ("a",)


def test_seeds_where_both_diverge_decide_nothing():
    found = made_up(None, judged={"a": [INF] * 10 + [1, 2], "b": [INF] * 10 + [3, 4]})
    assert found.duel("a", "b") == (2, 0, 10, 0.5, None)
    assert made_up(None, judged={"a": [INF] * 12, "b": [3] * 12}).best == ("b",)


def test_larger_scores_win_where_larger_is_better():
    found = made_up(None, judged={"a": [0.9] * 10, "b": [0.8] * 9 + [-INF]}, smaller=False)
    assert found.best == ("a",) and found.duel("b", "a").wins == 0
    assert found.rank[1].median == 0.8


def test_a_label_that_does_not_exist_is_named(found):
    for ask in (
        found.scores,
        found.judged,
        lambda label: found.duel("gd", label),
        lambda label: found.reached(label, 1.0),
    ):
        with pytest.raises(ValueError, match="no contestant is called 'adm'; there are 'gd', 'adam'"):
            ask("adm")


def test_how_soon_a_goal_is_reached():
    found = arena.compare(
        lambda seed: (bowl(seed)[0], [1.0]), {"gd": methods.gd, "still": (methods.gd, [1e-9])}, rates=[0.25], **SMALL
    )
    assert found.reached("gd", 0.25**3 + 1e-12).tolist() == [3.0] * 6  # x halves at each step, f is quartered
    assert found.reached("still", 0.5).tolist() == [INF] * 6


# --- the same everywhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_jobs", [None, 1, 2])
def test_the_number_of_workers_changes_nothing(n_jobs, found):
    pytest.importorskip("joblib")
    again = arena.compare(valley, TWO, rates=[1e-4, 1e-3, 1e-2, 1e-1], n_jobs=n_jobs, **SMALL)
    assert again == found
    assert repr(again) == repr(found)


def test_more_judging_seeds_keep_the_first_ones():
    few, many = (arena.compare(bowl, TWO, **SMALL | {"judging_seeds": n}) for n in (4, 9))
    assert [r.seed for r in few.judged("gd")] == [r.seed for r in many.judged("gd")][:4]
    other = arena.compare(bowl, TWO, seed=1, **SMALL)
    assert not {r.seed for r in other.runs} & {r.seed for r in many.runs}


def test_a_comparison_runs_without_joblib():
    code = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "joblib":
            raise ImportError(name)
sys.meta_path.insert(0, Missing())
import lossopt as lo
problem = lambda seed: (lo.landscapes.booth, [1.0, seed])
kwargs = dict(budget=5, tuning_seeds=[1], judging_seeds=[2])
lo.arena.compare(problem, {"gd": lo.descent.methods.gd}, **kwargs)
try:
    lo.arena.compare(problem, {"gd": lo.descent.methods.gd}, n_jobs=2, **kwargs)
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == 'n_jobs=2 needs joblib: pip install "lossopt[arena]"'


def test_a_dask_cluster_does_the_work_unasked(tmp_path):
    distributed = pytest.importorskip("distributed")
    joblib = pytest.importorskip("joblib")

    def problem(seed):
        (tmp_path / str(os.getpid())).touch()  # who did it
        return valley(seed)

    here = arena.compare(problem, TWO, **SMALL)
    (tmp_path / str(os.getpid())).unlink()
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = arena.compare(problem, TWO, **SMALL)
    assert there == here
    assert len(list(tmp_path.iterdir())) >= 2  # this process only looks at the problem; workers run it


def test_an_interrupt_passes_through():
    calls = iter(range(100))

    def problem(seed):
        if next(calls) == 10:
            raise KeyboardInterrupt
        return bowl(seed)

    with pytest.raises(KeyboardInterrupt):
        arena.compare(problem, TWO, **SMALL)


def test_a_short_comparison_shows_no_bar(capfd):
    arena.compare(bowl, TWO, **SMALL)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("progress", [True, False])
def test_the_bar_counts_every_run(monkeypatch, progress):
    bars = []

    def bar(runs, **facts):
        runs = list(runs)
        bars.append((facts["total"], len(runs), facts["disable"]))
        return runs

    monkeypatch.setattr("tqdm.tqdm", bar)
    arena.compare(bowl, TWO, rates=[0.1, 0.2, 0.3], progress=progress, **SMALL)
    assert bars == [(18, 18, not progress), (12, 12, not progress)]


# --- table and file ---------------------------------------------------------------------------------------------------


def test_time_is_shown_only_when_asked(found):
    plain, timed = repr(found.table()), repr(found.table(time=True))
    assert "seconds" not in plain and "seconds" in timed.splitlines()[2]
    assert found.runs[0].seconds > 0
    assert repr(found) == plain


def test_the_table_speaks_both_languages(found):
    set_language("ko")
    korean = repr(found)
    assert "학습률" in korean and "부호 검정" in korean and "median" not in korean
    set_language("en")
    assert "sign test" in repr(found) and not any("가" <= letter <= "힣" for letter in repr(found))


def test_the_table_has_a_row_for_everyone(found):
    markdown = found._repr_markdown_()
    rows = [line for line in markdown.splitlines() if line.startswith("| ")][2:]
    assert [row.split(" | ")[1] for row in rows] == [row.label for row in found.rank]
    assert "tried 4 learning rates on 3 seeds" in markdown and "evaluate 40 gradients" in markdown
    assert "the best median" in markdown


def test_saved_and_loaded_it_is_the_same(found, tmp_path):
    wild = arena.compare(
        bowl, {"gd": methods.gd, "wild": (methods.gd, [1e200])}, rates=[0.1], smaller_is_better=False, **SMALL
    )
    for number, comparison in enumerate((found, wild)):
        path = tmp_path / f"{number}.json"
        comparison.save(path)
        again = arena.load(str(path))
        assert again == comparison and repr(again) == repr(comparison)
        assert [run.seconds for run in again.runs] == [run.seconds for run in comparison.runs]
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)  # strict JSON: no NaN, no Infinity
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0.json", "1.json"]


def test_a_file_is_written_whole_or_not_at_all(found, tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    found.save(path)
    before = path.read_bytes()
    with path.open("rb") as reader:  # whoever reads meanwhile reads the old file to its end
        found.save(path)
        path.write_bytes(before[:9])
        assert reader.read() == before
    found.save(path)

    def interrupted(self, *args, **kwargs):
        with self.open("w") as file:
            file.write("{")
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        found.save(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nonsense", '{"format": "lossopt arena 0"}', '{"format": "lossopt arena 1"}']
)
def test_another_file_is_refused(text, tmp_path):
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"path must be a file that Comparison.save of this version wrote"):
        arena.load(path)


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        arena.load(tmp_path / "none.json")


# --- bad input --------------------------------------------------------------------------------------------------------

NAN = float("nan")
BAD = {
    "no contestants": (dict(contestants={}), "contestants must be a dictionary with at least one"),
    "a list": (dict(contestants=[methods.gd]), "contestants must be a dictionary"),
    "no name": (dict(contestants={" ": methods.gd}), "must have names as keys, got ' '"),
    "a number for a name": (dict(contestants={1: methods.gd}), "must have names as keys, got 1"),
    "a method with its rate": (dict(contestants={"a": methods.gd(0.1)}), r"contestants\['a'\] must be a function"),
    "no factory": (dict(contestants={"a": "gd"}), r"contestants\['a'\] must be a function"),
    "a factory of something": (dict(contestants={"a": lambda rate: rate}), r"contestants\['a'\] must make a Method"),
    "own empty grid": (dict(contestants={"a": (methods.gd, [])}), "rates of 'a' must be at least one"),
    "empty grid": (dict(rates=[]), "rates must be at least one finite number > 0"),
    "a rate twice": (dict(rates=[0.1, 0.1]), "each once"),
    "rate NaN": (dict(rates=[0.1, NAN]), "rates must be at least one finite number"),
    "rate infinite": (dict(rates=[INF]), "rates must be at least one finite number"),
    "rate 0": (dict(rates=[0.0, 0.1]), "finite number > 0"),
    "rate negative": (dict(rates=[-0.1]), "finite number > 0"),
    "rates words": (dict(rates=["a"]), "rates must be a sequence of numbers > 0"),
    "rates a number": (dict(rates=0.1), "rates must be a sequence of numbers > 0"),
    "budget 0": (dict(budget=0), "budget must be a whole number of gradient evaluations ≥ 1, got 0"),
    "budget fraction": (dict(budget=1.5), "budget must be a whole number"),
    "budget True": (dict(budget=True), "budget must be a whole number"),
    "no tuning seeds": (dict(tuning_seeds=0), "tuning_seeds must be a whole number ≥ 1"),
    "empty seeds": (dict(judging_seeds=[]), "judging_seeds must be a whole number ≥ 1, or whole numbers, each once"),
    "a seed twice": (dict(judging_seeds=[1, 1]), "each once"),
    "fractional seed": (dict(judging_seeds=[1.5]), "judging_seeds must be a whole number"),
    "seed negative": (dict(seed=-1), "seed must be a whole number ≥ 0, got -1"),
    "criterion": (dict(criterion="best"), "criterion must be one of 'median', 'mean', 'worst', got 'best'"),
    "problem returns f": (dict(problem=lambda seed: refusing), r"problem\(seed\) must return \(f, x0\)"),
    "f is a number": (dict(problem=lambda seed: (1.0, [1.0])), r"problem\(seed\) must return \(f, x0\)"),
    "score is a number": (dict(problem=lambda seed: (refusing, [1.0], 2)), r"problem\(seed\) must return \(f, x0\)"),
    "score of many": (dict(problem=lambda seed: (refusing, [1.0], lambda x: [1, 2])), "the score must be a single number"),
    "x0 NaN": (dict(problem=lambda seed: (refusing, [NAN])), "x0 must be finite numbers of shape"),
    "x0 empty": (dict(problem=lambda seed: (refusing, [])), "x0 must be finite numbers of shape"),
    "x0 words": (dict(problem=lambda seed: (refusing, ["a"])), "x0 must be finite numbers of shape"),
    "many starts": (dict(problem=lambda seed: (refusing, [[1.0]])), "x0 must be finite numbers of shape"),
    "f NaN at x0": (dict(problem=lambda seed: (lambda x: (NAN, x), [1.0])), "finite at x0, got nan"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_named(change, sentence):
    given = {
        "problem": bowl,
        "contestants": {"gd": methods.gd},
        "budget": 5,
        "tuning_seeds": 2,
        "judging_seeds": 2,
    } | change
    with pytest.raises(ValueError, match=sentence):
        arena.compare(given.pop("problem"), given.pop("contestants"), **given)
