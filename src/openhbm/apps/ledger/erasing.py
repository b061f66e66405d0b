"""Erasing a person: every row journalled about them, and the keys that open their entries."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model

from openhbm.apps.ledger import person_keys, reading, rows
from openhbm.apps.ledger.journal import EntryDraft
from openhbm.apps.ledger.models import Conflict, FieldVersion, WaitingRow


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
    _forget_edits(made, kept)
    person_keys.destroy_keys(subject)
    return deleted


def erase_copy(subject: UUID, keep: set[str]) -> list[tuple[str, str]]:
    """Erase here who was erased on another node; (model label, id) of the rows deleted.

    ``keep`` names the records that the erasing entry itself writes anew. Only inside an action.
    """
    made = [(label, key) for label, key in reading.rows_made_about(subject)]
    gone = [(label, key) for label, key in made if f"{label}:{key}" not in keep]
    for label, key in reversed(gone):
        rows.model_named(label)._default_manager.filter(pk=key)._raw_delete("default")  # type: ignore[attr-defined]
    _forget_edits(made, None)
    person_keys.destroy_keys(subject)
    return made


def _forget_edits(made: list[tuple[str, str]], kept: tuple[str, str] | None) -> None:
    """What was known of edits of these rows, and of conflicts between them."""
    records = [f"{label}:{key}" for label, key in made if (label, key) != kept]
    for part in (records[n : n + 500] for n in range(0, len(records), 500)):
        FieldVersion.objects.filter(record__in=part).delete()
        Conflict.objects.filter(record__in=part).delete()
        WaitingRow.objects.filter(record__in=part).delete()
