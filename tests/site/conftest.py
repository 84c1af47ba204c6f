"""The site under test: built once, and only where it is missing or older than what it is made from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import site

sys.path.insert(0, str(site.ROOT / "book" / "_ext"))  # Sphinx finds its extensions there too


@pytest.fixture(scope="session")
def built_site() -> Path:
    return site.build()  # a build that finds nothing changed returns at once
