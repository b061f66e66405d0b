"""The table of keys as the engine asks it: the same answers from SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection

from openhbm.apps.identity.signed import signed, unsigned

LONGEST = 500
"""A key of more records than this is of common names and a common year: the first so many, oldest
first, are looked at, and the more telling keys of the others find them."""
TERMS_AT_ONCE = 400

_HELD = (
    "SELECT held.key, held.subject_id FROM identity_matchkey held{join}"
    " WHERE held.key = {key}{reach} ORDER BY held.subject_id LIMIT {most}"
)
_ELSEWHERE = "NOT EXISTS (SELECT 1 FROM people_person here WHERE here.id = subject.record_id)"
_JOIN = " JOIN identity_matchsubject subject ON subject.id = held.subject_id"
# SQLite has no LATERAL, and PostgreSQL takes long to plan a union of hundreds.
_ONE_OF_MANY = f"SELECT * FROM ({_HELD})"
_ALL = f"SELECT found.* FROM unnest(%s::bigint[]) AS asked(key), LATERAL ({_HELD}) found"


class DatabasePostings:
    """`openhbm.core.identity.search.Postings` over the table of this node: ids of subjects.

    ``posts`` are those whose records may be found, None for all; ``opened`` records are found
    wherever they are; with ``elsewhere`` also whoever is registered on another node, of whom only
    keys are here. Nothing is told of others, not even how common a key is among them.
    """

    def __init__(
        self,
        posts: Collection[UUID] | None,
        opened: Collection[UUID] = (),
        *,
        elsewhere: bool = False,
    ) -> None:
        self._parts = {"join": "", "reach": ""}
        self._reach: list[Any] = []
        if posts is not None:
            columns = {"subject.post_id": posts, "subject.record_id": opened}
            known = {column: list(ids) for column, ids in columns.items() if ids}
            told = [f"{column} IN ({_places(len(ids))})" for column, ids in known.items()]
            told += [_ELSEWHERE] if elsewhere else []
            self._parts = {"join": _JOIN, "reach": f" AND ({' OR '.join(told) or '1 = 0'})"}
            self._reach = [_stored(id_) for ids in known.values() for id_ in ids]

    def lists(self, keys: Sequence[int], longest: int) -> Iterable[tuple[int, Sequence[int]]]:
        """See ``Postings``."""
        rows = sorted(self._rows([signed(key) for key in keys], min(longest, LONGEST)))
        for key, found in groupby(rows, key=itemgetter(0)):
            yield unsigned(key), [subject for _key, subject in found]

    def _rows(self, keys: list[int], most: int) -> Iterator[tuple[int, int]]:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                statement = _ALL.format(key="asked.key", most=most, **self._parts)
                cursor.execute(statement, [keys, *self._reach])
                yield from cursor.fetchall()
                return
            one = _ONE_OF_MANY.format(key="%s", most=most, **self._parts)
            for start in range(0, len(keys), TERMS_AT_ONCE):
                terms = keys[start : start + TERMS_AT_ONCE]
                values = [value for key in terms for value in (key, *self._reach)]
                cursor.execute(" UNION ALL ".join([one] * len(terms)), values)
                yield from cursor.fetchall()


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


def _stored(id_: UUID) -> Any:
    """An id as the database keeps it."""
    return id_ if connection.features.has_native_uuid_field else id_.hex
