"""What must hold of the words: Korean terms and style, no Hangul in English, no raw MyST in notebooks.

Three kinds of files hold words: notebooks, Markdown pages, and the package with its names, labels and hints in
both languages. A comment in the same cell or page makes an exception, in Markdown `<!-- … -->`, in code `# …`:

    terms: allow 미분 방정식, 보폭         these words, which terms.toml forbids
    style: allow                         sentences in plain style (해라체)
    hangul: allow                        Hangul in the English edition
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from tools.code_parts import is_call, parse_code, strings_of
from tools.markdown_parts import parts_of
from tools.notebook_form import Finding, edition, name_of, texts_of_output
from tools.notebook_lint import Notebook
from tools.particles import wrong_particles

HANGUL = re.compile(r"[ᄀ-ᇿ㄰-㆏가-힣]")
_TERMS = Path(__file__).with_name("terms.toml")
# Pages on which both languages stand side by side.
_BILINGUAL = ("index", "glossary")


@dataclass(frozen=True)
class Prose:
    """A stretch of prose, the whole cell or page around it (for its exceptions), and where it stands."""

    place: str
    text: str
    around: str
    is_quotation: bool = False
    is_comment: bool = False


def lint_notebook_words(notebook: Notebook) -> Iterator[Finding]:
    """Yield what is wrong with the words of a notebook."""
    for cell in notebook.nb.cells:
        found = _lint_cell(cell, notebook.language, notebook.path.stem in _BILINGUAL)
        for sentence in found:
            yield Finding(notebook.path, name_of(cell), sentence)


def lint_page_words(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the words of a Markdown page."""
    text = path.read_text(encoding="utf-8")
    if edition(path)[0] == "ko":
        for prose in prose_of_markdown(text):
            for sentence in korean(prose):
                yield Finding(path, prose.place, sentence)
        for sentence in wrong_particles(text):
            yield Finding(path, "page", sentence)
    elif path.stem not in _BILINGUAL:
        for sentence in hangul_in_english(text, text):
            yield Finding(path, "page", sentence)


def lint_module_words(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the Korean strings of a Python module."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for node, string in strings_of(ast.parse(text)):
        around = "\n".join(lines[max(node.lineno - 2, 0) : node.end_lineno])
        for prose in prose_of_string(string, around):
            for sentence in korean(prose):
                yield Finding(path, f"line {node.lineno}", sentence)


def _lint_cell(cell: NotebookNode, language: str, is_bilingual: bool) -> Iterator[str]:
    if cell.cell_type == "markdown":
        for _, raw in parts_of(cell.source).myst:
            yield f"`{raw}` is MyST that JupyterLab shows as it stands; say it in plain Markdown."
    shown = [text for output in cell.get("outputs", []) for text in texts_of_output(output).values()]
    if language == "ko":
        for prose in _prose_of_cell(cell):
            yield from korean(prose)
        for text in shown if cell.cell_type == "code" else [cell.source]:
            yield from wrong_particles(text)
            yield from unclosed_bold(text)
    elif not is_bilingual:
        yield from hangul_in_english("\n".join([cell.source, *shown]), cell.source)


def unclosed_bold(text: str) -> Iterator[str]:
    """Yield a sentence for bold text whose end Markdown does not see: it closes before Hangul after a letter or digit alone.

    >>> list(unclosed_bold("**37%**입니다. **37**%입니다. (**가**)와 **나**는"))
    ['`**37%**입` does not close the bold: end it with a letter or a digit.']
    """
    for paragraph in text.split("\n\n"):
        parts = re.sub(r"`[^`]*`|\$\$.*?\$\$", "", paragraph, flags=re.DOTALL).split("**")
        for inside, after in zip(parts[1::2], parts[2::2], strict=False):
            if inside and HANGUL.match(after) and not inside[-1].isalnum():
                yield f"`**{inside}**{after[0]}` does not close the bold: end it with a letter or a digit."


# --- where words are --------------------------------------------------------------------------------------


def _prose_of_cell(cell: NotebookNode) -> Iterator[Prose]:
    if cell.cell_type == "markdown":
        yield from prose_of_markdown(cell.source)
    elif cell.cell_type == "code":
        tree = parse_code(cell.source)
        claims = _claims(tree) if tree else []
        for node, string in strings_of(tree) if tree else ():
            yield from prose_of_string(string, cell.source, is_quotation=node in claims)
        for comment in _comments(cell.source):
            yield Prose("", comment, cell.source, is_comment=True)


def prose_of_markdown(text: str) -> Iterator[Prose]:
    """Yield the prose of a Markdown text; places are its lines."""
    for passage in parts_of(text).passages:
        words = " ".join(passage.text.split())
        yield Prose(f"line {passage.line}", words, text, is_quotation=passage.in_quotation)


def prose_of_string(string: str, around: str, is_quotation: bool = False) -> Iterator[Prose]:
    """Yield the prose of a string in code, which may be Markdown, as in `lo.say("…")`."""
    if HANGUL.search(string):
        for prose in prose_of_markdown(string):
            yield Prose("", prose.text, around, is_quotation=is_quotation or prose.is_quotation)


def _claims(tree: ast.AST) -> list[ast.expr]:
    """Return the statements that `lo.claim(id, statement, …)` puts to the test: they quote what others say."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.args[1] for call in calls if is_call(call, "lo.claim") and len(call.args) > 1]


def _comments(source: str) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and not re.match(r"#\s*(terms|style|hangul):", token.string):
                yield token.string
    except (tokenize.TokenError, SyntaxError):  # a cell that is meant to fail
        return


# --- Korean -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """An idea, its name in both languages, and names it must not have."""

    en: str
    ko: str
    forbidden: tuple[re.Pattern[str], ...]
    because: str


@cache
def terms() -> tuple[Term, ...]:
    """Return the table of `terms.toml`."""
    table = tomllib.loads(_TERMS.read_text(encoding="utf-8"))["term"]
    return tuple(
        Term(row["en"], row["ko"], tuple(map(re.compile, row["not"])), row.get("because", "")) for row in table
    )


def korean(prose: Prose) -> Iterator[str]:
    """Yield what is wrong with Korean prose: its terms and its style."""
    if not HANGUL.search(prose.text):
        return
    allowed = [word.strip() for listed in _exceptions(prose.around, "terms") for word in listed.split(",")]
    for term in terms():
        for pattern in term.forbidden:
            for found in pattern.finditer(prose.text):
                if not any(found[0] in words for words in allowed):
                    reason = f"; {term.because}" if term.because else ""
                    yield f"“{found[0]}”: the course says {term.ko} ({term.en}){reason}."
    if not (prose.is_quotation or prose.is_comment or _exceptions(prose.around, "style")):
        for sentence in plain_style(prose.text):
            yield f"“{sentence}” is in plain style (해라체); the course writes 합니다체."


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’|(?<!\w)'[^']*'|「[^」]*」|『[^』]*』|«[^»]*»|《[^》]*》")
_STATEMENT = re.compile(r"\S*다(?=[.!](?:[\s)\]*_~]|$))")
_FINAL_B = 17  # the place of ㅂ among the final consonants of a Hangul syllable


def plain_style(text: str) -> Iterator[str]:
    """Yield the ends of sentences in plain style: those that end in “다.”, but not in “ㅂ니다.” or “ㅂ시다.”.

    >>> list(plain_style("손실이 줄어든다. 손실이 줄어듭니다. “줄어든다.”라고 말합니다."))
    ['줄어든다.']
    """
    for word in _STATEMENT.findall(_QUOTED.sub("", text)):
        is_polite = word.endswith(("니다", "시다")) and _ends_in_b(word[-3:-2])
        if len(word) > 1 and not is_polite:
            yield f"{word}."


def _ends_in_b(syllable: str) -> bool:
    return syllable == "ㅂ" or ("가" <= syllable <= "힣" and (ord(syllable) - ord("가")) % 28 == _FINAL_B)


# --- English ----------------------------------------------------------------------------------------------

_KOREAN_ELEMENT = re.compile(r"""<(\w+)\b[^>]*\blang=["']ko["'][^>]*>.*?</\1>""", re.DOTALL)


def hangul_in_english(text: str, around: str) -> Iterator[str]:
    """Yield the first Hangul word of an English text, outside of elements marked `lang="ko"`."""
    found = re.search(rf"\S*{HANGUL.pattern}\S*", _KOREAN_ELEMENT.sub("", text))
    if found and not _exceptions(around, "hangul"):
        yield f'“{found[0]}” is Korean in the English edition; mark a word that belongs there lang="ko".'


def _exceptions(around: str, kind: str) -> list[str]:
    """Return what the comments `<kind>: allow …` in a cell or page allow."""
    return re.findall(rf"(?:<!--|#)\s*{kind}:\s*allow\b[ \t]*(.*?)\s*(?:-->|$)", around, re.MULTILINE)
