"""Who works on a case: protection staff of its post, and health staff when it is of health."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted, permissions_of
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.health import works_on_health
from openhbm.apps.casework.models import Referral
from openhbm.content.permissions import Permission

PROTECTION_WORK = (Permission.READ_PROTECTION, Permission.WRITE_PROTECTION)


def may_move_on(user: User, referral: Referral) -> bool:
    """Whether the user may take a referral to its next state."""
    if referral.service_id in permissions_of(user).services_with(Permission.TAKE_REFERRALS):
        return True
    return _may_work(user, referral.post_id, of_health=referral.is_of_health)


def require_work(by: User, post_id: UUID | None, *, of_health: bool) -> None:
    """Raise NotPermitted unless the user works on cases of the post, or on this one of health."""
    if not _may_work(by, post_id, of_health=of_health):
        raise NotPermitted(_("Your roles do not allow this. Ask protection staff."))


def _may_work(user: User, post_id: UUID | None, *, of_health: bool) -> bool:
    """Working on cases takes reading as well as writing protection data, at the case's post; on
    those of health, health data is enough."""
    if of_health and works_on_health(user, post_id):
        return True
    return all(may(user, permission, post_id) for permission in PROTECTION_WORK)
