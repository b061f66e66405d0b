"""Settling edits of one row that came from other nodes with those that are known here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from openhbm.apps.ledger import rows
from openhbm.apps.ledger.disputes import rebuild_conflicts, write_conflicts
from openhbm.apps.ledger.foreign_rows import as_heard
from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.merging import fields_of_unit, rule_of, units_named
from openhbm.apps.ledger.models import Conflict, Entry, FieldVersion
from openhbm.apps.ledger.reading import Kept, changes_in
from openhbm.apps.ledger.rows import Change
from openhbm.apps.ledger.standing_rows import references_of
from openhbm.apps.ledger.versions import DELETED
from openhbm.core.ledger.merge import Standing, Version, standing


@dataclass(frozen=True)
class Edit:
    """One change of a row and the entry that tells it."""

    entry: Entry
    change: Change


@dataclass
class Settled:
    """What came of the edits of one row; ``waits_for`` names a row that has not come yet."""

    conflicts: int = 0
    waits_for: str = ""
    is_made: bool = False


def settle(record: str, edits: list[Edit]) -> Settled:
    """Bring a row to what all edits of it that are known here say. Only inside an action."""
    label, _, key = record.partition(":")
    model = rows.model_named(label)
    if any(edit.change.verb == "delete" for edit in edits):
        _delete(model, key, record, edits)
        return Settled()
    if FieldVersion.objects.filter(record=record, unit=DELETED).exists():
        return Settled()
    settled = Settled()
    if not model._default_manager.filter(pk=key).exists():
        settled = _made_by_put(model, key, record, edits)
        if not settled.is_made:
            return settled
    values: dict[str, Any] = {}
    for edit in edits:
        if edit.change.base is None:
            values.update(_not_edited(record, edit.change.values))
    _remember(record, edits)
    values.update(_standing_values(label, record, edits, settled))
    if missing := _missing(model, values):
        settled.waits_for = missing
    elif values:
        model._default_manager.filter(pk=key).update(**rows.python_values(model, values))
    return settled


def _made_by_put(model: type[Model], key: str, record: str, edits: list[Edit]) -> Settled:
    """Insert a row that an edit tells in full; else it waits for its making."""
    put = next((edit for edit in edits if edit.change.verb == "put"), None)
    if put is None:
        return Settled(waits_for=record)
    if missing := _missing(model, put.change.values):
        return Settled(waits_for=missing)
    row = model(pk=key, **rows.python_values(model, put.change.values))
    row.save(force_insert=True)
    return Settled(is_made=True)


def _standing_values(
    label: str, record: str, edits: list[Edit], settled: Settled
) -> dict[str, Any]:
    """What stands of every unit edited; opens and closes conflicts."""
    named = {name for edit in edits if edit.change.base is not None for name in edit.change.values}
    values: dict[str, Any] = {}
    for unit in units_named(label, named):
        stands = standing_of(record, unit, edits)
        if stands is not None:
            values.update(stands.values)
            settled.conflicts += _note_conflicts(record, unit, edits)
    return values


class EditsTold:
    """Which edit replaces which, made anew from the whole journal."""

    def __init__(self) -> None:
        self._made: list[tuple[str, str, str, UUID, list[str]]] = []

    def tell(self, entry: Kept, change: Change) -> None:
        """Hear of one change, as far as it counts here."""
        heard = as_heard(entry, change)
        if heard is None:
            return
        change = heard
        units = {DELETED: []} if change.verb == "delete" else change.base or {}
        self._made += [
            (change.record, unit, entry.clock, entry.id, base) for unit, base in units.items()
        ]

    def write(self) -> None:
        """Put them in the place of those that are kept. Only inside an action."""
        replaced = {(rec, unit, one) for rec, unit, _, _, base in self._made for one in base}
        FieldVersion.objects.all().delete()
        insert_rows(
            FieldVersion,
            ("record", "unit", "stamp", "entry_id", "base", "is_head"),
            ((*made, made[:3] not in replaced) for made in self._made),
        )
        rebuild_conflicts()


def standing_of(record: str, unit: str, at_hand: Iterable[Edit] = ()) -> Standing | None:
    """What stands of a unit of fields, from all edits that can be read here."""
    label = record.partition(":")[0]
    known = list(FieldVersion.objects.filter(record=record, unit=unit))
    heads = {one.stamp for one in known} - {base for one in known for base in one.base}
    wanted = [one for one in known if one.stamp in heads]
    values = _values_of(wanted, record, unit, at_hand)
    found = [
        Version(one.stamp, frozenset(one.base), values[one.stamp])
        for one in wanted
        if one.stamp in values
    ]
    rule = rule_of(label, fields_of_unit(label, unit)[0])
    return standing(found, rule.policy, rule.rank)


def values_in(entry: Entry, record: str, unit: str) -> dict[str, Any] | None:
    """What an entry says of a unit of fields; None when it says nothing, or nobody can read it."""
    fields = fields_of_unit(record.partition(":")[0], unit)
    found: dict[str, Any] | None = None
    for one in changes_in(entry):
        change = as_heard(entry, one)
        if change is None:
            continue
        if change.record == record and any(name in change.values for name in fields):
            found = {name: change.values[name] for name in fields if name in change.values}
    return found


def _values_of(
    versions: list[FieldVersion], record: str, unit: str, at_hand: Iterable[Edit]
) -> dict[str, dict[str, Any]]:
    found = _at_hand(record, unit, at_hand)
    others = [one.entry_id for one in versions if one.stamp not in found]
    for entry in Entry.objects.filter(id__in=others):
        values = values_in(entry, record, unit)
        if values is not None:
            found[entry.clock] = values
    return found


def _at_hand(record: str, unit: str, edits: Iterable[Edit]) -> dict[str, dict[str, Any]]:
    """What these edits say of a unit, by stamp."""
    fields = fields_of_unit(record.partition(":")[0], unit)
    found: dict[str, dict[str, Any]] = {}
    for edit in edits:
        part = {n: edit.change.values[n] for n in fields if n in edit.change.values}
        if edit.change.record == record and part and edit.change.base is not None:
            found[edit.entry.clock] = part
    return found


def _remember(record: str, edits: list[Edit]) -> None:
    """Keep which edit replaces which, and which ones nobody replaced."""
    units = {unit for edit in edits for unit in edit.change.base or {}}
    known = list(FieldVersion.objects.filter(record=record, unit__in=units))
    there = {(one.unit, one.stamp) for one in known}
    made = {
        (unit, edit.entry.clock): FieldVersion(
            record=record, unit=unit, stamp=edit.entry.clock, entry_id=edit.entry.id, base=base
        )
        for edit in edits
        for unit, base in (edit.change.base or {}).items()
        if (unit, edit.entry.clock) not in there
    }
    replaced = {(one.unit, stamp) for one in [*known, *made.values()] for stamp in one.base}
    for one in made.values():
        one.is_head = (one.unit, one.stamp) not in replaced
    FieldVersion.objects.bulk_create(made.values())
    gone = [one.pk for one in known if one.is_head and (one.unit, one.stamp) in replaced]
    if gone:
        FieldVersion.objects.filter(pk__in=gone).update(is_head=False)


def _not_edited(record: str, values: dict[str, Any]) -> dict[str, Any]:
    """Those values of what a row was made with that no edit has replaced."""
    label = record.partition(":")[0]
    edited = set(FieldVersion.objects.filter(record=record).values_list("unit", flat=True))
    return {n: value for n, value in values.items() if rule_of(label, n).unit not in edited}


def _note_conflicts(record: str, unit: str, edits: list[Edit]) -> int:
    """Open and close what these edits do; how many are open now that were not."""
    versions = FieldVersion.objects.filter(record=record, unit=unit)
    return write_conflicts(record, unit, list(versions), _at_hand(record, unit, edits))


def _delete(model: type[Model], key: str, record: str, edits: list[Edit]) -> None:
    for edit in edits:
        if edit.change.verb == "delete":
            FieldVersion.objects.get_or_create(
                record=record,
                unit=DELETED,
                stamp=edit.entry.clock,
                defaults={"entry_id": edit.entry.id},
            )
    model._default_manager.filter(pk=key).delete()
    Conflict.objects.filter(record=record).delete()


def _missing(model: type[Model], values: dict[str, Any]) -> str:
    for name, other in references_of(model):
        key = values.get(name)
        if key is not None and not other._default_manager.filter(pk=key).exists():
            return f"{other._meta.label_lower}:{key}"
    return ""
