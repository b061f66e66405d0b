"""The lines of an instance's tables, with their numbers, and cells read as what they must be."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from openhbm.core.flows.displacement.faults import Fault
from openhbm.core.values import Phrase, said

MOST_PERSONS = 2_000_000_000
MOST_CHARACTERS = 120_000
MOST_FAULTS = 200
"""Faults of one file that are told; after them it is read no further. As many warnings are kept."""


@dataclass(slots=True)
class Faults:
    """What was found wrong so far in one file, and what was only odd."""

    file: str
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def error(self, line: int, problem: Phrase, remedy: Phrase) -> None:
        self.errors.append(Fault(self.file, line, problem, remedy))

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong that nobody would read more of it."""
        return len(self.errors) >= MOST_FAULTS

    def warn(self, line: int, problem: Phrase, remedy: Phrase) -> None:
        if len(self.warnings) < MOST_FAULTS:
            self.warnings.append(Fault(self.file, line, problem, remedy))


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold data, with their numbers; cells without outer spaces. Lines that begin with
    ``#`` are comments or headings."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        # Each line by itself: a stray quotation mark must not swallow those after it.
        cells = [cell.strip() for row in csv.reader([line]) for cell in row]
        if any(cells) and not cells[0].startswith("#"):
            yield number, cells


def long_lines(name: str, text: str) -> list[Fault]:
    """Lines that no table has, because a line break is missing: told instead of read."""
    wrong = said("has more than %(most)s characters", most=MOST_CHARACTERS)
    remedy = said("look for a missing line break")
    return [
        Fault(name, number, wrong, remedy)
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > MOST_CHARACTERS
    ]


def heading_of(text: str) -> list[str] | None:
    """The cells of the first line when it is a heading, in small letters."""
    for line in text.removeprefix("\ufeff").splitlines():
        if line.strip():
            cells = next(csv.reader([line]))
            if cells[0].lstrip().startswith("#"):
                return [cell.strip().lstrip("#").strip() for cell in cells]
            return None
    return None


def number_in(
    faults: Faults,
    line: int,
    cells: Sequence[str],
    place: int,
    name: Phrase,
    least: float = 0.0,
    most: float = math.inf,
    otherwise: float | None = None,
) -> float | None:
    """The number in a cell; ``otherwise`` when it is empty; None, and a fault, when it is wrong."""
    text = cells[place] if place < len(cells) else ""
    if not text and otherwise is not None:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        wrong = said("%(name)s is '%(text)s', not a number", name=name, text=text)
        faults.error(line, wrong, _columns(place))
        return None
    if not least <= value <= most:
        faults.error(
            line, said("%(name)s is %(text)s", name=name, text=text), _bounds(least, most, place)
        )
        return None
    return value


def day_in(
    faults: Faults, line: int, cells: Sequence[str], place: int, name: Phrase
) -> date | None:
    """The date YYYY-MM-DD in a cell; None, and a fault, when there is none."""
    text = cells[place] if place < len(cells) else ""
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong = said("%(name)s is '%(text)s', not a date", name=name, text=text)
        faults.error(line, wrong, said("write the day as YYYY-MM-DD"))
        return None


def _bounds(least: float, most: float, place: int) -> Phrase:
    columns = _columns(place)
    if most < math.inf:
        return said(
            "give a number between %(least)s and %(most)s, or %(columns)s",
            least=f"{least:g}",
            most=f"{most:g}",
            columns=columns,
        )
    return said(
        "give a number of %(least)s or more, or %(columns)s", least=f"{least:g}", columns=columns
    )


def _columns(place: int) -> Phrase:
    return said(
        "look whether the columns are in order (this is column %(number)s)", number=place + 1
    )
