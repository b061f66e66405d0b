"""A node restored from an old backup, and a laptop whose disk was copied: found, never merged."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import compose_letter, release_node, take_letter
from openhbm.apps.sync.models import KeptLetter, Link
from tests.apps.sync.conftest import country
from tests.faults.amounts import COPIED_NODES
from tests.faults.country import check_nothing_lost, register_one

__all__ = ["country"]
pytestmark = pytest.mark.fault


def registered_at(country, node: str, rng: random.Random, count: int) -> set:
    with country.at(node):
        post, by = Post.objects.get(code="PL-MED"), country.chief()
        return {register_one(by, post, rng).id for _ in range(count)}


def backup_of(country, node: str) -> str:
    """A copy of a node's database that later copies do not replace."""
    copy = country.copy_database(node)
    if not Path(copy).is_file():
        return copy
    return str(Path(copy).rename(Path(copy).with_name(f"{uuid4()}.backup")))


def letter_of(country, node: str) -> bytes:
    with country.at(node):
        return compose_letter(by=None, to="CEN", most_bytes=1_000_000)[0]


def people_at_centre(country) -> set:
    with country.at("CEN"):
        assert verdict(None).verified
        return set(Person.objects.values_list("id", flat=True))


def is_quarantined(country) -> bool:
    with country.at("CEN"):
        return Link.objects.get(node_id="PLM").quarantined_at is not None


def release(country) -> None:
    with country.at("CEN"):
        release_node(by=country.chief(), prefix="PLM", reason="the wrong machine was shut down")


def test_nodes_restored_and_copied_are_found_and_never_merged(country, tell_faults):
    rng, done = random.Random(COPIED_NODES), Counter()
    country.meet("PLM")
    known: set = set()
    for _ in range(COPIED_NODES):
        backup = backup_of(country, "PLM")
        known |= registered_at(country, "PLM", rng, 2)
        country.meet("PLM")
        latest = backup_of(country, "PLM")
        assert people_at_centre(country) == known

        # Yesterday's backup is put back and work goes on in it.
        country.put_back("PLM", backup)
        strangers = registered_at(country, "PLM", rng, rng.randint(1, 4))
        refused(country, letter_of(country, "PLM"))
        assert people_at_centre(country) == known
        assert not strangers & known
        done["old backup went on"] += 1
        country.put_back("PLM", latest)
        release(country)

        # The disk is copied, and both laptops register and meet the centre.
        country.meet("PLM")
        known |= registered_at(country, "PLM", rng, 1)
        first = letter_of(country, "PLM")
        own = backup_of(country, "PLM")
        country.put_back("PLM", latest)
        strangers = registered_at(country, "PLM", rng, rng.randint(1, 4))
        second = letter_of(country, "PLM")
        with country.at("CEN"):
            assert take_letter(by=None, letter=first).outcome == "taken"
        refused(country, second)
        assert people_at_centre(country) == known
        assert not strangers & known
        done["disk copied"] += 1
        country.put_back("PLM", own)
        release(country)
        country.meet("PLM")
    tell_faults(done, people=len(known))
    with country.at("PLM"):
        assert set(Person.objects.values_list("id", flat=True)) == known


def refused(country, letter: bytes) -> None:
    """The other history is kept aside as it came, and nothing of it is taken in."""
    with country.at("CEN"):
        before = Entry.objects.count()
        try:
            assert take_letter(by=None, letter=letter).outcome == "quarantined"
            assert KeptLetter.objects.filter(node_id="PLM", is_quarantined=True).exists()
        except ActionError as error:
            # Its letters are numbered as those of the other laptop are.
            assert "came before" in error.message
        assert Entry.objects.count() == before


def test_centre_restored_has_again_what_its_posts_had_sent_since(country):
    """It wrote nothing itself after the backup: then its posts are not in quarantine."""
    rng = random.Random(7)
    country.meet("PLM")
    known = registered_at(country, "PLM", rng, 2)
    country.meet("PLM")
    backup = backup_of(country, "CEN")
    since = registered_at(country, "PLM", rng, 3)
    country.meet("PLM")
    assert people_at_centre(country) == known | since

    country.put_back("CEN", backup)
    assert people_at_centre(country) == known
    since |= registered_at(country, "PLM", rng, 1)
    country.meet("PLM")
    assert check_nothing_lost(country, known | since) == len(known | since)
