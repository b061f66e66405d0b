"""What is expected: countries, areas and posts on one page, hours and classes on another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import forecast_post
from openhbm.web.calendars import shown_day
from tests.web.files import rows_at

DAYS = 12


@pytest.fixture
def lead(user_with):
    return user_with("shift_lead", username="lead", display_name="Lead Example")


@pytest.fixture
def forecast(administrator, post):
    """The only post of its country, counted by the hour for some days and forecast from them."""
    today = timezone.localtime().replace(hour=9, minute=0)
    for back in range(DAYS, 0, -1):
        count_arrivals(
            by=administrator,
            post=post,
            persons=90 + back % 3,
            counts={"F 18-59": 40},
            mode="BUS",
            at=today - timedelta(days=back),
        )
    on = timezone.localdate() - timedelta(days=1)
    return forecast_post(by=administrator, post=post, as_of_on=on)


def test_page_shows_the_country_beside_its_posts(forecast, post, lead, signed_in):
    page = signed_in(lead).get(reverse("expected")).content.decode()

    assert reverse("post-expected", args=[post.code]) in page
    country, at_post = rows_at(signed_in(lead), reverse("expected"))
    assert (country["country"], country["post"], at_post["post"]) == ("POL", "", post.code)
    assert country["expected_1"] == at_post["expected_1"] == str(forecast.expected[0])
    assert float(country["mean_error"]) == forecast.mae


def test_forecast_without_its_error_is_not_shown(administrator, post, lead, signed_in):
    count_arrivals(by=administrator, post=post, persons=90)
    forecast_post(by=administrator, post=post, as_of_on=timezone.localdate())

    answers = [
        signed_in(lead).get(address).content.decode()
        for address in (reverse("expected"), reverse("post-expected", args=[post.code]))
    ]

    assert all("No forecast can be judged yet" in page for page in answers)


def test_page_of_a_post_shows_hours_and_classes(forecast, post, lead, signed_in):
    address = reverse("post-expected", args=[post.code])

    page = signed_in(lead).get(address).content.decode()
    hours = rows_at(signed_in(lead), address)
    classes = rows_at(signed_in(lead), address, table="expected-classes")

    assert re.search(r"Divided as 12 days were", page)
    assert "Women" in page
    assert "Bus" in page
    assert 71 <= len(hours) <= 73
    together = sum(float(hour["expected"]) for hour in hours)
    assert together == pytest.approx(sum(forecast.expected[:3]), rel=0.01)
    assert [each["class"] for each in classes] == ["F 18-59", "mode BUS"]
    assert {float(row["mean_error"]) for row in (*hours, *classes)} == {forecast.mae}


def test_accuracy_page_judges_the_country_and_says_what_is_not_yet_known(
    forecast, post, lead, administrator, signed_in
):
    earlier = forecast.as_of_on - timedelta(days=5)
    forecast_post(by=administrator, post=post, as_of_on=earlier)
    client, address = signed_in(lead), reverse("accuracy")

    page = client.get(address).content.decode()
    each = client.get(address, {"place": "POL"}).content.decode()
    (country,) = rows_at(client, address, table="accuracy-areas")
    newest, old = rows_at(client, address, table="accuracy-area-forecasts", place="POL")

    assert "?place=POL" in page
    assert "not yet known" not in page
    assert each.count("not yet known") == 3
    assert (country["place"], country["forecasts"], country["judged"]) == ("POL", "2", "5")
    assert (newest["mean_error"], newest["posts_in_all"]) == ("", "1")
    assert (old["as_of_on"], old["mean_error"]) == (earlier.isoformat(), country["mean_error"])


def test_each_row_tells_as_of_when_and_a_stale_one_is_not_shown_as_current(
    administrator, post, lead, signed_in
):
    last = timezone.localtime().replace(hour=9) - timedelta(days=5)
    for back in range(6):
        count_arrivals(by=administrator, post=post, persons=90, at=last - timedelta(days=back))
    on = last.date()
    client, address = signed_in(lead), reverse("expected")
    forecast_post(by=administrator, post=post, as_of_on=on)

    old = client.get(address).content.decode()
    at_post = client.get(reverse("post-expected", args=[post.code])).content.decode()
    count_arrivals(by=administrator, post=post, persons=90)
    forecast_post(by=administrator, post=post, as_of_on=timezone.localdate())
    new = client.get(address).content.decode()
    country, _at_post = rows_at(client, address)

    assert "No forecast is current" in old
    assert f"As of {shown_day(on, True)}" in old
    assert "too old to say what is expected now" in at_post
    assert "Too old to go by" not in new
    assert f'data-label="As of">{shown_day(timezone.localdate(), True)}' in new
    assert "1 of 1 posts" in new
    assert (country["is_current"], country["posts_in_all"]) == ("true", "1")
