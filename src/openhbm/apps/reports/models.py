"""Situation reports: figures as they were when composed, and the words people added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Post


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class SituationReport(Record):
    """One report for all posts (no ``post``) or for one, over the days of its period.

    ``figures`` holds plain values by section, counts of people already suppressed; ``narrative``
    holds text by section. Both are in no language's words, so that one report reads in all.
    """

    number = models.CharField(max_length=60)
    scope = models.CharField(max_length=40)
    post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="situation_reports"
    )
    period_from_on = models.DateField()
    period_to_on = models.DateField()
    level = models.PositiveSmallIntegerField(default=0)
    figures = models.JSONField(default=dict)
    narrative = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=8, choices=ReportStatus, default=ReportStatus.DRAFT)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "number scope post period_from_on period_to_on level figures"
        " narrative status made_at issued_at issued_by_id content_hash"
    }

    class Meta:
        indexes = [models.Index(fields=["scope", "-period_to_on"], name="sitrep_scope_period")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        return self.status == ReportStatus.DRAFT
