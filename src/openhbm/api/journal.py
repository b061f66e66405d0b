"""The history of a person or record, as far as the reader's roles reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from openhbm.api.auth import user_of
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.casework.queries import referral_for
from openhbm.apps.crossings.queries import tally_for
from openhbm.apps.foresight.queries import alert_for
from openhbm.apps.ledger.queries import Happening
from openhbm.apps.people.queries import group_for, person_for
from openhbm.apps.places.queries import post_for
from openhbm.apps.reports.queries import sitrep_for

router = Router(tags=["journal"])


class Kind(StrEnum):
    """Records whose history can be asked for by id."""

    TALLY = "tallies"
    GROUP = "groups"
    POST = "posts"
    REFERRAL = "referrals"
    ALERT = "alerts"
    SITREP = "sitreps"


# Kind → how it is seen at all, and its label in the journal.
_SEEN_BY: dict[Kind, tuple[Callable[..., Any], str]] = {
    Kind.TALLY: (tally_for, "crossings.tally"),
    Kind.GROUP: (group_for, "people.group"),
    Kind.POST: (post_for, "places.post"),
    Kind.REFERRAL: (referral_for, "casework.referral"),
    Kind.ALERT: (alert_for, "foresight.alert"),
    Kind.SITREP: (sitrep_for, "reports.situationreport"),
}


class ChangeOut(Schema):
    """A field that got a value."""

    record: str
    field: str
    value: Any


class HappeningOut(Schema):
    """One entry of the journal; ``is_erased`` when what it said was erased with the person."""

    entry_id: UUID
    sequence: int
    type: str
    at: datetime
    actor_id: UUID | None
    record: str
    purpose: str
    changes: list[ChangeOut]
    is_erased: bool


def _out(found: Happening) -> HappeningOut:
    plain = {n: getattr(found, n) for n in HappeningOut.model_fields if n != "changes"}
    changes = [ChangeOut(record=r, field=f, value=value) for r, f, value in found.changes]
    return HappeningOut(**plain, changes=changes)


@router.get("/persons/{uuid:person_id}", response=list[HappeningOut])
def show_person_history(request: HttpRequest, person_id: UUID):
    """What happened to a person's records, the oldest first."""
    user = user_of(request)
    person = person_for(user, person_id)
    return [
        _out(found)
        for found in history_of(user, subject=person.id, post_id=person.registered_post_id)
    ]


@router.get("/{kind}/{uuid:record_id}", response=list[HappeningOut])
def show_record_history(request: HttpRequest, kind: Kind, record_id: UUID):
    """What happened to one record, the oldest first."""
    user = user_of(request)
    look, label = _SEEN_BY[kind]
    record = look(user, record_id)
    post_id = record.id if kind is Kind.POST else record.post_id
    found = history_of(user, record=f"{label}:{record.id}", post_id=post_id)
    return [_out(happening) for happening in found]
