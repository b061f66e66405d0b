"""Two officers at once: the last place of a group or tally is given once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

from django.db import connection
from tests.apps.crossings.invented import MORNING, family, somebody

from openhbm.apps.crossings.actions import (
    correct_tally,
    count_arrivals,
    preregister_group,
    register_arrival,
)
from openhbm.apps.crossings.models import Tally
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import register_group
from openhbm.apps.people.models import Person

OFFICERS = 4


def at_once(work) -> list[str]:
    """What ``OFFICERS`` threads that start together get: done, or the field that was full."""
    barrier = Barrier(OFFICERS, timeout=20)

    def run(_number: int) -> str:
        barrier.wait()
        try:
            work()
        except ActionError as error:
            return error.field
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(OFFICERS) as pool:
        return sorted(pool.map(run, range(OFFICERS)))


def test_register_arrival_at_once_fills_the_last_place_of_a_group_once(
    transactional_db, officer, post
):
    tally = count_arrivals(by=officer, post=post, persons=9, at=MORNING)
    group = preregister_group(by=officer, post=post, details=family(1), tally=tally, at=MORNING)

    answers = at_once(
        lambda: register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)
    )

    assert answers == ["done"] + ["group"] * (OFFICERS - 1)
    assert Person.objects.count() == 1
    assert verdict(officer).verified


def test_count_arrivals_at_once_with_one_key_counts_once(transactional_db, officer, post):
    at_once(lambda: count_arrivals(by=officer, post=post, persons=7, source_key="k", at=MORNING))

    assert Tally.objects.filter(superseded_by=None).count() == 1


def test_first_members_of_an_uncounted_group_at_once_count_it_once(transactional_db, officer, post):
    group = register_group(by=officer, details=family(OFFICERS), post=post, at=MORNING)

    answers = at_once(
        lambda: register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)
    )

    assert answers == ["done"] * OFFICERS
    assert [tally.persons for tally in Tally.objects.all()] == [OFFICERS]


def test_correct_and_count_again_at_once_wait_for_nobody_in_a_circle(
    transactional_db, officer, post
):
    first = count_arrivals(by=officer, post=post, persons=7, source_key="k", at=MORNING)
    persons = count(10)

    def correct_or_count_again() -> None:
        for _round in range(5):
            correct_tally(by=officer, tally=first, persons=next(persons), at=MORNING)
            count_arrivals(by=officer, post=post, persons=next(persons), source_key="k", at=MORNING)

    assert at_once(correct_or_count_again) == ["done"] * OFFICERS
    assert Tally.objects.filter(superseded_by=None).count() == 1
    assert verdict(officer).verified
