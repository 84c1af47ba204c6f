"""The texts of the course: both languages have the same number of them with the same labels, and each is in its own script."""

from __future__ import annotations

import re

import pytest

from lossopt import texts
from lossopt.language import LANGUAGES

HANGUL = re.compile("[가-힣]")


def test_messages_have_equal_counts_and_labels():
    korean, english = (texts.messages(language) for language in LANGUAGES)
    assert korean.labels == english.labels
    assert len(korean.texts) == len(english.texts) == len(korean.labels) == 40
    assert sum(korean.labels) == 20


def test_corpus_and_article_are_as_long_in_both():
    assert {len(texts.corpus(language)) for language in LANGUAGES} == {30}
    assert {len(texts.article(language).sentences) for language in LANGUAGES} == {6}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_its_language_and_stands_once(language):
    article = texts.article(language)
    for group in (
        texts.messages(language).texts,
        texts.corpus(language),
        (*article.sentences, article.summary),
        texts.traps(language),
    ):
        assert len(set(group)) == len(group)
        assert all(bool(HANGUL.search(text)) == (language == "ko") for text in group)
        assert all(text == text.strip() for text in group)


@pytest.mark.parametrize("function", [texts.messages, texts.traps, texts.corpus, texts.article])
def test_an_unknown_language_is_refused(function):
    with pytest.raises(ValueError, match="language must be one of 'ko', 'en', got 'fr'"):
        function("fr")
