"""Forecasts of arrivals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, id_of, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.foresight.actions import forecast_post
from openhbm.apps.foresight.queries import forecast_for, forecasts_visible_to
from openhbm.apps.ledger.errors import ActionError

router = Router(tags=["forecasts"])
ORDER = ("-as_of_on", "-made_at", "-id")


class ForecastOut(Schema):
    """Persons per day ahead: ``quantiles[day][level]``, and how earlier forecasts did."""

    id: UUID
    post: str
    as_of_on: date
    start_on: date
    horizon_days: int
    levels: list[float]
    quantiles: list[list[float]]
    mae: float | None
    persistence_mae: float | None
    coverage80: float | None
    origins: int
    method: str
    made_at: datetime


class ForecastFilter(Schema):
    post: Code | None = None  # type: ignore[valid-type]


class ForecastIn(Body):
    post: Code  # type: ignore[valid-type]
    as_of_on: Day


def _out(forecast: Any) -> ForecastOut:
    plain = {n: getattr(forecast, n) for n in ForecastOut.model_fields if n != "post"}
    return ForecastOut(**plain, post=forecast.post.code)


@router.get("", response=Page[ForecastOut])
def list_forecasts(request: HttpRequest, paging: Query[Paging], wanted: Query[ForecastFilter]):
    """Forecasts, the newest first."""
    user = user_of(request)
    found = forecasts_visible_to(user)
    if wanted.post:
        found = found.filter(post=named_post(user, wanted.post))
    return page_of(found, ORDER, paging, _out)


@router.post("", response={201: ForecastOut})
def add_forecast(request: HttpRequest, body: ForecastIn, idempotency_key: IdempotencyKey = None):
    """Forecast a post from what was counted up to a day."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _forecast(user, body))
    return Status(201, _out(forecast_for(user, id_of(ids["id"]))))


def _forecast(user: Any, body: ForecastIn) -> Ids:
    made = forecast_post(by=user, post=named_post(user, body.post), as_of_on=body.as_of_on)
    if made is None:
        raise ActionError(
            _("Nothing was counted at this post in the eight weeks before that day."),
            field="as_of_on",
            remedy=_("Count arrivals first, or choose a day after some were counted."),
        )
    return {"id": str(made.id)}


@router.get("/{uuid:forecast_id}", response=ForecastOut)
def show_forecast(request: HttpRequest, forecast_id: UUID):
    """One forecast."""
    return _out(forecast_for(user_of(request), forecast_id))
