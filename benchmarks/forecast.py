"""The arrivals forecast beside persistence and the seasonal naive forecast, 14 days ahead.

``python -m benchmarks.forecast [--json] [--quick]``. Rolling origin: every forecast is made from
a series cut off at its day. Series under two months are forecast from every day, those under 400
days from every 5th, longer ones from every 13th over their last three years; ``--quick`` takes
four times fewer. The steps are no multiple of seven, so that every weekday is a first day.

A target is met when the mean error is below the peer's, and when the 80 % range holds 70 to 95 %
of days.

Before those: scaled CRPS on the mixed set beside AutoETS where statsforecast is installed (extra
``benchmark-flows``), sums of posts and classes beside forecasts that do not add up
(``benchmarks.coherence``), and the arrivals from Ukraine as reported on each day
(``benchmarks.daily_scores``).
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import numpy as np

from benchmarks.coherence import coherence_rows
from benchmarks.daily_scores import (
    Quantiles,
    auto_ets,
    by_horizon,
    ours,
    ours_with_holidays,
    scored,
)
from benchmarks.rows import Row, told
from benchmarks.series import SETS
from openhbm.core.flows import DailySeries, Skill, backtest, forecast_arrivals
from openhbm.core.flows.skill import skill_of

HORIZON = 14
_FEWEST_DAYS, _MOST_DAYS = 3, 1100
_STEPS = ((60, 1), (400, 5), (_MOST_DAYS, 13))  # up to so many days: every so many
_COVERAGE = (0.70, 0.95)


def seasonal_naive(series: DailySeries, step_days: int) -> Skill:
    """The same weekday of last week carried forward, on the origins that ``backtest`` takes."""
    made = []
    for days in range(_FEWEST_DAYS, len(series.counts), step_days):
        known = series.counts[:days]
        actual = series.counts[days : days + HORIZON]
        last = known[~np.isnan(known)]
        path = np.array([_week_before(known, ahead, last[-1]) for ahead in range(len(actual))])
        made.append((np.column_stack([path] * 3), float(last[-1]), actual))
    return skill_of(made)


def _week_before(known: np.ndarray, ahead: int, otherwise: float) -> float:
    place = len(known) - 7 + ahead % 7
    return otherwise if place < 0 or np.isnan(known[place]) else float(known[place])


def rows_for(name: str, series: DailySeries, *, quick: bool) -> list[Row]:
    """The three claims about one series."""
    if len(series.counts) > _MOST_DAYS:
        series = DailySeries(
            series.end - timedelta(days=_MOST_DAYS - 1), series.counts[-_MOST_DAYS:]
        )
    step = next(every for days, every in _STEPS if len(series.counts) <= days)
    step = step * 4 if quick and step > 1 else step
    ours, naive = backtest(series, HORIZON, step_days=step), seasonal_naive(series, step)
    unit = f"persons/day, {ours.origins} origins"
    low, high = _COVERAGE
    mae, cover = round(ours.mae or 0.0, 2), round(ours.coverage80 or 0.0, 3)
    return [
        _error_row(name, mae, ours.persistence_mae, "persistence", unit),
        _error_row(name, mae, naive.mae, "seasonal naive", unit),
        Row(
            f"80 % range, {name}",
            cover,
            0.8,
            "nominal",
            "share of days",
            f"{low:.2f} to {high:.2f}",
            low <= cover <= high,
        ),
    ]


def _error_row(name: str, ours: float, peer: float | None, peer_name: str, unit: str) -> Row:
    other = round(peer or 0.0, 2)
    return Row(
        f"14-day error, {name}", ours, other, peer_name, unit, "below the peer", ours < other
    )


def time_row(series: DailySeries) -> Row:
    """Milliseconds per forecast with its skill, on the longest history it looks at."""
    started = time.process_time()
    for _ in range(20):
        forecast_arrivals(series)
    ours = (time.process_time() - started) / 20 * 1000
    what = "forecast with its stated skill, two years of days"
    return Row(what, round(ours, 2), None, None, "ms CPU", None, None)


def score_rows(*, quick: bool) -> list[Row]:
    """Scaled CRPS and coverage on the second half of the mixed set, beside AutoETS, without and
    with the calendar of holidays."""
    every = 4 if quick else 1
    peer = auto_ets()
    other = scored(peer, every) if peer is not None else None
    kinds = (("mixed set", ours), ("mixed set with holidays", ours_with_holidays))
    return [row for name, quantiles in kinds for row in _scores(name, quantiles, every, other)]


def _scores(
    name: str, quantiles: Quantiles, every: int, other: tuple[float, float, float, int] | None
) -> list[Row]:
    crps, cover, spent, windows = scored(quantiles, every)
    unit = f"{windows} windows of the second half"
    what, found = f"scaled CRPS, {name}", round(crps, 3)
    rows = [
        Row(what, found, 0.62, "aim", unit, "at most 0.62", crps <= 0.62),
        Row(
            f"80 % range, {name}",
            round(cover, 3),
            0.8,
            "nominal",
            unit,
            "0.77 to 0.83",
            0.77 <= cover <= 0.83,
        ),
        Row(
            f"time per fit, {name}",
            round(spent, 1),
            10.0,
            "limit",
            "ms CPU",
            "below 10",
            spent < 10,
        ),
    ]
    if other is not None:
        peers, _, theirs, _ = other
        met = crps <= 0.8 * peers
        unit = f"{theirs:.0f} ms a fit"
        rows.append(Row(what, found, round(peers, 3), "AutoETS", unit, "20 % below", met))
    return rows


def vintage_rows() -> list[Row]:
    """Ukraine 2022 as reported: the error at each day ahead beside persistence."""
    return [
        Row(
            f"Ukraine as reported, day {day} ahead",
            round(float(mine)),
            round(float(still)),
            "persistence",
            "persons/day",
            "below the peer",
            bool(mine < still),
        )
        for day, (mine, still) in enumerate(zip(*by_horizon(), strict=True), start=1)
    ]


def measure(*, quick: bool) -> list[Row]:
    """All rows, or none when the shared data is not beside the repository."""
    rows = [
        row
        for load in SETS.values()
        for name, series in load().items()
        for row in rows_for(name, series, quick=quick)
    ]
    rows = [*score_rows(quick=quick), *coherence_rows(quick=quick), *vintage_rows(), *rows]
    return [*rows, time_row(next(iter(SETS["UK small boats"]().values())))]


def main() -> int:
    return told(__doc__, measure)


if __name__ == "__main__":
    sys.exit(main())
