"""What the site makes of a notebook: pictures, quizzes, verdicts, exercises."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools.site_errors import SiteError
from tools.site_pages import frames_of, page, still_of, with_marked_options, with_marked_verdict, with_short_alt

RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 128, 0)


def png(*colours: tuple[int, int, int]) -> bytes:
    """A PNG; with several colours an animated one, whose first is the default image and no frame."""
    frames = [Image.new("RGB", (8, 4), colour) for colour in colours]
    stream = io.BytesIO()
    if len(frames) == 1:
        frames[0].save(stream, "PNG")
    else:
        frames[0].save(stream, "PNG", save_all=True, default_image=True, append_images=frames[1:])
    return stream.getvalue()


def text64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(data: bytes, **about: Any) -> NotebookNode:
    return new_output("display_data", {"image/png": text64(data)}, metadata={"image/png": about})


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def shown(output: NotebookNode) -> tuple[str, dict[str, bytes]]:
    """The HTML of an output on a page, and the files beside it."""
    made = page(notebook(new_code_cell("f()", id="cell", outputs=[output])), "part/stem.ipynb", "en")
    return made.nb.cells[0].outputs[0].data["text/html"], made.pictures


def graded(cell: NotebookNode, **facts: Any) -> NotebookNode:
    cell.metadata["nbgrader"] = {"solution": False, "grade": False, **facts}
    return cell


# --- chapters ---------------------------------------------------------------------------------------------


def chapter(*names: str) -> NotebookNode:
    cells = [new_code_cell(f"{name}()", id=name) for name in names]
    cells[names.index("opening")].outputs = [picture(png(RED), alt="red")]
    return notebook(new_markdown_cell("# A question", id="title"), *cells)


def test_a_chapter_opens_with_its_picture_and_folds_the_code_with_the_setup() -> None:
    cells = page(chapter("setup", "opening", "later"), "part/stem.ipynb", "en").nb.cells
    assert [cell.id for cell in cells] == ["title", "opening", "later"]
    assert cells[1].source == "setup()\n\n\nopening()" and cells[1].metadata.tags == ["hide-input"]
    assert "code of this picture" in cells[1].metadata.mystnb["code_prompt_show"] and cells[1].outputs
    assert "tags" not in cells[2].metadata


def test_a_setup_that_stands_apart_or_prints_stays_where_it_is() -> None:
    apart = page(chapter("setup", "network", "opening"), "part/stem.ipynb", "ko").nb.cells
    assert [cell.id for cell in apart] == ["title", "setup", "network", "opening"]
    assert apart[3].source == "opening()" and "접기" in apart[3].metadata.mystnb["code_prompt_hide"]
    prints = chapter("setup", "opening")
    prints.cells[1].outputs = [new_output("stream", text="ready")]
    assert [cell.id for cell in page(prints, "part/stem.ipynb", "en").nb.cells] == ["title", "setup", "opening"]


# --- pictures ---------------------------------------------------------------------------------------------


def test_a_picture_is_shown_light_and_dark() -> None:
    html, files = shown(picture(png(RED), alt='A "bowl" & a ball', width=640, height=320, dark=text64(png(BLUE))))
    assert sorted(files.values()) == sorted([png(RED), png(BLUE)])
    assert html.count("<img") == 2 and 'class="only-light"' in html and 'class="only-dark"' in html
    assert html.count('alt="A &quot;bowl&quot; &amp; a ball"') == 2
    assert html.count('width="640" height="320" loading="lazy"') == 2
    assert all(f'src="../_pictures/{name}"' in html for name in files)


def test_a_picture_without_a_dark_twin_has_the_size_of_its_pixels() -> None:
    html, files = shown(picture(png(RED), alt="red"))
    assert len(files) == 1 and "only-" not in html and 'width="8" height="4"' in html


def test_an_animation_brings_its_still() -> None:
    moving = png(GREEN, RED, BLUE)
    html, files = shown(picture(moving, alt="moving", animation=True, dark=text64(moving)))
    assert set(files.values()) == {moving, still_of(moving)}
    assert 'class="animation only-light"' in html and 'class="still only-dark"' in html


def test_the_still_is_the_default_image() -> None:
    data = still_of(png(GREEN, RED, BLUE))
    assert not any(kind in data for kind in (b"acTL", b"fcTL", b"fdAT"))  # no frame is carried along
    still = Image.open(io.BytesIO(data))
    assert getattr(still, "n_frames", 1) == 1 and still.convert("RGB").getpixel((0, 0)) == GREEN


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('f(x, alt="골짜기 하나.")', 'f(x, alt="…")'),
        ('f(\n    x,  # 값\n    alt=(\n        "A bowl. "\n        "A ball."\n    ),\n)\ng()', 'f(\n    x,  # 값\n    alt="…",\n)\ng()'),
        ('alt = "Two lines."\nf(x, alt=alt)', 'alt = "…"\nf(x, alt=alt)'),
        ('f(alt=f"{n} lines")\nf(alt="one")', 'f(alt="…")\nf(alt="…")'),
        ('altitude = "high"\nf(x, alt=("a", "b"))', 'altitude = "high"\nf(x, alt=("a", "b"))'),
        ('f(g(alt="x"))', 'f(g(alt="…"))'),
        ('%time f(alt="x")', '%time f(alt="x")'),
    ],
)  # fmt: skip
def test_an_alternative_text_is_not_shown_twice(source: str, shown: str) -> None:
    assert with_short_alt(source) == shown


def test_an_animation_with_stops_becomes_its_frames() -> None:
    moving = png(GREEN, RED, BLUE)  # green stands for the default image, which is no frame
    seen = [Image.open(io.BytesIO(frame)).convert("RGB").getpixel((0, 0)) for frame in frames_of(moving)]
    assert seen == [RED, BLUE]
    html, files = shown(
        picture(moving, alt="two", animation=True, stops=["η = 1", "η < 2"], dark=text64(png(GREEN, BLUE, RED)))
    )
    assert 'class="picture stepper" data-stops="[&quot;η = 1&quot;, &quot;η &lt; 2&quot;]"' in html
    assert html.count("<img") == 4 and html.count(" now") == 2 and html.count("only-dark now") == 1
    assert set(files.values()) == set(frames_of(moving))
    assert html.index("only-light now") < html.index("only-dark")


def test_an_animation_needs_a_stop_for_each_frame() -> None:
    with pytest.raises(SiteError, match="has 2 frames but 1 stops"):
        shown(picture(png(GREEN, RED, BLUE), alt="two", animation=True, stops=["one"]))


@pytest.mark.parametrize("about", [{}, {"alt": "  "}])
def test_a_picture_without_alt_text_stops_the_build(about: dict[str, str]) -> None:
    with pytest.raises(SiteError, match=r'en/part/stem.ipynb, cell "cell": a picture has no alt text'):
        shown(picture(png(RED), **about))


def test_another_kind_of_picture_stops_the_build() -> None:
    with pytest.raises(SiteError, match="image/jpeg"):
        shown(new_output("display_data", {"image/jpeg": ""}))


def test_a_page_at_the_root_finds_its_pictures() -> None:
    cell = new_code_cell("f()", outputs=[picture(png(RED), alt="red")])
    made = page(notebook(cell), "stem.ipynb", "ko")
    assert 'src="_pictures/' in made.nb.cells[0].outputs[0].data["text/html"]


# --- quizzes and verdicts ---------------------------------------------------------------------------------

QUIZ = """**1.** Which?

<details>
<summary>A. this</summary>

✓ It **is**.

</details>

<details>
<summary>B. that</summary>

✗ It is not: ✓ is the other.

</details>

<details>
<summary>More</summary>

Only prose.

</details>"""


def test_options_are_marked_by_what_they_hold() -> None:
    marked = with_marked_options(QUIZ)
    assert marked.count('<details class="option right">\n<summary>A. this') == 1
    assert marked.count('<details class="option wrong">\n<summary>B. that') == 1
    assert marked.count("<details>\n<summary>More") == 1
    assert marked.replace(' class="option right"', "").replace(' class="option wrong"', "") == QUIZ


@pytest.mark.parametrize(("markdown", "kind"), [("✓ One step: correct.", "right"), ("**✗** Not yet.", "wrong")])
def test_a_verdict_stands_in_a_box(markdown: str, kind: str) -> None:
    assert with_marked_verdict(markdown).startswith(f'<div class="verdict {kind}">\n\n{markdown}\n\n</div>')


def test_other_markdown_stays() -> None:
    assert with_marked_verdict("The loss fell ✓") == "The loss fell ✓"


def test_facts_for_other_programs_are_not_shown() -> None:
    claim = new_output("display_data", {"text/markdown": "> x", "application/vnd.lossopt.claim+json": {"id": "a"}})
    made = page(notebook(new_code_cell("f()", outputs=[claim])), "part/stem.ipynb", "en")
    assert list(made.nb.cells[0].outputs[0].data) == ["text/markdown"]


# --- exercises --------------------------------------------------------------------------------------------

SOLUTION = "def step(w):\n    ### BEGIN SOLUTION\n    return w - 1\n    ### END SOLUTION"
CHECK = "lo.check('set/step', step)\n### BEGIN HIDDEN TESTS\nassert step(2) == 1\n### END HIDDEN TESTS"
ANSWER = "Your answer.\n\n<!-- BEGIN SOLUTION -->\nBecause.\n<!-- END SOLUTION -->"
QUESTION = "Why?\n\n<!-- BEGIN MARK SCHEME -->\nTwo points.\n<!-- END MARK SCHEME -->"


def exercise_page(*cells: NotebookNode) -> list[NotebookNode]:
    return page(notebook(*cells), "exercises/stem.ipynb", "ko").nb.cells


def test_an_exercise_shows_the_stub_and_folds_the_solution() -> None:
    stub, solution = exercise_page(graded(new_code_cell(SOLUTION, id="step"), solution=True))
    assert "NotImplementedError" in stub.source and "return w - 1" not in stub.source and stub.outputs == []
    assert solution.source == "def step(w):\n    return w - 1"
    assert solution.metadata.tags == ["hide-cell"]
    assert solution.metadata.mystnb.code_prompt_show == "풀이 보기"


def test_a_check_hides_its_tests_and_the_solutions_verdict() -> None:
    verdict = new_output("display_data", {"text/markdown": "✓ right"})
    (check,) = exercise_page(graded(new_code_cell(CHECK, outputs=[verdict]), grade=True))
    assert check.source == "lo.check('set/step', step)" and check.outputs == []


def test_a_model_answer_is_folded_and_a_rubric_left_out() -> None:
    question, answer = exercise_page(
        graded(new_markdown_cell(QUESTION)), graded(new_markdown_cell(ANSWER), solution=True)
    )
    assert question.source == "Why?"
    assert answer.source.startswith('Your answer.\n\n<details class="answer">\n<summary>모범 답안 보기</summary>')
    assert answer.source.endswith("\n\nBecause.\n\n</details>")


def test_chapters_keep_markers_that_only_exercises_have() -> None:
    made = page(notebook(new_code_cell(SOLUTION)), "part/stem.ipynb", "ko")
    assert made.nb.cells[0].source == SOLUTION


@pytest.mark.parametrize(
    ("source", "told"),
    [("<!-- BEGIN SOLUTION -->\n# Big\n<!-- END SOLUTION -->", "heading"), ("<!-- BEGIN SOLUTION -->\nx", "END")],
)
def test_a_broken_answer_stops_the_build(source: str, told: str) -> None:
    with pytest.raises(SiteError, match=rf"ko/exercises/stem.ipynb: .*{told}"):
        exercise_page(graded(new_markdown_cell(source), solution=True))


def test_the_notebook_that_came_in_stays_as_it_was() -> None:
    nb = notebook(graded(new_code_cell(SOLUTION, outputs=[picture(png(RED), alt="red")]), solution=True))
    before = str(nb)
    page(nb, "exercises/stem.ipynb", "ko")
    assert str(nb) == before
