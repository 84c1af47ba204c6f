"""A verdict follows from its cases, and from nothing else."""

import re

import pytest

import lossopt as lo
from lossopt.claims import MIME
from lossopt.language import set_language


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language("en")


def make(*held, condition="Only if it rains."):
    return lo.claim("wet", "It is wet.", cases={f"case {i}": h for i, h in enumerate(held)}, condition=condition)


@pytest.mark.parametrize(
    ("held", "verdict"),
    [((True, True), "true"), ((True, False), "conditional"), ((False, True), "conditional"), ((False, False), "false")],
)
def test_the_verdict_follows_from_the_cases(held, verdict):
    assert make(*held).verdict == verdict
    assert make(*held)._repr_mimebundle_()[MIME]["verdict"] == verdict


def test_the_condition_is_shown_only_where_it_matters():
    assert "rains" in make(True, False)._repr_markdown_()
    assert "rains" not in make(True, True)._repr_markdown_()
    assert "rains" not in make(False, False)._repr_markdown_()


def test_every_case_is_shown_with_its_outcome():
    lines = make(True, False)._repr_markdown_().splitlines()
    assert "> - ✓ case 0" in lines
    assert "> - ✗ case 1" in lines


def test_it_speaks_korean():
    set_language("ko")
    assert re.search("판정: 거짓", make(False, False)._repr_markdown_())


@pytest.mark.parametrize("cases", [{}, {"one": True}, {"a": 1, "b": True}, {"a": None, "b": True}])
def test_bad_cases_are_refused(cases):
    with pytest.raises(ValueError, match="claim 'x'"):
        lo.claim("x", "A claim.", cases=cases, condition="c")


def test_empty_words_are_refused():
    with pytest.raises(ValueError, match="statement is empty"):
        lo.claim("x", " ", cases={"a": True, "b": True}, condition="c")


def test_a_verdict_on_a_condition_needs_one():
    assert make(False, False, condition="-").verdict == "false"
    with pytest.raises(ValueError, match=r"claim 'wet': it held in some cases only.* got '-'"):
        make(True, False, condition="-")
