"""Hits on watch lists: listed with evidence, read by two people. They refuse nobody anything."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once
from openhbm.api.auth import user_of
from openhbm.api.evidence import told
from openhbm.api.fields import Body, IdempotencyKey, Instant, Note, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.identity.watch.actions import read_hit
from openhbm.apps.identity.watch.codes import HitReading, HitState
from openhbm.apps.identity.watch.queries import evidence_of_hit, hit_for, hits_visible_to
from openhbm.core.identity.records import Judgement

router = Router(tags=["watch lists"])
ORDER = ("due_at", "id")


class HitEvidenceOut(Schema):
    """One signal: what is registered, what is listed, what it counts in bits, and why."""

    signal: str
    registered: str
    listed: str
    weight: float
    reason: str
    reason_code: str


class HitOut(Schema):
    """A possible hit with everything that speaks for and against it.

    ``judgement_to_consider`` is null when nothing speaks for it any more; ``is_weak`` says that
    only a name agrees that the list itself calls weak.
    """

    id: UUID
    person_id: UUID
    person_number: str
    list: str
    listed_names: list[str]
    found_at: datetime
    due_at: datetime
    state: HitState
    outcome: str
    judgement_to_consider: Judgement | None
    is_weak: bool
    evidence: list[HitEvidenceOut]


class HitReadingIn(Body):
    reading: HitReading
    note: Note  # type: ignore[valid-type]
    at: Instant | None = None


class HitFilter(Schema):
    state: HitState | None = None


def _out(user: Any, hit: Any) -> HitOut:
    found = evidence_of_hit(user, hit)
    return HitOut(
        id=hit.id,
        person_id=hit.person_id,
        person_number=hit.person.number,
        list=hit.entry.watch_list.name,
        listed_names=hit.entry.names,
        found_at=hit.found_at,
        due_at=hit.due_at,
        state=hit.state,
        outcome=hit.outcome,
        judgement_to_consider=found.match.judgement if found else None,
        is_weak=bool(found and found.is_weak),
        evidence=[
            HitEvidenceOut(registered=e.left, listed=e.right, **told(e))
            for e in (found.match.evidence if found else ())
        ],
    )


@router.get("", response=Page[HitOut])
def list_hits(request: HttpRequest, paging: Query[Paging], wanted: Query[HitFilter]):
    """Hits about people whose security data you read, the soonest due first."""
    user = user_of(request)
    found = hits_visible_to(user, wanted.state.value if wanted.state else "")
    return page_of(found, ORDER, paging, partial(_out, user))


@router.get("/{uuid:hit_id}", response=HitOut)
def show_hit(request: HttpRequest, hit_id: UUID):
    """One hit."""
    user = user_of(request)
    return _out(user, hit_for(user, hit_id))


@router.post("/{uuid:hit_id}/readings", response={201: HitOut})
def add_reading(
    request: HttpRequest, hit_id: UUID, body: HitReadingIn, idempotency_key: IdempotencyKey = None
):
    """Say what a hit is. Two readers who agree close it; nothing follows by itself."""
    user = user_of(request)

    def was_read() -> Ids:
        read_hit(by=user, hit_id=hit_id, reading=body.reading, note=body.note, at=told_at(body.at))
        return {"id": str(hit_id)}

    done_once(request, idempotency_key, was_read)
    return Status(201, _out(user, hit_for(user, hit_id)))
