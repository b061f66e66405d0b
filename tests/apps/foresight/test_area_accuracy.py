"""What forecasts of countries and areas were worth, each of them and all together."""

from __future__ import annotations

import numpy as np
import pytest
from tests.apps.foresight.conftest import count_at, day, evening

from openhbm.apps.foresight.accuracy.areas import accuracy_of_areas, plain_area_accuracy
from openhbm.apps.foresight.actions import forecast_posts
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.places.actions import open_post

DAYS = 9


@pytest.fixture
def made(analyst, administrator, three):
    """A country of three posts forecast on three days, the last of them the last day counted."""
    counts = [[40 * (number + 1) + 7 * (n % 5) for n in range(DAYS)] for number in range(3)]
    for post, persons in zip(three, counts, strict=True):
        count_at(administrator, post, persons)
    for on in (4, 6, DAYS - 1):
        forecast_posts(by=analyst, posts=three, as_of_on=day(on), at=evening(on))
    return np.sum(counts, axis=0)


def test_forecasts_of_a_country_are_judged_by_what_its_posts_counted(made, analyst):
    country = accuracy_of_areas(analyst, evening(DAYS - 1))[0]

    errors, naive = [], []
    for forecast in AreaForecast.objects.filter(area=None):
        first = (forecast.start_on - day(0)).days
        middle = forecast.levels.index(0.5)
        for ahead, came in enumerate(made[first:]):
            errors.append(abs(forecast.quantiles[ahead][middle] - came))
            naive.append(abs(made[first - 1] - came))
    assert (country.place, country.forecasts) == ("POL", 3)
    assert country.overall.judged == len(errors) == 4 + 2
    assert country.overall.mae == pytest.approx(np.mean(errors))
    assert country.overall.persistence_mae == pytest.approx(np.mean(naive))
    assert [each.days_ahead for each in country.by_day] == [1, 2, 3, 4]


def test_every_stored_forecast_has_its_own_score_or_none_yet(made, analyst):
    found = accuracy_of_areas(analyst, evening(DAYS - 1))

    assert [each.place for each in found] == ["POL", "PL18", "PL1801"]
    for area in found:
        assert [each.forecast.as_of_on for each in area.each] == [day(8), day(6), day(4)]
        assert area.each[0].score is None
        assert [each.score.judged for each in area.each[1:]] == [2, 4]
    plain = plain_area_accuracy(analyst, found[0])
    assert plain["each"][0]["score"] is None
    assert plain["each"][2]["score"]["persistence_mae"] >= 0
    assert (plain["each"][2]["posts_counted"], plain["each"][2]["posts_in_all"]) == (3, 3)


def test_one_silent_post_does_not_keep_a_country_from_being_judged(analyst, administrator, three):
    for post, days in zip(three, (8, 8, 6), strict=True):
        count_at(administrator, post, [50] * days)
    forecast_posts(by=analyst, posts=three, as_of_on=day(5), at=evening(5))

    (country, *_areas) = accuracy_of_areas(analyst, evening(7), "POL")

    assert country.overall.judged == 2
    silent = Forecast.objects.get(post=three[2])
    assert country.overall.mae == pytest.approx(
        np.mean(
            [
                abs(AreaForecast.objects.get(area=None).quantiles[n][3] - 100 - silent.expected[n])
                for n in (0, 1)
            ]
        ),
        abs=1e-3,
    )


def test_all_posts_of_several_countries_are_forecast_together_and_judged(
    analyst, administrator, three
):
    abroad = open_post(
        by=administrator, code="SVK-1", name="Abroad", country="SVK", post_type="RIVER"
    )
    for post in (*three, abroad):
        count_at(administrator, post, [50] * 7)
    forecast_posts(by=analyst, posts=[*three, abroad], as_of_on=day(4), at=evening(4))

    (everywhere,) = accuracy_of_areas(analyst, evening(6), "ALL")

    assert everywhere.each[0].forecast.posts_counted == 4
    assert everywhere.overall.judged == 2
    assert everywhere.overall.persistence_mae == 0


def test_accuracy_of_areas_is_hidden_from_those_who_may_not_read_operations(made, user_with):
    assert accuracy_of_areas(user_with(), evening(DAYS - 1)) == []
