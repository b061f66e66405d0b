from datetime import date, timedelta

import numpy as np
import pytest

from openhbm.core.flows.accuracy import MadeForecast, accuracy_of
from openhbm.core.flows.alarms import Alarm, alarm_ledger, surges_in
from openhbm.core.flows.series import DailySeries

FIRST = date(2022, 2, 1)
LEVELS = (0.1, 0.5, 0.9)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def made(start: int, *middles: float, last: float = 100.0) -> MadeForecast:
    rows = np.array([[middle - 10, middle, middle + 10] for middle in middles])
    return MadeForecast(day(start), LEVELS, rows, last)


def test_accuracy_is_the_error_by_days_ahead_beside_persistence():
    series = DailySeries(FIRST, np.array([100.0, 110.0, 150.0]))

    whole, by_day = accuracy_of([made(1, 115.0, 120.0)], series)

    assert whole is not None
    assert (whole.judged, whole.mae, whole.persistence_mae) == (2, 17.5, 30.0)
    assert (whole.bias, whole.coverage80) == (-12.5, 0.5)
    assert whole.gain == pytest.approx(1 - 17.5 / 30)
    assert [(a.days_ahead, a.mae) for a in by_day] == [(1, 5.0), (2, 30.0)]


def test_accuracy_judges_no_day_that_was_not_reported():
    series = DailySeries(FIRST, np.array([100.0, np.nan, 130.0]))

    whole, by_day = accuracy_of([made(1, 115.0, 120.0, 125.0)], series)

    assert whole is not None
    assert (whole.judged, [a.days_ahead for a in by_day]) == (1, [2])


def test_accuracy_of_forecasts_that_nothing_answers_yet_is_none():
    assert accuracy_of([made(5, 1.0)], DailySeries(FIRST, np.ones(3))) == (None, ())


def test_accuracy_of_persistence_that_was_right_has_no_gain():
    whole, _by_day = accuracy_of([made(1, 100.0)], DailySeries(FIRST, np.full(3, 100.0)))

    assert whole is not None
    assert (whole.mae, whole.gain) == (0.0, None)


def test_accuracy_of_a_forecast_without_its_band_is_refused():
    bad = MadeForecast(day(1), (0.5,), np.array([[1.0]]), 1.0)

    with pytest.raises(ValueError, match=r"no quantile 0\.1"):
        accuracy_of([bad], DailySeries(FIRST, np.ones(3)))


def quiet_then(*counts: float, before: int = 40) -> DailySeries:
    return DailySeries(FIRST, np.array([*[100.0] * before, *counts]))


def test_surge_begins_where_counts_double_and_once():
    assert surges_in(quiet_then(*[300.0] * 20)) == (day(40),)
    assert surges_in(quiet_then(*[140.0] * 20)) == ()


def test_surge_on_the_first_day_of_a_series_is_one():
    assert surges_in(DailySeries(FIRST, np.array([900.0, 1000.0, 1100.0]))) == (FIRST,)


def test_alarm_two_days_before_a_surge_is_right_with_its_lead():
    found = alarm_ledger([Alarm(day(38), 2)], quiet_then(*[300.0] * 20))

    assert (found.right, found.false, found.missed) == (1, 0, ())
    assert (found.lead_hours, found.precision, found.recall) == (48.0, 1.0, 1.0)


def test_alarm_without_a_surge_is_false_once_its_days_are_counted():
    early = alarm_ledger([Alarm(day(38), 2)], quiet_then(100.0))
    late = alarm_ledger([Alarm(day(20), 2)], quiet_then(100.0))

    assert [j.was_right for j in early.alarms] == [None]
    assert [j.was_right for j in late.alarms] == [False]
    assert late.precision == 0.0


def test_surge_without_an_alarm_is_missed():
    found = alarm_ledger([Alarm(day(44), 2)], quiet_then(*[300.0] * 20))

    assert found.missed == (day(40),)
    assert (found.recall, found.false) == (0.0, 1)


def test_finding_of_a_person_stands_before_the_counts():
    found = alarm_ledger([Alarm(day(20), 2, is_false=False)], quiet_then(100.0))

    assert (found.right, found.lead_hours) == (1, None)


def test_ledger_without_alarms_or_surges_says_nothing_of_shares():
    found = alarm_ledger([], quiet_then())

    assert (found.precision, found.recall, found.lead_hours) == (None, None, None)
