"""Pages that are made when the site is built: a page says `<!-- generated: claims -->` where the made part goes.

The part around it is written by hand in each edition, so such a page has its place in the contents, its parity and its links
like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tools import api_page, bibliography, glossary, ledger
from tools.page_sources import Sources
from tools.site_errors import SiteError

MAKERS: dict[str, Callable[[Sources], str]] = {
    "api": api_page.markdown,
    "bibliography": bibliography.markdown,
    "claims": ledger.markdown,
    "glossary": glossary.markdown,
}
_MARK = re.compile(r"^<!-- generated: *([\w-]+) *-->$", re.MULTILINE)


def filled(markdown: str, sources: Sources) -> str:
    """Return a page with its marks replaced by what they name.

    Raises SiteError for a mark that names nothing.
    """

    def made(found: re.Match[str]) -> str:
        if found[1] not in MAKERS:
            known = ", ".join(MAKERS)
            raise SiteError(f"{sources.page}: nothing is generated under the name {found[1]!r}; known: {known}.")
        return MAKERS[found[1]](sources)

    return _MARK.sub(made, markdown)


def is_generated(markdown: str) -> bool:
    """Return whether a page has a mark to be filled."""
    return _MARK.search(markdown) is not None
