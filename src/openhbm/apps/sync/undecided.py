"""One field with several values: who wrote which, when and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import compartments_at
from openhbm.apps.ledger import rows
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import SEALED, Compartment, compartments_of_row, strictest
from openhbm.apps.ledger.edits import standing_of, values_in
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.merging import fields_of_unit
from openhbm.apps.ledger.models import Conflict, Entry, FieldVersion
from openhbm.apps.sync.places import post_of


@dataclass(frozen=True)
class Candidate:
    """One of the values, and where it comes from."""

    stamp: str
    values: tuple[tuple[str, Any], ...]
    at: datetime
    actor_id: UUID | None
    node: str
    is_shown: bool


@dataclass(frozen=True)
class OpenConflict:
    """A field that several nodes wrote, for a person to decide."""

    id: int
    label: str
    record_id: UUID
    person_id: UUID | None
    unit: str
    opened_at: datetime
    compartment: Compartment
    candidates: tuple[Candidate, ...]


def seen_by(user: User, conflict: Conflict) -> OpenConflict | None:
    """The conflict as this user may see it; None when they may not, or nothing is open."""
    label, _colon, key = conflict.record.partition(":")
    record = rows.model_named(label)._default_manager.filter(pk=key).first()
    if record is None:
        return None
    fields = fields_of_unit(label, conflict.unit)
    declared = compartments_of_row(record)
    compartment = strictest({declared[name] for name in fields})
    if compartment not in compartments_at(user, post_of(record)):
        return None
    stands = standing_of(conflict.record, conflict.unit)
    if stands is None or not stands.is_conflict:
        return None
    if compartment in SEALED:
        note_read(by=user, what=label, ids=[UUID(key)], compartment=compartment, purpose="conflict")
    return OpenConflict(
        id=conflict.pk,
        label=label,
        record_id=UUID(key),
        person_id=_person_of(record, label),
        unit=conflict.unit,
        opened_at=conflict.opened_at,
        compartment=compartment,
        candidates=tuple(_candidates(conflict, stands.values)),
    )


def _candidates(conflict: Conflict, shown: Any) -> list[Candidate]:
    heads = FieldVersion.objects.filter(
        record=conflict.record, unit=conflict.unit, is_head=True
    ).order_by("stamp")
    entries = Entry.objects.in_bulk([head.entry_id for head in heads])
    found = []
    for head in heads:
        entry = entries.get(head.entry_id)
        values = values_in(entry, conflict.record, conflict.unit) if entry else None
        if entry is None or values is None:
            continue
        found.append(
            Candidate(
                stamp=head.stamp,
                values=tuple(values.items()),
                at=entry.at,
                actor_id=entry.actor,
                node=node_of(entry.node_id),
                is_shown=values == shown,
            )
        )
    return found


def _person_of(record: Any, label: str) -> UUID | None:
    if label == "people.person":
        return UUID(str(record.pk))
    found = getattr(record, "person_id", None)
    return UUID(str(found)) if found else None
