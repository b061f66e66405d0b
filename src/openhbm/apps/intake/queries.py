"""Reads about imports."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.intake.models import ImportBatch
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
