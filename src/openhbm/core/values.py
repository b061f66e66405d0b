"""Small values that every engine shares: reasons, outcomes, dates with precision, quantities."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What the law engine may answer about a person. Never a boolean."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    NEEDS_A_PERSON = "needs_a_person"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that can be said in any language: a form and what stands in its places.

    ``form`` is English with places such as ``%(days)s``; catalogues know it as it stands here.
    """

    form: str
    fills: tuple[tuple[str, Phrase | str], ...] = ()

    def __str__(self) -> str:
        return (
            self.form % {name: str(fill) for name, fill in self.fills} if self.fills else self.form
        )


def said(form: str, **fills: Phrase | str | float) -> Phrase:
    """A phrase; its form is written out where this is called, so that translators find it."""
    return Phrase(
        form,
        tuple(
            (name, fill if isinstance(fill, Phrase) else str(fill)) for name, fill in fills.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is: a stable code, a sentence, its source and an optional weight.

    ``phrase`` is the same sentence for whoever shows it in another language than English.
    """

    code: str
    text: str
    source: str = ""
    weight: float = 0.0
    phrase: Phrase | None = None


def reason_of(code: str, phrase: Phrase, source: str = "", weight: float = 0.0) -> Reason:
    """A reason that can be said in any language."""
    return Reason(code, str(phrase), source, weight, phrase)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its unit, e.g. ``Quantity(60_000, "L/day")``."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:,.10g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of numbers; raises ValueError when low exceeds high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"interval runs backwards: {self.low} > {self.high}; swap the ends")

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


class DatePrecision(StrEnum):
    """How much of a date is known."""

    DAY = "D"
    MONTH = "M"
    YEAR = "Y"
    ESTIMATED = "E"


_FORMS = (
    (re.compile(r"^(\d{4})-(\d{2})-(\d{2})$"), DatePrecision.DAY),
    (re.compile(r"^(\d{4})-(\d{2})$"), DatePrecision.MONTH),
    (re.compile(r"^(\d{4})$"), DatePrecision.YEAR),
)
_ESTIMATE = re.compile(r"^(\d{4})~(\d{1,2})$")
_RANGE = re.compile(r"^(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month, the year, or within some years.

    It is held as the earliest and the latest day it can be, so that "born in 1988" is never
    turned into 1 January 1988. ``str`` gives ``1988-03-07``, ``1988-03``, ``1988`` or ``1988~2``.
    """

    earliest: date
    latest: date
    precision: DatePrecision

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"date runs backwards: {self.earliest} is after {self.latest}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``, ``YYYY~N`` (give or take N years) or the
        days between which it lies, ``YYYY-MM-DD/YYYY-MM-DD`` (ISO 8601 interval).

        Raises ValueError that says which forms are understood.
        """
        text = text.strip()
        for form, precision in _FORMS:
            if match := form.match(text):
                return cls._of(text, precision, *(int(part) for part in match.groups()))
        if match := _ESTIMATE.match(text):
            year, spread = int(match[1]), int(match[2])
            first, last = _day(text, year - spread, 1, 1), _day(text, year + spread, 12, 31)
            return cls(first, last, DatePrecision.ESTIMATED)
        if match := _RANGE.match(text):
            return cls._between(text, match[1], match[2])
        raise ValueError(_unreadable(text))

    @classmethod
    def _between(cls, text: str, first: str, last: str) -> PartialDate:
        earliest, latest = cls.parse(first).earliest, cls.parse(last).latest
        if earliest > latest:
            raise ValueError(f"{_unreadable(text)} (the range runs backwards)")
        precision = DatePrecision.DAY if earliest == latest else DatePrecision.ESTIMATED
        return cls(earliest, latest, precision)

    @classmethod
    def _of(
        cls, text: str, precision: DatePrecision, year: int, month: int = 0, day: int = 0
    ) -> PartialDate:
        if day:
            known = _day(text, year, month, day)
            return cls(known, known, precision)
        first, last = (month, month) if month else (1, 12)
        start = _day(text, year, first, 1)
        return cls(start, date(year, last, calendar.monthrange(year, last)[1]), precision)

    @classmethod
    def from_age(cls, years: int, as_of: date, spread: int = 0) -> PartialDate:
        """The birth dates a person of ``years`` (give or take ``spread``) can have on ``as_of``."""
        if not 0 <= years <= 130:
            raise ValueError(f"age {years} is outside 0 to 130 years; write the age in whole years")
        youngest, oldest = max(years - spread, 0), years + spread
        latest = _years_before(as_of, youngest)
        earliest = _years_before(as_of, oldest + 1) + timedelta(days=1)
        return cls(earliest, latest, DatePrecision.ESTIMATED)

    def age_on(self, day: date) -> Interval:
        """Whole years the person can have on ``day``: youngest and oldest possible age."""
        return Interval(_whole_years(self.latest, day), _whole_years(self.earliest, day))

    def __str__(self) -> str:
        match self.precision:
            case DatePrecision.DAY:
                return self.earliest.isoformat()
            case DatePrecision.MONTH:
                return f"{self.earliest:%Y-%m}"
            case DatePrecision.YEAR:
                return f"{self.earliest.year:04d}"
            case DatePrecision.ESTIMATED:
                middle = (self.earliest.year + self.latest.year) // 2
                return f"{middle:04d}~{max(middle - self.earliest.year, self.latest.year - middle)}"


def _unreadable(text: str) -> str:
    forms = "YYYY-MM-DD, YYYY-MM, YYYY, or YYYY~2 for give or take 2 years"
    return f"{text!r} is not a date; write {forms}"


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{_unreadable(text)} ({error})") from None


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return day.replace(year=day.year - years, day=28)


def _whole_years(born: date, day: date) -> int:
    passed = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return max(passed, 0)
