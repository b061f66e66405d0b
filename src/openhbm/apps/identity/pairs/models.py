"""Candidate pairs and what people judged of them. Nothing is ever merged: links are views."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.models import Person


class CandidatePair(Record):
    """Two records that may be one person, with what spoke for it when they were found.

    ``left`` is the one registered first. ``log_odds`` orders the queue and is shown to nobody;
    ``told`` holds levels and bits a trait and no value of the records; ``state`` is the newest
    judgement.
    """

    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=60)
    log_odds = models.FloatField()
    told = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=PairState, default=PairState.NOT_JUDGED)

    compartments: ClassVar = {
        Compartment.IDENTITY: "left right found_at found_by log_odds told state"
    }

    class Meta:
        indexes = [
            models.Index(fields=["state", "-log_odds", "id"], name="pair_state_odds"),
            models.Index(fields=["left", "right"], name="pair_left_right"),
        ]


class PairJudgement(Record):
    """What one person judged of a pair, and why; added and never changed.

    ``not_judged`` takes the judgement before it back.
    """

    pair = models.ForeignKey(CandidatePair, on_delete=models.PROTECT, related_name="judgements")
    judgement = models.CharField(max_length=12, choices=PairState)
    judged_at = models.DateTimeField()
    judged_by_id = models.UUIDField()
    note = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {Compartment.IDENTITY: "pair judgement judged_at judged_by_id note"}

    class Meta:
        indexes = [models.Index(fields=["pair", "judged_at"], name="pair_judgement_at")]
