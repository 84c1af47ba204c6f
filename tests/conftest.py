"""What every test of the package rests on: repeatable examples, and a language that is English again after each test."""

import os
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import settings

from lossopt.language import LANGUAGES, get_language, set_language

# The same examples on every run, so that a red test stays red; `HYPOTHESIS_PROFILE=explore pytest` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True)
def _language_as_before() -> Iterator[None]:
    before = get_language()
    yield
    set_language(before)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Run a test in either language."""
    set_language(request.param)
    return str(request.param)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240607)
