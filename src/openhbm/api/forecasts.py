"""Forecasts of arrivals."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, id_of, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.foresight.actions import forecast_post
from openhbm.apps.foresight.outlook.queries import (
    Division,
    classes_ahead,
    hours_ahead,
    is_current,
    latest_area_forecasts,
)
from openhbm.apps.foresight.queries import forecast_for, forecasts_visible_to
from openhbm.apps.ledger import clock
from openhbm.apps.ledger.errors import ActionError

router = Router(tags=["forecasts"])
ORDER = ("-as_of_on", "-made_at", "-id")


class Figures(Schema):
    """Persons per day ahead: ``quantiles[day][level]`` and the mean, ``expected[day]``, which adds
    up over posts; and how earlier forecasts did."""

    id: UUID
    as_of_on: date
    start_on: date
    horizon_days: int
    levels: list[float]
    quantiles: list[list[float]]
    expected: list[float]
    mae: float | None
    persistence_mae: float | None
    coverage80: float | None
    origins: int
    method: str
    made_at: datetime


class ForecastOut(Figures):
    """What is expected at one post."""

    post: str


class AreaForecastOut(Figures):
    """What is expected in a country or an area, or with neither at all posts: the sum of the
    forecasts in ``parts``, of so many posts of all there were. One that is not current is too old
    to go by."""

    country: str
    area: str | None
    parts: list[UUID]
    posts_counted: int
    posts_in_all: int | None
    is_current: bool


class BandOut(Schema):
    """Persons expected, and the range that holds them in 8 of 10 cases around its middle."""

    expected: float
    low: float
    middle: float
    high: float


class HourOut(BandOut):
    starts_at: datetime


class Worth(Schema):
    """How the forecast that is divided did so far: no part of it goes without. Null: not judged."""

    mae: float | None
    persistence_mae: float | None


class HoursOut(Worth):
    """The next 72 hours of a post; ``days_known`` days counted by the hour stand behind them."""

    days_known: int
    hours: list[HourOut]


class ClassOut(Worth):
    """Sex and age band (``F 5-11``) or way of travel (``mode FOOT``), day by day."""

    name: str
    days: list[BandOut]


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


@router.get("/areas", response=list[AreaForecastOut])
def list_area_forecasts(request: HttpRequest):
    """The newest forecast of every country and area, the whole country first."""
    user, today = user_of(request), timezone.localdate(clock.now())
    return [_area_out(each, is_current(user, each, today)) for each in latest_area_forecasts(user)]


def _area_out(forecast: Any, is_current: bool) -> AreaForecastOut:
    named = {*AreaForecastOut.model_fields} - {"area", "is_current"}
    plain = {name: getattr(forecast, name) for name in named}
    area = forecast.area.pcode if forecast.area else None
    return AreaForecastOut(**plain, area=area, is_current=is_current)


@router.get("/{uuid:forecast_id}/hours", response=HoursOut)
def show_hours(request: HttpRequest, forecast_id: UUID):
    """The next 72 hours of a forecast, divided as the hours of earlier days were."""
    user = user_of(request)
    forecast = forecast_for(user, forecast_id)
    found = hours_ahead(user, Division.of(forecast))
    hours = [HourOut(starts_at=each.starts_at, **asdict(each.band)) for each in found.hours]
    return HoursOut(days_known=found.days_known, hours=hours, **_worth(forecast))


@router.get("/{uuid:forecast_id}/classes", response=list[ClassOut])
def show_classes(request: HttpRequest, forecast_id: UUID):
    """The days of a forecast by class of travellers; classes of one kind add up to it."""
    user = user_of(request)
    forecast = forecast_for(user, forecast_id)
    return [
        ClassOut(
            name=each.name,
            days=[BandOut(**asdict(band)) for band in each.days],
            **_worth(forecast),
        )
        for each in classes_ahead(user, Division.of(forecast))
    ]


def _worth(forecast: Any) -> dict[str, float | None]:
    return {name: getattr(forecast, name) for name in Worth.model_fields}


@router.get("/{uuid:forecast_id}", response=ForecastOut)
def show_forecast(request: HttpRequest, forecast_id: UUID):
    """One forecast."""
    return _out(forecast_for(user_of(request), forecast_id))
