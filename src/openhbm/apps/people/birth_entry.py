"""One box for what is known of somebody's age: an age, a year, a month or a day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError

_AGE = re.compile(r"\d{1,3}")
_MONTH = re.compile(r"(\d{1,2})[./-](\d{4})")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_AS_STORED = re.compile(r"\d{4}(-\d{2}){0,2}|\d{4}~\d{1,2}")


@dataclass(frozen=True, slots=True)
class BirthEntry:
    """What was typed, as `PersonDetails` takes it: a birth date with its precision, or an age."""

    birth: str = ""
    age_years: int | None = None


def read_age_or_birth(text: str) -> BirthEntry:
    """``34`` is an age, ``1988`` a year, ``5.1988`` a month, ``12.5.1988`` a day.

    Day before month, as it is spoken; dots, slashes and hyphens; digits of any script. Dates as
    they are stored (``1988-05-12``, ``1988~2``) are understood too. Whether the date can be is
    checked when the person is registered. ActionError for anything else: a year of two digits
    could be an age.
    """
    typed = _latin_digits(text.strip()).replace(" ", "")
    if not typed:
        return BirthEntry()
    if _AGE.fullmatch(typed):
        return BirthEntry(age_years=int(typed))
    if _AS_STORED.fullmatch(typed):
        return BirthEntry(birth=typed)
    if match := _MONTH.fullmatch(typed):
        return BirthEntry(birth=f"{match[2]}-{int(match[1]):02d}")
    if match := _DAY.fullmatch(typed):
        return BirthEntry(birth=f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}")
    raise ActionError(
        _("“%(text)s” is neither an age nor a date.") % {"text": text.strip()},
        field="age",
        remedy=_("Write 34 for an age, 1988 for a year, 5.1988 for a month, 12.5.1988 for a day."),
    )


def _latin_digits(text: str) -> str:
    """Arabic, Persian and other digits as 0 to 9, so that any keyboard will do."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
