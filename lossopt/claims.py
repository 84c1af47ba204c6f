"""Claims put to the test: what everyone repeats, the cases it was tried on, and the verdict that follows from them.

The rule, the same for every claim of the course: it is *true* if it held in every case tried, *false* if in none, and
otherwise *true only if* the stated condition is met. The cases are computed, so a number that changes changes the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lossopt.language import Text

Verdict = Literal["true", "conditional", "false"]

MIME = "application/vnd.lossopt.claim+json"  # read by the page that collects all claims

VERDICTS = {
    "true": Text(ko="참", en="true"),
    "conditional": Text(ko="조건이 맞을 때만 참", en="true only on a condition"),
    "false": Text(ko="거짓", en="false"),
}
CLAIM = Text(ko="주장", en="Claim")
VERDICT = Text(ko="판정", en="Verdict")


@dataclass(frozen=True)
class Claim:
    """A claim with the cases it was tried on: label → whether it held there."""

    id: str
    statement: str
    cases: dict[str, bool]
    condition: str

    @property
    def verdict(self) -> Verdict:
        """The verdict that follows from the cases; see this module's docstring."""
        held = list(self.cases.values())
        return "true" if all(held) else "conditional" if any(held) else "false"

    def _repr_markdown_(self) -> str:
        cases = "\n".join(f"> - {'✓' if held else '✗'} {label}" for label, held in self.cases.items())
        verdict = VERDICTS[self.verdict].here()
        condition = f" {self.condition}" if self.verdict == "conditional" else ""
        return f"> **{CLAIM.here()}.** {self.statement}\n>\n{cases}\n>\n> **{VERDICT.here()}: {verdict}.**{condition}\n"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        facts = {
            "id": self.id,
            "statement": self.statement,
            "verdict": self.verdict,
            "condition": self.condition if self.verdict == "conditional" else "",
            "cases": [{"label": label, "held": held} for label, held in self.cases.items()],
        }
        return {"text/markdown": self._repr_markdown_(), "text/plain": repr(self), MIME: facts}

    def __repr__(self) -> str:
        return f"{self.statement} — {VERDICTS[self.verdict].here()}"


def claim(id: str, statement: str, *, cases: Mapping[str, Any], condition: str) -> Claim:
    """Test a claim: `cases` says, by label, whether it held in each case tried, as booleans computed from results.

    `condition` is the sentence that the verdict adds where the claim held in some cases only; "-" where no case does, which is
    refused as soon as a changed result lets one hold. Raises ValueError without at least two cases (one case decides nothing) or where a case is not True or False.

    >>> claim("smaller-is-safer", "A smaller step is safer.", cases={"η = 0.1": True, "η = 0.01": True}, condition="-")
    A smaller step is safer. — true
    """
    if len(cases) < 2:
        raise ValueError(
            f"claim {id!r}: cases has {len(cases)} entries; expected at least two, one case decides nothing."
        )
    for label, held in cases.items():
        if not isinstance(held, bool | np.bool_):
            raise ValueError(
                f"claim {id!r}: case {label!r} is {held!r}; expected True or False, computed from a result."
            )
    for name, words in {"id": id, "statement": statement, "condition": condition}.items():
        if not words.strip():
            raise ValueError(f"claim {id!r}: {name} is empty.")
    made = Claim(id, statement, {label: bool(held) for label, held in cases.items()}, condition)
    if made.verdict == "conditional" and not any(map(str.isalpha, condition)):
        raise ValueError(
            f"claim {id!r}: it held in some cases only, so condition must say in which ones, got {condition!r}."
        )
    return made
