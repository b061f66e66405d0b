"""What a reader gives: entries with days and values, and the faults of those it could not read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.flows.numbers import is_missing

MOST_BYTES = 16 * 1024 * 1024
MOST_ENTRIES = 50_000
LONGEST_TEXT = 300
LONGEST_REFERENCE = 120
LONGEST_AGREEMENT = 160


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: the day it speaks of, when it was reported (None: when it was read), its value."""

    where: str
    happened_on: date
    reported_at: datetime | None
    value: float | None
    text: str
    place: str
    kind: str
    reference: str
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class FeedFault:
    """Why one entry was left out: where it stands, what is wrong there, and what to do."""

    where: str
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}, {self.field}: {self.message} {self.remedy}"


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What was read; a bad entry never loses the good ones beside it."""

    entries: tuple[FeedEntry, ...]
    faults: tuple[FeedFault, ...]


class BadEntry(Exception):
    """An entry that cannot be taken; the reader adds where it stands."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.field, self.message, self.remedy = field, message, remedy

    def at(self, where: str) -> FeedFault:
        return FeedFault(where, self.field, self.message, self.remedy)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as it stands in the source, all of it text."""

    where: str
    happened: str = ""
    reported: str = ""
    value: str = ""
    text: str = ""
    place: str = ""
    kind: str = ""
    reference: str = ""
    agreement: str = ""


def entries_of(raw: Iterable[RawEntry]) -> FeedReading:
    """Understand raw entries one by one."""
    entries: list[FeedEntry] = []
    faults: list[FeedFault] = []
    for one in raw:
        if len(entries) + len(faults) >= MOST_ENTRIES:
            faults.append(_too_many(one.where))
            break
        try:
            entries.append(_understood(one))
        except BadEntry as bad:
            faults.append(bad.at(one.where))
    return FeedReading(tuple(entries), tuple(faults))


def check_bytes(data: bytes) -> None:
    """ActionError when there is nothing, or far more than signals need."""
    if not data.strip():
        raise ActionError(
            _("The source gave nothing."), field="file", remedy=_("Look whether it still exists.")
        )
    if len(data) > MOST_BYTES:
        raise ActionError(
            _("The source gave more than %(most)s MB.") % {"most": MOST_BYTES // 1_048_576},
            field="file",
            remedy=_("Give a part of it, such as the last month."),
        )


def _understood(raw: RawEntry) -> FeedEntry:
    reported = instant_in(raw.reported, "reported") if raw.reported.strip() else None
    if raw.happened.strip():
        happened = day_in(raw.happened, "happened")
    elif reported is not None:
        happened = timezone.localdate(reported)
    else:
        raise BadEntry("happened", _("No day is given."), _("Write YYYY-MM-DD."))
    return FeedEntry(
        where=raw.where,
        happened_on=happened,
        reported_at=reported,
        value=number_in(raw.value, "value"),
        text=" ".join(raw.text.split())[:LONGEST_TEXT],
        place=raw.place.strip()[:LONGEST_REFERENCE],
        kind=raw.kind.strip(),
        reference=raw.reference.strip()[:LONGEST_REFERENCE],
        agreement=raw.agreement.strip()[:LONGEST_AGREEMENT],
    )


def day_in(text: str, field: str) -> date:
    """A day from ISO 8601 or the form of e-mail and RSS; BadEntry for any other, such as 3/4/22
    that two people read in two ways."""
    plain = text.strip()
    try:
        found = parse_date(plain[:10]) if plain[4:5] == "-" else None
    except ValueError:
        found = None
    if found is None:
        return timezone.localdate(instant_in(plain, field))
    return found


def instant_in(text: str, field: str) -> datetime:
    """An instant from ISO 8601, a day, seconds since 1970 or the form of e-mail and RSS; without
    a time zone it is UTC."""
    plain = text.strip()
    for parse in (_iso, _day_alone, _seconds, parsedate_to_datetime):
        try:
            found = parse(plain)
        except (ValueError, TypeError, OverflowError, OSError, IndexError):
            continue
        if found is not None and 1900 <= found.year <= 2199:
            return found if timezone.is_aware(found) else found.replace(tzinfo=UTC)
    raise BadEntry(
        field,
        _("%(text)s is no day that can be read in one way only.") % {"text": plain[:40] or "–"},
        _("Write YYYY-MM-DD, or YYYY-MM-DDTHH:MM+00:00."),
    )


def _iso(text: str) -> datetime | None:
    return parse_datetime(text)


def _day_alone(text: str) -> datetime | None:
    found = parse_date(text)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None


def _seconds(text: str) -> datetime | None:
    is_stamp = text.isdecimal() and len(text) in (10, 13)
    return datetime.fromtimestamp(int(text[:10]), UTC) if is_stamp else None


def number_in(text: str, field: str) -> float | None:
    """A number of 0 or more with a dot for decimals; None when the cell says it is missing."""
    plain = text.strip().rstrip("%").replace("\u00a0", "").replace(" ", "")
    if is_missing(plain):
        return None
    try:
        found = float(plain) if plain.isascii() and "_" not in plain else math.nan
    except ValueError:
        found = math.nan
    if not 0 <= found < 1e12:
        raise BadEntry(
            field,
            _("%(text)s is no number of 0 or more.") % {"text": text.strip()[:40]},
            _("Write digits with a dot for decimals, or leave it empty."),
        )
    return found


def _too_many(where: str) -> FeedFault:
    return FeedFault(
        where,
        "file",
        _("There are more than %(most)s entries; this and what follows was not read.")
        % {"most": MOST_ENTRIES},
        _("Give a part of it, such as the last month."),
    )
