"""FollowTheMoney entities as JSON lines: whole lists, nested targets, and deltas.

Source: the FollowTheMoney model (Person, Passport, Identification) and the delta files of its
publishers, whose lines are ``{"op": "ADD" | "MOD" | "DEL", "entity": {…}}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openhbm.apps.identity.watch.formats.entries import (
    Change,
    ListedPerson,
    births_of,
    distinct,
    sex_of,
)
from openhbm.apps.ledger.errors import ActionError

_PAPERS = frozenset({"Passport", "Identification"})
_STRONG = ("name", "alias", "previousName")


def persons_in(data: bytes) -> Iterator[ListedPerson]:
    """The persons of a file; organisations, ships and the rest are left out.

    ActionError names the line that is no JSON object.
    """
    papers: dict[str, list[str]] = {}
    people: list[ListedPerson] = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        entity, change = _entity(line, number)
        properties = entity.get("properties")
        if entity.get("schema") == "Person":
            people.append(_person(entity, change))
        elif entity.get("schema") in _PAPERS and isinstance(properties, Mapping):
            for holder in _texts(properties, "holder"):
                papers.setdefault(holder, []).extend(_texts(properties, "number"))
    for person in people:
        extra = papers.get(person.key, [])
        yield person if not extra else _with_papers(person, extra)


def _entity(line: bytes, number: int) -> tuple[Mapping[str, Any], Change]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise ActionError(
            f"Line {number} is no JSON: {error}", field="file", remedy="Give one object a line."
        ) from None
    entity = told.get("entity", told) if isinstance(told, dict) else told
    if not isinstance(entity, dict) or not entity.get("id"):
        raise ActionError(
            f"Line {number} holds no entity with an id.", field="file", remedy="See FollowTheMoney."
        )
    return entity, Change.GONE if told.get("op") == "DEL" else Change.STANDS


def _person(entity: Mapping[str, Any], change: Change) -> ListedPerson:
    told = entity.get("properties")
    told = told if isinstance(told, Mapping) else {}
    names = [entity.get("caption", ""), *(text for key in _STRONG for text in _texts(told, key))]
    documents = [*_texts(told, "passportNumber"), *_texts(told, "idNumber")]
    for value in _values(told, "passports", "identification", "passportEntity"):
        if isinstance(value, Mapping) and isinstance(value.get("properties"), Mapping):
            documents += _texts(value["properties"], "number")
    return ListedPerson(
        key=str(entity["id"])[:160],
        names=distinct(names),
        weak=distinct(_texts(told, "weakAlias")),
        births=births_of(_texts(told, "birthDate")),
        sex=sex_of(_texts(told, "gender")),
        nationalities=distinct([*_texts(told, "nationality"), *_texts(told, "country")]),
        documents=distinct(documents),
        programmes=distinct([*_texts(told, "topics"), *_texts(told, "program")]),
        change=change,
    )


def _with_papers(person: ListedPerson, numbers: Iterable[str]) -> ListedPerson:
    documents = distinct([*person.documents, *numbers])
    values = {name: getattr(person, name) for name in ListedPerson.__slots__}
    return ListedPerson(**values | {"documents": documents})


def _values(told: Mapping[str, Any], *keys: str) -> Iterator[Any]:
    for key in keys:
        found = told.get(key)
        yield from found if isinstance(found, list) else ()


def _texts(told: Mapping[str, Any], key: str) -> list[str]:
    return [value for value in _values(told, key) if isinstance(value, str)]
