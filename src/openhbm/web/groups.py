"""Groups: the list, and one group with every step from tally to decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openhbm.apps.accounts.queries import may_read
from openhbm.apps.casework.queries import referrals_visible_to, screenings_visible_to
from openhbm.apps.crossings.queries import crossing_of_group, decisions_visible_to, tally_for
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.queries import group_for, groups_visible_to, groups_waiting, members_of
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import MEMBERS
from openhbm.web.exporting.tables import GROUPS
from openhbm.web.filters import at_post, matching, post_filter
from openhbm.web.journal import events_of
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows
from openhbm.web.waiting import asks_for_waiting, waiting_since

COLUMNS = (
    Column("group", gettext_lazy("Group"), "label"),
    Column("number", gettext_lazy("Number"), "number"),
    Column("persons", gettext_lazy("Persons"), "size"),
    Column("post", gettext_lazy("Post"), "post__name"),
    Column("registered", gettext_lazy("Registered"), "registered_at"),
)
NEWEST = "-registered"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a family's way: done or not, how far, and where to look or go on."""

    name: str
    note: str
    href: str
    is_done: bool


@page
def groups(request: HttpRequest) -> HttpResponse:
    """Groups registered where the user works."""
    posts = post_filter(request)
    is_waiting = asks_for_waiting(request, "registration")
    rows = (
        groups_waiting(request.user, None, waiting_since())
        if is_waiting
        else groups_visible_to(request.user)
    )
    rows = at_post(rows, posts)
    rows = matching(rows, request.GET.get("q", ""), ("label", "number", "token"))
    rows = sorted_rows(request, rows, COLUMNS, NEWEST)
    file = exported(request, rows, GROUPS)
    if file is not None:
        return file
    return show(
        request,
        "groups.html",
        {
            "page": page_of(request, rows),
            "headings": headings(request, COLUMNS, NEWEST),
            "filter": posts,
            "waiting": _("Groups of which somebody is not registered yet") if is_waiting else "",
        },
    )


@page
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group, its members and how far each step has come."""
    found = group_for(request.user, group_id)
    rows = members_of(request.user, found)
    file = exported(request, rows, MEMBERS)
    if file is not None:
        return file
    members = list(rows)
    whole = crossing_of_group(request.user, found)
    tally = tally_for(request.user, whole.tally_id) if whole else None
    context = {
        "group": found,
        "members": members,
        "tally": tally,
        "steps": way_of_group(request.user, found, members, tally),
        "missing": max(found.size - len(members), 0),
        "events": events_of(request.user, "group", found, limit=5),
        "crumbs": [Crumb(_("Groups"), reverse("groups")), Crumb(str(found))],
    }
    return show(request, "group.html", context)


def way_of_group(user: Any, group: Any, members: list[Any], tally: Any) -> list[Step]:
    """Tally → group → persons → screening → referral → decision, as far as the user sees it.

    Steps of the case are left out for whoever may not read it: "0 of 4" would tell them, wrongly,
    that nothing was done.
    """
    person_ids = [member.person_id for member in members]
    here = reverse("group", args=[group.id])
    decisions = decisions_visible_to(user).filter(person__in=person_ids)
    return [
        Step(_("Counted"), _tally_note(tally), _link("tally", tally), tally is not None),
        Step(_("Group"), group.number, here, True),
        _counted_step(_("Persons"), len(members), group.size, f"{here}#members"),
        *_case_steps(user, person_ids, group.size, here),
        _counted_step(_("Decision"), _persons_in(decisions), group.size, f"{here}#members"),
    ]


def _case_steps(user: Any, person_ids: list[UUID], size: int, here: str) -> list[Step]:
    if not may_read(user, Compartment.PROTECTION):
        return []
    screened = screenings_visible_to(user).filter(person__in=person_ids)
    referrals = referrals_visible_to(user).filter(person__in=person_ids)
    return [
        _counted_step(_("Screening"), _persons_in(screened), size, f"{here}#members"),
        _referral_step(referrals, here),
    ]


def _tally_note(tally: Any) -> str:
    if tally is None:
        return _("no count linked")
    return ngettext("%(count)s person counted", "%(count)s persons counted", tally.persons) % {
        "count": tally.persons
    }


def _counted_step(name: str, done: int, size: int, href: str) -> Step:
    note = _("%(done)s of %(size)s") % {"done": done, "size": size}
    return Step(name, note, href, done > 0)


def _referral_step(referrals: Any, here: str) -> Step:
    found = list(referrals[:2])
    href = _link("referral", found[0]) if len(found) == 1 else f"{here}#members"
    count = referrals.count()
    note = ngettext("%(count)s referral", "%(count)s referrals", count) % {"count": count}
    return Step(_("Referral"), note, href, count > 0)


def _persons_in(rows: Any) -> int:
    return int(rows.values("person").distinct().count())


def _link(route: str, record: Any) -> str:
    return reverse(route, args=[record.id]) if record is not None else ""
