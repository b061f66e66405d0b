"""The areas of the top bar and links that keep the rest of the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openhbm.web import clock

register = template.Library()

AREAS = (
    ("situation", _("Situation")),
    ("arrivals", _("Arrivals")),
    ("groups", _("Groups")),
    ("persons", _("Persons")),
    ("referrals", _("Referrals")),
    ("alerts", _("Alerts")),
    ("sitreps", _("Reports")),
)


@dataclass(frozen=True, slots=True)
class Area:
    name: Any
    href: str
    is_here: bool


@register.simple_tag(takes_context=True)
def areas(context: template.Context) -> list[Area]:
    """The areas with the one the page belongs to marked."""
    path = context["request"].path
    return [_area(name, title, path) for name, title in AREAS]


def _area(name: str, title: Any, path: str) -> Area:
    href = reverse(name)
    return Area(title, href, path == href or (href != "/" and path.startswith(href)))


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
