"""The same day in the calendars people live by: Gregorian, Ethiopian, Solar Hijri and Hijri.

A date stays an ISO (Gregorian) date wherever it is stored or compared; this module says how it
reads in another calendar, and reads what was typed in one. What is not known is not invented: a
year of one calendar covers two years of another, and both are told.

Sources. Ethiopian: the Coptic months and leap years (Reingold and Dershowitz, *Calendrical
Calculations*, 4th ed., ch. 4) with the years of the Incarnation, 276 above the Coptic ones.
Solar Hijri: the year begins on the day of the March equinox, or the next when it falls after true
noon at Tehran (ibid., ch. 15); Iran and Afghanistan count so (before 1336 Afghan months had other
lengths: a day can be one or two apart). Hijri: the tabular civil calendar (ibid., ch. 7; leap years
2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of thirty, epoch 16 July 622 Julian). A month declared by
sighting, or by the Umm al-Qura table, can begin a day or two apart from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from convertdate import coptic, islamic, persian

from openhbm.core.values import DatePrecision, PartialDate

ETHIOPIAN_ABOVE_COPTIC = 276
_ORDINAL_ABOVE_JULIAN_DAY = -1721424.5


class Calendar(StrEnum):
    """A way to count days, months and years."""

    GREGORIAN = "gregorian"
    ETHIOPIAN = "ethiopian"
    SOLAR_HIJRI = "solar_hijri"
    HIJRI = "hijri"


@dataclass(frozen=True, slots=True, order=True)
class CalendarDay:
    """Year, month (from 1) and day (from 1) as a calendar counts them."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """The days a date can be, in a calendar, and how much of the date was known to begin with."""

    first: CalendarDay
    last: CalendarDay
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class _Reckoning:
    months: int
    day_number: Callable[[int, int, int], int]
    named: Callable[[date], CalendarDay]


def in_calendar(day: date, calendar: Calendar) -> CalendarDay:
    """How ``day`` is called in ``calendar``."""
    return _RECKONINGS[calendar].named(day)


def day_of(calendar: Calendar, year: int, month: int, day: int) -> date:
    """The day that ``calendar`` calls so; ValueError when it knows no such day."""
    reckoning = _RECKONINGS[calendar]
    if not (1 <= year <= 9998 and 1 <= month <= reckoning.months and 1 <= day <= 31):
        raise ValueError(_no_such_day(calendar, year, month, day))
    try:
        found = date.fromordinal(reckoning.day_number(year, month, day))
    except (ValueError, OverflowError):
        raise ValueError(_no_such_day(calendar, year, month, day)) from None
    if reckoning.named(found) != CalendarDay(year, month, day):
        raise ValueError(_no_such_day(calendar, year, month, day))
    return found


def span_in(born: PartialDate, calendar: Calendar) -> CalendarSpan:
    """The first and the last day a date can be, in ``calendar``, with its precision."""
    named = _RECKONINGS[calendar].named
    return CalendarSpan(named(born.earliest), named(born.latest), born.precision)


def years_of(span: CalendarSpan) -> str:
    """The years a date can lie in: ``1980``, ``1980/81`` for two, ``1978–1983`` for more."""
    first, last = span.first.year, span.last.year
    if first == last:
        return str(first)
    if last - first > 1 or first % 100 == 99:
        return f"{first}–{last}"
    return f"{first}/{last % 100:02d}"


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ERA = re.compile(r"^([\d~/.-]*\d)\s*([^\d\s~/-][^\d~/-]*)$")
_ERAS: Mapping[str, Calendar] = {
    "ec": Calendar.ETHIOPIAN,
    "ዓም": Calendar.ETHIOPIAN,
    "sh": Calendar.SOLAR_HIJRI,
    "ش": Calendar.SOLAR_HIJRI,
    "هش": Calendar.SOLAR_HIJRI,
    "هل": Calendar.SOLAR_HIJRI,
    "h": Calendar.HIJRI,
    "ah": Calendar.HIJRI,
    "ه": Calendar.HIJRI,
    "هق": Calendar.HIJRI,
    "ad": Calendar.GREGORIAN,
    "ce": Calendar.GREGORIAN,
    "gc": Calendar.GREGORIAN,
    "م": Calendar.GREGORIAN,
}
"""Letters behind a year, without dots and strokes, and the calendar they tell."""
_TYPED = (
    re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})$"),
    re.compile(r"^(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})$"),
    re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})$"),
    re.compile(r"^(?P<month>\d{1,2})[-/.](?P<year>\d{4})$"),
    re.compile(r"^(?P<year>\d{4})(?:~(?P<spread>\d{1,2}))?$"),
)


def without_era(text: str) -> tuple[str, Calendar | None]:
    """``12/5/1980 E.C.`` without its letters, and the calendar they tell; None without any.

    Letters that tell no calendar stay, so that whoever reads the date on complains of them.
    """
    plain = text.strip().translate(_DIGITS)
    if match := _ERA.match(plain):
        letters = re.sub(r"[\s.\u0640፡።]", "", match[2]).lower()
        if letters in _ERAS:
            return match[1], _ERAS[letters]
    return plain, None


def read_date(text: str, calendar: Calendar) -> PartialDate:
    """A date typed in ``calendar``: ``12/5/1980``, ``1980-05-12``, ``5/1980`` or ``1980~2``.

    The day stands first unless the year does. Digits may be Arabic or Persian. Letters of an era
    behind the year (``E.C.``, ``SH``, ``A.H.``) say the calendar, whatever ``calendar`` says. A
    whole month or year of another calendar is no Gregorian
    month or year, so it is known as the range of days it covers. Raises ValueError that says what
    is understood.
    """
    plain, told = without_era(text)
    calendar = told or calendar
    if calendar is Calendar.GREGORIAN and re.match(r"^\d{4}(-\d{2}){0,2}$|^\d{4}~", plain):
        return PartialDate.parse(plain)
    for form in _TYPED:
        if match := form.match(plain):
            parts = {name: int(value) for name, value in match.groupdict().items() if value}
            return _range(text, calendar, **parts)
    raise ValueError(_unreadable(text))


def _range(
    text: str, calendar: Calendar, year: int, month: int = 0, day: int = 0, spread: int = 0
) -> PartialDate:
    try:
        if day:
            known = day_of(calendar, year, month, day)
            return PartialDate(known, known, DatePrecision.DAY)
        earliest = day_of(calendar, year - spread, month or 1, 1)
        latest = _last_day(calendar, year + spread, month)
    except ValueError as error:
        raise ValueError(f"{_unreadable(text)} ({error})") from None
    return PartialDate(earliest, latest, _precision(calendar, month, spread))


def _precision(calendar: Calendar, month: int, spread: int) -> DatePrecision:
    if calendar is not Calendar.GREGORIAN or spread:
        return DatePrecision.ESTIMATED
    return DatePrecision.MONTH if month else DatePrecision.YEAR


def _last_day(calendar: Calendar, year: int, month: int) -> date:
    if not month or month == _RECKONINGS[calendar].months:
        following = day_of(calendar, year + 1, 1, 1)
    else:
        following = day_of(calendar, year, month + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _no_such_day(calendar: Calendar, year: int, month: int, day: int) -> str:
    return f"the {calendar.value.replace('_', ' ')} calendar has no day {day}/{month}/{year}"


def _unreadable(text: str) -> str:
    return (
        f"{text!r} is not a date; write day/month/year, year-month-day, month/year, year, "
        "or year~2 for give or take 2 years"
    )


def _ordinal(julian_day: float) -> int:
    return int(julian_day + _ORDINAL_ABOVE_JULIAN_DAY)


def _gregorian(day: date) -> CalendarDay:
    return CalendarDay(day.year, day.month, day.day)


def _ethiopian(day: date) -> CalendarDay:
    year, month, number = coptic.from_gregorian(day.year, day.month, day.day)
    return CalendarDay(year + ETHIOPIAN_ABOVE_COPTIC, month, int(number))


def _hijri(day: date) -> CalendarDay:
    return CalendarDay(
        *(int(part) for part in islamic.from_gregorian(day.year, day.month, day.day))
    )


@lru_cache(maxsize=512)
def _nowruz(year: int) -> int:
    """Ordinal of the first day of a Solar Hijri year; finding an equinox takes milliseconds."""
    return _ordinal(persian.to_jd(year, 1, 1))


def _solar_hijri(day: date) -> CalendarDay:
    number = day.toordinal()
    year = day.year - 621
    if number < _nowruz(year):
        year -= 1
    passed = number - _nowruz(year)
    if passed < 186:
        return CalendarDay(year, passed // 31 + 1, passed % 31 + 1)
    return CalendarDay(year, (passed - 186) // 30 + 7, (passed - 186) % 30 + 1)


def _solar_hijri_number(year: int, month: int, day: int) -> int:
    if year > 9998 - 622:
        raise ValueError("beyond what dates can hold")
    return _nowruz(year) + (month - 1) * 30 + min(month - 1, 6) + day - 1


_RECKONINGS: Mapping[Calendar, _Reckoning] = {
    Calendar.GREGORIAN: _Reckoning(12, lambda y, m, d: date(y, m, d).toordinal(), _gregorian),
    Calendar.ETHIOPIAN: _Reckoning(
        13, lambda y, m, d: _ordinal(coptic.to_jd(y - ETHIOPIAN_ABOVE_COPTIC, m, d)), _ethiopian
    ),
    Calendar.SOLAR_HIJRI: _Reckoning(12, _solar_hijri_number, _solar_hijri),
    Calendar.HIJRI: _Reckoning(12, lambda y, m, d: _ordinal(islamic.to_jd(y, m, d)), _hijri),
}
