"""Dates of a machine-readable zone with the precision they have. Nothing is filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from openhbm.core.documents.mrz.layouts import FILLER
from openhbm.core.values import PartialDate

OLDEST = 130
"""Years after which a birth date cannot be somebody's who stands at the desk."""
_UNKNOWN = (FILLER * 2, "00")


def birth_date(text: str, at: date) -> PartialDate | None:
    """The birth date of YYMMDD as of ``at``; None when the year is unknown or it is no date.

    The century is the latest that is not in the future (ICAO Doc 9303 part 3, 4.8, leaves it to
    the reader): somebody of 104 reads as a child of 4, which is why ``other_century`` exists.
    """
    return _dated(text, at.year, lambda born: born.earliest <= at)


def other_century(text: str, at: date) -> PartialDate | None:
    """The birth date a hundred years before ``birth_date``, when somebody can be that old."""
    born = birth_date(text, at)
    if born is None or at.year - (born.earliest.year - 100) > OLDEST:
        return None
    return _partial(born.earliest.year - 100, text)


def expiry_date(text: str, at: date) -> PartialDate | None:
    """The day of expiry of YYMMDD, in the century that puts it nearest to ``at``.

    Papers are valid for ten years, some for fifty; expired ones are shown for as long. None when
    it is unknown or no date.
    """
    return _dated(text, at.year + 50, lambda _: True)


def zone_date(known: PartialDate | None) -> str:
    """YYMMDD with fillers for what is unknown; all fillers for an estimate or nothing."""
    text = str(known) if known is not None else ""
    if known is None or "~" in text or "/" in text:
        return FILLER * 6
    parts = text.split("-")
    return "".join(part[-2:] for part in parts).ljust(6, FILLER)


def _dated(text: str, last_year: int, fits: Callable[[PartialDate], bool]) -> PartialDate | None:
    if len(text) != 6 or not (text[:2].isascii() and text[:2].isdigit()):
        return None
    year = last_year - (last_year - int(text[:2])) % 100
    found = _partial(year, text)
    if found is not None and not fits(found):
        found = _partial(year - 100, text)
    return found


def _partial(year: int, text: str) -> PartialDate | None:
    month, day = text[2:4], text[4:6]
    parts = [f"{year:04d}"]
    if month not in _UNKNOWN:
        parts.append(month)
        if day not in _UNKNOWN:
            parts.append(day)
    elif day not in _UNKNOWN:
        return None  # a day of no known month says less than it seems to
    try:
        return PartialDate.parse("-".join(parts))
    except ValueError:
        return None
