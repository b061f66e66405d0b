"""The counting rule under any sequence of counting, grouping, registering and correcting."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.crossings.invented import MORNING, family, somebody

from openhbm.apps.crossings import counting
from openhbm.apps.crossings.actions import (
    correct_tally,
    count_arrivals,
    preregister_group,
    register_arrival,
    resize_group,
)
from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.crossings.queries import arrivals_total
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.models import Group

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["count", "correct", "group", "resize", "member", "person", "person_of"]),
        st.integers(0, 4),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=5,
    max_size=15,
)


@dataclass
class World:
    """What was done, and the arrivals a plain reading of the rule expects."""

    user: object
    post: object
    tallies: list[Tally] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    expected: int = 0

    def pick(self, kind: str, place: int):
        found = getattr(self, kind)
        return found[place % len(found)] if found else None


def count(world: World, size: int, place: int, bound: bool) -> None:
    world.tallies.append(count_arrivals(by=world.user, post=world.post, persons=size, at=MORNING))
    world.expected += size


def correct(world: World, size: int, place: int, bound: bool) -> None:
    if tally := world.pick("tallies", place):
        before = counting.current_tally(tally).persons
        correct_tally(by=world.user, tally=tally, persons=size)
        world.expected += size - before


def group(world: World, size: int, place: int, bound: bool) -> None:
    tally = world.pick("tallies", place) if bound else None
    made = preregister_group(
        by=world.user, post=world.post, details=family(size), tally=tally, at=MORNING
    )
    world.groups.append(made)
    world.expected += 0 if tally else size


def resize(world: World, size: int, place: int, bound: bool) -> None:
    if found := world.pick("groups", place):
        before = Group.objects.get(id=found.id).size
        own = counting.group_crossing(found).tally.source == "registration"
        resize_group(by=world.user, group=found, size=size)
        world.expected += size - before if own else 0


def member(world: World, size: int, place: int, bound: bool) -> None:
    if found := world.pick("groups", place):
        register_arrival(
            by=world.user, post=world.post, details=somebody(), group=found, at=MORNING
        )


def person(world: World, size: int, place: int, bound: bool) -> None:
    register_arrival(by=world.user, post=world.post, details=somebody(), at=MORNING)
    world.expected += 1


def person_of(world: World, size: int, place: int, bound: bool) -> None:
    if tally := world.pick("tallies", place):
        register_arrival(
            by=world.user, post=world.post, details=somebody(), tally=tally, at=MORNING
        )


DOINGS = {
    "count": count,
    "correct": correct,
    "group": group,
    "resize": resize,
    "member": member,
    "person": person,
    "person_of": person_of,
}


def check(world: World) -> None:
    day = MORNING.date()
    assert arrivals_total(world.user, from_on=day, to_on=day) == world.expected
    for tally in Tally.objects.filter(superseded_by=None):
        assert counting.persons_bound(tally) <= tally.persons
        assert counting.persons_registered(tally) <= tally.persons
        for whole in Crossing.objects.filter(tally_id=tally.first_id, person=None):
            assert counting.members_registered(whole.group, tally) <= whole.group.size
    assert not Crossing.objects.exclude(tally__corrects=None).exists()


class Undo(Exception):
    """Ends an example and takes back what it wrote."""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_sequence_of_actions_counts_everybody_exactly_once(officer, post, steps):
    with pytest.raises(Undo), transaction.atomic():
        world = World(officer, post)
        count(world, 3, 0, bound=True)
        group(world, 2, 0, bound=True)
        for name, size, place, bound in steps:
            try:
                DOINGS[name](world, size, place, bound)
            except ActionError as error:
                assert error.remedy or error.field == "size", error
            check(world)
        raise Undo
