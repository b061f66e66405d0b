"""The arrival desk that works with no node at all: its page in every language, and its parts.

The page holds nothing about anybody and asks nobody to sign in: it is kept on the tablet and opened
there without a line. Whose it is and what it may do is told once, by ``prepare``, to who is signed
in on a device that was let in.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.intake.tablets.actions import prepare_tablet
from openhbm.apps.intake.tablets.handing_out import pack_for
from openhbm.apps.intake.tablets.queries import tablet_on
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.web.pages import needs, page, show
from openhbm.web.tablet_forms import forms_for_tablet
from openhbm.web.tablet_words import words_for_tablet
from openhbm.web.templatetags.vite import BUILD, files_of, manifest_in

WORKER = "tablet/worker.ts"
ENTRY = "tablet.ts"


@require_safe
def tablet(request: HttpRequest) -> HttpResponse:
    """The way in: to the page in the reader's language."""
    return redirect("tablet-in", get_language() or settings.LANGUAGE_CODE)


@require_safe
def tablet_in(request: HttpRequest, language: str) -> HttpResponse:
    """The page in one language; the same for everybody, so that it can be kept."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        response = show(request, "tablet.html", _context(language))
    response.headers["Content-Language"] = language
    return response


def _context(language: str) -> dict[str, Any]:
    return {
        "language": language,
        "languages": [(code, _own_name(code)) for code, _name in settings.LANGUAGES],
        "words_json": json.dumps(words_for_tablet(), ensure_ascii=False),
        "forms": forms_for_tablet(language),
    }


def _own_name(code: str) -> str:
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page on the tablet, with the list of what is kept."""
    told = json.dumps({"version": _version(request), "files": _files()})
    script = (BUILD / manifest_in(BUILD)[f"src/{WORKER}"]["file"]).read_text(encoding="utf-8")
    response = HttpResponse(
        f"self.HBM_TABLET = {told};\n{script}", content_type="text/javascript; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the page something that can be installed."""
    told = {
        "id": reverse("tablet"),
        "name": _("Arrival desk"),
        "short_name": "OpenHBM",
        "start_url": reverse("tablet"),
        "scope": reverse("tablet"),
        "display": "standalone",
        "lang": get_language(),
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@never_cache
@page
@needs(Permission.WRITE_OPERATIONAL)
def prepare(request: HttpRequest) -> HttpResponse:
    """Who is signed in and whether this device was let in; sent, the tablet's secrets and pack."""
    device: Any = request.enrolled_device or None  # type: ignore[attr-defined]
    user: Any = request.user
    if request.method != "POST":
        told = {"id": str(user.id), "name": str(user), "language": user.language}
        return JsonResponse(
            {"user": told, "device": str(device) if device else "", "token": get_token(request)}
        )
    known = _tablet_asked_for(request, device)
    try:
        made = prepare_tablet(by=user, device=device, tablet=known)
    except (ActionError, NotPermitted) as refused:
        return JsonResponse({"problem": str(refused)}, status=422)
    told = pack_for(user, made.tablet, get_language() or "en")
    return JsonResponse(
        told | {"tablet_secret": made.tablet_secret, "user_secret": made.user_secret}
    )


def _tablet_asked_for(request: HttpRequest, device: Any) -> Any:
    """The tablet that this browser is already; a browser that forgot gets a new one."""
    try:
        tablet_id = UUID(request.POST.get("tablet", ""))
    except ValueError:
        return None
    return tablet_on(request.user, device, tablet_id) if device else None  # type: ignore[arg-type]


def _files() -> list[str]:
    pages = [reverse("tablet-in", args=[code]) for code, _name in settings.LANGUAGES]
    return [*pages, *files_of(ENTRY), static("icon.svg"), reverse("tablet-manifest")]


def _version(request: HttpRequest) -> str:
    return _version_of((BUILD / "manifest.json").stat().st_mtime_ns, pack().hash)


@lru_cache(maxsize=4)
def _version_of(_built_at: int, content: str) -> str:
    """Changes with anything that is kept: scripts, styles, words and questions of any language."""
    told = hashlib.sha256(json.dumps([_files(), content]).encode())
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            context = _context(code)
            told.update(repr((context["words_json"], str(context["forms"]["digest"]))).encode())
    return told.hexdigest()[:16]
