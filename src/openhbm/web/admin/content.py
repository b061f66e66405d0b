"""The content pack and the roles in it: where each item comes from and what nobody verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may
from openhbm.content.items import Item, text_in
from openhbm.content.kinds import KINDS
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.roles import Role
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.oversight_tables import CONTENT
from openhbm.web.filters import LONGEST_SEARCH, chosen_code
from openhbm.web.labels import label
from openhbm.web.pages import Crumb, page, page_of, show

PER_PAGE = 100
_NAMES = ("title", "label", "names", "name", "text")

KIND_WORDS = {
    "forms": gettext_lazy("Forms"),
    "forms/needs": gettext_lazy("Specific needs"),
    "law/decisions": gettext_lazy("Entry decisions"),
    "law/measures": gettext_lazy("Legal measures"),
    "places": gettext_lazy("Countries"),
    "procedures": gettext_lazy("Procedures"),
    "roles": gettext_lazy("Roles"),
    "standards": gettext_lazy("Standards"),
    "templates": gettext_lazy("Documents"),
    "templates/cards": gettext_lazy("Words on cards"),
    "calendars": gettext_lazy("Calendars"),
}


@dataclass(frozen=True, slots=True)
class ContentRow:
    """One item of the pack, for review."""

    kind: str
    kind_words: Any
    id: str
    title: str
    item: Item


@page
def content(request: HttpRequest) -> HttpResponse:
    """Every item of the pack in use, to be narrowed by kind, by verification and by words."""
    _require_reading(request.user)
    kind = chosen_code(request, "kind", KINDS)
    verified = chosen_code(request, "verified", ("yes", "no"))
    words = request.GET.get("q", "")[:LONGEST_SEARCH].casefold().split()
    every = content_rows(get_language() or "en")
    rows = [
        row
        for row in every
        if (not kind or row.kind == kind)
        and (not verified or row.item.verified == (verified == "yes"))
        and all(word in _searched(row) for word in words)
    ]
    file = exported_values(request, rows, CONTENT)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows, PER_PAGE),
        "kinds": [(code, KIND_WORDS.get(code, code)) for code in KINDS],
        "kind": kind,
        "verified": verified,
        "hash": pack().hash,
        "total": len(every),
        "unverified": sum(not row.item.verified for row in every),
        "crumbs": [Crumb(_("Administration"), reverse("admin")), Crumb(_("Content"))],
    }
    return show(request, "admin/content.html", context)


def content_rows(language: str) -> list[ContentRow]:
    """Every item of the pack, kind by kind."""
    return [
        ContentRow(kind, KIND_WORDS.get(kind, kind), item.id, _title(item, language), item)
        for kind, schema in KINDS.items()
        for item in pack().all(schema).values()
    ]


def _title(item: Item, language: str) -> str:
    for name in _NAMES:
        text = getattr(item, name, None)
        if isinstance(text, dict):
            return text_in(text, language)
    return ""


def _searched(row: ContentRow) -> str:
    return f"{row.id} {row.title} {row.item.source}".casefold()


@page
def roles(request: HttpRequest) -> HttpResponse:
    """The roles of the pack: who may hold each, where, and what it allows, in words."""
    _require_reading(request.user)
    context = {
        "roles": [(role, _permissions(role)) for role in pack().all(Role).values()],
        "crumbs": [Crumb(_("Administration"), reverse("admin")), Crumb(_("Roles"))],
    }
    return show(request, "admin/roles.html", context)


def _permissions(role: Role) -> list[str]:
    return [label(permission.value, "permission") for permission in role.permissions]


def _require_reading(user: Any) -> None:
    if not may(user, Permission.READ_OPERATIONAL):
        raise NotPermitted(_("Your roles do not let you read how the system is set up."))
