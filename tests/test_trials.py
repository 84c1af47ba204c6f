"""Exercises whose answer is a test: it is tried on healthy and on sick code, and the marks can be trusted."""

from __future__ import annotations

import copy
import inspect
import itertools

import nbformat
import numpy as np
import pytest

import lossopt as lo
from lossopt.exercises import Specimen, Task, load_set, runner, set_ids
from lossopt.exercises.check import check_task
from lossopt.exercises.trials import Subject
from lossopt.language import LANGUAGES, Text, set_language
from tools.notebook_form import BOOK

TASKS = [task for each in set_ids() for task in load_set(each).tasks if task.specimens]
SPECIMENS = [(task, specimen) for task in TASKS for specimen in task.specimens]

every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
every_specimen = pytest.mark.parametrize(
    "task, specimen", SPECIMENS, ids=[f"{task.id}:{specimen.name.en}" for task, specimen in SPECIMENS]
)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def find(name: str) -> Task:
    return next(task for task in TASKS if task.id.endswith(f"/{name}"))


def is_about(subject: Subject, specimen: Specimen) -> bool:
    """Whether a subject holds this specimen or a fresh copy of it."""
    function = subject._function
    return function is specimen.function or (
        not inspect.isfunction(function) and type(function) is type(specimen.function)
    )


def mistaken_about(task: Task, specimen: Specimen):
    """The solution, but wrong about one specimen."""
    return lambda subject: task.solution(subject) != is_about(subject, specimen)


# --- every task that asks for a test ----------------------------------------------------------------------


@every_task
def test_there_is_healthy_code_of_more_than_one_kind_and_many_bugs(task: Task):
    sick = [specimen for specimen in task.specimens if specimen.sick]
    assert len(sick) >= 8 and len(task.specimens) - len(sick) >= 2
    assert not task.mistakes and len(task.parameters) == 1


@every_specimen
@every_language
def test_who_is_wrong_about_a_specimen_is_told_its_name_and_its_hint_and_no_other(task, specimen, language):
    set_language(language)
    message = check_task(task, mistaken_about(task, specimen), 0).message
    assert f"**{specimen.name.here()}**. {specimen.hint.here()}" in message
    others = [each for each in task.specimens if each is not specimen]
    assert not any(other.hint.here() in message or f"**{other.name.here()}**" in message for other in others)
    bugs = sum(each.sick for each in task.specimens)
    if specimen.sick:
        assert f"{bugs - 1}" in message and f"{bugs}" in message


@every_task
def test_names_are_distinct_and_written_twice(task: Task):
    for language in LANGUAGES:
        names = [specimen.name.in_(language) for specimen in task.specimens]
        assert len(set(names)) == len(names)
    for specimen in task.specimens:
        assert any("가" <= letter <= "힣" for letter in specimen.name.ko)
        assert not any("가" <= letter <= "힣" for letter in specimen.name.en + specimen.hint.en)


def crashing(subject):
    raise KeyError("x")


def asserting(subject):
    assert subject is None


def reversed_solution(task: Task):
    return lambda subject: not task.solution(subject)


def falling_off(task: Task):
    return lambda subject: True if task.solution(subject) else None


def flaky(task: Task):
    rng = np.random.default_rng(0)
    return lambda subject: bool(rng.integers(2))


def counting(task: Task):
    """Right the first time round, then always satisfied."""
    tried: list[object] = []

    def test(subject):
        tried.append(subject)
        return len(tried) <= len(task.specimens) and task.solution(subject)

    return test


def stub(subject):
    raise NotImplementedError


def in_full(task: Task):
    return lambda subject: np.array([task.solution(subject)] * 3)


UNUSABLE = {
    "always": (lambda task: lambda subject: True, "calls everything wrong"),
    "never": (lambda task: lambda subject: False, "not one bug is caught"),
    "reversed": (reversed_solution, "wrong way round"),
    "flaky": (flaky, "wrong once and right once"),
    "counting": (counting, "wrong once and right once"),
    "raises": (lambda task: crashing, "KeyError"),
    "asserts": (lambda task: asserting, "An `assert` failed"),
    "nothing": (lambda task: lambda subject: None, "`None` came back"),
    "falls off": (falling_off, "every way through your test needs a `return`"),
    "an array": (in_full, "a `ndarray` came"),
    "a number": (lambda task: lambda subject: 1, "a `int` came"),
    "a word": (lambda task: lambda subject: "wrong", "a `str` came"),
    "itself": (lambda task: lambda subject: subject, "a `Subject` came"),
    "leaves": (lambda task: lambda subject: exit(), "SystemExit"),
    "stub": (lambda task: stub, "Still empty"),
    "two parameters": (lambda task: lambda subject, other: True, f"{'('}subject, other)"),
    "no function": (lambda task: True, "not a function"),
}


@every_task
@pytest.mark.parametrize("make, words", UNUSABLE.values(), ids=UNUSABLE)
def test_a_test_that_cannot_be_used_is_told_why(task: Task, make, words):
    for seed in range(3):
        verdict = check_task(task, make(task), seed)
        assert not verdict.passed
        assert words in verdict.text.en and verdict.text.ko.startswith("✗ ")


def test_a_test_that_never_ends_is_stopped(monkeypatch):
    def loops(subject):
        while True:
            pass

    monkeypatch.setattr(runner, "SECONDS", 0.2)
    assert "within 0.2 seconds" in check_task(TASKS[0], loops).message


def test_an_error_names_the_line_and_the_code_that_was_tried():
    def fragile(loss):
        return loss(np.zeros(1), np.zeros((1, 3))) > "0"

    message = check_task(find("cross-entropy"), fragile).message
    assert 'return loss(np.zeros(1), np.zeros((1, 3))) > "0"' in message
    assert "The code it was trying: **cross-entropy" in message  # one of the two healthy ones: they come first


def test_what_was_printed_is_shown_where_a_test_breaks():
    def chatty(loss):
        print("looking")

    assert "Printed: `looking`" in check_task(TASKS[0], chatty).message


# --- specimens are tried fairly ---------------------------------------------------------------------------

NAME = Text(ko="이름", en="name")


class Counter:
    """A specimen that remembers how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


def toy() -> Task:
    hints = (Text(ko=f"귀띔 {number}", en=f"hint {number}") for number in range(3))
    functions = ((Counter(), True), (lambda: 1, False), (lambda: 3, True))
    specimens = tuple(
        Specimen(function, NAME, hint, sick=sick) for (function, sick), hint in zip(functions, hints, strict=True)
    )
    return Task(id="toy/test", title=NAME, solution=lambda code: (code(), code()) != (1, 1), specimens=specimens)


def test_what_a_specimen_remembers_is_forgotten_before_the_next_trial():
    assert check_task(toy(), toy().solution).passed
    assert check_task(toy(), lambda code: code() != 1).message.count("1 of 2 bugs caught") == 1


def test_a_specimen_does_not_say_which_it_is():
    seen: set[str] = set()

    def curious(code):
        seen.update({repr(code), str(code), code.__name__, str(code.__doc__), type(code).__name__})
        return True

    check_task(toy(), curious)
    assert len(seen) == 3  # its name, its class and the docstring of that


@every_task
def test_the_order_of_the_specimens_is_drawn(task: Task):
    def by_place():
        places = itertools.cycle(task.specimens)
        return lambda subject: next(places).sick

    assert not any(check_task(task, by_place(), seed).passed for seed in range(10))


def test_truth_values_of_numpy_are_verdicts():
    assert check_task(toy(), lambda code: np.bool_(toy().solution(code))).passed


def test_rejecting_right_code_is_told_before_the_bugs_that_slip_through():
    message = check_task(toy(), lambda code: code() == 1).message
    assert "calls right code wrong" in message and "hint 1" in message


# --- the bug clinic ---------------------------------------------------------------------------------------
# A hint says what to add: without it the bug slips through, with it it is caught.


def gradient_test(y, p, rtol=1e-5, atol=0.0, entries=slice(None), calls=1):
    def test(loss):
        grad = [loss(np.array(y), np.array(p))[1] for _ in range(calls)][-1]
        slopes = lo.gradcheck.numeric(lambda p: loss(np.array(y), p), p)
        return not np.allclose(grad[entries], slopes[entries], rtol=rtol, atol=atol)

    return test


def cross_entropy_test(y, z, atol=1e-8):
    def test(loss):
        right = lo.losses.sparse_softmax_cross_entropy(y, z)
        return not np.isclose(loss(np.array(y), np.array(z, dtype=float)), right, atol=atol)

    return test


def walk_test(name, grads, *settings, rows=slice(None), calls=1, atol=1e-12):
    right = next(specimen.function for specimen in find(name).specimens if not specimen.sick)

    def test(code):
        moves = [code(np.array(grads), *settings) for _ in range(calls)][-1]
        return not np.allclose(moves[rows], right(np.array(grads), *settings)[rows], rtol=0, atol=atol)

    return test


def interface_test(y, p, right=None):
    def test(mse):
        try:
            value = mse(y.copy(), p.copy())
        except ValueError:
            return right is not None
        return right is None or not (isinstance(value, float) and np.isclose(value, right))

    return test


Y, P = [1.0, -2.0, 3.0], [1.5, -2.4, 2.1]
Z = [[0.0, 1.0, 3.0], [2.0, 0.5, 0.0], [1.0, 4.0, 0.0]]
GRADS = np.random.default_rng(1).normal(size=(6, 2))
SAME = np.ones((6, 2))
ADAM = (0.1, 0.8, 0.95, 1e-8)
HINTS = {
    "one example": (gradient_test(Y[:1], P[:1]), gradient_test(Y, P), "gradient", "_grad_of_the_sum"),
    "first entry": (gradient_test(Y, P, entries=0), gradient_test(Y, P), "gradient", "_grad_without_the_last"),
    "positive errors": (gradient_test(Y, [2, -1, 4.0]), gradient_test(Y, P), "gradient", "_grad_of_positive_errors"),
    "small errors": (gradient_test(Y, P), gradient_test(Y, [9, -2.4, 2.1]), "gradient", "_grad_clipped"),
    "float targets": (gradient_test(Y, P), gradient_test([1, -2, 3], P), "gradient", "_grad_in_the_targets_dtype"),
    "absolute": (gradient_test(Y, P, atol=1e-8), gradient_test(Y, P), "gradient", "_tiny_and_reversed"),
    "asked once": (gradient_test(Y, P), gradient_test(Y, P, calls=2), "gradient", "_Accumulating"),
    "one row": (cross_entropy_test([2], Z[:1]), cross_entropy_test([2, 0], Z[:2]), "cross-entropy", "_ce_sum"),
    "one class": (
        cross_entropy_test([1], Z[:1]),
        cross_entropy_test([2], Z[:1]),
        "cross-entropy",
        "_ce_index_as_weight",
    ),
    "equal logits": (
        cross_entropy_test([1], np.zeros((1, 3))),
        cross_entropy_test([1], Z[:1]),
        "cross-entropy",
        "_ce_off_by_one",
    ),
    "one row of many": (
        cross_entropy_test([2], Z[:1]),
        cross_entropy_test([2, 0], Z[:2]),
        "cross-entropy",
        "_ce_all_pairs",
    ),
    "guess": (cross_entropy_test([2, 0], Z[:2]), cross_entropy_test([0], Z[:1]), "cross-entropy", "_ce_of_the_guess"),
    "equal twice": (
        cross_entropy_test([1], np.zeros((1, 3))),
        cross_entropy_test([1], [[0, 99, 0]]),
        "cross-entropy",
        "_ce_softmax_twice",
    ),
    "small logits": (
        cross_entropy_test([2, 0, 1], Z),
        cross_entropy_test([0], [[1000, 0]]),
        "cross-entropy",
        "_ce_overflow",
    ),
    "not so wrong": (
        cross_entropy_test([0], Z[:1]),
        cross_entropy_test([0], [[0, 50]]),
        "cross-entropy",
        "_ce_clipped",
    ),
    "wide": (
        cross_entropy_test([0], [[99, 0]], atol=0.01),
        cross_entropy_test([0], [[99, 0]]),
        "cross-entropy",
        "_ce_never_sure",
    ),
    "limit": (
        walk_test("nesterov", np.ones((400, 1)), 0.3, 0.8, rows=-1),
        walk_test("nesterov", np.ones((400, 1)), 0.3, 0.8, rows=0),
        "nesterov",
        "_nesterov_new_velocity",
    ),
    "usual rate": (
        walk_test("nesterov", GRADS, 0.1, 0.8),
        walk_test("nesterov", GRADS, 0.3, 0.8),
        "nesterov",
        "_nesterov_fixed_rate",
    ),
    "usual β": (
        walk_test("nesterov", GRADS, 0.3, 0.9),
        walk_test("nesterov", GRADS, 0.3, 0.8),
        "nesterov",
        "_nesterov_fixed_beta",
    ),
    "two steps": (
        walk_test("nesterov", GRADS[:2], 0.3, 0.8),
        walk_test("nesterov", GRADS[:3], 0.3, 0.8),
        "nesterov",
        "_nesterov_forgetful",
    ),
    "one coordinate": (
        walk_test("nesterov", GRADS[:, :1], 0.3, 0.8),
        walk_test("nesterov", GRADS, 0.3, 0.8),
        "nesterov",
        "_nesterov_shared",
    ),
    "one run": (
        walk_test("nesterov", GRADS, 0.3, 0.8),
        walk_test("nesterov", GRADS, 0.3, 0.8, calls=2),
        "nesterov",
        "_Remembering",
    ),
    "seven digits": (
        walk_test("nesterov", GRADS, 0.3, 0.8, atol=1e-6),
        walk_test("nesterov", GRADS, 0.3, 0.8),
        "nesterov",
        "_nesterov_single",
    ),
    "first correction": (
        walk_test("adam", GRADS[:1], *ADAM),
        walk_test("adam", SAME, *ADAM),
        "adam",
        "_adam_corrected_once",
    ),
    "large gradients": (
        walk_test("adam", 1e5 * GRADS, *ADAM),
        walk_test("adam", 1e-5 * GRADS, *ADAM),
        "adam",
        "_adam_inside",
    ),
    "usual ε": (
        walk_test("adam", GRADS, *ADAM),
        walk_test("adam", GRADS, 0.1, 0.8, 0.95, 0.1),
        "adam",
        "_adam_fixed_eps",
    ),
    "constant": (walk_test("adam", SAME, *ADAM), walk_test("adam", GRADS, *ADAM), "adam", "_adam_swapped"),
    "large only": (
        walk_test("adam", 1e8 * GRADS[:1], *ADAM),
        walk_test("adam", GRADS[:1], *ADAM),
        "adam",
        "_adam_warm",
    ),
    "one sign": (
        walk_test("adam", SAME, *ADAM),
        walk_test("adam", GRADS, *ADAM),
        "adam",
        "_adam_squares_the_mean",
    ),
    "one coordinate of Adam": (
        walk_test("adam", GRADS[:, :1], *ADAM),
        walk_test("adam", GRADS, *ADAM),
        "adam",
        "_adam_one_size",
    ),
    "rising": (
        walk_test("adam", SAME * np.arange(1, 7)[:, None], *ADAM),
        walk_test("adam", SAME / np.arange(1, 7)[:, None] ** 4, *ADAM),
        "adam",
        "_adam_largest",
    ),
    "flat": (
        interface_test(np.ones(2), np.zeros(2), 1.0),
        interface_test(np.ones((2, 2)), np.zeros((2, 2)), 1.0),
        "interface",
        "_one_per_column",
    ),
    "signed": (
        interface_test(np.array([5]), np.array([3]), 4.0),
        interface_test(np.array([5], np.uint8), np.array([3], np.uint8), 4.0),
        "interface",
        "_wrapping",
    ),
    "other length": (
        interface_test(np.ones(3), np.ones(2)),
        interface_test(np.ones(2), np.ones((2, 1))),
        "interface",
        "_broadcasting",
    ),
}


@pytest.mark.parametrize("without, with_it, task, bug", HINTS.values(), ids=HINTS)
def test_a_hint_says_what_a_test_lacked(without, with_it, task, bug):
    (function,) = [
        each.function
        for each in find(task).specimens
        if getattr(each.function, "__name__", type(each.function).__name__) == bug
    ]
    with np.errstate(all="ignore"):
        assert not without(copy.deepcopy(function))
        assert with_it(copy.deepcopy(function))


def test_the_notebooks_solutions_are_tests_of_the_same_bugs():
    for language in LANGUAGES:
        nb = nbformat.read(BOOK / language / "exercises" / "bug-clinic.ipynb", 4)
        cells = {cell.id: cell.source for cell in nb.cells}
        for task in TASKS:
            names: dict[str, object] = {"np": np, "lo": lo}
            exec(cells[task.id.partition("/")[2]], names)
            assert all(check_task(task, names[task.name], seed).passed for seed in range(3))
