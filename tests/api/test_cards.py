"""Cards through the interface: issued once, checked, revoked."""

from __future__ import annotations

import pytest
from tests.sealing import node_with_key

from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def person(api, post):
    node_with_key(api.user)
    details = PersonDetails(name="Layla Almutakhayyal", birth="1988")
    return register_person(by=api.user, details=details, post=post)


def test_card_is_issued_checked_and_revoked(api, person):
    made = api.post("/cards", {"person_id": str(person.id), "kind": "arrival", "days": 30})
    card = made.json()
    valid = api.post("/seals/checks", {"seal": card["text"]}).json()
    opened = api.post("/seals/checks", {"seal": card["text"], "code": card["code"]}).json()
    revoked = api.post("/cards/revocations", {"serial": card["serial"], "end": "lost"})
    after = api.post("/seals/checks", {"seal": card["text"], "code": card["code"]}).json()

    assert made.status_code == revoked.status_code == 201
    assert (valid["standing"], valid["holder"]) == ("valid", None)
    assert opened["holder"]["name"] == person.name
    assert (after["standing"], after["fault"], after["holder"]) == ("refused", "revoked", None)
    (listed,) = api.get("/cards", person_id=str(person.id)).json()
    assert (listed["serial"], listed["end"]) == (card["serial"], "lost")
    assert "code" not in listed


def test_repeated_request_issues_no_second_card_and_tells_no_code(api, person):
    body = {"person_id": str(person.id)}
    first = api.post("/cards", body, key="once").json()
    again = api.post("/cards", body, key="once").json()

    assert again["serial"] == first["serial"]
    assert first["code"]
    assert (again["text"], again["code"]) == ("", "")


def test_card_of_nobody_and_unknown_serial_are_told_in_their_field(api, person):
    nobody = api.post("/cards", {"person_id": "01900000-0000-7000-8000-000000000000"})
    absent = api.post("/cards/revocations", {"serial": "0" * 16, "end": "lost"})

    assert nobody.status_code == absent.status_code == 422
    assert "person_id" in nobody.content.decode()


def test_nonsense_is_answered(api):
    assert api.post("/seals/checks", {"seal": "HBM1:"}).json()["fault"] == "unreadable"


def test_analyst_may_issue_nothing(client_with, person):
    assert client_with("analyst").post("/cards", {"person_id": str(person.id)}).status_code == 422
