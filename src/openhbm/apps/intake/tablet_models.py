"""Tablets that were prepared to work alone, who works on them, and what they brought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.accounts.models import Device, User
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record


class Tablet(Record):
    """One installation of the desk that works alone, on a device that was let in.

    ``block`` is the part of this node's numbers that it gives out by itself. A device whose
    browser forgot everything is prepared anew: another tablet, another block.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="tablets")
    block = models.PositiveIntegerField()
    # Of the secret by which it brings items; it reads nothing with it.
    digest = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "device block prepared_at",
        Compartment.SECURITY: "digest",
    }

    def __str__(self) -> str:
        return self.device.label


class TabletUser(Record):
    """Somebody who works on a tablet: the hash of what stands sealed in each of their items."""

    tablet = models.ForeignKey(Tablet, on_delete=models.PROTECT, related_name="users")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tablets")
    digest = models.CharField(max_length=64)
    since_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "tablet user since_at",
        Compartment.SECURITY: "digest",
    }


class TabletItem(Record):
    """That an item was taken in, by its id: brought again, it is only told that it is here."""

    tablet = models.ForeignKey(Tablet, on_delete=models.PROTECT, related_name="items")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tablet_items")
    kind = models.CharField(max_length=12)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "tablet user kind note made_at taken_at",
    }


class TabletContact(models.Model):
    """What a tablet said of itself when it was last in touch.

    Not journalled: it serves whoever looks after the tablets of this node.
    """

    tablet = models.OneToOneField(
        Tablet, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    seen_at = models.DateTimeField()
    unsent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # How far its clock is ahead of the node's.
    clock_ahead_seconds = models.IntegerField(default=0)
    version = models.CharField(max_length=40, blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "tablet seen_at unsent refused clock_ahead_seconds version",
    }
