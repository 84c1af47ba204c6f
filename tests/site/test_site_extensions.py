"""The Sphinx extensions in book/_ext: Korean search, formulas, descriptions, the copy button."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from bilingual import DESCRIPTION_LENGTH, page_description, teach_copy_button_korean
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st
from katex_build import FormulaError, Typesetter, parts
from korean_lines import JOINER, JoinParticles, joined
from korean_search import JS_SPLITTER, index_terms, query_terms
from page_images import complete_images
from PIL import Image
from site_buttons import colab_address
from sphinx.errors import ExtensionError

from tools import site
from tools.site_katex import find_node, prepare

QUERIES = [
    "손실",
    "경사 하강법",
    "경사하강법의 학습률",
    "Adam과 momentum",
    "값",
    "loss_fn(x), η ≤ 2/L — 끝!",
    "",
    "  ",
    "L2정규화와 ½",
    "𝑥 étude 日本",
]
KOREAN = st.text(st.sampled_from("가나다라 마바사_a1-Z.η×"), max_size=20)


def found(query: str, text: str) -> bool:
    return bool(query_terms(query)) and set(query_terms(query)) <= set(index_terms(text))


# --- Korean search ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("손실", "손실을 줄입니다."),
        ("예측", "모델의 예측값"),
        ("경사하강법", "경사 하강법은 걸음을 옮깁니다."),
        ("경사 하강법", "경사하강법"),
        ("값", "최솟값"),
        ("Adam", "Adam은 모멘텀을 씁니다."),
    ],
)
def test_a_query_finds_a_text(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(("query", "text"), [("손실", "손을 쓰는 실험"), ("경사하강법", "경사. 하강법")])
def test_a_query_does_not_find_another_text(query: str, text: str) -> None:
    assert not found(query, text)


@given(KOREAN)
def test_a_text_finds_itself(text: str) -> None:
    assert set(query_terms(text)) <= set(index_terms(text))


def test_the_browser_cuts_queries_as_python_does() -> None:
    node = find_node()
    if node is None:
        pytest.skip("no Node to run the browser's splitter with")
    program = f"{JS_SPLITTER}; console.log(JSON.stringify(JSON.parse(process.argv[1]).map(splitQuery)))"
    command = [node.node, "-e", program, json.dumps(QUERIES)]
    answered = json.loads(subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout)
    assert answered == [query_terms(query) for query in QUERIES]


# --- formulas ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    if find_node() is None:
        pytest.skip("no Node to typeset with")
    output = site.ROOT / "_build"
    output.mkdir(exist_ok=True)
    with site.alone(output):
        node = prepare(site.ROOT, output)
    made = Typesetter([node.node, str(output / "node" / "node_modules" / "katex")])
    yield made
    made.close()


def test_a_formula_becomes_html_and_mathml(typesetter: Typesetter) -> None:
    html = typesetter(r"\eta < \frac{2}{L}", display=False)
    assert "<math" in html and "katex-html" in html and "katex-display" not in html
    assert "katex-display" in typesetter(r"\text{손실}", display=True)


def test_a_formula_that_cannot_be_read_is_an_error_and_the_next_one_is_not(typesetter: Typesetter) -> None:
    with pytest.raises(FormulaError, match="Undefined control sequence"):
        typesetter(r"\nosuchthing", display=False)
    assert "<math" in typesetter("x", display=False)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"a = 1, \qquad\qquad b \leftarrow 2", ["a = 1,", r"b \leftarrow 2"]),
        (r"x \leftarrow 1 \qquad\Longrightarrow\qquad y", [r"x \leftarrow 1", r"\Longrightarrow", "y"]),
        (r"\begin{cases} 1 & a \\ 2 \qquad b \end{cases}", [r"\begin{cases} 1 & a \\ 2 \qquad b \end{cases}"]),
        (r"\left( a \qquad b \right) \text{c \qquad d}", [r"\left( a \qquad b \right) \text{c \qquad d}"]),
        (r"\{ a \qquad b \}", [r"\{ a", r"b \}"]),
    ],
)
def test_formulas_side_by_side_are_parted_where_nothing_holds_them_together(tex: str, expected: list[str]) -> None:
    assert parts(tex) == expected


# --- Korean lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["“회의”|가", "90%|쯤", "(LDL)|로", 'a"|라는', "함께 (둘) 간다", "92%, 11%", "값(x)|은 [1]|이고"]
)
def test_a_particle_behind_a_sign_stays_with_it(text: str) -> None:
    assert joined(text.replace("|", "")).replace(JOINER, "|") == text


@pytest.mark.parametrize(("language", "sign"), [("ko", JOINER), ("en", "")])
def test_a_particle_behind_code_stays_with_it_and_code_is_left_alone(language: str, sign: str) -> None:
    inline = [nodes.literal("", "f(x)가"), nodes.Text("로 "), nodes.strong("", "굵게"), nodes.Text("는")]
    page = document(nodes.paragraph("", "", *inline, nodes.strong("", "", nodes.literal("", "=")), nodes.Text("은")))
    page.settings.env = SimpleNamespace(config=SimpleNamespace(language=language))
    JoinParticles(page).run()
    assert page.astext() == f"f(x)가{sign}로 굵게는={sign}은"


# --- pages ------------------------------------------------------------------------------------------------


def document(*paragraphs: nodes.paragraph) -> nodes.document:
    made = new_document("page")
    made.extend(paragraphs)
    return made


def test_a_page_is_described_by_its_first_plain_paragraph() -> None:
    short, plain = nodes.paragraph("", "Short."), nodes.paragraph("", "A paragraph that says what the page is about.")
    formula = nodes.paragraph("", "", nodes.Text("The step is "), nodes.math("", r"\eta g"), nodes.Text(" in length."))
    assert page_description(document(short, formula, plain)) == plain.astext()
    assert page_description(document(short)) == "" and page_description(None) == ""


def test_a_long_description_ends_at_a_word() -> None:
    text = page_description(document(nodes.paragraph("", "word " * 100)))
    assert len(text) <= DESCRIPTION_LENGTH and text.endswith("word…")


def test_the_copy_button_learns_korean_or_says_that_it_cannot(tmp_path: Path) -> None:
    folder = tmp_path / "_static"
    folder.mkdir()
    script = folder / "copybutton.js"
    app = SimpleNamespace(outdir=str(tmp_path), config=SimpleNamespace(language="ko"))
    script.write_text("const messages = {\n  'en': {} }", encoding="utf-8")
    teach_copy_button_korean(app, None)  # type: ignore[arg-type]
    assert '\'ko\': {"copy": "복사"' in script.read_text(encoding="utf-8")
    script.write_text("something else", encoding="utf-8")
    with pytest.raises(ExtensionError, match="messages"):
        teach_copy_button_korean(app, None)  # type: ignore[arg-type]


def test_a_pages_own_picture_gets_its_size(tmp_path: Path) -> None:
    Image.new("RGB", (8, 4)).save(tmp_path / "cover.png")
    builder = SimpleNamespace(images={"cover.png": "cover.png"})
    app = SimpleNamespace(srcdir=str(tmp_path), builder=builder)
    sized = '<img alt="x" src="_pictures/y.png" width="3">'
    context = {"body": f'<p><img alt="a" class="only-light" src="../_images/cover.png" />{sized}</p>'}
    complete_images(app, "page", "page.html", context, None)  # type: ignore[arg-type]
    cover = '<img width="8" height="4" loading="lazy" decoding="async" alt="a" class="only-light" '
    assert context["body"] == f'<p>{cover}src="../_images/cover.png" />{sized}</p>'


def test_colab_opens_the_committed_chapter_and_the_learners_exercise() -> None:
    options = {
        "repository_url": "https://github.com/owner/book/",
        "repository_branch": "main",
        "path_to_docs": "book/ko",
    }
    config = SimpleNamespace(html_theme_options=options, learner_branch="gh-pages", language="ko")
    app = SimpleNamespace(config=config)
    start = "https://colab.research.google.com/github/owner/book/blob"
    assert colab_address(app, "part/stem") == f"{start}/main/book/ko/part/stem.ipynb"  # type: ignore[arg-type]
    exercise = colab_address(app, "exercises/stem")  # type: ignore[arg-type]
    assert exercise == f"{start}/gh-pages/ko/notebooks/exercises/stem.ipynb"
    config.learner_branch = ""
    assert colab_address(app, "exercises/stem") is None  # type: ignore[arg-type]
