"""The journal and what it needs: entries, the node's place in its chain, persons' data keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import new_id


class Node(models.Model):
    """A place that keeps a journal. The row with ``is_self`` is this node and the chain's head."""

    prefix = models.CharField(max_length=8, primary_key=True)
    is_self = models.BooleanField(default=False)
    sequence = models.BigIntegerField(default=0)
    head = models.BinaryField(default=bytes(32))
    head_signature = models.BinaryField(default=b"")
    clock = models.CharField(max_length=40, blank=True)
    numbers_given = models.BigIntegerField(default=0)
    public_key = models.BinaryField(default=b"")

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "prefix is_self sequence head head_signature clock numbers_given"
        " public_key",
    }


class Entry(models.Model):
    """One thing that happened. Never updated; the hash covers header and body as stored.

    The columns beside ``header`` repeat what it says so that it can be searched; verification
    compares them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=60)
    record = models.CharField(max_length=90)
    subject = models.UUIDField(null=True)
    compartment = models.CharField(max_length=12)
    actor = models.UUIDField(null=True)
    at = models.DateTimeField()
    header = models.BinaryField()
    body = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node sequence type record subject compartment actor at header"
        " previous hash body",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "sequence"], name="entry_place_in_chain")
        ]
        indexes = [
            models.Index(fields=["record"], name="entry_record"),
            models.Index(fields=["subject"], name="entry_subject"),
            models.Index(fields=["type", "at"], name="entry_type_at"),
            # The whole journal, newest first, of whichever node.
            models.Index(fields=["sequence"], name="entry_sequence"),
        ]


class PersonKey(models.Model):
    """The wrapped data key of one person for one kind of payload; its end is the erasure."""

    subject = models.UUIDField()
    is_sealed = models.BooleanField()
    wrapped = models.BinaryField()

    compartments: ClassVar = {Compartment.SECURITY: "subject is_sealed wrapped"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "is_sealed"], name="one_key_per_person_kind")
        ]
