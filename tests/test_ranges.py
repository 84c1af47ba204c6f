"""Ranges: each holds what it says and refuses everything else in one sentence."""

import math
from decimal import Decimal
from fractions import Fraction as Ratio
from typing import get_args

import numpy as np
import pytest
from drawing import invalid, valid
from hypothesis import given
from hypothesis import strategies as st

from lossopt import ranges
from lossopt.ranges import Flag, Range, check_all, declared, plain

NAMES = ["Number", "Positive", "NonNegative", "Fraction", "Decay", "Count", "CountOrZero", "Switch"]
RANGES = {name: get_args(getattr(ranges, name))[1] for name in NAMES}

# name: (numbers inside, numbers outside)
MEMBERS = {
    "Number": ([0, -1.5, 1e300, 7], []),
    "Positive": ([1e-300, 1, 0.5, 1e300], [0, -0.0, -1e-300, -1]),
    "NonNegative": ([0, -0.0, 1e-300, 3], [-1e-300, -1]),
    "Fraction": ([1e-9, 0.5, 1 - 1e-9], [0, 1, -0.5, 1.5]),
    "Decay": ([0, 0.5, 1 - 1e-9], [1, -1e-9, 2]),
    "Count": ([1, 2, 3.0, 10**6], [0, -1, 1.5, 0.5]),
    "CountOrZero": ([0, 1, 3.0], [-1, 0.5]),
}


def test_every_range_of_the_module_is_tested():
    found = {name for name, hint in vars(ranges).items() if len(get_args(hint)) == 2 and hasattr(hint, "__metadata__")}
    assert found == set(NAMES)


@pytest.mark.parametrize("name", MEMBERS)
def test_members(name):
    inside, outside = MEMBERS[name]
    for value in inside:
        RANGES[name].check("huber", "delta", value)
        RANGES[name].check("huber", "delta", np.float64(value))
    for value in outside:
        with pytest.raises(ValueError) as caught:
            RANGES[name].check("huber", "delta", value)
        assert str(caught.value) == f"huber: delta must be {RANGES[name].words}, got {value!r}."


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, "1", None, True, 1j, [0.5], np.array([0.5]), Decimal("0.5"), 10**400],
    ids=repr,
)
def test_what_is_no_finite_number(name, value):
    with pytest.raises(ValueError, match="must be a"):
        RANGES[name].check("huber", "delta", value)


@given(value=st.floats(allow_nan=True) | st.integers() | st.booleans() | st.text() | st.none())
def test_a_check_either_passes_or_names_the_value(value):
    for range_ in RANGES.values():
        try:
            range_.check("owner", "name", value)
        except ValueError as error:
            assert str(error).startswith("owner: name must be") and repr(value) in str(error)


def test_flags():
    RANGES["Switch"].check("Momentum", "nesterov", True)
    for value in (1, 0, "yes", None, np.array(True)):
        with pytest.raises(ValueError, match="Momentum: nesterov must be True or False, got"):
            RANGES["Switch"].check("Momentum", "nesterov", value)


def test_declared_reads_functions_and_classes():
    def f(x, delta: ranges.Positive = 1.0, *, name: str = "", on: ranges.Switch = False): ...

    class C:
        rate: ranges.Decay
        plain: float

    assert declared(f) == {"delta": RANGES["Positive"], "on": RANGES["Switch"]}
    assert declared(C) == {"rate": RANGES["Decay"]}


def test_check_all_checks_what_is_declared_and_leaves_the_rest():
    declared_ = {"delta": RANGES["Positive"]}
    check_all("huber", declared_, {"delta": 1.0, "other": "anything"})
    with pytest.raises(ValueError, match="huber: delta must be a number > 0, got -1"):
        check_all("huber", declared_, {"other": "anything", "delta": -1})


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), Ratio(1, 2)], ids=repr)
def test_plain_numbers(value):
    assert plain(value) == 0.5 and type(plain(value)) is float
    assert type(plain(np.int64(3))) is int
    untouched = [1.0]
    assert plain(untouched) is untouched and plain(None) is None and plain(True) is True


def test_drawn_values_are_valid_and_invalid_ones_are_not():
    for range_ in RANGES.values():
        assert isinstance(range_, Range | Flag)
        range_.check("owner", "name", valid(range_))
        range_.check("owner", "name", valid(range_, valid(range_)))
        assert valid(range_, valid(range_)) != valid(range_)
        assert len(invalid(range_)) >= 3
        for value in invalid(range_):
            with pytest.raises(ValueError):
                range_.check("owner", "name", value)
