"""Which arrivals to plan for, and in which climate, given a forecast and a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openhbm.core.capacity.load import Climate

_TROPIC = 23.44
_COLD_FROM_LATITUDE = 35.0
_NORTHERN_COLD_MONTHS = frozenset({11, 12, 1, 2, 3})
_SOUTHERN_COLD_MONTHS = frozenset({5, 6, 7, 8, 9})


@dataclass(frozen=True, slots=True)
class Peak:
    """The day that asks most, and its arrivals at one quantile of the forecast."""

    on: date
    arrivals: float
    level: float


def peak_between(
    start_on: date,
    levels: Sequence[float],
    quantiles: Sequence[Sequence[float]],
    level: float,
    from_on: date,
    to_on: date,
) -> Peak | None:
    """The highest ``level`` quantile on the days ``from_on`` to ``to_on`` inclusive.

    ``quantiles``: one row per day from ``start_on``, one column per entry of ``levels``. None when
    the forecast covers none of the days; the earliest day wins a tie. Raises ValueError when the
    forecast has no such level.
    """
    column = next((n for n, known in enumerate(levels) if abs(known - level) < 1e-9), None)
    if column is None:
        known = ", ".join(f"{each:g}" for each in levels)
        raise ValueError(f"the forecast has no quantile {level:g}; it has {known}")
    days = [
        Peak(start_on + timedelta(days=n), max(float(row[column]), 0.0), level)
        for n, row in enumerate(quantiles)
        if from_on <= start_on + timedelta(days=n) <= to_on
    ]
    return max(days, key=lambda day: day.arrivals, default=None)


def climate_at(latitude: float | None, day: date) -> Climate:
    """A first guess from latitude and month; temperate when the place is not known.

    Between the tropics: tropical. Beyond 35° in the cold half of the year: cold. It knows no
    height and no desert; a planner corrects it. Source: OpenHBM default.
    """
    if latitude is None:
        return Climate.TEMPERATE
    if abs(latitude) <= _TROPIC:
        return Climate.TROPICAL
    cold_months = _NORTHERN_COLD_MONTHS if latitude > 0 else _SOUTHERN_COLD_MONTHS
    if abs(latitude) >= _COLD_FROM_LATITUDE and day.month in cold_months:
        return Climate.COLD
    return Climate.TEMPERATE
