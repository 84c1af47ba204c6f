"""The catalogue shows everything that is registered, in either language."""

import re
import unicodedata

import pytest

from lossopt import registry
from lossopt.catalogue import catalogue
from lossopt.language import LANGUAGES, set_language

TABLES = (registry.losses, registry.directions, registry.step_sizes, registry.landscapes)


def losses(language):
    return catalogue(language).sections[: 1 - len(TABLES)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_one_row(language):
    rows = [row for section in catalogue(language).sections for row in section.rows]
    entries = {entry.name: entry for table in TABLES for entry in table}
    assert sorted(row[0] for row in rows) == sorted(entries)
    for name, title, *_, reference in rows:
        assert title == entries[name].title.in_(language)
        assert reference.lower().replace(" ", "") == entries[name].reference and reference[0].isupper()


def test_the_language_in_use_is_the_default():
    set_language("ko")
    korean = repr(catalogue())
    set_language("en")
    english = repr(catalogue())
    assert korean == repr(catalogue("ko")) and english == repr(catalogue("en"))
    assert "후버 손실" in korean and "Huber loss" in english
    assert not re.search("[가-힣]", english)


def test_no_word_is_missing_in_korean():
    # what a loss declares (kind and space) is shown in words; a new word needs a line in the catalogue
    for section in losses("ko"):
        assert re.search("[가-힣]", section.title.removeprefix("손실 함수: "))
        assert all(re.search("[가-힣]", row[2]) for row in section.rows), section


def test_hyperparameters_are_shown_with_their_defaults():
    rows = {row[0]: row for section in catalogue("en").sections for row in section.rows}
    assert "delta=1.0" in rows["huber"]
    assert "margin=1.0, squared=False" in rows["triplet"]
    assert "beta1=0.9, beta2=0.999, eps=1e-08" in rows["Adam"]
    assert "learning_rate" in rows["Constant"]
    assert "curvatures=(1.0, 10.0)" in rows["quadratic"]


def test_markdown_is_a_table_for_each_section():
    markdown = catalogue("en")._repr_markdown_()
    lines = markdown.splitlines()
    assert sum(bool(re.fullmatch(r"\|( --- \|)+", line)) for line in lines) == len(catalogue("en").sections)
    row = next(line for line in lines if "`huber`" in line)
    assert row == "| `huber` | Huber loss | real numbers | `delta=1.0` | Huber 1964 |"
    row = next(line for line in lines if "`quadratic`" in line)  # commas inside a value part nothing
    assert "| `curvatures=(1.0, 10.0)` |" in row
    assert "| `learning_rate`, `every`, `factor=0.1` |" in next(line for line in lines if "`StepDecay`" in line)
    for line in lines:
        assert not line.startswith("|") or line.endswith("|")


def columns(line):
    """Return what stands in each column of a terminal, where Hangul takes two."""
    return "".join(letter + " " if unicodedata.east_asian_width(letter) in "WF" else letter for letter in line)


def test_plain_text_is_aligned_also_in_hangul():
    lines = [columns(line) for line in catalogue("ko").sections[0].text().splitlines()[2:]]
    start = lines[0].index("예")
    assert all(line[start - 2 : start] == "  " and line[start] != " " for line in lines)


def test_losses_stand_kind_by_kind():
    assert [section.title.removeprefix("Losses: ") for section in losses("en")] == [
        "regression", "classification", "distribution", "embedding", "region"
    ]  # fmt: skip
    for section in losses("en"):
        assert {registry.losses[row[0]].facts["kind"] for row in section.rows} == {section.title.split(": ")[1]}


@pytest.mark.parametrize("language", ["fr", "", 1])
def test_another_language(language):
    with pytest.raises(ValueError, match=r"^language must be one of 'ko', 'en', got"):
        catalogue(language)
