"""Tallies, crossings and entry decisions. Rows are added; none of them is ever overwritten."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from openhbm.apps.crises.models import LegalMeasure
from openhbm.apps.crossings.codes import Direction, FlowType, TallySource, TransportMode
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.models import Group, Person
from openhbm.apps.places.models import Lane, Post


class Tally(Record):
    """People counted at a post: how many, from when to when (tier 0). No personal data.

    A correction is a new row: the old one points to it (``superseded_by``) and no longer counts,
    the new one points to the first (``corrects``), to which crossings stay bound. ``crossed_on``
    is the day the people are counted for, in the time zone of the node, and ``counted_at`` when the
    count was made or came in, by whoever made it (None in rows from before that was kept).
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tallies")
    direction = models.CharField(max_length=24, choices=Direction, default=Direction.IN)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    crossed_on = models.DateField()
    persons = models.PositiveIntegerField()
    counts = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=12, choices=TransportMode, default=TransportMode.UNKNOWN)
    vulnerable_seen = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=12, choices=TallySource, default=TallySource.OFFICER)
    batch_id = models.UUIDField(null=True)
    source_key = models.CharField(max_length=160, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    superseded_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    counted_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "post direction starts_at ends_at crossed_on persons counts mode"
        " vulnerable_seen source batch_id source_key corrects superseded_by"
        " counted_at",
    }

    class Meta:
        indexes = [
            # Everything that arrivals per post and day need, so that the table is not touched.
            models.Index(
                fields=["direction", "crossed_on", "post", "persons"],
                condition=models.Q(superseded_by=None),
                name="tally_arrivals",
            ),
            models.Index(
                fields=["source_key"], condition=~models.Q(source_key=""), name="tally_source_key"
            ),
        ]

    @property
    def first_id(self) -> UUID:
        """The id that crossings of this tally are bound to, whatever was corrected since."""
        return self.corrects_id or self.id


class Crossing(Record):
    """One crossing of a border: of a group (no person) or of a person, alone or in a group."""

    tally = models.ForeignKey(Tally, on_delete=models.PROTECT, related_name="crossings")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="crossings")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="crossings"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="crossings")
    direction = models.CharField(max_length=24, choices=Direction, default=Direction.IN)
    crossed_at = models.DateTimeField()
    mode = models.CharField(max_length=12, choices=TransportMode, default=TransportMode.UNKNOWN)
    flow_type = models.CharField(max_length=16, choices=FlowType, default=FlowType.UNKNOWN)
    lane = models.ForeignKey(Lane, null=True, on_delete=models.PROTECT, related_name="crossings")

    compartments: ClassVar = {
        Compartment.MOVEMENT: "tally group person post direction crossed_at mode flow_type lane"
    }

    class Meta:
        indexes = [
            models.Index(fields=["crossed_at"], name="crossing_at"),
            # A post's list in its order: its newest rows are read and not all of them.
            models.Index(fields=["post", "crossed_at", "id"], name="crossing_post_at"),
        ]


class EntryDecision(Record):
    """What an official decided about a person's entry, why, and on which law.

    Decisions are added; the newest of a crossing stands.
    """

    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    code = models.CharField(max_length=24)
    outcome = models.CharField(max_length=16)
    reasons = models.JSONField(default=list)
    measure = models.ForeignKey(
        LegalMeasure, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    permit_code = models.CharField(max_length=40, blank=True)
    permit_until_on = models.DateField(null=True)
    decided_by_id = models.UUIDField()
    decided_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    compartments: ClassVar = {
        Compartment.MOVEMENT: "crossing person code outcome reasons measure permit_code"
        " permit_until_on decided_by_id decided_at content_hash",
    }

    class Meta:
        indexes = [models.Index(fields=["code", "decided_at"], name="decision_code")]


class DecisionFacts(Record):
    """What was established about this one person before the decision: none rests on another's.

    A row of its own: what was said about fear and danger stays with those who protect.
    """

    decision = models.OneToOneField(EntryDecision, on_delete=models.PROTECT, related_name="facts")
    facts = models.JSONField(default=dict)

    compartments: ClassVar = {Compartment.PROTECTION: "decision facts"}


class GuardSetAside(Record):
    """One named person sets one guard against return aside, for one person's crossing.

    Where a guard needs two people, each of them has a row; one row opens nothing.
    """

    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="set_asides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="set_asides")
    rule = models.CharField(max_length=12)
    capacity = models.CharField(max_length=24)
    reason = models.TextField()
    set_aside_by_id = models.UUIDField()
    set_aside_at = models.DateTimeField()
    until_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.MOVEMENT: "crossing person rule capacity set_aside_by_id set_aside_at until_at",
        Compartment.PROTECTION: "reason",
    }
