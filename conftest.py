"""How `make test` runs the notebooks of the book: nbval executes each and compares it with what is stored."""

from __future__ import annotations

import os

import pytest
from nbval import plugin as nbval

from tools.notebook_form import KERNEL_ENVIRONMENT, PICTURES, SKIP_EXECUTION

# Texts of notebooks, written to be edited, are no modules for doctest.
collect_ignore_glob = ["*.edit.py"]

# nbval's kernels inherit the environment: they must run as the outputs were made.
os.environ.update(KERNEL_ENVIRONMENT)


def pytest_configure(config: pytest.Config) -> None:
    """Make nbval run the Python that runs the tests, and know the tag of cells that never run."""
    config.option.nbval_current_env = True
    nbval.metadata_tags[SKIP_EXECUTION] = "skip"


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Let nbval pass over every kind of picture that is not stored; their descriptions are compared."""
    if isinstance(collector, nbval.IPyNbFile):
        collector.skip_compare += PICTURES
