"""Files sent through a page: read, looked at, then stored or let go. Each step happens once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.files import check_size
from openhbm.apps.intake.models import ImportJob, ImportKind, JobState
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, hold_journal
from openhbm.apps.places.countries import checked_country

KEPT_FOR = timedelta(days=7)


@action
def start_import(
    *,
    by: User,
    kind: str,
    file_name: str,
    data: bytes,
    language: str,
    mapping: str = "",
    create_posts: str = "",
    at: datetime | None = None,
) -> ImportJob:
    """Keep a file to be read; nothing is stored of it before somebody confirms.

    ActionError when it is empty or too large. Jobs of more than a week ago are let go.
    """
    require_write(by, Compartment.OPERATIONAL)
    check_size(data)
    if kind not in ImportKind.values:
        raise ActionError(_("There is no such kind of file."), field="kind")
    at = at or timezone.now()
    ImportJob.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return ImportJob.objects.create(
        kind=kind,
        file_name=file_name[:200],
        data=data,
        mapping=mapping[:2000],
        create_posts=checked_country(create_posts, "create_posts") if create_posts else "",
        language=language,
        made_by_id=by.id,
        made_at=at,
        changed_at=at,
    )


@action
def confirm_import(*, by: User, job_id: UUID, at: datetime | None = None) -> ImportJob:
    """Let a file that was read be stored. ActionError unless it waits for that: once only."""
    require_write(by, Compartment.OPERATIONAL)
    return _moved(by, job_id, JobState.READ, JobState.STORING, at)


@action
def discard_import(*, by: User, job_id: UUID, at: datetime | None = None) -> ImportJob:
    """Let a file that was read go, with nothing stored."""
    job = _moved(by, job_id, JobState.READ, JobState.DISCARDED, at)
    job.data = None
    job.save(update_fields=["data"])
    return job


@action
def resume_import(*, by: User, job_id: UUID, at: datetime | None = None) -> ImportJob:
    """Say that a job which stopped half-way begins anew; what it stored stays and counts once."""
    job = _held(by, job_id)
    if not job.is_running:
        raise ActionError(_("This file is not being worked on."))
    return _changed(job, at, state=job.state)


@action
def note_outcome(
    *,
    by: User,
    job_id: UUID,
    state: JobState,
    message: str = "",
    report: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> ImportJob:
    """Keep how a step ended; the file itself is kept only while it may still be stored."""
    job = _held(by, job_id)
    data = job.data if state is JobState.READ else None
    return _changed(
        job, at, state=state, message=message[:500], report=report or job.report, data=data
    )


def _moved(
    by: User, job_id: UUID, before: JobState, after: JobState, at: datetime | None
) -> ImportJob:
    job = _held(by, job_id)
    if job.state != before:
        raise ActionError(
            _("This was decided already: %(state)s.") % {"state": JobState(job.state).label},
            remedy=_("Look at what became of it."),
        )
    return _changed(job, at, state=after)


def _held(by: User, job_id: UUID) -> ImportJob:
    """The job, with the journal's lock held: two who press at once are told apart."""
    hold_journal()
    job = ImportJob.objects.filter(id=job_id, made_by_id=by.id).first()
    if job is None:
        raise ActionError(_("There is no such file."))
    return job


def _changed(job: ImportJob, at: datetime | None, **values: Any) -> ImportJob:
    values["changed_at"] = at or timezone.now()
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
    return job
