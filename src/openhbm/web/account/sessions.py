"""How long a session lives: idle time, longest time, its device, and the second factor it needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.devices.queries import device_of_secret
from openhbm.apps.accounts.signing_in.queries import (
    has_second_factor,
    session_limits,
    should_have_second_factor,
)
from openhbm.web.pages import COVERED

DEVICE_COOKIE = "hbm_device"
BEGAN, SEEN, DEVICE, FACTOR = "hbm_began", "hbm_seen", "hbm_device", "hbm_factor"
SEEN_EVERY_SECONDS = 60
"""Rows of sessions are written, so not at every request."""

ENDED = {
    "idle": gettext_lazy("You were signed out because nothing happened for a while."),
    "absolute": gettext_lazy("You were signed out: a session ends after a shift."),
    "device": gettext_lazy("You were signed out: this device was revoked."),
}
WITHOUT_FACTOR = frozenset(
    {
        "account",
        "sign-in",
        "sign-out",
        "switch-user",
        "change-password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "set_language",
        "appearance",
        "jsi18n",
    }
)
"""What stays open to whoever must set up a second factor first."""


WHILE_COVERED = frozenset(
    {
        "information",
        "staff-entrance",
        "interview-leave",
        "sign-out",
        "switch-user",
        "set_language",
        "jsi18n",
    }
)
"""What answers after a quick exit; everything else, there or not, leads to the neutral page."""


class SessionMiddleware:
    """Ends what is over before the page is made; keeps pages of signed-in users out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.enrolled_device = SimpleLazyObject(lambda: enrolled_device(request))
        if not request.user.is_authenticated:
            return self.get_response(request)
        if reason := ended_by(request):
            end_session(request, reason)
            messages.info(request, ENDED[reason])
            return self.get_response(request)
        if is_covered(request):
            return redirect("information")
        if lacks_factor(request):
            return _asked_for_factor(request)
        response = self.get_response(request)
        # The next user of a shared device must not find these with the Back button.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def begin_session(request: HttpRequest, device: Any | None) -> None:
    """Note when this session began, and on which device."""
    now = time.time()
    request.session[BEGAN] = request.session[SEEN] = now
    if device is not None:
        request.session[DEVICE] = str(device.id)


def ended_by(request: HttpRequest) -> str:
    """Why this session is over; empty while it is not."""
    session, now = request.session, time.time()
    if BEGAN not in session:
        begin_session(request, None)
    limits = session_limits(None)
    if now - session[SEEN] > limits.idle.total_seconds():
        return "idle"
    if now - session[BEGAN] > limits.absolute.total_seconds():
        return "absolute"
    device_id = session.get(DEVICE)
    if device_id and (not request.enrolled_device or str(request.enrolled_device.id) != device_id):
        return "device"
    if now - session[SEEN] > SEEN_EVERY_SECONDS:
        session[SEEN] = now
    return ""


def end_session(request: HttpRequest, reason: str) -> None:
    """Sign out, telling the journal why."""
    request._sign_out_reason = reason
    logout(request)


def enrolled_device(request: HttpRequest) -> Any | None:
    """The enrolled device that this browser is, by its cookie; None when it is none."""
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    return device_of_secret(None, secret) if secret else None


def lacks_factor(request: HttpRequest) -> bool:
    """Whether a second factor is required of this user, is not there, and is needed here."""
    if not settings.REQUIRE_MFA or request.session.get(FACTOR):
        return False
    if not should_have_second_factor(request.user):
        return False
    if has_second_factor(request.user):
        request.session[FACTOR] = True
        return False
    name = _name_of(request)
    return name is not None and name not in WITHOUT_FACTOR


def is_covered(request: HttpRequest) -> bool:
    """Whether a quick exit hides this address; the interface has no sessions, only tokens."""
    if not request.session.get(COVERED) or request.path_info.startswith("/api/"):
        return False
    return _name_of(request) not in WHILE_COVERED


def _name_of(request: HttpRequest) -> str | None:
    """The name of the address asked for, empty when it has none; None when there is none such."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return None


def _asked_for_factor(request: HttpRequest) -> HttpResponse:
    said = _("Set up a second factor first: your roles open what people told in confidence.")
    if request.path_info.startswith("/api/"):
        problem = {"title": said, "status": 403}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    messages.warning(request, said)
    return redirect("account")
