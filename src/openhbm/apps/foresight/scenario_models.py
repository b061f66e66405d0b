"""Places and roads of a crisis as they were loaded, and scenarios worked out on them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record


class FlowInstance(Record):
    """One crisis: places, roads, closures, conflict by day and counted stocks.

    ``plain`` is what ``plain_instance`` told, ``sha256`` its hash. ``warnings`` say what was read
    otherwise than written. ``past_error`` is how forecasts would have done so far; empty while it
    was never compared with what happened.
    """

    name = models.CharField(max_length=120)
    start_on = models.DateField()
    days = models.PositiveIntegerField()
    plain = models.JSONField()
    sha256 = models.CharField(max_length=64)
    warnings = models.JSONField(default=list, blank=True)
    past_error = models.JSONField(default=dict, blank=True)
    judged_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by_id = models.UUIDField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "name start_on days plain sha256 warnings past_error judged_at"
        " loaded_at loaded_by_id"
    }

    class Meta:
        indexes = [models.Index(fields=["-loaded_at"], name="flow_instance_newest")]

    def __str__(self) -> str:
        return self.name


class ScenarioState(models.TextChoices):
    """How far a scenario has come."""

    RUNNING = "running", _("Being worked out")
    DONE = "done", _("Worked out")
    FAILED = "failed", _("Could not be worked out")


class Scenario(Record):
    """What if: a crisis with changes beside the same crisis without them, from one day on.

    ``changes`` as plain values, ``settings`` the rest of what was asked for; ``spec_sha256`` is the
    hash of the crisis, both of these and the seed, so that the same figures can be had again.
    ``per_day`` is None when newcomers follow the forecast from counted stocks. ``figures`` are
    empty until it is worked out.
    """

    instance = models.ForeignKey(FlowInstance, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=120)
    changes = models.JSONField(default=list, blank=True)
    as_of_on = models.DateField()
    days_ahead = models.PositiveSmallIntegerField()
    per_day = models.FloatField(null=True, validators=[MinValueValidator(0)])
    runs = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    spec_sha256 = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ScenarioState, default=ScenarioState.RUNNING)
    message = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    changed_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "instance name changes as_of_on days_ahead per_day runs seed"
        " spec_sha256 content_hash state message figures asked_at asked_by_id changed_at"
    }

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="scenario_newest")]

    @property
    def is_running(self) -> bool:
        return self.state == ScenarioState.RUNNING

    @property
    def is_done(self) -> bool:
        return self.state == ScenarioState.DONE
