"""Counted stocks at destinations, as of a day: only what had been reported by then.

A stock is counted now and then. Between two reports nobody knows it; drawing a line between
them reads the later report, so ``interpolated`` is for judging afterwards and for comparison
with models that do so, never for a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_FAR = 1 << 30


@dataclass(frozen=True, slots=True)
class Report:
    """Persons counted at one destination on ``day``, counted from the first day of the run."""

    day: int
    persons: float


@dataclass(frozen=True, slots=True)
class StockReports:
    """Reports by destination, oldest first. ``corrections`` are the days on which a destination
    was registered anew: earlier counts are rescaled so that the jump disappears, but only for
    whoever knows of the new registration. ``totals`` are published sums, which may cover more
    than the destinations named."""

    reports: Mapping[str, tuple[Report, ...]]
    corrections: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    totals: tuple[Report, ...] = ()
    known_until: int = _FAR

    @property
    def names(self) -> tuple[str, ...]:
        """The destinations reported on."""
        return tuple(self.reports)

    def as_of(self, day: int) -> StockReports:
        """What was known when ``day`` ended. Later reports and corrections are gone for good."""
        until = min(day, self.known_until)
        return StockReports(
            {name: _until(found, until) for name, found in self.reports.items()},
            {name: tuple(d for d in days if d <= until) for name, days in self.corrections.items()},
            _until(self.totals, until),
            until,
        )

    def corrected(self, name: str) -> tuple[Report, ...]:
        """The reports of one destination on the footing of its last new registration."""
        found, days = self.reports[name], frozenset(self.corrections.get(name, ()))
        if not days:
            return found
        factor, corrected = 1.0, []
        for place in range(len(found) - 1, -1, -1):
            report = found[place]
            corrected.append(Report(report.day, report.persons * factor))
            if place and report.day in days and found[place - 1].persons > 0:
                factor *= report.persons / found[place - 1].persons
        return tuple(reversed(corrected))

    def stocks(self, days: int) -> Array:
        """Stocks [days, D]: the last report of each destination on or before each day, nan before
        its first. Columns as ``names``."""
        return np.stack([_steps(self.corrected(name), days) for name in self.names], axis=1)

    def interpolated(self, days: int) -> Array:
        """Stocks [days, D] on straight lines between reports: for judging, never for a forecast.

        Raises ValueError for a destination without any report.
        """
        columns = []
        for name in self.names:
            found = self.corrected(name)
            if not found:
                raise ValueError(f"{name} has no report; nothing can be interpolated")
            columns.append(
                np.interp(np.arange(days), [r.day for r in found], [r.persons for r in found])
            )
        return np.stack(columns, axis=1)

    def reported_on(self, days: int) -> NDArray[np.bool_]:
        """Whether a destination reported on a day [days, D]."""
        told = np.zeros((days, len(self.names)), dtype=bool)
        for column, name in enumerate(self.names):
            for report in self.reports[name]:
                if 0 <= report.day < days:
                    told[report.day, column] = True
        return told

    def on_report_days(self, days: int) -> Array:
        """Stocks [days, D] on the days they were reported, nan on others. The last report before
        the run stands for day 0."""
        known = np.full((days, len(self.names)), np.nan)
        for column, name in enumerate(self.names):
            for report in self.corrected(name):
                if report.day < days:
                    known[max(report.day, 0), column] = report.persons
        return known


def _until(reports: tuple[Report, ...], day: int) -> tuple[Report, ...]:
    return tuple(report for report in reports if report.day <= day)


def _steps(reports: tuple[Report, ...], days: int) -> Array:
    if not reports:
        return np.full(days, np.nan)
    persons = np.array([np.nan, *(report.persons for report in reports)])
    told = np.searchsorted([report.day for report in reports], np.arange(days), side="right")
    stock: Array = persons[told]
    return stock
