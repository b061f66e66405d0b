"""Conflict by day and place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.faults import Known
from openhbm.core.flows.displacement.places import Kind, Place
from openhbm.core.flows.displacement.rows import Faults, heading_of, number_in, rows_of
from openhbm.core.values import said


def read_conflict(
    text: str, places: tuple[Place, ...], days: int, faults: Faults
) -> NDArray[np.float64]:
    """Intensities [days, P]. Places without a column are in conflict from their ``conflict_from``
    on. The last line holds for days after it, with a warning."""
    conflict = np.zeros((days, len(places)))
    for number, place in enumerate(places):
        if place.kind is Kind.CONFLICT_ZONE and place.conflict_from is not None:
            conflict[place.conflict_from :, number] = 1.0
    columns = _columns(heading_of(text), places, faults)
    if not columns:
        return conflict
    conflict[:, list(columns.values())] = 0.0
    width = max(columns) + 1
    last = -1
    for line, row in rows_of(text):
        if faults.is_full:
            break
        day = number_in(faults, line, row, 0, said("the day"), 0, 10**6)
        if day is None:
            continue
        if int(day) != last + 1:
            faults.error(
                line,
                said("day %(day)s follows day %(last)s", day=int(day), last=last),
                said("give every day once, in order"),
            )
        last = int(day)
        if last < days:
            _fill(conflict[last], line, row, columns, faults)
            _check_end(line, row, width, faults)
    if 0 <= last < days - 1:
        faults.warn(
            0,
            said("ends on day %(last)s of %(days)s", last=last, days=days),
            said("the last line holds for the days after it"),
        )
        conflict[last + 1 :] = conflict[last]
    return conflict


def _columns(
    heading: list[str] | None, places: tuple[Place, ...], faults: Faults
) -> dict[int, int]:
    """Column of the table → number of the place."""
    if heading is None:
        return {}
    numbers = {place.name: number for number, place in enumerate(places)}
    known, told = Known(numbers), set()
    columns: dict[int, int] = {}
    for column, name in enumerate(heading[1:], start=1):
        if not name or faults.is_full:
            continue
        if name not in numbers:
            wrong = said("there is no place '%(name)s'", name=name)
            faults.error(1, wrong, known.remedy(name))
        elif name in told:
            wrong = said("%(name)s has two columns", name=name)
            faults.error(1, wrong, said("delete one of them"))
        else:
            columns[column] = numbers[name]
            told.add(name)
    return columns


def _fill(
    day: NDArray[np.float64], line: int, row: list[str], columns: dict[int, int], faults: Faults
) -> None:
    """The cells there are; a row that ends early is calm from there on."""
    for column, cell in enumerate(row):
        if cell and column in columns:
            value = 0.0 if cell == "0" else _intensity(line, row, column, faults)
            day[columns[column]] = value


def _intensity(line: int, row: list[str], column: int, faults: Faults) -> float:
    name = said("column %(number)s", number=column + 1)
    return number_in(faults, line, row, column, name, 0, 1000) or 0.0


def _check_end(line: int, row: list[str], width: int, faults: Faults) -> None:
    beyond = [cell for cell in row[width:] if cell and float_or(cell) != 0]
    if beyond:
        faults.error(
            line,
            said("has %(cells)s cells for %(headings)s headings", cells=len(row), headings=width),
            said("look for a stray comma"),
        )


def float_or(text: str, otherwise: float = 1.0) -> float:
    """The number a text says, ``otherwise`` when it says none."""
    try:
        return float(text)
    except ValueError:
        return otherwise
