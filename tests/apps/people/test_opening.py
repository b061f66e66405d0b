"""Breaking the glass: one record, three hours, a reason, and a review by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openhbm.apps.accounts.actions import end_role, give_role, review_glass
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import (
    glass_broken_visible_to,
    glass_to_review,
    history_of,
    posts_of,
)
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.actions import open_record, register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.queries import people_visible_to, person_for
from openhbm.apps.places.actions import open_post

WHY = "Asked for by the hospital: medicine runs out tonight"


@pytest.fixture
def person(clerk, post, user_with):
    found = register_person(by=clerk, details=PersonDetails(name="Ivanna"), post=post)
    protector = user_with("protection_officer", username="here")
    answers = {"daily_medicine": "yes", "medicine_days_left": 1}
    screen_person(by=protector, person=found, post=post, answers=answers)
    return found


@pytest.fixture
def elsewhere(administrator):
    return open_post(
        by=administrator, code="O", name="Other", country="POL", post_type="OFFICIAL_LAND"
    )


@pytest.fixture
def protector(user_with, elsewhere):
    return user_with("protection_officer", username="far", post=elsewhere)


def test_open_record_reaches_this_person_for_three_hours_and_nobody_else(
    clerk, post, person, protector
):
    other = register_person(by=clerk, details=PersonDetails(name="Danylo"), post=post)
    with pytest.raises(NotVisible):
        person_for(protector, person.number)

    open_record(by=protector, number=person.number.lower(), reason=WHY)

    assert list(people_visible_to(protector)) == [person]
    assert {f.code for f in findings_for(protector, person)} == {"SM-CI"}
    assert not findings_for(protector, other).exists()
    assert history_of(protector, subject=person.id, post_id=post.id)


def test_open_record_after_three_hours_is_closed_again(person, protector):
    long_ago = timezone.now() - timedelta(hours=3, seconds=1)
    open_record(by=protector, number=person.number, reason=WHY, at=long_ago)
    assert not people_visible_to(protector).exists()


def test_open_record_is_closed_when_the_role_that_opened_it_ends(
    person, user_with, elsewhere, administrator
):
    officer = user_with("border_officer", username="moved", post=elsewhere)
    open_record(by=officer, number=person.number, reason=WHY)
    assert list(people_visible_to(officer)) == [person]

    give_role(by=administrator, user=officer, role="registration_clerk", place_id=elsewhere.id)
    end_role(by=administrator, held=officer.roles_held.get(role="border_officer"))

    assert list(people_visible_to(officer)) == []


def test_open_record_by_an_officer_stays_outside_the_wall(user_with, elsewhere, person):
    officer = user_with("border_officer", post=elsewhere)
    open_record(by=officer, number=person.number, reason=WHY)
    assert list(people_visible_to(officer)) == [person]
    assert not findings_for(officer, person).exists()
    told = history_of(officer, subject=person.id, post_id=person.registered_post_id)
    assert {h.compartment for h in told} <= {
        Compartment.IDENTITY,
        Compartment.MOVEMENT,
        Compartment.OPERATIONAL,
        Compartment.PUBLIC,
    }


def test_open_record_gives_no_right_to_write(person, protector, elsewhere):
    open_record(by=protector, number=person.number, reason=WHY)
    assert posts_of(protector, Compartment.IDENTITY) == {elsewhere.id}
    with pytest.raises(NotPermitted):
        screen_person(by=protector, person=person, post=person.registered_post, answers={})


def test_open_record_that_is_not_there_is_kept_and_told_alike(protector, dpo):
    assert open_record(by=protector, number="HBM-0000-0", reason=WHY) is None
    assert [g.number for g in glass_to_review(dpo)] == ["HBM-0000-0"]


@pytest.mark.parametrize("reason", ["", "   ", "because"])
def test_open_record_without_a_real_reason_is_refused(person, protector, reason):
    with pytest.raises(ActionError, match="needs a reason"):
        open_record(by=protector, number=person.number, reason=reason)


def test_open_record_without_the_permission_is_refused(clerk, person):
    with pytest.raises(NotPermitted):
        open_record(by=clerk, number=person.number, reason=WHY)


def test_review_is_by_the_data_protection_officer_once_and_says_why(person, protector, dpo):
    open_record(by=protector, number=person.number, reason=WHY)
    opened = glass_to_review(dpo).get()

    with pytest.raises(NotPermitted):
        review_glass(by=protector, opened=opened, outcome="justified", note="")
    with pytest.raises(ActionError, match="Say why"):
        review_glass(by=dpo, opened=opened, outcome="not_justified", note=" ")
    review_glass(by=dpo, opened=opened, outcome="justified", note="")

    assert not glass_to_review(dpo).exists()
    with pytest.raises(ActionError, match="already"):
        review_glass(by=dpo, opened=opened, outcome="justified", note="")


def test_opened_records_of_others_are_hidden_from_who_does_not_review(
    user_with, person, protector, dpo
):
    open_record(by=protector, number=person.number, reason=WHY)
    assert not glass_broken_visible_to(user_with("shift_lead")).exists()
    assert glass_broken_visible_to(dpo).count() == glass_broken_visible_to(protector).count() == 1


def test_history_of_the_person_names_who_opened_the_record(person, protector, dpo):
    open_record(by=protector, number=person.number, reason=WHY)
    told = history_of(dpo, subject=person.id, with_reads=True)
    assert protector.id in {h.actor_id for h in told if h.purpose == "break glass"}
