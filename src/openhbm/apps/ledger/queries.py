"""Reads of the journal: the history of a record, the verdict on the chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from openhbm.apps.ledger import reading, rows
from openhbm.apps.ledger.compartments import SEALED, Compartment, compartments_of_fields
from openhbm.apps.ledger.foreign_rows import made_here
from openhbm.apps.ledger.journal import Actor
from openhbm.apps.ledger.keys import NODE_KEY, PROTECTION_KEY
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.ledger.person_keys import newest_key_opens
from openhbm.apps.ledger.verification import Verdict, journal_verdict

READS = ("record_read",)


@dataclass(frozen=True)
class Happening:
    """One line of a record's history: what happened, who did it, which fields got which value."""

    entry_id: UUID
    sequence: int
    type: str
    at: datetime
    actor_id: UUID | None
    compartment: Compartment
    record: str
    purpose: str
    changes: tuple[tuple[str, str, Any], ...]
    is_erased: bool
    clock: str = ""


def happenings(
    user: Actor,
    *,
    compartments: Collection[Compartment],
    subject: UUID | None = None,
    record: str = "",
    with_reads: bool = False,
) -> list[Happening]:
    """The history of a person (``subject``) or of one record (``people.group:<id>``).

    Only fields of the compartments given, which the caller takes from what the user may read; an
    entry with none of them is left out, as if it were not there.
    """
    entries = reading.entries_in_order()
    entries = entries.filter(subject=subject) if subject else entries.filter(record=record)
    if not with_reads:
        entries = entries.exclude(type__in=READS)
    return _visible(entries, frozenset(compartments))


def latest_happenings(
    user: Actor, *, compartments: Collection[Compartment], limit: int = 50
) -> list[Happening]:
    """The newest entries of the journal in the compartments given."""
    entries = Entry.objects.filter(compartment__in=list(compartments)).order_by("-clock")
    return _visible(entries[:limit], frozenset(compartments))


def verdict(user: Actor | None, tell: Callable[[int], object] = lambda checked: None) -> Verdict:
    """Whether the whole journal still is as it was written; ``tell`` hears of entries checked.

    ``user`` is None on the command line: the verdict says nothing about anybody.
    """
    return journal_verdict(tell)


def entry_count(user: Actor | None) -> int:
    return Entry.objects.count()


def this_node(user: Actor) -> Node | None:
    return Node.objects.filter(is_self=True).first()


def written_here(user: Actor | None, records: Iterable[str]) -> frozenset[str]:
    """Those of these records (``app.model:id``) that this node wrote itself, and did not only hear
    of from another."""
    return made_here(records)


def last_entry_at(user: Actor) -> datetime | None:
    """The time told by the newest entry; for checking the clock."""
    newest = Entry.objects.order_by("-clock").first()
    return newest.at if newest else None


def keys_that_do_not_fit(user: Actor | None) -> list[str]:
    """Names of the key files that do not belong to what this node has stored.

    ``user`` is None on the command line: the answer says nothing about anybody.
    """
    fits = {
        NODE_KEY: _signs_for_this_node() and newest_key_opens(is_sealed=False),
        PROTECTION_KEY: newest_key_opens(is_sealed=True),
    }
    return [name for name, does_fit in fits.items() if not does_fit]


def _signs_for_this_node() -> bool:
    node = Node.objects.filter(is_self=True).first()
    public = settings.KEYS.signing_key.public_key().public_bytes_raw()
    return node is None or bytes(node.public_key) == public


def _visible(entries: Iterable[Entry], allowed: frozenset[Compartment]) -> list[Happening]:
    found = (_happening(entry, allowed) for entry in entries)
    return [h for h in found if h.changes or h.compartment in allowed]


def _happening(entry: Entry, allowed: frozenset[Compartment]) -> Happening:
    header = json.loads(bytes(entry.header))
    payload = reading.payload_of(entry)
    compartment = Compartment(entry.compartment)
    is_closed = compartment in SEALED and compartment not in allowed
    return Happening(
        entry_id=entry.id,
        sequence=entry.sequence,
        type=entry.type,
        at=entry.at,
        actor_id=entry.actor,
        compartment=compartment,
        record=entry.record,
        purpose=header["purpose"],
        changes=() if is_closed else tuple(_visible_changes(payload, allowed)),
        is_erased=payload is None,
        clock=entry.clock,
    )


def _visible_changes(
    payload: dict[str, Any] | None, allowed: frozenset[Compartment]
) -> Iterator[tuple[str, str, Any]]:
    for _, label, _, values, *_ in (payload or {}).get("rows", []):
        declared = compartments_of_fields(rows.model_named(label))
        for name, value in values.items():
            if declared[name] in allowed:
                yield label, name, value
