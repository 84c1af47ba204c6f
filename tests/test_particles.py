"""Particles after numbers, by the sound of the last digit."""

import pytest

from tools.particles import wrong_particles
from tools.prose_lint import unclosed_bold

RIGHT = [
    "0은",
    "1이",
    "2가",
    "3을",
    "4를",
    "5와",
    "6과",
    "7로",
    "8로",
    "9로",
    "10으로",
    "1,000은",
    "0.5가",
    "12%를",
    "**3**으로",
    "$0.9$가",
    "1로",
    "3으로",
    "0.58이었다",
]
WRONG = [
    "0는",
    "1가",
    "2이",
    "3를",
    "4을",
    "5과",
    "6와",
    "7으로",
    "8으로",
    "9으로",
    "10로",
    "1,000는",
    "0.5이",
    "12%을",
    "**3**로",
    "$0.9$이",
    "1으로",
    "3로",
    "0.58였다",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right(text):
    assert list(wrong_particles(f"값은 {text} 합니다.")) == []


@pytest.mark.parametrize("text", WRONG)
def test_wrong(text):
    assert len(list(wrong_particles(f"값은 {text} 합니다."))) == 1


@pytest.mark.parametrize(
    "text", ["$w^2$이 큽니다.", "$x_1$가 아닙니다.", "w1는", "5이므로", "10이나", "3이라는", "2 이 값", "$10^{-4}$이"]
)
def test_what_is_no_number_with_a_particle(text):
    assert list(wrong_particles(text)) == []


@pytest.mark.parametrize("text", ["**37%**입니다.", "**$w$**를", "앞의 **굵은 글**과 **(뒤)**는"])
def test_bold_that_does_not_close(text):
    assert len(list(unclosed_bold(text))) == 1


@pytest.mark.parametrize(
    "text", ["**37**%입니다.", "**글**은", "(**가**)와 (**나**)", "`x**2`와 `y**3`는", "**37%** 입니다."]
)
def test_bold_that_closes(text):
    assert list(unclosed_bold(text)) == []
