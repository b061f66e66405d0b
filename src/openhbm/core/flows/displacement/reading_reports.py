"""Counted stocks at destinations, from one file each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from openhbm.core.flows.displacement.faults import nearest
from openhbm.core.flows.displacement.reports import Report, StockReports
from openhbm.core.flows.displacement.rows import (
    MOST_PERSONS,
    Faults,
    day_in,
    number_in,
    rows_of,
)
from openhbm.core.values import said

_LAYOUT = "source_data/data_layout.csv"
_CORRECTIONS = "input_csv/registration_corrections.csv"
_HEADINGS = {"date", "datetime"}


def read_reports(
    files: Mapping[str, str], names: tuple[str, ...], start: date
) -> tuple[StockReports, list[Faults]]:
    """The reports that ``source_data/data_layout.csv`` lists, and what is wrong with them.

    Without that file there are none, which is no fault: a run may be about a crisis nobody has
    counted yet.
    """
    layout = Faults(_LAYOUT)
    found: list[Faults] = [layout]
    stocks: dict[str, tuple[Report, ...]] = {}
    totals: tuple[Report, ...] = ()
    for line, row in rows_of(files.get(_LAYOUT, "")):
        if layout.is_full:
            break
        tables = []
        for name in filter(None, row[1:]):
            if f"source_data/{name}" not in files:
                gone = said("%(file)s is missing", file=f"source_data/{name}")
                layout.error(line, gone, said("add it or delete the line"))
                continue
            faults = Faults(f"source_data/{name}")
            found.append(faults)
            tables.append(read_stock(files[faults.file], start, faults))
        if row[0] == "total":
            totals = sum_of(tables)
        elif row[0] in names:
            stocks[row[0]] = sum_of(tables)
        else:
            wrong = said("there is no place '%(name)s'", name=row[0])
            layout.error(line, wrong, nearest(row[0], names))
    corrections, faults = _corrections(files.get(_CORRECTIONS, ""), stocks, start)
    return StockReports(stocks, corrections, totals), [*found, faults]


def read_stock(text: str, start: date, faults: Faults) -> tuple[Report, ...]:
    """Reports of one file, oldest first. A line that goes back in time is left out with a warning:
    it is a mistyped year more often than a late report."""
    reports: list[Report] = []
    for line, row in rows_of(text):
        if faults.is_full:
            break
        if row[0].lower() in _HEADINGS or (len(row) > 1 and not row[1]):
            continue
        on = day_in(faults, line, row, 0, said("the date"))
        persons = number_in(faults, line, row, 1, said("the count"), 0, MOST_PERSONS)
        if on is None or persons is None:
            continue
        day = (on - start).days
        if reports and day <= reports[-1].day:
            faults.warn(
                line,
                said("%(day)s comes after a later day", day=on.isoformat()),
                said("the line is left out; correct the date"),
            )
            continue
        reports.append(Report(day, persons))
    return tuple(reports)


def sum_of(tables: list[tuple[Report, ...]]) -> tuple[Report, ...]:
    """One destination counted in several files: on each day reported in any of them, the sum of
    their last reports."""
    if len(tables) == 1:
        return tables[0]
    days = sorted({report.day for table in tables for report in table})
    last = [0.0] * len(tables)
    summed = []
    for day in days:
        for number, table in enumerate(tables):
            last[number] = next((r.persons for r in table if r.day == day), last[number])
        summed.append(Report(day, sum(last)))
    return tuple(summed)


def _corrections(
    text: str, stocks: Mapping[str, tuple[Report, ...]], start: date
) -> tuple[dict[str, tuple[int, ...]], Faults]:
    faults = Faults(_CORRECTIONS)
    corrections: dict[str, tuple[int, ...]] = {}
    for line, row in rows_of(text):
        if faults.is_full:
            break
        on = day_in(faults, line, row, 1, said("the date of the new registration"))
        if row[0] not in stocks:
            wrong = said("no stock of '%(name)s' is reported", name=row[0])
            faults.error(line, wrong, nearest(row[0], stocks))
        elif on is not None:
            corrections[row[0]] = (*corrections.get(row[0], ()), (on - start).days)
    return corrections, faults
