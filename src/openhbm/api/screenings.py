"""Screenings and what they found. Whoever may not read protection data is answered as if there
were none; recording one tells them that it was recorded, and nothing of what was found."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once, named_in, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, IdempotencyKey, Instant, Note, text, told_at
from openhbm.apps.casework.actions import review_finding, screen_person
from openhbm.apps.casework.codes import FindingStatus
from openhbm.apps.casework.queries import finding_for, findings_for, screenings_for
from openhbm.apps.people.queries import person_for

router = Router(tags=["screenings"])
Answer = bool | int | text(200) | list[text(60)] | None  # type: ignore[valid-type]
Key = text(60, least=1)


class ScreeningIn(Body):
    """Answers to the screening form by question, or why there are none."""

    person_id: UUID
    post: Code  # type: ignore[valid-type]
    answers: Annotated[dict[Key, Answer], Field(max_length=100)] = {}  # type: ignore[valid-type]
    facts: Annotated[dict[Key, Answer], Field(max_length=30)] = {}  # type: ignore[valid-type]
    language: text(12) = ""  # type: ignore[valid-type]
    is_private: bool = False
    unable_reason: text(20) = ""  # type: ignore[valid-type]
    at: Instant | None = None


class ScreeningMade(Schema):
    """That a screening was recorded. What was found is for those who may read it."""

    id: UUID
    person_id: UUID


class ScreeningOut(ScreeningMade):
    screened_at: datetime
    language: str
    form_id: str
    is_private: bool
    unable_reason: str
    priority: int | None


class ReasonOut(Schema):
    code: str = ""
    text: str = ""
    source: str = ""


class FindingOut(Schema):
    """A need somebody may have, and why; ``priority`` 0 is the most urgent."""

    id: UUID
    person_id: UUID
    code: str
    category: str
    priority: int
    status: FindingStatus
    rule_id: str
    reasons: list[ReasonOut]
    found_at: datetime
    reviewed_at: datetime | None


class ReviewIn(Body):
    status: Literal["confirmed", "dismissed"]
    note: Note = ""  # type: ignore[valid-type]
    at: Instant | None = None


def _finding_out(finding: Any) -> FindingOut:
    plain = {n: getattr(finding, n) for n in FindingOut.model_fields if n != "reasons"}
    reasons = [
        ReasonOut(**{n: str(reason.get(n, "")) for n in ReasonOut.model_fields})
        for reason in finding.reasons
    ]
    return FindingOut(**plain, reasons=reasons)


@router.post("/screenings", response={201: ScreeningMade})
def add_screening(request: HttpRequest, body: ScreeningIn, idempotency_key: IdempotencyKey = None):
    """Record a screening. Its findings wait for a person's review."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _screened(user, body))
    return Status(201, ScreeningMade(id=ids["id"], person_id=body.person_id))


def _screened(user: Any, body: ScreeningIn) -> Ids:
    with named_in("person_id"):
        person = person_for(user, body.person_id)
    screening = screen_person(
        by=user,
        person=person,
        post=named_post(user, body.post),
        answers=body.answers,
        facts=body.facts,
        language=body.language,
        is_private=body.is_private,
        unable_reason=body.unable_reason,
        at=told_at(body.at),
    )
    return {"id": str(screening.id)}


@router.get("/persons/{uuid:person_id}/screenings", response=list[ScreeningOut])
def list_screenings(request: HttpRequest, person_id: UUID):
    """A person's screenings, the newest first; none without the right to read them."""
    user = user_of(request)
    found = screenings_for(user, person_for(user, person_id))
    return [
        ScreeningOut(**{name: getattr(each, name) for name in ScreeningOut.model_fields})
        for each in found
    ]


@router.get("/persons/{uuid:person_id}/findings", response=list[FindingOut])
def list_findings(request: HttpRequest, person_id: UUID):
    """What was found about a person, the most urgent first; nothing without the right to read."""
    user = user_of(request)
    return [_finding_out(each) for each in findings_for(user, person_for(user, person_id))]


@router.post("/findings/{uuid:finding_id}/reviews", response={201: FindingOut})
def add_review(
    request: HttpRequest, finding_id: UUID, body: ReviewIn, idempotency_key: IdempotencyKey = None
):
    """Confirm or dismiss a finding after looking at it."""
    user = user_of(request)

    def reviewed() -> Ids:
        finding = finding_for(user, finding_id)
        review_finding(
            by=user, finding=finding, status=body.status, note=body.note, at=told_at(body.at)
        )
        return {"id": str(finding.id)}

    done_once(request, idempotency_key, reviewed)
    return Status(201, _finding_out(finding_for(user, finding_id)))
