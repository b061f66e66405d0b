"""Edits of fields as the journal knows them: which one replaces which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from openhbm.apps.ledger.merging import units_named
from openhbm.apps.ledger.models import Conflict, Entry, FieldVersion
from openhbm.apps.ledger.rows import Change

DELETED = "*"
"""Stands for the row as a whole: that it was deleted."""


def bases_of(label: str, record: str, names: Iterable[str]) -> dict[str, list[str]]:
    """Per unit of these fields the stamps of the edits that an edit made now replaces."""
    units = units_named(label, names)
    found: dict[str, list[str]] = {unit: [] for unit in units}
    heads = FieldVersion.objects.filter(record=record, unit__in=units, is_head=True)
    for unit, stamp in heads.order_by("stamp").values_list("unit", "stamp"):
        found[unit].append(stamp)
    return found


def was_written_since(record: Model, subject: UUID, at: datetime, *, but_by: UUID) -> bool:
    """Whether a row about ``subject`` was made or edited after ``at`` by somebody else.

    By the clocks of the nodes that wrote: what a tablet brings late was written when it came.
    """
    after = f"{int(at.timestamp() * 1000) + 1:012x}"
    named = f"{record._meta.label_lower}:{record.pk}"
    found = Entry.objects.filter(subject=subject, record=named, clock__gte=after)
    return found.exclude(actor=but_by).exists()


def note_edits(written: Entry, changes: Iterable[Change]) -> None:
    """Remember the edits in an entry of this node; they replace what stood before them."""
    made: dict[tuple[str, str], FieldVersion] = {}
    replaced: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        if change.verb == "delete":
            made[change.record, DELETED] = _version(change.record, DELETED, written, [])
        for unit, base in (change.base or {}).items():
            made[change.record, unit] = _version(change.record, unit, written, base)
            replaced[change.record] += base
    for record, stamps in replaced.items():
        if stamps:
            FieldVersion.objects.filter(record=record, stamp__in=stamps).update(is_head=False)
    FieldVersion.objects.bulk_create(made.values())
    for (record, unit), version in made.items():
        if len(version.base) > 1:
            # Whoever edits a field after seeing several values has decided between them.
            found = Conflict.objects.filter(record=record, unit=unit, closed_at=None)
            found.update(closed_at=written.at)


def _version(record: str, unit: str, written: Entry, base: list[str]) -> FieldVersion:
    return FieldVersion(
        record=record, unit=unit, stamp=written.clock, entry_id=written.id, base=base
    )
