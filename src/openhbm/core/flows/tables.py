"""Reads a sheet of counts as anybody may send it: observations, errors by cell, and how.

Rows that cannot be read never stop those that can, and nothing but reported errors comes of junk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from openhbm.core.flows import words
from openhbm.core.flows.dates import DateProblem, Period
from openhbm.core.flows.duplicates import Found, settle
from openhbm.core.flows.headings import (
    Column,
    Heading,
    LayoutProblem,
    find_heading,
    profile_columns,
)
from openhbm.core.flows.layout import Layout, lay_out
from openhbm.core.flows.mapping import ColumnMap
from openhbm.core.flows.numbers import (
    NumberProblem,
    NumberStyle,
    is_missing,
    number_style_of,
    persons_in,
)
from openhbm.core.flows.observations import Observation, Reading, Understood
from openhbm.core.flows.periods import PeriodReader, at_hour, covering, period_reader, until
from openhbm.core.flows.problems import CellError, shown
from openhbm.core.flows.sheets import Cell, Row, Sheet, cell_name, clean

BLANK = "blank rows"
TOTALS = "rows that sum others"
FOOTNOTES = "footnotes"
HEADING_AGAIN = "headings repeated"
NO_FIGURES = "rows without a date and a figure"
_LONGEST_LABEL = 40
_SAMPLE = 600


@dataclass(slots=True)
class _Table:
    """A table under reading: its rows, what its columns are, and what was found so far."""

    rows: Sequence[Row]
    heading: Heading
    columns: Sequence[Column]
    layout: Layout
    mapping: ColumnMap
    periods: PeriodReader
    reports: PeriodReader | None
    style: NumberStyle
    found: list[Found] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    missing: int = 0

    def cell(self, row: int, column: int | None) -> Cell:
        cells = self.rows[row]
        return cells[column] if column is not None and column < len(cells) else None

    def report(self, code: str, row: int, column: int, details: Mapping[str, str] = {}) -> None:  # noqa: B006
        value = shown(self.cell(row, column))
        self.errors.append(CellError(code, cell_name(row, column), value, details))


def read_table(sheet: Sheet, mapping: ColumnMap | None = None, *, today: date) -> Reading:
    """Read counts from a sheet; ``today`` tells which dates lie in the future.

    Never raises for what stands in the sheet: whatever cannot be read is in ``Reading.errors``.
    """
    mapping = mapping or ColumnMap()
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    cleaned = Sheet(sheet.name, rows, sheet.facts)
    try:
        table = _understand(cleaned, mapping, today)
    except LayoutProblem as problem:
        return Reading((), (problem.error,), Understood(facts=dict(sheet.facts)))
    across = _header_periods(table)
    for row in _body(table):
        _read_row(table, row, across)
    settled = settle(table.found)
    table.skipped.update(settled.skipped)
    errors = sorted((*table.errors, *settled.errors), key=_place)
    return Reading(
        settled.observations, tuple(errors), _understood(table, settled.observations, sheet)
    )


def _place(error: CellError) -> tuple[int, int, str]:
    letters = error.cell.rstrip("0123456789")
    return (int(error.cell[len(letters) :] or 0), len(letters), letters)


def _understand(sheet: Sheet, mapping: ColumnMap, today: date) -> _Table:
    asked = mapping.options.get("header")
    heading = find_heading(sheet, int(asked) - 1 if asked else None)
    columns = profile_columns(sheet, heading)
    body = sheet.rows[heading.first_body_row :]
    step = max(1, len(body) // _SAMPLE)
    layout = lay_out(heading, columns, mapping, body[::step])
    if layout.date is not None:
        dates = [row[layout.date] for row in body if layout.date < len(row)]
        name = columns[layout.date].label
    else:
        dates = [heading.cells[value.index] for value in layout.values if value.is_date]
        dates += [mapping.constants["date"]] if "date" in mapping.constants else []
        name = ""
    asked_order = mapping.options.get("dates", "")
    asked_period = mapping.options.get("period", "")
    if {layout.end, layout.hour, layout.days} != {None}:
        asked_period = asked_period or "day"
    return _Table(
        rows=sheet.rows,
        heading=heading,
        columns=columns,
        layout=layout,
        mapping=mapping,
        periods=period_reader(dates, name, asked_period, asked_order, today),
        reports=_report_reader(body, layout.report, asked_order),
        style=_number_style(body, layout, mapping),
    )


def _report_reader(body: Sequence[Row], report: int | None, order: str) -> PeriodReader | None:
    if report is None:
        return None
    cells = [row[report] for row in body if report < len(row)]
    return period_reader(cells, "", "day", order, date.max)


def _number_style(body: Sequence[Row], layout: Layout, mapping: ColumnMap) -> NumberStyle:
    seen = number_style_of(
        row[value.index] for row in body for value in layout.values if value.index < len(row)
    )
    asked = {"point": ".", "comma": ","}.get(mapping.options.get("decimal", ""))
    return NumberStyle(asked, seen.thousands) if asked else seen


def _header_periods(table: _Table) -> dict[int, Period]:
    """The period of every column whose heading is a date; a bad one is reported once."""
    periods = {}
    for value in table.layout.values:
        if value.is_date:
            try:
                periods[value.index] = table.periods.period(table.heading.cells[value.index])
            except DateProblem as problem:
                _report_date(table, problem.code, table.heading.row or 0, value.index)
    return periods


def _body(table: _Table) -> Iterator[int]:
    """Rows that hold counts; the others are counted by why they are skipped."""
    for row in range(table.heading.first_body_row, len(table.rows)):
        reason = _why_skipped(table, row)
        if reason:
            table.skipped[reason] += 1
        else:
            yield row


def _why_skipped(table: _Table, row: int) -> str:
    filled = [cell for cell in table.rows[row] if cell is not None]
    if not filled:
        return BLANK
    if table.heading.cells and table.rows[row] == table.heading.cells:
        return HEADING_AGAIN
    layout = table.layout
    labels = [table.cell(row, index) for index in (layout.date, layout.post, *layout.categories)]
    if any(isinstance(label, str) and words.is_total(label) for label in [*labels, filled[0]]):
        return TOTALS
    if len(filled) == 1 and isinstance(filled[0], str) and _is_footnote(filled[0]):
        return FOOTNOTES
    has_date = layout.date is None or not is_missing(table.cell(row, layout.date))
    has_figure = any(not is_missing(table.cell(row, value.index)) for value in layout.values)
    return "" if has_date or has_figure else NO_FIGURES


def _is_footnote(text: str) -> bool:
    first = words.normal(text).split(" ")[0]
    return text.startswith("*") or first in words.FOOTNOTE or len(text) > _LONGEST_LABEL


def _read_row(table: _Table, row: int, across: Mapping[int, Period]) -> None:
    layout = table.layout
    period: Period | None = None
    if layout.date is not None or "date" in table.mapping.constants:
        period = _row_period(table, row)
        if period is None:
            return
    figures = [value for value in layout.values if not _counts_as_missing(table, row, value.index)]
    if not figures:
        return
    direction = _row_direction(table, row)
    post = _row_post(table, row)
    if direction is None or post is None:
        return
    categories = tuple(
        (table.columns[index].label, shown(table.cell(row, index))) for index in layout.categories
    )
    reported_at = _reported_at(table, row)
    for value in figures:
        when = across.get(value.index) if value.is_date else period
        persons = _persons(table, row, value.index)
        if when is None or persons is None:
            continue
        split = (*categories, ("count", value.category)) if value.category else categories
        observation = Observation(
            post=value.post or post or None,
            direction=value.direction or direction,
            period=when,
            persons=persons,
            cell=cell_name(row, value.index),
            categories=split,
        )
        table.found.append(Found(observation, reported_at))


def _row_period(table: _Table, row: int) -> Period | None:
    """The period of a row, or None after reporting why there is none."""
    layout = table.layout
    at = layout.date
    try:
        cell = table.cell(row, at) if at is not None else table.mapping.constants["date"]
        if is_missing(cell):
            raise DateProblem("missing_date")
        period = table.periods.period(cell)
        for at, change in (
            (layout.hour, at_hour),
            (layout.days, covering),
        ):
            if at is not None and not is_missing(table.cell(row, at)):
                period = change(period, table.cell(row, at))
        at = layout.end
        if at is not None and not is_missing(table.cell(row, at)):
            period = until(period, table.periods.period(table.cell(row, at)))
    except DateProblem as problem:
        _report_date(table, problem.code, row, at or 0)
        return None
    return period


def _report_date(table: _Table, code: str, row: int, column: int) -> None:
    order = table.periods.order.order
    table.report(code, row, column, {"order": str(order)} if code == "other_order" else {})


def _counts_as_missing(table: _Table, row: int, column: int) -> bool:
    if not is_missing(table.cell(row, column)):
        return False
    table.missing += 1
    return True


def _row_direction(table: _Table, row: int) -> str | None:
    index = table.layout.direction
    if index is None:
        constant = table.mapping.constants.get("direction", "IN")
        return words.direction_named(constant) or constant.upper()
    direction = words.direction_named(str(table.cell(row, index) or ""))
    if direction is None:
        table.report("unknown_direction", row, index)
    return direction


def _row_post(table: _Table, row: int) -> str | None:
    """The post a row names, an empty text when the table names none, None after an error."""
    index = table.layout.post
    if index is None:
        return table.mapping.constants.get("post", "")
    cell = table.cell(row, index)
    if is_missing(cell):
        table.report("missing_post", row, index)
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return shown(cell)


def _persons(table: _Table, row: int, column: int) -> int | None:
    try:
        return persons_in(table.cell(row, column), table.style)
    except NumberProblem as problem:
        table.report(problem.code, row, column)
        return None


def _reported_at(table: _Table, row: int) -> datetime | None:
    cell = table.cell(row, table.layout.report)
    if table.reports is None or is_missing(cell):
        return None
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    try:
        return datetime.fromisoformat(str(cell)).replace(tzinfo=None)
    except ValueError:
        pass
    try:
        return datetime.combine(table.reports.period(cell).last_on, time.min)
    except DateProblem:
        return None


def _notes(layout: Layout, label: Mapping[int | None, str]) -> Iterator[str]:
    """Sentences on the columns that change what a count means."""
    if layout.hour is not None:
        yield f"{label[layout.hour]} is the hour of the day"
    if layout.days is not None:
        yield f"{label[layout.days]} is the number of days counted, up to and including the date"
    if layout.end is not None:
        yield f"{label[layout.end]} is the last day counted"
    if layout.report is not None:
        yield f"{label[layout.report]} is when a figure was reported: the latest report counts"
    if layout.categories:
        names = ", ".join(label[index] for index in layout.categories)
        yield f"counts split by {names} are added up per post and period"


def _understood(table: _Table, observations: Sequence[Observation], sheet: Sheet) -> Understood:
    layout, heading = table.layout, table.heading
    label: dict[int | None, str] = {column.index: column.label for column in table.columns}
    label[None] = ""
    values = {value.index for value in layout.values}
    used = {layout.date, layout.end, layout.hour, layout.days, layout.post, layout.direction}
    used |= {layout.report, *values, *layout.categories}
    posts = sorted({observation.post for observation in observations if observation.post})
    grains = Counter(str(observation.period.grain) for observation in observations)
    order = table.periods.order
    notes = (f"dates: {order.how}",) if order.order or order.is_open else ()
    return Understood(
        orientation=layout.orientation,
        heading_row=None if heading.row is None else heading.row + 1,
        hxl_row=None if heading.hxl_row is None else heading.hxl_row + 1,
        date_column=label[layout.date],
        date_style=table.periods.style,
        grain=", ".join(grain for grain, _ in grains.most_common()),
        persons_columns=tuple(label[value.index] for value in layout.values[:50]),
        post_column=label[layout.post],
        posts=tuple(posts),
        direction_column=label[layout.direction],
        report_column=label[layout.report],
        category_columns=tuple(label[index] for index in layout.categories),
        unused_columns=tuple(
            column.label for column in table.columns if column.index not in used and column.filled
        ),
        number_style=str(table.style),
        missing=table.missing,
        skipped=dict(table.skipped),
        notes=(*notes, *table.periods.notes, *_notes(layout, label), *layout.notes),
        facts=dict(sheet.facts),
    )
