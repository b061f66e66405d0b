"""Nodes meet: what one did is at the other, once, as far as its work needs it."""

from __future__ import annotations

from tests.apps.sync.people import register_at

from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import correct_person
from openhbm.apps.people.models import Document, Group, Person
from openhbm.apps.places.models import Post


def test_post_registers_offline_and_the_centre_has_it_once_after_they_met(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    country.meet("PLM")
    with country.at("CEN"):
        there = Person.objects.get()
        assert (there.id, there.name, there.number) == (woman.id, "Olena Bondar", woman.number)
        assert Document.objects.get().number == "AB123"
        assert Group.objects.get().focal_person_id == woman.id
        assert verdict(None).verified
        assert Entry.objects.filter(type="person_registered").count() == 1


def test_post_gets_its_own_post_and_nobody_elses_people(country):
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    country.meet("ROM")
    with country.at("ROM"):
        assert set(Post.objects.values_list("code", flat=True)) == {"PL-MED", "RO-SIR"}
        assert not Person.objects.exists()
        assert verdict(None).verified
        stored = b"".join(bytes(e.header) + bytes(e.body) for e in Entry.objects.all())
        assert b"person_registered" not in stored


def test_correction_at_the_centre_reaches_the_post(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    with country.at("CEN"):
        correct_person(by=country.chief(), person=Person.objects.get(), name="Olena Bondarenko")
    country.meet("PLM")
    with country.at("PLM"):
        assert Person.objects.get(id=woman.id).name == "Olena Bondarenko"
