"""What a user may read and write: the roles held now, turned into compartments and places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import RoleHeld, User
from openhbm.apps.ledger.compartments import Compartment
from openhbm.content.loader import pack
from openhbm.content.schemas.roles import Role


class NotPermitted(Exception):
    """The user's roles do not allow this; says which permission is missing and who can give it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Permissions:
    """Compartments a user may read and write, and the posts where (None: everywhere)."""

    roles: frozenset[str]
    reads: frozenset[Compartment]
    writes: frozenset[Compartment]
    posts: frozenset[UUID] | None


NONE = Permissions(frozenset(), frozenset(), frozenset(), frozenset())


def permissions_of(user: User, at: datetime | None = None) -> Permissions:
    """What ``user`` may do at ``at`` (now when not given).

    The roles are read once per user object, which lives as long as a request or a command.
    """
    at = at or timezone.now()
    if not user.is_active:
        return NONE
    held = [h for h in _roles_held(user) if h.from_at <= at and (not h.until_at or at < h.until_at)]
    known = pack().all(Role)
    roles = [(h, known[h.role]) for h in held if h.role in known]
    return Permissions(
        roles=frozenset(h.role for h, _role in roles),
        reads=frozenset(Compartment(c) for _h, role in roles for c in role.reads),
        writes=frozenset(Compartment(c) for _h, role in roles for c in role.writes),
        posts=_posts(roles),
    )


def forget_roles(user: User) -> None:
    """Read the roles anew at the next question; after they were changed."""
    user.__dict__.pop("_roles_read", None)


def require_write(user: User, compartment: Compartment, post_id: UUID | None = None) -> None:
    """Raise NotPermitted unless the user's roles may write ``compartment`` (at that post)."""
    may = permissions_of(user)
    if compartment not in may.writes:
        raise NotPermitted(
            _("Your roles do not allow you to record %(kind)s data. Ask your shift lead.")
            % {"kind": compartment.value}
        )
    if post_id is not None and may.posts is not None and post_id not in may.posts:
        raise NotPermitted(_("You do not hold a role at this post. Ask its commander."))


def _roles_held(user: User) -> list[RoleHeld]:
    read: list[RoleHeld] | None = user.__dict__.get("_roles_read")
    if read is None:
        read = user.__dict__["_roles_read"] = list(RoleHeld.objects.filter(user=user))
    return read


def _posts(roles: list[tuple[RoleHeld, Role]]) -> frozenset[UUID] | None:
    if any(role.scope == "national" or held.place_id is None for held, role in roles):
        return None
    return frozenset(held.place_id for held, _role in roles if held.place_id)
