"""Series as they were known on each day, and the check that finds a forecast that reads ahead."""

import csv
from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks import series as shared

from openhbm.core.flows import ForecastSettings, forecast_arrivals
from openhbm.core.flows.vintages import Vintages, leaks

START = date(2022, 3, 1)


def late(days: int = 40, known: float = 0.5) -> Vintages:
    """Half of a day's 100 are known on the day, all of them on the next."""
    values = []
    for number in range(days):
        day = START + timedelta(days=number)
        values += [(day, 100 * known, day), (day, 100.0, day + timedelta(days=1))]
    return Vintages.of(values)


def test_series_of_a_day_holds_what_had_been_published_by_then() -> None:
    series = late().as_of(START + timedelta(days=5))

    assert series.counts.tolist() == [100, 100, 100, 100, 100, 50]
    assert series.end == START + timedelta(days=5)


def test_day_that_is_not_over_is_left_out_of_whole_days() -> None:
    series = late().whole_days(START + timedelta(days=5))

    assert series.counts.tolist() == [100] * 5
    with pytest.raises(ValueError, match="no whole day"):
        late().whole_days(START)


def test_young_days_are_completed_by_what_was_revised_before() -> None:
    on = START + timedelta(days=30)

    assert late().completed(on).counts[-2:].tolist() == pytest.approx([100, 100])
    assert late().completed(START + timedelta(days=8)).counts[-1] == 50


def test_value_known_before_its_day_is_refused() -> None:
    with pytest.raises(ValueError, match="before the day"):
        Vintages.of([(START, 5, START - timedelta(days=1))])


def test_nothing_published_yet_is_told() -> None:
    with pytest.raises(ValueError, match="nothing had been published"):
        late().as_of(START - timedelta(days=1))


def test_forecast_from_the_series_of_its_day_does_not_leak() -> None:
    quick = ForecastSettings(skill_origins=1)

    def forecast(vintages: Vintages, on: date) -> np.ndarray:
        return forecast_arrivals(vintages.completed(on), settings=quick).quantiles

    assert leaks(late(12), START + timedelta(days=8), forecast) == []


def test_forecast_that_reads_later_revisions_is_found() -> None:
    quick = ForecastSettings(skill_origins=1)
    on = START + timedelta(days=8)

    def forecast(vintages: Vintages, on: date) -> np.ndarray:
        return forecast_arrivals(vintages.final().until(on), settings=quick).quantiles

    assert leaks(late(12), on, forecast) == [on]


def test_forecast_of_real_vintages_beats_persistence_over_two_weeks() -> None:
    path = shared.SHARED / "ukraine_2022_daily_arrivals" / "arrivals_daily_vintages.csv"
    if not path.is_file():
        pytest.skip(f"no shared data at {path}")
    vintages = ukraine(path)
    final = vintages.final()
    ours, last = [], []
    for on in vintages.known_days():
        series = vintages.whole_days(on)
        ahead = [series.end + timedelta(days=day) for day in range(1, 15)]
        came = np.array([final.on(day) for day in ahead])
        said = forecast_arrivals(series, settings=ForecastSettings(skill_origins=1)).at(0.5)
        known = series.counts[~np.isnan(series.counts)][-1]
        ours.append(np.abs(said - came))
        last.append(np.abs(known - came))

    assert np.nanmean(ours) < np.nanmean(last)


def ukraine(path: object) -> Vintages:
    with open(path, encoding="utf-8", newline="") as lines:  # type: ignore[call-overload] # noqa: PTH123
        return Vintages.of(
            (
                date.fromisoformat(row["arrival_date"]),
                float(row["arrivals"]),
                date.fromisoformat(row["vintage_utc"][:10]),
            )
            for row in csv.DictReader(lines)
            if row["arrival_date"] <= row["vintage_utc"][:10]
        )
