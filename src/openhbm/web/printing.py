"""Paper from a person's, a group's or a list's page: tokens, wristbands, cards, A4 lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may_read
from openhbm.apps.crossings.queries import decisions_visible_to
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.printing import (
    FontsMissing,
    Holder,
    NextStep,
    card_pdf,
    holder_of_group,
    holders_for,
    list_pdf,
    listed_for,
    token_pdf,
    wristband_pdf,
)
from openhbm.apps.people.queries import group_for, members_of, person_for
from openhbm.web import clock
from openhbm.web.pages import page
from openhbm.web.persons import persons_listed

PAPERS: Mapping[str, Callable[[Iterable[Holder]], bytes]] = {
    "token": token_pdf,
    "wristband": wristband_pdf,
    "card": card_pdf,
}
MOST_LISTED = 1_000
MOST_HANDED_OUT = 500


@page
def of_person(request: HttpRequest, person_id: UUID, paper: str) -> HttpResponse:
    """A token, wristband or card of one person, in the person's language."""
    make = _maker(paper)
    person = person_for(request.user, person_id)
    try:
        return _pdf(make(_holders(request, [person], paper)), f"{paper}-{person.number}")
    except FontsMissing as missing:
        messages.error(request, str(missing))
        return redirect("person", person.id)


@page
def of_group(request: HttpRequest, group_id: UUID, paper: str) -> HttpResponse:
    """A token, wristband or card of everybody in a group who is registered.

    While somebody is not, tokens begin with one of the group, which leads to registration.
    """
    make = _maker(paper)
    group = group_for(request.user, group_id)
    members = members_of(request.user, group)[: MOST_HANDED_OUT + 1]
    people = [member.person for member in members]
    try:
        if len(people) > MOST_HANDED_OUT:
            return _too_many(request, MOST_HANDED_OUT, "group", group.id)
        holders = _holders(request, people, paper)
        if paper != "card" and len(people) < group.size:
            language = get_language() or "en"
            holders.insert(0, holder_of_group(request.user, group, language=language))
        if not holders:
            messages.error(request, _("Nobody of this group is registered yet: nothing to print."))
            return redirect("group", group.id)
        return _pdf(make(holders), f"{paper}s-{group.number}")
    except FontsMissing as missing:
        messages.error(request, str(missing))
        return redirect("group", group.id)


@page
def group_as_list(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The persons of a group on A4, with their relationship to its focal person."""
    group = group_for(request.user, group_id)
    members = list(members_of(request.user, group)[: MOST_LISTED + 1])
    if len(members) > MOST_LISTED:
        return _too_many(request, MOST_LISTED, "group", group.id)
    notes = [member.get_relationship_display() for member in members]
    people = [member.person for member in members]
    language = get_language() or "en"
    subtitle = f"{group.number} · {group.post.name_in(language)}"
    return _list(request, people, str(group), subtitle, notes, back=("group", group.id))


@page
def persons_as_list(request: HttpRequest) -> HttpResponse:
    """The persons of the list page, as filtered and sorted there, on A4."""
    rows, posts = persons_listed(request)
    people = list(rows[: MOST_LISTED + 1])
    if len(people) > MOST_LISTED:
        return _too_many(request, MOST_LISTED, "persons")
    where = posts.chosen.name_in(get_language() or "en") if posts.chosen else ""
    words = request.GET.get("q", "").strip()[:80]
    subtitle = " · ".join(part for part in (where, words) if part)
    return _list(request, people, _("Persons"), subtitle, (), back=("persons",))


def _list(
    request: HttpRequest,
    people: Sequence[Any],
    title: str,
    subtitle: str,
    notes: Sequence[str],
    back: tuple[Any, ...],
) -> HttpResponse:
    now = clock.now()
    listed = listed_for(request.user, people, clock.today(), notes)
    try:
        data = list_pdf(title, subtitle, listed, language=get_language() or "en", at=now)
    except FontsMissing as missing:
        messages.error(request, str(missing))
        return redirect(*back)
    return _pdf(data, f"list-{clock.today().isoformat()}")


def _maker(paper: str) -> Callable[[Iterable[Holder]], bytes]:
    if paper not in PAPERS:
        raise Http404(f"no paper called {paper}")
    return PAPERS[paper]


def _holders(request: HttpRequest, people: Sequence[Any], paper: str) -> list[Holder]:
    return holders_for(
        request.user,
        people,
        language=get_language() or "en",
        next_steps=_next_steps(request.user, people),
        with_photos=paper == "card",
    )


def _next_steps(user: Any, people: Sequence[Any]) -> dict[UUID, NextStep]:
    """Where each person goes next, as far as the user knows whether entry was decided."""
    if not may_read(user, Compartment.MOVEMENT):
        return {}
    ids = [person.id for person in people]
    decided = set(
        decisions_visible_to(user)
        .filter(person__in=ids)
        .order_by()
        .values_list("person_id", flat=True)
    )
    return {id: NextStep.INFORMATION if id in decided else NextStep.INTERVIEW for id in ids}


def _too_many(request: HttpRequest, most: int, *back: Any) -> HttpResponse:
    words = _("These are more than %(most)s persons; narrow the list before printing it.")
    messages.error(request, words % {"most": most})
    return redirect(*back)


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
