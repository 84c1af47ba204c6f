"""From what an answer did to what its author should hear.

First the listed mistakes: an answer that returns on every input what a known mistake returns gets that
mistake's hint. Only then what can be said of any wrong answer: its type, its shape, its sign, its factor.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises import runner
from lossopt.exercises.core import Arguments, Mistake, Task
from lossopt.exercises.runner import Outcome, TookTooLong, run
from lossopt.language import Text

EMPTY = Text(
    ko="아직 비어 있습니다. `raise NotImplementedError`를 지우고 그 자리에 코드를 쓰세요.",
    en="Still empty: replace `raise NotImplementedError` with your code.",
)
NOT_A_FUNCTION = Text(
    ko="함수가 아닙니다(받은 것: `{kind}`). 괄호 없이 함수 이름만 건네세요: `{name}`.",
    en="This is not a function (got `{kind}`). Hand over the function itself, without parentheses: `{name}`.",
)
PARAMETERS = Text(
    ko="`{expected}`처럼 부를 수 있어야 하는데, 지금은 `{given}`입니다.",
    en="It must be possible to call it as `{expected}`; yours is `{given}`.",
)
TOO_LONG = Text(
    ko="{seconds:g}초 안에 끝나지 않았습니다. 끝나지 않는 반복이 있는지 보세요.",
    en="It did not finish within {seconds:g} seconds: is there a loop that never ends?",
)
RAISED = Text(
    ko="실행하다가 오류가 났습니다: `{error}`",
    en="It raised an error: `{error}`",
)
RAISED_AT = Text(
    ko="실행하다가 오류가 났습니다: `{error}`\n\n오류가 난 줄: `{line}`",
    en="It raised an error: `{error}`\n\nThe line that raised it: `{line}`",
)
NO_RETURN = Text(
    ko="아무것도 돌려주지 않았습니다(`None`). `return`을 잊으셨습니다.",
    en="Nothing came back (`None`): the `return` is missing.",
)
NOT_AN_ARRAY = Text(
    ko="NumPy 배열을 돌려주어야 하는데 `{kind}` 값이 왔습니다. 여러 값을 묶었다면 서로 모양이 같아야 배열 하나가 됩니다.",
    en="A NumPy array was expected, but a `{kind}` came. If it holds several values, they need the same shape to form one array.",
)
NOT_A_NUMBER = Text(
    ko="수 하나여야 하는데 `{kind}` 값이 왔습니다.",
    en="One number was expected, but a `{kind}` came.",
)
AN_ARRAY = Text(
    ko="수 하나여야 하는데 값이 여럿 왔습니다(모양 `{actual}`). 합이나 평균을 빠뜨리지 않았는지 보세요.",
    en="One number was expected, but several came (shape `{actual}`): is a sum or a mean missing?",
)
ONE_NUMBER = Text(
    ko="`{expected}` 모양의 배열이어야 하는데 수 하나가 왔습니다.",
    en="An array of shape `{expected}` was expected, but one number came.",
)
TRANSPOSED = Text(
    ko="수는 맞지만 행과 열이 뒤바뀌었습니다. `{expected}` 모양이어야 합니다.",
    en="The numbers are right, but rows and columns have changed places: the shape must be `{expected}`.",
)
LAST_ROW = Text(
    ko="마지막 행만 돌려주었습니다. 행 {rows}개가 모두 필요합니다.",
    en="This is the last row alone: all {rows} rows are asked for.",
)
SAME_ROWS = Text(
    ko="모든 행이 똑같습니다. 한 배열을 제자리에서 고치며 여러 번 담지 않았는지 보세요. 그랬다면 복사본을 담으세요.",
    en="Every row is the same: was one array stored again and again while it changed? Then store copies.",
)
PLACES = Text(
    ko="수는 맞지만 자리가 뒤바뀌었습니다. 순서를 확인하세요.",
    en="The numbers are right, but not in their places: check their order.",
)
SHAPE = Text(
    ko="모양이 다릅니다. `{expected}` 모양이어야 하는데 `{actual}` 모양이 왔습니다.",
    en="The shape differs: `{expected}` was expected, but `{actual}` came.",
)
INTEGER = Text(
    ko="결과가 정수형(`{dtype}`)이라 소수점 아래가 잘렸습니다. 실수형 배열에 담으세요.",
    en="The result holds integers (`{dtype}`), so the decimals are lost: keep it in an array of floats.",
)
COMPLEX = Text(
    ko="복소수(`{dtype}`)가 왔습니다. 결과는 실수여야 합니다.",
    en="Complex numbers came (`{dtype}`), but the result must be real.",
)
NOT_FINITE = Text(
    ko="결과에 NaN이나 무한대가 있습니다. 0으로 나눈 곳이나 값이 넘친 곳을 찾아보세요.",
    en="The result holds NaN or infinity: look for a division by zero or an overflow.",
)
OPPOSITE = Text(
    ko="크기는 맞는데 부호가 반대입니다.",
    en="The size is right, but the sign is opposite.",
)
FACTOR = Text(
    ko="정답의 정확히 {factor}배입니다. 곱하거나 나누는 상수를 다시 보세요.",
    en="Exactly {factor} times the right answer: look again at what you multiply or divide by.",
)
SOMETIMES = Text(
    ko="맞는 입력도 있지만 모든 입력에서 맞지는 않습니다.",
    en="It is right for some inputs, but not for all.",
)
DIFFERENT = Text(ko="값이 다릅니다.", en="The value differs.")
DIFFERENT_FROM = Text(
    ko="값이 다릅니다. 처음 어긋난 자리는 `[{place}]`입니다.",
    en="The values differ, first at `[{place}]`.",
)
CHANGED = Text(
    ko="값은 맞지만 건네받은 배열(`{names}`)의 내용을 바꾸었습니다. 제자리에서 고치지 말고 새 배열을 만드세요.",
    en="The value is right, but the array that was handed in (`{names}`) has changed: make a new array.",
)
CHANGED_TOO = Text(
    ko="또한 건네받은 배열(`{names}`)의 내용도 바꾸었습니다.",
    en="It also changes the array that was handed in (`{names}`).",
)
UNSTEADY = Text(
    ko="같은 입력에 다른 답이 나왔습니다. 함수 밖의 변수나 난수를 쓰고 있지 않은지 보세요.",
    en="The same input gave different answers: does it use random numbers or a variable from outside?",
)


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong, and which call shows it best (None where no call does)."""

    text: Text
    call: int | None = None


def refuse(task: Task, answer: object) -> Text | None:
    """Return why an answer cannot even be tried, or None."""
    if not callable(answer):
        return NOT_A_FUNCTION.format(kind=type(answer).__name__, name=task.name)
    try:
        signature = inspect.signature(answer)
    except (ValueError, TypeError):  # some built-in functions have none: calling will tell
        return None
    try:
        signature.bind(*task.parameters)
    except TypeError:
        given = f"{getattr(answer, '__name__', task.name)}{signature}"
        return PARAMETERS.format(expected=task.signature, given=given)
    return None


def diagnose(task: Task, calls: Sequence[Arguments], outcomes: Sequence[Outcome]) -> Diagnosis | None:
    """Return what is wrong with an answer that was called with each of `calls`; None if nothing is.

    One outcome more than there are calls is a second run of the first: it must give the same.
    """
    if outcomes and isinstance(outcomes[0].error, NotImplementedError):
        return Diagnosis(EMPTY)
    if isinstance(outcomes[-1].error, TookTooLong):
        return Diagnosis(TOO_LONG.format(seconds=runner.SECONDS), min(len(outcomes), len(calls)) - 1)
    if len(outcomes) > len(calls) and not _same(outcomes[0], outcomes[-1], task.rtol):
        return Diagnosis(UNSTEADY, 0)
    outcomes = outcomes[: len(calls)]
    expected = [run(task.solution, arguments).value for arguments in calls]
    wrong = [
        call
        for call, (outcome, value) in enumerate(zip(outcomes, expected, strict=True))
        if outcome.error is not None or not _is_right(outcome.value, value, task.rtol)
    ]
    changed = sorted({position for outcome in outcomes for position in outcome.changed})
    names = ", ".join(task.parameters[position] for position in changed)
    if not wrong and not changed:
        return None
    shown = min(wrong or range(len(calls)), key=lambda call: _size(calls[call]))
    mistake = find_mistake(task, calls, outcomes, expected)
    if not wrong:
        return Diagnosis(mistake.hint if mistake else CHANGED.format(names=names), shown)
    text = mistake.hint if mistake else _describe(task, outcomes, expected, wrong, shown)
    return Diagnosis(_joined(text, CHANGED_TOO.format(names=names)) if changed else text, shown)


def find_mistake(
    task: Task, calls: Sequence[Arguments], outcomes: Sequence[Outcome], expected: Sequence[Any]
) -> Mistake | None:
    """Return the listed mistake that did on every call what the answer did, or None.

    First the values and the arguments that were changed in place must be the same; then, if no mistake fits,
    the values alone. A mistake whose values are right is one for what it changes, so it needs both.
    """
    if any(outcome.error is not None for outcome in outcomes):
        return None
    mine = [outcome.value for outcome in outcomes]
    by_value = None
    for mistake in task.mistakes:
        theirs = [run(mistake.function, arguments) for arguments in calls]
        values = [outcome.value for outcome in theirs]
        if not _all_agree(mine, values, task.rtol):
            continue
        if [outcome.changed for outcome in theirs] == [outcome.changed for outcome in outcomes]:
            return mistake
        if not _all_agree(values, expected, task.rtol):
            by_value = by_value or mistake
    return by_value


# --- what can be said of any wrong answer -----------------------------------------------------------------


def _describe(
    task: Task, outcomes: Sequence[Outcome], expected: Sequence[Any], wrong: Sequence[int], shown: int
) -> Text:
    outcome, value = outcomes[shown], expected[shown]
    if outcome.error is not None:
        error, line = one_line(outcome.error), code(outcome.line)
        return RAISED_AT.format(error=error, line=line) if line else RAISED.format(error=error)
    formal = _describe_form(outcome.value, value) or _describe_places(outcome.value, value, task.rtol)
    if formal is not None:
        return formal
    factor = _common_factor([each.value for each in outcomes], expected, task.rtol)
    if factor == -1:
        return OPPOSITE
    if factor is not None and 0 < abs(factor.numerator) <= 10:  # its denominator is small anyway
        return FACTOR.format(factor=factor)
    if len(wrong) < len(outcomes):
        return SOMETIMES
    place = _first_difference(outcome.value, value, task.rtol)
    return DIFFERENT_FROM.format(place=place) if place else DIFFERENT


def _describe_form(actual: Any, expected: Any) -> Text | None:
    """Return what is wrong with the kind of value, whatever its numbers are."""
    kind = type(actual).__name__
    if actual is None:
        return NO_RETURN
    right, numbers = np.asarray(expected), _numbers(actual)
    if numbers is None:
        return (NOT_AN_ARRAY if right.ndim > 0 else NOT_A_NUMBER).format(kind=kind)
    if numbers.shape != right.shape:
        return _describe_shape(numbers, right)
    if numbers.dtype.kind == "c":
        return COMPLEX.format(dtype=numbers.dtype)
    if numbers.dtype.kind in "iu" and right.dtype.kind == "f":
        return INTEGER.format(dtype=numbers.dtype)
    return None if np.isfinite(numbers).all() else NOT_FINITE


def _describe_shape(numbers: NDArray[Any], right: NDArray[Any]) -> Text:
    """Return what is wrong with a shape: what is missing or turned round, where that can be told."""
    if right.ndim == 0:
        return AN_ARRAY.format(actual=numbers.shape)
    if numbers.ndim == 0:
        return ONE_NUMBER.format(expected=right.shape)
    if numbers.ndim == 2 and _agree(numbers.T, right, 1e-6):
        return TRANSPOSED.format(expected=right.shape)
    if right.ndim == 2 and _agree(numbers, right[-1], 1e-6):
        return LAST_ROW.format(rows=len(right))
    return SHAPE.format(expected=right.shape, actual=numbers.shape)


def _describe_places(actual: Any, expected: Any, rtol: float) -> Text | None:
    """Return what is wrong with where the numbers stand, in an array of the right shape, or None."""
    numbers, right = np.asarray(actual), np.asarray(expected)
    if right.ndim == 2 and np.ptp(right, axis=0).any() and not np.ptp(numbers, axis=0).any():
        return SAME_ROWS
    if right.ndim > 0 and _agree(np.sort(numbers, axis=None), np.sort(right, axis=None), rtol):
        return None if _agree(numbers, right, rtol) else PLACES
    return None


def _common_factor(actual: Sequence[Any], expected: Sequence[Any], rtol: float) -> Fraction | None:
    """Return the simple factor by which every answer differs from the right one, or None."""
    factor: Fraction | None = None
    for mine, right in zip(actual, expected, strict=True):
        a, b = _numbers(mine), np.asarray(right, dtype=float)
        if a is None or a.shape != b.shape or not np.isfinite(a).all() or a.dtype.kind == "c":
            return None
        if not b.any():
            continue  # zero is every multiple of zero
        if factor is None:
            factor = Fraction(float(np.vdot(a, b) / np.vdot(b, b))).limit_denominator(10)
        if not _agree(a, float(factor) * b, rtol):
            return None
    return factor


def _first_difference(actual: Any, expected: Any, rtol: float) -> str:
    a, b = np.asarray(actual), np.asarray(expected)
    if a.ndim == 0:
        return ""
    far = np.abs(a - b) > _tolerance(b, rtol)
    return ", ".join(map(str, np.argwhere(far)[0])) if far.any() else ""


# --- comparing --------------------------------------------------------------------------------------------


def _numbers(value: Any) -> NDArray[Any] | None:
    """Return a value as an array of numbers, or None if it is something else (a truth value, text)."""
    try:
        array = np.asarray(value)
    except Exception:  # whatever a learner's object may raise, ragged lists first of all
        return None
    return array if array.dtype.kind in "iufc" else None


def _agree(mine: Any, other: Any, rtol: float) -> bool:
    """Whether two values are the same numbers in the same shape; infinities and NaN at the same places."""
    if mine is None or other is None:
        return mine is other
    a, b = _numbers(mine), _numbers(other)
    if a is None or b is None or a.shape != b.shape:
        return False
    finite = np.isfinite(b)
    if not np.array_equal(np.isfinite(a), finite) or not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    return bool(np.all(np.abs(a[finite] - b[finite]) <= _tolerance(b[finite], rtol)))


def _all_agree(mine: Sequence[Any], other: Sequence[Any], rtol: float) -> bool:
    return all(_agree(a, b, rtol) for a, b in zip(mine, other, strict=True))


def _same(first: Outcome, again: Outcome, rtol: float) -> bool:
    """Whether two runs on the same input did the same; values that are no numbers are not compared."""
    if _numbers(first.value) is None or _numbers(again.value) is None:
        return type(first.error) is type(again.error) and type(first.value) is type(again.value)
    return _agree(first.value, again.value, rtol)


def _tolerance(numbers: NDArray[Any], rtol: float) -> float:
    """Rounding is relative to the largest entry: a small one may come from the difference of two large ones."""
    return max(rtol * float(np.max(np.abs(numbers), initial=0.0)), 1e-12)


def _is_right(actual: Any, expected: Any, rtol: float) -> bool:
    """Whether a value is right in kind and in numbers; a list will do for an array, an integer for a whole number."""
    numbers = _numbers(actual)
    return numbers is not None and numbers.dtype.kind != "c" and _agree(actual, expected, rtol)


def _size(arguments: Arguments) -> int:
    return sum(np.size(value) for value in arguments if not callable(value))


# --- showing ----------------------------------------------------------------------------------------------


def show(value: Any, characters: int = 300) -> str:
    """Return a value on one line, short enough to read."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        text = np.array2string(value, precision=4, separator=", ", threshold=24, edgeitems=2)
    elif isinstance(value, float | np.floating):
        text = f"{value:.6g}"
    else:
        try:
            text = getattr(value, "__name__", None) or repr(value)
        except Exception:  # a learner's own __repr__ may be broken
            text = type(value).__name__
    text = code(text)
    return text if len(text) <= characters else text[:characters] + " …"


def code(text: str) -> str:
    """Return a text on one line that may stand between backticks."""
    return " ".join(text.replace("`", "'").split())


def one_line(error: BaseException) -> str:
    """Return an exception as its name and message, on one line and short."""
    try:
        text = code(str(error).strip())
    except Exception:  # a learner's own __str__ may be broken
        text = ""
    name = type(error).__name__
    return (f"{name}: {text}" if text else name)[:200]


def _joined(*texts: Text) -> Text:
    return Text(ko=" ".join(text.ko for text in texts), en=" ".join(text.en for text in texts))


def paragraphs(texts: Sequence[Text]) -> Text:
    """Return texts one below the other, as Markdown."""
    return Text(ko="\n\n".join(text.ko for text in texts), en="\n\n".join(text.en for text in texts))
