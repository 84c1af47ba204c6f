"""The benchmarks' tables find their places; what they measure is nothing for a test."""

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import timing
from benchmarks.timing import Ratio

TEXT = "# Title\n\n<!-- a:one -->\nold\n<!-- end -->\n\nbetween\n\n<!-- b:two -->\n<!-- end -->\n"


def test_a_table_takes_its_place():
    text = benchmarks.placed(TEXT, "a:one", "| new |")
    assert text.startswith("# Title\n\n<!-- a:one -->\n| new |\n\nMeasured with Python ")
    assert "old" not in text and text.endswith("<!-- end -->\n\nbetween\n\n<!-- b:two -->\n<!-- end -->\n")
    assert benchmarks.placed(text, "a:one", "| new |") == text


@pytest.mark.parametrize("name", ["c:three", "a"])
def test_a_table_without_a_place(name):
    with pytest.raises(ValueError, match=f"<!-- {name} --> once"):
        benchmarks.placed(TEXT, name, "| new |")
    with pytest.raises(ValueError, match="no <!-- end -->"):
        benchmarks.placed("<!-- a:one -->\n", "a:one", "| new |")


def test_scripts_are_found_and_have_their_places():
    readme = benchmarks.README.read_text(encoding="utf-8")
    assert {"descent", "losses"} <= set(benchmarks.scripts())
    assert all(f"<!-- {script}:" in readme for script in benchmarks.scripts())


def test_a_measurement_stays_on_one_core(monkeypatch):
    cores = {0, 1, 2}
    monkeypatch.setattr(timing.os, "sched_getaffinity", lambda pid: cores, raising=False)
    monkeypatch.setattr(
        timing.os, "sched_setaffinity", lambda pid, chosen: cores.intersection_update(chosen), raising=False
    )
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    timing.on_one_core()
    assert cores == {2}


@pytest.mark.parametrize("threads", [None, "2"])
def test_threads_that_would_wait_for_each_other_are_refused(monkeypatch, threads):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if threads:
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
    monkeypatch.setattr(timing.os, "sched_setaffinity", lambda *_: pytest.fail("moved all the same"), raising=False)
    with pytest.raises(SystemExit, match="OMP_NUM_THREADS=1"):
        timing.on_one_core()


def test_a_ratio_for_unequal_work():
    ratio = Ratio(2.0, 1.0, 4.0, 10.0, 5.0).scaled(0.5)
    assert (ratio.low, ratio.median, ratio.high, ratio.ours) == (0.5, 1.0, 2.0, 10.0) and str(
        ratio
    ) == "1.00 (0.50–2.00)"
