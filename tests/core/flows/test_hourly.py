"""Hours of days: what was counted, and what the clock does to them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from openhbm.core.flows.hourly import HourlySeries, hours_of

FIRST = date(2022, 3, 1)
WARSAW = ZoneInfo("Europe/Warsaw")


def test_hours_not_named_in_a_counted_day_had_nobody_and_other_days_are_not_known() -> None:
    series = HourlySeries.from_hours(
        {(FIRST, 8): 30, (FIRST, 9): 12}, FIRST, FIRST + timedelta(days=2)
    )

    assert series.counts[0, 8:11].tolist() == [30, 12, 0]
    assert np.isnan(series.counts[1:]).all()
    assert (series.reported, series.end) == (1, date(2022, 3, 3))


def test_hours_known_on_a_day_end_with_it() -> None:
    hours = {(FIRST + timedelta(days=n), 8): 5.0 for n in range(4)}
    series = HourlySeries.from_hours(hours, FIRST, FIRST + timedelta(days=3))

    assert series.until(FIRST + timedelta(days=1)).reported == 2
    assert len(series.until(FIRST - timedelta(days=1)).counts) == 0


@pytest.mark.parametrize(
    ("day", "count", "named"),
    [(date(2022, 3, 27), 23, 0), (date(2022, 10, 30), 25, 2), (date(2022, 7, 1), 24, 1)],
)
def test_day_has_the_hours_its_clock_has(day: date, count: int, named: int) -> None:
    found = hours_of(day, WARSAW)

    assert len(found) == count
    assert [each.hour for each in found].count(2) == named
    assert all(each.date() == day for each in found)
    assert found[-1].hour == 23


def test_zone_half_an_hour_off_has_24_hours_that_begin_on_the_hour() -> None:
    found = hours_of(FIRST, ZoneInfo("Asia/Kabul"))

    assert [each.hour for each in found] == list(range(24))
    assert {each.minute for each in found} == {0}


def test_wrong_hours_are_refused_by_name() -> None:
    wrong = np.zeros((2, 24))
    wrong[1, 5] = -1

    with pytest.raises(ValueError, match="2022-03-02 at 5 hours"):
        HourlySeries(FIRST, wrong)
    with pytest.raises(ValueError, match="24 hours"):
        HourlySeries(FIRST, np.zeros((2, 23)))
    with pytest.raises(ValueError, match="backwards"):
        HourlySeries.from_hours({}, FIRST, FIRST - timedelta(days=1))
