"""A new loss is one definition in one file: its checks, tests and tables follow without another edit.

A module of ten lines is written to a folder of its own. The tests that hold for every loss then run on it, in a fresh interpreter that imports it
first; so does the catalogue. A loss with a wrong gradient must not get through.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import lossopt

TESTS = Path(__file__).parent

DEFINITION = '''
import numpy as np

from lossopt.losses import loss
from lossopt.ranges import Positive


@loss(kind="regression", space="real", ko="코시 손실", en="Cauchy loss", reference="huber1964")
def cauchy(y_true, y_pred, scale: Positive = 1.0):
    """Cauchy loss: log(1 + (e/s)²)."""
    e = (y_pred - y_true) / scale
    return np.log1p(e * e), 2 * e / (1 + e * e) / scale
'''

PLUGIN = """
import new_loss  # registered before the tests are collected

def pytest_collection_modifyitems(config, items):
    items[:] = [item for item in items if "cauchy" in item.name]
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    places = [str(folder), str(TESTS), str(Path(lossopt.__file__).parents[1])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run([sys.executable, *command], cwd=TESTS.parent, env=environment, capture_output=True, text=True, check=False)  # fmt: skip


def write(folder: Path, definition: str) -> None:
    (folder / "new_loss.py").write_text(definition, encoding="utf-8")
    (folder / "only_the_new_loss.py").write_text(PLUGIN, encoding="utf-8")


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    files = [str(TESTS / name) for name in ("test_losses.py", "test_loss_errors.py")]
    return run(
        folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "only_the_new_loss", *files
    )


def test_the_definition_has_ten_lines():
    code = [line for line in DEFINITION.splitlines() if line.strip()]
    assert len(code) <= 10


def test_the_tests_of_every_loss_hold_it_to_all_that_losses_promise(tmp_path):
    write(tmp_path, DEFINITION)
    done = run_tests(tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    passed = int(done.stdout.rsplit(" passed", 1)[0].split()[-1])
    assert passed > 80  # gradients, weights, blocks, dtypes, layouts, errors, hyperparameters


FAULTS = {
    "gradient": ("2 * e / (1 + e * e) / scale", "2 * e / (1 + e * e)", "test_gradient_agrees_with_differences"),
    "input": ("e = (y_pred - y_true) / scale", "y_pred -= y_true; e = y_pred / scale", "test_inputs_are_never_changed"),
}


@pytest.mark.parametrize(("right", "wrong", "caught_by"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_definition_is_caught(tmp_path, right, wrong, caught_by):
    assert right in DEFINITION
    write(tmp_path, DEFINITION.replace(right, wrong))
    done = run_tests(tmp_path)
    assert done.returncode == 1
    assert f"FAILED tests/test_losses.py::{caught_by}" in done.stdout


def test_a_hyperparameter_without_a_range_is_caught(tmp_path):
    write(tmp_path, DEFINITION.replace("scale: Positive = 1.0", "scale = 1.0"))
    done = run(
        tmp_path, "-c", "import new_loss, test_loss_errors as t; t.test_every_hyperparameter_declares_its_range()"
    )
    assert done.returncode == 1 and "AssertionError" in done.stderr


def test_it_stands_in_the_catalogue_in_both_languages(tmp_path):
    write(tmp_path, DEFINITION)
    ask = textwrap.dedent(
        """
        import new_loss
        from lossopt.catalogue import catalogue
        for language in ("ko", "en"):
            print([(part.title, row) for part in catalogue(language).sections for row in part.rows if row[0] == "cauchy"])
        """
    )
    done = run(tmp_path, "-X", "utf8", "-c", ask)
    assert done.returncode == 0, done.stderr
    korean, english = done.stdout.splitlines()
    assert "코시 손실" in korean and "회귀" in korean
    assert "Cauchy loss" in english and "scale=1.0" in english


def test_without_a_name_in_one_language_it_does_not_register(tmp_path):
    write(tmp_path, DEFINITION.replace('ko="코시 손실"', 'ko=""'))
    done = run(tmp_path, "-c", "import new_loss")
    assert done.returncode == 1 and "a text needs both languages" in done.stderr


def test_nothing_of_it_stays_here():
    assert "cauchy" not in lossopt.registry.losses
