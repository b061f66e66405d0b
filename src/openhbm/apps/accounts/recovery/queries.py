"""Whom a supervisor may help back in, and what a user has not been told yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from openhbm.apps.accounts.models import OneTimeCode, User
from openhbm.apps.accounts.permissions import Permissions, permissions_of, roles_to_come
from openhbm.content.permissions import COMPARTMENTS, Permission, writing
from openhbm.content.schemas.roles import Role

RECOVERY = "recovery"
RECORDING = frozenset(writing(compartment) for compartment in COMPARTMENTS)
"""What a commander need not do at the desk themselves to help those who do."""


def may_recover(user: User, other: User) -> bool:
    """Whether ``user`` may give ``other`` a code: a colleague of their post, with no more rights.

    Whoever gives the code could use it themselves: so nobody reads through it, or does in
    another's name, what their own roles do not give them at the same post; to record is not
    counted, a role that begins later is. Caseworkers of a service are of no post: like
    everybody but other administrators, they are helped by administrators, who give roles.
    """
    if user.id == other.id or not other.is_active:
        return False
    mine, theirs = permissions_of(user), permissions_of(other)
    if Permission.RECOVER_ACCOUNTS not in mine.all or not theirs.held:
        return False
    roles = roles_to_come(other)
    is_administrator = any(role.allows(Permission.ADMINISTER_USERS) for role, _place_id in roles)
    if Permission.ADMINISTER_USERS in mine.all and not is_administrator:
        return mine.posts_with(Permission.ADMINISTER_USERS) is None
    return all(_may_stand_in(mine, role, place_id) for role, place_id in roles)


def _may_stand_in(mine: Permissions, role: Role, place_id: UUID | None) -> bool:
    """Whether all that a role of a colleague allows at its post, one's own roles allow there."""
    if role.scope == "service":
        return False
    needed = ({*role.permissions} - RECORDING) | {Permission.RECOVER_ACCOUNTS}
    where = None if role.scope == "national" else place_id
    reach = [mine.posts_with(permission) for permission in needed]
    return all(posts is None or where in posts for posts in reach)


def recoverable_users(user: User) -> list[User]:
    """Colleagues to whom the user may give a code, by name."""
    if Permission.RECOVER_ACCOUNTS not in permissions_of(user).all:
        return []
    now = timezone.now()
    held = User.objects.filter(is_active=True, roles_held__from_at__lte=now).distinct()
    return [other for other in held.order_by("display_name") if may_recover(user, other)]


def untold_recoveries(user: User) -> QuerySet[OneTimeCode]:
    """Codes issued for the user of which they have not been told at sign-in, oldest first."""
    found = OneTimeCode.objects.filter(purpose=RECOVERY, user=user, told_at=None)
    return found.select_related("issued_by").order_by("issued_at")
