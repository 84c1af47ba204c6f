"""The public names of the package as a page: signature, first line of the docstring, and all of it folded below."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from html import escape
from types import ModuleType
from typing import Any

from tools.page_sources import Sources

# Modules in the order of the course; the root comes first.
MODULES = (
    "", "losses", "descent", "descent.methods", "landscapes", "gradcheck", "autodiff", "networks", "objectives", "metrics",
    "datasets", "texts", "arena", "plots",
)  # fmt: skip


def markdown(sources: Sources) -> str:
    """Return a section for every module; docstrings are in English in both editions."""
    return "\n\n".join(map(_section, MODULES))


def _section(name: str) -> str:
    title = f"lo.{name}" if name else "lo"
    rows = [_entry(f"{title}.{public}", public, item) for public, item in public_names(name)]
    return "\n".join([f"## `{title}`", "", f'<p lang="en">{_first_line(_module(name))}</p>', "", *rows])


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"lossopt.{name}" if name else "lossopt")


def public_names(name: str) -> Iterator[tuple[str, Any]]:
    """Yield the public names of a module of the package with what they are: of `__all__`, else what it defines itself."""
    module = _module(name)
    listed = getattr(module, "__all__", None)
    for public in sorted(listed or vars(module), key=str.casefold):
        item = getattr(module, public)
        own = listed is not None or getattr(item, "__module__", None) == module.__name__
        if own and not public.startswith("_") and not inspect.ismodule(item) and callable(item):
            yield public, item


def _entry(address: str, name: str, item: Any) -> str:
    """Return one name as a fold: no script is needed to open it."""
    doc = inspect.getdoc(item) or ""
    summary = f"<code>{escape(name + signature(item))}</code> {_first_line(item)}"
    parts = [
        f'<details class="api" id="{address}" lang="en">',
        f"<summary>{summary}</summary>",
        "",
        f"<pre>{escape(doc)}</pre>",
        "",
        "</details>",
    ]
    return "\n".join(parts) + "\n"


def _first_line(item: Any) -> str:
    """Return the first line of a docstring as HTML."""
    line = escape((inspect.getdoc(item) or "").partition("\n")[0])
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", line)


def signature(item: Any) -> str:
    """Return the parameters of a function without their annotations, which the docstring explains better.

    >>> from lossopt.losses import huber
    >>> signature(huber)
    "(y_true, y_pred, delta=1.0, *, weights=None, reduction='mean')"
    """
    try:
        found = inspect.signature(item)
    except (TypeError, ValueError):  # a class without a signature of its own
        return ""
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in found.parameters.values()]
    shown = found.replace(parameters=plain, return_annotation=inspect.Signature.empty)
    return str(shown)
