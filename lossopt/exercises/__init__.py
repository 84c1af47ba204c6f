"""Exercises that answer at once: `check` an answer, read a `quiz`.

One file per set beside this one (`gradient_descent.py` holds "gradient-descent"); a set is found by its file's
name, so a new set is a new file and nothing else. How a set is written: `core.py`.
"""

from lossopt.exercises.check import CheckFailed, Verdict, check
from lossopt.exercises.core import ExerciseSet, Mistake, Specimen, Task, load_set, set_ids
from lossopt.exercises.quiz import Option, Question, Quiz, quiz

__all__ = [
    "CheckFailed",
    "ExerciseSet",
    "Mistake",
    "Option",
    "Question",
    "Quiz",
    "Specimen",
    "Task",
    "Verdict",
    "check",
    "load_set",
    "quiz",
    "set_ids",
]
