"""Pictures of papers that came with a record and were not looked at by an officer yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.codes import PaperPictureState


class PaperPicture(Record):
    """A picture of a paper of somebody registered where no node was in reach.

    ``reading`` is what the machine made of it, empty when it found no zone: a proposal, of which
    nothing is in the record before an officer confirmed it. The file is encrypted with the
    person's key, stays on the node that received it, and is deleted once it is settled.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="paper_pictures"
    )
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=PaperPictureState)
    reading = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person sha256 media_type bytes taken_at received_at state reading"
        " settled_at",
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(state=PaperPictureState.WAITING),
                name="paper_picture_waiting",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether an officer has to look at it yet."""
        return self.state == PaperPictureState.WAITING
