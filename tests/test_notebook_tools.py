"""The tools that keep notebooks in order find every fault that they promise to find, and nothing in clean notebooks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebook_text, notebooks
from tools.notebook_form import KERNEL_ENVIRONMENT, ROOT, NotebookError, canonical, dump, parse, read, write
from tools.notebook_parity import counterparts, file_parity, parity
from tools.notebook_run import run
from tools.prose_lint import Prose, korean, plain_style, terms

BIBLIOGRAPHY = r"""
@article{robbins1951, author = {Robbins, Herbert and Monro, Sutton}, title = {A Stochastic Approximation Method},
  journal = {Annals of Mathematical Statistics}, year = {1951}, doi = {10.1214/aoms/1177729586}}
@article{zak2020, author = {{\.Z}ak, Ewa}, title = {Steps}, journal = {J}, year = {2020}, url = {https://example.org/zak}}
"""

# --- a clean pair -----------------------------------------------------------------------------------------

Words = dict[str, tuple[str, str]]
WORDS: Words = {
    "title": (
        "# 손실 함수\n\n손실이 줄어듭니다. “줄어든다.”라고도 말합니다. [이 절](#formulas)과 [소개](../intro.md)를 보세요.",
        "# Loss functions\n\nThe loss falls. See [the section](#formulas) and [the introduction](../intro.md).",
    ),
    "formulas": (
        '<a id="formulas"></a>\n## 수식\n\n학습률 $\\eta$는 $\\eta < 2/L$입니다.\n\n$$\nx = 1 \\quad \\text{처음}\n$$\n\n'
        "| 손실 | 값 |\n|---|---|\n| MSE | $1$ |\n\n![점](../_static/ko/dot.svg)",
        '<a id="formulas"></a>\n## Formulas\n\nWith $\\eta < 2/L$, the rate $\\eta$ works.\n\n$$\nx = 1 \\quad \\text{at first}\n$$\n\n'
        "| loss | value |\n|---|---|\n| MSE | $1$ |\n\n![dot](../_static/en/dot.svg)",
    ),
    "references": (
        "## 참고 문헌\n\n- Robbins와 Monro (1951), [확률적 근사법](https://doi.org/10.1214/AOMS/1177729586)\n- Żak (2020), <https://example.org/zak/>",
        "## References\n\n- Robbins and Monro (1951), [Stochastic approximation](https://doi.org/10.1214/AOMS/1177729586)\n- Zak (2020), <https://example.org/zak/>",
    ),
}
CODE: Words = {
    "setup": (
        'import numpy as np\n\nimport lossopt as lo\n\nlo.setup("ko")',
        'import numpy as np\n\nimport lossopt as lo\n\nlo.setup("en")',
    ),
    "number": (
        'loss = lo.losses.mse([1.0], [1.5], reduction="mean")  # 손실을 계산한다.\nprint("손실:", loss)',
        'loss = lo.losses.mse([1.0], [1.5], reduction="mean")  # compute\nprint("loss:", loss)',
    ),
    "sentence": ('lo.say(f"{3}걸음 뒤 손실은 {loss:.2f}입니다.")', 'lo.say(f"A loss of {loss:.2f} after {3} steps.")'),
    "picture": ('lo.plots.curve(loss, title="손실")', 'lo.plots.curve(loss, title="Loss")'),
}
OUTPUTS: Words = {
    "number": ("손실: 0.25\n", "loss: 0.25\n"),
    "sentence": ("3걸음 뒤 손실은 0.25입니다.", "A loss of 0.25 after 3 steps."),
    "picture": ("손실 곡선: 4에서 -1까지 내려갑니다.", "A loss curve that falls from 4 to −1."),
}
ORDER = ("title", "setup", "number", "sentence", "formulas", "picture", "references")


def _output(name: str, text: str) -> list[NotebookNode]:
    if name == "number":
        return [new_output("stream", name="stdout", text=text)]
    if name == "sentence":
        return [new_output("execute_result", data={"text/markdown": text, "text/plain": text}, execution_count=1)]
    return [new_output("display_data", data={"text/plain": text, "image/png": "iVBORw0K"}, metadata={"image/png": {}})]


def clean_notebook(language: str) -> NotebookNode:
    """Return a notebook as it should be, in the words of `language`."""
    side = ("ko", "en").index(language)
    nb = new_notebook()
    for name in ORDER:
        if name in WORDS:
            nb.cells.append(new_markdown_cell(WORDS[name][side], id=name))
        else:
            outputs = _output(name, OUTPUTS[name][side]) if name in OUTPUTS else []
            nb.cells.append(new_code_cell(CODE[name][side], id=name, outputs=outputs, execution_count=1))
    return canonical(nb)


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in nb.cells if cell.id == name)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one chapter and one page, without a fault."""
    book = tmp_path / "book"
    for language in ("ko", "en"):
        write(book / language / "losses" / "regression.ipynb", clean_notebook(language))
        (book / language / "intro.md").write_text(
            {"ko": "# 소개\n\n반갑습니다.\n", "en": "# Intro\n\nHello.\n"}[language]
        )
        (book / language / "_toc.yml").write_text(
            f"format: jb-book\nroot: intro\ntitle: {language}\nchapters:\n- file: losses/regression\n"
        )
        picture = book / language / "_static" / language / "dot.svg"
        picture.parent.mkdir(parents=True)
        picture.touch()
    (book / "references.bib").write_text(BIBLIOGRAPHY)
    return book


def chapter(book: Path, language: str = "ko") -> Path:
    return book / language / "losses" / "regression.ipynb"


def change(path: Path, fault: Callable[[NotebookNode], Any]) -> None:
    """Plant a fault in a notebook, as an editor would that knows nothing of canonical form."""
    nb = read(path)
    fault(nb)
    path.write_text(dump(nb), encoding="utf-8")


def sentences(findings: Iterator[Any]) -> list[str]:
    """Return what was found, but for the remark on canonical form that most planted faults bring along."""
    return [f"{finding.place}: {finding.sentence}" for finding in findings if "canonical" not in finding.sentence]


def test_a_clean_book_has_no_findings(book: Path) -> None:
    assert list(map(str, notebooks.lint([book]))) == []
    assert list(map(str, parity(book))) == []


# --- faults in one notebook -------------------------------------------------------------------------------

Fault = Callable[[NotebookNode], Any]


def source(name: str, text: str) -> Fault:
    """Return a fault: the cell `name` says `text`."""
    return lambda nb: cell_of(nb, name).update(source=text)


def more(name: str, text: str) -> Fault:
    """Return a fault: the cell `name` goes on with `text`."""
    return lambda nb: cell_of(nb, name).update(source=cell_of(nb, name).source + text)


def field(name: str, **values: Any) -> Fault:
    """Return a fault: fields of the cell `name` have other values."""
    return lambda nb: cell_of(nb, name).update(**values)


def stream(text: str, kind: str = "stdout") -> Fault:
    """Return a fault: the cell `number` printed `text`."""
    return field("number", outputs=[new_output("stream", name=kind, text=text)])


def shown(**data: str) -> Fault:
    """Return a fault: the cell `picture` shows `data`, MIME types with _ for /."""
    return field(
        "picture",
        outputs=[new_output("display_data", data={key.replace("_", "/"): text for key, text in data.items()})],
    )


def both(one: Fault, other: Fault) -> Fault:
    return lambda nb: (one(nb), other(nb))


LINT_FAULTS: dict[str, tuple[Fault, str]] = {
    "random id": (field("number", id="a1b2c3d4"), "a1b2c3d4: the id says nothing"),
    "uuid": (field("number", id="8f14e45f-ceea-467f-a9d4-2b1c6a0d1e2f"), "the id says nothing"),
    "numbered id": (field("number", id="cell-3"), "cell-3: the id says nothing"),
    "id in capitals": (field("number", id="Number"), "Number: the id says nothing"),
    "no id": (lambda nb: cell_of(nb, "number").pop("id"), "the id says nothing"),
    "id twice": (field("number", id="sentence"), "sentence: the id is used twice"),
    "never run": (field("number", execution_count=None, outputs=[]), "number: has never run"),
    "out of order": (field("number", execution_count=7), "number: has execution count 7, expected 2"),
    "semicolon": (more("number", ";"), "number: ends in `;`"),
    "semicolon and comment": (more("number", ";  # quiet"), "number: ends in `;`"),
    "ignored by comment": (more("number", "\n# NBVAL_IGNORE_OUTPUT"), "keeps nbval from comparing"),
    "ignored by tag": (field("number", metadata={"tags": ["nbval-skip"]}), "keeps nbval from comparing"),
    "stderr": (stream("careful\n", "stderr"), "number: a message on stderr"),
    "error": (field("number", outputs=[new_output("error", ename="KeyError", evalue="x", traceback=[])]), "a KeyError is stored"),
    "address": (stream("<object at 0x7f3a2c1b>\n"), "number: the output shows a memory address"),
    "decimals": (stream("0.123456789\n"), "number: the output shows a number with more than 8"),
    "temporary path": (stream("saved /tmp/x.png\n"), "number: an absolute path"),
    "kernel's file": (stream("ipykernel_1234 says\n"), "number: an absolute path"),
    "path in code": (more("number", '\nopen("/home/kim/data.csv")'), "number: an absolute path"),
    "path on Windows": (stream("C:\\Users\n"), "number: an absolute path"),
    "first cell": (field("setup", id="begin"), "begin: the first code cell must have the id"),
    "other language": (source("setup", 'import lossopt as lo\n\nlo.setup("en")'), 'then `lo.setup("ko")`'),
    "setup does more": (source("setup", 'import lossopt as lo\n\nx = 1\nlo.setup("ko")'), "setup: must be imports"),
    "setup without import": (source("setup", 'import numpy as np\n\nlo.setup("ko")'), "setup: must be imports"),
    "too long": (more("number", "\nx = 1" * 350), "notebook: has 359 lines of code"),
    "draws too much": (more("number", "\nx = 1" * 88 + "\nlo.plots.values(\n    x,\n)" * 4), "notebook: draws in 13 of 10"),
    "adjusts too much": (more("number", "\nx = 1" * 90 + "\npicture.ax.plot(x)" * 12), "notebook: draws in 13 of 10"),
    "lost picture": (more("number", '\nlo.plots.values(1, alt="x")\nx'), "number: `lo.plots.values` draws a picture, and"),
    "no alt": (shown(image_png="iVBORw0K"), "picture: a picture is stored without words"),
    "empty alt": (shown(text_plain=" "), "picture: a picture is stored without words"),
    "default alt": (shown(text_plain="<Figure size 640x480 with 1 Axes>"), "picture: a picture is stored without words"),
    "role": (more("title", "\n\n{ref}`x`"), "title: `{ref}`x`` is MyST"),
    "directive": (more("title", "\n\n```{note}\nhi\n```"), "title: ````{note}` is MyST"),
    "colon fence": (more("title", "\n\n:::{tip}\n힌트\n:::"), "title: `:::` is MyST"),
    "label": (more("title", "\n\n(here)=\n## 여기"), "title: `(here)=` is MyST"),
    "MyST comment": (more("title", "\n\n% 나중에"), "title: `% comment` is MyST"),
    "term": (more("title", "\n\n**경사하강법**을 씁니다."), "title: “경사하강”: the course says 경사 하강법"),
    "term across lines": (more("title", "\n\n크로스\n엔트로피입니다."), "the course says 교차 엔트로피"),
    "term in a heading": (more("title", "\n\n## 휴버 손실"), "the course says 후버 손실"),
    "term in a string": (more("number", '\nprint("오차역전파")'), "number: “오차역전파”: the course says 역전파"),
    "term in an f-string": (source("sentence", 'lo.say(f"보폭은 {loss:.2f}입니다.")'), "the course says 스텝 크기"),
    "term in a comment": (more("number", "\n# 극소값"), "the course says 지역 최솟값"),
    "term in an alt text": (more("title", "\n\n![보폭](../intro.md)"), "the course says 스텝 크기"),
    "plain style": (more("title", "\n\n손실이 줄어든다. 좋습니다."), "title: “줄어든다.” is in plain style"),
    "plain style in say": (source("sentence", 'lo.say(f"손실은 {loss:.2f}이다.")'), "sentence: “□이다.” is in plain style"),
    "plain style in a verdict": (source("number", 'lo.claim("x", "된다.", condition="늘 참이다.")'), "“참이다.” is in plain style"),
    "dead link": (more("title", "\n\n[없음](../nowhere.ipynb)"), "title: the link `../nowhere.ipynb` leads to no file"),
    "dead picture": (more("title", "\n\n![점](dot.png)"), "title: the link `dot.png` leads to no file"),
    "dead heading": (more("title", "\n\n[없음](#nowhere)"), "there is no `#nowhere`"),
    "dead heading elsewhere": (more("title", "\n\n[없음](../intro.md#nowhere)"), "there is no `#nowhere`"),
    "dead HTML link": (more("title", '\n\n<a href="gone.md">없음</a>'), "the link `gone.md` leads to no file"),
    "absolute link": (more("title", "\n\n[뿌리](/intro.md)"), "begins at the root"),
    "unknown work": (more("references", "\n- Kim (2000), <https://arxiv.org/abs/1412.6980>"), "is no address of a work"),
    "other author": (more("references", "\n- Monro (1951), <https://doi.org/10.1214/aoms/1177729586>"), "is by Robbins"),
    "other year": (more("references", "\n- Robbins (1952), <https://doi.org/10.1214/aoms/1177729586>"), "is from 1951"),
}  # fmt: skip


@pytest.mark.parametrize("fault", LINT_FAULTS)
def test_lint_finds_a_planted_fault_and_nothing_else(book: Path, fault: str) -> None:
    plant, expected = LINT_FAULTS[fault]
    change(chapter(book), plant)
    found = sentences(notebooks.lint([chapter(book)]))
    assert len(found) == 1, found
    assert expected in found[0]


ALLOWED: dict[str, Fault] = {
    "expected error": both(
        field("number", outputs=[new_output("error", ename="KeyError", evalue="x", traceback=[])]),
        field("number", metadata={"tags": ["raises-exception"]}),
    ),
    "cell that never runs": both(
        field("picture", execution_count=None, outputs=[]), field("picture", metadata={"tags": ["skip-execution"]})
    ),
    "eight decimals": stream("0.12345678\n"),
    "words of pictures": more("number", "\nx = 1" * 90 + '\nalt = "점"\nx = lo.plots.values(x, alt=alt)' * 9),
    "one picture of a short page": more("number", "\nlo.plots.values(\n    x,\n)"),
    "relative path": stream("data/tmp/x.csv and/or 1/2, https://example.org/home/x\n"),
    "term in code": more("title", "\n\n`경사하강법`, $\\text{보폭}$, [링크](../intro.md '휴버')"),
    "allowed term": more("title", "\n\n<!-- terms: allow 미분 방정식, 보폭 -->\n보폭과 미분 방정식입니다."),
    "allowed term in code": more("number", '\n# terms: allow 보폭\nprint("보폭")'),
    "quoted plain style": more("title", "\n\n> 손실은 작을수록 좋다.\n\n'그렇다.' 또는 \"아니다.\"입니다."),
    "claim": source("number", 'lo.claim("x", f"손실은 {0}이 된다.", cases={})'),
    "allowed plain style": more("title", "\n\n<!-- style: allow -->\n손실이 줄어든다."),
    "magic": source("number", '%precision 4\nprint("손실:", 0.25)'),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_lint_passes_what_is_allowed(book: Path, name: str) -> None:
    change(chapter(book), ALLOWED[name])
    assert sentences(notebooks.lint([chapter(book)])) == []


ENGLISH_FAULTS: dict[str, Fault] = {
    "prose": more("title", "\n\nThe word is 손실."),
    "code": more("number", '\nprint("손실")'),
    "comment": more("number", "\n# 손실"),
    "output": stream("손실\n"),
}


@pytest.mark.parametrize("where", ENGLISH_FAULTS)
def test_lint_finds_hangul_in_english(book: Path, where: str) -> None:
    change(chapter(book, "en"), ENGLISH_FAULTS[where])
    (found,) = sentences(notebooks.lint([chapter(book, "en")]))
    assert "손실" in found
    assert "is Korean in the English edition" in found


def test_marked_hangul_is_allowed_in_english(book: Path) -> None:
    change(chapter(book, "en"), more("title", '\n\n<span lang="ko">손실</span>'))
    change(chapter(book, "en"), more("number", '\n# hangul: allow\nprint("손실")'))
    for name in ("index.md", "glossary.md"):
        (book / "en" / name).write_text("# Words\n\n한국어\n")
    assert sentences(notebooks.lint([book / "en"])) == []


def test_lint_says_what_is_not_canonical(book: Path) -> None:
    path = chapter(book)
    path.write_text(path.read_text().replace('"nbformat": 4,', '"nbformat":4,'))
    assert [finding.place for finding in notebooks.lint([path])] == ["notebook"]


def test_lint_reads_pages_and_modules(book: Path, tmp_path: Path) -> None:
    (book / "ko" / "page.md").write_text("# 쪽\n\n보폭이 크다.\n\n[없음](gone.md)\n")
    module = tmp_path / "names.py"
    module.write_text(
        '"""Names."""\n\nNAME = "휴버 손실"\nKEPT = "휴버"  # terms: allow 휴버\n\nHINT = f"{NAME}은 작다."\n'
    )
    found = sentences(notebooks.lint([book / "ko" / "page.md", module]))
    assert [sentence.split(":")[0] for sentence in found] == ["line 3", "line 3", "line 5", "line 3", "line 6"]


# --- terms and style --------------------------------------------------------------------------------------

FORBIDDEN = [
    "경사하강법", "기울기 하강", "크로스 엔트로피", "교차엔트로피", "휴버", "오차역전파", "오차 역전파법", "극소값", "보폭", "미분 방정식",
    "손실함수", "비용함수", "목적함수", "학습율", "안장 점", "최소값", "최대값", "로컬 최솟값", "전역 최소점", "미니 배치", "배치 사이즈",
    "견고한 회귀", "L2 정규화", "오버피팅", "와서스타인", "KL 다이버전스", "쿨백 발산", "트리플렛", "아웃라이어", "클래스 언밸런스", "타깃",
    "로지트", "그라디언트", "경사를 따라", "새들 포인트", "모맨텀", "네스트로프", "평균제곱오차", "경첩 손실", "초점 손실",
]  # fmt: skip

NOT_FORBIDDEN = (
    "경사 하강법과 확률적 경사 하강법 (SGD), 경사 상승법, 산의 경사면, 안경사",
    "기울기 소실과 기울기, 미분(도함수), 배치 정규화, 정규화와 규제",
    "교차 엔트로피, 후버 손실, 힌지 손실, 포컬 손실, 대조 손실, 삼중항 손실, 비용 대비 손실이 큽니다",
    "역전파, 지역 최솟값과 전역 최솟값, 최댓값, 최소화, 최소 제곱, 지역 최소화 문제",
    "쿨백-라이블러 발산(KL 발산), 바서슈타인 거리, 데이터 묶음, 두 단계의 크기 비교",
    "평균 제곱 오차, 평균 절대 오차, 손실 함수, 학습률, 스텝 크기, 모멘텀의 관성",
)


def complaints(text: str) -> list[str]:
    return [sentence for sentence in korean(Prose("", text, "")) if "plain style" not in sentence]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_forbidden_word_is_found(word: str) -> None:
    assert complaints(f"여기서 {word} 이야기를 합니다.")


@pytest.mark.parametrize("sentence", NOT_FORBIDDEN)
def test_everyday_words_are_not_forbidden(sentence: str) -> None:
    assert complaints(sentence) == []


def test_no_term_forbids_the_course_s_own_names() -> None:
    assert [complaints(term.ko) for term in terms() if complaints(term.ko)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("손실이 줄어든다.", ["줄어든다."]),
        ("손실이 아니다. 그렇습니다.", ["아니다."]),
        ("값은 □이다!", ["□이다."]),
        ("끝난다.) 그리고 **큽니다.**", ["끝난다."]),
        ("합니다. 입니다! 됩니다. 알아봅시다.", []),
        ("마시다. 지니다.", ["마시다.", "지니다."]),
        ("“줄어든다.”, '커진다.' 그리고 「작다.」는 인용입니다.", []),
        ("‘줄어든다. 커진다.’라고 흔히 말합니다.", []),
        ("다시 말해 0.5다.5", []),
        ("좋을까요? 해 보세요. 어간 뒤에 “-ㅂ니다”를 씁니다. ‘바다’ 그림입니다.", []),
    ],
)
def test_plain_style(text: str, found: list[str]) -> None:
    assert list(plain_style(text)) == found


# --- faults between the editions --------------------------------------------------------------------------

PARITY_FAULTS: dict[str, tuple[Fault, str]] = {
    "id": (field("number", id="numbers"), "cells: cell (id, type, tags, nbgrader) 3 is"),
    "order": (lambda nb: nb.cells.insert(2, nb.cells.pop(3)), "cells: cell (id, type, tags, nbgrader) 3 is"),
    "missing cell": (lambda nb: nb.cells.pop(), "in Korean, nothing in English"),
    "tags": (field("number", metadata={"tags": ["hide-input"]}), "cells: cell (id, type, tags, nbgrader) 3 is"),
    "nbgrader": (field("number", metadata={"nbgrader": {"points": 3}}), "cells: cell (id, type, tags, nbgrader) 3 is"),
    "code": (source("number", 'loss = lo.losses.mse([1.0], [1.6], reduction="mean")\nprint("loss:", loss)'), "number: the code differs: `loss = "),
    "one statement more": (more("number", "\nx = 1"), "number: the code differs: 2 statements against 3"),
    "value in an f-string": (source("sentence", 'lo.say(f"A loss of {2 * loss:.2f} after {3} steps.")'), "sentence: the code differs"),
    "format": (source("sentence", 'lo.say(f"A loss of {loss:.3f} after {3} steps.")'), "sentence: the code differs"),
    "conversion": (source("sentence", 'lo.say(f"A loss of {loss!r:.2f} after {3} steps.")'), "sentence: the code differs"),
    "name in a string": (source("number", 'loss = lo.losses.mse([1.0], [1.5], reduction="sum")\nprint("loss:", loss)'), "the string 'mean' is 'sum'"),
    "magic": (source("number", "%precision 4\n" + CODE["number"][1]), "number: the code differs"),
    "number in stdout": (stream("loss: 0.26\n"), "number: number in stdout without counterpart: `0.25` in Korean; `0.26` in English"),
    "sign in an alt text": (shown(text_plain="From 4 to 1."), "picture: number in text/plain without counterpart: `-1` in Korean; `1` in English"),
    "heading level": (source("title", WORDS["title"][1].replace("# Loss", "## Loss")), "title: heading level 1 is 1 in Korean, 2 in English"),
    "heading": (more("title", "\n\n## More"), "title: heading level 2 is nothing in Korean, 2 in English"),
    "label": (source("formulas", WORDS["formulas"][1].replace("formulas", "formula")), "formulas: label without counterpart"),
    "link": (source("title", WORDS["title"][1].replace("../intro.md", "../index.md")), "title: link without counterpart"),
    "link to the web": (more("title", "\n\n<https://example.org>"), "title: link without counterpart: `https://example.org`"),
    "image": (source("formulas", WORDS["formulas"][1].replace("dot.svg", "line.svg")), "formulas: image without counterpart"),
    "displayed formula": (source("formulas", WORDS["formulas"][1].replace("x = 1", "x = 2")), "formulas: displayed formula without counterpart"),
    "formula": (source("formulas", WORDS["formulas"][1].replace("2/L", "1/L")), "formulas: formula without counterpart"),
    "formula once more": (more("formulas", "\n\nNote $\\eta$."), "formulas: formula without counterpart: `\\eta` in English"),
    "table": (source("formulas", WORDS["formulas"][1].replace("| $1$ |", "| $1$ |\n| a | b |")), "formulas: table of size without counterpart"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PARITY_FAULTS)
def test_parity_finds_a_planted_difference_and_nothing_else(book: Path, fault: str) -> None:
    plant, expected = PARITY_FAULTS[fault]
    change(chapter(book, "en"), plant)
    found = sentences(parity(book))
    assert len(found) == 1, found
    assert expected in found[0]


PARITY_ALLOWED: dict[str, tuple[Fault, Fault]] = {
    "ranges": (stream("손실: 3~5, -0.25\n"), stream("loss: 3-5, −0.25\n")),
    "thousands": (stream("손실: 1,000.5\n"), stream("loss: 1000.5\n")),
    "order of formulas": (more("title", " $a$와 $b$"), more("title", " $b$ and $a$")),
    "encyclopedia": (
        more("title", " <https://ko.wikipedia.org/wiki/경사_하강법>"),
        more("title", " <https://en.wikipedia.org/wiki/Gradient_descent>"),
    ),
    "headings in links": (more("title", " [위](#수식)"), more("title", " [above](#formulas)")),
    "quiz": (
        both(stream("10배\n"), source("number", 'lo.quiz("x")')),
        both(stream("tenfold\n"), source("number", 'lo.quiz("x")')),
    ),
    "comments": (more("number", "\n# 비고"), more("number", "  # a remark")),
}


@pytest.mark.parametrize("name", PARITY_ALLOWED)
def test_parity_passes_what_languages_need(book: Path, name: str) -> None:
    for language, plant in zip(("ko", "en"), PARITY_ALLOWED[name], strict=True):
        change(chapter(book, language), plant)
    assert sentences(parity(book)) == []


def test_parity_compares_magics(book: Path) -> None:
    for language, magic in (("ko", "%precision 4"), ("en", "%precision 3")):
        change(chapter(book, language), more("number", f"\n{magic}"))
    assert len(sentences(parity(book))) == 1


def test_parity_takes_either_file_of_a_pair(book: Path) -> None:
    change(chapter(book, "en"), more("number", "\nx = 1"))
    found = [list(file_parity(*counterparts(chapter(book, language)))) for language in ("ko", "en")]
    assert found[0] == found[1] != []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_parity_finds_a_file_without_counterpart(book: Path, language: str) -> None:
    (book / language / "extra.md").write_text("# x\n")
    (finding,) = parity(book)
    assert finding.path == book / language / "extra.md"


def test_parity_compares_the_headings_of_pages(book: Path) -> None:
    (book / "en" / "intro.md").write_text("# Intro\n\n### Deeper\n")
    assert sentences(parity(book)) == ["page: heading level 2 is nothing in Korean, 3 in English."]


def test_parity_compares_tables_of_contents(book: Path) -> None:
    (book / "en" / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n- file: losses/choosing\n")
    assert sentences(parity(book)) == ["toc: file 3 is losses/regression in Korean, losses/choosing in English."]


# --- form, text, runs -------------------------------------------------------------------------------------


def messy_notebook() -> NotebookNode:
    """Return a notebook as a run leaves it."""
    nb = clean_notebook("ko")
    number = cell_of(nb, "number")
    number.execution_count = 12
    number.outputs = [new_output("stream", name="stdout", text=text) for text in ("손실: ", "0.25\n")]
    number.metadata = {"execution": {"iopub.busy": "now"}, "tags": ["hide-input"], "collapsed": True}
    cell_of(nb, "picture").outputs = [
        new_output(
            "display_data",
            data={"image/svg+xml": "<svg/>", "image/gif": "R0", "text/plain": "그림"},
            metadata={"image/png": {"width": 3}},
        )
    ]
    nb.metadata = {
        "kernelspec": {"name": "mine"},
        "language_info": {"name": "python", "version": "3.99"},
        "widgets": {},
    }
    return parse(dump(nb), Path("messy.ipynb"))


def test_canonical_form_drops_what_differs_between_runs() -> None:
    form = canonical(messy_notebook())
    number = cell_of(form, "number")
    assert [output.text for output in number.outputs] == ["손실: 0.25\n"]
    folded = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}  # in JupyterLab as on the site
    assert (number.execution_count, number.metadata) == (2, folded)
    assert cell_of(form, "picture").outputs[0].data == {"text/plain": "그림"}
    assert cell_of(form, "picture").outputs[0].metadata == {}
    assert form.metadata.language_info == {"name": "python"}
    assert "손실" in dump(form)
    assert dump(form).endswith("}\n")


def test_canonical_form_is_idempotent() -> None:
    once = dump(canonical(messy_notebook()))
    assert dump(canonical(parse(once, Path("once.ipynb")))) == once


def test_formatting_does_not_hide_that_a_cell_never_ran(book: Path) -> None:
    change(chapter(book), field("number", execution_count=None, outputs=[]))
    assert notebooks.main(["format", str(chapter(book))]) == 0
    assert "has never run" in sentences(notebooks.lint([chapter(book)]))[0]


def test_format_reports_once(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(chapter(book), field("number", execution_count=7))
    assert notebooks.main(["format", str(book)]) == 1
    assert capsys.readouterr().out == f"{chapter(book)}: brought into canonical form.\n"
    assert notebooks.main(["format", str(book)]) == 0


def test_text_and_back_loses_nothing(book: Path) -> None:
    path, before = chapter(book), chapter(book).read_bytes()
    change(
        path,
        both(
            field("number", metadata={"tags": ["hide-input"], "nbgrader": {"grade": True, "points": 2}}),
            more("picture", "\n%precision 4"),
        ),
    )
    write(path, read(path))
    changed = path.read_bytes()
    assert changed != before
    text = notebook_text.write_text(path)
    assert '# %% id="number" tags=["hide-input"] nbgrader={"grade": true, "points": 2}\n' in text.read_text()
    assert notebook_text.write_notebook(text) == path
    assert path.read_bytes() == changed
    path.unlink()
    notebook_text.write_notebook(text)  # and anew, without outputs
    assert [cell.source for cell in read(path).cells] == [cell.source for cell in parse(changed.decode(), path).cells]
    assert cell_of(read(path), "number").execution_count is None


def test_only_a_changed_cell_loses_its_output(book: Path) -> None:
    text = notebook_text.write_text(chapter(book))
    text.write_text(text.read_text().replace('print("손실:", loss)', 'print("손실은", loss)'))
    notebook_text.write_notebook(text)
    nb = read(chapter(book))
    assert cell_of(nb, "number").outputs == []
    assert cell_of(nb, "sentence").outputs == cell_of(clean_notebook("ko"), "sentence").outputs


def test_text_is_refused_where_ids_are_missing_or_double(book: Path) -> None:
    text = notebook_text.write_text(chapter(book))
    before, content = chapter(book).read_bytes(), text.read_text()
    text.write_text(content + "\n# %%\nx = 1\n")
    with pytest.raises(NotebookError, match=r"cell 8 \('x = 1'\) has no id"):
        notebook_text.write_notebook(text)
    text.write_text(content + '\n# %% id="number"\nx = 1\n')
    with pytest.raises(NotebookError, match=r"cell 8 \('x = 1'\) has the id 'number' of a cell before it"):
        notebook_text.write_notebook(text)
    assert chapter(book).read_bytes() == before


def test_a_cell_that_text_cannot_hold_is_refused(book: Path) -> None:
    change(chapter(book), more("title", '\n\n"""\n\n# %% 이상한 줄'))
    with pytest.raises(NotebookError, match="title: this cell cannot be written as text"):
        notebook_text.write_text(chapter(book))


def test_edits_on_the_other_side_are_kept(book: Path) -> None:
    path = chapter(book)
    text = notebook_text.write_text(path)
    edited = text.read_text().replace("줄어듭니다", "늘어납니다")
    text.write_text(edited)
    with pytest.raises(NotebookError, match="differs from the notebook"):
        notebook_text.write_text(path)
    assert text.read_text() == edited
    change(path, more("title", "\n\n고쳤습니다."))
    later = text.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    with pytest.raises(NotebookError, match="the notebook was changed after this text"):
        notebook_text.write_notebook(text)
    notebook_text.write_notebook(text, force=True)
    assert "늘어납니다" in cell_of(read(path), "title").source


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook with all kinds of output, run."""
    for name in KERNEL_ENVIRONMENT:  # set by conftest.py for nbval; a run must set them itself
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "book" / "en" / "trial.ipynb"
    nb = new_notebook()
    nb.cells = [
        new_code_cell("from pathlib import Path\n\nfrom IPython.display import display\nfrom tqdm import tqdm", id="setup"),
        new_code_cell("for _ in tqdm(range(3)):\n    pass\nprint(1 / 8, Path('here').exists())", id="number"),
        new_code_cell("display({'text/markdown': 'It is **0.5**.', 'text/plain': 'It is 0.5.'}, raw=True)", id="sentence"),
        new_code_cell("display({'image/png': 'iVBORw0K', 'image/svg+xml': '<svg/>', 'text/plain': '2 points'}, raw=True)", id="picture"),
        new_code_cell("raise ValueError('as expected')", id="raises", metadata={"tags": ["raises-exception"]}),
        new_code_cell("1 / 0", id="never", metadata={"tags": ["skip-execution"]}),
    ]  # fmt: skip
    write(path, nb)
    (path.parent / "here").touch()
    assert run([path]) == []
    return path


def test_a_run_stores_outputs_that_a_second_run_leaves_alone(trial: Path) -> None:
    before = trial.read_bytes()
    nb = read(trial)
    assert cell_of(nb, "number").outputs[0].text == "0.125 True\n"
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3, 4, 5, None]
    assert cell_of(nb, "raises").outputs[0].traceback == []
    assert run([trial]) == []
    assert trial.read_bytes() == before


def test_a_failing_run_says_where_and_changes_nothing(trial: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(trial, source("number", "1 / 0"))
    before = trial.read_bytes()
    assert notebooks.main(["run", str(trial)]) == 1
    message = capsys.readouterr().err
    assert f"{trial}: number: the cell failed" in message
    assert "ZeroDivisionError" in message
    assert trial.read_bytes() == before


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval on a notebook with this repository's conftest.py."""
    shutil.copy(ROOT / "conftest.py", path.parent)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--rootdir",
        ".",
        path.name,
    ]
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TQDM_", "MPL"))}
    return subprocess.run(
        command, cwd=path.parent, env={**settings, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


def test_nbval_compares_every_stored_text(trial: Path) -> None:
    clean = nbval(trial)
    assert "5 passed, 1 skipped" in clean.stdout, clean.stdout
    stored = trial.read_text()
    for right, wrong in (
        ("0.125 True", "0.126 True"),
        ('"It is **0.5**."', '"It is **0.6**."'),
        ('"2 points"', '"3 points"'),
    ):
        assert stored.count(right) == 1
        stored = stored.replace(right, wrong)
    trial.write_text(stored)
    planted = nbval(trial)
    assert "3 failed, 2 passed, 1 skipped" in planted.stdout, planted.stdout


def test_the_command_line_is_clear_about_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.ipynb").write_text("{")
    (tmp_path / "empty").mkdir()
    for path, sentence in (
        ("gone.ipynb", "no such file"),
        ("broken.ipynb", "not a notebook"),
        ("empty", "no notebooks found"),
    ):
        assert notebooks.main(["format", str(tmp_path / path)]) == 1
        assert sentence in capsys.readouterr().err
