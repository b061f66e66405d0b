"""Writes of the ledger itself: noting a read, erasing a person, rebuilding tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from openhbm.apps.ledger import person_keys, reading, rows
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import Actor, EntryDraft, action, entry
from openhbm.apps.ledger.records import Record


@action
def note_read(
    *,
    by: Actor,
    what: str,
    ids: Sequence[UUID],
    compartment: Compartment,
    purpose: str,
    subject: UUID | None = None,
) -> None:
    """Journal that a user read records of a sensitive compartment.

    ``what`` is the model's label, such as ``people.person``; one entry for all of the ids.
    """
    with entry("record_read", by=by, purpose=purpose, subject=subject) as e:
        e.note(what, ids, compartment)


def erase_rows_about(*, draft: EntryDraft, subject: UUID, keep: Model) -> int:
    """Delete every row journalled about a person but ``keep``; the number deleted.

    Part of the action that erases, inside its entry. Rows are found in the journal itself, so a
    new kind of record about persons needs no line here.
    """
    made = reading.rows_made_about(subject)
    kept = (keep._meta.label_lower, str(keep.pk))
    deleted = 0
    for label, key in reversed(made):
        if (label, key) != kept:
            model = rows.model_named(label)
            # Past the collector: rows that point here are themselves about this person.
            deleted += model._default_manager.filter(pk=key)._raw_delete("default")  # type: ignore[attr-defined]
    draft.facts["rows_deleted"] = deleted
    person_keys.destroy_keys(subject)
    return deleted


@action
def rebuild_tables(*, by: Actor) -> dict[str, int]:
    """Replace every table by what the journal tells; rows written per model label."""
    told = reading.rows_told_by_journal()
    models = _models_by_dependency()
    with connection.constraint_checks_disabled():
        for model in reversed(models):
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]
        written = {
            m._meta.label_lower: _write_rows(m, told.get(m._meta.label_lower, {})) for m in models
        }
    connection.check_constraints()
    with entry("tables_rebuilt", by=by) as e:
        e.facts["rows"] = written
    return written


def _write_rows(model: type[Model], told: dict[str, dict[str, Any]]) -> int:
    made = [model(pk=key, **rows.python_values(model, values)) for key, values in told.items()]
    model._default_manager.bulk_create(made, batch_size=500)
    return len(made)


def _models_by_dependency() -> list[type[Model]]:
    """Journalled models, those pointed to before those that point."""
    return [m for config in apps.get_app_configs() for m in config.get_models() if is_journalled(m)]


def is_journalled(model: type[Model]) -> bool:
    """Whether the journal tells a model's rows: all records, and users."""
    return issubclass(model, Record) or getattr(model, "is_journalled", False)
