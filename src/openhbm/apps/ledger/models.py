"""The journal and what it needs: entries, the node's place in its chain, persons' data keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import new_id


class Node(models.Model):
    """A chain of entries: how long it is here, and its end.

    The row with ``is_self`` is this node's ordinary chain, and its lock that of the node; the same
    name with a mark is its urgent chain (``lanes``); all others are copies of other nodes' chains.
    """

    prefix = models.CharField(max_length=9, primary_key=True)
    is_self = models.BooleanField(default=False)
    sequence = models.BigIntegerField(default=0)
    head = models.BinaryField(default=bytes(32))
    head_signature = models.BinaryField(default=b"")
    clock = models.CharField(max_length=40, blank=True)
    numbers_given = models.BigIntegerField(default=0)
    # Of this node only: since when it takes back what a backup did not hold, and writes nothing;
    # and how often it began new chains after that.
    restored_at = models.DateTimeField(null=True)
    epoch = models.PositiveSmallIntegerField(default=0)
    public_key = models.BinaryField(default=b"")

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "prefix is_self sequence head head_signature clock numbers_given"
        " restored_at epoch public_key",
    }


class Entry(models.Model):
    """One thing that happened. Never updated; the hash covers header and body as stored.

    The columns beside ``header`` repeat what it says so that it can be searched; verification
    compares them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Whoever writes entries holds its row already, and its index would begin the one of places.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=60)
    record = models.CharField(max_length=90)
    subject = models.UUIDField(null=True)
    compartment = models.CharField(max_length=12)
    actor = models.UUIDField(null=True)
    at = models.DateTimeField()
    # Of the making node's logical clock: the one order in which entries of all chains can stand.
    clock = models.CharField(max_length=40)
    header = models.BinaryField()
    body = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node sequence type record subject compartment actor at clock"
        " header previous hash body",
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
            models.Index(fields=["clock"], name="entry_clock"),
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


class Withheld(models.Model):
    """Entries of another node's chain that are not kept here, and the hash of the last."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    hash = models.BinaryField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "node first last hash"}

    class Meta:
        indexes = [models.Index(fields=["node", "first"], name="withheld_place")]


class FieldVersion(models.Model):
    """One edit of a field, or of fields that only make sense together; its value is in the entry.

    ``base`` names the stamps of the edits that it replaces. Told by the journal like the rows.
    """

    record = models.CharField(max_length=90)
    unit = models.CharField(max_length=60)
    stamp = models.CharField(max_length=40)
    entry_id = models.UUIDField()
    base = models.JSONField(default=list)
    is_head = models.BooleanField(default=True)

    compartments: ClassVar = {Compartment.OPERATIONAL: "record unit stamp entry_id base is_head"}

    class Meta:
        indexes = [
            models.Index(fields=["record", "unit"], name="field_version_record"),
            models.Index(fields=["entry_id"], name="field_version_entry"),
        ]


class Conflict(models.Model):
    """Edits of one field made apart from each other, between which a person has to decide.

    Follows from the journal; the values stand there only.
    """

    record = models.CharField(max_length=90)
    unit = models.CharField(max_length=60)
    subject = models.UUIDField(null=True)
    is_sealed = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "record unit is_sealed opened_at closed_at",
        Compartment.IDENTITY: "subject",
    }

    class Meta:
        indexes = [
            models.Index(fields=["record", "unit"], name="conflict_record"),
            models.Index(fields=["closed_at", "opened_at"], name="conflict_open"),
        ]


class StoredRun(models.Model):
    """Entries of another node that are kept and checked, and are not in the tables yet.

    After a long time without a line thousands come at once; their sender need not wait for that.
    """

    chain = models.CharField(max_length=9)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "chain first last"}


class WaitingRow(models.Model):
    """What an entry says of a row waits for another row to come."""

    record = models.CharField(max_length=90)
    waits_for = models.CharField(max_length=90)
    entry_id = models.UUIDField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "record waits_for entry_id"}

    class Meta:
        indexes = [models.Index(fields=["waits_for"], name="waiting_row_waits_for")]


class UnappliedEntry(models.Model):
    """An entry that is kept and passed on, but that this version cannot turn into rows."""

    entry_id = models.UUIDField()
    type = models.CharField(max_length=60)
    problem = models.CharField(max_length=300)

    compartments: ClassVar = {Compartment.OPERATIONAL: "entry_id type problem"}
