"""The keys by which records are compared. They follow from the rows and can be made anew.

A node also holds the keys of people registered elsewhere, and no more of them than that.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment

ALL_PARTS = ""
"""The key under which the parts of all names are counted together."""


class MatchSubject(models.Model):
    """Whom keys belong to: a record of this node, or one held elsewhere of which only keys came."""

    # Ids and no foreign keys, so that tables can be rebuilt under them, and because the record
    # may be on another node.
    record_id = models.UUIDField()
    post_id = models.UUIDField(null=True)
    number = models.CharField(max_length=24, blank=True)

    compartments: ClassVar = {Compartment.IDENTITY: "record_id post_id number"}

    class Meta:
        indexes = [models.Index(fields=["record_id"], name="match_subject_record")]


class MatchKey(models.Model):
    """One posting: a key of 64 bits (see ``openhbm.core.identity.keys``) and whose it is."""

    key = models.BigIntegerField()
    subject = models.ForeignKey(MatchSubject, on_delete=models.CASCADE, related_name="keys")

    compartments: ClassVar = {Compartment.IDENTITY: "key subject"}

    class Meta:
        # Holds all that a search asks, so that no row of the table is read for it.
        indexes = [models.Index(fields=["key", "subject"], name="match_key_subject")]


class NameCount(models.Model):
    """How many parts of names sound like this, so that a rare name tells more than a common one.

    Counted at registration and made anew with the keys; ``key`` is empty for all parts together.
    """

    key = models.CharField(max_length=40)
    parts = models.PositiveBigIntegerField(default=0)

    compartments: ClassVar = {Compartment.OPERATIONAL: "key parts"}

    class Meta:
        indexes = [models.Index(fields=["key"], name="name_count_key")]
