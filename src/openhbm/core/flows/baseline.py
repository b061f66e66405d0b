"""What is usual at a post: the same weekday in the last weeks that were not alert weeks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

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
    comparable: list[NDArray[np.float64]] = []
    for back in range(look_back_weeks):
        # Weeks begin on the weekday of ``day``: the first one is the seven days before it.
        end = day - timedelta(days=7 * back)
        if end <= series.start or len(comparable) == weeks:
            break
        week = series.days_before(end, 7)
        if not (np.isnan(week).all() or _has_alert(end, alert_days)):
            comparable.append(week)
    if not comparable:
        return None
    table = np.array(comparable)
    same, every = (_reported(table[:, 0]), _reported(table.ravel()))
    if same.size >= least_weekdays:
        return _summary(same, weekday_only=True)
    return _summary(every, weekday_only=False) if every.size >= least_days else None


def _has_alert(end: date, alert_days: Collection[date]) -> bool:
    return bool(alert_days) and any(
        end - timedelta(days=back) in alert_days for back in range(1, 8)
    )


def _reported(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts[~np.isnan(counts)]


def _summary(counts: NDArray[np.float64], *, weekday_only: bool) -> Baseline:
    median = float(np.median(counts))
    deviation = float(np.median(np.abs(counts - median)))
    return Baseline(counts, median, deviation, weekday_only)
