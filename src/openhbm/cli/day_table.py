"""A table of days and counts, as somebody hands it over for a forecast."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path

from openhbm.core.flows import DailySeries

FIRST_ON, LAST_ON = date(1900, 1, 1), date(2199, 12, 31)
_MOST_PERSONS = 2e9
_REMEDY = "write YYYY-MM-DD,persons"


def series_in(file: Path) -> DailySeries:
    """A series from a table of days (YYYY-MM-DD) and counts; other columns are left alone.

    ValueError that names file, line and remedy for what is no day or no count, for a day that
    stands twice, and for a file that holds no day or is no text.
    """
    days: dict[date, float] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as table:
            rows = csv.reader(table)
            for row in rows:
                if len(row) >= 2 and (rows.line_num > 1 or row[0][:1].isdigit()):
                    _take(days, row, f"{file}, line {rows.line_num}")
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8 text; save it as CSV (UTF-8)") from None
    except csv.Error as error:
        raise ValueError(f"{file}, line {rows.line_num}: {error}; {_REMEDY}") from None
    if not days:
        raise ValueError(f"{file} holds no day with a count; {_REMEDY}")
    return DailySeries.from_days(days)


def _take(days: dict[date, float], row: list[str], where: str) -> None:
    try:
        on, count = date.fromisoformat(row[0].strip()), float(row[1])
    except ValueError:
        said = [cell[:40] for cell in row[:2]]
        raise ValueError(f"{where}: {said} is not a day and a count; {_REMEDY}") from None
    if not FIRST_ON <= on <= LAST_ON:
        raise ValueError(f"{where}: {on} lies outside {FIRST_ON} to {LAST_ON}; correct the day")
    if on in days:
        raise ValueError(f"{where}: {on} stands twice; delete one of the two lines")
    if not (math.isnan(count) or 0 <= count <= _MOST_PERSONS):
        raise ValueError(
            f"{where}: the count is {row[1][:40]}; give a number from 0 to {_MOST_PERSONS:.0f},"
            " or nan when nobody reported"
        )
    days[on] = count
