"""The catalogue: one table of everything that is registered, in the language in use.

It is read off the registry, so whatever is defined appears in it: losses, directions, step sizes and landscapes.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lossopt import registry
from lossopt.language import LANGUAGES, Language, Text, get_language
from lossopt.registry import Entry

NAME = Text(ko="코드", en="code")
TITLE = Text(ko="이름", en="name")
PREDICTION = Text(ko="예측의 꼴", en="predictions are")
SETTINGS = Text(ko="하이퍼파라미터", en="hyperparameters")
REFERENCE = Text(ko="문헌", en="reference")

LOSSES = Text(ko="손실 함수", en="Losses")
DIRECTIONS = Text(ko="탐색 방향", en="Search directions")
STEP_SIZES = Text(ko="스텝 크기", en="Step sizes")
LANDSCAPES = Text(ko="지형", en="Landscapes")

# Words for what a loss declares; a kind or space that is new is shown by its own name.
WORDS = {
    "regression": Text(ko="회귀", en="regression"),
    "classification": Text(ko="분류", en="classification"),
    "distribution": Text(ko="분포", en="distribution"),
    "embedding": Text(ko="임베딩", en="embedding"),
    "region": Text(ko="영역", en="region"),
    "real": Text(ko="실수", en="real numbers"),
    "rate": Text(ko="발생률 > 0", en="rates > 0"),
    "positive": Text(ko="수 > 0", en="numbers > 0"),
    "log_rate": Text(ko="로그 발생률", en="log-rates"),
    "mean_and_log_variance": Text(ko="평균과 로그 분산", en="mean and log-variance"),
    "probability": Text(ko="확률", en="probabilities"),
    "logit": Text(ko="로짓", en="logits"),
    "score": Text(ko="점수", en="scores"),
    "box": Text(ko="상자", en="boxes"),
}
SPACES = {
    "distribution": Text(ko="확률의 행", en="rows of probabilities"),
    "embedding": Text(ko="임베딩", en="embeddings"),
}

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One table of the catalogue; `code` says which columns hold code."""

    title: str
    columns: Row
    rows: tuple[Row, ...]
    code: tuple[bool, ...]

    def markdown(self) -> str:
        """Return the section as a heading and a table."""
        head = ["| " + " | ".join(self.columns) + " |", "|" + " --- |" * len(self.columns)]
        body = ["| " + " | ".join(map(_markdown_cell, row, self.code)) + " |" for row in self.rows]
        return "\n".join([f"**{self.title}**", "", *head, *body])

    def text(self) -> str:
        """Return the section as aligned plain text."""
        table = [self.columns, *self.rows]
        widths = [max(_width(row[i]) for row in table) for i in range(len(self.columns))]
        lines = [
            "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        return "\n".join([self.title, "-" * sum([*widths, 2 * len(widths) - 2]), *lines])


@dataclass(frozen=True)
class Catalogue:
    """What `catalogue()` returns: shows itself as tables in a notebook and as text in a terminal."""

    sections: tuple[Section, ...]

    def _repr_markdown_(self) -> str:
        return "\n\n".join(section.markdown() for section in self.sections) + "\n"

    def __repr__(self) -> str:
        return "\n\n".join(section.text() for section in self.sections)


def catalogue(language: Language | None = None) -> Catalogue:
    """Return the table of all losses, search directions, step sizes and landscapes, in `language` or the one in use.

    Raises ValueError for another language than "ko" and "en".

    >>> print(repr(catalogue("en")).splitlines()[0])
    Losses: regression
    >>> "후버 손실" in repr(catalogue("ko"))
    True
    """
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(map(repr, LANGUAGES))}, got {language!r}.")
    chosen = language or get_language()
    return Catalogue(
        (
            *_losses(chosen),
            _section(DIRECTIONS.in_(chosen), registry.directions, _RULE_COLUMNS, chosen),
            _section(STEP_SIZES.in_(chosen), registry.step_sizes, _RULE_COLUMNS, chosen),
            _section(LANDSCAPES.in_(chosen), registry.landscapes, _LANDSCAPE_COLUMNS, chosen),
        )
    )


Cell = Callable[[Entry, Language], str]
Column = tuple[Text, Cell]


def _losses(language: Language) -> Iterator[Section]:
    """Yield a section for every kind of loss."""
    for kind, entries in itertools.groupby(_by_kind(registry.losses), lambda entry: entry.facts["kind"]):
        yield _section(f"{LOSSES.in_(language)}: {_word(kind, WORDS, language)}", entries, _LOSS_COLUMNS, language)


def _section(title: str, entries: Iterable[Entry], columns: tuple[Column, ...], language: Language) -> Section:
    rows = tuple(tuple(cell(entry, language) for _, cell in columns) for entry in entries)
    names = tuple(name.in_(language) for name, _ in columns)
    return Section(title, names, rows, tuple(cell in _CODE for _, cell in columns))


def _by_kind(losses: Iterable[Entry]) -> list[Entry]:
    """Return the losses kind by kind, in the order of the course; kinds that are new come last."""
    kinds = list(WORDS)
    return sorted(
        losses, key=lambda entry: kinds.index(entry.facts["kind"]) if entry.facts["kind"] in kinds else len(kinds)
    )


def _name(entry: Entry, language: Language) -> str:
    return entry.name


def _title(entry: Entry, language: Language) -> str:
    return entry.title.in_(language)


def _space(entry: Entry, language: Language) -> str:
    return _word(entry.facts["space"], WORDS | SPACES, language)


def _word(name: str, words: dict[str, Text], language: Language) -> str:
    return words[name].in_(language) if name in words else name


def _settings(entry: Entry, language: Language) -> str:
    return _written(entry.item.hyper if hasattr(entry.item, "hyper") else entry.item.parameters)


def _fields(entry: Entry, language: Language) -> str:
    return _written({field.name: field.default for field in dataclasses.fields(entry.item)})


def _written(settings: dict[str, Any]) -> str:
    return ", ".join(
        name if default is dataclasses.MISSING else f"{name}={default!r}" for name, default in settings.items()
    )


def _reference(entry: Entry, language: Language) -> str:
    """Return "Huber 1964" for the key huber1964 of the bibliography."""
    key = re.fullmatch(r"([a-z]+)(\d{4})\w*", entry.reference)
    return f"{key[1].capitalize()} {key[2]}" if key else entry.reference


_CODE: tuple[Cell, ...] = (_name, _settings, _fields)
_LOSS_COLUMNS: tuple[Column, ...] = (
    (NAME, _name), (TITLE, _title), (PREDICTION, _space), (SETTINGS, _settings), (REFERENCE, _reference),
)  # fmt: skip
_RULE_COLUMNS: tuple[Column, ...] = ((NAME, _name), (TITLE, _title), (SETTINGS, _fields), (REFERENCE, _reference))
_LANDSCAPE_COLUMNS: tuple[Column, ...] = (
    (NAME, _name),
    (TITLE, _title),
    (SETTINGS, _settings),
    (REFERENCE, _reference),
)


def _markdown_cell(cell: str, is_code: bool) -> str:
    cell = cell.replace("|", "\\|")
    # Each hyperparameter is a piece of code of its own: a line may break between two of them.
    return ", ".join(f"`{part}`" for part in re.split(r", (?=[a-z]\w*(?:[=,]|$))", cell)) if is_code and cell else cell


def _width(cell: str) -> int:
    """Return how many columns of a terminal the text takes: Hangul takes two each."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))
