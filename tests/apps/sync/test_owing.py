"""What a node is sent of those who come to belong to its work: all of it, whatever is lost."""

from __future__ import annotations

import pytest
from tests.apps.sync.people import comes_to, register_at

from openhbm.apps.casework.actions import screen_person
from openhbm.apps.ledger.lanes import chains_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Document, Person
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import compose_letter, take_letter
from openhbm.apps.sync.models import OwedEntry


def letter_to(country, prefix: str, *, is_live: bool = True) -> bytes:
    with country.at("CEN"):
        letter, _batch = compose_letter(by=None, to=prefix, most_bytes=100_000, is_live=is_live)
    return letter


@pytest.mark.parametrize("is_lost", [True, False], ids=["lost", "after it"])
def test_letter_that_tells_of_somebody_beside_an_older_one_on_a_stick(country, is_lost):
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    without_her = letter_to(country, "ROM", is_live=False)
    comes_to(country, woman, "RO-SIR")
    with_her = letter_to(country, "ROM")

    with country.at("ROM"):
        take_letter(by=None, letter=without_her, by_hand=True)
        assert not Person.objects.exists()
        if not is_lost:
            take_letter(by=None, letter=with_her)
            assert Document.objects.get().number == "AB123"
    country.meet("ROM")

    with country.at("ROM"):
        assert Document.objects.get().number == "AB123"
        assert verdict(None).verified
    with country.at("CEN"):
        assert not OwedEntry.objects.exists()


def test_new_laptop_is_sent_every_entry_once_and_is_owed_nothing_that_it_may_not_have(country):
    country.meet("PLM")
    women = [register_at(country, "PLM", "PL-MED") for _ in range(3)]
    with country.at("PLM"):
        screen_person(
            by=country.chief_of("protection_officer"),
            person=women[0],
            post=Post.objects.get(code="PL-MED"),
            answers={"only_carer": "yes"},
        )
    country.meet("PLM")
    country.add("PLN")
    with country.at("PLN"):
        country.add_chief()
    country.enrol("PLN", "PL-MED")
    sent = 0
    for _ in range(30):
        with country.at("PLN"):
            up, _batch = compose_letter(by=None, to="CEN", most_bytes=100_000)
        with country.at("CEN"):
            take_letter(by=None, letter=up)
            down, back = compose_letter(by=None, to="PLN", most_bytes=500)
        sent += back.entries
        with country.at("PLN"):
            take_letter(by=None, letter=down)
        if not back.entries:
            break
    country.meet("PLN")
    with country.at("PLN"):
        assert Person.objects.count() == len(women)
        assert Entry.objects.exclude(node_id__in=chains_of("PLN")).count() == sent
    with country.at("CEN"):
        assert not OwedEntry.objects.exists()
