"""Crossings and the entry decision on each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import may
from openhbm.apps.crossings.actions import CAPACITIES
from openhbm.apps.crossings.queries import (
    crossing_for,
    crossings_undecided,
    crossings_visible_to,
    decisions_visible_to,
)
from openhbm.content.permissions import Permission
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import CROSSINGS
from openhbm.web.filters import at_post, post_filter
from openhbm.web.journal import events_of
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows
from openhbm.web.waiting import asks_for_waiting, waiting_since

COLUMNS = (
    Column("time", gettext_lazy("Crossed"), "crossed_at"),
    Column("who", gettext_lazy("Who")),
    Column("post", gettext_lazy("Post"), "post__name"),
    Column("direction", gettext_lazy("Direction")),
    Column("mode", gettext_lazy("By")),
)
NEWEST = "-time"


@page
def crossings(request: HttpRequest) -> HttpResponse:
    """Every crossing the user may see, newest first."""
    posts = post_filter(request)
    is_waiting = asks_for_waiting(request, "decision")
    rows = (
        crossings_undecided(request.user, waiting_since())
        if is_waiting
        else crossings_visible_to(request.user)
    )
    rows = rows.select_related("post", "person", "group")
    rows = sorted_rows(request, at_post(rows, posts), COLUMNS, NEWEST)
    file = exported(request, rows, CROSSINGS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, NEWEST),
        "filter": posts,
        "waiting": _("Persons on whose entry nobody has decided") if is_waiting else "",
    }
    return show(request, "crossings.html", context)


@page
def crossing(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """One crossing with the decisions on it; the newest stands."""
    user = request.user
    found = crossing_for(user, crossing_id)
    context = {
        "crossing": found,
        "decisions": list(decisions_visible_to(user).filter(crossing=found)),
        "events": events_of(user, "crossing", found),
        "may_decide": bool(found.person_id) and may(user, Permission.DECIDE_ENTRY, found.post_id),
        "may_set_aside": bool(found.person_id)
        and any(may(user, held, found.post_id) for held in CAPACITIES.values()),
        "crumbs": [*crumbs_to(found), Crumb(_("Crossing"))],
    }
    return show(request, "crossing.html", context)


def crumbs_to(crossing: Any) -> list[Crumb]:
    """The trail to whoever crossed."""
    if crossing.person_id:
        return [
            Crumb(_("Persons"), reverse("persons")),
            Crumb(str(crossing.person), reverse("person", args=[crossing.person_id])),
        ]
    if crossing.group_id:
        return [
            Crumb(_("Groups"), reverse("groups")),
            Crumb(str(crossing.group), reverse("group", args=[crossing.group_id])),
        ]
    return [Crumb(_("Crossings"), reverse("crossings"))]
