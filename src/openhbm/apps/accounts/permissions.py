"""What a user may read and write: the roles held now, turned into permissions and places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import BrokenGlass, RoleHeld, User
from openhbm.apps.ledger import clock
from openhbm.apps.ledger.compartments import Compartment
from openhbm.content.loader import pack
from openhbm.content.permissions import WALLED, Permission, reading, writing
from openhbm.content.schemas.roles import Role


class NotPermitted(Exception):
    """The user's roles do not allow this; says which permission is missing and who can give it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Permissions:
    """What a user may do, and where: the roles held now, each at its place (None: everywhere).

    ``opened`` are persons whose record the user opened by breaking the glass.
    """

    held: tuple[tuple[Role, UUID | None], ...] = ()
    all: frozenset[Permission] = frozenset()
    opened: frozenset[UUID] = frozenset()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role.id for role, _place_id in self.held)

    @property
    def reads(self) -> frozenset[Compartment]:
        return frozenset(c for c in Compartment if reading(c) in self.all)

    @property
    def writes(self) -> frozenset[Compartment]:
        return frozenset(c for c in Compartment if writing(c) in self.all)

    @property
    def posts(self) -> frozenset[UUID] | None:
        """Where any role is held; None for everywhere."""
        return _posts(self.held)

    def posts_where(self, allows: Callable[[Role], bool]) -> frozenset[UUID] | None:
        """Where a role that allows it is held; None for everywhere.

        What one role allows at its post, another role does not carry to other posts.
        """
        return _posts([(role, place_id) for role, place_id in self.held if allows(role)])

    def posts_with(self, permission: Permission) -> frozenset[UUID] | None:
        """Where the user holds ``permission``; None for everywhere, empty for nowhere."""
        if permission not in self.all:
            return frozenset()
        return self.posts_where(lambda role: role.allows(permission))

    def services_with(self, permission: Permission) -> frozenset[UUID]:
        """The services at which the user holds ``permission`` as their caseworker."""
        return frozenset(
            place_id
            for role, place_id in self.held
            if role.scope == "service" and place_id and permission in self.all & {*role.permissions}
        )


NONE = Permissions()


def permissions_of(user: User, at: datetime | None = None) -> Permissions:
    """What ``user`` may do at ``at`` (now when not given).

    The roles are read once per user object, which lives as long as a request or a command.
    Whoever holds an enforcement role is behind the wall, whatever else they hold.
    """
    at = at or timezone.now()
    if not user.is_active:
        return NONE
    known = pack().all(Role)
    held = tuple(
        (known[h.role], h.place_id)
        for h in _roles_held(user)
        if h.role in known and h.from_at <= at and (not h.until_at or at < h.until_at)
    )
    allowed = _allowed(user, frozenset(role.id for role, _place_id in held))
    # An opened record is closed to whoever no longer holds the role that opened it.
    opened = _opened(user) if Permission.BREAK_GLASS in allowed else frozenset()
    return Permissions(held, allowed, opened)


def roles_to_come(user: User, at: datetime | None = None) -> tuple[tuple[Role, UUID | None], ...]:
    """Every role that has not ended at ``at`` (now when not given), begun or not."""
    at, known = at or timezone.now(), pack().all(Role)
    return tuple(
        (known[h.role], h.place_id)
        for h in _roles_held(user)
        if h.role in known and not (h.until_at and h.until_at <= at)
    )


def is_among(post_id: UUID | None, posts: frozenset[UUID] | None) -> bool:
    """Whether a post is one of ``posts``, which are all when None."""
    return posts is None or post_id in posts


def forget_roles(user: User) -> None:
    """Read the roles anew at the next question; after they were changed."""
    user.__dict__.pop("_roles_read", None)
    user.__dict__.pop("_glass_read", None)
    user.__dict__.pop("_allowed", None)


def require(user: User, permission: Permission, post_id: UUID | None = None) -> None:
    """Raise NotPermitted unless the user holds ``permission`` (at that post)."""
    may = permissions_of(user)
    if permission not in may.all:
        raise NotPermitted(
            _("Your roles do not allow this (%(permission)s). Ask your supervisor.")
            % {"permission": permission.value}
        )
    posts = may.posts_with(permission)
    if post_id is not None and posts is not None and post_id not in posts:
        raise NotPermitted(_("You do not hold a role at this post. Ask its commander."))


def require_write(user: User, compartment: Compartment, post_id: UUID | None = None) -> None:
    """Raise NotPermitted unless the user's roles may write ``compartment`` (at that post)."""
    may = permissions_of(user)
    if writing(compartment) not in may.all:
        raise NotPermitted(
            _("Your roles do not allow you to record %(kind)s data. Ask your shift lead.")
            % {"kind": compartment.value}
        )
    posts = may.posts_with(writing(compartment))
    if post_id is not None and posts is not None and post_id not in posts:
        raise NotPermitted(_("You do not hold a role at this post. Ask its commander."))


def require_write_everywhere(user: User, compartment: Compartment) -> None:
    """Like `require_write`, for what holds beyond a post: a role at some posts is too little."""
    require_write(user, compartment)
    if permissions_of(user).posts_with(writing(compartment)) is not None:
        raise NotPermitted(_("This holds for every post. Ask the national centre."))


def _roles_held(user: User) -> list[RoleHeld]:
    read: list[RoleHeld] | None = user.__dict__.get("_roles_read")
    if read is None:
        read = user.__dict__["_roles_read"] = list(RoleHeld.objects.filter(user=user))
    return read


def _allowed(user: User, roles: frozenset[str]) -> frozenset[Permission]:
    """What these roles allow together; a page asks some fifty times, for the same ones."""
    found: dict[frozenset[str], frozenset[Permission]] = user.__dict__.setdefault("_allowed", {})
    if roles not in found:
        held = [role for key, role in pack().all(Role).items() if key in roles]
        allowed = frozenset(permission for role in held for permission in role.permissions)
        found[roles] = allowed - WALLED if any(role.enforcement for role in held) else allowed
    return found[roles]


def _opened(user: User) -> frozenset[UUID]:
    """Persons the user opened by breaking the glass, while the hours last.

    They count on the clock on which it was broken, which in a replay is not the real one.
    """
    at = clock.now()
    read: list[BrokenGlass] | None = user.__dict__.get("_glass_read")
    if read is None:
        read = list(BrokenGlass.objects.filter(user=user, until_at__gt=at, person_id__isnull=False))
        user.__dict__["_glass_read"] = read
    return frozenset(b.person_id for b in read if b.person_id and b.from_at <= at < b.until_at)


def _posts(roles: Sequence[tuple[Role, UUID | None]]) -> frozenset[UUID] | None:
    """Places of roles held at posts; a service's caseworker is at no post."""
    at_posts = [(role, place_id) for role, place_id in roles if role.scope != "service"]
    if any(role.scope == "national" or place_id is None for role, place_id in at_posts):
        return None
    return frozenset(place_id for _role, place_id in at_posts if place_id)
