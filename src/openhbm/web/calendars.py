"""In which calendar a page shows and reads dates: the one chosen on the device, else the usual one
of the page's language."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.content.dates import calendar_name, date_words, known_words, usual_calendar
from openhbm.core.calendars import Calendar, read_date, without_era
from openhbm.core.values import DatePrecision, PartialDate

COOKIE = "hbm_calendar"
HELP = gettext_lazy("Day/month/year, month/year, year, or year~2 for two years more or less.")

_chosen: ContextVar[Calendar | None] = ContextVar("calendar", default=None)


class CalendarMiddleware:
    """Holds the calendar chosen on the device for as long as a request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _chosen.set(chosen_on(request))
        try:
            return self.get_response(request)
        finally:
            _chosen.reset(token)


def chosen_on(request: HttpRequest) -> Calendar | None:
    """What somebody chose on the device; None when nobody did, or the cookie holds nonsense."""
    kept = request.COOKIES.get(COOKIE, "")
    return Calendar(kept) if kept in list(Calendar) else None


def calendar_in_use() -> Calendar:
    """The calendar of the page being made."""
    return _chosen.get() or usual_calendar(_language())


def calendar_choices() -> list[tuple[str, str]]:
    """(code, name in the page's language) of every calendar."""
    return [(calendar.value, calendar_name(calendar, _language())) for calendar in Calendar]


def shown_day(day: date, short: bool = False) -> str:
    """A day in the calendar in use; Gregorian ones as the page's language writes them."""
    calendar = calendar_in_use()
    if calendar is Calendar.GREGORIAN:
        return date_format(day, "SHORT_DATE_FORMAT" if short else "DATE_FORMAT")
    try:
        return date_words(day, calendar, _language())
    except ValueError:  # a day beyond what the calendar is reckoned for
        return day.isoformat()


def shown_instant(at: datetime, short: bool = False) -> str:
    """An instant in local time, its day in the calendar in use."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    if calendar_in_use() is Calendar.GREGORIAN:
        return date_format(local, "SHORT_DATETIME_FORMAT" if short else "DATETIME_FORMAT")
    return f"{shown_day(local.date(), short)}, {local:%H:%M}"


def shown_known(known: PartialDate) -> str:
    """A date as far as it is known, in the calendar in use."""
    if known.precision is DatePrecision.DAY:
        return shown_day(known.earliest)
    if known.precision is DatePrecision.MONTH and calendar_in_use() is Calendar.GREGORIAN:
        return date_format(known.earliest, "YEAR_MONTH_FORMAT")
    try:
        return known_words(known, calendar_in_use(), _language())
    except ValueError:
        return str(known)


class KnownDateField(forms.CharField):
    """A date as far as it is known, typed in the calendar in use; its clean value is ISO text.

    ``calendar`` may be set per form to what its own calendar choice says.
    """

    calendar: Calendar | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("help_text", HELP)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        return iso_text(text, self.calendar or calendar_in_use()) if text else ""


def iso_text(typed: str, calendar: Calendar) -> str:
    """What was typed in ``calendar`` as ISO text; ValidationError says what is understood.

    A month or year of another calendar becomes the days it covers: ``1991-03-21/1992-03-20``.
    """
    try:
        known = read_date(typed, calendar)
        calendar = without_era(typed)[1] or calendar
    except ValueError:
        raise forms.ValidationError(
            _(
                "%(typed)s is not a date of the %(calendar)s calendar. Write day/month/year, "
                "month/year, year, or year~2 for two years more or less."
            )
            % {"typed": typed, "calendar": calendar_name(calendar, _language())}
        ) from None
    if calendar is not Calendar.GREGORIAN and known.precision is DatePrecision.ESTIMATED:
        return f"{known.earliest}/{known.latest}"
    return str(known)


def _language() -> str:
    return get_language() or "en"
