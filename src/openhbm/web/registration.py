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
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import group_for, members_of
from openhbm.apps.places.queries import posts_worked_at
from openhbm.web import clock
from openhbm.web.bands import band_initial
from openhbm.web.pages import Crumb, page, show
from openhbm.web.registration_forms import GroupForm, PersonForm


@page
def new_group(request: HttpRequest) -> HttpResponse:
    """Pre-register people who came together; with ``?tally=`` they are part of that count."""
    tally = _tally_asked_for(request)
    posts = posts_worked_at(request.user)
    form = GroupForm(
        request.POST or None, posts=posts, tally=tally, initial=_group_initial(request, tally)
    )
    if request.method == "POST" and form.is_valid():
        try:
            group = preregister_group(
                by=request.user,
                post=form.chosen_post,
                details=form.details(),
                tally=tally,
                at=clock.now(),
            )
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group is registered. Now register its persons."))
            return redirect("group", group.id)
    crumbs = [Crumb(_("Groups"), reverse("groups")), Crumb(_("Register a group"))]
    return show(request, "group_form.html", {"form": form, "tally": tally, "crumbs": crumbs})


def _tally_asked_for(request: HttpRequest) -> Any:
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
        return {"post": request.GET.get("post", "")}
    left = group_details_left(request.user, tally)
    known = {"size": left.size, "special_needs_seen": left.special_needs_seen}
    return known | band_initial(left.counts)


@page
def new_member(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Register one person of a group; its tally and crossing come along."""
    user = request.user
    group = group_for(user, group_id)
    members = list(members_of(user, group))
    form = PersonForm(request.POST or None, initial={"relationship": "" if members else "PA"})
    if request.method == "POST" and form.is_valid():
        crossing = _register(request, form, post=group.post, group=group)
        if crossing is not None:
            return _after_member(request, crossing, group)
    context = {
        "form": form,
        "group": group,
        "members": members,
        "crumbs": [
            Crumb(_("Groups"), reverse("groups")),
            Crumb(str(group), reverse("group", args=[group.id])),
            Crumb(_("Register a person")),
        ],
    }
    return show(request, "person_form.html", context)


@page
def new_person(request: HttpRequest) -> HttpResponse:
    """Register somebody who came alone; with ``?tally=`` as part of that count."""
    tally = _tally_asked_for(request)
    posts = posts_worked_at(request.user)
    initial = {"post": tally.post_id if tally else request.GET.get("post", "")}
    form = PersonForm(request.POST or None, posts=posts, tally=tally, initial=initial)
    if request.method == "POST" and form.is_valid():
        crossing = _register(request, form, post=form.chosen_post, tally=tally)
        if crossing is not None:
            messages.success(request, _("The person is registered."))
            return redirect("person", crossing.person_id)
    crumbs = [Crumb(_("Persons"), reverse("persons")), Crumb(_("Register a person"))]
    return show(request, "person_form.html", {"form": form, "tally": tally, "crumbs": crumbs})


def _register(request: HttpRequest, form: PersonForm, **where: Any) -> Any:
    try:
        return register_arrival(
            by=request.user,
            details=form.details(),
            at=clock.now(),
            relationship=form.cleaned_data.get("relationship", ""),
            **where,
        )
    except ActionError as error:
        form.refuse(error)
        return None


def _after_member(request: HttpRequest, crossing: Any, group: Any) -> HttpResponse:
    messages.success(request, _("The person is registered."))
    if "another" in request.POST:
        return redirect("new-member", group.id)
    return redirect("person", crossing.person_id)
