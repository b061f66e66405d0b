"""The areas of the top bar and links that keep the rest of the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openhbm.apps.accounts.permissions import permissions_of
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.roles import Role
from openhbm.web import clock
from openhbm.web.addresses import address
from openhbm.web.appearance import Appearance, appearance_of
from openhbm.web.case_work import READING_CASES
from openhbm.web.pages import holds_either

register = template.Library()

AREAS = (
    ("home", _("Start")),
    ("desk", _("Desk"), (Permission.WRITE_IDENTITY, Permission.WRITE_OPERATIONAL)),
    ("situation", _("Situation"), (Permission.READ_OPERATIONAL,)),
    ("arrivals", _("Arrivals"), (Permission.READ_OPERATIONAL,)),
    ("groups", _("Groups"), (Permission.READ_IDENTITY,)),
    ("persons", _("Persons"), (Permission.READ_IDENTITY,)),
    ("crossings", _("Crossings"), (Permission.READ_MOVEMENT,)),
    ("referrals", _("Referrals"), *READING_CASES),
    ("findings", _("Findings"), *READING_CASES),
    ("pairs", _("Double registrations"), (Permission.JUDGE_PAIRS, Permission.READ_IDENTITY)),
    ("watch-hits", _("Watch lists"), (Permission.READ_SECURITY, Permission.READ_IDENTITY)),
    ("tracing", _("Tracing"), (Permission.READ_PROTECTION, Permission.READ_IDENTITY)),
    ("services", _("Services"), (Permission.READ_OPERATIONAL,)),
    ("early-warning", _("Early warning"), (Permission.READ_OPERATIONAL,)),
    ("alerts", _("Alerts"), (Permission.READ_OPERATIONAL,)),
    ("measures", _("Measures"), (Permission.READ_OPERATIONAL,)),
    ("sitreps", _("Reports"), (Permission.READ_OPERATIONAL,)),
    ("opened-records", _("Opened records"), (Permission.REVIEW_BREAK_GLASS,)),
    ("whole-journal", _("Journal"), (Permission.READ_JOURNAL,)),
    ("admin", _("Administration"), (Permission.ADMINISTER_USERS,)),
    ("devices", _("Devices"), (Permission.ENROL_DEVICES,)),
)
"""Address, name, and what somebody must be allowed for the area to be of any use to them: every
permission of one of the ways."""


@dataclass(frozen=True, slots=True)
class Area:
    name: Any
    href: str
    is_here: bool


@register.simple_tag(takes_context=True)
def areas(context: template.Context) -> list[Area]:
    """The areas that the user's roles can use, with the one the page belongs to marked."""
    request = context["request"]
    found = [
        _area(name, title, request.path)
        for name, title, *ways in AREAS
        if not ways or holds_either(request.user, *ways)
    ]
    return [area for area in found if area.href]


def _area(name: str, title: Any, path: str) -> Area:
    href = address(name)
    return Area(title, href, path == href or (href != "/" and path.startswith(href)))


@register.simple_tag(takes_context=True)
def roles_now(context: template.Context) -> list[str]:
    """The titles of the roles the user holds now, in the page's language."""
    held = permissions_of(context["request"].user).roles
    language = get_language() or "en"
    return [text_in(r.title, language) for key, r in pack().all(Role).items() if key in held]


@register.simple_tag(takes_context=True)
def appearance(context: template.Context) -> Appearance:
    """What the reader chose on this device: theme and contrast."""
    return appearance_of(context.get("request"))


@register.simple_tag
def replay_time() -> datetime | None:
    """The time a replay has reached; None when the pages show the real time."""
    return clock.now() if clock.is_replay() else None


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """``?…`` of this page with some values changed; an empty value drops its key."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}"
