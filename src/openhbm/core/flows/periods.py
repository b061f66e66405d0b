"""Turns the date cells of one table into periods, deciding over the whole column what they mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from openhbm.core.flows import words
from openhbm.core.flows.dates import (
    DateProblem,
    Grain,
    OrderChoice,
    Period,
    looks_like_a_serial,
    month_of,
    order_of,
    period_in,
)
from openhbm.core.flows.numbers import NumberProblem, is_missing, persons_in
from openhbm.core.flows.sheets import Cell

_HOUR = re.compile(r"^(\d{1,2})(?:[:.h](?:00)?)?(?::00)?(?:\s*[-–]\s*\d{1,2}(?:[:.h]\d{0,2})?)?$")
_ISO = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_LONGEST_SPAN = 366


@dataclass(slots=True)
class PeriodReader:
    """Reads date cells in the way that was settled for their column; each text is read once."""

    order: OrderChoice
    today: date
    is_hourly: bool = False
    widen: Callable[[date], Period] | None = None
    notes: tuple[str, ...] = ()
    style: str = ""
    _seen: dict[tuple[type, Cell], Period | str] = field(default_factory=dict)

    def period(self, cell: Cell) -> Period:
        """The period a date cell names. Raises DateProblem."""
        key = (type(cell), cell)
        if key not in self._seen:
            try:
                self._seen[key] = self._settled(cell, period_in(cell, self.order.order, self.today))
            except DateProblem as problem:
                self._seen[key] = problem.code
        found = self._seen[key]
        if isinstance(found, str):
            raise DateProblem(found)
        return found

    def _settled(self, cell: Cell, found: Period) -> Period:
        if not self.is_hourly:
            found = replace(found, hour=None)
        elif found.hour is None and (isinstance(cell, datetime) or looks_like_a_serial(cell)):
            return replace(found, hour=0)
        return self.widen(found.first_on) if self.widen and found.grain is Grain.DAY else found


def period_reader(
    cells: Sequence[Cell], name: str, asked: str, written_order: str, today: date
) -> PeriodReader:
    """Look at all date cells of a table and settle day order, hours, and months or weeks.

    ``name`` is the heading of the column; ``asked`` (day, month, week-ending, week-starting) and
    ``written_order`` (d/m/y, m/d/y) are what the sender says about it, or empty.
    """
    order = _asked_order(written_order) or order_of(cells, today)
    found = list(_readable(cells, order, today))
    is_hourly = any(period.hour for period in found)
    widen, note = _widening(found, name, asked, is_hourly)
    notes = (note,) if note else ()
    return PeriodReader(order, today, is_hourly, widen, notes, _style(cells, order))


def _asked_order(written: str) -> OrderChoice | None:
    from_sender = {"d/m/y": "day/month/year", "m/d/y": "month/day/year"}
    return OrderChoice.asked(from_sender[written]) if written else None


def _readable(cells: Iterable[Cell], order: OrderChoice, today: date) -> Iterable[Period]:
    for cell in {(type(cell), cell): cell for cell in cells}.values():
        try:
            yield period_in(cell, order.order, today)
        except DateProblem:
            continue


def _widening(
    found: Sequence[Period], name: str, asked: str, is_hourly: bool
) -> tuple[Callable[[date], Period] | None, str]:
    """Days that stand for longer periods: as asked, as the heading says, or all month ends."""
    if asked == "day" or is_hourly:
        return None, ""
    if asked == "month":
        return month_of, ""
    if asked == "week-ending" or words.has_words(name, words.WEEK_ENDING):
        return _week_ending, "every date is read as the last day of a week"
    if asked == "week-starting" or words.has_words(name, words.WEEK_STARTING):
        return _week_starting, "every date is read as the first day of a week"
    days = {period.first_on for period in found if period.grain is Grain.DAY}
    if len(days) > 2 and all(day.day == 1 for day in days):
        return month_of, "every date is the first of a month: each count is read as a whole month"
    if len(days) > 2 and all(day == month_of(day).last_on for day in days):
        return month_of, "every date is the end of a month: each count is read as a whole month"
    return None, ""


def _week_ending(day: date) -> Period:
    return Period(day - timedelta(days=6), day)


def _week_starting(day: date) -> Period:
    return Period(day, day + timedelta(days=6))


def _style(cells: Iterable[Cell], order: OrderChoice) -> str:
    seen = Counter(_style_of(cell, order) for cell in cells if not is_missing(cell))
    return ", ".join(style for style, _ in seen.most_common(3))


def _style_of(cell: Cell, order: OrderChoice) -> str:
    if isinstance(cell, date):
        return "spreadsheet dates"
    if looks_like_a_serial(cell):
        return "spreadsheet day numbers"
    text = str(cell).strip()
    if _ISO.match(text):
        return "year-month-day"
    if text[:2].strip("/.- ").isdecimal() and not any(mark.isalpha() for mark in text):
        return str(order.order or "numbers")
    return "month in words" if any(mark.isalpha() for mark in text) else "numbers"


def at_hour(period: Period, cell: Cell) -> Period:
    """One hour of a day, from a cell such as 8, 08:00 or 08:00-09:00. Raises DateProblem."""
    if isinstance(cell, time):
        hour, rest = cell.hour, cell.minute
    elif isinstance(cell, str):
        match = _HOUR.match(cell.strip())
        hour, rest = (int(match[1]), 0) if match else (99, 0)
    elif isinstance(cell, int | float) and 0 <= cell < 24 and cell == int(cell):
        hour, rest = int(cell), 0
    else:
        hour, rest = 99, 0
    if rest or not 0 <= hour <= 23 or period.grain not in {Grain.DAY, Grain.HOUR}:
        raise DateProblem("impossible_hour")
    return replace(period, hour=hour)


def until(period: Period, last: Period) -> Period:
    """From the first day of one period to the last day of another. Raises DateProblem."""
    if last.last_on < period.first_on:
        raise DateProblem("backwards_span")
    if (last.last_on - period.first_on).days >= _LONGEST_SPAN:
        raise DateProblem("long_span")
    return Period(period.first_on, last.last_on)


def covering(period: Period, cell: Cell) -> Period:
    """The days up to and including the period's last, as many as the cell says."""
    try:
        days = persons_in(cell)
    except NumberProblem:
        raise DateProblem("impossible_days") from None
    if days is None:
        return period
    if not 1 <= days <= _LONGEST_SPAN:
        raise DateProblem("impossible_days")
    return Period(period.last_on - timedelta(days=days - 1), period.last_on)
