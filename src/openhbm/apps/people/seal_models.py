"""Keys that sign cards, the cards, and what was revoked. Private keys are files, never rows.

Whom a node trusts and what it takes for revoked is its own affair: those rows have a field of the
security compartment and so never leave it. Other nodes judge the signed trust file themselves.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.codes import CardEnd, SealKeyKind, SealKeyState


class SealKey(Record):
    """A key that seals are signed or checked with, and its certificate.

    ``key_id`` is the first 8 bytes of the certificate's hash; empty while none was issued yet.
    ``reference`` is how binary seals name a foreign signer. The certificate is DER in base64.
    """

    kind = models.CharField(max_length=12, choices=SealKeyKind)
    state = models.CharField(max_length=12, choices=SealKeyState)
    key_id = models.CharField(max_length=16, blank=True)
    node = models.CharField(max_length=8, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    certificate = models.TextField(blank=True)
    request = models.TextField(blank=True)
    is_own = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "kind state key_id node reference certificate request"
        " made_at active_at ended_at",
        Compartment.SECURITY: "is_own",
    }


class IssuedCard(Record):
    """A card, wristband or attestation that a node issued to a person; it goes with the person.

    ``allowed`` is what the holder lets be read with the code; the code itself is kept nowhere.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cards")
    node = models.CharField(max_length=8)
    signed_with = models.CharField(max_length=16)
    serial = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    digest = models.CharField(max_length=24)
    allowed = models.JSONField(default=list, blank=True)
    revoked_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=CardEnd, blank=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person node signed_with serial kind issued_at expires_at digest"
        " allowed revoked_at end",
    }

    class Meta:
        indexes = [models.Index(fields=["serial"], name="issued_card_serial")]


class RevokedCard(Record):
    """That a node's card is valid no longer: its serial, and nothing about anybody."""

    node = models.CharField(max_length=8)
    serial = models.CharField(max_length=16)
    revoked_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node revoked_at",
        Compartment.SECURITY: "serial",
    }

    class Meta:
        indexes = [models.Index(fields=["serial", "node"], name="revoked_card_serial")]


class RevokedKey(Record):
    """The end of a key by the national signer, and the cards of it that stay valid all the same
    (``vouched``: digests in hexadecimal, joined)."""

    key_id = models.CharField(max_length=16)
    end = models.CharField(max_length=12)
    since_at = models.DateTimeField()
    vouched = models.TextField(blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "key_id end since_at",
        Compartment.SECURITY: "vouched",
    }


class RevocationFile(Record):
    """The newest list of revocations of a node (empty: the national signer), as it was signed."""

    node = models.CharField(max_length=8, blank=True)
    sequence = models.PositiveBigIntegerField()
    issued_at = models.DateTimeField()
    until_at = models.DateTimeField()
    data = models.TextField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "node sequence issued_at until_at",
        Compartment.SECURITY: "data",
    }


class SharedTrust(Record):
    """What a node gives to every other one so that its cards can be checked there: a trust file.

    Nothing in it is secret and all of it is signed, so that it may go everywhere; whoever gets it
    believes nothing of it that it cannot check.
    """

    node = models.CharField(max_length=8)
    shared_at = models.DateTimeField()
    data = models.TextField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "node shared_at data"}
