"""Relatives who are looked for, and who may be it: for protection staff alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from openhbm.apps.identity.tracing.queries import search_for, searches_visible_to, traces_of
from openhbm.content.permissions import Permission
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import SEARCHES
from openhbm.web.pages import Crumb, needs, page, page_of, show


@page
@needs(Permission.READ_PROTECTION, Permission.READ_IDENTITY)
def searches(request: HttpRequest) -> HttpResponse:
    """Everybody who is looked for by somebody registered where the user works."""
    rows = searches_visible_to(request.user)
    file = exported(request, rows, SEARCHES)
    if file is not None:
        return file
    context = {"page": page_of(request, rows), "crumbs": [Crumb(_("Tracing"))]}
    return show(request, "tracing.html", context)


@page
@needs(Permission.READ_PROTECTION, Permission.READ_IDENTITY)
def traces(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Who may be the relative, each with everything that speaks for and against it."""
    link = search_for(request.user, link_id)
    context = {
        "link": link,
        "traces": traces_of(request.user, link),
        "crumbs": [Crumb(_("Tracing"), reverse("tracing")), Crumb(link.other_name)],
    }
    response = show(request, "traces.html", context)
    response["Cache-Control"] = "no-store"
    return response
