"""What records that lead to people call them, for a reader who may not read who they are.

A crossing is of the compartment of movement and a finding of protection; the name in it is not.
Whoever does not read a person's identity is shown the number, and no way to the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from openhbm.apps.people.queries import groups_by_ids, people_by_ids


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody is called here, and the page about them when the reader may open it."""

    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a list, and whom it is about."""

    record: Any
    who: Named


def who_crossed(user: Any, crossings: Iterable[Any]) -> list[Row]:
    """Crossings with the person or else the group that crossed."""
    found = list(crossings)
    people = people_by_ids(user, _ids(found, "person_id"))
    groups = groups_by_ids(user, [one.group_id for one in found if not one.person_id])
    return [
        Row(
            one,
            _named(one.person, people, "person")
            if one.person_id
            else _named(one.group, groups, "group"),
        )
        for one in found
    ]


def group_named(user: Any, group: Any) -> Named:
    """A group as this reader may see it."""
    return _named(group, groups_by_ids(user, [group.id] if group else []), "group")


def about_persons(user: Any, records: Iterable[Any]) -> list[Row]:
    """Records of one person each, with that person."""
    found = list(records)
    people = people_by_ids(user, _ids(found, "person_id"))
    return [Row(one, _named(one.person, people, "person")) for one in found]


def _ids(records: list[Any], name: str) -> set[UUID]:
    return {getattr(one, name) for one in records if getattr(one, name)}


def _named(record: Any, known: dict[UUID, Any], route: str) -> Named:
    if record is None:
        return Named()
    if record.id not in known:
        return Named(record.number)
    return Named(str(record), reverse(route, args=[record.id]))
