"""The row that remembers an import."""

from __future__ import annotations

from datetime import datetime

from openhbm.apps.accounts.models import User
from openhbm.apps.intake.models import ImportBatch, ImportKind
from openhbm.apps.intake.reporting import ERRORS_KEPT, ImportReport
from openhbm.apps.ledger.records import new_id

_POSTS_KEPT = 200


def batch_of(report: ImportReport, kind: ImportKind, by: User, at: datetime) -> ImportBatch:
    """The batch of a report, not yet written; of very many errors it keeps the first."""
    understood = dict(report.understood)
    for name in ("posts", "persons_columns"):
        if name in understood:
            understood[name] = understood[name][:_POSTS_KEPT]
    return ImportBatch(
        id=report.batch_id or new_id(),
        kind=kind,
        file_name=report.file_name[:200],
        sha256=report.sha256,
        understood=understood,
        accepted=report.accepted,
        unchanged=report.unchanged,
        revised=report.revised,
        rejected=report.rejected,
        errors=[error.as_dict() for error in report.errors[:ERRORS_KEPT]],
        made_at=at,
        made_by_id=by.id,
    )
