"""The tables: whatever is defined is in them, complete, and reachable under its name."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import lossopt as lo
from lossopt import registry
from lossopt.descent import methods
from lossopt.language import LANGUAGES
from lossopt.registry import Table

TABLES = {
    "loss": registry.losses, "direction": registry.directions,
    "step size": registry.step_sizes, "landscape": registry.landscapes,
}  # fmt: skip
HOMES = {"loss": lo.losses, "direction": lo.descent, "step size": lo.descent, "landscape": lo.landscapes}
ENTRIES = [pytest.param(what, entry, id=entry.name) for what, table in TABLES.items() for entry in table]
BIBLIOGRAPHY = Path(__file__).parents[1] / "book" / "references.bib"

every_entry = pytest.mark.parametrize(("what", "entry"), ENTRIES)


def test_no_table_is_empty():
    for table in TABLES.values():
        assert len(table) == len(list(table)) >= 3


@every_entry
def test_names_in_both_languages(what, entry):
    for language in LANGUAGES:
        assert entry.title.in_(language).strip()
    assert not re.search("[가-힣]", entry.title.en)
    if what in ("loss", "landscape"):  # methods keep their Latin names where nobody translates them
        assert re.search("[가-힣]", entry.title.ko)
    assert getattr(entry.item, "title", entry.title) == entry.title


@every_entry
def test_titles_tell_entries_apart(what, entry):
    for language in LANGUAGES:
        same = [other.name for other in TABLES[what] if other.title.in_(language) == entry.title.in_(language)]
        assert same == [entry.name]


@every_entry
def test_reference(what, entry):
    assert re.fullmatch(r"[a-z]+\d{4}[a-z]?", entry.reference)


@every_entry
def test_reference_is_in_the_bibliography(what, entry):
    assert re.search(rf"^@\w+{{{entry.reference},", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)


@every_entry
def test_documented_with_an_example(what, entry):
    text = entry.item.__doc__
    assert len(text.strip().splitlines()[0]) > 15
    assert ">>>" in text
    if what == "loss":
        assert "Shapes" in text and "Raises ValueError" in text and "Derivative" in text


@every_entry
def test_reachable_under_its_name(what, entry):
    home = HOMES[what]
    assert getattr(home, entry.name) is entry.item
    if hasattr(home, "__all__"):
        assert entry.name in home.__all__
    assert TABLES[what][entry.name] is entry


@every_entry
def test_facts_of_the_entry_are_those_of_the_item(what, entry):
    for fact, value in entry.facts.items():
        assert getattr(entry.item, fact) == value


def test_every_public_name_exists():
    for module in (lo, lo.losses, lo.descent, lo.plots):
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{module.__name__}.{name}"
    assert set(dir(lo)) >= set(lo.__all__)
    with pytest.raises(AttributeError, match="module 'lossopt' has no attribute 'loses'"):
        _ = lo.loses


def test_every_method_is_a_registered_direction_with_a_registered_step_size():
    names = [name for name, thing in vars(methods).items() if callable(thing) and thing.__module__ == methods.__name__]
    public = [name for name in names if not name.startswith("_")]
    assert {"gd", "sgd", "momentum", "nesterov", "rmsprop", "adam"} <= set(public)
    for name in public:
        method = getattr(methods, name)(0.1)
        assert type(method.rule).__name__ in registry.directions
        assert type(method.step_size).__name__ in registry.step_sizes


class Thing:
    """Stands for a loss."""


class Elsewhere:
    """Stands for a loss of the same name in another file."""

    __module__ = "another.module"


def filled() -> Table:
    table = Table("loss")
    table.add("first", Thing, ko="첫째", en="First", reference="huber1964", kind="regression")
    table.add("second", Thing, ko="둘째", en="Second", reference="huber1964")
    return table


def test_entries_come_in_the_order_of_definition():
    table = filled()
    assert [entry.name for entry in table] == ["first", "second"]
    assert len(table) == 2 and "first" in table and "third" not in table
    entry = table["first"]
    assert (entry.name, entry.item, entry.title.ko, entry.reference) == ("first", Thing, "첫째", "huber1964")
    assert entry.facts == {"kind": "regression"}


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError) as caught:
        filled()["third"]
    assert str(caught.value) == "no loss is named 'third'; known: first, second."
    assert caught.value.__suppress_context__


def test_two_definitions_of_one_name():
    table = filled()
    with pytest.raises(ValueError, match="a loss named 'first' is registered already"):
        table.add("first", Elsewhere, ko="다른 것", en="Other", reference="huber1964")
    assert table["first"].item is Thing
    table.add("first", Thing, ko="새 첫째", en="New first", reference="huber1964")  # the same cell, run again
    assert table["first"].title.en == "New first" and len(table) == 2


@pytest.mark.parametrize("missing", ["ko", "en", "reference"])
def test_nothing_enters_incomplete(missing):
    table = filled()
    row = {"ko": "셋째", "en": "Third", "reference": "huber1964"} | {missing: " "}
    with pytest.raises(ValueError, match="needs"):
        table.add("third", Thing, **row)
    assert "third" not in table


def test_remove():
    table = filled()
    table.remove("first")
    assert [entry.name for entry in table] == ["second"]


def test_a_notebook_can_define_a_loss_and_take_it_back():
    before = len(registry.losses)

    @lo.losses.loss(kind="regression", space="real", ko="네제곱 오차", en="Fourth-power error", reference="huber1964")
    def fourth_power(y_true, y_pred):
        e = y_pred - y_true
        return e**4, 4 * e**3

    try:
        assert fourth_power([1.0, 2.0], [2.0, 4.0]) == 8.5
        assert fourth_power.grad([1.0, 2.0], [2.0, 4.0], reduction="sum").tolist() == [4.0, 32.0]
        with pytest.raises(ValueError, match="fourth_power: y_pred has shape"):
            fourth_power([1.0], [1.0, 2.0])
        assert registry.losses["fourth_power"].item is fourth_power
    finally:
        registry.losses.remove("fourth_power")
    assert len(registry.losses) == before


# --- tables that are filled late --------------------------------------------------------------------------------------


def fresh(code):
    """Return what a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.split()


@pytest.mark.parametrize("table", ["losses", "directions", "step_sizes", "landscapes"])
@pytest.mark.parametrize("read", ["len(t)", "len(list(t))", "sum(e.name in t for e in list(t))"])
def test_a_table_is_full_at_its_first_reading(table, read):
    here = len(getattr(registry, table))
    assert fresh(f"from lossopt import registry; t = registry.{table}; print({read})") == [str(here)]


def test_a_name_is_found_at_the_first_reading():
    assert fresh("from lossopt import registry; print('huber' in registry.losses)") == ["True"]
    assert fresh("import lossopt; print(lossopt.registry.directions['Adam'].name)") == ["Adam"]
    assert fresh("import lossopt; print('lossopt.losses' in __import__('sys').modules)") == ["False"]
