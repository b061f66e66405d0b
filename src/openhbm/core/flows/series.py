"""A series of daily counts in which a day without a report is not a day without people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class DailySeries:
    """Counts of persons per day from ``start`` on, one after another.

    ``counts`` is a float64 array [days]; ``nan`` says that nobody reported that day, which is
    never the same as 0. The array is copied and made read-only. Raises ValueError for a negative
    or infinite count or an array that is not flat, and says which day is wrong.
    """

    start: date
    counts: NDArray[np.float64]

    def __post_init__(self) -> None:
        counts = np.array(self.counts, dtype=np.float64)
        if counts.ndim != 1:
            raise ValueError(f"daily counts have {counts.ndim} dimensions; give one flat list")
        wrong = np.flatnonzero((counts < 0) | np.isinf(counts))
        if wrong.size:
            day = self.start + timedelta(days=int(wrong[0]))
            raise ValueError(
                f"the count of {day} is {counts[wrong[0]]:g}; "
                "give zero or more, or nan when nobody reported"
            )
        counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)

    @classmethod
    def from_days(cls, days: Mapping[date, float]) -> DailySeries:
        """The series from the first to the last day named; days not named are not reported.

        Raises ValueError when no day is named.
        """
        if not days:
            raise ValueError("a series needs at least one day; none was given")
        start, end = min(days), max(days)
        counts = np.full((end - start).days + 1, np.nan)
        for day, count in days.items():
            counts[(day - start).days] = count
        return cls(start, counts)

    @property
    def end(self) -> date:
        """The last day of the series; the day before ``start`` when it has no day."""
        return self.start + timedelta(days=len(self.counts) - 1)

    @property
    def reported(self) -> int:
        """How many days have a report."""
        return int(np.count_nonzero(~np.isnan(self.counts)))

    def on(self, day: date) -> float:
        """The count of one day; nan when it was not reported or lies outside the series."""
        place = (day - self.start).days
        return float(self.counts[place]) if 0 <= place < len(self.counts) else float("nan")

    def until(self, day: date) -> DailySeries:
        """What was known when ``day`` ended: the days up to and including it."""
        return DailySeries(self.start, self.counts[: max((day - self.start).days + 1, 0)])

    def days_before(self, day: date, count: int) -> NDArray[np.float64]:
        """The ``count`` days that end the day before ``day``, oldest first; nan where unknown."""
        window = np.full(count, np.nan)
        stop = (day - self.start).days
        first, last = max(stop - count, 0), min(stop, len(self.counts))
        if first < last:
            window[first - stop + count : last - stop + count] = self.counts[first:last]
        return window
