"""One box takes an age, a year, a month or a day, and never invents what was not said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.birth_entry import BirthEntry, read_age_or_birth
from openhbm.apps.people.details import read_birth

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", BirthEntry()),
        ("  ", BirthEntry()),
        ("0", BirthEntry(age_years=0)),
        ("34", BirthEntry(age_years=34)),
        ("٣٤", BirthEntry(age_years=34)),
        ("۱۹۸۸", BirthEntry(birth="1988")),
        ("1988", BirthEntry(birth="1988")),
        ("5.1988", BirthEntry(birth="1988-05")),
        ("05/1988", BirthEntry(birth="1988-05")),
        ("12.5.1988", BirthEntry(birth="1988-05-12")),
        ("12-5-1988", BirthEntry(birth="1988-05-12")),
        ("12. 5. 1988", BirthEntry(birth="1988-05-12")),
        ("1988-05-12", BirthEntry(birth="1988-05-12")),
        ("1988-05", BirthEntry(birth="1988-05")),
        ("1988~2", BirthEntry(birth="1988~2")),
    ],
)
def test_read_age_or_birth_understands_what_people_say(typed, understood):
    assert read_age_or_birth(typed) == understood


@pytest.mark.parametrize(
    "typed", ["12.5.88", "old", "1.2.3.4", "19880512", "-4", "1e9", "٣٣٣٣٣", "½"]
)
def test_read_age_or_birth_of_anything_else_says_what_to_write(typed):
    with pytest.raises(ActionError) as caught:
        read_age_or_birth(typed)

    assert caught.value.field == "age"
    assert "12.5.1988" in caught.value.remedy


def test_read_age_or_birth_of_a_year_is_the_whole_year_and_not_its_first_day():
    born = read_birth(read_age_or_birth("1988").birth, None, NOON)

    assert (born.earliest, born.latest) == (date(1988, 1, 1), date(1988, 12, 31))
    assert str(born) == "1988"
