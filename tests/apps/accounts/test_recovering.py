"""Who may help whom back in, and what a recovery changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from openhbm.apps.accounts.actions import give_role, issue_token
from openhbm.apps.accounts.models import OneTimeCode, User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import user_of_token
from openhbm.apps.accounts.recovery.actions import (
    issue_recovery,
    recover_account,
    tell_recoveries,
)
from openhbm.apps.accounts.recovery.queries import may_recover, recoverable_users
from openhbm.apps.accounts.signing_in.actions import deactivate_user, remove_second_factors
from openhbm.apps.accounts.tokens import code_digest
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import add_service, open_post

NEW = "three new calm words"


@pytest.fixture
def at_post(user_with: Any, post: Any) -> Any:
    def make(role: str, where: Any = post) -> User:
        user = user_with(username=f"{role}-{where.code}")
        give_role(by=None, user=user, role=role, place_id=where.id)
        return user

    return make


@pytest.fixture
def other_post(administrator: User) -> Any:
    return open_post(
        by=administrator, code="PL-OTHER", name="Inna", country="POL", post_type="OFFICIAL_LAND"
    )


@pytest.mark.parametrize(
    ("role", "other", "may"),
    [
        ("shift_lead", "border_officer", True),
        ("shift_lead", "registration_clerk", True),
        ("shift_lead", "shift_lead", True),
        ("post_commander", "shift_lead", True),
        ("post_commander", "registration_clerk", True),
        ("shift_lead", "post_commander", False),
        ("shift_lead", "protection_officer", False),
        ("post_commander", "health_screener", False),
        ("protection_officer", "registration_clerk", True),
        ("border_officer", "border_officer", False),
    ],
)
def test_recovery_is_for_colleagues_with_no_more_rights(
    at_post: Any, user_with: Any, post: Any, role: str, other: str, may: bool
) -> None:
    user = at_post(role)
    colleague = user_with(username="colleague")
    give_role(by=None, user=colleague, role=other, place_id=post.id)

    assert may_recover(user, colleague) is may


def test_recovery_reaches_no_administrator_and_not_oneself(
    at_post: Any, administrator: User, user_with: Any
) -> None:
    lead = at_post("shift_lead")
    second = user_with("administrator", "national_coordinator", username="second")

    for by, user in ((lead, administrator), (lead, lead), (administrator, administrator)):
        with pytest.raises(NotPermitted):
            issue_recovery(by=by, user=user)
    assert may_recover(administrator, lead)
    assert not may_recover(administrator, second)


def test_recovery_stops_at_the_post(at_post: Any, other_post: Any) -> None:
    lead = at_post("shift_lead")
    here, there = at_post("border_officer"), at_post("border_officer", other_post)
    both = at_post("registration_clerk")
    give_role(by=None, user=both, role="registration_clerk", place_id=other_post.id)

    assert recoverable_users(lead) == [here]
    assert not may_recover(lead, there)


def test_recovery_reaches_no_caseworker_of_a_service(
    at_post: Any, user_with: Any, administrator: User, post: Any
) -> None:
    service = add_service(
        by=administrator, name="Clinic", category="HEALTH", provider="Example Aid", country="POL",
        post=post,
    )  # fmt: skip
    protector, partner = at_post("protection_officer"), user_with(username="partner")
    give_role(by=None, user=partner, role="partner_caseworker", place_id=service.id)

    assert not may_recover(protector, partner)
    assert may_recover(administrator, partner)


def test_recovery_counts_rights_at_the_post_where_they_are_held(
    at_post: Any, user_with: Any, post: Any, other_post: Any
) -> None:
    commander, lead = at_post("post_commander"), user_with(username="lead-of-two")
    give_role(by=None, user=lead, role="shift_lead", place_id=post.id)
    give_role(by=None, user=lead, role="post_commander", place_id=other_post.id)

    assert may_recover(lead, at_post("border_officer"))
    assert not may_recover(lead, commander)


def test_recovery_counts_a_role_that_begins_tomorrow(at_post: Any, post: Any) -> None:
    lead, clerk = at_post("shift_lead"), at_post("registration_clerk")
    tomorrow = timezone.now() + timedelta(days=1)
    give_role(by=None, user=clerk, role="protection_officer", place_id=post.id, from_at=tomorrow)

    assert not may_recover(lead, clerk)


def test_recovery_ends_tokens_of_before(at_post: Any) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    token = issue_token(by=officer, user=officer, label="script")

    code = issue_recovery(by=lead, user=officer)
    recover_account(by=None, username=officer.username, code=code, password=NEW)

    assert user_of_token(None, token) is None


def test_recovery_code_ends_with_the_role_of_who_issued_it(
    at_post: Any, administrator: User
) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    code = issue_recovery(by=lead, user=officer)
    deactivate_user(by=administrator, user=lead)

    with pytest.raises(ActionError, match="does not fit"):
        recover_account(by=None, username=officer.username, code=code, password=NEW)


def test_recovery_code_is_over_when_its_user_has_got_more_rights(
    at_post: Any, administrator: User, post: Any
) -> None:
    lead, clerk = at_post("shift_lead"), at_post("registration_clerk")
    code = issue_recovery(by=lead, user=clerk)
    give_role(by=administrator, user=clerk, role="protection_officer", place_id=post.id)

    with pytest.raises(ActionError, match="does not fit"):
        recover_account(by=None, username=clerk.username, code=code, password=NEW)


def test_recovery_code_is_kept_only_as_a_keyed_hash(at_post: Any) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")

    code = issue_recovery(by=lead, user=officer)

    kept = OneTimeCode.objects.get()
    assert kept.digest == code_digest(code)
    assert code.replace("-", "") not in repr(vars(kept))
    assert len(code) == 11


def test_newer_code_ends_the_older(at_post: Any) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    older = issue_recovery(by=lead, user=officer)
    issue_recovery(by=lead, user=officer)

    with pytest.raises(ActionError, match="does not fit"):
        recover_account(by=None, username=officer.username, code=older, password=NEW)


def test_recovery_takes_second_factors_and_leaves_a_trace(at_post: Any) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    code = issue_recovery(by=lead, user=officer)

    recovered = recover_account(by=None, username="BORDER_OFFICER-pl-test", code=code, password=NEW)

    assert recovered.check_password(NEW)
    assert not Authenticator.objects.filter(user=officer).exists()
    told = tell_recoveries(by=recovered)
    assert [t.issued_by for t in told] == [lead]
    assert tell_recoveries(by=recovered) == []


def test_deactivated_user_is_neither_recovered_nor_let_in_by_a_code(
    at_post: Any, administrator: User
) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    code = issue_recovery(by=lead, user=officer)
    deactivate_user(by=administrator, user=officer)

    assert not may_recover(lead, officer)
    with pytest.raises(ActionError):
        recover_account(by=None, username=officer.username, code=code, password=NEW)


def test_deactivation_ends_tokens_and_is_for_administrators_only(
    at_post: Any, administrator: User
) -> None:
    officer, lead = at_post("border_officer"), at_post("shift_lead")
    token = issue_token(by=officer, user=officer, label="script")

    for by, user in ((lead, officer), (administrator, administrator)):
        with pytest.raises(NotPermitted):
            deactivate_user(by=by, user=user)
    deactivate_user(by=administrator, user=officer)

    assert user_of_token(None, token) is None


def test_second_factors_of_others_are_taken_by_administrators_only(
    at_post: Any, administrator: User
) -> None:
    officer, lead = at_post("border_officer"), at_post("shift_lead")
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})

    with pytest.raises(NotPermitted):
        remove_second_factors(by=lead, user=officer)
    assert remove_second_factors(by=administrator, user=officer) == 1


def test_code_typed_carelessly_is_the_same_code() -> None:
    assert code_digest("O1L00-abcde") == code_digest("01100 ABCDE")
    assert code_digest("") != code_digest("0")


def test_code_is_over_at_its_minute(at_post: Any) -> None:
    lead, officer = at_post("shift_lead"), at_post("border_officer")
    now = timezone.now()
    code = issue_recovery(by=lead, user=officer, at=now)

    with pytest.raises(ActionError):
        recover_account(
            by=None,
            username=officer.username,
            code=code,
            password=NEW,
            at=now + timedelta(minutes=15),
        )
