"""From tally to group to persons: nothing is typed twice, nobody is counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.apps.crossings.invented import MORNING, family, somebody

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.crossings.actions import (
    correct_tally,
    count_arrivals,
    preregister_group,
    record_crossing,
    register_arrival,
    resize_group,
)
from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.crossings.queries import (
    arrivals_total,
    crossing_for,
    crossing_of_group,
    crossings_of,
    crossings_visible_to,
    progress_of,
    unregistered_of,
)
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import erase_person, register_group
from openhbm.apps.people.models import Group, Person
from openhbm.apps.people.queries import members_of
from openhbm.apps.places.actions import open_post


def total(user) -> int:
    day = MORNING.date()
    return arrivals_total(user, from_on=day, to_on=day)


@pytest.fixture
def tally(officer, post):
    return count_arrivals(
        by=officer, post=post, persons=10, mode="BUS",
        starts_at=MORNING, ends_at=MORNING + timedelta(hours=1),
    )  # fmt: skip


def test_upgrade_of_a_tally_to_a_group_to_persons_counts_everybody_once(officer, post, tally):
    group = preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)
    for relationship in ("PA", "DAU", "SON"):
        register_arrival(
            by=officer, post=post, details=somebody(), group=group, relationship=relationship,
            at=MORNING,
        )  # fmt: skip

    progress = progress_of(officer, tally)
    assert total(officer) == 10
    assert (progress.bound, progress.registered, progress.without_group) == (3, 3, 7)
    assert unregistered_of(officer, tally) == 7
    assert members_of(officer, group).count() == 3


def test_preregister_group_without_a_tally_makes_one_of_its_size(officer, post):
    group = preregister_group(
        by=officer, post=post, details=family(4, counts={"F 18-59": 1}), mode="CAR", at=MORNING
    )

    made = crossing_of_group(officer, group).tally
    assert (made.persons, made.source, made.counts, made.mode) == (
        4, "registration", {"F 18-59": 1}, "CAR",
    )  # fmt: skip
    assert total(officer) == 4


def test_register_arrival_alone_makes_a_tally_of_one(officer, post):
    crossing = register_arrival(by=officer, post=post, details=somebody(), at=MORNING)

    assert crossing.tally.persons == 1
    assert crossing.person.name == "Invented Person"
    assert total(officer) == 1


def test_register_arrival_out_of_a_tally_adds_no_arrival(officer, post, tally):
    register_arrival(by=officer, post=post, details=somebody(), tally=tally, at=MORNING)

    assert total(officer) == 10
    assert unregistered_of(officer, tally) == 9


def test_register_arrival_takes_over_what_the_group_said(officer, post, tally):
    group = preregister_group(
        by=officer, post=post, details=family(2, origin="Kharkiv oblast"), tally=tally,
        flow_type="CONFLICT", at=MORNING + timedelta(minutes=20),
    )  # fmt: skip

    crossing = register_arrival(
        by=officer, post=post, details=somebody(), group=group, relationship="PA",
        at=MORNING + timedelta(hours=5),
    )  # fmt: skip

    assert crossing.person.origin == "Kharkiv oblast"
    assert (crossing.mode, crossing.flow_type) == ("BUS", "CONFLICT")
    assert crossing.crossed_at == MORNING + timedelta(minutes=20)
    assert crossing.person.registered_at == MORNING + timedelta(hours=5)
    group.refresh_from_db()
    assert group.focal_person == crossing.person


def test_register_arrival_later_crossed_within_the_time_of_the_tally(officer, post, tally):
    crossing = register_arrival(
        by=officer, post=post, details=somebody(), tally=tally, at=MORNING + timedelta(hours=9)
    )

    assert crossing.crossed_at == MORNING + timedelta(hours=1)


def test_register_arrival_of_a_group_registered_without_crossing_counts_it_once(officer, post):
    group = register_group(by=officer, details=family(2), post=post, at=MORNING)

    for relationship in ("PA", "SIS"):
        register_arrival(
            by=officer, post=post, details=somebody(), group=group, relationship=relationship,
            at=MORNING,
        )  # fmt: skip

    assert total(officer) == 2
    assert Tally.objects.count() == 1


def test_preregister_group_larger_than_the_room_is_refused_with_a_remedy(officer, post, tally):
    preregister_group(by=officer, post=post, details=family(8), tally=tally, at=MORNING)

    with pytest.raises(ActionError) as caught:
        preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)

    assert caught.value.field == "tally"
    assert "2 of them are not yet" in caught.value.message
    assert "Correct the tally" in caught.value.remedy
    assert Group.objects.count() == 1


def test_register_arrival_into_a_full_group_is_refused_and_leaves_nothing(officer, post, tally):
    group = preregister_group(by=officer, post=post, details=family(1), tally=tally, at=MORNING)
    register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)

    with pytest.raises(ActionError) as caught:
        register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)

    assert caught.value.field == "group"
    assert "Correct the size of the group" in caught.value.remedy
    assert Person.objects.count() == 1
    assert verdict(officer).verified


def test_register_arrival_into_a_full_tally_is_refused(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=1, at=MORNING)
    register_arrival(by=officer, post=post, details=somebody(), tally=tally, at=MORNING)

    with pytest.raises(ActionError) as caught:
        register_arrival(by=officer, post=post, details=somebody(), tally=tally, at=MORNING)

    assert caught.value.field == "tally"
    assert Person.objects.count() == 1


def test_register_arrival_of_nobody_leaves_no_tally_behind(officer, post):
    with pytest.raises(ActionError) as caught:
        register_arrival(by=officer, post=post, details=somebody(name=" "), at=MORNING)

    assert caught.value.field == "name"
    assert not Tally.objects.exists()
    assert total(officer) == 0


def test_register_arrival_with_the_tally_of_somebody_else_is_refused(officer, post, tally):
    group = preregister_group(by=officer, post=post, details=family(2), tally=tally, at=MORNING)
    other = count_arrivals(by=officer, post=post, persons=5, at=MORNING)

    with pytest.raises(ActionError) as caught:
        register_arrival(
            by=officer, post=post, details=somebody(), group=group, tally=other, at=MORNING
        )

    assert caught.value.field == "tally"


def test_preregister_group_out_of_a_tally_of_another_post_is_refused(
    officer, administrator, post, tally
):
    other = open_post(
        by=administrator, code="PL-OTHER", name="Other", country="POL", post_type="RIVER"
    )

    with pytest.raises(ActionError) as caught:
        preregister_group(by=officer, post=other, details=family(2), tally=tally, at=MORNING)

    assert caught.value.field == "tally"


def test_registering_into_a_corrected_tally_uses_its_newest_version(officer, post, tally):
    correct_tally(by=officer, tally=tally, persons=2)
    preregister_group(by=officer, post=post, details=family(2), tally=tally, at=MORNING)

    with pytest.raises(ActionError):
        register_arrival(by=officer, post=post, details=somebody(), tally=tally, at=MORNING)

    assert total(officer) == 2


@pytest.mark.parametrize("size", [5, 2])
def test_resize_group_counted_by_its_registration_moves_the_count(officer, post, size):
    group = preregister_group(by=officer, post=post, details=family(3), at=MORNING)

    resize_group(by=officer, group=group, size=size)

    assert group.size == size
    assert total(officer) == size


def test_resize_group_out_of_a_real_tally_needs_room_there(officer, post, tally):
    group = preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)
    resize_group(by=officer, group=group, size=10)

    with pytest.raises(ActionError) as caught:
        resize_group(by=officer, group=group, size=11)

    assert caught.value.field == "tally"
    assert total(officer) == 10


def test_resize_group_below_who_is_registered_is_refused(officer, post):
    group = preregister_group(by=officer, post=post, details=family(2), at=MORNING)
    for _ in range(2):
        register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)

    with pytest.raises(ActionError) as caught:
        resize_group(by=officer, group=group, size=1)

    assert caught.value.field == "size"


def test_record_crossing_of_a_known_person_is_one_more_event_and_one_more_count(officer, post):
    person = register_arrival(by=officer, post=post, details=somebody(), at=MORNING).person

    out = record_crossing(
        by=officer, post=post, person=person, direction="OUT", at=MORNING + timedelta(hours=2)
    )

    assert [crossing.direction for crossing in crossings_of(officer, person)] == ["OUT", "IN"]
    assert total(officer) == 1
    day = MORNING.date()
    assert arrivals_total(officer, from_on=day, to_on=day, direction="OUT") == 1
    assert out.tally.persons == 1


def test_record_crossing_with_an_unknown_direction_names_the_field(officer, post):
    person = register_arrival(by=officer, post=post, details=somebody(), at=MORNING).person

    with pytest.raises(ActionError) as caught:
        record_crossing(by=officer, post=post, person=person, direction="UP", at=MORNING)

    assert caught.value.field == "direction"


def test_crossings_are_hidden_from_who_works_elsewhere_or_may_not_read_movement(
    officer, administrator, post, user_with, coordinator
):
    crossing = register_arrival(by=officer, post=post, details=somebody(), at=MORNING)
    other = open_post(
        by=administrator, code="PL-OTHER", name="Other", country="POL", post_type="RIVER"
    )
    elsewhere = user_with("border_officer", username="elsewhere", post=other)

    assert crossing_for(officer, crossing.id) == crossing
    for user in (elsewhere, coordinator):
        assert not crossings_visible_to(user).exists()
        with pytest.raises(NotVisible):
            crossing_for(user, crossing.id)


def test_register_arrival_without_the_right_to_write_movement_is_not_permitted(coordinator, post):
    with pytest.raises(NotPermitted):
        register_arrival(by=coordinator, post=post, details=somebody(), at=MORNING)


def test_erasing_a_person_keeps_that_somebody_was_counted(dpo, officer, clerk, post, tally):
    person = register_arrival(
        by=officer, post=post, details=somebody(), tally=tally, at=MORNING
    ).person
    alone = register_arrival(by=officer, post=post, details=somebody(), at=MORNING).person

    for each in (person, alone):
        erase_person(by=dpo, person_id=each.id, reason="asked for it")

    assert not Crossing.objects.filter(person__in=[person, alone]).exists()
    assert total(officer) == 11
    assert verdict(officer).verified


def test_rebuilding_from_the_journal_gives_the_same_crossings(officer, post, tally):
    group = preregister_group(by=officer, post=post, details=family(2), tally=tally, at=MORNING)
    register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)
    correct_tally(by=officer, tally=tally, persons=12)
    before = [sorted(map(str, model.objects.values_list())) for model in (Tally, Crossing)]

    rebuild_tables(by=officer)

    after = [sorted(map(str, model.objects.values_list())) for model in (Tally, Crossing)]
    assert after == before
