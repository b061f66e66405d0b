"""What may not be stored: refused here, in words, and the same on every database."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.ledger import rows
from openhbm.apps.ledger.errors import ActionError

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
"""Instants outside are slips; at the ends of the calendar they cannot even be turned into UTC."""


def check_record(record: Model, names: set[str] | None) -> None:
    """Refuse values of the named fields (None: all) that a database would refuse or, worse, cut."""
    for name, value in rows.named_values(record, names):
        check_value(value, name)
    skipped = rows.unchecked_fields(type(record)) | rows.fields_left_empty(record)
    if names is not None:
        skipped = skipped | {f.name for f in record._meta.concrete_fields if f.name not in names}
    try:
        record.clean_fields(exclude=skipped)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise ActionError(" ".join(messages), field=name, remedy=_("Correct this field.")) from None


def check_value(value: Any, name: str) -> None:
    """ActionError for text, a number or an instant that not every database can hold."""
    if isinstance(value, datetime):
        check_instant(value, name)
        return
    bad_text, bad_number = _faults_inside(value)
    if bad_text:
        raise ActionError(
            _("The text holds characters that cannot be stored."),
            field=name,
            remedy=_("Remove control characters and write it again."),
        )
    if bad_number:
        raise ActionError(
            _("A number is missing or infinite."), field=name, remedy=_("Write a number.")
        )


def check_instant(at: datetime, name: str) -> None:
    """ActionError for an instant without a time zone, or in no year that anybody means."""
    if timezone.is_naive(at):
        raise ActionError(
            _("%(instant)s has no time zone.") % {"instant": at},
            field=name,
            remedy=_("Add it, such as 2022-03-07T08:00+01:00."),
        )
    if not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        raise ActionError(
            _("%(instant)s is not in the years %(from)s to %(to)s.")
            % {"instant": at, "from": EARLIEST_YEAR, "to": LATEST_YEAR},
            field=name,
            remedy=_("Check the year."),
        )


_BAD_TEXT = re.compile("[\x00\ud800-\udfff]")


def _faults_inside(value: Any) -> tuple[bool, bool]:
    """Whether anywhere inside there is a NUL or half of a surrogate pair; and a number that is
    none, or infinite: no JSON, and nothing to plan with."""
    parts = [value]
    bad_text = bad_number = False
    for part in parts:  # grows while it is walked: plans and forecasts hold hundreds of values
        if isinstance(part, str):
            bad_text = bad_text or _BAD_TEXT.search(part) is not None
        elif isinstance(part, float):
            bad_number = bad_number or not math.isfinite(part)
        elif isinstance(part, dict):
            parts.extend(part)
            parts.extend(part.values())
        elif isinstance(part, (list, tuple)):
            parts.extend(part)
    return bad_text, bad_number


def sought(text: object) -> str:
    """A key somebody looks a record up by; one that cannot be stored becomes one nothing has."""
    return "\ufffd" if _BAD_TEXT.search(str(text)) else str(text).strip()
