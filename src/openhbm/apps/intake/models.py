"""What was imported, and which requests were answered already."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record, new_id


class ImportKind(models.TextChoices):
    ARRIVALS = "arrivals"
    POSTS = "posts"


class ImportBatch(Record):
    """One file that changed something: how it was read, and which cells could not be read."""

    kind = models.CharField(max_length=12, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    understood = models.JSONField(default=dict, blank=True)
    accepted = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    revised = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    errors = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "kind file_name sha256 understood accepted unchanged revised"
        " rejected errors made_at made_by_id",
    }


class Reply(models.Model):
    """That a request with an Idempotency-Key was answered, and which records it made.

    Not journalled: it serves one client of this node for a day. ``body`` holds ids only, so that
    nothing about a person stays here; the answer is told anew from the records.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=255)
    user_id = models.UUIDField()
    route = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)
    answered_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "key user_id route request_hash status body answered_at",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_reply_per_key")]
        indexes = [models.Index(fields=["answered_at"], name="reply_answered_at")]
