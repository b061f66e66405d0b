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
    holds text by section as its author wrote it, ``translations`` the same by language and
    section. ``corrects`` is the issued report in whose place this one stands.
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
    translations = models.JSONField(default=dict, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    status = models.CharField(max_length=8, choices=ReportStatus, default=ReportStatus.DRAFT)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "number scope post period_from_on period_to_on level figures"
        " narrative translations corrects status made_at issued_at issued_by_id content_hash"
    }

    class Meta:
        indexes = [models.Index(fields=["scope", "-period_to_on"], name="sitrep_scope_period")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        return self.status == ReportStatus.DRAFT

    def words_of(self, section: str, language: str) -> str:
        """What a person wrote in a section: in that language if it was given, else as written."""
        translated = self.translations.get(language.split("-")[0], {})
        return str(translated.get(section) or self.narrative.get(section, "")).strip()
