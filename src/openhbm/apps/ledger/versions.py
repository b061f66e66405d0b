"""Edits of fields as the journal knows them: which one replaces which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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
