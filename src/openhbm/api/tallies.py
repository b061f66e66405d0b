"""Head counts at posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, id_of, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Count, Day, IdempotencyKey, Instant, Note, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.crossings.actions import correct_tally, count_arrivals
from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.crossings.queries import progress_of, tallies_visible_to, tally_for

router = Router(tags=["tallies"])
ORDER = ("-starts_at", "-id")


class TallyOut(Schema):
    """People counted at a post; the version that counts now."""

    id: UUID
    post: str
    direction: str
    starts_at: datetime
    ends_at: datetime
    persons: int
    counts: dict[str, int]
    mode: str
    vulnerable_seen: int | None
    source: str


class ProgressOut(Schema):
    """How many of a tally are in groups or alone, and how many are registered one by one."""

    persons: int
    bound: int
    registered: int
    unregistered: int


class TallyIn(Body):
    """A count. ``counts`` maps sex and age band such as ``F 5-11`` to persons."""

    post: Code  # type: ignore[valid-type]
    persons: Count
    direction: Direction = Direction.IN
    counts: dict[str, Count] = {}
    mode: TransportMode = TransportMode.UNKNOWN
    vulnerable_seen: Count | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    at: Instant | None = None


class CorrectionIn(Body):
    """What was wrong with a count; fields left out stay."""

    persons: Count | None = None
    counts: dict[str, Count] | None = None
    mode: TransportMode | None = None
    vulnerable_seen: Count | None = None
    reason: Note = ""  # type: ignore[valid-type]


class TallyFilter(Schema):
    post: Code | None = None  # type: ignore[valid-type]
    direction: Direction | None = None
    from_on: Day | None = None
    to_on: Day | None = None


def tally_out(tally: Any) -> TallyOut:
    """A tally as it is answered."""
    return TallyOut(
        id=tally.id,
        post=tally.post.code,
        direction=tally.direction,
        starts_at=tally.starts_at,
        ends_at=tally.ends_at,
        persons=tally.persons,
        counts=tally.counts,
        mode=tally.mode,
        vulnerable_seen=tally.vulnerable_seen,
        source=tally.source,
    )


@router.get("", response=Page[TallyOut])
def list_tallies(request: HttpRequest, paging: Query[Paging], wanted: Query[TallyFilter]):
    """Counts that stand, the newest first."""
    user = user_of(request)
    found = tallies_visible_to(user)
    if wanted.post:
        found = found.filter(post=named_post(user, wanted.post))
    if wanted.direction:
        found = found.filter(direction=wanted.direction)
    if wanted.from_on:
        found = found.filter(crossed_on__gte=wanted.from_on)
    if wanted.to_on:
        found = found.filter(crossed_on__lte=wanted.to_on)
    return page_of(found, ORDER, paging, tally_out)


@router.post("", response={201: TallyOut})
def add_tally(request: HttpRequest, body: TallyIn, idempotency_key: IdempotencyKey = None):
    """Count people who crossed."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _counted(user, body))
    return Status(201, tally_out(tally_for(user, id_of(ids["id"]))))


def _counted(user: Any, body: TallyIn) -> Ids:
    tally = count_arrivals(
        by=user,
        post=named_post(user, body.post),
        persons=body.persons,
        at=told_at(body.at),
        direction=body.direction,
        counts=body.counts,
        mode=body.mode,
        vulnerable_seen=body.vulnerable_seen,
        starts_at=body.starts_at and told_at(body.starts_at),
        ends_at=body.ends_at,
    )
    return {"id": str(tally.id)}


@router.get("/{uuid:tally_id}", response=TallyOut)
def show_tally(request: HttpRequest, tally_id: UUID):
    """The version of a tally that counts now, by the id of any version."""
    return tally_out(tally_for(user_of(request), tally_id))


@router.get("/{uuid:tally_id}/progress", response=ProgressOut)
def show_progress(request: HttpRequest, tally_id: UUID):
    """How many of a tally are registered."""
    user = user_of(request)
    progress = progress_of(user, tally_for(user, tally_id))
    return ProgressOut(
        persons=progress.persons,
        bound=progress.bound,
        registered=progress.registered,
        unregistered=progress.unregistered,
    )


@router.post("/{uuid:tally_id}/corrections", response={201: TallyOut})
def add_correction(
    request: HttpRequest, tally_id: UUID, body: CorrectionIn, idempotency_key: IdempotencyKey = None
):
    """Replace a count by a corrected one."""
    user = user_of(request)

    def corrected() -> Ids:
        tally = tally_for(user, tally_id)
        given = body.model_dump(exclude_none=True)
        return {"id": str(correct_tally(by=user, tally=tally, **given).id)}

    ids = done_once(request, idempotency_key, corrected)
    return Status(201, tally_out(tally_for(user, id_of(ids["id"]))))
