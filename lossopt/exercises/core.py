"""What an exercise set is made of, and how a set is found.

A set is a module of this package that defines `SET`. A task draws fresh inputs for every check, so an answer
that only fits one example does not pass; and it lists the mistakes that learners make, each written as a
function, so that an answer that behaves like one of them gets the hint for exactly that mistake.

A task may also ask for a *test*, a function that is given code and says whether it is wrong. Its specimens are
the code: some healthy, the others each with one bug (`trials.py`).
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lossopt.language import Text

if TYPE_CHECKING:
    from lossopt.exercises.quiz import Question

# The modules of this package that are no sets.
MACHINERY = {"check", "core", "diagnosis", "quiz", "runner", "trials"}

Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and what to tell them."""

    function: Callable[..., Any]
    hint: Text


@dataclass(frozen=True)
class Specimen:
    """Code that a learner's test is tried on: with one bug (`sick`), or right and perhaps unusual.

    `function` is copied for every trial, so an object that remembers its calls starts anew each time. `name`
    says what it is, and `hint` helps whoever's test judges it wrongly.
    """

    function: Callable[..., Any]
    name: Text
    hint: Text
    sick: bool = True


@dataclass(frozen=True)
class Task:
    """One auto-graded exercise.

    `draw(rng)` returns fresh arguments; it must make every mistake show (a test holds it). `solution` is a
    function with the name and the parameters that the learner's must have. Where a test is asked for, there
    are `specimens` in place of mistakes and nothing is drawn; it returns True for a sick specimen.
    """

    id: str
    title: Text
    solution: Callable[..., Any]
    mistakes: tuple[Mistake, ...] = ()
    draw: Callable[[np.random.Generator], Arguments] = lambda rng: ()
    specimens: tuple[Specimen, ...] = ()
    rtol: float = 1e-6
    draws: int = 10

    @property
    def name(self) -> str:
        """The name that the answer has in the notebook."""
        return self.solution.__name__

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's parameters."""
        return tuple(inspect.signature(self.solution).parameters)

    @property
    def signature(self) -> str:
        """The call as a learner writes it: `step(w, grad, learning_rate)`."""
        return f"{self.name}({', '.join(self.parameters)})"

    def inputs(self, seed: int) -> list[Arguments]:
        """Return the arguments of every call that a check with this seed makes."""
        return [self.draw(np.random.default_rng([seed, number])) for number in range(self.draws)]


@dataclass(frozen=True)
class ExerciseSet:
    """The tasks and the quiz that go with one chapter; `id` is the chapter's file stem."""

    id: str
    title: Text
    tasks: tuple[Task, ...]
    questions: tuple[Question, ...] = ()


def set_ids() -> tuple[str, ...]:
    """Return the ids of all sets, without loading them."""
    package = importlib.import_module(__package__)
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name.replace("_", "-") for name in names if name not in MACHINERY))


@cache
def load_set(set_id: str) -> ExerciseSet:
    """Return a set by its id; an unknown id raises ValueError with the nearest ids."""
    if set_id not in set_ids():
        raise ValueError(_unknown("exercise set", set_id, set_ids()))
    module = importlib.import_module(f"{__package__}.{set_id.replace('-', '_')}")
    found: ExerciseSet = module.SET
    return found


def find_task(task_id: str) -> Task:
    """Return a task by its id, "set/name"; an unknown id raises ValueError with the nearest ids."""
    set_id = task_id.partition("/")[0] if isinstance(task_id, str) else ""
    if set_id in set_ids():
        for task in load_set(set_id).tasks:
            if task.id == task_id:
                return task
    known = [task.id for each in set_ids() for task in load_set(each).tasks]
    raise ValueError(_unknown("exercise", task_id, known))


def _unknown(what: str, given: object, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(given, known, cutoff=0.5) if isinstance(given, str) else []
    if near:
        return f"unknown {what} {given!r}: did you mean {' or '.join(map(repr, near))}?"
    return f"unknown {what} {given!r}: expected one of {', '.join(map(repr, known))}."
