"""Every page, and who reads it fullest: read by axe, walked through by key.

A new page needs its name here, or its line among those that are no pages; a test says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver

from openhbm.web.urls import urlpatterns
from tests.matrix.routes import ABSENT

# Who reads → the names of addresses, with what is asked for after a question mark.
PAGES: Mapping[str, tuple[str, ...]] = {
    "": ("sign-in", "recover", "join-device", "join-device-with", "verify", "tablet-in"),
    "officer": (
        "home", "arrivals", "count", "tally", "groups", "new-group", "group", "new-member",
        "new-person", "persons", "crossings", "crossing", "decide", "desk", "new-household",
        "household-registered", "open-record", "opened-records", "search?q=Paper",
        "search?q=nobody", "history",
    ),
    "lead": (
        "home", "open-shift", "alerts", "alert", "devices", "recoveries", "early-warning",
        "signals", "signal", "dialogue", "new-signal", "new-notice", "accuracy", "post-accuracy",
        "raise-alert", "expected", "post-expected",
    ),
    "clerk": ("home", "imports", "import", "read-paper", "paper-pictures", "paper-picture"),
    "protection": (
        "home", "person", "screening", "refer", "findings", "referrals", "referrals?tab=late",
        "referral", "set-aside", "interview", "interview-unable", "papers", "tracing", "traces",
    ),
    "commander": (
        "home", "situation", "post", "sitreps", "sitrep", "sitrep-paper", "services", "service",
        "new-service", "watch-hits", "watch-hit",
    ),
    "coordinator": (
        "home", "admin-posts", "admin-post", "admin-new-post", "measure", "nodes", "conflicts",
        "revoke-node", "scenarios", "load-crisis", "crisis", "new-scenario", "scenario",
    ),
    "legal": ("home", "measures", "new-measure", "measure-draft"),
    "admin": (
        "home", "admin", "admin-users", "admin-user", "admin-roles", "admin-content",
        "admin-sessions", "invite-node",
    ),
    "dpo": ("home", "opened-record", "whole-journal"),
    "partner": ("home", "referrals"),
    "reviewer": ("home", "pairs", "pair"),
    "consul": (
        "home", "account", "change-password", "account_reauthenticate", "mfa_activate_totp",
        "mfa_add_webauthn",
    ),
    "factors": (
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    ),
    "mediator": ("information", "staff-entrance"),
}  # fmt: skip
# Who may not → what is shown in place of it.
REFUSED = {"officer": (f"/persons/{ABSENT}/", "/findings/", "/nowhere/")}

SENT = "answers only what is sent"
LEADS_ON = "leads to another page at once"
FILE = "is a file"
ELSEWHERE = "needs a second node; read by its own tests"
NO_PAGES: Mapping[str, str] = {
    "review-finding": SENT,
    "likely-person": SENT,
    "likely-household": SENT,
    "read-member-paper": LEADS_ON,
    "paper-picture-file": FILE,
    "begin-interview": SENT,
    "interview-leave": SENT,
    "choose-language": SENT,
    "sign-out-everywhere": SENT,
    "sign-out": SENT,
    "switch-user": SENT,
    "revoke-device": SENT,
    "appearance": SENT,
    "calendar": SENT,
    "set_language": LEADS_ON,
    "enrol-device": LEADS_ON,
    "mfa_list_webauthn": LEADS_ON,
    "mfa_authenticate": LEADS_ON,
    "openid_connect_login": LEADS_ON,
    "openid_connect_callback": LEADS_ON,
    "conflict": ELSEWHERE,
    "tablet": LEADS_ON,
    "tablet-worker": FILE,
    "tablet-manifest": FILE,
    "prepare-tablet": FILE,
    "mfa_login_webauthn": FILE,
    "sitrep-pdf": FILE,
    "sitrep-json": FILE,
    "persons-list-pdf": FILE,
    "print-person": FILE,
    "group-list-pdf": FILE,
    "print-group": FILE,
}
"""What a reader who asks for it gets no page from, though one may be shown to who sends or signs
in: those have tests of their own."""


def address(asked: str, records: Mapping[str, str]) -> str:
    """The address of a page with what stands in it: ``person`` → ``/persons/01…/``."""
    if asked.startswith("/"):
        return asked
    name, mark, query = asked.partition("?")
    pattern = next(written for known, written in named_addresses() if known == name)
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: records[found[1]], pattern)
    return f"/{filled}{mark}{query}"


def named_addresses(
    patterns: list[URLPattern | URLResolver] = urlpatterns, before: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and address as written, of every address of the staff pages."""
    for part in patterns:
        written = before + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from named_addresses(part.url_patterns, written)
        else:
            yield str(part.name), written
