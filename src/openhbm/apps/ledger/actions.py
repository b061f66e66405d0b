"""Writes of the ledger itself: noting a read, erasing a person, rebuilding tables."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from openhbm.apps.ledger import reading, rows
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.edits import EditsTold
from openhbm.apps.ledger.journal import Actor, action, entry
from openhbm.apps.ledger.merging import rule_of
from openhbm.apps.ledger.models import StoredRun
from openhbm.apps.ledger.records import journalled_models
from openhbm.apps.ledger.standing_rows import rows_that_stand
from openhbm.core.ledger.telling import Told


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


@action
def rebuild_tables(*, by: Actor) -> dict[str, int]:
    """Replace every table by what the journal tells; rows written per model label."""
    with _nothing_collected():
        written = _told_anew()
    # What was waiting to come into the tables was told with all the rest.
    StoredRun.objects.all().delete()
    with entry("tables_rebuilt", by=by) as e:
        e.facts["rows"] = written
    return written


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile: millions of rows are held, each of them until the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _told_anew() -> dict[str, int]:
    told, edits = Told(rule_of), EditsTold()
    for kept, changes in reading.changes_in_order():
        for change in changes:
            reading.tell(told, kept, change)
            edits.tell(kept, change)
    models = journalled_models()
    with connection.constraint_checks_disabled():
        for model in reversed(models):
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]
        whole = rows_that_stand(told, models)
        written = {m._meta.label_lower: _write_rows(m, whole[m]) for m in models}
    connection.check_constraints()
    edits.write()
    return written


def _write_rows(model: type[Model], told: dict[str, dict[str, Any]]) -> int:
    rows.insert_told(model, ((UUID(key), values) for key, values in told.items()))
    return len(told)
