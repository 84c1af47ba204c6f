"""The language a notebook speaks: every name, label and hint exists in Korean and in English.

`lo.setup("ko")` sets it once; whoever shows words to a person asks `Text.here()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_current: Language = "en"


def set_language(language: str) -> None:
    """Make `language` ("ko" or "en") the one that labels and hints use from now on."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(map(repr, LANGUAGES))}, got {language!r}.")
    _current = language


def get_language() -> Language:
    """Return the language in use: "en" until `lo.setup` says otherwise."""
    return _current


@dataclass(frozen=True)
class Text:
    """One sentence or name in both languages; neither may be missing.

    >>> Text(ko="손실", en="loss").in_("ko")
    '손실'
    """

    ko: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not getattr(self, language).strip():
                raise ValueError(f"a text needs both languages, but {language!r} is empty: {self!r}.")

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.ko if language == "ko" else self.en

    def here(self) -> str:
        """Return the text in the language in use."""
        return self.in_(_current)

    def format(self, **values: object) -> Text:
        """Return the text with `{name}` fields filled in, in both languages."""
        return Text(ko=self.ko.format(**values), en=self.en.format(**values))
