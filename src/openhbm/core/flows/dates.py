"""Days, hours, weeks and months as people write them, and which of day and month comes first."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from openhbm.core.flows.months import month_named
from openhbm.core.flows.sheets import Cell

EARLIEST = date(1900, 1, 1)
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zone
_SERIALS = range(20_000, 80_000)  # 1954 to 2119


class Grain(StrEnum):
    """How long one count lasts."""

    HOUR = "hour"
    DAY = "day"
    SPAN = "several days"
    MONTH = "month"


class DateOrder(StrEnum):
    """Which of the first two numbers of a date is the day."""

    DAY_FIRST = "day/month/year"
    MONTH_FIRST = "month/day/year"


class DateProblem(ValueError):
    """A cell is not a date; ``code`` names the entry of the table of problems."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Period:
    """The time one count covers: whole days from first to last, or one hour of the first."""

    first_on: date
    last_on: date
    hour: int | None = None

    @property
    def grain(self) -> Grain:
        if self.hour is not None:
            return Grain.HOUR
        if self.first_on == self.last_on:
            return Grain.DAY
        return Grain.MONTH if self == month_of(self.first_on) else Grain.SPAN

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1

    def __str__(self) -> str:
        if self.hour is not None:
            return f"{self.first_on.isoformat()} {self.hour:02d}:00"
        if self.first_on == self.last_on:
            return self.first_on.isoformat()
        return f"{self.first_on.isoformat()}/{self.last_on.isoformat()}"


def day(on: date) -> Period:
    """The period of one whole day."""
    return Period(on, on)


def month_of(on: date) -> Period:
    """The whole month that a day lies in."""
    last = calendar.monthrange(on.year, on.month)[1]
    return Period(on.replace(day=1), on.replace(day=last))


Read = Callable[[re.Match[str], "DateOrder | None"], Period]


def _on(year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise DateProblem("impossible_date") from None


def _year(text: str) -> int:
    """Two digits mean this century up to 69, the last one from 70 (as in POSIX strptime)."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _iso(match: re.Match[str], _order: DateOrder | None) -> Period:
    return day(_on(int(match[1]), int(match[2]), int(match[3])))


def _numbers(match: re.Match[str], order: DateOrder | None) -> Period:
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    readings = _both_orders(first, second, year)
    if order is not None:
        if order not in readings:
            raise DateProblem("impossible_date" if not readings else "other_order")
        return day(readings[order])
    if not readings:
        raise DateProblem("impossible_date")
    if len(set(readings.values())) > 1:
        raise DateProblem("ambiguous_date")
    return day(next(iter(readings.values())))


def _both_orders(first: int, second: int, year: int) -> dict[DateOrder, date]:
    readings = {}
    for order, (day_of_month, month) in (
        (DateOrder.DAY_FIRST, (first, second)),
        (DateOrder.MONTH_FIRST, (second, first)),
    ):
        try:
            readings[order] = date(year, month, day_of_month)
        except ValueError:
            continue
    return readings


def _worded(day_text: str, month_text: str, year_text: str) -> Period:
    month = month_named(month_text)
    if month is None:
        raise DateProblem("unreadable_date")
    return day(_on(_year(year_text), month, int(day_text)))


def _month(year: int, month: int) -> Period:
    return month_of(_on(year, month, 1))


def _month_worded(match: re.Match[str], _order: DateOrder | None) -> Period:
    month = month_named(match[1])
    if month is None:
        raise DateProblem("unreadable_date")
    return _month(_year(match[2]), month)


def _week(match: re.Match[str], _order: DateOrder | None) -> Period:
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise DateProblem("impossible_date") from None
    return Period(monday, monday + timedelta(days=6))


def _days_of_month(match: re.Match[str], _order: DateOrder | None) -> Period:
    first = _worded(match[1], match[3], match[4]).first_on
    return _span(first, _worded(match[2], match[3], match[4]).first_on)


def _span(first: date, last: date) -> Period:
    if last < first:
        raise DateProblem("backwards_span")
    if (last - first).days > 366:
        raise DateProblem("long_span")
    return Period(first, last)


_WORD = r"([^\W\d_]+)\.?"
_AMBIGUOUS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$")
_FORMS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(r"^(\d{4})[- ]?(?:w|week )[- ]?(\d{1,2})$"), _week),
    (re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$"), _iso),
    (re.compile(r"^([12]\d{3})(\d{2})(\d{2})$"), _iso),
    (_AMBIGUOUS, _numbers),
    (
        re.compile(
            rf"^(\d{{1,2}})[-/. ,]*(?:of |de |d')?{_WORD}[-/. ,]*(?:of |de )?(\d{{4}}|\d{{2}})$"
        ),
        lambda m, _: _worded(m[1], m[2], m[3]),
    ),
    (
        re.compile(rf"^{_WORD}[-/. ]*(\d{{1,2}})[-/. ,]+(\d{{4}}|\d{{2}})$"),
        lambda m, _: _worded(m[2], m[1], m[3]),
    ),
    (
        re.compile(rf"^(\d{{4}})[-/. ,]*{_WORD}[-/. ,]*(\d{{1,2}})$"),
        lambda m, _: _worded(m[3], m[2], m[1]),
    ),
    (re.compile(rf"^{_WORD}[-/. ,]*(?:of |de )?(\d{{4}})$"), _month_worded),
    (re.compile(rf"^{_WORD}[-/. ](\d{{2}})$"), _month_worded),
    (re.compile(r"^([12]\d{3})[-/](\d{1,2})$"), lambda m, _: _month(int(m[1]), int(m[2]))),
    (re.compile(r"^(\d{1,2})[-/]([12]\d{3})$"), lambda m, _: _month(int(m[2]), int(m[1]))),
    (re.compile(rf"^(\d{{1,2}}) ?- ?(\d{{1,2}}) {_WORD} (\d{{4}})$"), _days_of_month),
)
_HOUR = re.compile(
    r"^(?P<date>.{6,}?)[t ,]+(?:at )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:\.\d+)?)?(?P<until> ?- ?\d{1,2}:\d{2})? ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_BETWEEN = re.compile(r"\s*(?:/|\.\.|–|—)\s*|\s+(?:-|to|until|au|al|bis|do|до|по|hasta|até)\s+")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lun|mar|mer|mie|jeu|jue|ven|vie|sam|sab|dim|"
    r"dom|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|нд|вс)[a-zà-ÿ]*\.?,?\s+(?=\d)"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|°)(?![a-z])")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_DATE_LIKE = re.compile(
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[12]\d{3}[-/]\d{1,2}|[12]\d{7}$|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?!\d)"
)


def looks_like_a_date(cell: Cell) -> bool:
    """True for what is written like a date, possible or not (2025-02-30 looks like one)."""
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str) or len(cell) > 60:
        return False
    text = _plain(cell)
    if _DATE_LIKE.match(text):
        return True
    return not looks_like_a_serial(cell) and _is_readable(text)


@lru_cache(maxsize=4096)
def _is_readable(text: str) -> bool:
    try:
        _period_of_text(text, DateOrder.DAY_FIRST)
    except DateProblem as problem:
        return problem.code not in {"unreadable_date", "year_missing"}
    return True


def looks_like_a_serial(cell: Cell) -> bool:
    """True for a number that a spreadsheet may show as a date of our times."""
    if isinstance(cell, str):
        return bool(_SERIAL.match(cell.strip())) and int(cell.strip()[:5]) in _SERIALS
    if not isinstance(cell, int | float) or cell != cell:
        return False
    return _SERIALS.start <= cell < _SERIALS.stop


def period_in(cell: Cell, order: DateOrder | None, today: date) -> Period:
    """The period a cell names; ``order`` settles which number of 3/4/2022 is the day.

    Raises DateProblem with code unreadable_date, impossible_date, other_order, ambiguous_date,
    year_missing, backwards_span, long_span, not_on_the_hour, future_date or too_old.
    """
    period = _period_of(cell, order)
    if period.first_on > today:
        raise DateProblem("future_date")
    if period.first_on < EARLIEST:
        raise DateProblem("too_old")
    return period


def _period_of(cell: Cell, order: DateOrder | None) -> Period:
    if isinstance(cell, datetime):
        return _instant(cell)
    if isinstance(cell, date):
        return day(cell)
    if looks_like_a_serial(cell):
        seconds = round(float(cell) * 86_400)  # type: ignore[arg-type]
        return _instant(_SERIAL_ZERO + timedelta(seconds=seconds))
    if not isinstance(cell, str) or len(cell) > 60:
        raise DateProblem("unreadable_date")
    return _period_of_text(_plain(cell), order)


def _instant(moment: datetime) -> Period:
    """Midnight may be a day or its first hour: the column decides, see ``tables``."""
    if moment.minute or moment.second:
        raise DateProblem("not_on_the_hour")
    return Period(moment.date(), moment.date(), moment.hour or None)


def _period_of_text(text: str, order: DateOrder | None) -> Period:
    if timed := _HOUR.match(text):
        return _hour_of(timed, order)
    for written in (text, _WEEKDAY.sub("", text)):  # "mar" is March before it is mardi
        for form, read in _FORMS:
            if match := form.match(written):
                return read(match, order)
    ends = _BETWEEN.split(text)
    if len(ends) == 2 and all(len(end) > 5 for end in ends):
        first, last = (_period_of_text(end, order) for end in ends)
        return _span(first.first_on, last.last_on)
    raise DateProblem("year_missing" if _lacks_a_year(text) else "unreadable_date")


def _lacks_a_year(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) == 1 and month_named(words[0]) is not None and len(text) < 16


def _hour_of(timed: re.Match[str], order: DateOrder | None) -> Period:
    found = _period_of_text(timed["date"], order)
    hour, minute, second = int(timed["hour"]), int(timed["minute"]), int(timed["second"] or 0)
    if timed["half"]:
        hour = hour % 12 + (12 if timed["half"].startswith("p") else 0)
    if hour > 23 or minute > 59 or second > 59 or found.grain is not Grain.DAY:
        raise DateProblem("impossible_date")
    if minute or second:
        raise DateProblem("not_on_the_hour")
    return Period(found.first_on, found.last_on, hour)


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).casefold()
    digits = (str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
    return _ORDINAL.sub("", " ".join("".join(digits).split()).removesuffix(" г.")).strip()


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """Which number is the day, how that was found out, and whether it stayed open."""

    order: DateOrder | None
    how: str
    is_open: bool = False

    @classmethod
    def asked(cls, order: str) -> OrderChoice:
        return cls(DateOrder(order), "the sender says so")


def order_of(cells: Iterable[Cell], today: date) -> OrderChoice:
    """Settle day/month against month/day over a whole column.

    A number above 12 settles it. Otherwise the reading without future days is taken, then the
    one in which days follow each other (or are all the first of a month); else it stays open.
    """
    readings = [found for cell in cells if (found := _readings_of(cell))]
    if not readings:
        return OrderChoice(None, "no date depends on which number is the day")
    only = {order: sum(set(found) == {order} for found in readings) for order in DateOrder}
    dmy, mdy = only[DateOrder.DAY_FIRST], only[DateOrder.MONTH_FIRST]
    if dmy != mdy:
        best = DateOrder.DAY_FIRST if dmy > mdy else DateOrder.MONTH_FIRST
        return OrderChoice(best, f"{max(dmy, mdy)} dates have a number above 12 where the day is")
    if all(len(set(found.values())) == 1 for found in readings):
        return OrderChoice(None, "every date is the same day either way")
    return _order_by_sense([found for found in readings if len(found) == 2], today)


def _readings_of(cell: Cell) -> dict[DateOrder, date]:
    if not isinstance(cell, str) or len(cell) > 60:
        return {}
    text = _plain(cell)
    timed = _HOUR.match(text)
    match = _AMBIGUOUS.match(_WEEKDAY.sub("", timed["date"] if timed else text))
    return _both_orders(int(match[1]), int(match[2]), _year(match[3])) if match else {}


def _order_by_sense(readings: Sequence[dict[DateOrder, date]], today: date) -> OrderChoice:
    days = {order: sorted({found[order] for found in readings}) for order in DateOrder}
    past = [order for order in DateOrder if days[order] and days[order][-1] <= today]
    if len(past) == 1:
        return OrderChoice(past[0], "read the other way some days would lie in the future")
    regular = [order for order in DateOrder if _is_regular(days[order])]
    if len(regular) == 1:
        return OrderChoice(regular[0], "read this way the days follow each other")
    return OrderChoice(None, "no date has a number above 12", is_open=True)


def _is_regular(days: Sequence[date]) -> bool:
    if len(days) < 3:
        return False
    gaps = {(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)}
    return max(gaps) <= 7 or all(found.day == 1 for found in days)
