"""Every set of exercises, found through the registry: a new set is held to all of this without a new test."""

from __future__ import annotations

import inspect
import itertools
import pkgutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from markdown_it import MarkdownIt
from nbclient import NotebookClient

import lossopt.exercises
from lossopt.exercises import CheckFailed, Mistake, Option, Question, Quiz, Task, Verdict, check, quiz, runner
from lossopt.exercises.check import check_task
from lossopt.exercises.core import MACHINERY, find_task, load_set, set_ids
from lossopt.exercises.diagnosis import show
from lossopt.language import LANGUAGES, Text, set_language

SETS = [load_set(each) for each in set_ids()]
TASKS = [task for each in SETS for task in each.tasks]
MISTAKES = [(task, mistake) for task in TASKS for mistake in task.mistakes]
QUESTIONS = [(each.id, number, question) for each in SETS for number, question in enumerate(each.questions)]

every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
every_function_task = pytest.mark.parametrize(
    "task", [task for task in TASKS if not task.specimens], ids=lambda task: task.id
)
every_mistake = pytest.mark.parametrize(
    "task, mistake", MISTAKES, ids=[f"{task.id}:{mistake.function.__name__}" for task, mistake in MISTAKES]
)
every_question = pytest.mark.parametrize(
    "question", [question for *_, question in QUESTIONS], ids=[f"{each}-{number}" for each, number, _ in QUESTIONS]
)
every_language = pytest.mark.parametrize("language", LANGUAGES)


# --- every set --------------------------------------------------------------------------------------------


def test_every_file_beside_the_machinery_is_a_set():
    names = {module.name for module in pkgutil.iter_modules(lossopt.exercises.__path__)}
    assert names >= MACHINERY
    assert {name.replace("_", "-") for name in names - MACHINERY} == set(set_ids()) != set()
    assert [each.id for each in SETS] == list(set_ids())


def test_ids_say_their_set_and_are_unique():
    assert all(task.id.startswith(f"{each.id}/") for each in SETS for task in each.tasks)
    assert len({task.id for task in TASKS}) == len(TASKS)


def test_sets_are_loaded_when_first_asked_for():
    code = "import sys, lossopt.exercises as e; print([m for m in sys.modules if m.endswith('gradient_descent')])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@every_task
def test_the_solution_passes_on_any_input(task: Task):
    for seed in range(50):
        verdict = check_task(task, task.solution, seed)
        assert verdict.passed, verdict


@every_function_task
@pytest.mark.parametrize(
    "kind", [lambda value: np.asarray(value).tolist(), np.float32, np.asarray], ids=["list", "float32", "array"]
)
def test_the_solution_passes_in_any_kind_of_number_or_list(task: Task, kind):
    for seed in range(3):
        assert check_task(task, lambda *given: kind(task.solution(*given)), seed).passed


@every_mistake
@every_language
def test_a_mistake_gets_its_own_hint_and_no_other(task: Task, mistake: Mistake, language):
    set_language(language)
    others = [other.hint.here() for other in task.mistakes if other is not mistake]
    for seed in range(6):
        verdict = check_task(task, mistake.function, seed)
        assert not verdict.passed
        assert verdict.message.startswith(f"✗ {task.title.here()}: {mistake.hint.here()}")
        assert not any(other in verdict.message for other in others)


@every_function_task
def test_inputs_tell_the_mistakes_from_the_solution_and_from_one_another(task: Task):
    for seed in range(100):
        calls = task.inputs(seed)
        functions = [task.solution, *(mistake.function for mistake in task.mistakes)]
        done = [[runner.run(function, arguments) for arguments in calls] for function in functions]
        assert all(outcome.error is None for outcomes in done for outcome in outcomes)
        assert all(np.isfinite(outcome.value).all() for outcome in done[0])
        for (i, one), (j, other) in itertools.combinations(enumerate(done), 2):
            assert any(map(differ, one, other)), (seed, functions[i].__name__, functions[j].__name__)


def differ(one: runner.Outcome, other: runner.Outcome) -> bool:
    """Whether two outcomes are clearly not the same, a hundred times farther apart than a check needs."""
    if one.changed != other.changed or np.shape(one.value) != np.shape(other.value):
        return True
    mine, theirs = np.asarray(one.value), np.asarray(other.value)
    finite = np.isfinite(theirs)
    if not np.array_equal(np.isfinite(mine), finite):
        return True
    scale = np.max(np.abs(theirs[finite]), initial=0.0)
    return bool(np.max(np.abs(mine[finite] - theirs[finite]), initial=0.0) > 1e-4 * scale)


@every_task
def test_hints_are_distinct_and_plain(task: Task):
    for language in LANGUAGES:
        hints = [each.hint.in_(language) for each in (*task.mistakes, *task.specimens)]
        assert len(set(hints)) == len(hints) > 0
        assert not any("$" in hint or "\n" in hint for hint in hints)  # they are read as plain text too
    assert all(each.hint.ko != each.hint.en for each in (*task.mistakes, *task.specimens))


@every_mistake
def test_a_verdict_never_shows_what_would_be_right(task: Task, mistake: Mistake):
    for seed in range(5):
        calls = task.inputs(seed)
        right = {show(task.solution(*arguments)) for arguments in calls}
        given = {show(runner.run(mistake.function, arguments).value) for arguments in calls}
        message = check_task(task, mistake.function, seed).message
        assert not any(f"`{value}`" in message for value in right - given)
        assert inspect.getsource(task.solution).splitlines()[-1].strip() not in message


@every_task
@every_language
def test_the_same_words_every_time_when_right(task: Task, language):
    set_language(language)
    messages = {check_task(task, task.solution).message for _ in range(5)}
    assert len(messages) == 1 and messages.pop().startswith(f"✓ {task.title.here()}")


@every_task
def test_the_stub_fails_politely(task: Task):
    def stub(*arguments):
        raise NotImplementedError

    assert "Still empty" in check_task(task, stub).message
    assert "`" not in check_task(task, stub).message.replace("`raise NotImplementedError`", "")


# --- inputs -----------------------------------------------------------------------------------------------


def spy(seen: list):
    def step(w, grad, learning_rate):
        seen.append((w.copy(), grad.copy(), learning_rate))
        return w - learning_rate * grad

    return step


def test_every_check_draws_afresh():
    first, second = [], []
    check("gradient-descent/step", spy(first))
    check("gradient-descent/step", spy(second))
    rates = [learning_rate for *_, learning_rate in first[:-1] + second[:-1]]  # the last call repeats the first
    assert len(set(rates)) == len(rates) == 20


def test_a_seed_repeats_the_inputs_and_the_message_gives_it():
    message = check("gradient-descent/step", lambda w, grad, learning_rate: w, seed=7).message
    assert 'lo.check("gradient-descent/step", step, seed=7)' in message
    assert message == check("gradient-descent/step", lambda w, grad, learning_rate: w, seed=7).message
    assert message != check("gradient-descent/step", lambda w, grad, learning_rate: w, seed=8).message


# --- any wrong answer -------------------------------------------------------------------------------------


def right(w, grad, learning_rate):
    return w - learning_rate * grad


def prefix(verdict: Verdict) -> str:
    """The verdict's first sentence, without the evidence, which may quote the test itself."""
    return verdict.message.split("\n\n")[0]


POLITE = {
    "nothing returned": (lambda w, grad, learning_rate: None, "return"),
    "a number for an array": (lambda w, grad, learning_rate: 1.5, ("수 하나가", "one number came")),
    "parts that do not fit": (lambda w, grad, learning_rate: (w, 1.5), "`tuple`"),
    "another order": (
        lambda w, grad, learning_rate: right(w, grad, learning_rate)[::-1],
        ("자리가", "in their places"),
    ),
    "a word": (lambda w, grad, learning_rate: "w", "`str`"),
    "a generator": (lambda w, grad, learning_rate: (each for each in w), "`generator`"),
    "another shape": (lambda w, grad, learning_rate: right(w, grad, learning_rate)[:, np.newaxis], "1)`"),
    "integers": (lambda w, grad, learning_rate: right(w, grad, learning_rate).astype(int), "`int64`"),
    "complex": (lambda w, grad, learning_rate: right(w, grad, learning_rate) + 0j, "`complex128`"),
    "NaN": (lambda w, grad, learning_rate: w * np.nan, "NaN"),
    "infinity": (lambda w, grad, learning_rate: w / np.zeros(len(w)), "NaN"),
    "opposite": (lambda w, grad, learning_rate: -right(w, grad, learning_rate), ("부호", "sign is opposite")),
    "doubled": (lambda w, grad, learning_rate: 2 * right(w, grad, learning_rate), ("2배", "Exactly 2 times")),
    "halved": (lambda w, grad, learning_rate: right(w, grad, learning_rate) / 2, ("1/2배", "Exactly 1/2 times")),
    "not even near": (lambda w, grad, learning_rate: w**2 + 1, "`[0]`"),
    "sometimes": (
        lambda w, grad, learning_rate: right(w, grad, learning_rate) if len(w) < 5 else w,
        ("맞는 입력도", "right for some"),
    ),
    "random": (lambda w, grad, learning_rate: np.random.normal(size=len(w)), ("다른 답", "different answers")),  # noqa: NPY002
    "exception": (lambda w, grad, learning_rate: w @ np.ones(17), "ValueError: matmul"),
    "exit": (lambda w, grad, learning_rate: sys.exit("away"), "SystemExit: away"),
    "too few parameters": (lambda w, grad: w, "step(w, grad, learning_rate)"),
    "too many parameters": (lambda w, grad, learning_rate, more: w, "(w, grad, learning_rate, more)"),
    "no function": (3, "`int`"),
    "the function's result": (np.ones(2), "`ndarray`"),
}


@pytest.mark.parametrize("answer, words", POLITE.values(), ids=POLITE)
def test_a_wrong_answer_is_told_what_is_wrong(answer, words):
    expected = (words, words) if isinstance(words, str) else words
    for seed in range(3):
        verdict = check("gradient-descent/step", answer, seed)
        assert not verdict.passed
        for language, word in zip(LANGUAGES, expected, strict=True):
            text = verdict.text.in_(language)
            assert text.startswith("✗ ") and word in text.split("\n\n")[0], text
            assert not any(
                mistake.hint.in_(language) in text for mistake in find_task("gradient-descent/step").mistakes
            )


@pytest.mark.parametrize("kind", [list, tuple, lambda w: w.astype(np.float32), lambda w: [float(each) for each in w]])
def test_a_list_will_do_for_an_array_and_float32_for_float64(kind):
    for seed in range(3):
        assert check("gradient-descent/step", lambda *given: kind(right(*given)), seed).passed


ROWS = {
    "transposed": (lambda x: np.outer([1, 2], x).T, ("행과 열이", "rows and columns")),
    "the last row": (lambda x: 2 * x, ("마지막 행만", "last row alone")),
    "the same row twice": (lambda x: np.array([x, x]), ("모든 행이", "Every row is the same")),
    "rows in another order": (lambda x: np.outer([2, 1], x), ("자리가", "in their places")),
    "one row too many": (lambda x: np.outer([1, 2, 3], x), "`(3, 3)`"),
}


@pytest.mark.parametrize("answer, words", ROWS.values(), ids=ROWS)
def test_what_is_wrong_with_rows_is_told(answer, words):
    task = toy(solution=lambda x: np.outer([1, 2], x))
    for language, word in zip(LANGUAGES, (words, words) if isinstance(words, str) else words, strict=True):
        assert word in check_task(task, answer).text.in_(language).split("\n\n")[0]


def test_several_numbers_where_one_is_asked_for():
    assert "is a sum or a mean missing" in check_task(toy(solution=lambda x: x.sum()), lambda x: x).message


def test_an_exception_names_the_learners_line():
    def helper(w):
        return w["x"]  # the learner's own deepest line

    def step(w, grad, learning_rate):
        return helper(w)

    assert 'return w["x"]' in check("gradient-descent/step", step).message


def test_an_exception_of_a_function_without_source_is_told_too():
    message = check("gradient-descent/step", np.frompyfunc(lambda a, b, c: {}[a], 3, 1)).message
    assert "KeyError" in message and "``" not in message


def test_a_buffer_that_is_used_again_is_read_after_every_call():
    buffers: dict[int, np.ndarray] = {}

    def step(w, grad, learning_rate):
        buffer = buffers.setdefault(len(w), np.empty(len(w)))
        return np.subtract(w, learning_rate * grad, out=buffer)

    assert check("gradient-descent/step", step).passed


def test_numpys_error_settings_of_the_learner_do_not_reach_the_mistakes():
    with np.errstate(all="raise"):
        assert (
            "You divide by the learning rate"
            in check("gradient-descent/step", lambda w, grad, learning_rate: w - grad / learning_rate).message
        )
        assert "NaN" in prefix(check("gradient-descent/step", lambda w, grad, learning_rate: w / 0))


def test_an_exception_that_cannot_be_printed_is_still_told():
    class Rude(Exception):
        def __str__(self):
            raise RuntimeError

    def step(w, grad, learning_rate):
        raise Rude

    assert "`Rude`" in check("gradient-descent/step", step).message


def test_long_messages_are_cut():
    def step(w, grad, learning_rate):
        raise ValueError("x" * 10_000_000)

    assert len(check("gradient-descent/step", step).message) < 1500
    assert len(check("gradient-descent/step", lambda *arguments: "x" * 10_000_000).message) < 1500


def test_printing_does_not_flood_the_notebook(capsys):
    def step(w, grad, learning_rate):
        print("looking at `w`", "y" * 100_000)
        return w

    message = check("gradient-descent/step", step).message
    assert "Printed: `looking at 'w' yyy" in message and len(message) < 1500
    assert check("gradient-descent/step", lambda *given: (print("hello"), right(*given))[1]).passed
    assert capsys.readouterr().out == ""


def test_warnings_do_not_reach_the_notebook(recwarn):
    def step(w, grad, learning_rate):
        warnings.warn("deprecated", stacklevel=2)
        return w / 0

    check("gradient-descent/step", step)
    assert len(recwarn) == 0


def test_an_endless_loop_is_stopped_even_if_it_catches_everything(monkeypatch):
    def step(w, grad, learning_rate):
        caught, deadline = 0, time.monotonic() + 3
        while time.monotonic() < deadline:  # endless enough, and a broken limit fails instead of hanging
            try:
                sum(range(1000))
            except BaseException:
                caught += 1
                if caught == 2:
                    raise

    monkeypatch.setattr(runner, "SECONDS", 0.2)
    before, start = signal.getsignal(signal.SIGALRM), time.monotonic()
    assert "within 0.2 seconds" in check("gradient-descent/step", step).message
    assert time.monotonic() - start < 3
    assert signal.getsignal(signal.SIGALRM) is before and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_check_works_in_another_thread_without_the_alarm():
    found: list[Verdict] = []
    thread = threading.Thread(target=lambda: found.append(check("gradient-descent/step", right)))
    thread.start()
    thread.join()
    assert found[0].passed


def test_answers_with_other_forms_of_parameters_pass():
    assert check("gradient-descent/step", lambda w, grad, *, learning_rate=0.1, **more: w).passed is False
    assert check("gradient-descent/step", lambda *given: right(*given)).passed
    assert check("gradient-descent/step", lambda w, g, eta, unused=None: right(w, g, eta)).passed


# --- in place: what no task of the sets needs to list -----------------------------------------------------


def toy(**changes) -> Task:
    """A task beside the registry, for what the generic diagnosis says."""
    settings = {
        "id": "toy/double",
        "title": Text(ko="두 배", en="Double"),
        "solution": lambda x: 2 * x,
        "mistakes": (Mistake(lambda x: x + 2, Text(ko="더했습니다.", en="You add.")),),
        "draw": lambda rng: (rng.normal(size=3),),
    }
    return Task(**{**settings, **changes})


def doubling_in_place(x):
    x *= 2
    return x


def adding_in_place(x):
    x += 2
    return x


def test_changing_the_input_is_noticed_when_the_value_is_right_and_when_it_is_not():
    assert (
        "The value is right, but the array that was handed in (`x`) has changed"
        in check_task(toy(), doubling_in_place).message
    )
    assert "You add. It also changes the array that was handed in (`x`)." in check_task(toy(), adding_in_place).message


def test_two_in_place_mistakes_do_not_share_a_hint():
    listed = (
        Mistake(adding_in_place, Text(ko="제자리 더하기", en="Added in place.")),
        Mistake(lambda x: x + 2, Text(ko="더하기", en="Added.")),
    )
    assert "Added in place." in check_task(toy(mistakes=listed), adding_in_place).message
    assert "Added." in check_task(toy(mistakes=listed), lambda x: x + 2).message


def test_inputs_that_are_lists_and_functions_are_watched_too():
    task = toy(solution=lambda f, xs: f(xs[0]), draw=lambda rng: (np.sum, [rng.normal(size=2)]))

    def clearing(f, xs):
        value = f(xs[0])
        xs[0][:] = 0
        return value

    assert check_task(task, task.solution).passed
    assert "(`xs`) has changed" in check_task(task, clearing).message


# --- the verdict ------------------------------------------------------------------------------------------


def test_a_verdict_is_a_truth_a_sentence_and_markdown():
    for verdict in (check("gradient-descent/step", right), check("gradient-descent/step", lambda *given: None)):
        assert bool(verdict) is verdict.passed
        assert repr(verdict) == verdict._repr_markdown_() == verdict.message
        assert verdict.message[0] == ("✓" if verdict else "✗")


def test_a_verdict_speaks_the_language_in_use():
    verdict = check("gradient-descent/step", right)
    set_language("ko")
    assert verdict.message == "✓ 한 걸음: 맞습니다."
    set_language("en")
    assert verdict.message == "✓ One step: correct."


def test_a_required_check_raises_only_when_wrong():
    assert check("gradient-descent/step", right).require() is None
    with pytest.raises(CheckFailed, match="learning rate is missing"):
        check("gradient-descent/step", lambda w, grad, learning_rate: w - grad).require()
    assert issubclass(CheckFailed, AssertionError)


def test_jupyter_shows_a_failed_check_without_a_traceback():
    source = (
        "import lossopt as lo\nlo.check('gradient-descent/step', lambda w, grad, learning_rate: w - grad).require()"
    )
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(nb, timeout=60, kernel_name="python3", allow_errors=True).execute()
    error = nb.cells[0].outputs[-1]
    assert error.ename == "CheckFailed"
    assert len(error.traceback) == 1 and error.traceback[0].startswith("CheckFailed: ✗ One step: The learning rate")


def test_unknown_ids_are_answered_with_near_ones():
    with pytest.raises(ValueError, match=r"'gradient-descent/stepp': did you mean 'gradient-descent/step'"):
        check("gradient-descent/stepp", right)
    with pytest.raises(ValueError, match=r"'gradient_descent/fit': did you mean 'gradient-descent/fit'"):
        check("gradient_descent/fit", right)
    with pytest.raises(ValueError, match=r"expected one of .*'gradient-descent/step'"):
        check(right, "gradient-descent/step")
    with pytest.raises(ValueError, match=r"'gradient-decent': did you mean 'gradient-descent'"):
        quiz("gradient-decent")


# --- the quizzes ------------------------------------------------------------------------------------------


@every_question
@every_language
def test_options_differ_and_each_is_explained(question: Question, language):
    texts = [option.text.in_(language) for option in question.options]
    explanations = [option.explanation.in_(language) for option in question.options]
    assert len(set(texts)) == len(texts)
    assert len(set(explanations)) == len(explanations)
    assert not any("$" in text or "`" in text for text in texts)  # a summary is no Markdown


@every_question
def test_both_languages_are_written(question: Question):
    for option in question.options:
        assert option.explanation.ko != option.explanation.en
        assert any("가" <= letter <= "힣" for letter in option.explanation.ko)
        assert not any("가" <= letter <= "힣" for letter in option.explanation.en + option.text.en)
    assert any("가" <= letter <= "힣" for letter in question.text.ko)


def test_a_question_has_exactly_one_right_option():
    text = Text(ko="가", en="a")
    right, wrong = Option(text, text, right=True), Option(text, text)
    for options in ((wrong, wrong, wrong), (right, right, wrong), (right, wrong), (right, wrong, wrong, wrong, wrong)):
        with pytest.raises(ValueError, match="exactly one right"):
            Question(text, options)


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.id)
def test_a_quiz_has_four_questions_and_no_favourite_letter(each):
    assert len(each.questions) >= 4
    letters = [question.answer for question in each.questions]
    assert len(set(letters)) >= 3


@every_question
@every_language
def test_the_right_option_is_not_told_by_its_length(question: Question, language):
    right = next(len(option.text.in_(language)) for option in question.options if option.right)
    assert right <= 2.5 * max(len(option.text.in_(language)) for option in question.options if not option.right)


class Elements(HTMLParser):
    """Follows the elements of a page: which are open, and the text of every summary and every option."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.options: list[dict[str, str]] = []

    def handle_starttag(self, tag, attributes):
        if tag == "summary":
            assert self.open[-1] == "details"  # the first child, or a browser shows its own word
        if tag == "details":
            assert not self.open, "an option inside another element"
            self.options.append({"summary": "", "body": ""})
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "details" in self.open:
            self.options[-1]["summary" if "summary" in self.open else "body"] += data


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.id)
@every_language
def test_a_quiz_is_well_formed_and_opens_without_a_script(each, language):
    set_language(language)
    markdown = quiz(each.id)._repr_markdown_()
    page = MarkdownIt("commonmark").render(markdown)
    elements = Elements()
    elements.feed(page)
    elements.close()
    assert not elements.open
    options = [pair for question in each.questions for pair in question.lettered()]
    assert len(elements.options) == len(options) == page.count("<p>✓") + page.count("<p>✗")
    for shown, (letter, option) in zip(elements.options, options, strict=True):
        assert shown["summary"] == f"{letter}. {option.text.here()}"
        assert shown["body"].strip().startswith("✓" if option.right else "✗")
    assert "script" not in page and " on" not in "".join(part.split(">")[0] for part in page.split("<"))
    for question in each.questions:
        assert question.text.here().split(".")[0].split("&")[0][:12] in page


def test_a_summary_is_escaped():
    text = Text(ko="가 < 나 & <b>", en="a < b & <b>")
    shown = Quiz((Question(text, (Option(text, text, right=True), Option(text, text), Option(text, text))),))
    assert "<summary>A. a &lt; b &amp; &lt;b&gt;</summary>" in shown._repr_markdown_()


def test_the_plain_quiz_holds_questions_options_and_answers():
    text = repr(quiz("gradient-descent"))
    assert text.count("\n   A. ") == len(load_set("gradient-descent").questions)
    assert text.splitlines()[-1] == "Answers: 1B 2A 3C 4D 5B"
    set_language("ko")
    assert "정답: 1B" in repr(quiz("gradient-descent"))
