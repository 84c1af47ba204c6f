"""The answer is a test: try it on healthy and on sick code, and say which bug slipped through.

Every specimen is tried twice, in an order drawn for each check, under one and the same name: what counts is
what a specimen does. A test must let every healthy one pass and catch every sick one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossopt.exercises import runner
from lossopt.exercises.core import Specimen, Task
from lossopt.exercises.diagnosis import EMPTY, TOO_LONG, code, one_line, paragraphs
from lossopt.exercises.runner import Outcome, TookTooLong
from lossopt.language import Text

BROKE = Text(
    ko="테스트가 판정을 내리지 못하고 오류로 멈추었습니다: `{error}`",
    en="Your test broke off with an error before it could judge: `{error}`",
)
BROKE_AT = Text(ko="오류가 난 줄: `{line}`", en="The line that raised it: `{line}`")
ON = Text(ko="시험하던 코드: **{name}**.", en="The code it was trying: **{name}**.")
ASSERTS = Text(
    ko="`assert`가 실패해 오류로 멈추었습니다. 여기서는 `assert` 대신 틀린 코드면 `True`, 옳은 코드면 `False`를 돌려주세요.",
    en="An `assert` failed and stopped it. Here, return `True` for wrong code and `False` for right code instead.",
)
NO_VERDICT = Text(
    ko="`True`나 `False`가 아니라 `None`이 돌아왔습니다. 어느 길로 끝나든 `return`이 있어야 합니다.",
    en="`None` came back, not `True` or `False`: every way through your test needs a `return`.",
)
NOT_A_VERDICT = Text(
    ko="판정은 `True`나 `False` 하나여야 하는데 `{kind}` 값이 왔습니다. 배열이라면 `np.any`나 `np.all`로 하나로 모으세요.",
    en="The verdict must be one `True` or `False`, but a `{kind}` came. An array becomes one with `np.any` or `np.all`.",
)
FLAKY = Text(
    ko="똑같은 코드를 한 번은 틀렸다고, 한 번은 옳다고 했습니다. 난수의 씨앗을 고정하고 함수 밖의 변수를 쓰지 마세요.",
    en="It called the very same code wrong once and right once: fix the seed of random numbers, and use no variable from outside.",
)
ALWAYS = Text(
    ko="옳은 코드까지 모두 틀렸다고 합니다. 늘 울리는 경보는 아무것도 알려 주지 않습니다.",
    en="It calls everything wrong, the right code too. An alarm that always rings tells nothing.",
)
NEVER = Text(
    ko="모두 옳다고 합니다. 아직 버그를 하나도 잡지 못했습니다.",
    en="It calls everything right: not one bug is caught yet.",
)
REVERSED = Text(
    ko="정확히 거꾸로입니다. 틀린 코드에 `True`, 옳은 코드에 `False`를 돌려주세요.",
    en="Exactly the wrong way round: return `True` for wrong code and `False` for right code.",
)
REJECTED = Text(
    ko="옳은 코드를 틀렸다고 합니다: **{name}**. {hint}",
    en="It calls right code wrong: **{name}**. {hint}",
)
MISSED = Text(
    ko="버그 {bugs}개 가운데 {caught}개를 잡았습니다. 빠져나간 버그: **{name}**. {hint}",
    en="{caught} of {bugs} bugs caught. One that slips through: **{name}**. {hint}",
)


class Subject:
    """A specimen as the learner's test sees it: callable, and nameless."""

    def __init__(self, function: Callable[..., Any], name: str) -> None:
        self._function, self.__name__ = function, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the specimen."""
        return self._function(*arguments, **named)

    def __repr__(self) -> str:
        return self.__name__


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a test, and what it printed where that shows."""

    text: Text
    printed: str = ""


def judge(task: Task, answer: Callable[..., Any], seed: int) -> Judgement | None:
    """Return what is wrong with a learner's test; None if it tells every sick specimen from every healthy one."""
    order = _order(task, seed)
    name = task.parameters[0]
    outcomes = runner.run_all(answer, [(Subject(specimen.function, name),) for specimen in order])
    return _unusable(order, outcomes) or _misjudged(task, order, [bool(outcome.value) for outcome in outcomes])


def _order(task: Task, seed: int) -> list[Specimen]:
    """Return every specimen twice: a test that remembers or draws at random must not pass by luck."""
    rng = np.random.default_rng(seed)
    return [task.specimens[place] for _ in range(2) for place in rng.permutation(len(task.specimens))]


def _unusable(order: Sequence[Specimen], outcomes: Sequence[Outcome]) -> Judgement | None:
    """Return why there is no verdict on some specimen."""
    if isinstance(outcomes[0].error, NotImplementedError):
        return Judgement(EMPTY)
    if isinstance(outcomes[-1].error, TookTooLong):
        return Judgement(TOO_LONG.format(seconds=runner.SECONDS))
    tried = sorted(zip(order, outcomes, strict=True), key=lambda pair: pair[0].sick)  # the healthy ones first
    for specimen, outcome in tried:
        if outcome.error is not None:
            return Judgement(_broken(specimen, outcome, outcome.error), outcome.printed)
    for _, outcome in tried:
        if outcome.value is None:
            return Judgement(NO_VERDICT, outcome.printed)
        if not isinstance(outcome.value, bool | np.bool_):
            return Judgement(NOT_A_VERDICT.format(kind=type(outcome.value).__name__), outcome.printed)
    return None


def _broken(specimen: Specimen, outcome: Outcome, error: BaseException) -> Text:
    if isinstance(error, AssertionError):
        return ASSERTS
    at = [BROKE_AT.format(line=code(outcome.line))] if outcome.line else []
    return paragraphs([BROKE.format(error=one_line(error)), *at, _about(ON, specimen)])


def _misjudged(task: Task, order: Sequence[Specimen], verdicts: Sequence[bool]) -> Judgement | None:
    said = dict(zip(map(id, order), verdicts, strict=True))  # of each specimen, its second verdict
    if any(said[id(specimen)] != verdict for specimen, verdict in zip(order, verdicts, strict=True)):
        return Judgement(FLAKY)
    if len(set(verdicts)) == 1:
        return Judgement(ALWAYS if verdicts[0] else NEVER)
    wrong = [specimen for specimen in task.specimens if said[id(specimen)] != specimen.sick]
    if len(wrong) == len(task.specimens):
        return Judgement(REVERSED)
    for specimen in wrong:
        if not specimen.sick:
            return Judgement(_about(REJECTED, specimen))
    bugs = sum(specimen.sick for specimen in task.specimens)
    return Judgement(_about(MISSED, wrong[0], bugs=bugs, caught=bugs - len(wrong))) if wrong else None


def _about(template: Text, specimen: Specimen, **numbers: int) -> Text:
    ko = template.ko.format(name=specimen.name.ko, hint=specimen.hint.ko, **numbers)
    en = template.en.format(name=specimen.name.en, hint=specimen.hint.en, **numbers)
    return Text(ko=ko, en=en)
