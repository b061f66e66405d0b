"""People sent to services for named needs, and how far that has come."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once, named_in, seen
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, IdempotencyKey, Instant, Note, text, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.casework.actions import advance_referral, refer_person
from openhbm.apps.casework.codes import ReferralState
from openhbm.apps.casework.queries import (
    finding_for,
    referral_for,
    referrals_visible_to,
    shown_person,
    steps_of,
)
from openhbm.apps.people.queries import person_for
from openhbm.apps.places.queries import services_visible_to

router = Router(tags=["referrals"])
ORDER = ("-sent_at", "-id")


class ReferralOut(Schema):
    """A referral with the instants by which it must move.

    The staff of the post see whom it is about; the service has a case code and no other key.
    """

    id: UUID
    case_code: str
    person_id: UUID | None
    service_id: UUID
    service: str
    priority: int
    state: ReferralState
    reason: str
    needs: list[str]
    consent_id: UUID | None
    consent_exception: str
    sent_at: datetime
    receive_by_at: datetime
    accept_by_at: datetime
    due_at: datetime
    received_at: datetime | None
    accepted_at: datetime | None
    completed_at: datetime | None
    outcome: str


class StepOut(Schema):
    number: int
    from_state: ReferralState
    to_state: ReferralState
    at: datetime
    by_id: UUID
    note: str


class ReferralIn(Body):
    """A referral: with a consent, or under an exception that a supervisor stands for."""

    person_id: UUID
    finding_ids: Annotated[list[UUID], Field(min_length=1, max_length=30)]
    service_id: UUID
    consent_id: UUID | None = None
    consent_exception: text(24) = ""  # type: ignore[valid-type]
    supervisor: text(60) = ""  # type: ignore[valid-type]
    reason: Note = ""  # type: ignore[valid-type]
    at: Instant | None = None


class StepIn(Body):
    to_state: ReferralState
    note: Note = ""  # type: ignore[valid-type]
    decline_reason: text(24) = ""  # type: ignore[valid-type]
    outcome: Note = ""  # type: ignore[valid-type]
    at: Instant | None = None


class ReferralFilter(Schema):
    state: ReferralState | None = None


def _out(user: Any, referral: Any) -> ReferralOut:
    plain = {n: getattr(referral, n) for n in ReferralOut.model_fields if n != "service"}
    if shown_person(user, referral).person_id is None:
        plain |= {"person_id": None, "consent_id": None}
    return ReferralOut(**plain, service=referral.service.name)


@router.get("", response=Page[ReferralOut])
def list_referrals(request: HttpRequest, paging: Query[Paging], wanted: Query[ReferralFilter]):
    """Referrals of the posts where you work, the newest first."""
    user = user_of(request)
    found = referrals_visible_to(user)
    if wanted.state:
        found = found.filter(state=wanted.state)
    return page_of(found, ORDER, paging, partial(_out, user))


@router.post("", response={201: ReferralOut})
def add_referral(request: HttpRequest, body: ReferralIn, idempotency_key: IdempotencyKey = None):
    """Send a person's needs to a service, as urgent as the most urgent of them."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _referred(user, body))
    return Status(201, _out(user, referral_for(user, ids["id"])))


def _referred(user: Any, body: ReferralIn) -> Ids:
    with named_in("person_id"):
        person = person_for(user, body.person_id)
    with named_in("finding_ids"):
        findings = [finding_for(user, finding_id) for finding_id in body.finding_ids]
    with named_in("supervisor"):
        supervisor = user_named(user, body.supervisor) if body.supervisor else None
    with named_in("consent_id"):
        consent = seen(person.consents, body.consent_id) if body.consent_id else None
    with named_in("service_id"):
        service = seen(services_visible_to(user), body.service_id)
    referral = refer_person(
        by=user,
        person=person,
        findings=findings,
        service=service,
        consent=consent,
        consent_exception=body.consent_exception,
        supervisor=supervisor,
        reason=body.reason,
        at=told_at(body.at),
    )
    return {"id": str(referral.id)}


@router.get("/{uuid:referral_id}", response=ReferralOut)
def show_referral(request: HttpRequest, referral_id: UUID):
    """One referral."""
    user = user_of(request)
    return _out(user, referral_for(user, referral_id))


@router.get("/{uuid:referral_id}/steps", response=list[StepOut])
def list_steps(request: HttpRequest, referral_id: UUID):
    """The way a referral has come, the oldest step first."""
    user = user_of(request)
    found = steps_of(user, referral_for(user, referral_id))
    return [StepOut(**{n: getattr(step, n) for n in StepOut.model_fields}) for step in found]


@router.post("/{uuid:referral_id}/steps", response={201: ReferralOut})
def add_step(
    request: HttpRequest, referral_id: UUID, body: StepIn, idempotency_key: IdempotencyKey = None
):
    """Move a referral to its next state."""
    user = user_of(request)

    def moved() -> Ids:
        referral = referral_for(user, referral_id)
        given = body.model_dump(exclude={"at"})
        advance_referral(by=user, referral=referral, at=told_at(body.at), **given)
        return {"id": str(referral.id)}

    done_once(request, idempotency_key, moved)
    return Status(201, _out(user, referral_for(user, referral_id)))
