"""Opening journal entries: the payload of one, the rows of one person, what all of them add up to.

For the ledger's own actions and queries; users read through ``queries``.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.ledger import chain, person_keys
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.rows import Change
from openhbm.core.ledger.envelopes import opened


def entries_in_order() -> QuerySet[Entry]:
    chain.save_unsaved()
    return Entry.objects.order_by("node_id", "sequence")


def payload_of(entry: Entry) -> dict[str, Any] | None:
    """The payload of an entry, or None when its person was erased."""
    body = bytes(entry.body)
    is_sealed = bool(json.loads(bytes(entry.header))["sealed"])
    if entry.subject is None and not is_sealed:
        return dict(json.loads(body))
    if entry.subject is None:
        key: bytes | None = person_keys.data_key(None, is_sealed=is_sealed)
    else:
        key = person_keys.existing_key(entry.subject, is_sealed=is_sealed)
    if key is None:
        return None
    return dict(json.loads(opened(key, body, context=entry.id.bytes)))


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


def rows_told_by_journal() -> dict[str, dict[str, dict[str, Any]]]:
    """Model label → id → values by field: the tables as all entries together tell them."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for entry in entries_in_order().iterator(chunk_size=500):
        for change in changes_in(entry):
            _apply(tables.setdefault(change.model, {}), change)
    return tables


def _apply(table: dict[str, dict[str, Any]], change: Change) -> None:
    if change.verb == "delete":
        table.pop(change.id, None)
    elif change.verb in ("create", "put"):
        table[change.id] = dict(change.values)
    elif change.id in table:
        # A change to a row whose making was erased stays without effect.
        table[change.id].update(change.values)
