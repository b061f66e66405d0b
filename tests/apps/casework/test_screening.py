"""Recording a screening: what is derived, what is refused, what is stored where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.casework.models import Finding, Screening
from openhbm.apps.casework.queries import findings_for, screenings_for
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people import details as given
from openhbm.apps.people.models import Group, Person
from openhbm.apps.places.models import Post
from openhbm.content.loader import pack

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
Register = Callable[..., Person]


def test_screen_mother_with_four_children_finds_a_single_parent(
    officer: User, protector: User, post: Post, register: Register, household: Any
) -> None:
    group = household(5)
    mother = register(34, "PA", group, sex="F")
    for age in (2, 5, 9, 13):
        register(age, "DAU", group)

    screening = screen_person(
        by=officer, person=mother, post=post, answers={"only_carer": "yes"}, language="uk", at=AT
    )

    codes = [finding.code for finding in findings_for(protector, mother)]
    assert codes == ["SP-PT", "SP-CG", "WR-SF"]
    assert screening.facts["dependants"] == 4
    assert screening.priority == 2
    assert screening.flags == ["SP", "WR"]
    assert screening.form_hash == pack().hash


def test_screen_child_whose_mother_is_in_the_group_is_accompanied(
    officer: User, post: Post, register: Register, household: Any
) -> None:
    group = household(2)
    register(34, "PA", group)
    child = register(6, "SON", group)

    screening = screen_person(
        by=officer, person=child, post=post, answers={"alone_child": "no"}, at=AT
    )

    assert screening.facts["child_care"] == "carer"
    assert screening.priority is None
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("head_age", "relationship", "care", "code"),
    [
        (40, "NEP", "relative", "SC-SC"),
        (40, "BRO", "relative", "SC-SC"),
        (40, "UNR", "unverified", "SC-SC"),
        (16, "BRO", "none", "SC-UC"),
    ],
)
def test_screen_child_care_follows_from_the_group(
    officer: User,
    protector: User,
    post: Post,
    register: Register,
    household: Callable[[int], Group],
    head_age: int,
    relationship: str,
    care: str,
    code: str,
) -> None:
    group = household(2)
    register(head_age, "PA", group)
    child = register(9, relationship, group)

    screening = screen_person(
        by=officer, person=child, post=post, answers={"alone_child": "no"}, at=AT
    )

    assert screening.facts["child_care"] == care
    assert [finding.code for finding in findings_for(protector, child)] == [code]


def test_screen_child_of_a_group_not_registered_in_full_is_not_called_alone(
    officer: User, protector: User, post: Post, register: Register, household: Any
) -> None:
    child = register(9, "SON", household(4))

    screen_person(by=officer, person=child, post=post, answers={"alone_child": "no"}, at=AT)

    found = findings_for(protector, child)
    assert [(finding.code, finding.rule_id) for finding in found] == [("SC", "R-CH-7")]


def test_screen_companion_of_unknown_age_leaves_the_care_open(
    officer: User, post: Post, register: Register, household: Any
) -> None:
    group = household(2)
    register(None, "PA", group)
    child = register(9, "NEP", group)

    screening = screen_person(
        by=officer, person=child, post=post, answers={"alone_child": "no"}, at=AT
    )

    assert "child_care" not in screening.facts


def test_screen_documents_and_nationality_come_from_registration(
    officer: User, protector: User, post: Post, register: Register
) -> None:
    person = register(
        40,
        documents=(given.DocumentDetails("NONE_TAKEN"),),
        nationalities=(given.NationalityDetails("XXA"),),
    )

    screen_person(by=officer, person=person, post=post, answers={"feels_safe": "yes"}, at=AT)

    assert [finding.code for finding in findings_for(protector, person)] == ["HBM-SL", "LP-ND"]


def test_screen_stated_triage_overrules_the_worst_case(
    officer: User, protector: User, post: Post, register: Register
) -> None:
    person = register(40)

    screen_person(
        by=officer,
        person=person,
        post=post,
        answers={"sick_or_injured": True},
        facts={"triage": "green"},
        at=AT,
    )

    assert [(f.code, f.priority) for f in findings_for(protector, person)] == [("SM", 3)]


def test_screen_unconscious_is_recorded_without_answers(
    officer: User, protector: User, post: Post, register: Register
) -> None:
    person = register(40)

    screening = screen_person(
        by=officer, person=person, post=post, answers={}, unable_reason="unconscious", at=AT
    )

    assert screening.priority == 0
    assert screenings_for(protector, person).get().unable_reason == "unconscious"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"answers": {"afraid_to_return": "perhaps"}}, "answers.afraid_to_return"),
        ({"answers": {"shoe_size": 43}}, "answers.shoe_size"),
        ({"answers": {"medicine_days_left": float("nan")}}, "answers.medicine_days_left"),
        ({"answers": {}}, "answers"),
        ({"answers": {}, "unable_reason": "tired"}, "unable_reason"),
        ({"answers": {"hurt_on_journey": "yes"}}, "answers.hurt_on_journey"),
        ({"answers": {"disclosed": ["torture"]}, "is_private": True}, "answers.disclosed"),
        ({"answers": {"feels_safe": "yes"}, "facts": {"triage": "pink"}}, "facts.triage"),
        ({"answers": {"feels_safe": "yes"}, "facts": {"age_low": 3}}, "facts.age_low"),
    ],
)
def test_screen_nonsense_names_the_field_and_keeps_nothing(
    officer: User, post: Post, register: Register, values: dict[str, Any], field: str
) -> None:
    person = register(40)

    with pytest.raises(ActionError) as caught:
        screen_person(by=officer, person=person, post=post, at=AT, **values)

    assert caught.value.field == field
    assert caught.value.remedy
    assert not Screening.objects.exists()


def test_screen_disclosure_is_recorded_by_protection_staff(
    protector: User, post: Post, register: Register
) -> None:
    person = register(28, sex="F")

    screening = screen_person(
        by=protector,
        person=person,
        post=post,
        answers={"disclosed": ["rape_within_72_hours"]},
        is_private=True,
        at=AT,
    )

    assert screening.priority == 0
    assert screening.flags == []
    assert findings_for(protector, person).get().is_restricted


def test_screen_analyst_may_not_record(
    user_with: Callable[..., User], post: Post, register: Register
) -> None:
    with pytest.raises(NotPermitted):
        screen_person(
            by=user_with("analyst"), person=register(30), post=post, answers={"feels_safe": "no"}
        )


def test_screen_keeps_the_journal_whole(officer: User, post: Post, register: Register) -> None:
    person = register(40)
    for reason in ("refused", "crush"):
        screen_person(by=officer, person=person, post=post, answers={}, unable_reason=reason)

    assert verdict(officer).verified
