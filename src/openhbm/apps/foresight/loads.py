"""How many are expected at a post in the next days: by the forecast, and by those on their way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from openhbm.apps.foresight.models import Forecast, Signal
from openhbm.core.flows.composition import arrivals_ahead

AHEAD_DAYS = 3
ON_THEIR_WAY = "displacement_event"
_OLDEST_FORECAST_DAYS = 2


def medians_ahead(forecast: Forecast | None, on: date) -> list[float]:
    """The median of each of the days after ``on``; nothing of a forecast that is too old."""
    if forecast is None or (on - forecast.as_of_on).days > _OLDEST_FORECAST_DAYS:
        return []
    passed = (on + timedelta(days=1) - forecast.start_on).days
    days = range(max(passed, 0) + 1, min(passed + AHEAD_DAYS, forecast.horizon_days) + 1)
    return [forecast.median_on(ahead) for ahead in days]


def on_their_way(signals: Iterable[Signal], on: date) -> tuple[float, ...]:
    """Arrivals to be expected from displacement reported in the last three days."""
    persons = [0.0] * AHEAD_DAYS
    for signal in signals:
        back = (on - signal.happened_on).days
        if signal.indicator == ON_THEIR_WAY and signal.value and 0 <= back < AHEAD_DAYS:
            persons[-1 - back] += signal.value
    return arrivals_ahead(persons, days=AHEAD_DAYS) if any(persons) else ()
