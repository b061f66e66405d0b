"""Signals of early warning, what people made of them, and what forecasts were worth."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, id_of, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey, Instant, Line, Note, text, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.foresight.accuracy.areas import accuracy_of_areas, plain_area_accuracy
from openhbm.apps.foresight.accuracy.queries import accuracy_of_posts, plain_accuracy
from openhbm.apps.foresight.signals.actions import record_signal, review_signal
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.signals.queries import signal_for, signals_visible_to
from openhbm.apps.ledger import clock

router = Router(tags=["signals"])
accuracy = Router(tags=["forecasts"])
ORDER = ("-reported_at", "-id")
Said, Short, Reviewed = text(160, least=1), text(120), text(300, least=1)


class SignalOut(Schema):
    """Something that may mean more arrivals, graded by source (A to F) and content (1 to 6)."""

    id: UUID
    indicator: str
    family: str
    direction: str
    source: str
    reference: str
    agreement: str
    post: str | None
    place: str
    text: str
    happened_on: date
    reported_at: datetime
    value: float | None
    baseline: float | None
    z: float | None
    strength: float
    reliability: str
    credibility: int


class SignalIn(Body):
    indicator: Said  # type: ignore[valid-type]
    source: Said  # type: ignore[valid-type]
    happened_on: Day
    post: Code | None = None  # type: ignore[valid-type]
    place: Short = ""  # type: ignore[valid-type]
    text: Note = ""  # type: ignore[valid-type]
    reference: Short = ""  # type: ignore[valid-type]
    agreement: Line = ""  # type: ignore[valid-type]
    value: float | None = Field(None, ge=0, lt=1e12)
    reported_at: Instant | None = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] = "F"
    credibility: int = Field(6, ge=1, le=6)


class ReviewIn(Body):
    credibility: int = Field(ge=1, le=6)
    decision: Literal["noted", "watch", "trigger"]
    note: Reviewed  # type: ignore[valid-type]
    at: Instant | None = None


class SignalFilter(Schema):
    post: Code | None = None  # type: ignore[valid-type]


class AccuracyRow(Schema):
    """Errors over the days judged, in persons a day; ``days_ahead`` null for all of them."""

    days_ahead: int | None
    judged: int
    mae: float
    persistence_mae: float
    bias: float
    coverage80: float
    pinball: float
    gain: float | None


class AlarmsOut(Schema):
    right: int
    false: int
    missed: int
    precision: float | None
    recall: float | None
    lead_hours: float | None


class AccuracyOut(Schema):
    """What the forecasts and alarms of one post were worth."""

    post: str
    forecasts: int
    overall: AccuracyRow | None
    by_days_ahead: list[AccuracyRow]
    alarms: AlarmsOut


class ScoredForecastOut(Schema):
    """One forecast of a country or an area; ``score`` null while it is not yet known."""

    id: UUID
    as_of_on: date
    made_at: datetime
    posts_counted: int
    posts_in_all: int | None
    score: AccuracyRow | None


class AreaAccuracyOut(Schema):
    """What the forecasts of a country or an area were worth; of all posts with neither."""

    place: str
    country: str | None
    area: str | None
    forecasts: int
    overall: AccuracyRow | None
    by_days_ahead: list[AccuracyRow]
    each: list[ScoredForecastOut]


class AccuracyList(Schema):
    posts: list[AccuracyOut]
    areas: list[AreaAccuracyOut]


def _out(signal: Any) -> SignalOut:
    plain = {n: getattr(signal, n) for n in SignalOut.model_fields if n != "post"}
    return SignalOut(**plain, post=signal.post.code if signal.post else None)


@router.get("", response=Page[SignalOut])
def list_signals(request: HttpRequest, paging: Query[Paging], wanted: Query[SignalFilter]):
    """Signals and notices, the newest first."""
    user = user_of(request)
    found = signals_visible_to(user)
    if wanted.post:
        found = found.filter(post=named_post(user, wanted.post))
    return page_of(found, ORDER, paging, _out)


@router.post("", response={201: SignalOut})
def add_signal(request: HttpRequest, body: SignalIn, idempotency_key: IdempotencyKey = None):
    """Record a signal. It asks people to look; no level changes by it."""
    user = user_of(request)

    def recorded() -> Ids:
        given = body.model_dump(exclude={"post", "reported_at"})
        post = named_post(user, body.post) if body.post else None
        details = SignalDetails(
            **given,
            post_id=post.id if post else None,
            reported_at=told_at(body.reported_at) if body.reported_at else None,
        )
        return {"id": str(record_signal(by=user, details=details).id)}

    ids = done_once(request, idempotency_key, recorded)
    return Status(201, _out(signal_for(user, id_of(ids["id"]))))


@router.get("/{uuid:signal_id}", response=SignalOut)
def show_signal(request: HttpRequest, signal_id: UUID):
    """One signal."""
    return _out(signal_for(user_of(request), signal_id))


@router.post("/{uuid:signal_id}/reviews", response={201: SignalOut})
def add_signal_review(
    request: HttpRequest,
    signal_id: UUID,
    body: ReviewIn,
    idempotency_key: IdempotencyKey = None,
):
    """Say what a person made of a signal after looking into it."""
    user = user_of(request)

    def reviewed() -> Ids:
        signal = signal_for(user, signal_id)
        made = review_signal(
            by=user,
            signal=signal,
            credibility=body.credibility,
            decision=body.decision,
            note=body.note,
            at=told_at(body.at),
        )
        return {"id": str(made.id)}

    done_once(request, idempotency_key, reviewed)
    return Status(201, _out(signal_for(user, signal_id)))


@accuracy.get("", response=AccuracyList)
def show_accuracy(request: HttpRequest):
    """Errors of the forecasts that were made, of posts and of areas and countries, and alarms true,
    false and missed, post by post."""
    user, at = user_of(request), clock.now()
    return {
        "posts": [plain_accuracy(user, each) for each in accuracy_of_posts(user, at)],
        "areas": [plain_area_accuracy(user, each) for each in accuracy_of_areas(user, at)],
    }
