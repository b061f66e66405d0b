"""Forecasts: rows that are added, from what was known, with their errors beside them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.foresight.conftest import day, evening

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.crossings.actions import correct_tally
from openhbm.apps.crossings.models import Tally
from openhbm.apps.foresight.actions import check_posts, forecast_post, forecast_posts
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.foresight.queries import (
    forecast_for,
    forecasts_visible_to,
    latest_forecast,
    latest_forecasts,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.places.actions import open_post


def test_forecast_of_counted_days_has_ordered_quantiles_and_its_error(analyst, post, count):
    count(*range(100, 130))

    made = forecast_post(by=analyst, post=post, as_of_on=day(29), at=evening(29))

    assert (made.as_of_on, made.start_on, made.horizon_days) == (day(29), day(30), 14)
    assert len(made.quantiles) == 14
    assert all(row == sorted(row) and row[0] >= 0 for row in made.quantiles)
    assert 90 < made.median_on(1) < 140
    assert made.mae > 0
    assert made.persistence_mae > 0
    assert made.origins > 5
    assert (made.known_from_on, made.days_reported, made.last_count) == (day(0), 30, 129)


def test_forecast_knows_only_the_days_up_to_its_own(analyst, post, count):
    count(*[100] * 20, *[9000] * 5)

    made = forecast_post(by=analyst, post=post, as_of_on=day(19), at=evening(30))

    assert made.days_reported == 20
    assert max(map(max, made.quantiles)) < 1000


def test_forecast_without_any_count_is_not_made(analyst, post):
    assert forecast_post(by=analyst, post=post, as_of_on=day(5), at=evening(5)) is None
    assert not Forecast.objects.exists()


def test_forecast_on_the_first_day_of_a_crisis_is_made_and_wide(analyst, post, count):
    count(800)

    made = forecast_post(by=analyst, post=post, as_of_on=day(0), at=evening(0))

    assert made.mae is None
    assert made.origins == 0
    assert made.quantiles[13][-2] > 1.5 * made.quantiles[13][1]


def test_forecast_from_the_same_counts_again_adds_no_row(analyst, post, count):
    count(100, 120, 90)

    first = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(2))
    again = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(3))

    assert again == first
    assert Forecast.objects.count() == 1


def test_forecast_after_a_correction_is_added_and_the_old_one_stays(
    analyst, administrator, post, count
):
    count(100, 120, 90)
    first = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(2))
    correct_tally(by=administrator, tally=Tally.objects.get(persons=90), persons=900)

    second = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(3))

    assert second.id != first.id
    assert latest_forecast(analyst, post) == second
    assert set(forecasts_visible_to(analyst)) == {first, second}
    assert forecast_for(analyst, first.id).quantiles == first.quantiles


def test_forecast_of_a_day_to_come_is_refused(analyst, post, count):
    count(100)

    with pytest.raises(ActionError) as caught:
        forecast_post(by=analyst, post=post, as_of_on=day(3), at=evening(0))

    assert caught.value.field == "as_of_on"


def test_forecast_by_somebody_without_a_role_is_not_permitted(user_with, post, count):
    count(100)

    with pytest.raises(NotPermitted):
        forecast_post(by=user_with(), post=post, as_of_on=day(0), at=evening(0))


def test_forecasts_are_hidden_from_those_who_may_not_read_operations(
    user_with, analyst, post, count
):
    count(100)
    made = forecast_post(by=analyst, post=post, as_of_on=day(0), at=evening(0))
    stranger = user_with()

    assert latest_forecasts(stranger) == {}
    with pytest.raises(NotVisible):
        forecast_for(stranger, made.id)


def test_forecast_is_journalled(analyst, post, count):
    count(100)

    made = forecast_post(by=analyst, post=post, as_of_on=day(0), at=evening(0))

    history = history_of(analyst, record=f"foresight.forecast:{made.id}")
    assert [happening.type for happening in history] == ["forecast_made"]


def test_latest_forecasts_of_all_posts_take_a_fixed_number_of_statements(
    analyst, administrator, post, count
):
    other = open_post(by=administrator, code="XX-2", name="Two", country="POL", post_type="RIVER")
    count(100, 110, 120)
    made = [
        forecast_post(by=analyst, post=post, as_of_on=day(number), at=evening(number))
        for number in range(3)
    ]
    latest_forecasts(analyst)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = latest_forecasts(analyst)

    assert found == {post.id: made[-1]}
    assert other.id not in found
    assert len(statements) <= 2


def test_forecasts_of_many_posts_leave_out_those_without_counts(
    analyst, administrator, post, count
):
    other = open_post(by=administrator, code="XX-2", name="Two", country="POL", post_type="RIVER")
    count(100, 110, 120)
    first = forecast_post(by=analyst, post=post, as_of_on=day(2), at=evening(2))

    found = forecast_posts(by=analyst, posts=[other, post], as_of_on=day(2), at=evening(2))

    assert found == [first]


def test_forecast_and_check_of_a_day_ask_no_more_for_many_posts_than_for_one(
    analyst, administrator, post, count, django_assert_max_num_queries
):
    others = [
        open_post(by=administrator, code=f"XX-{n}", name="X", country="POL", post_type="RIVER")
        for n in range(5)
    ]
    count(*[500 + 13 * (number % 11) for number in range(30)])

    with django_assert_max_num_queries(40):
        forecast_posts(by=analyst, posts=[post, *others], as_of_on=day(20), at=evening(20))
        found = check_posts(by=analyst, posts=[post, *others], on=day(20), at=evening(20))

    assert found is not None


def test_forecast_knows_the_holidays_of_either_side_of_the_border(analyst, post, count):
    post.country, post.other_side_country = "XXX", "POL"
    post.save()
    # 3 May 2022 is 68 days after the first; 1 May and 18 April are holidays before it.
    persons = [100] * 64
    persons[53] = 20
    count(*persons)

    found = forecast_post(by=analyst, post=post, as_of_on=day(63), at=evening(63))
    labour_day, constitution_day = found.median_on(3), found.median_on(5)

    assert found.median_on(4) == pytest.approx(100, rel=0.05)
    assert labour_day < 70
    assert constitution_day == pytest.approx(labour_day, rel=0.05)
