"""The early-warning board and the accuracy of what was foreseen, on counts of a real crisis."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.apps.foresight.conftest import FIRST, day, evening

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.accuracy.queries import (
    accuracy_of_post,
    accuracy_of_posts,
    plain_accuracy,
)
from openhbm.apps.foresight.actions import check_post, confirm_alert, forecast_post
from openhbm.apps.foresight.board.queries import watch_board
from openhbm.apps.foresight.models import Alert, Forecast
from openhbm.apps.foresight.signals.actions import record_signal, take_measure
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.places.actions import open_post
from openhbm.core.flows.signals import Weight

UKRAINE = Path(__file__).parents[4] / "shared/data/ukraine_2022_daily_arrivals"
SHARE = 0.01
"""Of all who left Ukraine, those who come to the post of these tests."""


def first_reports() -> dict[date, int]:
    """Persons of each day as they were first published."""
    path = UKRAINE / "arrivals_daily_vintages.csv"
    if not path.exists():
        pytest.skip(f"no shared data at {path}")
    found: dict[date, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(date.fromisoformat(row["arrival_date"]), int(row["arrivals"]))
    return found


@pytest.fixture
def replayed(administrator, analyst, post):
    """Day by day from 24 February 2022: count, check, forecast, each knowing no later day."""
    post.throughput_ordinary_per_hour = 40
    post.save()
    persons = [round(n * SHARE) for day_, n in sorted(first_reports().items()) if day_ >= FIRST]
    for number, each in enumerate(persons[:21]):
        at = evening(number)
        count_arrivals(by=administrator, post=post, persons=each, at=at - timedelta(hours=8))
        check_post(by=analyst, post=post, on=day(number), at=at)
        forecast_post(by=analyst, post=post, as_of_on=day(number), at=at)
    return persons[:21]


def test_replay_of_ukraine_raises_activation_by_25_february(replayed, post):
    by_then = Alert.objects.filter(post=post, since_on__lte=date(2022, 2, 25))

    assert max(alert.level for alert in by_then) >= 3


def test_replay_of_ukraine_shows_the_error_its_forecasts_really_had(replayed, analyst, post):
    found = accuracy_of_post(analyst, evening(20), post)

    errors, naive = [], []
    for forecast in Forecast.objects.all():
        for ahead in range(1, 15):
            came = (forecast.as_of_on - FIRST).days + ahead
            if came < len(replayed):
                errors.append(abs(forecast.median_on(ahead) - replayed[came]))
                naive.append(abs(forecast.last_count - replayed[came]))
    assert found.forecasts == 21
    assert found.overall.judged == len(errors)
    assert found.overall.mae == pytest.approx(np.mean(errors))
    assert found.overall.persistence_mae == pytest.approx(np.mean(naive))
    assert found.overall.mae > 50
    assert [each.days_ahead for each in found.by_day] == list(range(1, 15))


def test_replay_of_ukraine_counts_its_alarm_as_right(replayed, analyst, post):
    found = accuracy_of_posts(analyst, evening(20))
    plain = plain_accuracy(analyst, found[0])

    assert plain["alarms"]["right"] == 1
    assert plain["alarms"]["missed"] == 0
    assert plain["alarms"]["lead_hours"] == 0.0


def test_silence_of_a_post_raises_an_alarm(analyst, post, count):
    count(*[100] * 30)

    quiet = [check_post(by=analyst, post=post, on=day(n), at=evening(n)) for n in (30, 31, 32)]

    assert quiet[:2] == [None, None]
    assert quiet[2].level == 1
    assert "no report" in quiet[2].reasons[0]["text"]


def test_board_tells_from_signals_to_alert_to_who_confirmed_to_what_was_done(
    analyst, coordinator, post, count
):
    count(900, 1500)
    alert = check_post(by=analyst, post=post, on=day(1), at=evening(1))
    confirm_alert(by=coordinator, alert=alert, at=evening(1))
    take_measure(by=coordinator, alert=alert, measure="open_lanes", at=evening(1))
    for source in ("Patrols", "Other side"):
        told = SignalDetails(
            "attacks_on_civilians", source, day(1), post_id=post.id, reliability="A",
            credibility=1,
        )  # fmt: skip
        record_signal(by=analyst, details=told, at=evening(1))

    row = watch_board(analyst, evening(1)).posts[0]

    assert (row.post, row.alert, row.asks_for_attention) == (post, alert, True)
    assert row.confirmed_by
    assert [measure.action for measure in row.measures] == ["open_lanes"]
    assert (len(row.signals), row.tally.asks_for) == (2, Weight.TRIGGER)
    assert row.load_now > 1


def test_board_foresees_the_load_from_people_on_their_way(analyst, administrator, post):
    post.throughput_ordinary_per_hour = 50
    post.hours_open_per_day = 10
    post.save()
    told = SignalDetails(
        "displacement_event", "Event tracking", day(0), value=1000, post_id=post.id
    )
    record_signal(by=analyst, details=told, at=evening(0))

    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    assert watch_board(analyst, evening(0)).posts[0].load_ahead == pytest.approx(1.0)
    assert "load_ahead_prepare" in [reason["code"] for reason in alert.reasons]


def test_board_sees_that_more_children_come_than_usual(analyst, administrator, post):
    for number in range(10):
        children = 80 if number == 9 else 10
        count_arrivals(
            by=administrator, post=post, persons=100, at=evening(number),
            counts={"F 18-59": 100 - children, "M 5-11": children},
        )  # fmt: skip

    shifts = watch_board(analyst, evening(9)).posts[0].shifts

    assert [reason.code for reason in shifts] == ["child_share"]


def test_board_sees_neighbouring_posts_on_alert_as_an_area(analyst, administrator, post, count):
    other = open_post(
        by=administrator, code="XX-2", name="Two", country="POL", post_type="RIVER",
        latitude=(post.latitude or 49.8) + 0.2, longitude=post.longitude or 22.9,
    )  # fmt: skip
    post.latitude, post.longitude = post.latitude or 49.8, post.longitude or 22.9
    post.save()
    count(900)
    count_arrivals(by=administrator, post=other, persons=900, at=evening(0))
    for each in (post, other):
        check_post(by=analyst, post=each, on=day(0), at=evening(0))

    areas = watch_board(analyst, evening(0)).areas

    assert [{each.code for each in area} for area in areas] == [{post.code, "XX-2"}]


def test_board_asks_no_more_for_many_posts_than_for_one(
    analyst, administrator, post, count, django_assert_max_num_queries
):
    for number in range(6):
        open_post(by=administrator, code=f"XX-{number}", name="X", country="POL", post_type="RIVER")
    count(100, 200)

    with django_assert_max_num_queries(25):
        watch_board(analyst, evening(1))


def test_board_and_accuracy_are_empty_for_those_who_may_not_read_operations(
    user_with, analyst, post, count
):
    count(900)
    check_post(by=analyst, post=post, on=day(0), at=evening(0))
    stranger = user_with()

    assert watch_board(stranger, evening(0)).posts == ()
    assert accuracy_of_posts(stranger, evening(0)) == []


def test_post_that_was_closed_raises_no_alarm_by_its_silence(analyst, post, count):
    count(*[100] * 30)
    post.status, post.status_since_on = "CLOSED", day(30)
    post.save()

    assert check_post(by=analyst, post=post, on=day(34), at=evening(34)) is None
