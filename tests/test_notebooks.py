"""The book's own notebooks, pages and words: in order, and the same in both editions but for the words.

That the stored outputs are right is nbval's part of `make test`.
"""

from pathlib import Path

import pytest

from tools.notebook_form import BOOK, find
from tools.notebook_parity import counterparts, file_parity, parity
from tools.notebooks import lint, lint_targets

NOTEBOOKS = sorted(BOOK.glob("ko/**/*.ipynb")) + sorted(BOOK.glob("en/**/*.ipynb"))
PAIRS = sorted({ko.relative_to(BOOK / "ko").as_posix() for ko, _ in map(counterparts, NOTEBOOKS)})


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS, "no notebooks found"


@pytest.mark.parametrize("pair", PAIRS)
def test_notebooks_are_in_order(pair: str) -> None:
    ko, en = BOOK / "ko" / pair, BOOK / "en" / pair
    assert ko.exists()
    assert en.exists()
    assert list(map(str, lint([ko, en]))) == []


@pytest.mark.parametrize("pair", PAIRS)
def test_editions_of_a_notebook_differ_in_words_alone(pair: str) -> None:
    assert list(map(str, file_parity(BOOK / "ko" / pair, BOOK / "en" / pair))) == []


def test_editions_have_the_same_pages_and_contents() -> None:
    assert [
        str(finding) for finding in parity(BOOK) if finding.path.suffix != ".ipynb" or finding.place == "file"
    ] == []


def test_pages_and_the_package_s_words_are_in_order() -> None:
    others: list[Path] = find(lint_targets(), ".md", ".py")
    assert list(map(str, lint(others))) == []
