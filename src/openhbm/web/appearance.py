"""Light or dark, ordinary or high contrast: what the reader chose, kept in a cookie.

The choice is written into the page by the server, so that it needs no script and never flashes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from openhbm.web.pages import page

COOKIE = "hbm_appearance"
KEPT_SECONDS = 365 * 24 * 3600
THEMES = ("device", "light", "dark")
CONTRASTS = ("device", "more")


@dataclass(frozen=True, slots=True)
class Appearance:
    """What holds on this device; ``device`` leaves the choice to its own settings."""

    theme: str = "device"
    contrast: str = "device"

    @property
    def scheme(self) -> str:
        """The colour scheme as browsers name it."""
        return "light dark" if self.theme == "device" else self.theme


def appearance_of(request: HttpRequest | None) -> Appearance:
    """What was chosen on this device; anything else in the cookie counts as nothing chosen."""
    kept = request.COOKIES.get(COOKIE, "") if request else ""
    theme, _dot, contrast = kept.partition(".")
    return Appearance(
        theme if theme in THEMES else THEMES[0], contrast if contrast in CONTRASTS else CONTRASTS[0]
    )


@page
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep ``theme`` or ``contrast``, whichever was sent, and go back to the page."""
    now = appearance_of(request)
    theme = request.POST.get("theme", now.theme)
    contrast = request.POST.get("contrast", now.contrast)
    response = redirect(_way_back(request))
    response.set_cookie(
        COOKIE,
        f"{theme if theme in THEMES else now.theme}"
        f".{contrast if contrast in CONTRASTS else now.contrast}",
        max_age=KEPT_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else "/"
