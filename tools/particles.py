"""Korean particles after numbers: 5가, but 6이. A number that code puts into a sentence may need the other one.

Numbers are read in Sino-Korean, so the last digit decides: whether its name ends in a consonant, and whether that is ㄹ. Also
whoever reads aloud 10, 100, 1,000 or 0.10 ends in a consonant (십, 백, 천, 영).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CONSONANT = set("013678")  # 영·십·백·천, 일, 삼, 육, 칠, 팔
RIEUL = set("178")  # 일, 칠, 팔: 로, not 으로

# what follows a consonant, what follows a vowel
PAIRS = [("이", "가"), ("은", "는"), ("을", "를"), ("과", "와"), ("으로", "로")]

_NUMBER = r"(?<![\w^{}.,])(\d[\d,.]*)?(\d)(%?)[*$]*"  # a number of its own, not an index or an exponent
_PARTICLE = re.compile(
    _NUMBER + "(" + "|".join(form for pair in PAIRS for form in sorted(pair, key=len)[::-1]) + r")(?![가-힣])"
)
_WAS = re.compile(_NUMBER + r"(였)(?=[가-힣])")


def wrong_particles(text: str) -> Iterator[str]:
    """Yield a sentence for every particle that does not go with the number before it.

    >>> list(wrong_particles("손실은 **15**이 되고 16이 되었습니다. 0.58였습니다. 3%를 7로 나눕니다."))
    ["'15**이' reads 15가.", "'0.58였' reads 0.58이었."]
    """
    for found in _PARTICLE.finditer(text):
        _, digit, percent, given = found.groups()
        right = _right(digit if not percent else "%", given)
        if given != right:
            yield _sentence(text, found, right)
    for found in _WAS.finditer(text):
        if not found[3] and found[2] in CONSONANT:
            yield _sentence(text, found, "이었")


def _right(last: str, given: str) -> str:
    after_consonant, after_vowel = next(pair for pair in PAIRS if given in pair)
    if given in ("으로", "로") and last in RIEUL:
        return "로"
    return after_consonant if last in CONSONANT else after_vowel  # % is read 퍼센트


def _sentence(text: str, found: re.Match[str], right: str) -> str:
    number = text[found.start() : found.end(3)]
    return f"{found[0]!r} reads {number}{right}."
