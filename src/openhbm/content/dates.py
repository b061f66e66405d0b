"""Dates in words, in a calendar and a language; never saying more than is known.

Without a framework, so that paper and pages say a date alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from openhbm.content.items import text_in
from openhbm.content.languages import candidates, in_language
from openhbm.content.loader import pack
from openhbm.content.schemas.calendars import CalendarNames
from openhbm.core.calendars import Calendar, CalendarDay, in_calendar, span_in, years_of
from openhbm.core.values import DatePrecision, PartialDate

_EASTERN = "۰۱۲۳۴۵۶۷۸۹"
DIGITS: Mapping[str, str] = MappingProxyType({"fa": _EASTERN, "prs": _EASTERN, "ps": _EASTERN})
"""Languages written with digits of their own. Arabic pages show 0–9, as its number format says."""

USUAL: Mapping[str, Calendar] = MappingProxyType(
    {
        "am": Calendar.ETHIOPIAN,
        "prs": Calendar.SOLAR_HIJRI,
        "fa": Calendar.SOLAR_HIJRI,
        "ps": Calendar.SOLAR_HIJRI,
    }
)
"""The calendar people of a language expect; Gregorian where nothing stands here."""


def usual_calendar(language: str) -> Calendar:
    """The calendar to show dates in when nobody chose one."""
    found = (USUAL[code] for code in candidates(language) if code in USUAL)
    return next(found, Calendar.GREGORIAN)


def calendar_name(calendar: Calendar, language: str) -> str:
    """What the calendar is called in ``language``."""
    return text_in(_names(calendar).name, language)


def date_words(day: date, calendar: Calendar, language: str) -> str:
    """``day`` as ``12 Ginbot 1980 E.C.`` or ``7 March 1988``."""
    named, names = in_calendar(day, calendar), _names(calendar)
    words = text_in(names.form, language).format(
        day=named.day, month=_month(names, named, language), year=named.year
    )
    return _finished(words, names, language)


def known_words(known: PartialDate, calendar: Calendar, language: str) -> str:
    """A date as far as it is known: day, months or years it can lie in.

    ``March 1988`` covers two Ethiopian months and is shown as ``Yekatit 1980 – Megabit 1980 E.C.``,
    ``1988`` as ``1980/81 E.C.``; an estimate as its first and last year.
    """
    if known.precision is DatePrecision.DAY:
        return date_words(known.earliest, calendar, language)
    names, span = _names(calendar), span_in(known, calendar)
    if known.precision is not DatePrecision.MONTH:
        return _finished(years_of(span), names, language)
    months = [f"{_month(names, end, language)} {end.year}" for end in (span.first, span.last)]
    return _finished(" – ".join(dict.fromkeys(months)), names, language)


def _names(calendar: Calendar) -> CalendarNames:
    return pack().get(CalendarNames, calendar.value)


def _month(names: CalendarNames, day: CalendarDay, language: str) -> str:
    return in_language(names.months, language)[day.month - 1]


def _finished(words: str, names: CalendarNames, language: str) -> str:
    if names.era:
        words = f"{words} {text_in(names.era, language)}"
    digits = next((DIGITS[code] for code in candidates(language) if code in DIGITS), "")
    return words.translate(str.maketrans("0123456789", digits)) if digits else words
