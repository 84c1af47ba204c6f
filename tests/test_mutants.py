"""The tool behind `make mutants`: a fault is put where it belongs, seen by a test that looks there, and counted."""

import json
import os
import signal
import time
from dataclasses import asdict
from types import FunctionType

import pytest

from tools import mutants
from tools.mutants import Mutant, Outcome, changes, forked, live_functions, report

MODULE = """
CONSTANT = 1

def outer(x):
    def inner(y):
        return y + 1
    return inner(x) * 2

class Thing:
    size = 3

    def method(self, a=4):
        return a - self.size
"""


def compared(before, after):
    old, new = (MODULE, MODULE.replace(before, after))
    assert old != new
    return changes(compile(old, "m.py", "exec"), compile(new, "m.py", "exec"), "m.py")


@pytest.mark.parametrize(
    ("before", "after", "exchanged", "themselves", "at_import"),
    [
        ("y + 1", "y - 1", {"outer", "outer.<locals>.inner"}, ["outer.<locals>.inner"], False),
        ("* 2", "/ 2", {"outer"}, ["outer"], False),
        ("a - self", "a + self", {"Thing.method"}, ["Thing.method"], False),
        ("a=4", "a=5", set(), [], True),
        ("CONSTANT = 1", "CONSTANT = 2", set(), [], True),
        ("size = 3", "size = 4", set(), [], True),
        ("* 2", "* 2.0", {"outer"}, ["outer"], False),  # equal, but of another type
    ],
)
def test_what_a_fault_changes(before, after, exchanged, themselves, at_import):
    found, places, imported = compared(before, after)
    assert {code.co_qualname for code in found} == exchanged
    assert [name for _, name, _ in places] == themselves and imported is at_import


def test_exchanged_code_is_run():
    space: dict = {}
    exec(compile(MODULE, "m.py", "exec"), space)
    assert space["outer"](3) == 8
    functions = live_functions({"m.py"})
    for old, new in compared("y + 1", "y - 1")[0].items():
        for function in functions.get(old, []):
            assert isinstance(function, FunctionType)
            function.__code__ = new
    assert space["outer"](3) == 4


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        (lambda: 0, "survived"),
        (lambda: 1, "killed"),
        (lambda: 256, "killed"),
        (lambda: 1 // 0, "killed"),
        (lambda: os._exit(3), "killed"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "killed"),
        (lambda: time.sleep(60), "timeout"),
    ],
    ids=["passes", "one fails", "many fail", "raises", "exits", "dies", "hangs"],
)
def test_a_copy_of_the_process(work, outcome):
    assert forked(work, 0.5) == outcome


def made(key, outcome):
    return Outcome(key, "lossopt/a.py", "s", "t", outcome, 0.1, 3, "a + b", "a - b")


@pytest.fixture
def listed(tmp_path, monkeypatch):
    file = tmp_path / "accepted.toml"
    file.write_text('[[mutant]]\nkey = "same"\nreason = "x + 0 is x"\n', encoding="utf-8")
    monkeypatch.setattr(mutants, "ACCEPTED", file)


def test_the_rate_leaves_out_what_is_listed(listed, capsys):
    tried = [*(made(str(i), "killed") for i in range(18)), made("hang", "timeout"), made("same", "survived")]
    assert report(tried, 20, 0.95) == 0
    out = capsys.readouterr().out
    assert "100.0% of the mutants" in out and "- a + b" not in out
    tried.append(made("seen", "survived"))
    assert report(tried, 21, 0.95) == 0 and "seen" in capsys.readouterr().out  # 19 of 20
    tried.append(made("more", "survived"))
    assert report(tried, 22, 0.95) == 1  # 19 of 21


def test_a_run_that_is_not_over_does_not_pass(listed, capsys):
    assert report([made("a", "killed")], 2, 0.95) == 1
    assert "1 of 2 mutants have not been tried yet" in capsys.readouterr().out


def test_a_listed_mutant_that_is_killed_is_told(listed, capsys):
    assert report([made("same", "killed")], 1, 0.95) == 0
    assert "take it off accepted.toml: same" in capsys.readouterr().out


def test_results_are_kept_line_by_line(tmp_path, monkeypatch):
    file = tmp_path / "results.jsonl"
    monkeypatch.setattr(mutants, "RESULTS", file)
    assert mutants.stored() == {}
    rows = [made("a", "survived"), made("b", "killed"), made("a", "killed")]
    file.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")
    assert {key: row.outcome for key, row in mutants.stored().items()} == {"a": "killed", "b": "killed"}


def test_the_list_of_survivors_has_a_reason_for_each_and_names_lines_that_are_there():
    for key, reason in mutants.accepted().items():
        file, _, operator, line = key.rpartition(" #")[0].split(": ", 3)
        lines = {text.strip() for text in (mutants.ROOT / file).read_text(encoding="utf-8").splitlines()}
        assert line in lines and operator in mutants.configured()["operators"] and reason.strip().endswith(".")


def test_what_is_configured_exists():
    settings = mutants.configured()
    assert all((mutants.ROOT / name).exists() for name in [*settings["modules"], *settings["tests"]])
    assert len(settings["operators"]) == len(set(settings["operators"])) and 0.9 < settings["threshold"] <= 1


def test_mutants_of_a_file(tmp_path, monkeypatch):
    pytest.importorskip("cosmic_ray")
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    (tmp_path / "m.py").write_text("def f(x: int | None, y: 'a + b') -> int:\n    return x + 1 + y\n", encoding="utf-8")
    found = list(mutants.mutants_of("m.py", ["ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_BitOr_BitAnd"]))
    assert [m.key for m in found] == [
        f"m.py: f: ReplaceBinaryOperator_Add_Sub: return x + 1 + y #{i}" for i in (1, 2)
    ]  # nothing in annotations
    assert {mutants.mutated(m).splitlines()[1].strip() for m in found} == {"return x - 1 + y", "return x + 1 - y"}
    assert isinstance(found[0], Mutant)
