"""Counts by the hour as they were known on a day, and the hours that a day of the clock has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.shares import HOURS

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, eq=False)
class HourlySeries:
    """Counts of persons by the hour of the clock on the wall, from ``start`` on.

    ``counts`` [T, 24] in persons; a day that nobody counted by the hour is nan in all of them,
    which is not the same as 0. The hour that comes twice when clocks go back holds both. Raises
    ValueError for a negative or infinite count and for days of other than 24 hours.
    """

    start: date
    counts: NDArray[np.float64]

    def __post_init__(self) -> None:
        counts = np.array(self.counts, dtype=np.float64)
        if counts.ndim != 2 or counts.shape[1] != HOURS:
            raise ValueError(f"hourly counts have the shape {counts.shape}; give days of 24 hours")
        wrong = np.argwhere((counts < 0) | np.isinf(counts))
        if len(wrong):
            day, hour = wrong[0]
            raise ValueError(
                f"the count of {self.start + int(day) * _DAY} at {hour} hours is "
                f"{counts[day, hour]:g}; give zero or more, or nan when nobody reported"
            )
        counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)

    @classmethod
    def from_hours(
        cls, hours: Mapping[tuple[date, int], float], first: date, last: date
    ) -> HourlySeries:
        """Days from ``first`` to ``last``; in a day of which any hour is named the others had
        nobody. Raises ValueError when the days run backwards."""
        if last < first:
            raise ValueError(f"the days run backwards: {first} to {last}; swap them")
        counts = np.full(((last - first).days + 1, HOURS), np.nan)
        for (day, hour), persons in hours.items():
            row = counts[(day - first).days]
            if np.isnan(row[0]):
                row[:] = 0.0
            row[hour] += persons
        return cls(first, counts)

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + (len(self.counts) - 1) * _DAY

    @property
    def reported(self) -> int:
        """How many days were counted by the hour."""
        return int((~np.isnan(self.counts).all(axis=1)).sum())

    def until(self, day: date) -> HourlySeries:
        """What was known when ``day`` ended."""
        return HourlySeries(self.start, self.counts[: max((day - self.start).days + 1, 0)])


def hours_of(day: date, zone: tzinfo) -> list[datetime]:
    """The beginnings of all hours of a day in ``zone``, in order: 23 or 25 of them on days on which
    the clock is changed."""
    first, last = (
        datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + _DAY)
    )
    count = -((first - last) // _HOUR)
    return [(first + number * _HOUR).astimezone(zone) for number in range(count)]
