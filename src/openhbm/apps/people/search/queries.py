"""Who it may be: people and groups that the user may see, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.people.models import Person, SearchKey
from openhbm.apps.people.queries import groups_visible_to, people_visible_to
from openhbm.apps.people.search import keys
from openhbm.apps.people.search.asking import Asked, read_asked

M = TypeVar("M", bound=Model)
LAST_CHARACTER = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Found:
    """A person or group, and by what: ``number``, ``token``, ``document``, ``phone``, ``name``."""

    record: Any
    reason: str


def found_people(user: User, text: str, limit: int = 25) -> list[Found]:
    """People whom the user may see and who fit the text, the surest reason first.

    Whom the user may not see is not found; nothing tells the two apart.
    """
    visible = people_visible_to(user).select_related("registered_post")
    return _found(visible, read_asked(text), is_group=False, limit=limit)


def found_groups(user: User, text: str, limit: int = 25) -> list[Found]:
    """Groups that the user may see and that fit the text, the surest reason first."""
    return _found(groups_visible_to(user), read_asked(text), is_group=True, limit=limit)


def people_fitting(user: User, text: str) -> QuerySet[Person]:
    """The same people as rows of a list, newest first; everybody when nothing is asked."""
    visible = people_visible_to(user)
    if not text.strip():
        return visible
    fitting = Q(pk__in=[])
    for kind, lookups in _ways(read_asked(text)):
        fitting |= Q(*(Q(id__in=_record_ids(kind, lookup, False)) for lookup in lookups))
    return visible.filter(fitting)


def _found(visible: QuerySet[Any], asked: Asked, *, is_group: bool, limit: int) -> list[Found]:
    found: dict[Any, Found] = {}
    for reason, lookups in _ways(asked):
        for record in _having(visible, reason, lookups, is_group)[:limit]:
            found.setdefault(record.pk, Found(record, reason))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _ways(asked: Asked) -> Iterable[tuple[str, tuple[Q, ...]]]:
    """(kind of key, what the keys must be like), the surest way first; every part must be met."""
    if asked.number_end:
        yield keys.NUMBER, (begins_with(asked.number_end),)
    if asked.token:
        yield keys.TOKEN, (Q(text=asked.token),)
    if asked.document:
        yield keys.DOCUMENT, (begins_with(asked.document),)
    if asked.phone_end:
        yield keys.PHONE, (begins_with(asked.phone_end),)
    if asked.words:
        yield keys.NAME, tuple(Q(text=word) for word in asked.words)
        yield keys.NAME, tuple(begins_with(word) for word in asked.words)


def _having(visible: QuerySet[M], kind: str, lookups: tuple[Q, ...], is_group: bool) -> QuerySet[M]:
    """Visible records with a key of the kind for each of the lookups."""
    for lookup in lookups:
        visible = visible.filter(id__in=_record_ids(kind, lookup, is_group))
    return visible


def _record_ids(kind: str, lookup: Q, is_group: bool) -> QuerySet[Any, Any]:
    fitting = SearchKey.objects.filter(lookup, kind=kind, is_group=is_group)
    return fitting.values("record_id")


def begins_with(text: str) -> Q:
    """Keys that begin with the text, asked so that the database's index answers."""
    return _BEGINNINGS.get(connection.vendor, _by_pattern)(text)


def _by_range(text: str) -> Q:
    """SQLite compares texts by code point, and would read every row for a LIKE."""
    return Q(text__gte=text, text__lt=text + LAST_CHARACTER)


def _by_pattern(text: str) -> Q:
    """PostgreSQL has an index of its own for patterns, whatever its order of letters."""
    return Q(text__startswith=text)


_BEGINNINGS: Mapping[str, Callable[[str], Q]] = {"sqlite": _by_range, "postgresql": _by_pattern}
