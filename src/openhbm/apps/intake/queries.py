"""Reads about imports."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.intake.models import ImportBatch, ImportJob
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible


def imports_visible_to(user: User) -> QuerySet[ImportBatch]:
    """Files that changed something, newest first."""
    found = ImportBatch.objects.order_by("-made_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def import_for(user: User, batch_id: UUID) -> ImportBatch:
    """One import; NotVisible when absent or hidden."""
    found = imports_visible_to(user).filter(id=batch_id).first()
    if found is None:
        raise NotVisible(f"There is no import {batch_id}.")
    return found


def import_jobs_of(user: User) -> QuerySet[ImportJob]:
    """Files this user sent through a page in the last days, newest first, without their bytes."""
    found = ImportJob.objects.filter(made_by_id=user.id).order_by("-made_at", "-id").defer("data")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def import_job_for(user: User, job_id: UUID) -> ImportJob:
    """One file this user sent; NotVisible when absent or somebody else's."""
    found = import_jobs_of(user).filter(id=job_id).first()
    if found is None:
        raise NotVisible(f"There is no import {job_id}.")
    return found
