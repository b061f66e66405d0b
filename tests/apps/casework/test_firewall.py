"""The wall: who may not read protection data is answered as if there were none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.casework import queries
from openhbm.apps.casework.actions import advance_referral, refer_person, review_finding
from openhbm.apps.casework.models import Referral
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Service

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
Register = Callable[..., Person]
OUTSIDERS = ["border_officer", "shift_lead", "post_commander", "registration_clerk"]
OUTSIDERS += ["national_coordinator", "analyst", "data_protection_officer", "administrator"]


@pytest.fixture
def referred(
    register: Register, screen: Any, protector: User, supervisor: User, clinic: Service
) -> Person:
    """A woman who fears return and was hurt, with a referral under way."""
    person = register(30, sex="F")
    screen(person, afraid_to_return="yes", hurt_on_journey="yes", wg_seeing="3")
    refer_person(
        by=protector,
        person=person,
        findings=list(queries.findings_for(protector, person)),
        service=clinic,
        consent_exception="danger_to_life",
        supervisor=supervisor,
        at=AT,
    )
    return person


@pytest.mark.parametrize("role", OUTSIDERS)
def test_queries_outsider_sees_a_screened_person_like_an_unscreened_one(
    user_with: Callable[..., User], referred: Person, register: Register, role: str
) -> None:
    outsider = user_with(role, username=f"outsider-{role}")
    nobody = register(30, sex="F")

    def seen(person: Person) -> list[list[Any]]:
        return [
            list(queries.findings_for(outsider, person)),
            list(queries.screenings_for(outsider, person)),
            list(queries.referrals_for(outsider, person)),
        ]

    assert seen(referred) == seen(nobody) == [[], [], []]
    assert list(queries.referrals_visible_to(outsider)) == []
    assert list(queries.referrals_by_deadline(outsider, AT)) == []
    assert list(queries.late_referrals(outsider, AT + timedelta(days=30))) == []
    assert list(queries.findings_to_review(outsider)) == []


def test_single_record_hidden_and_absent_look_the_same(officer: User, referred: Person) -> None:
    referral = Referral.objects.get()
    absent = uuid4()

    with pytest.raises(NotVisible) as hidden:
        queries.referral_for(officer, referral.id)
    with pytest.raises(NotVisible) as missing:
        queries.referral_for(officer, absent)
    with pytest.raises(NotVisible):
        queries.finding_for(officer, "nonsense")

    assert str(hidden.value).replace(str(referral.id), str(absent)) == str(missing.value)


def test_flags_are_for_those_who_look_after_people_and_not_for_officers(
    officer: User, protector: User, referred: Person
) -> None:
    assert queries.flags_for(protector, referred) == ("DS", "HBM-PI")
    assert queries.flags_for(officer, referred) == ()


def test_flags_analyst_sees_none_of_a_person(
    user_with: Callable[..., User], referred: Person
) -> None:
    assert queries.flags_for(user_with("analyst"), referred) == ()


def test_history_officer_sees_no_answer_finding_or_referral(
    officer: User, referred: Person
) -> None:
    told = history_of(officer, subject=referred.id)

    fields = {name for happening in told for _label, name, _value in happening.changes}
    types = {happening.type for happening in told}
    assert "screened_at" in fields
    assert fields.isdisjoint(
        {"flags", "answers", "facts", "code", "reasons", "needs", "state", "priority"}
    )
    assert "person_referred" not in types
    assert all(happening.compartment is not Compartment.PROTECTION for happening in told)


def test_history_protection_officer_sees_the_referral(protector: User, referred: Person) -> None:
    told = history_of(protector, subject=referred.id)

    assert "person_referred" in {happening.type for happening in told}
    assert ("needs",) in {(name,) for happening in told for _l, name, _v in happening.changes}


def test_queries_protection_officer_of_another_post_sees_nothing(
    user_with: Callable[..., User], administrator: User, referred: Person
) -> None:
    elsewhere = open_post(
        by=administrator, code="PL-FAR", name="Far", country="POL", post_type="OFFICIAL_LAND"
    )
    other = user_with("protection_officer", username="other", post=elsewhere)

    assert not queries.findings_for(other, referred).exists()
    assert not queries.referrals_visible_to(other).exists()
    assert queries.flags_for(other, referred) == ()


def test_actions_officer_may_not_review_refer_or_advance(
    officer: User, supervisor: User, protector: User, referred: Person, clinic: Service
) -> None:
    finding = queries.findings_for(protector, referred)[0]
    referral = queries.referrals_for(protector, referred)[0]

    with pytest.raises(NotPermitted):
        review_finding(by=officer, finding=finding, status="confirmed")
    with pytest.raises(NotPermitted):
        refer_person(
            by=officer,
            person=referred,
            findings=[finding],
            service=clinic,
            consent_exception="danger_to_life",
            supervisor=supervisor,
        )
    with pytest.raises(NotPermitted):
        advance_referral(by=officer, referral=referral, to_state="received")
