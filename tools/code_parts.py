"""A code cell taken apart: its strings (which are words) and its shape (which two editions share)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.markdown_parts import PLACEHOLDER

_MAGIC = re.compile(r"^(\s*)[%!](.*)$", re.MULTILINE)


def parse_code(source: str) -> ast.Module | None:
    """Return the tree of a cell, its magics (`%…`, `!…`) left out; None where it is no Python."""
    for version in (source, _MAGIC.sub(r"\1pass", source)):
        try:
            return ast.parse(version)
        except SyntaxError:
            continue
    return None


def magics(source: str) -> list[str]:
    """Return the magics of a cell."""
    return [found[0].strip() for found in _MAGIC.finditer(source)]


def strings_of(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield every string of a tree; an f-string is one string, with a placeholder for each value."""
    if isinstance(tree, ast.JoinedStr):
        pieces = [str(part.value) if isinstance(part, ast.Constant) else PLACEHOLDER for part in tree.values]
        yield tree, "".join(pieces)
        children: Iterator[ast.AST] = (part.value for part in tree.values if isinstance(part, ast.FormattedValue))
    else:
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
            yield tree, tree.value
        children = ast.iter_child_nodes(tree)
    for child in children:
        yield from strings_of(child)


def is_call(node: ast.AST, name: str) -> bool:
    """Whether a node is a call of `name`, such as `lo.quiz`."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name
