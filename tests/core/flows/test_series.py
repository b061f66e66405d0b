from datetime import date

import numpy as np
import pytest

from openhbm.core.flows import DailySeries

START = date(2022, 2, 24)


def test_series_from_days_leaves_a_day_without_report_unknown() -> None:
    series = DailySeries.from_days({date(2022, 2, 24): 5, date(2022, 2, 26): 0})

    assert series.start == START
    assert series.end == date(2022, 2, 26)
    assert series.reported == 2
    assert np.isnan(series.on(date(2022, 2, 25)))
    assert series.on(date(2022, 2, 26)) == 0


def test_series_until_a_day_forgets_what_came_later() -> None:
    series = DailySeries(START, np.array([1.0, 2.0, 3.0]))

    assert series.until(date(2022, 2, 25)).counts.tolist() == [1.0, 2.0]
    assert series.until(date(2022, 2, 23)).counts.size == 0
    assert series.until(date(2030, 1, 1)).counts.size == 3


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 2, 27), [1.0, 2.0, 3.0]),
        (date(2022, 2, 28), [2.0, 3.0, None]),
        (date(2022, 2, 25), [None, None, 1.0]),
        (date(2022, 2, 1), [None, None, None]),
    ],
)
def test_days_before_a_day_outside_the_series_are_unknown(
    day: date, expected: list[float | None]
) -> None:
    series = DailySeries(START, np.array([1.0, 2.0, 3.0]))

    found = series.days_before(day, 3)

    assert [None if np.isnan(count) else count for count in found] == expected


def test_series_with_a_negative_count_names_the_day() -> None:
    with pytest.raises(ValueError, match="2022-02-25 is -3"):
        DailySeries(START, np.array([1.0, -3.0]))


def test_series_with_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        DailySeries.from_days({})


def test_series_counts_cannot_be_changed_from_outside() -> None:
    counts = np.array([1.0, 2.0])
    series = DailySeries(START, counts)

    counts[0] = 99

    assert series.counts[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        series.counts[0] = 5
