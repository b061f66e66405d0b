"""Dates with precision: what is not known is not invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.values import DatePrecision, Interval, PartialDate, Quantity


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1988", date(1988, 1, 1), date(1988, 12, 31)),
        ("1988-02", date(1988, 2, 1), date(1988, 2, 29)),
        ("1988-03-07", date(1988, 3, 7), date(1988, 3, 7)),
        ("1988~2", date(1986, 1, 1), date(1990, 12, 31)),
    ],
)
def test_parse_each_precision_gives_the_days_it_can_be(
    text: str, earliest: date, latest: date
) -> None:
    born = PartialDate.parse(text)
    assert (born.earliest, born.latest) == (earliest, latest)
    assert str(born) == text


@pytest.mark.parametrize("text", ["", "07/03/1988", "1988-13", "1988-02-30", "88", "1988~200"])
def test_parse_nonsense_says_which_forms_are_understood(text: str) -> None:
    with pytest.raises(ValueError, match="write YYYY-MM-DD"):
        PartialDate.parse(text)


def test_age_on_year_only_gives_both_possible_ages() -> None:
    assert PartialDate.parse("2004").age_on(date(2022, 6, 1)) == Interval(17, 18)


def test_from_age_birthday_today_is_the_latest_birth() -> None:
    born = PartialDate.from_age(17, date(2022, 3, 1))
    assert (born.earliest, born.latest) == (date(2004, 3, 2), date(2005, 3, 1))


@given(st.integers(0, 120), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_from_age_any_age_and_day_gives_back_that_age(years: int, day: date) -> None:
    assert PartialDate.from_age(years, day).age_on(day) == Interval(years, years)


@given(st.text())
def test_parse_any_text_gives_a_date_or_a_clear_error(text: str) -> None:
    try:
        born = PartialDate.parse(text)
    except ValueError as error:
        assert "is not a date" in str(error)
    else:
        assert born.earliest <= born.latest
        assert born.precision in DatePrecision


def test_interval_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="backwards"):
        Interval(2, 1)


def test_quantity_reads_with_its_unit() -> None:
    assert str(Quantity(60000, "L/day")) == "60,000 L/day"
