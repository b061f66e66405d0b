"""Roles are held somewhere and for a time; what they allow follows from the content."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from openhbm.apps.accounts import queries
from openhbm.apps.accounts.actions import (
    add_user,
    end_role,
    give_role,
    issue_token,
    revoke_token,
    set_password,
)
from openhbm.apps.accounts.models import Token, User
from openhbm.apps.accounts.permissions import NotPermitted, permissions_of, require_write
from openhbm.apps.accounts.queries import posts_of
from openhbm.apps.crises.actions import open_crisis
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import correct_person, erase_person, register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.places.actions import open_post

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)


def test_permissions_before_and_after_the_time_held_are_none(user_with: Any) -> None:
    user = user_with()
    give_role(by=None, user=user, role="border_officer", from_at=NOON, until_at=NOON + timedelta(1))
    held = [permissions_of(user, NOON + timedelta(days=d)).roles for d in (-1, 0, 1)]
    assert held == [frozenset(), frozenset({"border_officer"}), frozenset()]


def test_permissions_ended_role_is_gone(user_with: Any, administrator: User) -> None:
    user = user_with()
    held = give_role(by=None, user=user, role="protection_officer")
    assert queries.may_read(user, Compartment.PROTECTION)
    end_role(by=administrator, held=held)
    assert not queries.may_read(user, Compartment.PROTECTION)


def test_permissions_inactive_user_has_none(user_with: Any) -> None:
    user = user_with("protection_officer")
    user.is_active = False
    assert permissions_of(user).reads == frozenset()


@pytest.mark.parametrize("role", ["border_officer", "post_commander", "administrator", "analyst"])
def test_enforcement_and_office_roles_never_read_protection(user_with: Any, role: str) -> None:
    reads = permissions_of(user_with(role)).reads
    assert not reads & {Compartment.PROTECTION, Compartment.HEALTH, Compartment.GRIEVANCE}


def test_require_write_at_another_post_is_refused(user_with: Any) -> None:
    user = user_with()
    here = uuid4()
    give_role(by=None, user=user, role="border_officer", place_id=here)
    require_write(user, Compartment.IDENTITY, here)
    with pytest.raises(NotPermitted, match="this post"):
        require_write(user, Compartment.IDENTITY, uuid4())


def test_give_role_unknown_lists_the_known_ones(user_with: Any) -> None:
    with pytest.raises(ActionError) as caught:
        give_role(by=None, user=user_with(), role="king")
    assert "border_officer" in caught.value.remedy


@pytest.mark.parametrize("username", ["", "  ", "ANNA"])
def test_add_user_empty_or_taken_name_is_refused(db: None, username: str) -> None:
    add_user(by=None, username="anna", password="x")
    with pytest.raises(ActionError) as caught:
        add_user(by=None, username=username, password="x")
    assert caught.value.field == "username"


def test_password_is_changed_and_never_readable_in_the_journal(administrator: User) -> None:
    set_password(by=administrator, user=administrator, password="new battery staple")
    assert administrator.check_password("new battery staple")
    assert User.objects.get(id=administrator.id).check_password("new battery staple")
    written = Entry.objects.filter(type="password_changed").get()
    assert written.compartment == "security"
    assert administrator.password.encode() not in bytes(written.body)


def test_token_works_until_revoked_and_is_not_kept(administrator: User) -> None:
    text = issue_token(by=administrator, user=administrator, label="tablet")
    assert queries.user_of_token(None, text) == administrator
    stored = Token.objects.get()
    assert text not in str(vars(stored))
    revoke_token(by=administrator, token=stored)
    assert queries.user_of_token(None, text) is None


@pytest.mark.parametrize("text", ["", "hbm_wrong", "\ud800", "x" * 100_000])
def test_token_nonsense_is_nobody(db: None, text: str) -> None:
    assert queries.user_of_token(None, text) is None


def test_token_expired_is_nobody(administrator: User) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    text = issue_token(by=administrator, user=administrator, label="old", at=long_ago)
    assert queries.user_of_token(None, text) is None


def test_role_at_one_post_is_not_carried_elsewhere_by_a_role_held_there(
    user_with, administrator, clerk, post
) -> None:
    other = open_post(
        by=administrator, code="O", name="Other", country="POL", post_type="OFFICIAL_LAND"
    )
    person = register_person(by=clerk, details=PersonDetails(name="Ivanna"), post=other)
    both = user_with("protection_officer", username="both", post=post)
    give_role(by=None, user=both, role="analyst")
    give_role(by=None, user=both, role="community_liaison", place_id=other.id)

    assert posts_of(both) is None
    assert posts_of(both, Compartment.PROTECTION) == {post.id}
    with pytest.raises(NotPermitted):
        correct_person(by=both, person=person, name="Zoriana")
    with pytest.raises(NotPermitted):
        erase_person(by=both, person_id=person.id, reason="not their post")


def test_accounts_are_for_administrators_and_nobody_raises_themselves(
    user_with, administrator, post
) -> None:
    officer = user_with("border_officer", "post_commander", username="officer", post=post)

    for refused in (
        lambda: give_role(by=officer, user=officer, role="protection_officer"),
        lambda: give_role(by=administrator, user=administrator, role="protection_officer"),
        lambda: add_user(by=officer, username="friend", password="x"),
        lambda: set_password(by=officer, user=administrator, password="x"),
        lambda: issue_token(by=officer, user=administrator, label="x"),
    ):
        with pytest.raises(NotPermitted):
            refused()

    set_password(by=officer, user=officer, password="their own")
    assert give_role(by=administrator, user=officer, role="shift_lead", place_id=post.id)


def test_measures_and_general_activations_are_not_for_those_of_one_post(user_with, post) -> None:
    commander = user_with("post_commander", username="commander", post=post)

    with pytest.raises(NotPermitted, match="national"):
        open_crisis(by=commander, code="C", name="Crisis", started_on=date(2022, 2, 24))
