"""Where the heading of a table stands, whether HXL tags follow it, and what kind each column is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openhbm.core.flows import words
from openhbm.core.flows.dates import looks_like_a_date, looks_like_a_serial
from openhbm.core.flows.numbers import is_missing, looks_like_a_number
from openhbm.core.flows.problems import CellError
from openhbm.core.flows.sheets import Cell, Row, Sheet, clean, column_letters

_ROWS_SEARCHED = 60
_ROWS_SAMPLED = 600
_TAG = re.compile(r"^#[A-Za-z]\w*(?:\s*\+\s*[A-Za-z]\w*)*$")
_HXL_ROLES = {
    "date": "date",
    "affected": "persons",
    "population": "persons",
    "reached": "persons",
    "inneed": "persons",
    "value": "persons",
    "indicator": "persons",
    "loc": "post",
    "adm1": "region",
    "adm2": "region",
    "adm3": "region",
    "region": "region",
    "country": "region",
}
_OTHER_TAGS = frozenset(
    [
        "meta",
        "org",
        "sector",
        "status",
        "source",
        "description",
        "contact",
        "geo",
        "currency",
        "activity",
        "access",
        "item",
        "modality",
        "severity",
        "impact",
        "event",
        "crisis",
        "group",
        "delivery",
        "output",
        "service",
        "frequency",
        "need",
        "cause",
        "subsector",
        "adm4",
        "adm5",
        "operations",
        "targeted",
        "capacity",
        "priority",
        "respondee",
    ]
)
_NAMING = (
    words.DATE,
    words.REPORTED,
    words.DIRECTION,
    words.HOUR,
    words.IGNORED,
    words.CATEGORY,
    words.TOTALS,
    *words.PERSONS,
    *words.POST,
)


class LayoutProblem(Exception):
    """The table as a whole cannot be understood; carries the error to report."""

    def __init__(self, error: CellError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Heading:
    """Zero-based row of the heading and of the HXL tags (None when absent), names and tags."""

    row: int | None
    hxl_row: int | None
    first_body_row: int
    cells: tuple[Cell, ...]
    tags: tuple[str, ...]
    is_dates: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, judged on a sample of its rows."""

    index: int
    name: str
    tag: str
    filled: int
    dates: int
    numbers: int
    serials: int
    texts: frozenset[str]
    mean_length: float
    counts_rows: bool

    @property
    def label(self) -> str:
        return self.name or self.tag or column_letters(self.index)

    @property
    def kind(self) -> str:
        if not self.filled:
            return "empty"
        if self.dates >= self.filled / 2:
            return "date"
        return "number" if self.numbers >= self.filled / 2 else "text"

    @property
    def role(self) -> str:
        """The role its HXL tag gives it: date, end, report, persons, post, region or nothing."""
        hashtag, *attributes = re.split(r"\s*\+\s*", self.tag.lstrip("#").casefold())
        role = _HXL_ROLES.get(hashtag, "")
        if role == "date":
            if "end" in attributes:
                return "end"
            return "report" if {"reported", "published", "updated"} & {*attributes} else "date"
        return "" if role == "post" and {"lat", "lon", "code"} & {*attributes} else role


def find_heading(sheet: Sheet, asked_row: int | None = None) -> Heading:
    """Find the heading row: the one asked for, the one above HXL tags, or the best before data.

    Raises LayoutProblem when there is nothing that looks like a table of counts.
    """
    rows = {
        index: tuple(clean(cell) for cell in sheet.rows[index])
        for index in range(min(len(sheet.rows), _ROWS_SEARCHED))
    }
    filled = {index: row for index, row in rows.items() if any(cell is not None for cell in row)}
    if not filled:
        raise _no_table("the file is empty")
    hxl = next((index for index, row in filled.items() if _is_tags(row)), None)
    if asked_row is not None:
        return _asked(sheet, asked_row, hxl)
    if hxl is not None:
        above = [index for index, row in filled.items() if index < hxl and _texts(row) > 1]
        return _heading(filled, above[-1] if above else None, hxl)
    across = next((index for index in filled if _is_dates_across(filled, index)), None)
    if across is not None:
        return _heading(filled, across, None, is_dates=True)
    return _heading(filled, _best_before_data(filled), None)


def _no_table(why: str) -> LayoutProblem:
    return LayoutProblem(CellError("no_table", details={"why": why}))


def _asked(sheet: Sheet, asked_row: int, hxl: int | None) -> Heading:
    if asked_row >= len(sheet.rows):
        raise _no_table(f"there is no row {asked_row + 1}")
    rows = {
        index: tuple(clean(cell) for cell in sheet.rows[index])
        for index in range(asked_row, min(len(sheet.rows), asked_row + _ROWS_SEARCHED))
    }
    below = hxl if hxl is not None and hxl > asked_row else None
    return _heading(rows, asked_row, below, is_dates=_is_dates_across(rows, asked_row))


def _heading(
    rows: dict[int, tuple[Cell, ...]], row: int | None, hxl: int | None, is_dates: bool = False
) -> Heading:
    last = max(-1 if row is None else row, -1 if hxl is None else hxl)
    tags = tuple(str(cell or "") for cell in rows[hxl]) if hxl is not None else ()
    first = last + 1 if last >= 0 else min(rows)
    return Heading(row, hxl, first, rows[row] if row is not None else (), tags, is_dates)


def _is_tags(row: Row) -> bool:
    """A row of HXL tags holds nothing but tags, one of them from the standard."""
    found = [cell for cell in row if cell is not None]
    if not all(isinstance(cell, str) and _TAG.match(cell) for cell in found):
        return False
    hashtags = {str(cell).lstrip("#").split("+")[0].strip().casefold() for cell in found}
    return bool(hashtags & (_HXL_ROLES.keys() | _OTHER_TAGS))


def _texts(row: Row) -> int:
    return sum(isinstance(cell, str) for cell in row)


def _is_dates_across(rows: dict[int, tuple[Cell, ...]], index: int) -> bool:
    """A heading of dates: at least half of its cells, with counts and no dates below them."""
    row = rows[index]
    dates = [place for place, cell in enumerate(row) if looks_like_a_date(cell)]
    others = [cell for place, cell in enumerate(row) if cell is not None and place not in dates]
    if len(dates) < 2 or len(dates) < len(others) or any(map(looks_like_a_number, others)):
        return False
    below = [
        found[place]
        for later, found in rows.items()
        if later > index
        for place in dates
        if place < len(found) and not is_missing(found[place])
    ]
    counts = sum(looks_like_a_number(cell) and not looks_like_a_date(cell) for cell in below)
    return bool(below) and counts >= len(below) / 2


def _best_before_data(rows: dict[int, tuple[Cell, ...]]) -> int | None:
    """The row before the first data row with most heading words, or None for a bare table."""
    first_data = next((index for index, row in rows.items() if _is_data(row)), None)
    before = {
        index: row
        for index, row in rows.items()
        if (first_data is None or index < first_data) and _may_be_heading(row)
    }
    if not before and first_data is None:
        raise _no_table("no row holds a date and a number")
    if not before:
        return None
    best = max(before, key=lambda index: (_naming_cells(before[index]), _texts(before[index])))
    if first_data is None and not _naming_cells(before[best]):
        raise _no_table("no row holds a date and a number")
    return best


def _is_data(row: Row) -> bool:
    dates = {place for place, cell in enumerate(row) if looks_like_a_date(cell)}
    numbers = {place for place, cell in enumerate(row) if looks_like_a_number(cell)}
    if dates:
        return bool(numbers - dates)
    return len(numbers) > 1 and any(looks_like_a_serial(row[place]) for place in numbers)


def _may_be_heading(row: Row) -> bool:
    return _texts(row) > 0 and not any(
        looks_like_a_date(cell) or looks_like_a_number(cell) for cell in row
    )


def _naming_cells(row: Row) -> int:
    return sum(
        any(words.has_words(cell, names) for names in _NAMING)
        for cell in row
        if isinstance(cell, str) and len(cell) < 60
    )


def profile_columns(sheet: Sheet, heading: Heading) -> tuple[Column, ...]:
    """Describe every column from its name, its tag and a sample of the rows below the heading."""
    body = range(heading.first_body_row, len(sheet.rows))
    step = max(1, len(body) // _ROWS_SAMPLED)
    sample = [tuple(clean(cell) for cell in sheet.rows[index]) for index in body[::step]]
    head = [tuple(clean(cell) for cell in sheet.rows[index]) for index in body[:50]]
    width = max(map(len, [heading.cells, heading.tags, *sample]), default=0)
    return tuple(
        _profile(index, heading, list(_cells(sample, index)), list(_cells(head, index)))
        for index in range(width)
    )


def _cells(rows: Sequence[Row], index: int) -> Iterator[Cell]:
    return (row[index] for row in rows if index < len(row))


def _profile(index: int, heading: Heading, sample: list[Cell], head: list[Cell]) -> Column:
    found = [cell for cell in sample if not is_missing(cell)]
    texts = [cell for cell in found if isinstance(cell, str)]
    name = heading.cells[index] if index < len(heading.cells) else None
    return Column(
        index=index,
        name=str(name) if name is not None else "",
        tag=heading.tags[index] if index < len(heading.tags) else "",
        filled=len(found),
        dates=sum(map(looks_like_a_date, found)),
        numbers=sum(map(looks_like_a_number, found)),
        serials=sum(map(looks_like_a_serial, found)),
        texts=frozenset(texts),
        mean_length=sum(map(len, texts)) / len(texts) if texts else 0.0,
        counts_rows=_counts_rows(head),
    )


def _counts_rows(head: Sequence[Cell]) -> bool:
    """True for a column that only numbers the rows: 0, 1, 2, 3 …"""
    filled = [str(cell) for cell in head if cell is not None]
    if len(filled) < 5 or not all(text.isdecimal() and len(text) < 10 for text in filled):
        return False
    numbers = [int(text) for text in filled]
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
