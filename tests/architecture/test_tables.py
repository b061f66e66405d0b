"""Every table of a page leaves as a file: the links stand under it, and a view answers them."""

from __future__ import annotations

import re
from typing import NamedTuple

from openhbm.web.exporting.every_table import TABLES
from tests.architecture.sources import SOURCE, python_files, report, text_of

TEMPLATES = SOURCE / "web" / "templates"
LINKS = 'include "web/parts/exports.html"'


class Without(NamedTuple):
    """How many tables of a template have no links of their own, and why."""

    tables: int
    reason: str


EXCEPTIONS = {
    "web/parts/evidence.html": Without(
        1, "what one proposal rests on, read beside the two records; no list of records"
    ),
    "web/parts/derogation.html": Without(
        1, "the tests of one measure, part of what is written of it"
    ),
    "web/parts/measure_table.html": Without(
        1, "the page of measures has the links of its parts together"
    ),
    "web/conflict.html": Without(
        1, "the values of one field, to choose from; all of them leave with the list of conflicts"
    ),
    "web/alerts.html": Without(1, "what each level asks for: words of the content, to be read"),
    "web/crisis_form.html": Without(
        1, "what is wrong with tables that were sent and not kept: nothing is left to ask for"
    ),
    "web/situation.html": Without(1, "the end of the list of posts, folded away"),
}


def test_every_table_of_a_page_has_the_links_to_its_file():
    offences = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name, text = str(path.relative_to(TEMPLATES)), text_of(path)
        without = EXCEPTIONS.get(name, Without(0, "")).tables
        if len(re.findall(r"<table\b", text)) - without > text.count(LINKS):
            offences.append(name)
    advice = "Include web/parts/exports.html under the table, or name the exception and why:"
    assert not offences, report(advice, offences)


def test_exceptions_are_of_tables_that_there_are():
    stale = [
        name
        for name, without in EXCEPTIONS.items()
        if len(re.findall(r"<table\b", text_of(TEMPLATES / name))) < without.tables
        or not without.reason
    ]
    assert not stale, report("Take these exceptions away:", stale)


def test_every_table_named_in_a_template_is_one_that_leaves():
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'of_table="([^"]+)"', text_of(path))
    }
    assert named
    assert named <= {table.name for table in TABLES}


def test_every_file_of_a_table_is_answered_by_a_view_and_documented():
    views = [p for p in python_files("web") if "exporting" not in p.parts]
    asked = {
        word
        for path in views
        if "openhbm.web.exporting" in text_of(path)
        for word in re.findall(r"\b[A-Z][A-Z_]+\b", text_of(path))
    }
    defined = {
        name
        for path in (SOURCE / "web" / "exporting").glob("*_tables.py")
        for name in re.findall(r"^([A-Z_]+) = (?:ExportTable|replace)\(", text_of(path), re.M)
    }
    assert defined
    assert defined <= asked
    assert len({table.name for table in TABLES}) == len(TABLES) >= len(defined)
