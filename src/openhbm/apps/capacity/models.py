"""Counts of stock and staff at posts, and the plans drawn from them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Post


class Stock(Record):
    """How much of an item a post has, as last counted; earlier counts are in the journal."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="stock")
    item = models.CharField(max_length=40)
    quantity = models.FloatField(validators=[MinValueValidator(0)])
    unit = models.CharField(max_length=20)
    counted_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "post item quantity unit counted_at"}

    class Meta:
        indexes = [models.Index(fields=["post", "item"], name="stock_post_item")]


class Staffing(Record):
    """How many people do something at a post, or how many stations are manned, as last counted.

    ``on_duty`` may be a fraction: somebody who is there half the day counts half.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="staffing")
    function = models.CharField(max_length=40)
    on_duty = models.FloatField(validators=[MinValueValidator(0)])
    counted_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "post function on_duty counted_at"}

    class Meta:
        indexes = [models.Index(fields=["post", "function"], name="staffing_post_function")]


class Plan(Record):
    """What a post needs on the days from ``for_on``, what it has, and the gap.

    ``load`` says what was planned for and why; ``lines`` hold item, unit, required, available
    (null: not counted), gap, days_of_supply, status, basis and standard_ids.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="plans")
    country = models.CharField(max_length=3)
    for_on = models.DateField()
    made_at = models.DateTimeField()
    load = models.JSONField(default=dict)
    lines = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "post country for_on made_at load lines content_hash"
    }

    class Meta:
        indexes = [models.Index(fields=["post", "-made_at"], name="plan_post_made_at")]
