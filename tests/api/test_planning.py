"""Forecasts, plans, alerts and situation reports through the interface."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.api.conftest import ApiClient

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import check_post
from openhbm.apps.places.models import Post

START = datetime(2022, 3, 1, 12, tzinfo=UTC)
DAYS = 40
pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(api: ApiClient, post: Post) -> Post:
    for day in range(DAYS):
        persons = 40 if day < DAYS - 2 else 5_000
        count_arrivals(by=api.user, post=post, persons=persons, at=START + timedelta(days=day))
    return post


def last_day() -> str:
    return (START + timedelta(days=DAYS - 1)).date().isoformat()


def test_forecast_is_made_and_listed(api: ApiClient, counted: Post) -> None:
    made = api.post("/forecasts", {"post": counted.code, "as_of_on": last_day()})

    assert made.status_code == 201, made.content
    told = made.json()
    assert len(told["quantiles"]) == told["horizon_days"] == 14
    assert [f["id"] for f in api.get("/forecasts", post=counted.code).json()["items"]] == [
        told["id"]
    ]
    assert api.get(f"/forecasts/{told['id']}").json() == told


def test_forecast_is_told_for_its_country_by_the_hour_and_by_class(
    api: ApiClient, counted: Post
) -> None:
    told = api.post("/forecasts", {"post": counted.code, "as_of_on": last_day()}).json()

    (country,) = api.get("/forecasts/areas").json()
    hours = api.get(f"/forecasts/{told['id']}/hours").json()
    classes = api.get(f"/forecasts/{told['id']}/classes").json()

    assert (country["country"], country["area"]) == (counted.country, None)
    assert (country["parts"], country["expected"]) == ([told["id"]], told["expected"])
    together = sum(hour["expected"] for hour in hours["hours"])
    assert abs(together - sum(told["expected"][:3])) < 0.01 * together + 0.01
    assert all(len(each["days"]) == told["horizon_days"] for each in classes)
    assert {part["mae"] for part in (hours, *classes)} == {told["mae"]}


def test_forecast_without_counts_says_what_is_missing(api: ApiClient, post: Post) -> None:
    answer = api.post("/forecasts", {"post": post.code, "as_of_on": "2022-03-01"})

    assert (answer.status_code, answer.json()["field"]) == (422, "as_of_on")


def test_plan_lists_needs_and_gaps(api: ApiClient, counted: Post) -> None:
    api.post("/forecasts", {"post": counted.code, "as_of_on": last_day()})

    made = api.post("/plans", {"post": counted.code, "for_on": last_day()})

    assert made.status_code == 201, made.content
    assert {"item", "required", "gap", "status"} <= set(made.json()["lines"][0])
    assert api.get(f"/plans/{made.json()['id']}").json() == made.json()
    assert api.get("/plans/total").json()


def test_alert_is_shown_and_confirmed_once(api: ApiClient, counted: Post) -> None:
    at = START + timedelta(days=DAYS - 1, hours=6)
    alert = check_post(by=api.user, post=counted, on=at.date(), at=at)
    assert alert is not None

    listed = api.get("/alerts", is_open="true").json()["items"]
    confirmed = api.post(f"/alerts/{alert.id}/confirmations", {})
    again = api.post(f"/alerts/{alert.id}/confirmations", {})

    assert [found["id"] for found in listed] == [str(alert.id)]
    assert listed[0]["reasons"]
    assert confirmed.status_code == 201
    assert confirmed.json()["confirmed_by_id"] == str(api.user.id)
    assert again.status_code == 422
    assert api.get("/posts/" + counted.code).json()["alert_level"] == alert.level


def test_sitrep_is_composed_and_issued_once(api: ApiClient, counted: Post) -> None:
    made = api.post("/sitreps", {"on": last_day()})
    assert made.status_code == 201, made.content
    path = f"/sitreps/{made.json()['id']}"

    issued, again = api.post(f"{path}/issues"), api.post(f"{path}/issues")

    assert issued.status_code == 201
    assert issued.json()["status"] == "issued"
    assert again.status_code == 422
    assert api.get(path).json()["figures"]
    assert [r["status"] for r in api.get("/sitreps").json()["items"]] == ["issued"]
