"""Draws the picture of the README and of the book's first page, in both languages: `python -m tools.make_cover`.

It is committed, because a page that is not a notebook has nowhere to compute it.
"""

from __future__ import annotations

from pathlib import Path

from lossopt import descent, landscapes
from lossopt.language import LANGUAGES, Text, set_language
from lossopt.plots import contour

BOOK = Path(__file__).resolve().parents[1] / "book"
START = [-1.6, 0.9]
METHODS = {
    Text(ko="경사 하강법", en="gradient descent"): (descent.methods.gd(0.0007), 400),
    Text(ko="모멘텀", en="momentum"): (descent.methods.momentum(0.0005), 400),
    Text(ko="Adam", en="Adam"): (descent.methods.adam(0.1), 400),
}
ALT = Text(
    ko="로젠브록 함수의 등고선 위에서 세 가지 방법이 남긴 경로",
    en="Paths of three methods on the contour lines of Rosenbrock's valley",
)


def main() -> None:
    """Draw the cover of each edition, for light and for dark pages."""
    for language in LANGUAGES:
        set_language(language)
        runs = {
            name.here(): descent.descend(landscapes.rosenbrock, START, method, steps=steps)
            for name, (method, steps) in METHODS.items()
        }
        picture = contour(landscapes.rosenbrock, runs, bounds=((-2, 2), (-0.8, 2.2)), log=True, alt=ALT.here())
        picture.save(BOOK / language / "cover.png")
        picture.save(BOOK / language / "cover-dark.png", dark=True)


if __name__ == "__main__":
    main()
