"""Opening journal entries: the payload of one, the rows of one person, what all of them add up to.

For the ledger's own actions and queries; users read through ``queries``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from openhbm.apps.ledger import chain, person_keys
from openhbm.apps.ledger.copies import Copy
from openhbm.apps.ledger.foreign_rows import as_heard, as_it_stands_here
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.rows import Change, model_named
from openhbm.core.ledger.envelopes import EnvelopeError, opened
from openhbm.core.ledger.telling import Told

ENTRIES_READ = 1000
Keys = dict[tuple[UUID, bool], bytes]
"""Data keys by subject and kind."""


def entries_in_order() -> QuerySet[Entry]:
    chain.save_unsaved()
    return Entry.objects.order_by("clock")


def payload_of(entry: Entry) -> dict[str, Any] | None:
    """The payload of an entry, or None when its person was erased, or its key never came here."""
    plain = plain_body(entry)
    return None if plain is None else dict(json.loads(plain))


def plain_body(entry: Entry | Copy | Kept, keys: Keys | None = None) -> bytes | None:
    """The bytes of the payload before they were sealed; None as for ``payload_of``.

    ``keys`` are those of everybody whom the entry may be about, when they were fetched already.
    """
    body = bytes(entry.body)
    is_sealed = _is_sealed(bytes(entry.header))
    if entry.subject is None and not is_sealed:
        return body
    if keys is None or entry.subject is None:
        key = key_of(entry, is_sealed=is_sealed)
    else:
        key = keys.get((entry.subject, is_sealed))
    return None if key is None else opened_with(key, entry, body)


def opened_with(key: bytes, entry: Entry | Copy | Kept, body: bytes) -> bytes | None:
    """A body opened with the key that is here for its person; None when it is sealed otherwise.

    Of a person whom two nodes wrote about before they met, each has a key of its own: the one that
    came first stays, and what the other node sealed stays closed. Not to be read is no reason to
    stop a rebuild, or letters: that no byte was changed the chain says.
    """
    try:
        return opened(key, body, context=entry.id.bytes)
    except EnvelopeError:
        if node_of(entry.node_id) == settings.NODE_PREFIX:
            raise
        return None


def _is_sealed(header: bytes) -> bool:
    """What the header says of it; most say nothing that is true, and need not be read for that."""
    return b"true" in header and bool(json.loads(header)["sealed"])


def key_of(entry: Entry | Copy | Kept, *, is_sealed: bool) -> bytes | None:
    """The key that an entry is sealed with, if it is here."""
    if entry.subject is not None:
        return person_keys.existing_key(entry.subject, is_sealed=is_sealed)
    if node_of(entry.node_id) == settings.NODE_PREFIX:
        return person_keys.data_key(None, is_sealed=is_sealed)
    return person_keys.existing_key(
        person_keys.nobody_of(node_of(entry.node_id)), is_sealed=is_sealed
    )


def changes_in(entry: Entry) -> list[Change]:
    """The row changes of an entry; none when its person was erased."""
    payload = payload_of(entry)
    return [Change(*row) for row in payload["rows"]] if payload else []


def rows_made_about(subject: UUID) -> list[tuple[str, str]]:
    """(model label, id) of the rows journalled about a person, in order of making."""
    found: dict[tuple[str, str], None] = {}
    for entry in entries_in_order().filter(subject=subject).iterator():
        for change in changes_in(entry):
            if change.verb in ("create", "put"):
                found[change.model, change.id] = None
    return list(found)


class Kept(NamedTuple):
    """Of an entry what is needed to read it."""

    id: UUID
    node_id: str
    subject: UUID | None
    clock: str
    header: bytes
    body: bytes


def changes_in_order() -> Iterator[tuple[Kept, list[Change]]]:
    """Every entry of the journal with its changes; the keys of many are fetched together."""
    rows = entries_in_order().values_list(*Kept._fields).iterator(chunk_size=ENTRIES_READ)
    while part := [Kept(*row) for row in islice(rows, ENTRIES_READ)]:
        keys = person_keys.all_keys_of(entry.subject for entry in part if entry.subject)
        for entry in part:
            plain = plain_body(entry, keys)
            told = json.loads(plain.decode())["rows"] if plain is not None else []
            yield entry, [Change(*row) for row in told]


def tell(told: Told, entry: Kept, change: Change) -> None:
    """Let the tables hear of a change, unless it is of a row that stays with its own node."""
    heard = None if change.verb == "read" else as_heard(entry, change)
    if heard is None:
        return
    values = heard.values
    if heard.verb == "create" and node_of(entry.node_id) != settings.NODE_PREFIX:
        try:
            values = as_it_stands_here(entry, model_named(heard.model), values)
        except LookupError:
            return
    told.tell(heard.verb, heard.model, heard.id, values, entry.clock, heard.base)
