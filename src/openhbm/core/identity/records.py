"""What is compared: one person as somebody registered, asks for or lists them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from openhbm.core.identity.names import parts_of
from openhbm.core.values import DatePrecision, PartialDate

MOST_FORMS = 3
"""So many spellings of one name are compared: as said, as on the document, in another script."""


class Judgement(StrEnum):
    """What may be answered about two records. Never a boolean, and never acted on by itself."""

    MATCH = "match"
    NO_MATCH = "no_match"
    UNSURE = "unsure"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """One person, with whatever is known; nothing is required.

    ``names`` are whole names in the order written, each in any script; ``own`` are those of the
    parts that are the person's own and not inherited, when the register says so. ``sex`` is F, M,
    X or U. ``household`` is the key of the household, unique in the register.
    """

    id: str = ""
    names: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    birth: PartialDate | None = None
    sex: str = "U"
    place: str = ""
    father: str = ""
    mother: str = ""
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    household: str = ""

    def named(self, *names: str) -> MatchRecord:
        """The same person with other names."""
        return replace(self, names=names)


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date as it is compared: years it can lie in, month and day where truly known.

    Month and day are 0 when unknown. 1 January counts as unknown: it is what registers write when
    somebody knows the year alone.
    """

    first_year: int
    last_year: int
    month: int = 0
    day: int = 0

    @property
    def year(self) -> int:
        """The middle of the years."""
        return (self.first_year + self.last_year) // 2


def born(birth: PartialDate | None) -> Born | None:
    """The birth date for comparison; None when nothing is known."""
    if birth is None:
        return None
    first, last = birth.earliest, birth.latest
    if birth.precision is DatePrecision.DAY:
        if (first.month, first.day) == (1, 1):
            return Born(first.year, first.year)
        return Born(first.year, first.year, first.month, first.day)
    if birth.precision is DatePrecision.MONTH:
        return Born(first.year, first.year, first.month)
    return Born(first.year, last.year)


def forms_of(record: MatchRecord) -> tuple[tuple[str, ...], ...]:
    """The parts of each spelling of the name, without repeated and empty ones, at most three."""
    forms = dict.fromkeys(parts_of(name) for name in record.names)
    return tuple(form for form in forms if form)[:MOST_FORMS]
