"""Forecasts, alerts and signals. A forecast is never overwritten; an alert is closed, not changed
away; what people say of a signal is added to it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.codes import (
    AlertLevel,
    CapacityKind,
    ChannelKind,
    Credibility,
    Reliability,
    SignalDecision,
    SignalDirection,
    SignalFamily,
)
from openhbm.apps.foresight.scenario_models import FlowInstance, Scenario
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Post

# Models of another room of this app: known to the framework once they are imported here.
SCENARIOS = (FlowInstance, Scenario)
AREAS = (AreaForecast,)


class Forecast(Record):
    """Arrivals expected at a post, as it was foreseen when ``as_of_on`` had ended.

    ``quantiles[h][q]`` are persons on ``start_on`` + h days at probability ``levels[q]``, and
    ``expected[h]`` is the mean, which adds up over posts where quantiles do not. The errors say
    how earlier forecasts of the post did; empty while there were none to compare. What was known
    is kept beside it: the days, how many of them were reported, the last count and the hash of
    the whole series.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="forecasts")
    as_of_on = models.DateField()
    start_on = models.DateField()
    horizon_days = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    quantiles = models.JSONField(default=list)
    expected = models.JSONField(default=list, blank=True)
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
        Compartment.OPERATIONAL: "post as_of_on start_on horizon_days levels quantiles expected"
        " mae persistence_mae coverage80 origins method known_from_on days_reported last_count"
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


class Feed(Record):
    """A source that is read again and again: a file or an address, and what it may be late by.

    ``kind`` is the feed kind of the content pack; ``silent_since_at`` is set while nothing new
    came for longer than ``expected_every_hours``.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=60)
    location = models.CharField(max_length=500)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="feeds")
    reliability = models.CharField(max_length=1, choices=Reliability)
    credibility = models.PositiveSmallIntegerField(choices=Credibility)
    expected_every_hours = models.FloatField()
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)
    last_new_at = models.DateTimeField(null=True)
    silent_since_at = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=500, blank=True)
    faults = models.JSONField(default=list, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "code name kind location post reliability credibility"
        " expected_every_hours is_active added_at last_read_at last_new_at silent_since_at"
        " last_problem faults"
    }

    def __str__(self) -> str:
        return self.name


class Signal(Record):
    """Something that may mean more arrivals: what, from whom, how strong, how sure.

    ``happened_on`` is the day it speaks of and ``reported_at`` when it could be known; the two may
    lie weeks apart. ``strength`` (0 to 1) is worked out once from ``value``, ``baseline`` and
    ``z``. A notice to a counterpart stands here too, as sent; it has no vote.
    """

    indicator = models.CharField(max_length=60)
    family = models.CharField(max_length=20, choices=SignalFamily)
    direction = models.CharField(
        max_length=10, choices=SignalDirection, default=SignalDirection.RECEIVED
    )
    source = models.CharField(max_length=160)
    reference = models.CharField(max_length=200, blank=True)
    agreement = models.CharField(max_length=160, blank=True)
    feed = models.ForeignKey(Feed, null=True, on_delete=models.PROTECT, related_name="signals")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="signals")
    place = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=300, blank=True)
    happened_on = models.DateField()
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    value = models.FloatField(null=True)
    baseline = models.FloatField(null=True)
    z = models.FloatField(null=True)
    strength = models.FloatField()
    reliability = models.CharField(max_length=1, choices=Reliability)
    credibility = models.PositiveSmallIntegerField(choices=Credibility)
    content_hash = models.CharField(max_length=64)
    recorded_by_id = models.UUIDField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "indicator family direction source reference agreement feed post"
        " place text happened_on reported_at received_at value baseline z strength reliability"
        " credibility content_hash recorded_by_id"
    }

    class Meta:
        indexes = [
            models.Index(fields=["-reported_at"], name="signal_newest"),
            models.Index(fields=["feed", "reference"], name="signal_reference"),
        ]


class SignalReview(Record):
    """What one person made of a signal after looking into it; the newest one counts."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="reviews")
    credibility = models.PositiveSmallIntegerField(choices=Credibility)
    decision = models.CharField(max_length=10, choices=SignalDecision)
    note = models.CharField(max_length=300)
    reviewed_by_id = models.UUIDField()
    reviewed_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "signal credibility decision note reviewed_by_id reviewed_at"
    }


class MeasureTaken(Record):
    """Something a person did because of an alert or a signal: what, when, and how it went."""

    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="measures")
    signal = models.ForeignKey(Signal, null=True, on_delete=models.PROTECT, related_name="measures")
    action = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    done_by_id = models.UUIDField()
    done_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "alert signal action note done_by_id done_at"
    }


class AlertChannel(Record):
    """Somebody outside who hears of alerts from a level on, and how."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=ChannelKind)
    address = models.CharField(max_length=500)
    language = models.CharField(max_length=10, default="en")
    least_level = models.PositiveSmallIntegerField(choices=AlertLevel)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="channels")
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "name kind address language least_level post is_active added_at"
    }


class AlertDelivery(Record):
    """That an alert went out on a channel, or why it could not yet.

    ``message`` says what it told: raised, confirmed or ended. It is told once on each channel.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(AlertChannel, on_delete=models.PROTECT, related_name="deliveries")
    message = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "alert channel message tries tried_at delivered_at problem"
    }
