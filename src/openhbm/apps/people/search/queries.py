"""Who it may be: people and groups that the user may see, with the reason for each.

The keys alone are searched first, newest record first (ids are made in the order of time), and only
the few records found are then asked for, through the wall like any others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.queries import posts_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.models import Person, SearchKey
from openhbm.apps.people.queries import groups_visible_to, people_visible_to
from openhbm.apps.people.search import keys
from openhbm.apps.people.search.asking import read_asked

RECORDS_AT_ONCE = 500
LAST_CHARACTER = chr(0x10FFFF)
MOST_KEYS_OF_A_RECORD = 4
"""A record may be found by several of its words; so many more keys than records are read."""
COMMON = 2000
"""A word of more keys than this counts as common: of two such words the newest so many records of
one are looked at first, and the others only when too few of these have both."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person or group, and by what: ``number``, ``token``, ``document``, ``phone``, ``name``."""

    record: Any
    reason: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One reading of what was asked: the kind of key, and what each of the keys is like."""

    kind: str
    lookups: tuple[Q, ...]
    is_common: bool = False


def found_people(user: User, text: str, limit: int = 25) -> list[Found]:
    """People whom the user may see and who fit the text, the surest reason first.

    Whom the user may not see is not found; nothing tells the two apart.
    """
    visible = people_visible_to(user).select_related("registered_post")
    return _found(user, visible, text, is_group=False, limit=limit)


def found_groups(user: User, text: str, limit: int = 25) -> list[Found]:
    """Groups that the user may see and that fit the text, the surest reason first."""
    return _found(user, groups_visible_to(user), text, is_group=True, limit=limit)


def people_fitting(user: User, text: str) -> QuerySet[Person]:
    """The same people as rows of a list, newest first; everybody when nothing is asked."""
    visible = people_visible_to(user)
    if not text.strip():
        return visible
    fitting = Q(pk__in=[])
    for way in _ways(text):
        ids = _keys_along(_rarest_first(way, is_group=False), is_group=False)
        fitting |= Q(id__in=ids.values("record_id"))
    return visible.filter(fitting)


def _found(
    user: User, visible: QuerySet[Any], text: str, *, is_group: bool, limit: int
) -> list[Found]:
    found: dict[UUID, Found] = {}
    for way in _ways(text):
        ids = _candidates(user, way, is_group, limit)
        for record in visible.filter(id__in=ids).order_by("-id")[:limit] if ids else ():
            found.setdefault(record.pk, Found(record, way.kind))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _ways(text: str) -> Iterable[_Way]:
    """The surest way first."""
    asked = read_asked(text)
    if asked.number_end:
        yield _Way(keys.NUMBER, (_begins_with(asked.number_end),))
    if asked.token:
        yield _Way(keys.TOKEN, (Q(text=asked.token),))
    if asked.document:
        yield _Way(keys.DOCUMENT, (_begins_with(asked.document),))
    if asked.phone_end:
        yield _Way(keys.PHONE, (_begins_with(asked.phone_end),))
    if asked.words:
        yield _Way(keys.NAME, tuple(Q(text=word) for word in asked.words))
        yield _Way(keys.NAME, tuple(_begins_with(word) for word in asked.words))


def _candidates(user: User, way: _Way, is_group: bool, limit: int) -> list[UUID]:
    """Ids of the newest records along a way, at the posts where the user reads identities."""
    posts = posts_of(user, Compartment.IDENTITY)
    opened = permissions_of(user).opened
    if posts is not None and not posts and not opened:
        return []
    sorted_way = _rarest_first(way, is_group)
    reach = Q() if posts is None else Q(post_id__in=posts)
    ids: dict[UUID, None] = {}
    for keyed in _rounds(sorted_way, is_group, reach):
        ids = dict.fromkeys(_newest_ids(keyed)[: limit * MOST_KEYS_OF_A_RECORD])
        if len(ids) >= limit:
            break
    if posts is not None and opened:
        keyed = _keys_along(sorted_way, is_group).filter(record_id__in=opened)
        ids |= dict.fromkeys(_newest_ids(keyed))
    return list(ids)[:limit]


def _rarest_first(way: _Way, is_group: bool) -> _Way:
    """The same way with the lookup that has the fewest keys first."""
    if len(way.lookups) == 1:
        return way
    of_kind = SearchKey.objects.filter(kind=way.kind, is_group=is_group)
    counts = [of_kind.filter(lookup)[:COMMON].count() for lookup in way.lookups]
    places = sorted(range(len(counts)), key=counts.__getitem__)
    lookups = tuple(way.lookups[place] for place in places)
    return _Way(way.kind, lookups, is_common=min(counts) >= COMMON)


def _rounds(way: _Way, is_group: bool, reach: Q) -> Iterator[QuerySet[SearchKey]]:
    """The keys to look at: of words that are all common, first only the newest records of one."""
    keyed = _keys_along(way, is_group).filter(reach)
    if way.is_common:
        first = SearchKey.objects.filter(way.lookups[0], reach, kind=way.kind, is_group=is_group)
        yield keyed.filter(record_id__in=_newest_ids(first)[:COMMON])
    yield keyed


def _newest_ids(keyed: QuerySet[SearchKey]) -> QuerySet[SearchKey, UUID]:
    return keyed.order_by("-record_id").values_list("record_id", flat=True)


def _keys_along(way: _Way, is_group: bool) -> QuerySet[SearchKey]:
    """Keys like the first of the lookups, of records that also have a key like each other one."""
    first, *others = way.lookups
    found = SearchKey.objects.filter(first, kind=way.kind, is_group=is_group)
    for lookup in others:
        also = SearchKey.objects.filter(lookup, record_id=OuterRef("record_id"), kind=way.kind)
        found = found.filter(Exists(also))
    return found


def _begins_with(text: str) -> Q:
    """Keys that begin with the text, asked so that the database's index answers."""
    return _BEGINNINGS.get(connection.vendor, _by_pattern)(text)


def _by_range(text: str) -> Q:
    """SQLite compares texts by code point, and would read every row for a LIKE."""
    return Q(text__gte=text, text__lt=text + LAST_CHARACTER)


def _by_pattern(text: str) -> Q:
    """PostgreSQL has an index for patterns, whatever its order of letters."""
    return Q(text__startswith=text)


_BEGINNINGS: Mapping[str, Callable[[str], Q]] = {"sqlite": _by_range, "postgresql": _by_pattern}


def keys_within_reach(user: User, most: int) -> Iterator[tuple[str, str, str]]:
    """(number of the record, kind, text) of the keys by which the user finds people.

    Of the newest ``most`` people; numbers stand for themselves and are left out.
    """
    numbers = dict(people_visible_to(user).values_list("id", "number")[:most])
    ids = list(numbers)
    for start in range(0, len(ids), RECORDS_AT_ONCE):
        part = ids[start : start + RECORDS_AT_ONCE]
        found = SearchKey.objects.filter(record_id__in=part).exclude(kind=keys.NUMBER)
        for record_id, kind, text in found.values_list("record_id", "kind", "text"):
            yield numbers[record_id], kind, text
