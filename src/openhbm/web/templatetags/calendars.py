"""``{{ value|shown_date }}``: dates in the calendar and language of the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from openhbm.core.values import PartialDate
from openhbm.web import calendars

register = template.Library()

MISSING = "–"


@register.filter
def shown_date(value: Any, length: str = "") -> str:
    """A day, an instant's day or a date known in part; ``shown_date:"short"`` for lists.

    ISO text is read as a date; other text, such as a remark in its place, stays as it is.
    """
    if isinstance(value, str):
        value = _read(value)
    if isinstance(value, PartialDate):
        return calendars.shown_known(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return calendars.shown_day(value, length == "short")
    return str(value or MISSING)


@register.filter
def shown_datetime(value: Any, length: str = "") -> str:
    """An instant with its time of day; ``shown_datetime:"short"`` for lists."""
    if isinstance(value, datetime):
        return calendars.shown_instant(value, length == "short")
    return shown_date(value, length)


@register.simple_tag
def calendar_now() -> str:
    """The code of the calendar in use, for scripts that read what is typed."""
    return calendars.calendar_in_use().value


@register.simple_tag
def calendars_offered() -> list[dict[str, Any]]:
    """Every calendar by its name in the page's language, and whether it is the one in use."""
    now = calendars.calendar_in_use()
    return [
        {"code": code, "name": name, "is_in_use": code == now}
        for code, name in calendars.calendar_choices()
    ]


def _read(text: str) -> PartialDate | str:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return text
