"""Tier 0: counting people, counting the same figure again, correcting a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.apps.crossings.invented import MORNING, family

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.crossings.actions import (
    correct_tally,
    count_arrivals,
    count_many_arrivals,
    preregister_group,
)
from openhbm.apps.crossings.details import TallyDetails
from openhbm.apps.crossings.models import Tally
from openhbm.apps.crossings.queries import (
    arrivals_total,
    group_details_left,
    progress_of,
    tallies_visible_to,
    tally_for,
    versions_of,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import verdict

DAY = date(2022, 3, 7)


def total(user) -> int:
    return arrivals_total(user, from_on=DAY, to_on=DAY)


def test_count_arrivals_keeps_what_was_seen(officer, post):
    tally = count_arrivals(
        by=officer, post=post, persons=12, counts={"F 18-59": 5, "M ?": 2}, mode="BUS",
        vulnerable_seen=1, at=MORNING,
    )  # fmt: skip

    assert (tally.persons, tally.crossed_on, tally.mode) == (12, DAY, "BUS")
    assert tally.starts_at == tally.ends_at == MORNING
    assert total(officer) == 12


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"persons": -1}, "persons"),
        ({"persons": 2.5}, "persons"),
        ({"persons": True}, "persons"),
        ({"persons": 10**9}, "persons"),
        ({"counts": {"F 5-11": 9}}, "counts"),
        ({"counts": {"girls": 1}}, "counts"),
        ({"vulnerable_seen": 9}, "vulnerable_seen"),
        ({"direction": "SIDEWAYS"}, "direction"),
        ({"mode": "ROCKET"}, "mode"),
        ({"source_key": "x" * 161}, "source_key"),
        ({"source_key": "a\x00b"}, "source_key"),
        ({"starts_at": MORNING, "ends_at": MORNING - timedelta(hours=1)}, "ends_at"),
        ({"starts_at": datetime(2022, 3, 7)}, "starts_at"),  # noqa: DTZ001
    ],
)
def test_count_arrivals_with_nonsense_names_the_field(officer, post, given, field):
    with pytest.raises(ActionError) as caught:
        count_arrivals(by=officer, post=post, at=MORNING, **({"persons": 5} | given))

    assert caught.value.field == field
    assert not Tally.objects.exists()


def test_count_arrivals_at_a_post_where_one_does_not_work_is_not_permitted(user_with, post):
    elsewhere = user_with("border_officer", username="elsewhere", post=post)
    other = type(post)(code="SK-OTHER", country="SVK", name="Other", post_type="OFFICIAL_LAND")

    with pytest.raises(NotPermitted):
        count_arrivals(by=elsewhere, post=other, persons=1)


def test_count_arrivals_same_key_again_changes_nothing(officer, post):
    first = count_arrivals(by=officer, post=post, persons=7, source_key="unhcr/1", at=MORNING)
    again = count_arrivals(by=officer, post=post, persons=7, source_key="unhcr/1", at=MORNING)

    assert again == first
    assert Tally.objects.count() == 1


def test_count_arrivals_revised_figure_replaces_the_old_one(officer, post):
    first = count_arrivals(by=officer, post=post, persons=7, source_key="unhcr/1", at=MORNING)
    revised = count_arrivals(by=officer, post=post, persons=9, source_key="unhcr/1", at=MORNING)

    assert total(officer) == 9
    assert list(versions_of(officer, revised)) == [first, revised]
    assert tally_for(officer, first.id) == revised


def test_count_many_arrivals_sorts_into_added_unchanged_revised_and_refused(officer, post):
    count_arrivals(by=officer, post=post, persons=1, source_key="same", at=MORNING)
    count_arrivals(by=officer, post=post, persons=2, source_key="grown", at=MORNING)
    rows = [("same", 1), ("grown", 3), ("new", 4), ("bad", -4), ("twice", 5), ("twice", 6)]

    outcome = count_many_arrivals(
        by=officer,
        tallies=[
            TallyDetails(post=post, persons=n, starts_at=MORNING, source_key=key) for key, n in rows
        ],
    )

    assert (outcome.added, outcome.unchanged, outcome.revised) == (2, 1, 1)
    assert [(position, error.field) for position, error in outcome.refused] == [
        (3, "persons"),
        (5, "persons"),
    ]
    assert total(officer) == 1 + 3 + 4 + 5


def test_count_many_arrivals_twice_adds_nothing_the_second_time(officer, post):
    rows = [
        TallyDetails(post=post, persons=n, starts_at=MORNING, source_key=f"k{n}") for n in range(9)
    ]

    count_many_arrivals(by=officer, tallies=rows)
    again = count_many_arrivals(by=officer, tallies=rows)

    assert (again.added, again.unchanged, again.revised, again.refused) == (0, 9, 0, [])
    assert Tally.objects.count() == 9


def test_correct_tally_counts_the_corrected_number_once(officer, post):
    first = count_arrivals(by=officer, post=post, persons=40, at=MORNING)
    second = correct_tally(by=officer, tally=first, persons=45, reason="bus counted late")
    third = correct_tally(by=officer, tally=first, persons=44)

    assert total(officer) == 44
    assert list(versions_of(officer, first)) == [first, second, third]
    assert list(tallies_visible_to(officer)) == [third]


def test_correct_tally_to_the_same_number_makes_no_version(officer, post):
    first = count_arrivals(by=officer, post=post, persons=40, at=MORNING)

    assert correct_tally(by=officer, tally=first, persons=40) == first
    assert Tally.objects.count() == 1


def test_correct_tally_below_what_is_registered_is_refused_with_a_remedy(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    preregister_group(by=officer, post=post, details=family(6), tally=tally, at=MORNING)

    with pytest.raises(ActionError) as caught:
        correct_tally(by=officer, tally=tally, persons=5)

    assert caught.value.field == "persons"
    assert "6" in caught.value.message
    assert caught.value.remedy
    assert total(officer) == 10


def test_correct_tally_keeps_groups_bound(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    preregister_group(by=officer, post=post, details=family(6), tally=tally, at=MORNING)

    corrected = correct_tally(by=officer, tally=tally, persons=8)
    preregister_group(by=officer, post=post, details=family(2), tally=tally, at=MORNING)

    assert progress_of(officer, corrected).without_group == 0
    assert total(officer) == 8


def test_group_details_left_are_those_of_the_tally_until_a_group_is_taken(officer, post):
    tally = count_arrivals(
        by=officer, post=post, persons=9, counts={"F 18-59": 4}, vulnerable_seen=1, at=MORNING
    )

    before = group_details_left(officer, tally)
    preregister_group(by=officer, post=post, details=family(5), tally=tally, at=MORNING)
    after = group_details_left(officer, tally)

    assert (before.size, before.counts, before.special_needs_seen) == (9, {"F 18-59": 4}, True)
    assert (after.size, after.counts, after.special_needs_seen) == (4, {}, False)


def test_tallies_without_operational_access_are_not_there(officer, post, user_with):
    nobody = user_with(username="nobody")
    tally = count_arrivals(by=officer, post=post, persons=3, at=MORNING)

    assert not tallies_visible_to(nobody).exists()
    for ask in (lambda: tally_for(nobody, tally.id), lambda: progress_of(nobody, tally)):
        with pytest.raises(NotVisible):
            ask()


def test_tally_counts_for_the_day_it_starts_on(officer, post):
    late = datetime(2022, 3, 7, 23, 30, tzinfo=UTC)
    count_arrivals(
        by=officer, post=post, persons=3, starts_at=late, ends_at=late + timedelta(hours=1)
    )

    assert total(officer) == 3
    assert arrivals_total(officer, from_on=date(2022, 3, 8), to_on=date(2022, 3, 9)) == 0


def test_count_many_refused_revision_spoils_no_count_beside_it(officer, post):
    first = TallyDetails(post=post, persons=10, starts_at=MORNING, source_key="a")
    count_many_arrivals(by=officer, tallies=[first], at=MORNING)
    tally = Tally.objects.get(source_key="a")
    preregister_group(by=officer, post=post, details=family(8), tally=tally, at=MORNING)

    beside = TallyDetails(post=post, persons=7, starts_at=MORNING, source_key="b")
    counted = count_many_arrivals(
        by=officer, tallies=[replace(first, persons=3), beside], at=MORNING
    )

    assert (counted.added, [position for position, _error in counted.refused]) == (1, [0])
    assert Tally.objects.get(source_key="b").persons == 7
    assert Tally.objects.get(source_key="a", superseded_by=None).persons == 10
    assert verdict(officer).verified


@pytest.mark.parametrize("source", ["import", "officer"])
def test_figure_told_again_does_not_undo_a_person_s_correction(officer, post, source):
    told = {"by": officer, "post": post, "source": source, "source_key": "k", "at": MORNING}
    first = count_arrivals(persons=40, **told)
    corrected = correct_tally(by=officer, tally=first, persons=44, reason="recounted")

    again = count_arrivals(persons=40, **told)

    assert again == corrected
    assert total(officer) == 44


def test_figure_that_its_source_revised_replaces_the_correction(officer, post):
    told = {"by": officer, "post": post, "source": "import", "source_key": "k", "at": MORNING}
    first = count_arrivals(persons=40, **told)
    correct_tally(by=officer, tally=first, persons=44, reason="recounted")

    count_arrivals(persons=41, **told)

    assert total(officer) == 41
