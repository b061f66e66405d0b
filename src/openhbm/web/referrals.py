"""Referrals: an inbox by what must happen next, and one with its clocks, its steps and the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.casework.actions import advance_referral
from openhbm.apps.casework.clocks import Escalation, escalation_of, next_clock
from openhbm.apps.casework.codes import INBOX, OPEN_STATES
from openhbm.apps.casework.queries import (
    referral_counts,
    referral_for,
    referrals_in,
    shown_person,
    shown_persons,
    steps_of,
)
from openhbm.apps.casework.referring import referral_procedure
from openhbm.apps.casework.working import may_move_on
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import REFERRALS
from openhbm.web.filters import at_post, chosen_code, post_filter
from openhbm.web.forms import attempted
from openhbm.web.journal import events_of
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows
from openhbm.web.referral_forms import StepForm

COLUMNS = (
    Column("next", gettext_lazy("Next step"), "next_clock_at"),
    Column("priority", gettext_lazy("Priority"), "priority"),
    Column("person", gettext_lazy("Person")),
    Column("service", gettext_lazy("Service"), "service__name"),
    Column("state", gettext_lazy("State"), "state"),
)
CLOSED_COLUMNS = (Column("sent", gettext_lazy("Sent"), "sent_at"), *COLUMNS[1:])
SOONEST, NEWEST = "next", "-sent"

TABS = {
    "receive": gettext_lazy("To receive"),
    "accept": gettext_lazy("To accept"),
    "in_service": gettext_lazy("In service"),
    "late": gettext_lazy("Late"),
    "closed": gettext_lazy("Closed"),
}
FIRST_TAB = "receive"
ESCALATIONS = {
    Escalation.NOT_RECEIVED: gettext_lazy(
        "Escalated: not received within a quarter of the time. Call the service now."
    ),
    Escalation.NOT_ACCEPTED: gettext_lazy(
        "Escalated: not accepted within half of the time. Tell the supervisor, and look for another"
        " service."
    ),
    Escalation.NO_ACTION: gettext_lazy(
        "Escalated: the time for the first action has run out. Tell the supervisor, and go to the"
        " person."
    ),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the inbox and how many referrals are in it."""

    code: str
    name: Any
    count: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A referral as the inbox shows it to this user."""

    referral: Any
    shown: Any
    next_at: datetime | None
    escalation: Any


@page
def referrals(request: HttpRequest) -> HttpResponse:
    """The inbox: what is to be received, accepted, under way, late, or closed."""
    posts, at = post_filter(request), clock.now()
    counts = referral_counts(request.user, at)
    tab = chosen_code(request, "tab", TABS) or _first_tab(counts)
    is_closed = tab == "closed"
    columns, order = (CLOSED_COLUMNS, NEWEST) if is_closed else (COLUMNS, SOONEST)
    rows = at_post(referrals_in(request.user, tab, at), posts)
    if "sort" in request.GET or is_closed:
        rows = sorted_rows(request, rows, columns, order)
    file = exported(request, rows, REFERRALS)
    if file is not None:
        return file
    found = page_of(request, rows)
    context = {
        "page": found,
        "rows": rows_of(request.user, found, at),
        "headings": headings(request, columns, order),
        "filter": posts,
        "tabs": [Tab(code, name, counts[code], code == tab) for code, name in TABS.items()],
        "tab": tab,
        "is_closed": is_closed,
    }
    return show(request, "referrals.html", context)


def _first_tab(counts: dict[str, int]) -> str:
    """Where something waits; the first part when nothing does."""
    return next((code for code in (*INBOX, "late") if counts[code]), FIRST_TAB)


def rows_of(user: Any, referrals: Iterable[Any], at: datetime) -> list[Row]:
    """Referrals with their persons as far as this user may see them, and their clocks."""
    found = list(referrals)
    shown = shown_persons(user, found)
    return [
        Row(r, shown[r.id], next_clock(r), ESCALATIONS.get(escalation_of(r, at))) for r in found
    ]


@page
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral: its clocks, its steps, and the next one."""
    found = referral_for(request.user, referral_id)
    following = ()
    if may_move_on(request.user, found):
        following = referral_procedure().transitions.get(found.state, ())
    form = StepForm(request.POST or None, states=following)
    if request.method == "POST" and form.is_valid() and _advance(request, form, found):
        messages.success(request, _("The referral moved on."))
        return redirect("referral", found.id)
    shown, at = shown_person(request.user, found), clock.now()
    context = {
        "referral": found,
        "shown": shown,
        "steps": list(steps_of(request.user, found)),
        "form": form if following else None,
        "is_open": found.state in OPEN_STATES,
        "next_at": next_clock(found),
        "escalation": ESCALATIONS.get(escalation_of(found, at)),
        "events": events_of(request.user, "referral", found, limit=8) if shown.person_id else [],
        "crumbs": _crumbs(shown),
    }
    return show(request, "referral.html", context)


def _crumbs(shown: Any) -> list[Crumb]:
    trail = [Crumb(_("Referrals"), reverse("referrals"))]
    if shown.person_id:
        trail.append(Crumb(shown.label, reverse("person", args=[shown.person_id])))
    return [*trail, Crumb(_("Referral"))]


def _advance(request: HttpRequest, form: StepForm, found: Any) -> Any:
    return attempted(request, form, advance_referral, referral=found, **form.cleaned_data)
