"""The centre and a post are restored at once, each from its own backup: neither waits for ever."""

from __future__ import annotations

import random

import pytest

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.people.models import Person
from openhbm.apps.sync.actions import begin_recovery, compose_letter, take_letter
from openhbm.apps.sync.models import Link
from tests.apps.sync.conftest import country
from tests.faults.test_rebuilt_centre import (
    POSTS,
    meet_all,
    registered_at,
    written_at_centre,
)
from tests.faults.test_two_histories import backup_of

__all__ = ["country"]
pytestmark = [pytest.mark.fault, pytest.mark.slow]


def letters_that_come_twice_and_late_are_refused(country) -> None:
    with country.at("PLM"):
        first, second = (compose_letter(by=None, to="CEN", most_bytes=100_000)[0] for _ in range(2))
    with country.at("CEN"):
        take_letter(by=None, letter=second)
        for again in (first, second):
            with pytest.raises(ActionError, match="came before"):
                take_letter(by=None, letter=again)


def test_two_restored_at_once_hand_back_to_each_other_and_tell_no_second_history(country):
    rng = random.Random(2)
    meet_all(country, *POSTS)
    people = {node: registered_at(country, node, rng, 1) for node in POSTS}
    meet_all(country, *POSTS)
    backups = {node: backup_of(country, node) for node in ("CEN", "PLM")}
    since = {node: registered_at(country, node, rng, 2) for node in POSTS}
    meet_all(country, *POSTS)
    written_at_centre(country, since, ("PL-KOR",))
    meet_all(country, *POSTS)
    for node, backup in backups.items():
        country.put_back(node, backup)
        with country.at(node):
            assert begin_recovery(by=None)
    letters_that_come_twice_and_late_are_refused(country)
    meet_all(country, "PLM", "ROM", "PLM")
    for node in backups:
        with country.at(node):
            assert not is_recovering()
    new = registered_at(country, "PLM", rng, 1)
    meet_all(country, "PLM", "ROM")

    with country.at("CEN"):
        here = set(Person.objects.values_list("id", flat=True))
        assert people["PLM"] | people["ROM"] | since["ROM"] | new <= here
    for node in ("CEN", "PLM", "ROM"):
        with country.at(node):
            assert verdict(None).verified
            assert not Link.objects.exclude(quarantined_at=None).exists()
