"""Forecasts and alerts. A forecast is never overwritten; an alert is closed, not changed away."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from openhbm.apps.foresight.codes import AlertLevel, CapacityKind
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Post


class Forecast(Record):
    """Arrivals expected at a post, as it was foreseen when ``as_of_on`` had ended.

    ``quantiles[h][q]`` are persons on ``start_on`` + h days at probability ``levels[q]``. The
    errors say how earlier forecasts of the post did; empty while there were none to compare.
    What was known is kept beside it: the days, how many of them were reported, the last count and
    the hash of the whole series.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="forecasts")
    as_of_on = models.DateField()
    start_on = models.DateField()
    horizon_days = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    quantiles = models.JSONField(default=list)
    mae = models.FloatField(null=True)
    persistence_mae = models.FloatField(null=True)
    coverage80 = models.FloatField(null=True)
    origins = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=80)
    known_from_on = models.DateField()
    days_reported = models.PositiveIntegerField()
    last_count = models.PositiveIntegerField()
    series_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "post as_of_on start_on horizon_days levels quantiles mae"
        " persistence_mae coverage80 origins method known_from_on days_reported last_count"
        " series_sha256 made_at"
    }

    class Meta:
        indexes = [models.Index(fields=["post", "-as_of_on", "-made_at"], name="forecast_newest")]

    def median_on(self, days_ahead: int) -> float:
        """The median number of persons, 1 for the first day forecast."""
        return float(self.quantiles[days_ahead - 1][self.levels.index(0.5)])


class Alert(Record):
    """A level that stood at a post from ``since_on`` until ``ended_at``, and why.

    The figures are those of the day it was raised. ``calm_since_at`` and ``calm_level`` carry the
    hysteresis: since when conditions are below the level, and the highest level in that time.
    One that a person stood down says whether it had been a false alarm.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="alerts")
    level = models.PositiveSmallIntegerField(choices=AlertLevel)
    since_on = models.DateField()
    raised_at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    arrivals = models.PositiveIntegerField(null=True)
    usual_arrivals = models.FloatField(null=True)
    z = models.FloatField(null=True)
    capacity_ratio = models.FloatField(null=True)
    capacity_kind = models.CharField(max_length=10, choices=CapacityKind, blank=True)
    forecast_ratio = models.FloatField(null=True)
    content_hash = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    calm_since_at = models.DateTimeField(null=True)
    calm_level = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(4)])
    confirmed_by_id = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    stood_down_by_id = models.UUIDField(null=True)
    stand_down_reason = models.CharField(max_length=300, blank=True)
    is_false_alarm = models.BooleanField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "post level since_on raised_at reasons arrivals usual_arrivals z"
        " capacity_ratio capacity_kind forecast_ratio content_hash is_open ended_at calm_since_at"
        " calm_level confirmed_by_id confirmed_at stood_down_by_id stand_down_reason"
        " is_false_alarm"
    }

    class Meta:
        indexes = [
            models.Index(fields=["post", "-raised_at"], name="alert_post"),
            models.Index(fields=["level"], condition=models.Q(is_open=True), name="alert_open"),
        ]
