"""A person's rows as the record that the engine compares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openhbm.apps.people.codes import ContactKind, Relationship
from openhbm.core.identity.records import MatchRecord
from openhbm.core.values import DatePrecision, PartialDate

PARTS = ("names", "documents", "contacts", "family_links", "memberships")
"""What ``record_of`` reads of a person; fetch them with the person."""
PHONES = frozenset({ContactKind.PHONE, ContactKind.MESSENGER})


def record_of(person: Any) -> MatchRecord:
    """What is known of a person, for comparison."""
    names = list(person.names.all())
    links = list(person.family_links.all())
    groups = [str(m.group_id) for m in person.memberships.all() if m.until_at is None]
    return MatchRecord(
        id=str(person.id),
        names=given_texts([person.name, *(name.full for name in names)]),
        own=given_texts(name.given for name in names),
        birth=_birth(person),
        sex=person.sex,
        place=person.origin or _address(person),
        father=_relative(links, Relationship.FATHER) or _patronymic(names),
        mother=_relative(links, Relationship.MOTHER),
        documents=given_texts(document.number for document in person.documents.all()),
        phones=given_texts(c.value for c in person.contacts.all() if c.kind in PHONES),
        household=groups[0] if groups else "",
    )


def given_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts in which something stands, each once."""
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _birth(person: Any) -> PartialDate | None:
    """As ``Person.birth``, for rows of migrations as well, which have no properties."""
    if person.birth_on_low is None or person.birth_on_high is None:
        return None
    precision = DatePrecision(person.birth_precision or DatePrecision.ESTIMATED)
    return PartialDate(person.birth_on_low, person.birth_on_high, precision)


def _address(person: Any) -> str:
    contacts = person.contacts.all()
    return next((c.value for c in contacts if c.kind == ContactKind.ADDRESS), "")


def _relative(links: Iterable[Any], relationship: str) -> str:
    return next((one.other_name for one in links if one.relationship == relationship), "")


def _patronymic(names: Iterable[Any]) -> str:
    return next((name.patronymic for name in names if name.patronymic), "")
