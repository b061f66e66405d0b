"""What is expected in areas and countries, by class and by hour: all of it adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.apps.foresight.conftest import count_at, day, evening

from openhbm.apps.crossings.actions import correct_tally, count_arrivals
from openhbm.apps.foresight.actions import forecast_post, forecast_posts
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.foresight.outlook.queries import (
    Division,
    area_forecasts_visible_to,
    classes_ahead,
    foreseen_together,
    hours_ahead,
    latest_area_forecasts,
    outlook,
    posts_within,
)


def place_of(forecast: AreaForecast) -> str:
    return forecast.area.pcode if forecast.area else forecast.country


def test_forecasts_of_posts_areas_and_country_add_up(analyst, administrator, three):
    for number, post in enumerate(three):
        count_at(administrator, post, [40 * (number + 1) + 7 * (n % 5) for n in range(20)])

    posts = forecast_posts(by=analyst, posts=three, as_of_on=day(19), at=evening(19))
    found = {place_of(each): each for each in latest_area_forecasts(analyst)}

    assert list(found) == ["POL", "PL18", "PL1801"]
    in_country = np.sum([each.expected for each in posts], axis=0)
    in_district = np.sum([each.expected for each in posts[:2]], axis=0)
    np.testing.assert_allclose(found["POL"].expected, in_country, atol=1e-3)
    np.testing.assert_allclose(found["PL1801"].expected, in_district, atol=1e-3)
    assert found["PL18"].expected == found["PL1801"].expected
    assert set(found["POL"].parts) == {str(each.id) for each in posts}
    assert found["POL"].mae is not None
    assert all(row == sorted(row) and row[0] >= 0 for row in found["POL"].quantiles)


def test_country_is_not_forecast_from_some_of_its_posts(analyst, administrator, three):
    count_at(administrator, three[0], [50] * 5)

    forecast_post(by=analyst, post=three[0], as_of_on=day(4), at=evening(4))

    assert not AreaForecast.objects.exists()


def test_country_forecast_again_from_the_same_counts_adds_no_row(analyst, administrator, three):
    count_at(administrator, three[0], [50] * 5)

    for _ in range(2):
        forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(4))

    assert AreaForecast.objects.count() == 3
    assert Forecast.objects.count() == 1


def test_corrected_post_gives_the_country_a_new_sum_and_the_old_one_stays(
    analyst, administrator, three
):
    for post in three:
        count_at(administrator, post, [50] * 5)
    forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(4))
    count_arrivals(by=administrator, post=three[2], persons=900, at=evening(4))

    forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(5))

    country = AreaForecast.objects.filter(area=None).order_by("made_at")
    assert [len(each.parts) for each in country] == [3, 3]
    assert country[1].expected[0] > country[0].expected[0] + 100
    assert AreaForecast.objects.filter(area__pcode="PL1801").count() == 1


def test_area_forecasts_are_hidden_from_those_who_may_not_read_operations(
    user_with, analyst, administrator, three
):
    count_at(administrator, three[0], [50] * 5)
    forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(4))
    stranger = user_with()

    assert not area_forecasts_visible_to(stranger).exists()
    assert outlook(stranger, day(4)) == []
    assert [place_of(each) for each in area_forecasts_visible_to(analyst)][-1]


def test_outlook_lists_country_then_areas_then_posts(analyst, administrator, three):
    count_at(administrator, three[0], [50] * 5)
    forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(4))
    country = latest_area_forecasts(analyst)[0]
    assert (country.posts_counted, country.posts_in_all) == (1, 3)

    rows = outlook(analyst, day(8))

    assert all(row.is_current for row in rows)
    assert not any(row.is_current for row in outlook(analyst, day(9)))
    assert [(row.area and row.area.pcode, row.post and row.post.code) for row in rows] == [
        (None, None),
        ("PL18", None),
        ("PL1801", None),
        (None, three[0].code),
    ]


def test_posts_within_an_area_are_those_of_areas_in_it(analyst, three, areas):
    assert set(posts_within(analyst, area=areas["region"])) == set(three[:2])
    assert set(posts_within(analyst, country="POL")) == set(three)


def test_posts_forecast_together_say_what_they_sum_to(analyst, administrator, three):
    for post in three:
        count_at(administrator, post, [50, 60, 70])

    found = foreseen_together(analyst, three, day(2), 5)

    assert found is not None
    assert (len(found.posts), found.left_out) == (3, ())
    assert found.whole.quantiles.shape == (5, 7)
    assert foreseen_together(analyst, three, day(2) - timedelta(days=90), 5) is None


def test_hours_ahead_follow_the_hours_counted_and_add_up_to_the_day(analyst, administrator, post):
    for number in range(14):
        for hour, persons in ((6, 10), (7, 60), (15, 30)):
            at = evening(number).replace(hour=hour)
            count_arrivals(by=administrator, post=post, persons=persons, at=at)
    made = forecast_post(by=analyst, post=post, as_of_on=day(13), at=evening(13))

    found = hours_ahead(analyst, Division.of(made))

    assert found.days_known == 14
    assert len(found.hours) == 72
    first = [each.band.expected for each in found.hours[:24]]
    assert sum(first) == pytest.approx(made.expected[0], rel=1e-3)
    assert max(first) > 0.5 * sum(first)
    assert sum(share > 0 for share in first) == 3
    busiest = max(found.hours[:24], key=lambda each: each.band.expected).band
    assert busiest.low <= busiest.middle <= busiest.high


def test_days_imported_as_a_whole_say_nothing_about_hours(analyst, administrator, post):
    for number in range(5):
        start = evening(number).replace(hour=0)
        count_arrivals(
            by=administrator,
            post=post,
            persons=240,
            starts_at=start,
            ends_at=start + timedelta(hours=23),
            at=evening(number),
        )
    made = forecast_post(by=analyst, post=post, as_of_on=day(4), at=evening(4))

    found = hours_ahead(analyst, Division.of(made), days=1)

    assert found.days_known == 0
    assert len({round(each.band.expected, 6) for each in found.hours}) == 1


def test_classes_ahead_add_up_to_the_post(analyst, administrator, post):
    for number in range(20):
        count_arrivals(
            by=administrator,
            post=post,
            persons=100,
            counts={"F 18-59": 50, "F 5-11": 30},
            mode="FOOT" if number % 2 else "BUS",
            at=evening(number),
        )
    made = forecast_post(by=analyst, post=post, as_of_on=day(19), at=evening(19))

    found = {each.name: each for each in classes_ahead(analyst, Division.of(made))}

    assert list(found) == ["F 5-11", "F 18-59", "mode BUS", "mode FOOT"]
    for kind in ("people", "mode"):
        parts = [each for each in found.values() if each.kind == kind]
        sums = np.sum([[band.expected for band in each.days] for each in parts], axis=0)
        np.testing.assert_allclose(sums, made.expected, rtol=1e-3, atol=1e-2)
    assert found["F 18-59"].total == pytest.approx(found["F 5-11"].total * 5 / 3, rel=0.05)


def test_post_without_noted_classes_has_none_ahead(analyst, post, count):
    count(100, 120, 90)
    made = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(2))

    assert classes_ahead(analyst, Division.of(made)) == ()


def test_division_of_a_forecast_sees_nothing_that_was_counted_or_corrected_after_it(
    analyst, administrator, post
):
    counted = [
        count_arrivals(
            by=administrator,
            post=post,
            persons=100,
            counts={"F 18-59": 60, "M 18-59": 40},
            mode="FOOT",
            at=evening(number).replace(hour=7),
        )
        for number in range(10)
    ]
    made = forecast_post(by=analyst, post=post, as_of_on=day(9), at=evening(9))
    hours, classes = (ahead(analyst, Division.of(made)) for ahead in (hours_ahead, classes_ahead))

    for number, tally in enumerate(counted[5:], 5):
        correct_tally(
            by=administrator, tally=tally, persons=10, counts={"M 0-4": 9}, mode="BUS",
            at=evening(11),
        )  # fmt: skip
        late = evening(number).replace(hour=15)
        count_arrivals(
            by=administrator, post=post, persons=900, mode="TRAIN", starts_at=late, at=evening(12)
        )

    assert hours_ahead(analyst, Division.of(made)) == hours
    assert classes_ahead(analyst, Division.of(made)) == classes
    later = replace(Division.of(made), known_at=evening(13))
    assert hours_ahead(analyst, later) != hours
    assert {each.name for each in classes_ahead(analyst, later)} > {each.name for each in classes}


def test_closed_post_where_nobody_was_counted_is_not_missing_from_a_sum(
    analyst, administrator, three
):
    count_at(administrator, three[0], [50] * 5)
    three[1].status = "CLOSED"
    three[1].save()

    forecast_posts(by=analyst, posts=three, as_of_on=day(4), at=evening(4))
    together = foreseen_together(analyst, three, day(4), 3)

    country = latest_area_forecasts(analyst)[0]
    assert (country.posts_counted, country.posts_in_all) == (1, 2)
    assert [post.code for post in together.left_out] == ["XX-3"]
