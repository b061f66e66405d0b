from datetime import date, timedelta

import numpy as np

from openhbm.core.flows.closures import with_closures
from openhbm.core.flows.series import DailySeries
from openhbm.core.flows.surge import detect_surge

FIRST = date(2022, 2, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_closed_day_without_a_report_is_zero_and_other_silence_stays_unknown():
    series = DailySeries(FIRST, np.array([5.0, np.nan, np.nan, 7.0]))

    found = with_closures(series, [day(1), day(40), day(-3)])

    np.testing.assert_array_equal(found.counts, [5.0, 0.0, np.nan, 7.0])


def test_count_made_on_a_closed_day_stands():
    series = DailySeries(FIRST, np.array([5.0, 3.0]))

    assert with_closures(series, [day(1)]).on(day(1)) == 3.0


def test_closed_post_is_not_silent():
    series = DailySeries(FIRST, np.array([100.0] * 30 + [np.nan] * 5))
    closed = [day(n) for n in range(30, 35)]

    assert detect_surge(series, day(34)).has("silence")
    assert not detect_surge(with_closures(series, closed), day(34)).has("silence")
