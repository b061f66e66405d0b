"""The camera in a row of the household page: what a paper says joins what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openhbm.apps.intake.papers import reading_to_confirm, zone_in_picture
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.zone_values import ZoneValues, zone_values
from openhbm.apps.places.queries import posts_worked_at
from openhbm.content.permissions import Permission
from openhbm.core.calendars import Calendar
from openhbm.web import clock
from openhbm.web.calendars import calendar_in_use
from openhbm.web.household import household_asked_for, household_context, household_page
from openhbm.web.household_form import ROWS, HouseholdEntry, HouseholdForm, MemberForm
from openhbm.web.pages import needs, page, show
from openhbm.web.paper_fields import initial_of
from openhbm.web.papers import picture_sent, told_on_page

_RENAMED = {"birth": "age"}
"""What a row calls otherwise than a zone does."""
SAID = ("name", "surname")
"""As the person says it; what the paper says of it stays beside it."""


@page
@needs(Permission.WRITE_MOVEMENT)
def read_member_paper(request: HttpRequest, place: int) -> HttpResponse:
    """Read the picture of row ``place`` (from 1) into it; every other row stays as it was typed.

    A script asks for the row alone; without one the whole page comes back. No picture is kept.
    """
    if not 1 <= place <= ROWS:
        raise Http404(str(place))
    group, tally = household_asked_for(request)
    if request.method != "POST":
        asked = request.GET.urlencode()
        return redirect(reverse("new-household") + (f"?{asked}" if asked else ""))
    begun = {n: _typed(MemberForm, request, f"m{n}") for n in range(ROWS)}
    error, read = "", None
    try:
        reading = zone_in_picture(picture_sent(request, f"m{place - 1}-picture"))
        found = in_a_row(zone_values(reading.zone, reading.standing, clock.today()))
        begun[place - 1] = begun[place - 1] | initial_of(without_names(found, begun[place - 1]))
        read = told_on_page(reading_to_confirm(reading, found))
    except ActionError as refused:
        error = str(refused)
    about = _typed(HouseholdForm, request, "")
    entry = HouseholdEntry(
        None,
        posts=posts_worked_at(request.user),  # type: ignore[arg-type]
        group=group,
        tally=tally,
        initial=about,
        begun=begun,
    )
    row = entry.rows[place - 1]
    row.paper_error, row.read = error, read
    if request.headers.get("HX-Request"):
        context = household_context(request, entry) | {"row": row, "place": place}
        return show(request, "parts/member_fields.html", context)
    return household_page(request, entry)


def in_a_row(found: ZoneValues) -> ZoneValues:
    """The values of a zone under the names that a row has for them."""
    values = {_RENAMED.get(name, name): value for name, value in found.values.items()}
    standing = {_RENAMED.get(name, name): value for name, value in found.standing.items()}
    if "age" in values and calendar_in_use() is not Calendar.GREGORIAN:
        # A zone tells dates of the Gregorian calendar, whatever the page's own is.
        values["age"] += " AD"
    return ZoneValues(values, standing, found.problems, found.is_protected)


def without_names(found: ZoneValues, typed: Mapping[str, Any]) -> ZoneValues:
    """The values without the names that somebody has written as they are said."""
    left = {name for name in found.values if name not in SAID or not typed.get(name)}
    return replace(
        found,
        values={name: found.values[name] for name in left},
        standing={name: found.standing[name] for name in left},
    )


def _typed(kind: type[forms.Form], request: HttpRequest, prefix: str) -> dict[str, Any]:
    """What stands in a form that was sent before it is finished, as what it begins with anew."""
    data, fields = request.POST, kind.base_fields
    typed: Mapping[str, Any] = {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}-{name}" if prefix else name)  # type: ignore[arg-type]
        for name, field in fields.items()
    }
    return {name: value for name, value in typed.items() if value not in (None, "", [])}
