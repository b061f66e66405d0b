"""Reads about accounts for those who administer them: who there is, which roles, until when."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from openhbm.apps.accounts.models import RoleHeld, User
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import NotVisible
from openhbm.content.permissions import Permission


def accounts_visible_to(user: User) -> QuerySet[User]:
    """Every account, by name, with ``roles_now``: how many roles have not ended."""
    found = User.objects.order_by("display_name", "username")
    if not may(user, Permission.ADMINISTER_USERS):
        return found.none()
    return found.annotate(roles_now=Count("roles_held", filter=Q(roles_held__until_at=None)))


def account_for(user: User, account_id: UUID) -> User:
    """One account; NotVisible when absent or hidden."""
    found = accounts_visible_to(user).filter(id=account_id).first()
    if found is None:
        raise NotVisible(f"There is no account {account_id}.")
    return found


def roles_held_by(user: User, account: User) -> QuerySet[RoleHeld]:
    """Every role an account holds or held, the newest first."""
    found = RoleHeld.objects.filter(user=account).order_by("-from_at", "-id")
    return found if may(user, Permission.ADMINISTER_USERS) else found.none()
