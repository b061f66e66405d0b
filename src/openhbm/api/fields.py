"""Kinds of values that requests hold, checked before anything is asked of the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from openhbm.apps.ledger.errors import ActionError

T = TypeVar("T")
_YEARS = range(1900, 2200)
_FROM_THE_FUTURE = timedelta(minutes=10)


class Body(Schema):
    """What a request sends; a field that is not known is an error and not ignored."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True, str_strip_whitespace=True)


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character; remove it")
    return text


def _our_times(value: T) -> T:
    # Calendars and databases disagree on the far past and future, and so do time zones there.
    if getattr(value, "year", 0) not in _YEARS:
        raise ValueError("write a year from 1900 to 2199")
    return value


def text(most: int, least: int = 0) -> Any:
    """A text of bounded length without NUL characters."""
    bounds = StringConstraints(min_length=least, max_length=most)
    return Annotated[str, bounds, AfterValidator(_plain)]


Line = text(160)
Name = text(200)
Note = text(300)
Code = text(40, least=1)
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Day = Annotated[date, AfterValidator(_our_times)]
Instant = Annotated[AwareDatetime, AfterValidator(_our_times)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Any unique text of up to 255 characters. Sent again with the same request"
        " within two days, the request is answered again and not done again.",
    ),
]


def told_at(at: datetime | None) -> datetime:
    """When something happened: now unless told, and never in the future."""
    now = timezone.now()
    if at is not None and at > now + _FROM_THE_FUTURE:
        raise ActionError(
            _("%(at)s is in the future.") % {"at": at.isoformat()},
            field="at",
            remedy=_("Check the clock of your device, or leave the field out."),
        )
    return at or now
