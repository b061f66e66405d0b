"""Forecasts of areas and countries: those of their posts, added up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Area


class AreaForecast(Record):
    """Arrivals expected at all posts of a country, or of one area of it when ``area`` is given.

    ``expected[h]`` persons on ``start_on`` + h days is the sum of what the forecasts named in
    ``parts`` expect. ``quantiles[h][q]`` at probability ``levels[q]`` are those of sums of their
    paths. The errors say how such sums did on earlier days; empty while there were none.
    """

    country = models.CharField(max_length=3)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="forecasts")
    as_of_on = models.DateField()
    start_on = models.DateField()
    horizon_days = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    quantiles = models.JSONField(default=list)
    expected = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    mae = models.FloatField(null=True)
    persistence_mae = models.FloatField(null=True)
    coverage80 = models.FloatField(null=True)
    origins = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "country area as_of_on start_on horizon_days levels quantiles"
        " expected parts mae persistence_mae coverage80 origins method made_at"
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["country", "area", "-as_of_on", "-made_at"], name="area_forecast_newest"
            )
        ]
