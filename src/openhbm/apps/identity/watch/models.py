"""Watch lists, who stands on them, and possible hits among registered people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from openhbm.apps.identity.watch.codes import HitReading, HitState, ListFormat
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.models import Person


class WatchList(Record):
    """A list as it was imported last; ``version`` counts the imports that changed it."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=8, choices=ListFormat)
    version = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.SECURITY: "code name format version sha256 imported_at"}

    def __str__(self) -> str:
        return self.name


class WatchEntry(Record):
    """A person of a list, as its publisher says; one that is gone stays, marked as such."""

    watch_list = models.ForeignKey(WatchList, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=160)
    names = models.JSONField(default=list)
    weak = models.JSONField(default=list, blank=True)
    births = models.JSONField(default=list, blank=True)
    sex = models.CharField(max_length=1, default="U")
    nationalities = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)
    programmes = models.JSONField(default=list, blank=True)
    is_gone = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.SECURITY: "watch_list key names weak births sex nationalities documents"
        " programmes is_gone changed_at"
    }

    class Meta:
        indexes = [models.Index(fields=["watch_list", "key"], name="watch_entry_key")]

    def __str__(self) -> str:
        return str(self.names[0]) if self.names else self.key


class WatchKey(models.Model):
    """A composite key of an entry (see ``openhbm.core.identity.keys``); made from the entry."""

    key = models.BigIntegerField()
    # An id and no foreign key, so that tables can be rebuilt under it.
    entry_id = models.UUIDField()

    compartments: ClassVar = {Compartment.SECURITY: "key entry_id"}

    class Meta:
        indexes = [
            models.Index(fields=["key", "entry_id"], name="watch_key_entry"),
            models.Index(fields=["entry_id"], name="watch_key_of_entry"),
        ]


class WatchRun(Record):
    """One screening: how many persons, by script and nationality, so that hits can be set against
    them."""

    run_at = models.DateTimeField()
    run_by_id = models.UUIDField()
    persons = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    scripts = models.JSONField(default=dict)
    nationalities = models.JSONField(default=dict)

    compartments: ClassVar = {
        Compartment.SECURITY: "run_at run_by_id persons hits scripts nationalities"
    }


class WatchHit(Record):
    """Somebody registered who may be the person of an entry. It stops nobody.

    ``script`` and ``nationality`` are the registered person's, for statistics; ``weight`` orders
    the queue; ``outcome`` is set when two readers agree.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(WatchEntry, on_delete=models.PROTECT, related_name="hits")
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    weight = models.FloatField()
    script = models.CharField(max_length=16, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=10, choices=HitState, default=HitState.OPEN)
    outcome = models.CharField(max_length=10, choices=HitReading, blank=True)
    closed_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.SECURITY: "person entry found_at due_at weight script nationality state outcome"
        " closed_at"
    }

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="watch_hit_state_due"),
            models.Index(fields=["person", "entry"], name="watch_hit_person_entry"),
        ]


class WatchReading(Record):
    """What one reader said of a hit, and why; never changed."""

    hit = models.ForeignKey(WatchHit, on_delete=models.PROTECT, related_name="readings")
    reading = models.CharField(max_length=10, choices=HitReading)
    read_at = models.DateTimeField()
    read_by_id = models.UUIDField()
    note = models.CharField(max_length=300)

    compartments: ClassVar = {Compartment.SECURITY: "hit reading read_at read_by_id note"}
