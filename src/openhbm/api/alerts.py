"""Alerts at posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, IdempotencyKey, Instant, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.api.screenings import ReasonOut
from openhbm.apps.foresight.actions import confirm_alert
from openhbm.apps.foresight.queries import alert_for, alerts_visible_to

router = Router(tags=["alerts"])
ORDER = ("-raised_at", "-level", "-id")


class AlertOut(Schema):
    """A level that stands or stood at a post, and why."""

    id: UUID
    post: str
    level: int
    since_on: date
    raised_at: datetime
    reasons: list[ReasonOut]
    arrivals: int | None
    usual_arrivals: float | None
    capacity_ratio: float | None
    forecast_ratio: float | None
    is_open: bool
    ended_at: datetime | None
    confirmed_by_id: UUID | None
    confirmed_at: datetime | None


class AlertFilter(Schema):
    is_open: bool | None = None


class ConfirmationIn(Body):
    at: Instant | None = None


def _out(alert: Any) -> AlertOut:
    apart = {"post", "reasons"}
    plain = {n: getattr(alert, n) for n in AlertOut.model_fields if n not in apart}
    reasons = [
        ReasonOut(**{n: str(reason.get(n, "")) for n in ReasonOut.model_fields})
        for reason in alert.reasons
    ]
    return AlertOut(**plain, post=alert.post.code, reasons=reasons)


@router.get("", response=Page[AlertOut])
def list_alerts(request: HttpRequest, paging: Query[Paging], wanted: Query[AlertFilter]):
    """Alerts, the newest first."""
    found = alerts_visible_to(user_of(request))
    if wanted.is_open is not None:
        found = found.filter(is_open=wanted.is_open)
    return page_of(found, ORDER, paging, _out)


@router.get("/{uuid:alert_id}", response=AlertOut)
def show_alert(request: HttpRequest, alert_id: UUID):
    """One alert."""
    return _out(alert_for(user_of(request), alert_id))


@router.post("/{uuid:alert_id}/confirmations", response={201: AlertOut})
def add_confirmation(
    request: HttpRequest,
    alert_id: UUID,
    body: ConfirmationIn,
    idempotency_key: IdempotencyKey = None,
):
    """Say that a person looked into an open alert and finds it right."""
    user = user_of(request)

    def confirmed() -> Ids:
        alert = alert_for(user, alert_id)
        confirm_alert(by=user, alert=alert, at=told_at(body.at))
        return {"id": str(alert.id)}

    done_once(request, idempotency_key, confirmed)
    return Status(201, _out(alert_for(user, alert_id)))
