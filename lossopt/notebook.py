"""What only a notebook needs: its language, and sentences whose numbers are computed."""

from __future__ import annotations

import re

from lossopt.language import set_language


class Sentence:
    """A sentence in Markdown, shown the same on the site, in JupyterLab, in Colab and on GitHub."""

    def __init__(self, markdown: str) -> None:
        self.markdown = markdown

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.markdown


def setup(language: str) -> None:
    """Begin a notebook: labels and hints in `language` ("ko" or "en"), and figures that can write Hangul.

    Raises ValueError for another language.
    """
    set_language(language)
    from lossopt.plots import style

    style.apply()


def say(markdown: str) -> Sentence:
    """Return a sentence that a cell shows as Markdown: prose whose numbers come from code.

    A Korean particle right after a bold percentage would keep the bold from closing, as Markdown has it; the sign moves out: `**65**%가`.

    >>> say(f"The loss fell to **{0.125:.2f}**.")
    The loss fell to **0.12**.
    """
    if not isinstance(markdown, str) or not markdown.strip():
        raise ValueError(f"say expects a sentence, got {markdown!r}.")
    return Sentence(re.sub(r"%\*\*(?=[가-힣])", "**%", markdown))
