"""Erasing a person: every row journalled about them, and the keys that open their entries."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model

from openhbm.apps.ledger import person_keys, reading, rows
from openhbm.apps.ledger.journal import EntryDraft


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
