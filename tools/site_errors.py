"""The one error that a build of the site raises: a sentence for the author, shown without a traceback."""

from __future__ import annotations


class SiteError(Exception):
    """Something in the book, or on this machine, that keeps the site from being built."""
