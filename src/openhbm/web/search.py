"""The search box of every page: whom or what a number, name, document, token or phone belongs to.

The text stands in the address (GET), although it may be a name: only so does the page work
without scripts, come back with the browser's back button and answer a scanned token. What keeps it
from being kept: the server writes no log of addresses, the answer may not be stored by any cache,
and no other site is told the address (Referrer-Policy).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.queries import referrals_visible_to, shown_persons
from openhbm.apps.people.queries import groups_visible_to
from openhbm.apps.people.search.asking import is_number_of
from openhbm.apps.people.search.queries import (
    Found,
    found_groups,
    found_people,
    people_fitting,
)
from openhbm.content.permissions import Permission
from openhbm.web.addresses import address
from openhbm.web.content_words import state_words
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import GROUPS, PERSONS, REFERRALS
from openhbm.web.pages import Crumb, page, show
from openhbm.web.templatetags.labels import age, name_of

LONGEST = 80
SHOWN = 25

REASONS = {
    "number": gettext_lazy("Registration number"),
    "token": gettext_lazy("Token"),
    "document": gettext_lazy("Document number"),
    "phone": gettext_lazy("Phone"),
    "name": gettext_lazy("Name"),
    "case": gettext_lazy("Case number"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the answer: what was found, where it is, and by what it fits."""

    text: str
    href: str
    number: str
    note: str
    reason: Any


@page
def search(request: HttpRequest) -> HttpResponse:
    """What the user may see that fits; the one record whose whole number was given opens."""
    asked = request.GET.get("q", "")[:LONGEST].strip()
    people = found_people(request.user, asked, SHOWN) if asked else []
    groups = found_groups(request.user, asked, SHOWN) if asked else []
    file = _file(request, asked, groups) if asked else None
    if file is not None:
        return file
    only = _only(asked, people, groups)
    if only:
        return redirect(only)
    parts = [
        (PERSONS.name, _("Persons"), [_person(one) for one in people]),
        (GROUPS.name, _("Groups"), [_group(one) for one in groups]),
        (REFERRALS.name, _("Referrals"), _referrals(request.user, asked)),
    ]
    context = {
        "asked": asked,
        "parts": [part for part in parts if part[-1]],
        "shown": SHOWN,
        "is_cut": max(len(people), len(groups)) >= SHOWN,
        "may_open": may(request.user, Permission.BREAK_GLASS),
        "crumbs": [Crumb(_("Search"))],
    }
    response = show(request, "search.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _file(request: HttpRequest, asked: str, groups: list[Found]) -> HttpResponse | None:
    """One of the tables as the file asked for: all persons that fit, not the first ones alone."""
    user = request.user
    found = groups_visible_to(user).filter(id__in=[one.record.id for one in groups])
    return (
        exported(request, people_fitting(user, asked), PERSONS, beside=True)
        or exported(request, found, GROUPS, beside=True)
        or exported(request, _cases(user, asked), REFERRALS, beside=True)
    )


def _only(asked: str, people: list[Found], groups: list[Found]) -> str:
    """The address of the one record whose whole number this is: a scanned token opens it."""
    found = [("person", one) for one in people] + [("group", one) for one in groups]
    if len(found) != 1:
        return ""
    route, one = found[0]
    return address(route, one.record.id) if is_number_of(one.record, asked) else ""


def _person(found: Found) -> Hit:
    person = found.record
    post = person.registered_post
    parts = (person.get_sex_display(), age(person), name_of(post) if post else "")
    return Hit(
        str(person),
        address("person", person.id),
        person.number,
        " · ".join(part for part in parts if part),
        REASONS[found.reason],
    )


def _group(found: Found) -> Hit:
    group = found.record
    return Hit(
        str(group),
        address("group", group.id),
        group.number,
        f"{group.size} · {name_of(group.post)}",
        REASONS[found.reason],
    )


def _cases(user: Any, asked: str) -> Any:
    visible = referrals_visible_to(user)
    try:
        return visible.filter(id=UUID(asked))
    except ValueError:
        return visible.none()


def _referrals(user: Any, asked: str) -> list[Hit]:
    """The referral of this id, which stands on what a service is sent."""
    found: Iterable[Any] = list(_cases(user, asked))
    shown = shown_persons(user, found)
    return [
        Hit(shown[r.id].label, address("referral", r.id), "", state_words(r.state), REASONS["case"])
        for r in found
    ]
