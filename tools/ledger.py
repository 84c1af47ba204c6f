"""The ledger: every claim of the course with its verdict, collected from the outputs of the executed chapters.

Nothing on the page is typed: `lo.claim` stores what it found as JSON beside what it shows, and this module reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from lossopt.claims import MIME, VERDICTS, Verdict
from lossopt.language import Language, Text
from tools.notebook_form import name_of
from tools.page_sources import Sources, headings
from tools.site_errors import SiteError

SHOW = Text(ko="판정", en="Verdict")
ALL = Text(ko="모두", en="all")
HELD = Text(ko="시험한 {cases}가지 경우 가운데 {held}가지에서 맞음", en="Held in {held} of the {cases} cases tried")
WHERE = Text(ko="시험한 곳", en="Tested in")
MARKS: dict[Verdict, str] = {"true": "✓", "conditional": "◐", "false": "✗"}


@dataclass(frozen=True)
class Entry:
    """A claim as its chapter stored it, and where it stands: page, cell, and the heading above it with its anchor."""

    id: str
    statement: str
    verdict: Verdict
    condition: str
    cases: tuple[tuple[str, bool], ...]
    page: str
    cell: str
    heading: str = ""
    anchor: str = ""


def entries(notebooks: Mapping[str, NotebookNode]) -> list[Entry]:
    """Return the claims of executed notebooks (by their path inside the edition), in their order.

    Raises SiteError where two claims have the same id.
    """
    found: dict[str, Entry] = {}
    for page, nb in notebooks.items():
        for entry in _claims_of(page, nb):
            if entry.id in found:
                other = found[entry.id]
                raise SiteError(
                    f'the claim "{entry.id}" is made twice: in {other.page}, cell "{other.cell}", '
                    f'and in {entry.page}, cell "{entry.cell}".'
                )
            found[entry.id] = entry
    return list(found.values())


def _claims_of(page: str, nb: NotebookNode) -> Iterator[Entry]:
    heading = anchor = ""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for level, text, slug in headings(cell.source):
                heading, anchor = ("", "") if level == 1 else (text, slug)
        for output in cell.get("outputs", []):
            if facts := output.get("data", {}).get(MIME):
                yield _entry(facts, page, name_of(cell), heading, anchor)


def _entry(facts: Mapping[str, Any], page: str, cell: str, heading: str, anchor: str) -> Entry:
    cases = tuple((case["label"], case["held"]) for case in facts["cases"])
    named = {name: facts[name] for name in ("id", "statement", "verdict", "condition")}
    return Entry(**named, cases=cases, page=page, cell=cell, heading=heading, anchor=anchor)


def markdown(sources: Sources) -> str:
    """Return the ledger as Markdown: a choice of verdicts that needs no script, and the claims chapter by chapter."""
    claims = entries(sources.notebooks)
    parts = [_choice(claims, sources.language)]
    page = ""
    for claim in claims:
        if claim.page != page:
            page = claim.page
            parts.append(f"## {sources.titles[page]}")
        parts += _card(claim, sources)
    return "\n\n".join(parts)


def _choice(claims: list[Entry], language: Language) -> str:
    """Return radio buttons, one for each verdict: the style sheet shows what is chosen."""
    counts = Counter(claim.verdict for claim in claims)
    rows = [("all", ALL.in_(language), len(claims))]
    rows += [(verdict, VERDICTS[verdict].in_(language), counts[verdict]) for verdict in MARKS]
    buttons = [
        f'<label><input type="radio" name="verdict" id="verdict-{name}"{state}> {words} ({count})</label>'
        for name, words, count in rows
        for state in [" checked" if name == "all" else "" if count else " disabled"]
    ]
    legend = f"<legend>{SHOW.in_(language)}</legend>"
    return "\n".join(['<fieldset class="claim-choice">', legend, *buttons, "</fieldset>"])


def _card(claim: Entry, sources: Sources) -> list[str]:
    """Return one claim in paragraphs: verdict, statement, condition, the cases folded, and the way to its chapter."""
    language = sources.language
    held = HELD.in_(language).format(held=sum(held for _, held in claim.cases), cases=len(claim.cases))
    return [
        f'<div class="claim claim-{claim.verdict}" id="claim-{claim.id}">',
        f"“{claim.statement}”",
        " ".join([f"**{MARKS[claim.verdict]} {VERDICTS[claim.verdict].in_(language)}.**", claim.condition]).strip(),
        f"<details><summary>{held}</summary>",
        "\n".join(f"- {'✓' if held else '✗'} {label}" for label, held in claim.cases),
        "</details>",
        f"{WHERE.in_(language)}: {sources.link(claim.page, claim.heading, claim.anchor)}",
        "</div>",
    ]
