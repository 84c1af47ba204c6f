"""Whatever the package cites exists in the bibliography, complete."""

from pathlib import Path

import pytest
from pybtex.database import parse_file

from lossopt import registry

BIBLIOGRAPHY = parse_file(Path(__file__).parents[1] / "book" / "references.bib").entries
TABLES = (registry.losses, registry.directions, registry.step_sizes, registry.landscapes)


@pytest.mark.parametrize("entry", [entry for table in TABLES for entry in table], ids=lambda entry: entry.name)
def test_a_registered_reference_is_in_the_bibliography(entry):
    assert entry.reference in BIBLIOGRAPHY, f"{entry.name} cites {entry.reference!r}"


@pytest.mark.parametrize("key", list(BIBLIOGRAPHY))
def test_an_entry_names_author_title_year_and_venue(key):
    entry = BIBLIOGRAPHY[key]
    venue = {"journal", "booktitle", "publisher", "school", "howpublished"} & set(entry.fields)
    assert entry.persons["author"]
    assert {"title", "year"} <= set(entry.fields)
    assert venue, f"{key} has no venue"


@pytest.mark.parametrize("key", list(BIBLIOGRAPHY))
def test_a_key_is_surname_and_year(key):
    entry = BIBLIOGRAPHY[key]
    surname = "".join(entry.persons["author"][0].rich_last_names[0].render_as("text").lower().split())
    plain = surname.translate(str.maketrans("áéèöüç", "aeeouc"))
    assert key.startswith(plain.split("-")[0]) and key.rstrip("abc").endswith(entry.fields["year"])
