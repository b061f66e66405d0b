"""An erasure reaches every copy, and nothing that comes later brings anybody back."""

from __future__ import annotations

from tests.apps.sync.people import register_at

from openhbm.apps.ledger.models import PersonKey
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import correct_person, erase_person
from openhbm.apps.people.models import Document, Person, SearchKey
from openhbm.apps.sync.actions import compose_letter, take_letter


def nothing_is_left(country, prefix: str, subject) -> None:
    with country.at(prefix):
        person = Person.objects.get(id=subject)
        assert (person.is_erased, person.name) == (True, "")
        assert not Document.objects.filter(person=person).exists()
        assert not SearchKey.objects.filter(record_id=subject).exists()
        assert not PersonKey.objects.filter(subject=subject).exclude(wrapped=b"").exists()
        assert verdict(None).verified


def test_erased_at_the_post_is_erased_at_the_centre(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    with country.at("PLM"):
        erase_person(by=country.chief(), person_id=woman.id, reason="asked to be forgotten")
    country.meet("PLM")
    nothing_is_left(country, "CEN", woman.id)


def test_erased_at_the_centre_while_the_post_wrote_on_stays_erased_everywhere(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    with country.at("CEN"):
        erase_person(by=country.chief(), person_id=woman.id, reason="asked to be forgotten")
    with country.at("PLM"):
        correct_person(by=country.chief(), person=Person.objects.get(), name="Olena Melnyk")
    country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        nothing_is_left(country, prefix, woman.id)


def test_letter_written_before_an_erasure_brings_nobody_back(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    with country.at("PLM"):
        slow, _ = compose_letter(by=None, to="CEN", most_bytes=100_000, is_live=False)
        erase_person(by=country.chief(), person_id=woman.id, reason="asked to be forgotten")
        urgent, _ = compose_letter(
            by=None, to="CEN", most_bytes=100_000, is_live=False, after={"PLM": 10**6}
        )
    with country.at("CEN"):
        assert take_letter(by=None, letter=urgent, by_hand=True).outcome == "taken"
        assert take_letter(by=None, letter=slow, by_hand=True).outcome == "taken"
        assert not PersonKey.objects.filter(subject=woman.id).exclude(wrapped=b"").exists()
        assert not Document.objects.exists()
    nothing_is_left(country, "CEN", woman.id)
