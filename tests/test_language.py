"""Two languages, neither missing."""

import dataclasses

import pytest

from lossopt.language import LANGUAGES, Text, get_language, set_language


def test_english_until_told_otherwise():
    assert get_language() == "en"
    assert LANGUAGES == ("ko", "en")


def test_a_text_is_shown_in_the_language_in_use():
    text = Text(ko="손실", en="loss")
    assert text.here() == "loss"
    set_language("ko")
    assert get_language() == "ko" and text.here() == "손실"
    assert (text.in_("ko"), text.in_("en")) == ("손실", "loss")


def test_the_language_of_one_test_does_not_reach_the_next():
    assert get_language() == "en"  # the test above left Korean behind; tests/conftest.py put English back


@pytest.mark.parametrize("bad", ["fr", "KO", "", None, 1, ["ko"]], ids=repr)
def test_another_language(bad):
    set_language("ko")
    with pytest.raises(ValueError) as caught:
        set_language(bad)
    assert str(caught.value) == f"language must be one of 'ko', 'en', got {bad!r}."
    assert get_language() == "ko"


@pytest.mark.parametrize(("ko", "en", "missing"), [("", "loss", "ko"), ("손실", "", "en"), (" \n", "loss", "ko")])
def test_half_a_text(ko, en, missing):
    with pytest.raises(ValueError, match=f"needs both languages, but '{missing}' is empty"):
        Text(ko=ko, en=en)


def test_fields_are_filled_in_both_languages():
    text = Text(ko="{n}걸음 뒤 {value:.2f}", en="{value:.2f} after {n} steps").format(n=3, value=0.125)
    assert text == Text(ko="3걸음 뒤 0.12", en="0.12 after 3 steps")


def test_a_text_does_not_change():
    text = Text(ko="손실", en="loss")
    with pytest.raises(dataclasses.FrozenInstanceError):
        text.ko = "비용"
    assert hash(text) == hash(Text(ko="손실", en="loss"))
