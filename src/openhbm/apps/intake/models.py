"""What was imported, which requests were answered already, and what tablets brought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhbm.apps.intake.tablet_models import Tablet, TabletContact, TabletItem, TabletUser
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record, new_id

# Models of another room of this app: known to the framework once they are imported here.
TABLETS = (Tablet, TabletContact, TabletItem, TabletUser)


class ImportKind(models.TextChoices):
    ARRIVALS = "arrivals"
    POSTS = "posts"


class ImportBatch(Record):
    """One file that changed something: how it was read, and which cells could not be read."""

    kind = models.CharField(max_length=12, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    understood = models.JSONField(default=dict, blank=True)
    accepted = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    revised = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    errors = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "kind file_name sha256 understood accepted unchanged revised"
        " rejected errors made_at made_by_id",
    }


class JobState(models.TextChoices):
    """How far a file has come: it is read first, and stored when somebody confirms."""

    READING = "reading", _("Being read")
    READ = "read", _("Read, not stored yet")
    STORING = "storing", _("Being stored")
    DONE = "done", _("Stored")
    FAILED = "failed", _("Could not be used")
    DISCARDED = "discarded", _("Not stored")


class ImportJob(models.Model):
    """A file that was sent through a page: what was understood of it, and what became of it.

    Not journalled: it serves one person of this node for some days. What is stored is journalled
    by the import itself. ``data`` is let go as soon as it is not needed any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    data = models.BinaryField(null=True)
    mapping = models.CharField(max_length=2000, blank=True)
    create_posts = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.READING)
    message = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict, blank=True)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "kind file_name data mapping create_posts language state message"
        " report made_by_id made_at changed_at",
    }

    class Meta:
        indexes = [models.Index(fields=["made_by_id", "-made_at"], name="import_job_newest")]

    @property
    def is_running(self) -> bool:
        return self.state in (JobState.READING, JobState.STORING)


class Reply(models.Model):
    """That a request with an Idempotency-Key was answered, and which records it made.

    Not journalled: it serves one client of this node for a day. ``body`` holds ids only, so that
    nothing about a person stays here; the answer is told anew from the records.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=255)
    user_id = models.UUIDField()
    route = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)
    answered_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "key user_id route request_hash status body answered_at",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="one_reply_per_key")]
        indexes = [models.Index(fields=["answered_at"], name="reply_answered_at")]
