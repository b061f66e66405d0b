"""What is usual at a post: the same weekday in the last weeks that were not alert weeks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.series import DailySeries


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Usual arrivals on one day, in persons per day.

    ``counts`` [n] are the days compared with, ``median`` and ``deviation`` (median absolute
    deviation) summarise them, ``weekday_only`` says whether they are all the same weekday.
    """

    counts: NDArray[np.float64]
    median: float
    deviation: float
    weekday_only: bool

    def z(self, count: float, scale: float = 1.4826) -> float:
        """Robust z: (count − median) / (``scale`` · MAD + 1). The 1 keeps quiet posts quiet."""
        return (count - self.median) / (scale * self.deviation + 1.0)


def usual_at(
    series: DailySeries,
    day: date,
    alert_days: Collection[date] = (),
    *,
    weeks: int = 8,
    look_back_weeks: int = 26,
    least_weekdays: int = 3,
    least_days: int = 7,
) -> Baseline | None:
    """The baseline of ``day``, from earlier days only; None while there is too little history.

    The last ``weeks`` comparable weeks within ``look_back_weeks`` count; a week with an alert day
    is not comparable. With fewer than ``least_weekdays`` counts of the same weekday all days of
    those weeks are taken, if there are ``least_days`` of them.
    """
    # Weeks begin on the weekday of ``day``: the newest one is the seven days before it.
    table = series.days_before(day, 7 * look_back_weeks).reshape(look_back_weeks, 7)[::-1]
    comparable: NDArray[np.bool_] = ~np.all(np.isnan(table), axis=1)
    for alert_day in alert_days:
        back = (day - alert_day).days
        if 0 < back <= 7 * look_back_weeks:
            comparable[(back - 1) // 7] = False
    table = table[comparable][:weeks]
    same = _reported(table[:, 0])
    if same.size >= least_weekdays:
        return _summary(same, weekday_only=True)
    every = _reported(table.ravel())
    return _summary(every, weekday_only=False) if every.size >= least_days else None


def _reported(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts[~np.isnan(counts)]


def _summary(counts: NDArray[np.float64], *, weekday_only: bool) -> Baseline:
    median = float(np.median(counts))
    deviation = float(np.median(np.abs(counts - median)))
    return Baseline(counts, median, deviation, weekday_only)
