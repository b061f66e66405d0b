"""Holidays: days of every year and single ones, each told once and only inside what was asked."""

from datetime import date

import pytest
from pydantic import ValidationError

from openhbm.content.schemas.holidays import Holidays


def holidays(**given: object) -> Holidays:
    return Holidays(
        id="holidays_xxx",
        source="Test",
        reviewed_on="2026-01-01",
        verified=False,
        country="XXX",
        **given,
    )


def test_days_of_every_year_and_single_ones_are_told_within_bounds() -> None:
    found = holidays(every_year=("01-01", "02-29"), on=("2023-04-10", "2020-04-13"))

    days = sorted(found.between(date(2023, 1, 1), date(2024, 12, 31)))

    assert days == [date(2023, 1, 1), date(2023, 4, 10), date(2024, 1, 1), date(2024, 2, 29)]


def test_day_that_no_year_has_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValidationError, match="such as 05-03"):
        holidays(every_year=("13-01",))
