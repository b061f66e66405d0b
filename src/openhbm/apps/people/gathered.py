"""What is known of many people, read at once for what is made of it: keys to find them by.

The same names as on the models, without the models: those take longer to make than the keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from openhbm.apps.people.models import (
    Contact,
    Document,
    FamilyLink,
    Membership,
    Person,
    PersonName,
)


class Rows(tuple[Any, ...]):
    """Rows about one person, in the place of a related manager."""

    __slots__ = ()

    def all(self) -> Rows:
        return self


class Gathered(NamedTuple):
    """One person, with the rows about them."""

    id: UUID
    number: str
    name: str
    description: str
    sex: str
    origin: str
    registered_post_id: UUID | None
    birth_on_low: date | None
    birth_on_high: date | None
    birth_precision: str
    names: Rows
    documents: Rows
    contacts: Rows
    family_links: Rows
    memberships: Rows


_PARTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (PersonName, ("full", "given", "patronymic")),
    (Document, ("number",)),
    (Contact, ("value", "kind")),
    (FamilyLink, ("relationship", "other_name")),
    (Membership, ("group_id", "until_at")),
)
_OWN = Gathered._fields[: -len(_PARTS)]
_NONE = Rows()


def gathered(ids: Iterable[Any]) -> list[Gathered]:
    """Those of these people who are here and were not erased, by id."""
    people = Person.objects.filter(pk__among=ids, is_erased=False).order_by("pk")
    own = list(people.values_list(*_OWN))
    found = [person[0] for person in own]
    parts = [_by_person(model, names, found) for model, names in _PARTS]
    return [Gathered(*one, *(part.get(one[0], _NONE) for part in parts)) for one in own]


def _by_person(model: type[Model], names: tuple[str, ...], ids: list[UUID]) -> dict[UUID, Rows]:
    by_person: dict[UUID, list[Any]] = defaultdict(list)
    rows = model._default_manager.filter(person__pk__among=ids).order_by("pk")
    for row in rows.values_list("person_id", *names, named=True):
        by_person[row.person_id].append(row)
    return {person: Rows(found) for person, found in by_person.items()}
