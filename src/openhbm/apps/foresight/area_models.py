"""Forecasts of areas and countries: those of their posts, added up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Area

EVERYWHERE = "ALL"
"""What all posts of several countries together are called among country codes."""


class AreaForecast(Record):
    """Arrivals expected at all posts of a country, or of one area of it when ``area`` is given; at
    all posts there are, of several countries, with neither.

    ``expected[h]`` persons on ``start_on`` + h days is the sum of what the forecasts named in
    ``parts`` expect; ``posts_in_all`` is how many posts there were, with open ones that were left
    out as nothing was counted there (None in rows from before that was kept). ``quantiles[h][q]``
    at probability ``levels[q]`` are those of sums of their paths. The errors say how such sums did
    on earlier days; empty while there were none.
    """

    country = models.CharField(max_length=3, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="forecasts")
    as_of_on = models.DateField()
    start_on = models.DateField()
    horizon_days = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    quantiles = models.JSONField(default=list)
    expected = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    posts_in_all = models.PositiveIntegerField(null=True)
    mae = models.FloatField(null=True)
    persistence_mae = models.FloatField(null=True)
    coverage80 = models.FloatField(null=True)
    origins = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "country area as_of_on start_on horizon_days levels quantiles"
        " expected parts posts_in_all mae persistence_mae coverage80 origins method made_at"
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["country", "area", "-as_of_on", "-made_at"], name="area_forecast_newest"
            )
        ]

    @property
    def place(self) -> str:
        """P-code of the area, or the country, or ``ALL``."""
        return self.area.pcode if self.area else self.country or EVERYWHERE

    @property
    def posts_counted(self) -> int:
        """How many posts are in the sum."""
        return len(self.parts)
