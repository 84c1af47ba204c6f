"""`check("set/name", answer)`: is the answer right, and if not, what is the misunderstanding?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lossopt.exercises.core import Arguments, Task, find_task
from lossopt.exercises.diagnosis import code, diagnose, paragraphs, refuse, show
from lossopt.exercises.runner import Outcome, run_all
from lossopt.exercises.trials import judge
from lossopt.language import Text

RIGHT = Text(ko="✓ {title}: 맞습니다.", en="✓ {title}: correct.")
WRONG = Text(ko="✗ {title}: {reason}", en="✗ {title}: {reason}")
INPUT = Text(ko="입력: `{values}`", en="Input: `{values}`")
RETURNED = Text(ko="돌려준 값: `{value}`", en="Returned: `{value}`")
PRINTED = Text(ko="출력한 것: `{text}`", en="Printed: `{text}`")
AGAIN = Text(ko="같은 입력으로 다시 확인: `{call}`", en="To check with the same inputs again: `{call}`")


class CheckFailed(AssertionError):
    """A required check did not pass; its message is the verdict's."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows instead of a traceback: where our code raised helps no learner."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer to an answer: true when it is right, and shown as a sentence."""

    passed: bool
    text: Text

    @property
    def message(self) -> str:
        """The verdict in the notebook's language, as Markdown."""
        return self.text.here()

    def require(self) -> None:
        """Raise CheckFailed unless the answer is right: what a graded cell calls.

        Nothing is returned, because nbgrader reads a graded cell's output as a mark.
        """
        if not self.passed:
            raise CheckFailed(self.message)

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return self.message

    def _repr_markdown_(self) -> str:
        return self.message


def check(task_id: str, answer: object, seed: int | None = None) -> Verdict:
    """Try an answer on fresh inputs and say what is wrong with it.

    `seed` repeats the inputs of an earlier check. Raises ValueError for an id that no task has.

    >>> check("gradient-descent/step", lambda w, grad, learning_rate: w - learning_rate * grad).passed
    True
    """
    return check_task(find_task(task_id), answer, seed)


def check_task(task: Task, answer: Any, seed: int | None = None) -> Verdict:
    """Try an answer to `task`."""
    refusal = refuse(task, answer)
    if refusal is not None:
        return Verdict(False, _filled(WRONG, task, refusal))
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    return _check_test(task, answer, seed) if task.specimens else _check_function(task, answer, seed)


def _check_function(task: Task, answer: Callable[..., Any], seed: int) -> Verdict:
    calls = task.inputs(seed)
    # The last run repeats the first: an answer that depends on more than its input shows here.
    outcomes = run_all(answer, [*calls, calls[0]])
    diagnosis = diagnose(task, calls, outcomes)
    if diagnosis is None:
        # No seed and no numbers here: the stored output of a solved notebook must be the same every time.
        return Verdict(True, _filled(RIGHT, task))
    sentences = [_filled(WRONG, task, diagnosis.text)]
    if diagnosis.call is not None:
        sentences += _evidence(task, calls[diagnosis.call], outcomes[diagnosis.call], seed)
    return Verdict(False, paragraphs(sentences))


def _check_test(task: Task, answer: Callable[..., Any], seed: int) -> Verdict:
    judgement = judge(task, answer, seed)
    if judgement is None:
        return Verdict(True, _filled(RIGHT, task))
    sentences = [_filled(WRONG, task, judgement.text)]
    if judgement.printed.strip():
        sentences.append(PRINTED.format(text=code(judgement.printed)))
    return Verdict(False, paragraphs(sentences))


def _filled(template: Text, task: Task, reason: Text | None = None) -> Text:
    ko = template.ko.format(title=task.title.ko, reason=reason.ko if reason else "")
    en = template.en.format(title=task.title.en, reason=reason.en if reason else "")
    return Text(ko=ko, en=en)


def _evidence(task: Task, arguments: Arguments, outcome: Outcome, seed: int) -> list[Text]:
    """Return the input that shows the mistake best and what came of it; never what would be right."""
    named = zip(task.parameters, arguments, strict=True)
    found = [INPUT.format(values=", ".join(f"{name}={show(value)}" for name, value in named))]
    if outcome.error is None:
        found.append(RETURNED.format(value=show(outcome.value)))
    if outcome.printed.strip():
        found.append(PRINTED.format(text=code(outcome.printed)))
    return [*found, AGAIN.format(call=f'lo.check("{task.id}", {task.name}, seed={seed})')]
