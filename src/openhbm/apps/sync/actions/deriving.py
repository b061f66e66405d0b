"""What follows from rows that came from another node, and is no record itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openhbm.apps.identity.actions import write_match_keys_of
from openhbm.apps.ledger.erasing import erase_copy
from openhbm.apps.ledger.journal import Actor, action
from openhbm.apps.people import photos
from openhbm.apps.people.gathered import gathered
from openhbm.apps.people.models import Contact, Document, Person, PersonName
from openhbm.apps.people.seals.actions.sharing import take_shared_trust
from openhbm.apps.people.search.actions import forget_keys, write_keys_anew
from openhbm.apps.sync.actions.relaying import drop_carried

_OF_PERSONS = {
    "people.personname": PersonName,
    "people.document": Document,
    "people.contact": Contact,
}


@action
def derive_from(*, by: Actor | None, touched: dict[str, set[str]]) -> None:
    """Make what people and groups are found by anew, and believe what is signed of the trust that
    nodes share, for the rows touched (ids by model label)."""
    if touched.get("people.sharedtrust"):
        take_shared_trust(by=None)
    if touched.get("sync.enrollednode"):
        drop_carried(by=None)
    persons = set(touched.get("people.person", ()))
    for label, model in _OF_PERSONS.items():
        found = model._default_manager.filter(pk__among=touched.get(label, ()))
        persons |= {str(key) for key in found.values_list("person_id", flat=True)}
    groups = set(touched.get("people.group", ()))
    if not persons and not groups:
        return set()
    people = gathered(persons)
    write_keys_anew(by=None, people=people, group_ids=groups, person_ids=persons)
    write_match_keys_of(by=None, people=people)
    return {UUID(str(key)) for key in persons}


@action
def erase_here(*, by: Actor | None, facts: dict[str, Any], records: set[str]) -> None:
    """Erase the copies of those whom an entry of another node says to have been erased there.

    ``records`` are the rows that the entry itself writes anew.
    """
    erased = facts.get("erased")
    for text in erased if isinstance(erased, list) else ():
        try:
            subject = UUID(str(text))
        except ValueError:
            continue
        person = Person.objects.filter(pk=subject).first()
        if person is not None:
            photos.delete_photos_after_commit(person)
        # Before the keys go: what is forgotten on the way is still journalled about the person.
        forget_keys(by=None, record_id=subject)
        erase_copy(subject, records)
