"""The calendar that somebody wants dates in, kept on the device in a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from openhbm.core.calendars import Calendar
from openhbm.web.calendars import COOKIE
from openhbm.web.pages import page

KEPT_SECONDS = 365 * 24 * 3600


@page
@require_POST
def choose_calendar(request: HttpRequest) -> HttpResponse:
    """Keep ``calendar`` and go back to the page; anything else goes back to the language's own."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    response = redirect(asked if is_ours else "/")
    calendar = request.POST.get("calendar", "")
    if calendar not in list(Calendar):
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        COOKIE,
        calendar,
        max_age=KEPT_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response
