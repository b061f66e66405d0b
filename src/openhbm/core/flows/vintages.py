"""Daily counts as they were known on each day: reports come late and are revised.

A forecast made on a day may read only what had been published by then. ``Vintages`` holds every
published value with the day it was known, and gives the series of any day; nothing else should
ever reach a backtest. ``leaks`` finds what a forecast read that it could not have known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.series import DailySeries


@dataclass(frozen=True, slots=True)
class Published:
    """``count`` persons on ``day``, as published on ``known_on``."""

    day: date
    count: float
    known_on: date


@dataclass(frozen=True, slots=True)
class Vintages:
    """Every published value of one series. Raises ValueError for a value known before its day."""

    published: tuple[Published, ...]

    def __post_init__(self) -> None:
        for value in self.published:
            if value.known_on < value.day:
                raise ValueError(
                    f"the count of {value.day} was known on {value.known_on}, before the day; "
                    "look whether the two dates are swapped"
                )
        ordered = sorted(self.published, key=lambda value: (value.known_on, value.day))
        object.__setattr__(self, "published", tuple(ordered))

    @classmethod
    def of(cls, values: Iterable[tuple[date, float, date]]) -> Vintages:
        """From (day, count, known on)."""
        return cls(tuple(Published(*value) for value in values))

    def as_of(self, on: date) -> DailySeries:
        """The last published value of each day, as known when ``on`` ended; the series ends on the
        last day published by then. Raises ValueError when nothing was."""
        known = {value.day: value.count for value in self.published if value.known_on <= on}
        if not known:
            raise ValueError(f"nothing had been published by {on}")
        return DailySeries.from_days(known)

    def whole_days(self, on: date) -> DailySeries:
        """The series of ``on`` without days whose only value was published before they ended: a day
        that is not over is not counted. Raises ValueError when nothing is left."""
        known: dict[date, float] = {}
        for value in self.published:
            if value.day < value.known_on <= on:
                known[value.day] = value.count
        if not known:
            raise ValueError(f"no whole day had been published by {on}")
        return DailySeries.from_days(known)

    def final(self) -> DailySeries:
        """The last published value of each day: for judging only."""
        return self.as_of(max(value.known_on for value in self.published))

    def known_days(self) -> tuple[date, ...]:
        """Days on which something was published, oldest first."""
        return tuple(sorted({value.known_on for value in self.published}))

    def completed(self, on: date, *, least: int = 5) -> DailySeries:
        """The series of ``on`` with young days scaled to what they usually end at.

        The factor of a day that is ``age`` days old is the median ratio of later to first values
        at that age, learnt from days that were revised by ``on``; 1 with fewer than ``least``.
        """
        series = self.as_of(on)
        counts = series.counts.copy()
        for age, factor in self._growth(on, least).items():
            place = (on - series.start).days - age
            if 0 <= place < len(counts):
                counts[place] *= factor
        return DailySeries(series.start, counts)

    def _growth(self, on: date, least: int, settle_days: int = 10) -> dict[int, float]:
        """Ratio of settled values to those known at each age in days."""
        settled = self.as_of(on)
        ratios: dict[int, list[float]] = {}
        for value in self.published:
            age = (value.known_on - value.day).days
            old = (on - value.day).days >= settle_days
            if value.known_on <= on and age < settle_days and old and value.count > 0:
                ratios.setdefault(age, []).append(settled.on(value.day) / value.count)
        return {age: float(np.median(all_)) for age, all_ in ratios.items() if len(all_) >= least}


def leaks(
    vintages: Vintages, on: date, forecast: Callable[[Vintages, date], NDArray[np.float64]]
) -> list[date]:
    """Days whose values, published after ``on``, change what ``forecast`` says on ``on``.

    None, unless it reads what it could not have known. ``forecast`` takes all vintages and the
    day, and answers any array.
    """
    said = forecast(vintages, on)
    seen = []
    for value in vintages.published:
        if value.known_on > on:
            others = tuple(each for each in vintages.published if each is not value)
            other = Published(value.day, value.count * 3 + 1000, value.known_on)
            again = forecast(Vintages((*others, other)), on)
            if not np.array_equal(said, again, equal_nan=True):
                seen.append(value.day)
    return seen
