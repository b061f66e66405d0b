"""Whom a supervisor may help back in, and what a user has not been told yet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from openhbm.apps.accounts.models import OneTimeCode, User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.content.permissions import COMPARTMENTS, Permission, writing

RECOVERY = "recovery"
RECORDING = frozenset(writing(compartment) for compartment in COMPARTMENTS)
"""What a commander need not do at the desk themselves to help those who do."""


def may_recover(user: User, other: User) -> bool:
    """Whether ``user`` may give ``other`` a code: a colleague of their post, with no more rights.

    Whoever gives the code could use it themselves: so nobody reads through it, or does in
    another's name, what their own roles do not give them; to record is not counted.
    Administrators, who give roles, help everybody who is none.
    """
    if user.id == other.id or not other.is_active:
        return False
    mine, theirs = permissions_of(user), permissions_of(other)
    if Permission.RECOVER_ACCOUNTS not in mine.all or not theirs.held:
        return False
    if Permission.ADMINISTER_USERS in mine.all and Permission.ADMINISTER_USERS not in theirs.all:
        return mine.posts_with(Permission.ADMINISTER_USERS) is None
    if not theirs.all - RECORDING <= mine.all:
        return False
    posts = mine.posts_with(Permission.RECOVER_ACCOUNTS)
    return posts is None or (theirs.posts is not None and theirs.posts <= posts)


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
