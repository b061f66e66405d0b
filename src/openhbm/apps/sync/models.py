"""Nodes, what each has received, and what waits for a person or for another entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.models import Node
from openhbm.apps.ledger.records import Record
from openhbm.apps.sync.codes import DropReason, NodeKind


class EnrolledNode(Record):
    """A node that was let in, with its public keys (hexadecimal). Every node knows every other.

    Without a protected key it may hold nothing of protection, health, security or grievances.
    ``hub`` is the node through which it meets the others.
    """

    prefix = models.CharField(max_length=8)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=NodeKind)
    hub = models.CharField(max_length=8, blank=True)
    public_key = models.CharField(max_length=64)
    ordinary_key = models.CharField(max_length=64)
    protected_key = models.CharField(max_length=64, blank=True)
    post_ids = models.JSONField(default=list, blank=True)
    enrolled_by_id = models.UUIDField(null=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=200, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "prefix name kind hub public_key ordinary_key protected_key"
        " post_ids enrolled_by_id enrolled_at revoked_at revoke_reason",
    }

    class Meta:
        indexes = [models.Index(fields=["prefix"], name="enrolled_node_prefix")]

    def __str__(self) -> str:
        return self.name or self.prefix


class NodeInvitation(Record):
    """A one-time code by which a node may enrol; only its hash is kept."""

    prefix = models.CharField(max_length=8)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=NodeKind)
    post_ids = models.JSONField(default=list, blank=True)
    may_hold_protected = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    made_by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "prefix name kind post_ids may_hold_protected made_by_id"
        " expires_at used_at",
        Compartment.SECURITY: "digest",
    }


class Link(models.Model):
    """How this node and another stand to each other. Of this node only; the journal tells none."""

    node = models.OneToOneField(Node, on_delete=models.PROTECT, primary_key=True)
    url = models.CharField(max_length=300, blank=True)
    is_upstream = models.BooleanField(default=False)
    # What enrolment told of the hub, until its own card has come.
    card = models.JSONField(default=dict, blank=True)
    number_sent = models.BigIntegerField(default=0)
    number_seen = models.BigIntegerField(default=0)
    # Of its letters those taken in since it was last told which.
    numbers_taken = models.JSONField(default=list, blank=True)
    tried_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    skew_ms = models.BigIntegerField(default=0)
    # How far the match keys of people elsewhere were sent and came, in the sender's own count.
    keys_taken = models.BigIntegerField(default=0)
    keys_had = models.BigIntegerField(default=0)
    told = models.JSONField(default=dict, blank=True)
    quarantined_at = models.DateTimeField(null=True)
    quarantine_reason = models.CharField(max_length=300, blank=True)
    # After a backup was restored: from where on the other one lacks its own chains; how far it has
    # handed back those of this node, and whether that was all.
    recovering = models.JSONField(default=dict, blank=True)
    asked = models.JSONField(default=dict, blank=True)
    has_answered = models.BooleanField(default=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node url is_upstream card number_sent number_seen numbers_taken"
        " tried_at met_at problem skew_ms keys_taken keys_had told quarantined_at quarantine_reason"
        " recovering asked has_answered",
    }


class Cursor(models.Model):
    """How far another node said to have a chain."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    chain = models.CharField(max_length=9)
    sequence = models.BigIntegerField(default=0)

    compartments: ClassVar = {Compartment.OPERATIONAL: "node chain sequence"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "chain"], name="one_cursor_per_chain")
        ]


class Holding(models.Model):
    """A person or group whose records belong to the work of another node.

    With ``only_compared`` somebody there is to be compared with them, and no more.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    subject = models.UUIDField()
    only_compared = models.BooleanField(default=False)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node only_compared",
        Compartment.IDENTITY: "subject",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "subject"], name="one_holding_per_subject")
        ]


class OwedEntry(models.Model):
    """An entry that was withheld from a node and now belongs to its work, or may have been.

    ``told_in`` is the number of a letter that tells it in its place: when the node has taken that
    in, nothing is owed any more. 0 when none does that is on its way.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    entry_id = models.UUIDField()
    told_in = models.BigIntegerField(default=0)

    compartments: ClassVar = {Compartment.OPERATIONAL: "node entry_id told_in"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "entry_id"], name="one_debt_per_entry")
        ]


class KeptLetter(models.Model):
    """A letter that cannot be taken in: it came before another, or tells another history.

    Sealed as it came, so that nothing is lost and nothing lies open.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    letter = models.BinaryField()
    reason = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    is_quarantined = models.BooleanField(default=False)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node digest reason received_at is_quarantined",
        Compartment.SECURITY: "letter",
    }

    class Meta:
        indexes = [models.Index(fields=["digest"], name="kept_letter_digest")]


class SignedEnd(models.Model):
    """Up to where another node signed its own entries when it sent them.

    With it they can be handed back to that node should it lose them.
    """

    chain = models.CharField(max_length=9)
    sequence = models.BigIntegerField()
    signature = models.BinaryField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "chain sequence signature"}

    class Meta:
        indexes = [models.Index(fields=["chain", "sequence"], name="signed_end_place")]


class CarriedBundle(models.Model):
    """A bundle that was taken in by hand, so that taking it in again does nothing and says so."""

    digest = models.CharField(max_length=64)
    sender = models.CharField(max_length=8)
    imported_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "digest sender imported_at"}

    class Meta:
        indexes = [models.Index(fields=["digest"], name="carried_bundle_digest")]


class RelayedLetter(models.Model):
    """A letter between two other nodes that this one carries; it cannot open it.

    Once handed on only its hash is kept, so that it is not carried a second time. One that is
    dropped leaves a row that says why.
    """

    sender = models.CharField(max_length=8)
    recipient = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    letter = models.BinaryField()
    received_at = models.DateTimeField()
    handed_on_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.CharField(max_length=8, choices=DropReason, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "sender recipient digest received_at handed_on_at size is_urgent"
        " dropped_at drop_reason",
        Compartment.SECURITY: "letter",
    }

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "handed_on_at"], name="relayed_waiting"),
            models.Index(fields=["digest"], name="relayed_digest"),
        ]


class AwaitedPhoto(models.Model):
    """A photo that a record here speaks of and whose file has not come yet."""

    person_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    from_node = models.CharField(max_length=8)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person_id sha256",
        Compartment.OPERATIONAL: "from_node",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "sha256"], name="one_wait_per_photo")
        ]


class ArrivedPerson(models.Model):
    """Somebody whose record came from another node, not yet compared with those that are here."""

    person_id = models.UUIDField()

    compartments: ClassVar = {Compartment.IDENTITY: "person_id"}
