"""Signals through the interface: recorded, reviewed, hidden alike when absent."""

from __future__ import annotations

import pytest

from openhbm.apps.foresight.signals.queries import signal_ledger
from openhbm.apps.ledger import clock

SENT = {
    "indicator": "patrol_observation",
    "source": "Patrol",
    "happened_on": "2022-02-24",
    "value": 120,
    "text": "On foot, families",
}


def test_signal_is_recorded_once_and_read_back(api):
    first = api.post("/signals", SENT, key="s-1")
    api.post("/signals", SENT, key="s-1")

    listed = api.get("/signals").json()["items"]
    assert first.status_code == 201
    assert [each["id"] for each in listed] == [first.json()["id"]]
    assert (listed[0]["text"], listed[0]["strength"]) == ("On foot, families", 0.6)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"indicator": "patrols"}, "indicator"),
        ({"credibility": 7}, "credibility"),
        ({"value": -1}, "value"),
        ({"post": "XX-NONE"}, "post"),
    ],
)
def test_signal_that_cannot_be_is_refused_with_its_field(api, wrong, field):
    answer = api.post("/signals", {**SENT, **wrong})

    assert answer.status_code == 422
    assert field in answer.json()["field"]


def test_absent_signal_is_not_found(api):
    answer = api.get("/signals/01900000-0000-7000-8000-000000000000")

    assert answer.status_code == 404


def test_accuracy_of_a_node_without_forecasts_is_empty(api):
    assert api.get("/accuracy").json() == {"posts": [], "areas": []}
    assert signal_ledger(api.user, clock.now()).signals == ()
