"""Dates in words: calendars, languages, digits and precision."""

from __future__ import annotations

from datetime import date

import pytest

from openhbm.content.dates import calendar_name, date_words, known_words, usual_calendar
from openhbm.content.loader import pack
from openhbm.content.schemas.calendars import CalendarNames
from openhbm.core.calendars import Calendar
from openhbm.core.values import PartialDate

BORN = date(1988, 1, 21)


@pytest.mark.parametrize(
    ("calendar", "language", "words"),
    [
        (Calendar.GREGORIAN, "es", "21 de enero de 1988"),
        (Calendar.ETHIOPIAN, "en", "12 Tir 1980 E.C."),
        (Calendar.ETHIOPIAN, "am", "12 ጥር 1980 ዓ.ም."),
        (Calendar.SOLAR_HIJRI, "fa-AF", "۱ دلو ۱۳۶۶ هـ.ش"),
        (Calendar.SOLAR_HIJRI, "ps", "۱ سلواغه ۱۳۶۶ هـ.ل"),
        (Calendar.HIJRI, "ar", "1 جمادى الآخرة 1408 هـ"),
        (Calendar.ETHIOPIAN, "xx", "12 Tir 1980 E.C."),
    ],
)
def test_day_in_words_follows_calendar_and_language(
    calendar: Calendar, language: str, words: str
) -> None:
    assert date_words(BORN, calendar, language) == words


@pytest.mark.parametrize(
    ("known", "calendar", "words"),
    [
        ("1988-01-21", Calendar.ETHIOPIAN, "12 Tir 1980 E.C."),
        ("1988-03", Calendar.ETHIOPIAN, "Yekatit 1980 – Megabit 1980 E.C."),
        ("1988", Calendar.ETHIOPIAN, "1980/81 E.C."),
        ("1988~2", Calendar.ETHIOPIAN, "1978–1983 E.C."),
        ("1988-03", Calendar.GREGORIAN, "March 1988"),
        ("1988", Calendar.GREGORIAN, "1988"),
        ("1988~2", Calendar.GREGORIAN, "1986–1990"),
    ],
)
def test_date_known_in_part_says_no_more_than_is_known(
    known: str, calendar: Calendar, words: str
) -> None:
    assert known_words(PartialDate.parse(known), calendar, "en") == words


@pytest.mark.parametrize(
    ("language", "calendar"),
    [
        ("am", Calendar.ETHIOPIAN),
        ("fa-AF", Calendar.SOLAR_HIJRI),
        ("prs", Calendar.SOLAR_HIJRI),
        ("ps", Calendar.SOLAR_HIJRI),
        ("ar", Calendar.GREGORIAN),
        ("es", Calendar.GREGORIAN),
    ],
)
def test_calendar_nobody_chose_is_the_usual_one(language: str, calendar: Calendar) -> None:
    assert usual_calendar(language) is calendar


def test_every_calendar_has_a_name_and_months() -> None:
    assert set(pack().all(CalendarNames)) == {calendar.value for calendar in Calendar}
    assert calendar_name(Calendar.ETHIOPIAN, "fr") == "Éthiopien"
