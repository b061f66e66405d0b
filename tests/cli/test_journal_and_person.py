"""The journal's commands and erasing a person, in this process."""

from __future__ import annotations

import json

import pytest

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.places.actions import open_post
from openhbm.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """An administrator, a clerk and a data-protection officer."""
    users = {}
    for role in ("administrator", "registration_clerk", "data_protection_officer"):
        users[role] = add_user(by=None, username=role, password=None)
        give_role(by=None, user=users[role], role=role)
    return users


@pytest.fixture
def person(people):
    post = open_post(
        by=people["administrator"], code="P", name="P", country="POL", post_type="OFFICIAL_LAND"
    )
    details = PersonDetails(name="Oryna Vymyslova")
    return register_person(by=people["registration_clerk"], details=details, post=post)


def told(capsys, *words):
    code = main(words)
    return code, capsys.readouterr()


def test_show_tells_the_clerk_the_name_and_the_administrator_nothing(capsys, person):
    code, shown = told(capsys, "journal", "show", str(person.id), "--as", "registration_clerk")
    assert code == 0
    assert "name = Oryna Vymyslova" in shown.out
    code, shown = told(capsys, "journal", "show", str(person.id))
    assert "Oryna" not in shown.out + shown.err


def test_show_of_nothing_and_of_something_hidden_are_told_alike(capsys, person):
    hidden, shown = told(capsys, "journal", "show", f"people.contact:{person.id}")
    assert hidden == 1
    assert "that administrator may see" in shown.err


def test_erased_person_cannot_be_read_and_the_journal_still_verifies(capsys, person):
    words = ("person", "erase", person.number, "--reason", "asked for it")
    code, shown = told(capsys, *words, "--as", "data_protection_officer", "--json")
    assert code == 0, shown.err
    assert json.loads(shown.out)["is_erased"] is True
    code, shown = told(capsys, "journal", "verify", "--json")
    assert json.loads(shown.out)["verified"] is True
    code, shown = told(capsys, "journal", "show", str(person.id), "--as", "registration_clerk")
    assert "Oryna" not in shown.out


def test_erasing_without_the_right_to_is_refused(capsys, person):
    code, shown = told(capsys, "person", "erase", person.number, "--reason", "no")
    assert code == 1
    assert "data-protection officer" in shown.err
    assert "--as USERNAME" in shown.err


def test_erasing_somebody_absent_and_somebody_hidden_are_answered_alike(capsys, person):
    answers = set()
    for number in (person.number, "HBM-0000-X"):
        _, shown = told(capsys, "person", "erase", number, "--reason", "no")
        answers.add(shown.err.replace(number, "NUMBER"))
    assert len(answers) == 1


def test_erasing_without_a_reason_is_refused(capsys, person):
    words = ("person", "erase", person.number, "--reason", " ", "--as", "data_protection_officer")
    code, shown = told(capsys, *words)
    assert code == 1
    assert "reason" in shown.err


def test_rebuild_asks_for_a_yes_first(capsys, people):
    code, shown = told(capsys, "journal", "rebuild")
    assert code == 1
    assert "--yes" in shown.err


def test_search_finds_the_person_in_another_script_and_says_why(capsys, person):
    words = ("person", "search", "Орина Вимислова", "--as", "registration_clerk")

    code, shown = told(capsys, *words, "--json")
    _, in_words = told(capsys, *words)

    assert code == 0, shown.err
    (match,) = json.loads(shown.out)["matches"]
    assert match["number"] == person.number
    assert match["evidence"][0]["reason"] == "All parts of the name agree."
    assert "Oryna Vymyslova" in in_words.out


def test_search_with_a_birth_that_makes_no_sense_names_the_option(capsys, person):
    code, shown = told(capsys, "person", "search", "Oryna Vymyslova", "--birth", "soon")

    assert code == 1
    assert "--birth" in shown.err


def test_rekey_makes_the_same_keys_anew(capsys, person):
    code, first = told(capsys, "person", "rekey", "--json")
    _, second = told(capsys, "person", "rekey", "--json")

    assert code == 0
    assert json.loads(first.out)["keys"] == json.loads(second.out)["keys"] > 0
