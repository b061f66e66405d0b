"""Nodes meet: what one did is at the other, once, as far as its work needs it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.apps.sync.people import register_at

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.crises.actions import adopt_measure, end_measure, open_crisis
from openhbm.apps.crises.queries import measure_in_force
from openhbm.apps.identity.models import MatchSubject
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import correct_person, erase_person
from openhbm.apps.people.models import Document, Group, Person
from openhbm.apps.places.actions import change_post
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import compose_letter, take_letter


def user_with(name: str, role: str) -> User:
    user = add_user(by=None, username=name, password="correct horse")
    give_role(by=None, user=user, role=role)
    return user


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


def test_post_finds_by_match_keys_whom_it_has_no_record_of(country):
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    country.meet("ROM")
    with country.at("ROM"):
        keys = MatchSubject.objects.get(record_id=woman.id)
        assert (keys.number, keys.keys.exists()) == (woman.number, True)
        assert not Person.objects.exists()
    with country.at("CEN"):
        erase_person(by=country.chief(), person_id=woman.id, reason="asked to be forgotten")
    country.meet("ROM")
    with country.at("ROM"):
        assert not MatchSubject.objects.exists()


def test_measure_ended_at_the_centre_overtakes_the_tallies_and_is_not_applied_any_more(country):
    country.meet("PLM")
    day = date(2026, 11, 20)
    with country.at("CEN"):
        minister, jurist = (
            user_with("minister", "national_coordinator"),
            user_with("jurist", "legal_adviser"),
        )
        crisis = open_crisis(by=minister, code="C-1", name="Test crisis", started_on=day)
        measure = adopt_measure(
            by=minister,
            drafted_by=jurist,
            crisis=crisis,
            content_id="humanitarian_admission_temporary_protection",
            country="POL",
            starts_on=day,
            ends_on=day + timedelta(days=30),
            adopted_on=day,
        )
    country.meet("PLM")
    with country.at("PLM"):
        assert measure_in_force(country.chief(), "POL", day) is not None
        # It ends by itself, whether or not the line ever comes back.
        assert measure_in_force(country.chief(), "POL", day + timedelta(days=31)) is None
    with country.at("CEN"):
        end_measure(by=minister, measure=measure, on=day + timedelta(days=2), reason="over")
        for number in range(40):
            chief = country.chief()
            change_post(by=chief, post=Post.objects.get(code="PL-MED"), latrines=number)
    with country.at("CEN"):
        letter, batch = compose_letter(by=None, to="PLM", most_bytes=200)
        assert batch.has_more
    with country.at("PLM"):
        take_letter(by=None, letter=letter)
        assert measure_in_force(country.chief(), "POL", day + timedelta(days=3)) is None
