"""Deciding between values that were written apart from each other: a person does."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.ledger import rows
from openhbm.apps.ledger.compartments import compartments_of_row, strictest
from openhbm.apps.ledger.edits import standing_of
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.apps.ledger.merging import fields_of_unit
from openhbm.apps.ledger.models import Conflict
from openhbm.apps.sync.actions.deriving import derive_from
from openhbm.apps.sync.places import post_of


@action
def decide_conflict(
    *, by: User, conflict_id: int, stamp: str, reason: str, at: datetime | None = None
) -> Conflict:
    """Let one of the values stand; the others stay in the journal, and every node hears.

    ``stamp`` names the edit whose value stands. NotVisible when there is no such conflict,
    ActionError when it was decided meanwhile or no edit has that stamp.
    """
    hold_journal()
    conflict = Conflict.objects.filter(pk=conflict_id).first()
    if conflict is None:
        raise NotVisible(_("There is no such conflict."))
    label, _colon, key = conflict.record.partition(":")
    record = rows.model_named(label)._default_manager.filter(pk=key).first()
    stands = standing_of(conflict.record, conflict.unit)
    if record is None or stands is None or conflict.closed_at or not stands.is_conflict:
        raise ActionError(_("This was decided meanwhile."), field="stamp")
    fields = fields_of_unit(label, conflict.unit)
    declared = compartments_of_row(record)
    require_write(by, strictest({declared[name] for name in fields}), post_of(record))
    if not reason.strip():
        raise ActionError(_("Say by what you decided."), field="reason")
    chosen = next((head for head in stands.heads if head.stamp == stamp), None)
    if chosen is None:
        raise ActionError(_("Choose one of the values."), field="stamp")
    values = rows.python_values(type(record), dict(chosen.values))
    with entry(
        "conflict_decided",
        by=by,
        at=at or timezone.now(),
        subject=conflict.subject,
        purpose=reason.strip(),
    ) as e:
        e.decide(record, values)
    derive_from(by=by, touched={label: {key}})
    conflict.refresh_from_db()
    return conflict
