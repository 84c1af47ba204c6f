"""The tables of everything that can be chosen: losses, directions, step sizes, schedules, landscapes.

A definition enters its table by its decorator; tests, pictures and catalogue walk the tables, so that
nothing that exists can be forgotten by them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lossopt.language import Text


@dataclass(frozen=True)
class Entry:
    """One row of a table: the thing, its names in both languages and where it was published."""

    name: str
    item: Any
    title: Text
    reference: str
    facts: dict[str, Any] = field(default_factory=dict)


class Table:
    """Entries by name, in the order of definition.

    >>> from lossopt import registry
    >>> registry.losses["huber"].title.en
    'Huber loss'
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._own: dict[str, Entry] = {}
        self._source: str | None = None

    def comes_from(self, module: str) -> None:
        """Name the module whose definitions fill this table: it is loaded when the table is first read."""
        self._source = module

    @property
    def _entries(self) -> dict[str, Entry]:
        if self._source is not None:
            source, self._source = self._source, None  # first, because the module itself reads the table
            importlib.import_module(source)
        return self._own

    def add(self, name: str, item: Any, *, ko: str, en: str, reference: str, **facts: Any) -> Entry:
        """Enter `item`; a second definition under the same name in another place is an error."""
        old = self._own.get(name)
        if old is not None and getattr(old.item, "__module__", None) != getattr(item, "__module__", None):
            raise ValueError(f"a {self.what} named {name!r} is registered already.")
        if not reference.strip():
            raise ValueError(f"the {self.what} {name!r} needs a reference: a key of book/references.bib.")
        entry = Entry(name, item, Text(ko=ko, en=en), reference, facts)
        self._own[name] = entry
        return entry

    def remove(self, name: str) -> None:
        """Take an entry out again: for tests and for notebooks that try a definition."""
        del self._entries[name]

    def __getitem__(self, name: str) -> Entry:
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(self._entries)
            raise ValueError(f"no {self.what} is named {name!r}; known: {known}.") from None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries


losses = Table("loss")
directions = Table("direction")
step_sizes = Table("step size")
landscapes = Table("landscape")
