"""Opening journal entries: the payload of one, the rows of one person, what all of them add up to.

For the ledger's own actions and queries; users read through ``queries``.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from openhbm.apps.ledger import chain, person_keys
from openhbm.apps.ledger.foreign_rows import as_it_stands_here, stays_home
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.merging import rule_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.rows import Change, model_named
from openhbm.core.ledger.envelopes import opened
from openhbm.core.ledger.telling import Told


def entries_in_order() -> QuerySet[Entry]:
    chain.save_unsaved()
    return Entry.objects.order_by("clock")


def payload_of(entry: Entry) -> dict[str, Any] | None:
    """The payload of an entry, or None when its person was erased, or its key never came here."""
    plain = plain_body(entry)
    return None if plain is None else dict(json.loads(plain))


def plain_body(entry: Entry) -> bytes | None:
    """The bytes of the payload before they were sealed; None as for ``payload_of``."""
    body = bytes(entry.body)
    is_sealed = bool(json.loads(bytes(entry.header))["sealed"])
    if entry.subject is None and not is_sealed:
        return body
    key = key_of(entry, is_sealed=is_sealed)
    return None if key is None else opened(key, body, context=entry.id.bytes)


def key_of(entry: Entry, *, is_sealed: bool) -> bytes | None:
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


def told_by_journal() -> Told:
    """The tables as all entries together tell them."""
    told = Told(rule_of)
    for entry in entries_in_order().iterator(chunk_size=500):
        for change in changes_in(entry):
            if change.verb != "read":
                _tell(told, entry, change)
    return told


def _tell(told: Told, entry: Entry, change: Change) -> None:
    values = change.values
    if node_of(entry.node_id) != settings.NODE_PREFIX:
        try:
            model = model_named(change.model)
        except LookupError:
            return
        if stays_home(model):
            return
        if change.verb == "create":
            values = as_it_stands_here(entry, model, values)
    told.tell(change.verb, change.model, change.id, values, entry.clock, change.base)
