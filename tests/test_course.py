"""The course as a whole: every chapter has its exercises and quiz, every claim its own name, every page its place."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
import yaml

from lossopt.exercises import load_set, set_ids
from lossopt.language import LANGUAGES
from tools.notebook_form import BOOK

PARTS = ("optimization", "backpropagation", "losses", "optimizers", "practice")
CHAPTERS = sorted(path for part in PARTS for path in (BOOK / "en" / part).glob("*.ipynb"))
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS])


def pages(language: str) -> list[str]:
    """Return the pages of an edition in their order."""
    contents = yaml.safe_load((BOOK / language / "_toc.yml").read_text(encoding="utf-8"))
    found = [contents["root"]]
    for part in contents["parts"]:
        for page in part["chapters"]:
            found += [page["file"], *(below["file"] for below in page.get("sections", ()))]
    return found


def sources(path: Path) -> dict[str, str]:
    return {cell.id: cell.source for cell in nbformat.read(path, 4).cells}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_place_once(language):
    files = {
        path.relative_to(BOOK / language).with_suffix("").as_posix()
        for path in (BOOK / language).rglob("*")
        if path.suffix in (".ipynb", ".md")
    }
    places = Counter(pages(language))
    assert set(places.values()) == {1}
    assert files <= set(places)


@every_chapter
def test_a_chapter_has_at_least_three_tasks_and_four_questions(chapter):
    exercises = load_set(chapter.stem)
    assert len(exercises.tasks) >= 3 and len(exercises.questions) >= 4
    assert all(len(task.mistakes) >= 3 for task in exercises.tasks)


@every_chapter
def test_a_chapter_asks_before_it_runs_and_ends_as_all_do(chapter):
    cells = sources(chapter)
    assert sum(source.count("> **Predict.**") for source in cells.values()) >= 3
    assert f'lo.quiz("{chapter.stem}")' in cells["quiz"]
    assert f"../exercises/{chapter.stem}.ipynb" in cells["exercises"]
    assert "Take away" in "".join(cells.values())
    assert cells["references"].count("](http") >= 2


ENDINGS = {
    "ko": ["## 스스로 확인하기", "## 연습문제", "## 더 읽을거리"],
    "en": ["## Check yourself", "## Exercises", "## Further reading"],
}


@every_chapter
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_ends_under_the_headings_of_all_others(chapter, language):
    path = BOOK / language / chapter.relative_to(BOOK / "en")
    headings = [line for source in sources(path).values() for line in source.splitlines() if line.startswith("## ")]
    assert headings[-3:] == ENDINGS[language]


@every_chapter
def test_a_chapter_puts_something_to_the_test(chapter):
    assert any("lo.claim(" in source for source in sources(chapter).values())


APPENDED = [path for path in (BOOK / "en" / "reference").glob("*.ipynb") if path.stem in set_ids()]


@pytest.mark.parametrize("page", APPENDED, ids=lambda page: page.stem)
def test_a_reference_page_with_exercises_leads_to_them(page):
    cells = sources(page)
    assert f'lo.quiz("{page.stem}")' in cells["quiz"]
    assert f"../exercises/{page.stem}.ipynb" in cells["exercises"]
    exercises = load_set(page.stem)
    assert len(exercises.tasks) >= 3 and len(exercises.questions) >= 4


def test_every_exercise_set_has_its_page():
    assert {path.stem for path in (*CHAPTERS, *APPENDED)} >= set(set_ids())


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_stand_right_below_their_page(language):
    order = pages(language)
    for above, page in pairwise(order):
        if page.startswith("exercises/"):
            assert above.partition("/")[2] == page.partition("/")[2]


def test_a_claim_is_made_once():
    made = Counter(
        name
        for path in (BOOK / "en").rglob("*.ipynb")
        for source in sources(path).values()
        for name in re.findall(r'lo\.claim\(\s*"([^"]+)"', source)
    )
    assert made and [name for name, times in made.items() if times > 1] == []


def test_chapters_come_in_the_order_of_the_parts_each_followed_by_its_exercises():
    order = pages("en")
    chapters = [page for page in order if page.partition("/")[0] in PARTS]
    assert chapters == sorted(chapters, key=lambda page: PARTS.index(page.partition("/")[0]))
    for page in chapters:
        assert order[order.index(page) + 1] == f"exercises/{page.partition('/')[2]}"


def test_the_field_keeps_its_name_in_english():
    """British spelling, but optimization and optimizer, as in the names of the parts and of the package."""
    texts = [path for path in (BOOK / "en").rglob("*") if path.suffix in (".ipynb", ".md")]
    modules = (BOOK.parent / "lossopt").rglob("*.py")
    found = {
        str(path) for path in (*texts, *modules) if re.search(r"\b[Oo]ptimis(?!t)", path.read_text(encoding="utf-8"))
    }
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_exercises_opens_like_all_others(language):
    """Its title begins with the same word, and its first sentence leads to the chapter."""
    word = {"ko": "# 연습: ", "en": "# Exercises: "}[language]
    for path in (BOOK / language / "exercises").glob("*.ipynb"):
        opening = nbformat.read(path, 4).cells[0].source
        assert opening.startswith(word), path
        assert f"/{path.stem}.ipynb)" in opening, path
