"""The history of a record shows what the reader's role at that record's post lets them read."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.urls import reverse

import openhbm
from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.places.actions import open_post
from openhbm.core.law import EntryFacts
from openhbm.core.screening.facts import Facts
from openhbm.web.labels import TABLES
from openhbm.web.labels.facts import WORDS
from openhbm.web.told_values import STRUCTURE, UNTOLD, Names, shown_value


@pytest.fixture
def helper(administrator, post):
    """Registers people at the family's post and looks after people at another one."""
    other = open_post(
        by=administrator,
        code="PL-OTHER",
        name="Inna",
        country="POL",
        post_type="OFFICIAL_LAND",
    )
    user = add_user(by=None, username="helper", password="correct horse battery")
    give_role(by=None, user=user, role="registration_clerk", place_id=post.id)
    give_role(by=None, user=user, role="protection_officer", place_id=other.id)
    return user


def test_role_at_another_post_does_not_open_a_person_s_case(family, helper, signed_in):
    client = signed_in(helper)

    pages = [
        client.get(reverse("person", args=[family.mother.id])).content.decode(),
        client.get(reverse("history", args=["person", family.mother.id])).content.decode(),
    ]

    assert all("Person registered" in page for page in pages)
    assert not any("Person referred" in page or "medicine" in page for page in pages)


def test_history_of_a_count_is_read_at_every_post(family, helper):
    told = history_of(
        helper, record=f"crossings.tally:{family.tally.id}", post_id=family.tally.post_id
    )

    assert [happening.type for happening in told] == ["arrivals_counted"]


def test_histories_of_a_family_are_told_in_words(family, protector):
    told = history_of(protector, subject=family.mother.id)
    shown = {name for happening in told for _label, name, _value in happening.changes}

    words = {field.removesuffix("_id") for field in shown - UNTOLD - STRUCTURE}

    assert words <= set(TABLES["field"])


def test_history_of_a_person_shows_no_identifier_code_or_iso_time(family, protector, signed_in):
    page = signed_in(protector).get(reverse("history", args=["person", family.mother.id]))
    values = re.findall(r"<dd>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", page.content.decode())

    assert len(values) > 30
    assert not [text for text in values if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|\dT\d", text)]
    assert {"Female", "Ukraine", "Testowa", "Protector Example"} <= set(values)


def test_history_names_other_records_by_number_with_a_link(family, protector, signed_in):
    page = signed_in(protector).get(reverse("history", args=["person", family.mother.id]))

    href = reverse("group", args=[family.group.id])
    assert f'<a href="{href}"><bdi>{family.group.number}</bdi></a>' in page.content.decode()


def test_facts_are_told_by_their_questions_and_none_that_is_open():
    found = {"on": "2026-11-21", "security_doubt": False, "asks_protection": None, "gate": {}}
    known = {"sex": "F", "nationalities": ["UKR"], "age_low": 33, "child_care": "none"}

    decided = shown_value(("crossings.decisionfacts", "facts", found), Names())
    screened = shown_value(("casework.screening", "facts", known), Names())

    assert decided is not None
    assert screened is not None
    assert decided.text.startswith("Day: 21 Nov")
    assert decided.text.endswith("; There is a security doubt: no")
    assert screened.text == (
        "Sex: Female; Nationality: Ukraine; At least so many years old: 33; "
        "Who looks after the child: nobody"
    )


def test_every_fact_has_a_word():
    stored = {field.name for kind in (EntryFacts, Facts) for field in fields(kind)} - {"gate"}

    assert stored <= set(WORDS)


def test_value_that_is_not_of_the_expected_form_is_told_as_written():
    told = shown_value(("people.person", "registered_at", "yesterday"), Names())

    assert told is not None
    assert told.text == "yesterday"


def test_record_that_the_reader_may_not_see_is_not_named():
    hidden = ("people.membership", "group", "01a1fede-995b-7ea3-a1b0-b926cdff5cc8")

    assert shown_value(hidden, Names()) is None


def test_steps_of_a_case_are_left_out_for_who_may_not_read_it(family, officer, signed_in):
    page = signed_in(officer).get(reverse("group", args=[family.group.id])).content.decode()

    assert page.count("step-name") == 4
    assert "0 of 2" not in page


def test_history_that_leaves_as_a_file_is_journalled_as_an_export(family, protector, signed_in):
    address = reverse("history", args=["person", family.mother.id])
    before = Entry.objects.filter(type="record_read").count()

    file = signed_in(protector).get(address, {"format": "csv"})

    assert b"".join(file.streaming_content)
    noted = Entry.objects.filter(type="record_read").order_by("sequence")
    assert noted.count() > before
    told = json.loads(bytes(noted.last().header))
    assert (told["purpose"], noted.last().actor) == ("export", protector.id)


def test_every_kind_of_entry_has_a_word() -> None:
    written = {
        found
        for path in sorted((Path(openhbm.__file__).parent / "apps").rglob("*.py"))
        for found in re.findall(r'\bentry\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 60
    assert sorted(written - set(TABLES["event"])) == []
