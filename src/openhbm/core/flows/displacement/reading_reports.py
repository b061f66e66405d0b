"""Counted stocks at destinations, from one file each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from openhbm.core.flows.displacement.faults import Known
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
MOST_REPORTS = 1_000_000
"""Reports that are added up in all: a layout may name a table more than once."""


def read_reports(
    files: Mapping[str, str], names: tuple[str, ...], start: date
) -> tuple[StockReports, list[Faults]]:
    """The reports that ``source_data/data_layout.csv`` lists, and what is wrong with them.

    Without that file there are none, which is no fault: a run may be about a crisis nobody has
    counted yet.
    """
    layout, known = Faults(_LAYOUT), Known(names)
    found: list[Faults] = [layout]
    read: dict[str, tuple[Report, ...]] = {}
    rows = 0
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
            if name not in read:
                faults = Faults(f"source_data/{name}")
                found.append(faults)
                read[name] = read_stock(files[faults.file], start, faults)
            tables.append(read[name])
            rows += len(read[name])
        if rows > MOST_REPORTS:
            many = said("adds up more than %(most)s reports", most=f"{MOST_REPORTS:,}")
            layout.error(line, many, said("name every table once"))
            break
        if row[0] == "total":
            totals = sum_of(tables)
        elif row[0] in known:
            stocks[row[0]] = sum_of(tables)
        else:
            wrong = said("there is no place '%(name)s'", name=row[0])
            layout.error(line, wrong, known.remedy(row[0]))
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
    told = sorted(
        (report.day, number, report.persons)
        for number, table in enumerate(tables)
        for report in table
    )
    last = [0.0] * len(tables)
    total, summed = 0.0, {}
    for day, number, persons in told:
        total += persons - last[number]
        last[number] = persons
        summed[day] = Report(day, max(total, 0.0))
    return tuple(summed.values())


def _corrections(
    text: str, stocks: Mapping[str, tuple[Report, ...]], start: date
) -> tuple[dict[str, tuple[int, ...]], Faults]:
    faults, known = Faults(_CORRECTIONS), Known(stocks)
    corrections: dict[str, list[int]] = {}
    for line, row in rows_of(text):
        if faults.is_full:
            break
        on = day_in(faults, line, row, 1, said("the date of the new registration"))
        if row[0] not in stocks:
            wrong = said("no stock of '%(name)s' is reported", name=row[0])
            faults.error(line, wrong, known.remedy(row[0]))
        elif on is not None:
            corrections.setdefault(row[0], []).append((on - start).days)
    return {name: tuple(days) for name, days in corrections.items()}, faults
