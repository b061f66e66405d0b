"""Persons: the list, and one person with what this user may know of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.queries import (
    findings_for,
    flags_for,
    people_without_screening,
    referrals_for,
    screenings_for,
)
from openhbm.apps.crossings.queries import crossings_of, decisions_of
from openhbm.apps.people.paper_pictures.queries import paper_pictures_of
from openhbm.apps.people.queries import groups_of, people_by_ids, person_for
from openhbm.apps.people.search.queries import people_fitting
from openhbm.content.permissions import Permission
from openhbm.web.case_work import WORKING_ON_CASES
from openhbm.web.deciding import may_decide
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import PERSONS, REFERRALS
from openhbm.web.filters import PostFilter, at_post, post_filter
from openhbm.web.journal import events_of
from openhbm.web.pages import (
    Column,
    Crumb,
    headings,
    holds_either,
    page,
    page_of,
    show,
    sorted_rows,
)
from openhbm.web.waiting import asks_for_waiting, waiting_since

COLUMNS = (
    Column("name", gettext_lazy("Name or description"), "name"),
    Column("number", gettext_lazy("Number"), "number"),
    Column("sex", gettext_lazy("Sex"), "sex"),
    Column("age", gettext_lazy("Age"), ""),
    Column("post", gettext_lazy("Post"), "registered_post__name"),
    Column("registered", gettext_lazy("Registered"), "registered_at"),
)
NEWEST = "-registered"


@page
def persons(request: HttpRequest) -> HttpResponse:
    """Persons registered where the user works."""
    rows, posts = persons_listed(request)
    file = exported(request, rows, PERSONS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, NEWEST),
        "filter": posts,
        "waiting": _("Persons whom nobody has screened")
        if asks_for_waiting(request, "screening")
        else "",
    }
    return show(request, "persons.html", context)


def persons_listed(request: HttpRequest) -> tuple[Any, PostFilter]:
    """The persons of the list, filtered and in the order asked for; and the filter by post."""
    posts = post_filter(request)
    rows = people_fitting(request.user, request.GET.get("q", ""))
    if asks_for_waiting(request, "screening"):
        rows = rows.filter(id__in=people_without_screening(request.user, waiting_since()))
    rows = at_post(rows.select_related("registered_post"), posts, "registered_post")
    return sorted_rows(request, rows, COLUMNS, NEWEST), posts


@page
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person. What the user's roles do not reach is simply not there."""
    user = request.user
    found = person_for(user, person_id)
    referrals = referrals_for(user, found)
    file = exported(request, referrals, REFERRALS)
    if file is not None:
        return file
    groups = list(groups_of(user, found))
    _name_links(user, found)
    crumbs = [Crumb(_("Persons"), reverse("persons"))]
    crumbs += [Crumb(str(group), reverse("group", args=[group.id])) for group in groups[:1]]
    findings = list(findings_for(user, found))
    works_on_cases = holds_either(user, *WORKING_ON_CASES)
    context = {
        "person": found,
        "groups": groups,
        "crossings": list(crossings_of(user, found)),
        "decisions": list(decisions_of(user, found)),
        "screenings": list(screenings_for(user, found)),
        "flags": flags_for(user, found),
        "paper_pictures": _pictures_waiting(user, found),
        "findings": findings,
        "referrals": list(referrals),
        "events": events_of(user, "person", found, limit=8),
        "may_decide": may_decide(user),
        "works_on_cases": works_on_cases,
        "may_refer": works_on_cases and bool(findings),
        "crumbs": [*crumbs, Crumb(str(found))],
    }
    return show(request, "person.html", context)


def _pictures_waiting(user: Any, person: Any) -> list[Any]:
    """Pictures of papers that this user may confirm."""
    if not may(user, Permission.WRITE_IDENTITY, person.registered_post_id):
        return []
    return list(paper_pictures_of(user, person))


def _name_links(user: Any, person: Any) -> None:
    """Name those who are registered themselves only where the user may see them."""
    links = list(person.family_links.all())
    known = people_by_ids(user, [link.other_person_id for link in links if link.other_person_id])
    for link in links:
        link.shown_name = str(known.get(link.other_person_id, ""))
