"""Whoever looks at what was learnt in confidence is named in the journal."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.queries import history_of
from openhbm.apps.casework.queries import (
    findings_for,
    findings_to_review,
    screenings_for,
)
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict


@pytest.fixture
def person(register):
    return register(40)


@pytest.fixture
def screened(screen, person):
    return screen(person, daily_medicine="yes", medicine_days_left=1)


def reads() -> list[Entry]:
    return list(Entry.objects.filter(type="record_read").order_by("sequence"))


def test_findings_read_names_reader_person_and_rows(screened, protector, person):
    found = list(findings_for(protector, person))

    noted = reads()[-1]
    assert (noted.actor, noted.subject, noted.compartment) == (
        protector.id,
        person.id,
        "protection",
    )
    assert noted.record == f"casework.finding:{found[0].id}"
    assert verdict(protector).verified


@pytest.mark.parametrize("look", [list, lambda q: q.first(), lambda q: list(q.iterator())])
def test_screenings_read_in_any_way_is_noted_once(screened, protector, person, look):
    before = len(reads())

    look(screenings_for(protector, person).filter(person=person))

    assert len(reads()) == before + 1


def test_same_rows_looked_at_again_by_the_same_page_are_one_read(screened, protector, person):
    before, found = len(reads()), findings_for(protector, person)

    assert list(found) == list(found)
    assert len(reads()) == before + 1


def test_counting_brings_no_rows_and_is_no_read(screened, protector, person):
    before = len(reads())

    assert findings_for(protector, person).count() > 0
    assert findings_to_review(protector).exists()
    assert len(reads()) == before


def test_officer_who_gets_nothing_has_read_nothing(screened, officer, person):
    before = len(reads())

    assert list(findings_for(officer, person)) == []
    assert len(reads()) == before


def test_history_with_sealed_entries_is_a_read(screened, protector, officer, person):
    before = len(reads())

    history_of(officer, subject=person.id)
    assert len(reads()) == before
    history_of(protector, subject=person.id)

    assert reads()[-1].record.startswith("ledger.entry:")
    assert reads()[-1].actor == protector.id
