"""Conflict rows as the journal tells them: rebuilt the same as when merged letter by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from openhbm.apps.ledger import rows
from openhbm.apps.ledger.compartments import SEALED, Compartment
from openhbm.apps.ledger.merging import fields_of_unit, rule_of
from openhbm.apps.ledger.models import Conflict, Entry, FieldVersion
from openhbm.apps.ledger.reading import changes_in
from openhbm.apps.ledger.versions import DELETED
from openhbm.core.ledger.disputes import Dispute, disputes, is_straight
from openhbm.core.ledger.merge import Values


def write_conflicts(
    record: str, unit: str, versions: Iterable[FieldVersion], at_hand: Mapping[str, Values]
) -> int:
    """Bring the conflicts of a unit to what all its edits tell; how many are open and new.

    ``at_hand`` are values by stamp that need not be read from the journal. Only inside an action.
    """
    bases = {one.stamp: frozenset(one.base) for one in versions}
    if is_straight(bases):
        return 0
    entries = {one.clock: one for one in _entries_of(versions)}
    values = dict(at_hand)
    for stamp, entry in entries.items():
        told = None if stamp in values else _values_in(entry, record, unit)
        if told is not None:
            values[stamp] = told
    label = record.partition(":")[0]
    policy = rule_of(label, fields_of_unit(label, unit)[0]).policy
    return _bring_to(record, unit, disputes(bases, values, policy), entries)


def rebuild_conflicts() -> None:
    """Make all conflicts anew from the edits. Only inside an action, after the edits."""
    kept: set[int] = set()
    for (record, unit), versions in _edited_apart().items():
        if _is_there(record):
            write_conflicts(record, unit, versions, {})
            found = Conflict.objects.filter(record=record, unit=unit)
            kept |= set(found.values_list("pk", flat=True))
    Conflict.objects.exclude(pk__in=kept).delete()


def _edited_apart() -> dict[tuple[str, str], list[FieldVersion]]:
    """The edits of those units that some edits of did not know of each other."""
    found: dict[tuple[str, str], list[FieldVersion]] = defaultdict(list)
    for one in FieldVersion.objects.exclude(unit=DELETED).iterator(chunk_size=1000):
        found[one.record, one.unit].append(one)
    return {
        place: versions
        for place, versions in found.items()
        if len(versions) > 1 and not is_straight({v.stamp: frozenset(v.base) for v in versions})
    }


def _is_there(record: str) -> bool:
    label, _colon, key = record.partition(":")
    try:
        return rows.model_named(label)._default_manager.filter(pk=key).exists()
    except LookupError:
        return False


def _entries_of(versions: Iterable[FieldVersion]) -> list[Entry]:
    return list(Entry.objects.filter(id__in=[one.entry_id for one in versions]))


def _values_in(entry: Entry, record: str, unit: str) -> Values | None:
    fields = fields_of_unit(record.partition(":")[0], unit)
    found = None
    for change in changes_in(entry):
        if change.record == record and any(name in change.values for name in fields):
            found = {name: change.values[name] for name in fields if name in change.values}
    return found


def _bring_to(record: str, unit: str, told: list[Dispute], entries: Mapping[str, Entry]) -> int:
    """Those that are here keep their number; how many came to be and are open."""
    here = list(Conflict.objects.filter(record=record, unit=unit).order_by("pk"))
    fresh = 0
    for place, dispute in enumerate(told):
        opening = entries[dispute.opened]
        row = here[place] if place < len(here) else Conflict(record=record, unit=unit)
        fresh += row.pk is None and dispute.closed is None
        row.subject = opening.subject
        row.is_sealed = Compartment(opening.compartment) in SEALED
        row.opened_at = opening.at
        row.closed_at = entries[dispute.closed].at if dispute.closed else None
        row.save()
    for row in here[len(told) :]:
        row.delete()
    return fresh
