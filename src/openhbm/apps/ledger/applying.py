"""Turning entries of other nodes into rows, by the same meaning as rebuilding the tables.

What a row was made with is inserted; edits are settled with those that are known here, and where
they were made apart from each other a conflict opens; what points to a row that has not come yet
waits for it. An entry that cannot be turned into rows is noted and stays in the journal untouched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model

from openhbm.apps.ledger import rows
from openhbm.apps.ledger.edits import Edit, settle
from openhbm.apps.ledger.foreign_rows import as_heard, as_it_stands_here
from openhbm.apps.ledger.inserting import insert_rows, update_rows
from openhbm.apps.ledger.models import Entry, FieldVersion, UnappliedEntry, WaitingRow
from openhbm.apps.ledger.reading import changes_in
from openhbm.apps.ledger.records import Record, journalled_models
from openhbm.apps.ledger.rows import Change
from openhbm.apps.ledger.standing_rows import references_of
from openhbm.apps.ledger.versions import DELETED

_PROBLEMS = (
    LookupError,
    FieldDoesNotExist,
    ValidationError,
    DatabaseError,
    TypeError,
    ValueError,
    OverflowError,
)


@dataclass
class Applied:
    """What came of it: rows touched by model label, conflicts opened, entries not applied."""

    touched: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    conflicts: int = 0
    unapplied: int = 0


Told = tuple[Entry, list[Change]]


def apply_entries(told: list[Told]) -> Applied:
    """Apply entries that were stored just now, with their changes. Only inside an action.

    All at once where that goes, else one by one, so that one bad entry never holds up the others.
    """
    applied = Applied()
    try:
        with transaction.atomic():
            _apply(told, applied)
    except _PROBLEMS as error:
        if len(told) == 1:
            _note_unapplied(told[0][0], error)
            return Applied(unapplied=1)
        applied = Applied()
        for one in told:
            part = apply_entries([one])
            applied.conflicts += part.conflicts
            applied.unapplied += part.unapplied
            for label, ids in part.touched.items():
                applied.touched[label] |= ids
    return applied


def _apply(told: list[Told], applied: Applied) -> None:
    made: dict[str, dict[str, tuple[Entry, dict[str, Any]]]] = defaultdict(dict)
    rest: list[Edit] = []
    for entry, changes in told:
        for one in changes:
            change = None if one.verb == "read" else as_heard(entry, one)
            if change is None:
                continue
            if change.verb == "create":
                made[change.model][change.id] = (entry, dict(change.values))
            else:
                rest.append(Edit(entry, change))
    rest = [edit for edit in rest if not _completes(edit, made)]
    _insert(made, applied)
    _edit(rest, applied)


def _completes(edit: Edit, made: dict[str, dict[str, tuple[Entry, dict[str, Any]]]]) -> bool:
    """Put the sealed part of a new row into the row, when both came together."""
    change = edit.change
    if change.base is not None or change.verb != "change":
        return False
    found = made.get(change.model, {}).get(change.id)
    if found is None:
        return False
    found[1].update(change.values)
    return True


def _insert(made: dict[str, dict[str, tuple[Entry, dict[str, Any]]]], applied: Applied) -> None:
    """Insert new rows, those pointed to first; the ones that point to nothing wait."""
    for label in made:
        if not issubclass(rows.model_named(label), Record):
            raise LookupError(f"{label} is no record")
    for model in journalled_models():
        label = model._meta.label_lower
        if label in made:
            fresh = _without_known(model, made[label])
            while fresh:
                standing, fresh, waiting = _sorted_by_references(model, fresh)
                _insert_rows(model, standing, applied)
                if not standing:
                    _wait(label, waiting)
                    break
    _wake({f"{label}:{key}" for label, keys in made.items() for key in keys}, applied)


def _without_known(
    model: type[Model], found: dict[str, tuple[Entry, dict[str, Any]]]
) -> dict[str, tuple[Entry, dict[str, Any]]]:
    label = model._meta.label_lower
    known = {
        str(key)
        for key in model._default_manager.filter(pk__among=found).values_list("pk", flat=True)
    }
    deleted = FieldVersion.objects.filter(
        unit=DELETED, record__among=[f"{label}:{key}" for key in found]
    )
    known |= {record.partition(":")[2] for record in deleted.values_list("record", flat=True)}
    return {key: one for key, one in found.items() if key not in known}


Fresh = dict[str, tuple[Entry, dict[str, Any]]]


def _sorted_by_references(model: type[Model], fresh: Fresh) -> tuple[Fresh, Fresh, list[Any]]:
    """Rows whose references are all there, the others, and what each of those waits for."""
    missing = _missing_references(model, [values for _, values in fresh.values()])
    standing: Fresh = {}
    others: Fresh = {}
    waiting = []
    for key, (entry, values) in fresh.items():
        lacks = [
            f"{other._meta.label_lower}:{values[name]}"
            for name, other in references_of(model)
            if values.get(name) in missing[other]
        ]
        if lacks:
            others[key] = (entry, values)
            waiting.append((key, entry, lacks[0]))
        else:
            standing[key] = (entry, values)
    return standing, others, waiting


def _missing_references(
    model: type[Model], found: Iterable[dict[str, Any]]
) -> dict[type[Model], set[Any]]:
    asked: dict[type[Model], set[Any]] = defaultdict(set)
    for values in found:
        for name, other in references_of(model):
            if values.get(name) is not None:
                asked[other].add(values[name])
    missing: dict[type[Model], set[Any]] = defaultdict(set)
    for other, keys in asked.items():
        there = other._default_manager.filter(pk__among=keys).values_list("pk", flat=True)
        missing[other] = keys - {str(key) for key in there}
    return missing


def _insert_rows(model: type[Model], standing: Fresh, applied: Applied) -> None:
    rows.insert_told(
        model,
        (
            (UUID(key), as_it_stands_here(entry, model, values))
            for key, (entry, values) in standing.items()
        ),
    )
    if standing:
        applied.touched[model._meta.label_lower] |= set(standing)


def _wait(label: str, waiting: Iterable[tuple[str, Entry, str]]) -> None:
    WaitingRow.objects.bulk_create(
        WaitingRow(record=f"{label}:{key}", waits_for=other, entry_id=entry.id)
        for key, entry, other in waiting
    )


def _wake(records: set[str], applied: Applied) -> None:
    """Apply again what waited for these rows."""
    waiting = list(WaitingRow.objects.filter(waits_for__among=records))
    if not waiting:
        return
    WaitingRow.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    wanted = {one.record for one in waiting}
    entries = Entry.objects.filter(id__in={one.entry_id for one in waiting}).order_by("clock")
    told = [(entry, [c for c in changes_in(entry) if c.record in wanted]) for entry in entries]
    if told:
        _apply(told, applied)


def _edit(edits: list[Edit], applied: Applied) -> None:
    by_record: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_record[edit.change.record].append(edit)
    for record in _edit_first(by_record, applied):
        del by_record[record]
    for record, found in by_record.items():
        settled = settle(record, found)
        applied.conflicts += settled.conflicts
        if settled.waits_for:
            label, _, key = record.partition(":")
            _wait(label, [(key, edit.entry, settled.waits_for) for edit in found])
        else:
            applied.touched[found[0].change.model].add(found[0].change.id)
        if settled.is_made:
            _wake({record}, applied)


def _edit_first(by_record: dict[str, list[Edit]], applied: Applied) -> list[str]:
    """Write those edits that are the first and only ones of their rows; which rows those were.

    Most are: for them nothing has to be settled, and one statement each is enough.
    """
    single = {
        record: edits[0]
        for record, edits in by_record.items()
        if len(edits) == 1
        and edits[0].change.verb == "change"
        and edits[0].change.base is not None
        and not any(edits[0].change.base.values())
    }
    known = FieldVersion.objects.filter(record__among=single).values_list("record", flat=True)
    for record in set(known):
        del single[record]
    done: list[str] = []
    for label in {edit.change.model for edit in single.values()}:
        model = rows.model_named(label)
        edits = [edit for edit in single.values() if edit.change.model == label]
        missing = _missing_references(model, [edit.change.values for edit in edits])
        here = model._default_manager.filter(pk__among=[edit.change.id for edit in edits])
        there = {str(key) for key in here.values_list("pk", flat=True)}
        written: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
        for edit in edits:
            values = edit.change.values
            lacks = any(values.get(n) in missing[other] for n, other in references_of(model))
            if edit.change.id in there and not lacks:
                row = rows.python_values(model, values)
                if row:
                    written[tuple(row)].append([*row.values(), UUID(edit.change.id)])
                applied.touched[label].add(edit.change.id)
                done.append(edit.change.record)
        for names, found in written.items():
            update_rows(model, names, found)
    insert_rows(
        FieldVersion,
        ("record", "unit", "stamp", "entry_id", "base", "is_head"),
        (
            (record, unit, single[record].entry.clock, single[record].entry.id, [], True)
            for record in done
            for unit in single[record].change.base or {}
        ),
    )
    return done


def _note_unapplied(entry: Entry, error: Exception) -> None:
    if not UnappliedEntry.objects.filter(entry_id=entry.id).exists():
        UnappliedEntry.objects.create(entry_id=entry.id, type=entry.type, problem=str(error)[:300])
