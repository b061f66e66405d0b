"""A guard against return is set aside by the people the law names, each a different one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.apps.crossings.invented import MORNING
from tests.apps.crossings.refusing import NOT_COVERED, OPEN_GATE

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.crossings.actions import decide_entry, register_arrival, set_guard_aside
from openhbm.apps.crossings.queries import overrides_on, set_aside_reasons, set_asides_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.details import PersonDetails
from openhbm.core.values import Outcome

WHY = "Looked at the advisory and the way on from there"
UNSAFE = replace(NOT_COVERED, gate=replace(OPEN_GATE, on_no_return_list=True))


@pytest.fixture
def officer(user_with, post):
    return user_with("border_officer", username="officer", post=post)


@pytest.fixture
def crossing(officer, post):
    who = PersonDetails(name="Ivanna", age_years=40)
    return register_arrival(by=officer, post=post, details=who, at=MORNING)


@pytest.fixture
def adviser(user_with):
    return user_with("legal_adviser", username="adviser")


@pytest.fixture
def protector(user_with, post):
    return user_with("protection_officer", username="protector", post=post)


def test_set_aside_by_both_named_lets_an_official_consider_and_not_more(
    officer, adviser, protector, crossing
):
    one = {"crossing": crossing, "rule": "R-NR-4", "reason": WHY, "at": MORNING}
    refuse = {"by": officer, "crossing": crossing, "code": "REFUSE", "facts": UNSAFE}

    set_guard_aside(by=adviser, capacity="legal_officer", **one)
    with pytest.raises(ActionError, match="prohibited"):
        decide_entry(at=MORNING, **refuse)
    set_guard_aside(by=protector, capacity="protection_officer", **one)
    decision = decide_entry(at=MORNING + timedelta(minutes=5), **refuse)

    assert decision.outcome == Outcome.NEEDS_A_PERSON
    assert "R-NR-4-OVERRIDE" in {reason["code"] for reason in decision.reasons}


def test_set_aside_after_a_day_no_longer_holds(officer, adviser, protector, crossing):
    one = {"crossing": crossing, "rule": "R-NR-4", "reason": WHY, "at": MORNING}
    set_guard_aside(by=adviser, capacity="legal_officer", **one)
    set_guard_aside(by=protector, capacity="protection_officer", **one)
    assert len(overrides_on(officer, crossing, MORNING + timedelta(hours=23))) == 2
    assert overrides_on(officer, crossing, MORNING + timedelta(hours=24)) == ()


def test_set_aside_twice_by_one_person_in_two_capacities_is_refused(user_with, post, crossing):
    both = user_with("legal_adviser", "protection_officer", username="both")
    one = {"by": both, "crossing": crossing, "rule": "R-NR-4", "reason": WHY, "at": MORNING}
    set_guard_aside(capacity="legal_officer", **one)
    with pytest.raises(NotPermitted, match="second person"):
        set_guard_aside(capacity="protection_officer", **one)


def test_set_aside_by_the_official_who_decides_does_not_count(user_with, post, crossing, adviser):
    commander = user_with("post_commander", username="commander", post=post)
    set_guard_aside(
        by=commander, crossing=crossing, rule="R-NR-8", capacity="supervisor", reason=WHY,
        at=MORNING,
    )  # fmt: skip
    set_guard_aside(
        by=adviser, crossing=crossing, rule="R-NR-8", capacity="legal_officer", reason=WHY,
        at=MORNING,
    )  # fmt: skip
    assert {o.role for o in overrides_on(commander, crossing, MORNING)} == {"legal_officer"}


@pytest.mark.parametrize(
    ("rule", "capacity", "match"),
    [
        ("R-NR-1", "protection_officer", "Nobody may set"),
        ("R-NR-4", "duty_doctor", "not set aside by"),
        ("R-NR-99", "legal_officer", "Nobody may set"),
    ],
)
def test_set_aside_of_what_the_law_does_not_allow_is_refused(
    adviser, crossing, rule, capacity, match
):
    with pytest.raises(ActionError, match=match):
        set_guard_aside(by=adviser, crossing=crossing, rule=rule, capacity=capacity, reason=WHY)


def test_set_aside_without_the_permission_or_a_reason_is_refused(officer, adviser, crossing):
    one = {"crossing": crossing, "rule": "R-NR-4", "capacity": "legal_officer"}
    with pytest.raises(NotPermitted):
        set_guard_aside(by=officer, reason=WHY, **one)
    with pytest.raises(ActionError, match="reasons"):
        set_guard_aside(by=adviser, reason="ok", **one)


def test_reasons_of_a_set_aside_stay_behind_the_wall(officer, adviser, protector, crossing):
    given = set_guard_aside(
        by=adviser, crossing=crossing, rule="R-NR-4", capacity="legal_officer", reason=WHY,
        at=MORNING,
    )  # fmt: skip
    assert [s.rule for s in set_asides_of(officer, crossing)] == ["R-NR-4"]
    assert set_aside_reasons(officer, crossing) == {}
    assert set_aside_reasons(protector, crossing) == {given.id: WHY}
