"""Letting devices in and putting them out; a code for a colleague who lost the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openhbm.apps.accounts.devices.actions import (
    ENROLMENT_MINUTES,
    Enrolled,
    enrol_device,
    issue_enrolment,
    revoke_device,
)
from openhbm.apps.accounts.devices.queries import device_for, devices_visible_to
from openhbm.apps.accounts.permissions import permissions_of, require
from openhbm.apps.accounts.recovery.actions import RECOVERY_MINUTES, issue_recovery
from openhbm.apps.accounts.recovery.queries import recoverable_users
from openhbm.apps.intake.tablets.queries import standings_of
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.places.queries import posts_visible_to
from openhbm.content.permissions import Permission
from openhbm.web.account.forms import DeviceForm
from openhbm.web.account.qr import qr_image
from openhbm.web.account.sessions import DEVICE_COOKIE
from openhbm.web.exporting import exported
from openhbm.web.exporting.oversight_tables import DEVICES
from openhbm.web.pages import page, page_of, show

DEVICE_KEPT_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""


@dataclass(frozen=True, slots=True)
class Place:
    """A post where the user may let devices in."""

    id: UUID
    name: str


@page
def devices(request: HttpRequest) -> HttpResponse:
    """Devices of the user's posts, and the way to add one."""
    require(request.user, Permission.ENROL_DEVICES)
    found = devices_visible_to(request.user)
    file = exported(request, found, DEVICES)
    if file is not None:
        return file
    places = _places(request)
    listed = page_of(request, found)
    names = {place.id: place.name for place in places}
    tablets = standings_of(request.user, listed)
    rows = [(d, names.get(d.place_id, ""), tablets.get(d.id)) for d in listed]
    context = {"page": listed, "rows": rows, "places": places, "everywhere": _everywhere(request)}
    return show(request, "account/devices.html", context)


@never_cache
@page
def enrolment(request: HttpRequest) -> HttpResponse:
    """Show the square that a new device scans; a new one each time."""
    if request.method != "POST":
        return redirect("devices")
    place_id = _id(request, "place")
    code = issue_enrolment(by=request.user, place_id=place_id)
    path = reverse("join-device-with", args=[code])
    address = request.build_absolute_uri(path)
    named = next((place.name for place in _places(request) if place.id == place_id), "")
    context = {
        "code": code,
        "address": address,
        "node": request.build_absolute_uri(reverse("join-device")),
        "square": qr_image(address),
        "minutes": ENROLMENT_MINUTES,
        "place": named,
    }
    return show(request, "account/enrolment.html", context)


@require_POST
@page
def revoke(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Put a device out."""
    device = device_for(request.user, device_id)
    revoke_device(by=request.user, device=device)
    messages.success(
        request,
        _("%(device)s was revoked. Whoever was signed in on it is out.") % {"device": device},
    )
    return redirect("devices")


@never_cache
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """This device joins a post: whoever holds it names it; needs no sign-in, only the code."""
    form = DeviceForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        if not consume(request, app="allauth.account", action="enrol"):
            form.add_error(None, _("Too many attempts. Wait a minute and try again."))
        elif enrolled := _enrolled(form):
            return _remembered(request, enrolled)
    return show(request, "account/join.html", {"form": form})


def _enrolled(form: DeviceForm) -> Enrolled | None:
    try:
        return enrol_device(
            by=None, code=form.cleaned_data["code"], label=form.cleaned_data["label"]
        )
    except ActionError as error:
        form.refuse(error)
        return None


def _remembered(request: HttpRequest, enrolled: Enrolled) -> HttpResponse:
    messages.success(
        request,
        _("This device joined as %(device)s. Sign in now.") % {"device": enrolled.device},
    )
    response = redirect("sign-in")
    response.set_cookie(
        DEVICE_COOKIE,
        enrolled.secret,
        max_age=DEVICE_KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@never_cache
@page
def recoveries(request: HttpRequest) -> HttpResponse:
    """Colleagues to help back in; after the touch on one, the code, once."""
    require(request.user, Permission.RECOVER_ACCOUNTS)
    users = recoverable_users(request.user)
    context: dict[str, Any] = {"users": users, "minutes": RECOVERY_MINUTES}
    if request.method == "POST":
        chosen_id = _id(request, "user")
        chosen = next((user for user in users if user.id == chosen_id), None)
        if chosen is None:
            raise NotVisible(f"There is no user {chosen_id} to recover.")
        context |= {"chosen": chosen, "code": issue_recovery(by=request.user, user=chosen)}
    return show(request, "account/recoveries.html", context)


def _everywhere(request: HttpRequest) -> bool:
    return permissions_of(request.user).posts_with(Permission.ENROL_DEVICES) is None


def _places(request: HttpRequest) -> list[Place]:
    mine = permissions_of(request.user).posts_with(Permission.ENROL_DEVICES)
    posts = posts_visible_to(request.user).order_by("name")
    return [Place(post.id, post.name) for post in posts if mine is None or post.id in mine]


def _id(request: HttpRequest, name: str) -> UUID | None:
    """The id chosen in a form; None when none was, or nonsense."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
