"""What a zone proposes for a registration, and what it never decides."""

from __future__ import annotations

from datetime import date

import pytest

from openhbm.apps.people.codes import DocumentKind, DocumentProblem
from openhbm.apps.people.zone_values import document_kind, zone_values
from openhbm.core.documents.mrz.building import ZoneContent, build
from openhbm.core.documents.mrz.parsing import parse
from openhbm.core.documents.mrz.zone import Standing

TODAY = date(2026, 11, 21)


def zone(format_name="TD3", **given):
    content = {"type": "P", "issuer": "UTO", "surname": "Hilmu", "given": "Selam", "number": "A1"}
    return parse("\n".join(build(format_name, ZoneContent(**content | given))))


def test_values_of_a_zone_are_those_it_says_and_no_more():
    found = zone_values(zone(nationality="D", birth="8807<<", sex="<"), None, TODAY)

    assert found.values == {
        "name": "SELAM",
        "surname": "HILMU",
        "document_name": "SELAM HILMU",
        "birth": "1988-07",
        "nationality": "DEU",
        "document_kind": "PASS",
        "document_number": "A1",
        "document_issuer": "UTO",
    }
    assert found.standing["document_number"] == Standing.VOUCHED
    assert found.standing["name"] == Standing.READ
    assert (found.problems, found.is_protected) == ((), False)


def test_standing_of_a_reading_counts_more_than_that_of_the_lines():
    standing = {"given": Standing.DOUBTFUL, "surname": Standing.READ}
    found = zone_values(zone(), standing, TODAY)

    assert found.standing["document_name"] == Standing.DOUBTFUL
    assert found.standing["surname"] == Standing.READ


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"nationality": "XXA"}, DocumentKind.STATELESS_TRAVEL),
        ({"nationality": "XXB"}, DocumentKind.REFUGEE_TRAVEL),
        ({"nationality": "XXC"}, DocumentKind.REFUGEE_TRAVEL),
        ({"nationality": "UTO", "issuer": "UNO"}, DocumentKind.LAISSEZ_PASSER),
        ({"nationality": "UTO"}, DocumentKind.PASSPORT),
        ({"format_name": "TD1", "type": "ID"}, DocumentKind.NATIONAL_ID),
        ({"format_name": "TD1", "type": "AC"}, DocumentKind.SEAMAN),
        ({"format_name": "MRVA", "type": "V"}, ""),
    ],
)
def test_kind_of_paper_follows_the_zone(given, kind):
    assert document_kind(zone(**given)) == kind


@pytest.mark.parametrize("code", ["XXA", "XXB", "XXC", "XXX"])
def test_code_of_a_refugee_or_stateless_person_warns_of_consulates(code):
    assert zone_values(zone(nationality=code), None, TODAY).is_protected


def test_expired_paper_is_a_problem_that_is_noted():
    last_day, day_after = (
        zone_values(zone(expiry=expiry), None, TODAY) for expiry in ("261121", "261120")
    )

    assert last_day.problems == ()
    assert day_after.problems == (DocumentProblem.EXPIRED,)
    assert last_day.values["document_expires"] == "2026-11-21"


def test_nothing_of_the_zone_of_nobody_is_filled():
    found = zone_values(parse("nonsense"), None, TODAY)

    assert (found.values, found.standing, found.problems) == ({}, {}, ())
