"""What changes the rules at a border for a time: a crisis, its activations, its legal measures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.crises.codes import ActivationLevel, Phase
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.models import Post


class Crisis(Record):
    """Something that makes people cross a border in large numbers."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict, blank=True)
    started_on = models.DateField()
    phase = models.CharField(max_length=6, choices=Phase, default=Phase.DURING)

    compartments: ClassVar = {Compartment.PUBLIC: "code name names started_on phase"}

    class Meta:
        indexes = [models.Index(fields=["code"], name="crisis_code")]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The crisis's name in a language, else its first name."""
        return str(self.names.get(language) or self.name)


class Activation(Record):
    """Humanitarian border management switched on, at one post or (no post) at all of them.

    It always has an end: at ``expires_at`` it is over without anybody doing anything.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="activations")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="activations")
    level = models.PositiveSmallIntegerField(choices=ActivationLevel)
    legal_basis = models.CharField(max_length=300)
    declared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "crisis post level legal_basis declared_at expires_at ended_at"
        " end_reason"
    }

    class Meta:
        indexes = [models.Index(fields=["post", "declared_at"], name="activation_post")]


class LegalMeasure(Record):
    """A measure of the content pack that a country has adopted, for stated days.

    ``terms`` and ``content_hash`` keep what was adopted, whatever the content says later.
    ``ended_on`` is the first day it no longer applies, when it was ended before ``ends_on``.
    ``derogation`` holds what was stated of the rights it suspends; empty when it suspends none.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="measures")
    country = models.CharField(max_length=3)
    content_id = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    reference = models.CharField(max_length=300, blank=True)
    adopted_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(max_length=64)
    terms = models.JSONField(default=dict)
    derogation = models.JSONField(default=dict, blank=True)
    activated_by_id = models.UUIDField(null=True)

    compartments: ClassVar = {
        Compartment.PUBLIC: "crisis country content_id title reference adopted_on starts_on"
        " ends_on ended_on end_reason content_hash terms derogation",
        Compartment.OPERATIONAL: "activated_by_id",
    }

    class Meta:
        indexes = [models.Index(fields=["country", "starts_on"], name="measure_country")]

    def __str__(self) -> str:
        return self.title


class MeasureDraft(Record):
    """A measure prepared for a country, until another person puts it into force or it is dropped.

    ``derogation`` holds what is stated of the rights it would suspend; empty when it suspends none.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="measure_drafts")
    country = models.CharField(max_length=3)
    content_id = models.CharField(max_length=120)
    reference = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    derogation = models.JSONField(default=dict, blank=True)
    drafted_by_id = models.UUIDField()
    drafted_at = models.DateTimeField()
    measure = models.ForeignKey(
        LegalMeasure, null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "crisis country content_id reference starts_on ends_on derogation"
        " drafted_by_id drafted_at measure dropped_at drop_reason"
    }
