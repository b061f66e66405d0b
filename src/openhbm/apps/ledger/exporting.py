"""Rows that leave the system in a file: in order, a few at a time, journalled before they go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import Actor
from openhbm.apps.ledger.noted_reads import noted

M = TypeVar("M", bound=Model)

CHUNK = 1_000
_KEY_BYTES = 16


def rows_to_export(
    user: Actor, found: QuerySet[M], compartment: Compartment, chunk: int = CHUNK
) -> Iterator[M]:
    """All rows of a query in its order, their reading journalled with the purpose "export".

    Only the keys (16 bytes each) are held at once: a slow reader holds no cursor open, and the
    order is that of one moment however long the file takes.
    """
    ordered = found.prefetch_related(None).values_list("pk", flat=True)
    keys = b"".join(key.bytes for key in ordered.iterator())
    step = chunk * _KEY_BYTES
    readable = noted(found, user, compartment, "export")
    for start in range(0, len(keys), step):
        part = keys[start : start + step]
        ids = [UUID(bytes=part[n : n + _KEY_BYTES]) for n in range(0, len(part), _KEY_BYTES)]
        rows = {row.pk: row for row in readable.filter(pk__in=ids).order_by()}
        # A row that went away meanwhile, or out of the user's reach, is left out.
        yield from (rows[key] for key in ids if key in rows)
