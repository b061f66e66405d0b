"""Scaled CRPS of the daily forecast beside AutoETS, and the arrivals from Ukraine as reported.

Rolling origin every 14 days (7 for series under 300 days), 14 days ahead, at most 400 days of
history. Score: twice the mean pinball loss at 0.1 to 0.9 over the mean absolute difference to the
same weekday a week before, in the history. Members and settings were chosen on windows that begin
in the first half of each series; the rows are about windows that begin in the second half.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from benchmarks.series import HONG_KONG_HOLIDAYS, SHARED, forecast_set
from openhbm.core.flows import DailySeries, ForecastSettings, forecast_arrivals
from openhbm.core.flows.vintages import Vintages

HORIZON, HISTORY = 14, 400
LEVELS = tuple(np.arange(1, 10) / 10)
Score = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """``known`` [T] from ``start`` on, what ``came`` [14], and the holidays of the place."""

    start: date
    known: np.ndarray
    came: np.ndarray
    holidays: frozenset[date]


def windows() -> Iterator[Window]:
    """History and what came, for every origin in the second half of each series."""
    for name, series in forecast_set().items():
        counts = series.counts
        holidays = HONG_KONG_HOLIDAYS if name.startswith("hk_") else frozenset()
        step, first = (14 if len(counts) > 300 else 7), (56 if len(counts) > 150 else 28)
        for origin in range(first, len(counts) - HORIZON + 1, step):
            begins = max(0, origin - HISTORY)
            known = counts[begins:origin]
            if origin >= len(counts) // 2 and scale_of(known) > 0:
                start = series.start + timedelta(days=begins)
                yield Window(start, known, counts[origin : origin + HORIZON], holidays)


Quantiles = Callable[[Window], np.ndarray]


def scale_of(known: np.ndarray) -> float:
    return float(np.abs(known[7:] - known[:-7]).mean())


def score(quantiles: np.ndarray, came: np.ndarray, scale: float) -> Score:
    """(scaled CRPS, share of days inside the 80 % range) of one window."""
    levels = np.array(LEVELS)
    off = came[:, None] - quantiles
    loss = np.maximum(levels * off, (levels - 1) * off).mean()
    return 2 * loss / scale, float(((came >= quantiles[:, 0]) & (came <= quantiles[:, -1])).mean())


def ours(window: Window) -> np.ndarray:
    """Our quantiles without a calendar, as the peer has none."""
    return _ours(window, frozenset())


def ours_with_holidays(window: Window) -> np.ndarray:
    """Our quantiles with the calendar of the place."""
    return _ours(window, window.holidays)


def _ours(window: Window, holidays: frozenset[date]) -> np.ndarray:
    series = DailySeries(window.start, window.known)
    quick = ForecastSettings(skill_origins=0)
    return forecast_arrivals(series, HORIZON, LEVELS, quick, holidays).quantiles


def auto_ets() -> Quantiles | None:
    """The peer's quantiles, cut off at 0; None where statsforecast is not installed."""
    if importlib.util.find_spec("statsforecast") is None:
        return None
    model = importlib.import_module("statsforecast.models").AutoETS(season_length=7)

    def quantiles(window: Window) -> np.ndarray:
        told = model.forecast(y=window.known.astype(float), h=HORIZON, level=[20, 40, 60, 80])
        columns = ["lo-80", "lo-60", "lo-40", "lo-20", "mean", "hi-20", "hi-40", "hi-60", "hi-80"]
        return np.maximum(np.stack([told[name] for name in columns], axis=1), 0.0)

    return quantiles


def scored(quantiles: Quantiles, every: int) -> tuple[float, float, float, int]:
    """Mean scaled CRPS, mean coverage, CPU ms per fit and windows, of every so many windows."""
    chosen = list(windows())[::every]
    quantiles(chosen[0])
    began = time.process_time()
    told = [quantiles(window) for window in chosen]
    spent = (time.process_time() - began) / len(chosen) * 1000
    scores = [
        score(q, window.came, scale_of(window.known))
        for q, window in zip(told, chosen, strict=True)
    ]
    crps, cover = np.mean(scores, axis=0)
    return float(crps), float(cover), spent, len(chosen)


def ukraine_vintages() -> Vintages:
    """Arrivals of all neighbours together, as they had been published on each day."""
    path = SHARED / "ukraine_2022_daily_arrivals" / "arrivals_daily_vintages.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return Vintages.of(
            (
                date.fromisoformat(row["arrival_date"]),
                float(row["arrivals"]),
                date.fromisoformat(row["vintage_utc"][:10]),
            )
            for row in csv.DictReader(lines)
            if row["arrival_date"] <= row["vintage_utc"][:10]
        )


def by_horizon() -> tuple[np.ndarray, np.ndarray]:
    """Mean absolute errors [14] of the median and of the last day carried forward, from the whole
    days known on each day on which something was published, judged by what was published last."""
    vintages = ukraine_vintages()
    final = vintages.final()
    mine, still = [], []
    for on in vintages.known_days():
        known = vintages.whole_days(on)
        came = np.array([final.on(known.end + timedelta(days=day)) for day in range(1, 15)])
        forecast = forecast_arrivals(known, HORIZON, settings=ForecastSettings(skill_origins=0))
        last = known.counts[~np.isnan(known.counts)][-1]
        mine.append(np.abs(forecast.at(0.5) - came))
        still.append(np.abs(last - came))
    return np.nanmean(mine, axis=0), np.nanmean(still, axis=0)
