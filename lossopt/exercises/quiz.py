"""`quiz("set")`: questions whose options open to their explanation.

The quiz is Markdown with `<details>` elements: they open with the keyboard, need no JavaScript and no server,
and look alike on the site, in JupyterLab, in Colab and on GitHub.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from lossopt.exercises.core import load_set
from lossopt.language import Text

INTRODUCTION = Text(
    ko="답이라고 생각하는 보기를 펼쳐 보세요. 보기마다 설명이 있습니다.",
    en="Open the option that you think is right; each one holds an explanation.",
)
ANSWERS = Text(ko="정답", en="Answers")


@dataclass(frozen=True)
class Option:
    """One option of a question; `text` is plain (formulas in Unicode), `explanation` is Markdown."""

    text: Text
    explanation: Text
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with three or four options, exactly one of them right."""

    text: Text
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        right = sum(option.right for option in self.options)
        if len(self.options) not in (3, 4) or right != 1:
            raise ValueError(
                f"a question needs 3 or 4 options and exactly one right one, "
                f"got {len(self.options)} with {right} right: {self.text.en!r}."
            )

    @property
    def answer(self) -> str:
        """The letter of the right option."""
        return next(letter for letter, option in self.lettered() if option.right)

    def lettered(self) -> list[tuple[str, Option]]:
        """Return the options with their letters."""
        return list(zip("ABCD", self.options, strict=False))


@dataclass(frozen=True, repr=False)
class Quiz:
    """The questions of a set, shown in the notebook's language."""

    questions: tuple[Question, ...]

    def _repr_markdown_(self) -> str:
        parts = [INTRODUCTION.here()]
        for number, question in enumerate(self.questions, start=1):
            parts.append(f"**{number}.** {question.text.here()}")
            parts += [_details(letter, option) for letter, option in question.lettered()]
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        lines = []
        for number, question in enumerate(self.questions, start=1):
            lines.append(f"{number}. {question.text.here()}")
            lines += [f"   {letter}. {option.text.here()}" for letter, option in question.lettered()]
        answers = " ".join(f"{n}{question.answer}" for n, question in enumerate(self.questions, start=1))
        return "\n".join([*lines, f"{ANSWERS.here()}: {answers}"])


def quiz(set_id: str) -> Quiz:
    """Return the quiz of a set; a set without one or an unknown id raises ValueError.

    >>> len(quiz("gradient-descent").questions) >= 4
    True
    """
    questions = load_set(set_id).questions
    if not questions:
        raise ValueError(f"the exercise set {set_id!r} has no quiz.")
    return Quiz(questions)


def _details(letter: str, option: Option) -> str:
    """Return one option; the blank lines make the explanation Markdown again inside the HTML."""
    mark = "✓" if option.right else "✗"
    summary = html.escape(f"{letter}. {option.text.here()}", quote=False)
    return f"<details>\n<summary>{summary}</summary>\n\n{mark} {option.explanation.here()}\n\n</details>"
