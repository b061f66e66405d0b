"""Pairs and hits through the interface: with all their evidence, judged by people, undone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from openhbm.apps.identity.pairs.actions import ProposedPair, propose_pairs
from openhbm.apps.identity.watch.actions import import_watch_list, screen_people
from openhbm.apps.identity.watch.queries import hits_visible_to
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails

LISTED = {
    "id": "NK-1",
    "schema": "Person",
    "properties": {"name": ["Борис Вигадко"], "birthDate": ["1971-02-03"]},
}


def registered(api, post, name, birth):
    return register_person(by=api.user, post=post, details=PersonDetails(name=name, birth=birth))


@pytest.fixture
def people(api, post):
    ways = ("Layla Hassan Almutakhayyal", "ليلى حسن المتخيل")
    return [registered(api, post, name, "1988-03-07") for name in ways]


@pytest.fixture
def reviewer(client_with, people):
    client = client_with("identity_reviewer")
    found = [ProposedPair(people[0].id, people[1].id, 6.0)]
    propose_pairs(by=client.user, found=found, found_by="test")
    return client


@pytest.fixture
def commander(client_with, api, post):
    client = client_with("post_commander")
    data = json.dumps(LISTED).encode()
    import_watch_list(by=api.user, code="ftm", name="Test list", format="ftm", data=data)
    registered(api, post, "Boris Vigadko", "1971-02-03")
    screen_people(by=client.user)
    return client


def test_pair_is_listed_with_evidence_linked_and_taken_back(reviewer, people):
    (pair,) = reviewer.get("/pairs", state="not_judged").json()["items"]
    path = f"/pairs/{pair['id']}/judgements"

    linked = reviewer.post(path, {"judgement": "match", "note": "Same paper"})
    undone = reviewer.post(path, {"judgement": "not_judged", "note": "Looked again"})

    assert (pair["left_number"], pair["right_number"]) == tuple(p.number for p in people)
    birth = next(e for e in pair["evidence"] if e["signal"] == "birth")
    assert (birth["left"], birth["right"]) == ("1988-03-07", "1988-03-07")
    assert birth["reason"] == "The birth dates are the same."
    assert birth["weight"] > 0
    assert (linked.status_code, linked.json()["state"]) == (201, "match")
    assert undone.json()["state"] == "not_judged"
    said = [(one["judgement"], one["note"]) for one in reviewer.get(path).json()]
    assert said == [("not_judged", "Looked again"), ("match", "Same paper")]


def test_hit_is_listed_with_evidence_and_closed_by_no_single_reader(commander):
    (hit,) = commander.get("/hits", state="open").json()["items"]

    read = commander.post(
        f"/hits/{hit['id']}/readings", {"reading": "no_match", "note": "Another face"}
    )

    name = next(e for e in hit["evidence"] if e["signal"] == "names")
    assert (name["registered"], name["listed"]) == ("Boris Vigadko", "Борис Вигадко")
    assert name["reason"] == "All parts of the name agree."
    assert (read.status_code, read.json()["state"]) == (201, "read_once")


def test_hit_is_due_when_the_content_says(commander):
    found = hits_visible_to(commander.user).get()

    assert found.due_at - found.found_at == timedelta(hours=24)
