"""From a count to a group, and from a group to its persons, without typing anything twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from openhbm.apps.crossings.actions import preregister_group, register_arrival
from openhbm.apps.crossings.queries import group_details_left, tally_for
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.queries import group_for, members_of, person_for
from openhbm.apps.places.queries import posts_worked_at
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.bands import band_initial
from openhbm.web.desk import desk_post_id
from openhbm.web.once import done_once, placed
from openhbm.web.pages import Crumb, needs, page, show
from openhbm.web.person_fields import language_options
from openhbm.web.registration_forms import GroupForm, PersonForm


@page
@needs(Permission.WRITE_MOVEMENT)
def new_group(request: HttpRequest) -> HttpResponse:
    """Pre-register people who came together; with ``?tally=`` they are part of that count."""
    tally = tally_asked_for(request)
    posts = posts_worked_at(request.user)
    form = GroupForm(
        request.POST or None, posts=posts, tally=tally, initial=_group_initial(request, tally)
    )
    if request.method == "POST" and form.is_valid():
        ids = _preregister(request, form, tally)
        if ids is not None:
            messages.success(request, _("The group is registered. Now register its persons."))
            return placed(request, redirect("group", ids["group"]))
    crumbs = [Crumb(_("Groups"), reverse("groups")), Crumb(_("Register a group"))]
    return show(request, "group_form.html", {"form": form, "tally": tally, "crumbs": crumbs})


def _preregister(request: HttpRequest, form: GroupForm, tally: Any) -> dict[str, Any] | None:
    def produce() -> dict[str, Any]:
        group = preregister_group(
            by=request.user,
            post=form.chosen_post,
            details=form.details(),
            tally=tally,
            at=clock.now(),
        )
        return {"group": str(group.id)}

    return _once(request, form, produce)


def _once(request: HttpRequest, form: Any, produce: Any) -> dict[str, Any] | None:
    try:
        return done_once(request, produce)
    except ActionError as error:
        form.refuse(error)
        return None


def tally_asked_for(request: HttpRequest) -> Any:
    asked = request.GET.get("tally", "")
    if not asked:
        return None
    try:
        return tally_for(request.user, UUID(asked))
    except ValueError:
        raise Http404(asked) from None


def _group_initial(request: HttpRequest, tally: Any) -> dict[str, Any]:
    """What is known from the count already, so that nobody types it again."""
    if tally is None:
        return {"post": desk_post_id(request)}
    left = group_details_left(request.user, tally)
    known = {"size": left.size, "special_needs_seen": left.special_needs_seen}
    return known | band_initial(left.counts)


@page
@needs(Permission.WRITE_MOVEMENT)
def new_member(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Register one person of a group; its tally and crossing come along."""
    user = request.user
    group = group_for(user, group_id)
    form = PersonForm(request.POST or None, initial=_member_initial(user, group))
    if request.method == "POST" and form.is_valid():
        ids = _register(request, form, post=group.post, group=group)
        if ids is not None:
            return placed(request, _after_member(request, ids["person"], group))
    return person_page(request, form, group=group)


@page
@needs(Permission.WRITE_MOVEMENT)
def new_person(request: HttpRequest) -> HttpResponse:
    """Register somebody who came alone; with ``?tally=`` as part of that count."""
    tally = tally_asked_for(request)
    posts = posts_worked_at(request.user)
    initial = {"post": tally.post_id if tally else desk_post_id(request)}
    form = PersonForm(request.POST or None, posts=posts, tally=tally, initial=initial)
    if request.method == "POST" and form.is_valid():
        ids = _register(request, form, post=form.chosen_post, tally=tally)
        if ids is not None:
            messages.success(request, _("The person is registered."))
            return placed(request, redirect("person", ids["person"]))
    return person_page(request, form, tally=tally)


def person_page(
    request: HttpRequest, form: PersonForm, *, group: Any = None, tally: Any = None, **more: Any
) -> HttpResponse:
    """The page of one person's form; it is sent to its own address wherever it is shown."""
    crumbs = [Crumb(_("Persons"), reverse("persons"))]
    action, query = reverse("new-person"), f"?tally={tally.id}" if tally else ""
    if group is not None:
        crumbs = [
            Crumb(_("Groups"), reverse("groups")),
            Crumb(str(group), reverse("group", args=[group.id])),
        ]
        action, query = reverse("new-member", args=[group.id]), f"?group={group.id}"
        more["members"] = list(members_of(request.user, group))
    context = {
        "form": form,
        "group": group,
        "tally": tally,
        "languages": language_options(),
        "crumbs": [*crumbs, Crumb(_("Register a person"))],
        "form_action": action if group else action + query,
        "paper_action": reverse("read-paper") + query,
    }
    return show(request, "person_form.html", context | more)


def blank_person_form(
    request: HttpRequest, *, group: Any = None, tally: Any = None, known: dict[str, Any]
) -> PersonForm:
    """A form that begins with what is known: from a paper, the group, the count, the desk."""
    if group is not None:
        return PersonForm(initial=_member_initial(request.user, group) | known)
    initial = {"post": tally.post_id if tally else desk_post_id(request)} | known
    return PersonForm(posts=posts_worked_at(request.user), tally=tally, initial=initial)


def _member_initial(user: Any, group: Any) -> dict[str, Any]:
    is_first = not members_of(user, group).exists()
    return {"relationship": "PA" if is_first else ""} | _shared_with_head(user, group)


def _shared_with_head(user: Any, group: Any) -> dict[str, Any]:
    """What families mostly share, from the group's focal point; every field can be changed."""
    if group.focal_person_id is None:
        return {}
    try:
        head = person_for(user, group.focal_person_id)
    except NotVisible:
        return {}
    contacts = {contact.kind: contact.value for contact in head.contacts.all() if contact.is_safe}
    families = [name.family for name in head.names.all() if name.family]
    return {
        "surname": families[0] if families else "",
        "nationality": next((n.country for n in head.nationalities.all()), ""),
        "preferred_language": head.preferred_language,
        "phone": contacts.get("phone", ""),
        "address": contacts.get("address", ""),
    }


def _register(request: HttpRequest, form: PersonForm, **where: Any) -> dict[str, Any] | None:
    def produce() -> dict[str, Any]:
        crossing = register_arrival(
            by=request.user,
            details=form.details(),
            at=clock.now(),
            relationship=form.cleaned_data.get("relationship", ""),
            **where,
        )
        return {"person": str(crossing.person_id)}

    return _once(request, form, produce)


def _after_member(request: HttpRequest, person_id: str, group: Any) -> HttpResponse:
    messages.success(request, _("The person is registered."))
    if "another" in request.POST:
        return redirect("new-member", group.id)
    return redirect("person", person_id)
