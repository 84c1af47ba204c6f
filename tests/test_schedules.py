"""Schedules: every value by hand, and what holds for all of them."""

import math

import numpy as np
import pytest
from drawing import can_be_made, made
from hypothesis import given
from hypothesis import strategies as st

from lossopt import registry
from lossopt.descent import Armijo, Constant, Cosine, Exponential, Polyak, StepDecay, WarmUp, descend, methods
from lossopt.descent.schedules import Schedule
from lossopt.landscapes import quadratic

CLASSES = [entry.item for entry in registry.step_sizes if issubclass(entry.item, Schedule)]
SCHEDULES = [*(made(cls) for cls in CLASSES if can_be_made(cls)), WarmUp(Cosine(0.1, steps=5), steps=3)]
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: type(schedule).__name__)


def values(schedule, steps):
    return [schedule.at(k) for k in range(steps)]


def test_every_schedule_is_here():
    assert {type(schedule) for schedule in SCHEDULES} == set(CLASSES)
    assert {Constant, StepDecay, Exponential, Cosine, WarmUp} <= set(CLASSES)


def test_step_decay_by_hand():
    assert values(StepDecay(0.8, every=3, factor=0.5), 8) == pytest.approx([0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2])
    assert values(StepDecay(1.0, every=1), 3) == pytest.approx([1, 0.1, 0.01])


def test_exponential_by_hand():
    assert values(Exponential(2.0, factor=0.5), 4) == [2, 1, 0.5, 0.25]
    assert Exponential(1.0).at(100) == pytest.approx(math.exp(100 * math.log(0.99)))


def test_all_exponential_steps_together_are_bounded():
    # on a slope of 1 the run goes no further than η/(1 − factor)
    path = descend(lambda x: (float(x[0]), np.ones(1)), [0.0], methods.gd(Exponential(0.3, factor=0.9)), steps=400)
    assert -3.0 - 1e-9 < path.end[0] < -2.999


def test_warm_up_by_hand():
    assert values(WarmUp(Constant(1.0), steps=4), 7) == pytest.approx([0.2, 0.4, 0.6, 0.8, 1, 1, 1])
    assert values(WarmUp(StepDecay(1.0, every=2, factor=0.5), steps=1), 6) == [0.5, 1, 1, 0.5, 0.5, 0.25]


@given(rate=st.floats(1e-3, 10), steps=st.integers(1, 30), warmup=st.integers(1, 20))
def test_warm_up_around_a_cosine_is_the_cosines_own(rate, steps, warmup):
    around, own = WarmUp(Cosine(rate, steps=steps), steps=warmup), Cosine(rate, steps=steps, warmup=warmup)
    assert values(around, warmup + steps + 3) == values(own, warmup + steps + 3)


def test_warm_ups_nest():
    assert values(WarmUp(WarmUp(Constant(1.0), steps=1), steps=1), 4) == [0.25, 0.5, 1, 1]


@every_schedule
def test_a_run_follows_its_schedule(schedule):
    path = descend(quadratic, [1.0, 1.0], methods.gd(schedule), steps=12)
    assert path.step_sizes.tolist() == values(schedule, path.steps)


@every_schedule
def test_no_schedule_is_negative_or_ever_above_its_rate(schedule):
    seen = values(schedule, 60)
    top = getattr(schedule, "learning_rate", 0.1)
    assert min(seen) >= 0 and max(seen) == pytest.approx(top)


@pytest.mark.parametrize("bad", [0.1, None, Armijo(), Polyak(0.0), Cosine, "cosine"], ids=repr)
def test_only_a_schedule_warms_up(bad):
    with pytest.raises(ValueError) as caught:
        WarmUp(bad, steps=3)
    expected = f"WarmUp: schedule must be a schedule such as Constant(0.1), with a method at(k), got {bad!r}."
    assert str(caught.value) == expected


@pytest.mark.parametrize("bad", [0, -1, 1.5, "3", None], ids=repr)
def test_steps_of_a_warm_up(bad):
    with pytest.raises(ValueError, match="WarmUp: steps must be a whole number ≥ 1, got"):
        WarmUp(Constant(0.1), steps=bad)
