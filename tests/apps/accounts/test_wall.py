"""The wall: nobody stands on both sides, and a place of one role is not the place of another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.accounts.models import RoleHeld
from openhbm.apps.accounts.permissions import NotPermitted, permissions_of, require
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.permissions import WALLED, Permission
from openhbm.content.schemas.roles import Role

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)
TRUSTED = sorted(r.id for r in pack().all(Role).values() if WALLED & {*r.permissions})
ENFORCING = sorted(r.id for r in pack().all(Role).values() if r.enforcement)


@pytest.mark.parametrize("trusted", TRUSTED)
@pytest.mark.parametrize("enforcing", ENFORCING)
def test_give_role_on_the_other_side_of_the_wall_is_refused(user_with, enforcing, trusted):
    scope = pack().all(Role)[trusted].scope
    place = uuid4() if scope == "service" else None
    for first, second in ((enforcing, trusted), (trusted, enforcing)):
        user = user_with(username=f"{first}-{second}"[:60])
        give_role(by=None, user=user, role=first, place_id=place)
        with pytest.raises(ActionError, match="does not go together"):
            give_role(by=None, user=user, role=second, place_id=place)


def test_give_role_after_the_other_has_ended_is_possible(user_with):
    user = user_with()
    give_role(by=None, user=user, role="border_officer", from_at=NOON, until_at=NOON + timedelta(1))
    give_role(by=None, user=user, role="protection_officer", from_at=NOON + timedelta(1))
    assert permissions_of(user, NOON).roles == {"border_officer"}


def test_permissions_of_both_sides_at_once_are_the_weaker(user_with):
    user = user_with("protection_officer")
    RoleHeld.objects.create(user=user, role="shift_lead", from_at=NOON)
    assert not permissions_of(user).all & WALLED


def test_service_role_without_a_service_is_refused_and_reaches_no_post(user_with):
    user, clinic = user_with(), uuid4()
    with pytest.raises(ActionError, match="held at a service"):
        give_role(by=None, user=user, role="partner_caseworker")
    give_role(by=None, user=user, role="partner_caseworker", place_id=clinic)
    held = permissions_of(user)
    assert held.services_with(Permission.TAKE_REFERRALS) == {clinic}
    assert held.posts_with(Permission.READ_PROTECTION) == frozenset()
    assert not may(user, Permission.TAKE_REFERRALS, uuid4())


def test_require_names_the_permission_that_is_missing(user_with):
    with pytest.raises(NotPermitted, match="erase_persons"):
        require(user_with("registration_clerk"), Permission.ERASE_PERSONS)


def test_every_permission_is_held_by_some_role():
    held = {permission for role in pack().all(Role).values() for permission in role.permissions}
    assert held == set(Permission)
