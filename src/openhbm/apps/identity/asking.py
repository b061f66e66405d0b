"""What is being typed about somebody, as the record to search for."""

from __future__ import annotations

from datetime import datetime

from openhbm.apps.identity.records import given_texts
from openhbm.apps.people.codes import Relationship
from openhbm.apps.people.details import PersonDetails, read_birth
from openhbm.core.identity.records import MatchRecord


def record_asked(details: PersonDetails, at: datetime) -> MatchRecord:
    """The record to search for before these details are registered.

    ActionError, naming the field, when the birth date or age makes no sense.
    """
    parts = (details.name_parts,) if details.name_parts else ()
    names = (*parts, *details.other_names)
    # Of two fathers the first, as in the register.
    relatives = {link.relationship: link.other_name for link in reversed(details.links)}
    return MatchRecord(
        names=given_texts([details.name, *(name.full for name in names)]),
        own=given_texts(name.given for name in names),
        birth=read_birth(details.birth, details.age_years, at),
        sex=details.sex,
        place=details.origin or details.address,
        father=relatives.get(Relationship.FATHER, "")
        or next((name.patronymic for name in names if name.patronymic), ""),
        mother=relatives.get(Relationship.MOTHER, ""),
        documents=given_texts(document.number for document in details.documents),
        phones=given_texts([details.phone]),
    )


def is_enough(record: MatchRecord) -> bool:
    """Whether there is something to search by: a document, a phone, or two parts of a name, or a
    name and anything else."""
    besides = (record.birth, record.place, record.documents, record.phones, record.father)
    words = max((len(name.split()) for name in record.names), default=0)
    known = bool(record.documents or record.phones)
    return known or words >= 2 or (words == 1 and any(besides))
