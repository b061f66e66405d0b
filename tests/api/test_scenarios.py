"""What if, through the interface: tables in, figures out with what the model was worth."""

from __future__ import annotations

import pytest
from tests.core.flows.displacement.crises import SMALL, small


@pytest.fixture(autouse=True)
def at_once(settings):
    """The work is done before the answer, so that a test sees its end."""
    settings.HBM_WORK_IN_BACKGROUND = False


@pytest.fixture
def crisis(api):
    answer = api.post("/crises", {"name": "Small", "files": SMALL})
    assert answer.status_code == 201
    return answer.json()


def asked(loaded, **changes):
    plain = {
        "crisis": loaded["id"], "name": "Shut", "as_of_on": "2020-01-05", "days_ahead": 4,
        "per_day": 40,
        "changes": [
            {"kind": "close_road", "first": "Bela", "second": "Cora", "from_on": "2020-01-07"}
        ],
    }  # fmt: skip
    return {**plain, **changes}


def test_crisis_is_loaded_once_and_listed(api, crisis):
    again = api.post("/crises", {"name": "Small", "files": SMALL}).json()

    listed = api.get("/crises").json()["items"]
    assert again["id"] == crisis["id"]
    assert [each["id"] for each in listed] == [crisis["id"]]
    assert (crisis["days"], crisis["is_judged"], crisis["past_error"]) == (10, False, None)
    assert api.get(f"/crises/{crisis['id']}").json() == crisis


def test_damaged_tables_are_refused_with_every_fault_by_file_and_line(api):
    files = small(routes="Amra,Belo,-5,0\n")

    answer = api.post("/crises", {"name": "x", "files": files})

    told = answer.json()
    assert answer.status_code == 422
    assert told["type"] == "urn:openhbm:problem:tables-damaged"
    assert [each["field"] for each in told["errors"]] == ["input_csv/routes.csv:1"] * 2
    assert "did you mean 'Bela'?" in told["errors"][0]["message"]


def test_scenario_is_worked_out_once_and_tells_its_error_beside_its_figures(api, crisis):
    first = api.post("/scenarios", asked(crisis), key="w-1")
    api.post("/scenarios", asked(crisis), key="w-1")

    listed = api.get("/scenarios").json()["items"]
    shown = api.get(f"/scenarios/{first.json()['id']}").json()
    outcome = shown["outcome"]
    assert [each["id"] for each in listed] == [shown["id"]]
    assert "outcome" not in listed[0]
    assert shown["state"] == "done"
    assert outcome["past_error"] is None
    assert [row["day"] for row in outcome["days"]] == [f"2020-01-0{day}" for day in (6, 7, 8, 9)]
    assert outcome["days"][1]["after"]["high"] == 0
    assert outcome["in_all"][0]["more"]["middle"] < 0


def test_plan_is_drawn_from_a_scenario(api, crisis, post):
    made = api.post("/scenarios", asked(crisis)).json()
    sent = {"post": post.code, "destination": "Cora", "side": "before", "for_on": "2026-03-01"}

    drawn = api.post(f"/scenarios/{made['id']}/plans", sent)
    refused = api.post(f"/scenarios/{made['id']}/plans", {**sent, "destination": "Amra"})

    assert drawn.status_code == 201
    assert api.get(f"/plans/{drawn.json()['id']}").json()["post"] == post.code
    assert (refused.status_code, refused.json()["field"]) == (422, "destination")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"crisis": "01900000-0000-7000-8000-000000000000"}, "crisis"),
        ({"runs": 7}, "runs"),
        ({"as_of_on": "2021-01-01"}, "as_of_on"),
        ({"changes": [{"kind": "flood", "first": "Amra"}]}, "changes"),
        ({"changes": [{"kind": "conflict", "first": "Amro"}]}, "changes.1.first"),
    ],
)
def test_scenario_that_cannot_be_is_refused_with_its_field(api, crisis, wrong, field):
    answer = api.post("/scenarios", asked(crisis, **wrong))

    assert answer.status_code == 422
    assert field in answer.json()["field"]
