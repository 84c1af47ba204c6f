"""The two editions must differ in words alone: same files, cells, code, numbers, formulas, links."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode

from lossopt.language import LANGUAGES
from tools.code_parts import is_call, magics, parse_code
from tools.markdown_parts import Parts, parts_of
from tools.notebook_form import Finding, edition, find, name_of, read, tags, texts_of_output
from tools.prose_lint import HANGUL

SUFFIXES = (".ipynb", ".md")


def parity(book: Path) -> Iterator[Finding]:
    """Yield every difference between the editions in the folder `book` that is not one of words."""
    ko, en = (book / language for language in LANGUAGES)
    files = {folder: {file.relative_to(folder) for file in _files(folder)} for folder in (ko, en)}
    for folder, other in ((ko, en), (en, ko)):
        for inside in sorted(files[folder] - files[other]):
            yield Finding(folder / inside, "file", f"has no counterpart in the edition `{other.name}`.")
    yield from toc_parity(ko / "_toc.yml", en / "_toc.yml")
    for inside in sorted(files[ko] & files[en]):
        yield from file_parity(ko / inside, en / inside)


def file_parity(ko: Path, en: Path) -> Iterator[Finding]:
    """Yield the differences between a notebook or page and its counterpart."""
    yield from (notebook_parity if ko.suffix == ".ipynb" else page_parity)(ko, en)


def counterparts(path: Path) -> tuple[Path, Path]:
    """Return the Korean and the English file of the pair that `path` belongs to."""
    folder = edition(path)[1]
    ko, en = (folder.parent / language / path.relative_to(folder) for language in LANGUAGES)
    return ko, en


def _files(folder: Path) -> list[Path]:
    return find([folder], *SUFFIXES) if folder.exists() else []


# --- table of contents, pages -----------------------------------------------------------------------------


def toc_parity(ko: Path, en: Path) -> Iterator[Finding]:
    """Yield the first place at which the tables of contents name different files."""
    tables = [_toc_files(path) for path in (ko, en)]
    if sentence := _difference("file", *tables):
        yield Finding(ko, "toc", sentence)


def _toc_files(path: Path) -> list[str]:
    if not path.exists():
        return []
    return list(_values(yaml.safe_load(path.read_text(encoding="utf-8"))))


def _values(node: Any) -> Iterator[str]:
    """Yield everything a table of contents says but its titles, in order."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("title", "caption"):
                yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    else:
        yield str(node)


def page_parity(ko: Path, en: Path) -> Iterator[Finding]:
    """Yield where the headings of two pages differ."""
    levels = [[level for level, _ in parts_of(path.read_text(encoding="utf-8")).headings] for path in (ko, en)]
    if sentence := _difference("heading level", *levels):
        yield Finding(ko, "page", sentence)


# --- notebooks --------------------------------------------------------------------------------------------


def notebook_parity(ko: Path, en: Path) -> Iterator[Finding]:
    """Yield the differences between two notebooks; cells are compared once their sequence agrees."""
    cells = [read(path).cells for path in (ko, en)]
    sequences = [[_identity(cell) for cell in sequence] for sequence in cells]
    if sentence := _difference("cell (id, type, tags, nbgrader)", *sequences):
        yield Finding(ko, "cells", sentence)
    for one, other in zip(*cells, strict=False):
        if name_of(one) == name_of(other) and one.cell_type == other.cell_type:
            compare = _markdown_parity if one.cell_type == "markdown" else _code_parity
            for sentence in compare(one, other):
                yield Finding(ko, name_of(one), sentence)


def _identity(cell: NotebookNode) -> tuple[str, str, tuple[str, ...], str]:
    grading = cell.metadata.get("nbgrader", {})
    return name_of(cell), cell.cell_type, tuple(tags(cell)), str(sorted(grading.items()))


def _code_parity(ko: NotebookNode, en: NotebookNode) -> Iterator[str]:
    if ko.cell_type != "code":
        return
    one, other = parse_code(ko.source), parse_code(en.source)
    if one is None or other is None:
        if ko.source != en.source:
            yield "the code is no Python and differs."
    elif _shape(one) != _shape(other) or magics(ko.source) != magics(en.source):
        yield f"the code differs: {_first_different_line(one, other)}"
    else:
        yield from _names_parity(one, other)
    if not (one and _is_quiz(one)):
        yield from _numbers_parity(ko, en)


def _is_quiz(tree: ast.Module) -> bool:
    """Whether a cell shows a quiz: pure prose, in which one language says “tenfold” and the other “10배”."""
    return len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) and is_call(tree.body[0].value, "lo.quiz")


def _numbers_parity(ko: NotebookNode, en: NotebookNode) -> Iterator[str]:
    numbers = [_numbers(cell) for cell in (ko, en)]
    for mime in sorted(set(numbers[0]) | set(numbers[1])):
        if sentence := _surplus(f"number in {mime}", *(found.get(mime, []) for found in numbers)):
            yield sentence


# --- code -------------------------------------------------------------------------------------------------


class _Wordless(ast.NodeTransformer):
    """Blank the words of a tree: strings, and the text of f-strings around their values.

    The values of an f-string are sorted, since word order differs between languages; each keeps its
    conversion and format specification, which decide how a number is shown.
    """

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        values = [self._value(part) for part in node.values if isinstance(part, ast.FormattedValue)]
        return ast.Tuple(sorted(values, key=ast.dump), ast.Load())

    def _value(self, part: ast.FormattedValue) -> ast.expr:
        spec = ast.Constant(ast.dump(part.format_spec) if part.format_spec else "")
        return ast.Tuple([self.visit(part.value), ast.Constant(part.conversion), spec], ast.Load())


def _shape(tree: ast.Module) -> str:
    """Return what two editions of a cell's code must share."""
    return ast.dump(_Wordless().visit(_copy(tree)))


def _copy(tree: ast.Module) -> ast.Module:
    return ast.parse(ast.unparse(tree))


def _first_different_line(ko: ast.Module, en: ast.Module) -> str:
    for one, other in zip(ko.body, en.body, strict=False):
        if _shape(ast.Module([one], [])) != _shape(ast.Module([other], [])):
            return f"`{ast.unparse(one)[:80]}` against `{ast.unparse(other)[:80]}`."
    return f"{len(ko.body)} statements against {len(en.body)}."


def _names_parity(ko: ast.Module, en: ast.Module) -> Iterator[str]:
    """A Korean edition's string without Hangul is a name (`reduction="sum"`): it must be the same in both."""
    for one, other in zip(_plain_strings(ko), _plain_strings(en), strict=True):
        if one != other and not HANGUL.search(one) and (one, other) != LANGUAGES:
            yield f"the string {one!r} is {other!r} in the other edition."


def _plain_strings(tree: ast.AST) -> list[str]:
    """Return the strings of a tree that are no f-strings."""
    found: list[str] = []
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            found.append(child.value)
        elif not isinstance(child, ast.JoinedStr):
            found += _plain_strings(child)
    return found


# A minus sign belongs to a number, the hyphen of "3-5" does not.
_NUMBER = re.compile(r"(?:(?<![\w)\]])[-−])?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?")


def _numbers(cell: NotebookNode) -> dict[str, list[str]]:
    """Return the numbers in the outputs of a cell, by MIME type."""
    found: dict[str, list[str]] = {}
    for output in cell.outputs:
        for mime, text in texts_of_output(output).items():
            numbers = [number.replace("−", "-").replace(",", "") for number in _NUMBER.findall(text)]
            found[mime] = found.get(mime, []) + numbers
    return found


# --- Markdown ---------------------------------------------------------------------------------------------


def _markdown_parity(ko: NotebookNode, en: NotebookNode) -> Iterator[str]:
    one, other = parts_of(ko.source), parts_of(en.source)
    if sentence := _difference("heading level", _levels(one), _levels(other)):
        yield sentence
    collections: dict[str, tuple[Iterable[Hashable], Iterable[Hashable]]] = {
        "label": (one.labels, other.labels),
        "link": (_targets(one.links), _targets(other.links)),
        "image": (_targets(one.images), _targets(other.images)),
        "displayed formula": (_wordless(one.display_math), _wordless(other.display_math)),
        "formula": (_wordless(one.inline_math), _wordless(other.inline_math)),
        "table of size": (one.tables, other.tables),
    }
    for what, (korean, english) in collections.items():
        if sentence := _surplus(what, korean, english):
            yield sentence


def _levels(parts: Parts) -> list[int]:
    return [level for level, _ in parts.headings]


_LANGUAGE = re.compile(r"(?<=[/.])(?:ko|en)(?=[/.])|^(?:ko|en)(?=/)")
_WIKIPEDIA = re.compile(r"(https?://[\w.]*wikipedia\.org)/.*")


def _targets(links: Iterable[tuple[int, str]]) -> list[str]:
    """Return where links lead, the language left out; titles of headings and articles are words too."""
    return [_WIKIPEDIA.sub(r"\1", _LANGUAGE.sub("LANG", _without_heading(target))) for _, target in links]


def _without_heading(target: str) -> str:
    return target if re.match(r"https?:", target) else re.sub(r"#.*", "#…", target)


_WORDS_IN_FORMULA = re.compile(r"\\(?:text|textrm|textbf|textit|mbox)\s*\{(?:[^{}]|\{[^{}]*\})*\}")


def _wordless(formulas: Iterable[str]) -> list[str]:
    return [" ".join(_WORDS_IN_FORMULA.sub("", formula).split()) for formula in formulas]


# --- sentences --------------------------------------------------------------------------------------------


def _difference(what: str, ko: Sequence[Any], en: Sequence[Any]) -> str | None:
    """Say where two sequences part, or return None."""
    for number in range(max(len(ko), len(en))):
        one, other = (str(values[number]) if number < len(values) else "nothing" for values in (ko, en))
        if one != other:
            return f"{what} {number + 1} is {one} in Korean, {other} in English."
    return None


def _surplus(what: str, ko: Iterable[Hashable], en: Iterable[Hashable]) -> str | None:
    """Say what one of two collections has more than the other, or return None."""
    one, other = Counter(ko), Counter(en)
    if one == other:
        return None
    sides = (("Korean", one - other), ("English", other - one))
    listed = (f"{', '.join(f'`{value}`' for value in more.elements())} in {name}" for name, more in sides if more)
    return f"{what} without counterpart: {'; '.join(listed)}."
