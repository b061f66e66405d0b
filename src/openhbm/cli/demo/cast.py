"""Who acts in the replay: officers, clerks and protection staff at each post, and a centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.ledger.journal import Actor

PASSWORD = "humanitarian-border-demo"
"""The password of every log-in of the demo. It opens invented data and nothing else."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one post."""

    officer: Actor
    clerk: Actor
    protection: Actor
    commander: Actor


@dataclass(frozen=True, slots=True)
class Centre:
    """The people of the national centre."""

    administrator: Actor
    coordinator: Actor
    analyst: Actor
    legal: Actor


@dataclass(frozen=True, slots=True)
class LogIn:
    """A user somebody can sign in as, and what there is to see."""

    username: str
    password: str
    role: str
    place: str


_CREW = {
    "officer": "border_officer",
    "clerk": "registration_clerk",
    "protection": "protection_officer",
    "commander": "post_commander",
}
_BESIDE_THE_CREW = {
    "lead": "shift_lead",
    "children": "child_protection_officer",
    "health": "health_screener",
    "mediator": "interpreter",
    "liaison": "community_liaison",
}
"""They do nothing in the replay; somebody who tries it out can sign in as them."""
_PARTNER = "partner"
_CENTRE = {
    "coordinator": "national_coordinator",
    "analyst": "analyst",
    "legal": "legal_adviser",
    "dpo": "data_protection_officer",
    "rescue": "rescue_coordinator",
    "consul": "consular_officer",
    "auditor": "auditor",
    "reviewer": "identity_reviewer",
}


def centre_joins(at: datetime) -> Centre:
    """Add the administrator, who adds everybody else, and the staff of the centre."""
    admin = add_user(by=None, username="admin", password=PASSWORD, display_name="Administrator")
    give_role(by=None, user=admin, role="administrator", from_at=at, at=at)
    staff = {name: _joined(admin, name, role, None, at, PASSWORD) for name, role in _CENTRE.items()}
    return Centre(admin, staff["coordinator"], staff["analyst"], staff["legal"])


def crew_joins(
    by: Actor, post_code: str, post_id: UUID, at: datetime, *, has_log_ins: bool
) -> Crew:
    """Add the crew of a post; only where ``has_log_ins`` can somebody sign in as one of them.

    The others act through the same actions, but an invented password hashed for each of them
    would take longer than the crisis.
    """
    place = "" if has_log_ins else f"-{post_code.lower()}"
    password = PASSWORD if has_log_ins else None
    for name, role in (_BESIDE_THE_CREW if has_log_ins else {}).items():
        _joined(by, name, role, post_id, at, password, place=post_code)
    return Crew(
        **{
            name: _joined(by, f"{name}{place}", role, post_id, at, password, place=post_code)
            for name, role in _CREW.items()
        }
    )


def partner_joins(by: Actor, service_name: str, service_id: UUID, at: datetime) -> None:
    """Add the caseworker who receives what is referred to one service."""
    _joined(by, _PARTNER, "partner_caseworker", service_id, at, PASSWORD, place=service_name)


def log_ins(place: str) -> list[LogIn]:
    """Every user of the demo that can sign in; the crew is the one of the post ``place``."""
    centre = [
        LogIn("admin", PASSWORD, "administrator", ""),
        *(LogIn(name, PASSWORD, role, "") for name, role in _CENTRE.items()),
    ]
    crew = {**_CREW, **_BESIDE_THE_CREW, _PARTNER: "partner_caseworker"}
    return centre + [LogIn(name, PASSWORD, role, place) for name, role in crew.items()]


def _joined(
    by: Actor,
    username: str,
    role: str,
    place_id: UUID | None,
    at: datetime,
    password: str | None,
    place: str = "",
) -> Actor:
    shown = f"{role.replace('_', ' ').capitalize()} {place}".strip()
    user = add_user(by=by, username=username, password=password, display_name=shown, at=at)
    give_role(by=by, user=user, role=role, place_id=place_id, from_at=at, at=at)
    return user
