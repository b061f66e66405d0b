"""What a user may read and write: the roles held now, turned into compartments and places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    held: tuple[tuple[Role, UUID | None], ...] = ()

    def posts_where(self, allows: Callable[[Role], bool]) -> frozenset[UUID] | None:
        """Where a role that allows it is held; None for everywhere.

        What one role allows at its post, another role does not carry to other posts.
        """
        return _posts([(role, place_id) for role, place_id in self.held if allows(role)])


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
    roles = [(known[h.role], h.place_id) for h in held if h.role in known]
    return Permissions(
        roles=frozenset(role.id for role, _place_id in roles),
        reads=frozenset(Compartment(c) for role, _place_id in roles for c in role.reads),
        writes=frozenset(Compartment(c) for role, _place_id in roles for c in role.writes),
        posts=_posts(roles),
        held=tuple(roles),
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
    posts = may.posts_where(lambda role: compartment in role.writes)
    if post_id is not None and posts is not None and post_id not in posts:
        raise NotPermitted(_("You do not hold a role at this post. Ask its commander."))


def require_write_everywhere(user: User, compartment: Compartment) -> None:
    """Like `require_write`, for what holds beyond a post: a role at some posts is too little."""
    require_write(user, compartment)
    if permissions_of(user).posts_where(lambda role: compartment in role.writes) is not None:
        raise NotPermitted(_("This holds for every post. Ask the national centre."))


def _roles_held(user: User) -> list[RoleHeld]:
    read: list[RoleHeld] | None = user.__dict__.get("_roles_read")
    if read is None:
        read = user.__dict__["_roles_read"] = list(RoleHeld.objects.filter(user=user))
    return read


def _posts(roles: Sequence[tuple[Role, UUID | None]]) -> frozenset[UUID] | None:
    if any(role.scope == "national" or place_id is None for role, place_id in roles):
        return None
    return frozenset(place_id for _role, place_id in roles if place_id)
