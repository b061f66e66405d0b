"""The same day in four calendars: published dates, both ways, and only what is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.calendars import (
    Calendar,
    CalendarDay,
    day_of,
    in_calendar,
    read_date,
    span_in,
    years_of,
)
from openhbm.core.values import DatePrecision, PartialDate

CASES = Path(__file__).parents[1] / "cases" / "calendars"


def cases(name: str) -> list[dict[str, Any]]:
    """Worked cases, every value as text."""
    rows: list[dict[str, Any]] = yaml.load(
        (CASES / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    return rows


PUBLISHED = [
    (Calendar(key), value, row["gregorian"])
    for row in cases("days.yaml")
    for key, value in row.items()
    if key in list(Calendar) and key != "gregorian"
]


@pytest.mark.parametrize(("calendar", "named", "iso"), PUBLISHED)
def test_published_date_reads_alike_both_ways(calendar: Calendar, named: str, iso: str) -> None:
    year, month, day = (int(part) for part in named.split("-"))

    assert in_calendar(date.fromisoformat(iso), calendar) == CalendarDay(year, month, day)
    assert day_of(calendar, year, month, day) == date.fromisoformat(iso)


@pytest.mark.parametrize("case", cases("typed.yaml"), ids=lambda case: case["name"])
def test_typed_date_gives_the_days_it_can_be(case: dict[str, Any]) -> None:
    known = read_date(case["typed"], Calendar(case["calendar"]))

    assert (known.earliest.isoformat(), known.latest.isoformat(), known.precision.value) == (
        case["earliest"],
        case["latest"],
        case["precision"],
    )


@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)), st.sampled_from(Calendar))
def test_any_day_goes_there_and_back(day: date, calendar: Calendar) -> None:
    named = in_calendar(day, calendar)

    assert day_of(calendar, named.year, named.month, named.day) == day


@given(st.dates(date(1850, 1, 1), date(2150, 12, 30)), st.sampled_from(Calendar))
def test_next_day_is_named_later_and_never_skips(day: date, calendar: Calendar) -> None:
    today = in_calendar(day, calendar)
    tomorrow = in_calendar(date.fromordinal(day.toordinal() + 1), calendar)

    assert tomorrow > today
    assert tomorrow.day in {today.day + 1, 1}


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [
        (Calendar.ETHIOPIAN, 2012, 13, 6),
        (Calendar.ETHIOPIAN, 2012, 14, 1),
        (Calendar.SOLAR_HIJRI, 1400, 12, 30),
        (Calendar.SOLAR_HIJRI, 1400, 7, 31),
        (Calendar.HIJRI, 1446, 2, 30),
        (Calendar.GREGORIAN, 1900, 2, 29),
        (Calendar.SOLAR_HIJRI, 9998, 1, 1),
        (Calendar.HIJRI, 0, 1, 1),
    ],
)
def test_day_that_a_calendar_lacks_is_refused(
    calendar: Calendar, year: int, month: int, day: int
) -> None:
    with pytest.raises(ValueError, match="has no day"):
        day_of(calendar, year, month, day)


def test_year_of_birth_shows_both_years_it_can_be() -> None:
    span = span_in(PartialDate.parse("1988"), Calendar.ETHIOPIAN)

    assert (years_of(span), span.precision) == ("1980/81", DatePrecision.YEAR)


def test_month_of_birth_shows_both_months_it_can_be() -> None:
    span = span_in(PartialDate.parse("1988-03"), Calendar.SOLAR_HIJRI)

    assert (span.first, span.last) == (CalendarDay(1366, 12, 11), CalendarDay(1367, 1, 11))


@pytest.mark.parametrize(
    ("text", "years"), [("1988~2", "1978–1983"), ("2007", "1999–2000"), ("1988-03-07", "1980")]
)
def test_years_of_a_span_tell_the_range(text: str, years: str) -> None:
    assert years_of(span_in(PartialDate.parse(text), Calendar.ETHIOPIAN)) == years


@given(st.text(), st.sampled_from(Calendar))
def test_read_any_text_gives_a_date_or_a_clear_error(text: str, calendar: Calendar) -> None:
    try:
        known = read_date(text, calendar)
    except ValueError as error:
        assert "is not a date" in str(error)
    else:
        assert known.earliest <= known.latest


def test_range_of_days_is_written_and_read_as_an_interval() -> None:
    known = read_date("1370", Calendar.SOLAR_HIJRI)

    assert PartialDate.parse(f"{known.earliest}/{known.latest}") == known


def test_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate.parse("1992-03-20/1991-03-21")
