"""Working on files behind the pages: one at a time in a process, its progress for all to see.

State is kept in the database, so that a stopped process loses nothing: the same file is begun
anew, and what was stored before counts once.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.intake.actions import note_outcome
from openhbm.apps.intake.importing import import_arrivals, import_posts
from openhbm.apps.intake.models import ImportJob, ImportKind, JobState
from openhbm.apps.intake.reporting import ImportReport, Tell
from openhbm.apps.ledger.errors import ActionError

ERRORS_SHOWN = 50
STALLED_AFTER = timedelta(seconds=30)
_SIGN_OF_LIFE_SECONDS = 900
_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hbm-import")
_LOG = logging.getLogger(__name__)


def hand_over(user: User, job: ImportJob) -> Future[None] | None:
    """Begin the step a job is at; answers at once while the work goes on."""
    _tell(job.id, 0, 0)
    if getattr(settings, "HBM_WORK_IN_BACKGROUND", True):
        return _WORKER.submit(_work_apart, user, job)
    work_on(user, job)
    return None


def work_on(user: User, job: ImportJob) -> None:
    """Read or store the file of a job and keep how it ended, whatever happens."""
    done, failed = partial(note_outcome, by=user, job_id=job.id), JobState.FAILED
    with translation.override(job.language):
        try:
            report = _imported(user, job, partial(_tell, job.id))
        except (ActionError, NotPermitted) as refused:
            done(state=failed, message=str(refused))
        except Exception:
            _LOG.exception("The import %s failed.", job.id)
            done(state=failed, message=_("The file could not be worked on; the log says why."))
        else:
            state = JobState.READ if job.state == JobState.READING else JobState.DONE
            done(state=state, report=report.as_dict(ERRORS_SHOWN))
        finally:
            cache.delete(_key(job.id))


def progress_of(job: ImportJob) -> tuple[int, int]:
    """(done, total) of a running job; a total of 0 means that it is not known yet."""
    known: tuple[int, int] = cache.get(_key(job.id), (0, 0))
    return known


def is_stalled(job: ImportJob, at: datetime) -> bool:
    """Whether a job should be running and nobody works on it, as after a power cut."""
    is_silent = cache.get(_key(job.id)) is None
    return job.is_running and is_silent and at - job.changed_at > STALLED_AFTER


def _imported(user: User, job: ImportJob, tell: Tell) -> ImportReport:
    given = {
        "by": user,
        "file_name": job.file_name,
        "data": bytes(job.data or b""),
        "mapping": job.mapping,
        "dry_run": job.state == JobState.READING,
        "tell": tell,
    }
    if job.kind == ImportKind.ARRIVALS:
        return import_arrivals(create_posts=job.create_posts, **given)
    return import_posts(**given)


def _work_apart(user: User, job: ImportJob) -> None:
    try:
        work_on(user, job)
    finally:
        connection.close()


def _tell(job_id: UUID, done: int, total: int) -> None:
    cache.set(_key(job_id), (done, total), _SIGN_OF_LIFE_SECONDS)


def _key(job_id: UUID) -> str:
    return f"import-{job_id}"
