"""The catalogue shows everything that is registered, in either language."""

import itertools
import re
import unicodedata

import pytest

from lossopt import registry
from lossopt.catalogue import catalogue
from lossopt.language import LANGUAGES, set_language

TABLES = (registry.losses, registry.directions, registry.step_sizes, registry.landscapes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_one_row(language):
    shown = catalogue(language)
    assert len(shown.sections) == len(TABLES)
    for section, table in zip(shown.sections, TABLES, strict=True):
        assert sorted(row[0] for row in section.rows) == sorted(entry.name for entry in table)
        for row in section.rows:
            entry = table[row[0]]
            assert row[1] == entry.title.in_(language)
            assert row[-1] == entry.reference


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
    for row in catalogue("ko").sections[0].rows:
        assert re.search("[가-힣]", row[2]) and re.search("[가-힣]", row[3]), row


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
    assert sum(bool(re.fullmatch(r"\|( --- \|)+", line)) for line in lines) == len(TABLES)
    row = next(line for line in lines if "`huber`" in line)
    assert row == "| `huber` | Huber loss | regression | real numbers | `delta=1.0` | huber1964 |"
    for line in lines:
        assert not line.startswith("|") or line.endswith("|")


def columns(line):
    """Return what stands in each column of a terminal, where Hangul takes two."""
    return "".join(letter + " " if unicodedata.east_asian_width(letter) in "WF" else letter for letter in line)


def test_plain_text_is_aligned_also_in_hangul():
    lines = [columns(line) for line in catalogue("ko").sections[0].text().splitlines()[2:]]
    start = lines[0].index("종")
    assert all(line[start - 2 : start] == "  " and line[start] != " " for line in lines)


def test_losses_stand_kind_by_kind():
    kinds = [row[2] for row in catalogue("en").sections[0].rows]
    assert kinds[0] == "regression"
    assert sum(a != b for a, b in itertools.pairwise(kinds)) == len(set(kinds)) - 1


@pytest.mark.parametrize("language", ["fr", "", 1])
def test_another_language(language):
    with pytest.raises(ValueError, match=r"^language must be one of 'ko', 'en', got"):
        catalogue(language)
