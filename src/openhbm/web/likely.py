"""Likely matches while somebody is typed in: shown beside the form, and stopping nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openhbm.apps.identity.asking import is_enough, record_asked
from openhbm.apps.identity.queries import Likely, likely_household, likely_matches
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.details import DocumentDetails, LinkDetails, PersonDetails
from openhbm.apps.people.queries import group_for, members_of
from openhbm.content.permissions import Permission
from openhbm.core.identity.records import MatchRecord
from openhbm.web import clock
from openhbm.web.household_form import HouseholdEntry, MemberForm
from openhbm.web.pages import needs, page, show
from openhbm.web.person_fields import name_parts, on_document, whole_name
from openhbm.web.registration_forms import PersonForm

STRENGTHS = ((6.0, "strong"), (1.5, "for"), (-1.5, "weak"), (-5.0, "against"))
"""From so many bits on evidence is called so; what is below speaks strongly against."""


@dataclass(frozen=True, slots=True)
class Row:
    """The likely matches of one person of the form; ``place`` counts from 1, 0 for the only one."""

    place: int
    name: str
    likely: Likely


@page
@needs(Permission.WRITE_MOVEMENT)
@require_POST
def likely_person(request: HttpRequest) -> HttpResponse:
    """Who the person being typed may be; with ``?group=`` its members are left out."""
    form = PersonForm(request.POST)
    form.is_valid()
    asked = _record(_details(form.cleaned_data))
    rows = []
    if asked is not None:
        found = likely_matches(request.user, asked, leave_out=_members(request))
        rows = [Row(0, "", found)]
    return _shown(request, rows)


@page
@needs(Permission.WRITE_MOVEMENT)
@require_POST
def likely_members(request: HttpRequest) -> HttpResponse:
    """Who the members of the household being typed may be."""
    entry = HouseholdEntry(request.POST, posts=None, group=None, tally=None, initial={})
    entry.rows[0].is_valid()
    asked = []
    for place, row in enumerate(entry.rows, 1):
        record = _member(row) if place == 1 or not row.is_blank else None
        if record is not None:
            asked.append((place, record))
    found = likely_household(request.user, [record for _place, record in asked])
    rows = [
        Row(place, record.names[0] if record.names else "", likely)
        for (place, record), likely in zip(asked, found, strict=True)
    ]
    return _shown(request, rows)


def strength(weight: float) -> str:
    """How strongly evidence of so many bits speaks for or against."""
    return next((word for least, word in STRENGTHS if weight >= least), "strong_against")


def _shown(request: HttpRequest, rows: list[Row]) -> HttpResponse:
    told = [row for row in rows if row.likely.matches or row.likely.relatives]
    response = show(request, "parts/likely.html", {"rows": told, "was_asked": bool(rows)})
    response["Cache-Control"] = "no-store"
    return response


def _details(values: dict[str, Any]) -> PersonDetails:
    """What is valid so far of the fields of one person."""
    name, surname = values.get("name", ""), values.get("surname", "")
    number, relative = values.get("document_number", ""), values.get("link_name", "")
    link = LinkDetails(relative, values.get("link_relationship", ""), "")
    return PersonDetails(
        name=whole_name(name, surname) or surname,
        name_parts=name_parts(name, surname),
        other_names=on_document(values.get("document_name", "")),
        sex=values.get("sex") or "U",
        birth=values.get("birth", ""),
        age_years=None if values.get("birth") else values.get("age_years"),
        documents=(DocumentDetails("", number),) if number else (),
        links=(link,) if relative else (),
        phone=values.get("phone", ""),
        address=values.get("address", ""),
    )


def _member(row: MemberForm) -> MatchRecord | None:
    row.is_valid()
    values = dict(getattr(row, "cleaned_data", {}))
    age = values.pop("age", None)
    if age is not None:
        values |= {"birth": age.birth, "age_years": age.age_years}
    return _record(_details(values))


def _record(details: PersonDetails) -> MatchRecord | None:
    """The record to search for; None while there is too little, or a date makes no sense."""
    try:
        asked = record_asked(details, clock.now())
    except ActionError:
        return None
    return asked if is_enough(asked) else None


def _members(request: HttpRequest) -> set[UUID]:
    asked = request.GET.get("group", "")
    if not asked:
        return set()
    try:
        group = group_for(request.user, UUID(asked))
    except ValueError:
        raise Http404(asked) from None
    return {member.person_id for member in members_of(request.user, group)}
