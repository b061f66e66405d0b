"""A household on one page, from the keyboard; and what comes after it is registered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.accounts.queries import may
from openhbm.apps.crossings.queries import crossings_visible_to, group_details_left, tally_for
from openhbm.apps.intake.actions import receive_household
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import group_for, members_of
from openhbm.apps.places.queries import posts_worked_at
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.deciding import may_decide
from openhbm.web.desk import desk_post_id
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import MEMBERS
from openhbm.web.household_form import ROWS, SHARED, HouseholdEntry
from openhbm.web.once import done_once, placed
from openhbm.web.pages import Crumb, needs, page, show
from openhbm.web.person_fields import country_options, language_options


@page
@needs(Permission.WRITE_MOVEMENT)
def new_household(request: HttpRequest) -> HttpResponse:
    """Register a household; with ``?group=`` or ``?tally=`` it is part of that one."""
    group, tally = household_asked_for(request)
    entry = HouseholdEntry(
        request.POST if request.method == "POST" else None,
        posts=posts_worked_at(request.user),  # type: ignore[arg-type]
        group=group,
        tally=tally,
        initial={"post": desk_post_id(request)},
    )
    if request.method == "POST" and entry.is_valid():
        ids = _receive(request, entry)
        if ids is not None:
            return placed(request, redirect("household-registered", ids["group"]))
    return household_page(request, entry)


def household_page(request: HttpRequest, entry: HouseholdEntry) -> HttpResponse:
    """The page of a household's form; it is sent to its own address wherever it is shown."""
    return show(request, "household_form.html", household_context(request, entry))


def household_context(request: HttpRequest, entry: HouseholdEntry) -> dict[str, Any]:
    """What the page needs, or one row of it."""
    group, tally = entry.group, entry.tally
    query = _query(group, tally)
    return {
        "entry": entry,
        "group": group,
        "tally": tally,
        "form_action": reverse("new-household") + query,
        "query": query,
        "rows_wanted": min(_expected(request, group, tally), ROWS),
        "shared": SHARED,
        "countries": country_options(),
        "languages": language_options(),
        "may_note": may(request.user, Permission.WRITE_PROTECTION),  # type: ignore[arg-type]
        "crumbs": [Crumb(_("Arrival desk"), reverse("desk")), Crumb(_("Register a household"))],
    }


def _query(group: Any, tally: Any) -> str:
    """What the address of the form says it is part of."""
    if group is not None:
        return f"?group={group.id}"
    return f"?tally={tally.id}" if tally is not None else ""


def household_asked_for(request: HttpRequest) -> tuple[Any, Any]:
    """The group and the count that the address names; 404 for nonsense as for what is hidden."""
    user: Any = request.user
    try:
        if group := request.GET.get("group", ""):
            return group_for(user, UUID(group)), None
        if tally := request.GET.get("tally", ""):
            return None, tally_for(user, UUID(tally))
    except ValueError as nonsense:
        raise Http404 from nonsense
    return None, None


def _expected(request: HttpRequest, group: Any, tally: Any) -> int:
    """How many rows to open with: who is left of the group or the count, else just the head."""
    user: Any = request.user
    if group is not None:
        return max(group.size - members_of(user, group).count(), 1)
    if tally is not None:
        return max(group_details_left(user, tally).size, 1)
    return 1


def _receive(request: HttpRequest, entry: HouseholdEntry) -> dict[str, Any] | None:
    may_note = may(request.user, Permission.WRITE_PROTECTION)  # type: ignore[arg-type]

    def receive() -> dict[str, Any]:
        household = receive_household(
            by=request.user,  # type: ignore[arg-type]
            post=entry.post,
            members=entry.members(),
            place=entry.place(),
            seen=entry.seen() if may_note else None,
            at=clock.now(),
        )
        return {"group": str(household.group.id)}

    try:
        ids = done_once(request, receive)
    except ActionError as error:
        entry.refuse(error)
        return None
    count = len(entry.filled)
    words = ngettext("%(count)s person registered.", "%(count)s persons registered.", count)
    messages.success(request, words % {"count": count})
    return ids


@page
def household_registered(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The numbers of a household, and the next steps: tokens, screening, decision."""
    user: Any = request.user
    group = group_for(user, group_id)
    registered = members_of(user, group)
    file = exported(request, registered, MEMBERS)
    if file is not None:
        return file
    members = list(registered)
    ids = [member.person_id for member in members]
    crossings = crossings_visible_to(user).filter(group=group, person__in=ids)
    by_person = {c.person_id: c for c in crossings.order_by("crossed_at", "id")}
    rows = [(member, by_person.get(member.person_id)) for member in members]
    context = {
        "group": group,
        "rows": rows,
        "missing": max(group.size - len(members), 0),
        "tokens_href": _address("print-group", group.id, "token"),
        "may_screen": may(user, Permission.WRITE_PROTECTION, group.post_id),
        "may_decide": may_decide(user),
        "crumbs": [Crumb(_("Arrival desk"), reverse("desk")), Crumb(str(group))],
    }
    return show(request, "household_registered.html", context)


def _address(name: str, *args: Any) -> str:
    """The address of a page, or none where this node has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
