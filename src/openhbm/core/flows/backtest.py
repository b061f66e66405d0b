"""What a forecast would have said on every past day, had it known only that day and before."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from openhbm.core.flows.forecast import ForecastSettings, forecast_arrivals
from openhbm.core.flows.members import WINDOW_DAYS
from openhbm.core.flows.series import DailySeries
from openhbm.core.flows.skill import Made, Skill, skill_of

_LEVELS = (0.1, 0.5, 0.9)


def backtest(
    series: DailySeries,
    horizon: int = 14,
    settings: ForecastSettings | None = None,
    *,
    step_days: int = 1,
    least_days: int = 3,
) -> Skill:
    """The skill of ``forecast_arrivals`` on ``series`` by rolling origin.

    A forecast is made from every ``step_days``-th day once ``least_days`` days have passed, from
    a series cut off at that day, so it cannot see further; up to ``horizon`` days are compared,
    fewer at the end of the series. Slow and plain on purpose: it judges the skill a forecast
    states about itself. Raises ValueError when ``step_days`` or ``least_days`` is below 1.
    """
    if step_days < 1 or least_days < 1:
        raise ValueError(f"steps of {step_days} days after {least_days} days; give at least 1")
    made = []
    for days in range(least_days, len(series.counts), step_days):
        known = series.until(series.start + timedelta(days=days - 1))
        if not np.isnan(known.counts[-WINDOW_DAYS:]).all():
            made.append(_made(known, series, horizon, settings))
    return skill_of(made)


def _made(
    known: DailySeries, series: DailySeries, horizon: int, settings: ForecastSettings | None
) -> Made:
    forecast = forecast_arrivals(known, horizon, _LEVELS, settings)
    days = len(known.counts)
    actual = series.counts[days : days + horizon]
    last = known.counts[~np.isnan(known.counts)][-1]
    return forecast.quantiles[: len(actual)], float(last), actual
