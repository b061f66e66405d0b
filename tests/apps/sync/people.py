"""People whom the tests of replication register."""

from __future__ import annotations

from openhbm.apps.crossings.actions import record_crossing
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import DocumentDetails, GroupDetails, PersonDetails
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post

BONDAR = PersonDetails(
    name="Olena Bondar",
    sex="F",
    birth="1988",
    documents=(DocumentDetails("PASS", "AB123", "UKR"),),
    phone="+380 00 000 00 00",
)


def register_at(country, prefix: str, code: str, details: PersonDetails = BONDAR) -> Person:
    with country.at(prefix):
        post, by = Post.objects.get(code=code), country.chief()
        group = register_group(by=by, details=GroupDetails("Bondar", 1), post=post)
        return register_person(by=by, details=details, post=post, group=group, relationship="PA")


def known_at_both_posts(country) -> Person:
    """A woman whom PLM and ROM know: registered at one, and since then seen at the other."""
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    comes_to(country, woman, "RO-SIR")
    country.meet("ROM")
    return woman


def comes_to(country, person: Person, code: str) -> None:
    """She crosses at a post, as the centre is told."""
    with country.at("CEN"):
        record_crossing(
            by=country.chief_of("border_officer"),
            post=Post.objects.get(code=code),
            person=Person.objects.get(id=person.id),
            direction="IN",
        )
