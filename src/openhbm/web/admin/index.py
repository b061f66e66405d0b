"""The first page of administration: what this user may look after."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from openhbm.apps.accounts.queries import may
from openhbm.content.permissions import Permission
from openhbm.web.pages import page, show

CARDS: tuple[tuple[str, Any, Any, Permission], ...] = (
    (
        "admin-users",
        _("Users"),
        _("Who signs in, with which roles, where and until when."),
        Permission.ADMINISTER_USERS,
    ),
    (
        "admin-roles",
        _("Roles"),
        _("Who may hold each role and what it allows, in words."),
        Permission.READ_OPERATIONAL,
    ),
    (
        "admin-sessions",
        _("Sessions"),
        _("How long somebody stays signed in."),
        Permission.ADMINISTER_USERS,
    ),
    (
        "nodes",
        _("Nodes"),
        _("The machines that meet this one: when they met, what is unsent, what is wrong."),
        Permission.READ_OPERATIONAL,
    ),
    (
        "admin-posts",
        _("Posts"),
        _("Border posts with their profile, status and lanes."),
        Permission.ADMINISTER_PLACES,
    ),
    (
        "devices",
        _("Devices"),
        _("Tablets and phones let into a post."),
        Permission.ENROL_DEVICES,
    ),
    (
        "recoveries",
        _("Recoveries"),
        _("A one-time code for a new password."),
        Permission.RECOVER_ACCOUNTS,
    ),
    (
        "services",
        _("Services"),
        _("The directory people are referred by."),
        Permission.MANAGE_SERVICES,
    ),
    (
        "admin-content",
        _("Content"),
        _("Forms, law, standards and roles: where each comes from, and what nobody verified yet."),
        Permission.READ_OPERATIONAL,
    ),
)


@page
def index(request: HttpRequest) -> HttpResponse:
    """The parts that the user's roles let them look after or read."""
    cards = [card[:3] for card in CARDS if may(request.user, card[3])]
    return show(request, "admin/index.html", {"cards": cards})
