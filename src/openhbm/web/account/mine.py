"""My sign-in: second factors, password, language, devices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openhbm.apps.accounts.queries import may, user_named
from openhbm.apps.accounts.signing_in.actions import choose_language, end_sessions
from openhbm.apps.accounts.signing_in.queries import (
    devices_used_by,
    factors_of,
    session_limits,
    should_have_second_factor,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.permissions import Permission
from openhbm.web.pages import page, show


@page
def account(request: HttpRequest) -> HttpResponse:
    """Everything by which the user gets in, on one page."""
    factors = factors_of(request.user)
    is_advised = should_have_second_factor(request.user) and not factors.any
    limits = session_limits(request.user)
    context: dict[str, Any] = {
        "factors": factors,
        "is_advised": is_advised,
        "is_required": is_advised and settings.REQUIRE_MFA,
        "languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
        "helps": may(request.user, Permission.RECOVER_ACCOUNTS),
        "enrols": may(request.user, Permission.ENROL_DEVICES),
        "uses": devices_used_by(request.user),
        "idle_minutes": int(limits.idle.total_seconds() // 60),
        "absolute_hours": int(limits.absolute.total_seconds() // 3600),
    }
    return show(request, "account/account.html", context)


@page
def keys(request: HttpRequest) -> HttpResponse:
    """The list of security keys is part of My sign-in."""
    return redirect("account")


@require_POST
@page
def choose_my_language(request: HttpRequest) -> HttpResponse:
    """The language in which pages greet me on a device new to me, and in which they go on here."""
    user = user_named(request.user, request.user.username)
    try:
        choose_language(by=user, language=request.POST.get("language", ""))
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("account")
    messages.success(request, _("Your language was saved."))
    response = redirect("account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


@require_POST
@page
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End my sessions on all devices but this one."""
    user = user_named(request.user, request.user.username)
    end_sessions(by=user, user=user)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")
