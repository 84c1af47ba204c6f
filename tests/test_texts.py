"""The texts of the course: both languages have the same number of them with the same labels, and each is in its own script."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from lossopt import texts
from lossopt.language import LANGUAGES

HANGUL = re.compile("[가-힣]")
# How a sentence of each tone may end in Korean, when its last mark is taken away.
ENDINGS = {
    "casual": re.compile("(?:아|어|여|지|자|봐|와|해|대|래|게|줘|없어|까|나|춰|겨|마)$"),
    "polite": re.compile("(?:요)$"),
    "formal": re.compile("(?:니다|십시오)$"),
}


@pytest.mark.parametrize("function, size", [(texts.messages, 60), (texts.reviews, 128)])
def test_labels_and_groups_are_the_same_in_both_languages(function, size):
    korean, english = (function(language) for language in LANGUAGES)
    assert (korean.labels, korean.groups) == (english.labels, english.groups)
    assert len(korean.texts) == len(english.texts) == len(korean.labels) == len(korean.groups) == size
    assert sum(korean.labels) == size // 2


def test_corpus_and_article_are_as_long_in_both():
    assert {len(texts.corpus(language)) for language in LANGUAGES} == {60}
    assert {len(texts.article(language).sentences) for language in LANGUAGES} == {6}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_its_language_and_stands_once(language):
    article = texts.article(language)
    for group in (
        texts.messages(language).texts,
        texts.reviews(language).texts,
        texts.corpus(language),
        (*article.sentences, article.summary),
    ):
        assert [text for text, times in Counter(group).items() if times > 1] == []
        assert all(bool(HANGUL.search(text)) == (language == "ko") for text in group)
        assert all(text == text.strip() for text in group)


def test_every_tone_has_as_much_spam_as_other_messages():
    found = texts.messages("ko")
    counts = Counter(zip(found.groups, found.labels, strict=True))
    assert set(counts.values()) == {10} and len(counts) == 6


def test_the_korean_ending_fits_the_tone():
    found = texts.messages("ko")
    for text, tone in zip(found.texts, found.groups, strict=True):
        assert ENDINGS[tone].search(text.rstrip("?!.")), (tone, text)


def fours(language: str) -> list[tuple[str, ...]]:
    found = texts.reviews(language).texts
    return [found[i : i + 4] for i in range(0, len(found), 4)]


def test_reviews_come_in_fours_of_praise_and_blame():
    for language in LANGUAGES:
        found = texts.reviews(language)
        assert found.labels == (1, 0, 0, 1) * 32
        assert all((kind == "plain") == (i % 4 in (0, 2)) for i, kind in enumerate(found.groups))


def test_no_english_word_tells_praise_from_blame():
    found = texts.reviews("en")
    balance = Counter()
    for text, label in zip(found.texts, found.labels, strict=True):
        balance.update(dict.fromkeys(text.split(), 2 * label - 1))
    assert {word for word, surplus in balance.items() if surplus} == set()


def test_reviews_deny_as_their_group_says():
    korean, english = texts.reviews("ko"), texts.reviews("en")
    for text, twin, kind in zip(korean.texts, english.texts, korean.groups, strict=True):
        assert ("not" in twin.split()) == (kind != "plain")
        assert ("안" in text.split()) == (kind == "short")
        assert ("지 않아요" in text) == (kind == "long")


@pytest.mark.parametrize(
    "n, korean, english",
    [
        (1, "일", "one"),
        (10, "십", "ten"),
        (13, "십삼", "thirteen"),
        (30, "삼십", "thirty"),
        (100, "백", "one hundred"),
        (101, "백일", "one hundred and one"),
        (1000, "천", "one thousand"),
        (2005, "이천오", "two thousand and five"),
        (10_000, "만", "ten thousand"),
        (11_111, "만천백십일", "eleven thousand one hundred and eleven"),
        (99_999, "구만구천구백구십구", "ninety nine thousand nine hundred and ninety nine"),
    ],
)
def test_numbers_in_words(n, korean, english):
    assert "".join(texts.number(n, "ko")) == korean
    assert " ".join(texts.number(n, "en")) == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_sound_the_same(language):
    assert len({texts.number(n, language) for n in range(1, 10_000)}) == 9999


@pytest.mark.parametrize("n", [0, -3, 100_000, 2.0, True, "7"])
def test_a_number_that_has_no_words_is_refused(n):
    with pytest.raises(ValueError, match="number: n must be a whole number from 1 to 99999, got"):
        texts.number(n, "en")


@pytest.mark.parametrize(
    "function", [texts.messages, texts.reviews, texts.corpus, texts.article, lambda language: texts.number(1, language)]
)
def test_an_unknown_language_is_refused(function):
    with pytest.raises(ValueError, match="language must be one of 'ko', 'en', got 'fr'"):
        function("fr")
