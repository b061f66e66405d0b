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
from openhbm.web.naming import Named, group_named, who_crossed
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
    found = page_of(request, rows)
    context = {
        "page": found,
        "rows": who_crossed(request.user, found),
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
    crumbs, who = crumbs_to(user, found)
    context = {
        "crossing": found,
        "who": who,
        "group": group_named(user, found.group) if found.person_id else None,
        "decisions": list(decisions_visible_to(user).filter(crossing=found)),
        "events": events_of(user, "crossing", found),
        "may_decide": bool(found.person_id) and may(user, Permission.DECIDE_ENTRY, found.post_id),
        "may_set_aside": bool(found.person_id)
        and any(may(user, held, found.post_id) for held in CAPACITIES.values()),
        "crumbs": [*crumbs, Crumb(_("Crossing"))],
    }
    return show(request, "crossing.html", context)


def crumbs_to(user: Any, crossing: Any) -> tuple[list[Crumb], Named]:
    """The trail to whoever crossed, and what they are called here."""
    [row] = who_crossed(user, [crossing])
    if not row.who.href:
        return [Crumb(_("Crossings"), reverse("crossings"))], row.who
    start = (
        Crumb(_("Persons"), reverse("persons"))
        if crossing.person_id
        else Crumb(_("Groups"), reverse("groups"))
    )
    return [start, Crumb(row.who.label, row.who.href)], row.who
