"""A class of two, graded by nbgrader itself: who hands in the solution gets every automatic mark, who hands in nothing gets none.

nbgrader is an optional extra: `pip install 'lossopt[grading]'`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lossopt.language import LANGUAGES
from tools import assignments

pytest.importorskip("nbgrader", reason="nbgrader is not installed; the assignments are tested without it all the same")

SET = "gradient-descent"

# Read in a process of its own, whose Python is that of the tests: what the gradebook says of every submission.
GRADEBOOK = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    assignment = book.find_assignment("{set}")
    marks = {{
        submission.student.id: {{grade.cell.name: [grade.auto_score, grade.cell.max_score] for notebook in submission.notebooks for grade in notebook.grades}}
        for submission in assignment.submissions
    }}
print(json.dumps(marks))
"""


def run(course: Path, *command: str) -> str:
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name
    environment = os.environ | {
        "PATH": scripts,
        "JUPYTER_CONFIG_DIR": str(course / "config"),
        "PYTHONPATH": str(assignments.ROOT),
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=course, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def hand_in(course: Path, student: str, notebook: Path) -> None:
    target = course / "submitted" / student / SET / f"{SET}.ipynb"
    target.parent.mkdir(parents=True)
    shutil.copy(notebook, target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_solved_gets_full_marks_and_untouched_none(language, tmp_path):
    assignments.main(["write", "--to", str(tmp_path)])
    course = tmp_path / "nbgrader" / language
    run(course, "-m", "nbgrader", "generate_assignment", SET)
    hand_in(course, "solved", course / "source" / SET / f"{SET}.ipynb")
    hand_in(course, "untouched", course / "release" / SET / f"{SET}.ipynb")
    hand_in(course, "learner", tmp_path / "learner" / language / f"{SET}.ipynb")  # the file we give out ourselves
    run(course, "-m", "nbgrader", "autograde", SET)
    marks = json.loads(run(course, "-c", GRADEBOOK.format(set=SET)))
    assert set(marks) == {"solved", "untouched", "learner"}
    automatic = {name for name, (score, _) in marks["solved"].items() if score is not None}
    assert len(automatic) >= 3
    assert all(marks["solved"][name][0] == marks["solved"][name][1] > 0 for name in automatic)
    for student in ("untouched", "learner"):
        assert [marks[student][name][0] for name in sorted(automatic)] == [0] * len(automatic)
