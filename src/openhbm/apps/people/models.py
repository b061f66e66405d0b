"""Who was received. Nothing about a person is required beyond a name or a description."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.merging import Unit
from openhbm.apps.ledger.records import Record
from openhbm.apps.people import codes
from openhbm.apps.people.paper_models import PaperPicture
from openhbm.apps.people.seal_models import (
    IssuedCard,
    RevocationFile,
    RevokedCard,
    RevokedKey,
    SealKey,
    SharedTrust,
)
from openhbm.apps.places.models import Post
from openhbm.core.ledger.protective import unsafe, withdrawn, youngest
from openhbm.core.values import DatePrecision, Interval, PartialDate

# Models of other modules of this app: known to the framework once they are imported here.
SEALS = (IssuedCard, RevocationFile, RevokedCard, RevokedKey, SealKey, SharedTrust)
PAPERS = (PaperPicture,)


BIRTH_FIELDS = (
    "birth_on_low",
    "birth_on_high",
    "birth_precision",
    "age_years",
    "age_as_of_on",
)


class Person(Record):
    """One registered individual.

    The birth date is the earliest and latest day it can be, with its precision; or an age as of a
    day. It is never an invented 1 January.
    """

    number = models.CharField(max_length=24)
    name = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    sex = models.CharField(max_length=1, choices=codes.Sex, default=codes.Sex.UNKNOWN)
    birth_on_low = models.DateField(null=True)
    birth_on_high = models.DateField(null=True)
    birth_precision = models.CharField(max_length=1, blank=True)
    age_years = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(130)])
    age_as_of_on = models.DateField(null=True)
    preferred_language = models.CharField(max_length=12, blank=True)
    interviewer_sex_wish = models.CharField(max_length=1, blank=True)
    origin = models.CharField(max_length=160, blank=True)
    registered_at = models.DateTimeField()
    registered_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT)
    tier = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(3)])
    is_erased = models.BooleanField(default=False)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "number registered_at registered_post tier is_erased",
        Compartment.IDENTITY: "name description sex birth_on_low birth_on_high birth_precision"
        " age_years age_as_of_on preferred_language interviewer_sex_wish origin",
    }
    merging: ClassVar = (Unit("birth", BIRTH_FIELDS, youngest),)

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="person_number"),
            models.Index(fields=["registered_at"], name="person_registered_at"),
            # A post's list and how long it is, without sorting or reading everybody of the post.
            models.Index(
                fields=["registered_post", "registered_at", "id"],
                condition=models.Q(is_erased=False),
                name="person_post_registered",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.description or self.number

    @property
    def birth(self) -> PartialDate | None:
        """The birth date with its precision, when anything of it is known."""
        if self.birth_on_low is None or self.birth_on_high is None:
            return None
        return PartialDate(
            self.birth_on_low, self.birth_on_high, DatePrecision(self.birth_precision or "E")
        )

    def age_on(self, day: date) -> Interval | None:
        """Youngest and oldest age in whole years on ``day``; None when nothing is known."""
        return self.birth.age_on(day) if self.birth else None


class PersonName(Record):
    """One of a person's names: as said, as on a document, an alias; whole, with optional parts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=12, choices=codes.NameKind)
    full = models.CharField(max_length=200)
    given = models.CharField(max_length=120, blank=True)
    middle = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    patronymic = models.CharField(max_length=120, blank=True)
    script = models.CharField(max_length=4, blank=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person kind full given middle family patronymic script"
    }


class Nationality(Record):
    """A nationality a person has or says to have; a person can have several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nationalities")
    country = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=codes.NationalityStatus)

    compartments: ClassVar = {Compartment.IDENTITY: "person country status"}


class Document(Record):
    """Evidence of identity: a paper, or the reason that there is none."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=codes.DocumentKind)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=3, blank=True)
    expires_on = models.DateField(null=True)
    problems = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person kind number issuer expires_on problems note"
    }


class Group(Record):
    """People who came together: pre-registered as a number first, then person by person."""

    number = models.CharField(max_length=24)
    label = models.CharField(max_length=200)
    size = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100000)])
    counts = models.JSONField(default=dict, blank=True)
    focal_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="groups_led"
    )
    origin = models.CharField(max_length=160, blank=True)
    destination = models.CharField(max_length=160, blank=True)
    token = models.CharField(max_length=40, blank=True)
    special_needs_seen = models.BooleanField(default=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="groups")
    registered_at = models.DateTimeField()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "number size counts token post registered_at special_needs_seen",
        Compartment.IDENTITY: "label focal_person",
        Compartment.MOVEMENT: "origin destination",
    }

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="group_number"),
            models.Index(fields=["registered_at"], name="group_registered_at"),
            models.Index(fields=["post", "registered_at", "id"], name="group_post_registered"),
        ]

    def __str__(self) -> str:
        return self.label or self.number


class Membership(Record):
    """A person in a group, with the relationship to its focal point."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relationship = models.CharField(max_length=3, choices=codes.Relationship, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    compartments: ClassVar = {Compartment.IDENTITY: "group person relationship from_at until_at"}


class FamilyLink(Record):
    """A relative, registered here or not: present, left behind, missing, ahead or dead."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="family_links")
    other_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="linked_from"
    )
    other_name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=3, choices=codes.Relationship)
    whereabouts = models.CharField(max_length=12, choices=codes.Whereabouts)
    separated_on = models.CharField(max_length=12, blank=True)
    separated_at_place = models.CharField(max_length=160, blank=True)
    reunification_wanted = models.BooleanField(null=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person other_person other_name relationship whereabouts"
        " separated_on separated_at_place reunification_wanted",
    }


class Contact(Record):
    """A way to reach a person, and whether it is safe to use."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12, choices=codes.ContactKind)
    value = models.CharField(max_length=200)
    is_safe = models.BooleanField(default=True)

    compartments: ClassVar = {Compartment.IDENTITY: "person kind value is_safe"}
    merging: ClassVar = (Unit("is_safe", ("is_safe",), unsafe),)


class Consent(Record):
    """What a person agreed to or refused: for one purpose and one recipient; withdrawn or not."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=24, choices=codes.ConsentPurpose)
    recipient = models.CharField(max_length=160, blank=True)
    is_given = models.BooleanField()
    text_version = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12)
    method = models.CharField(max_length=12, choices=codes.ConsentMethod)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person purpose recipient is_given text_version language method"
        " given_at withdrawn_at",
    }
    merging: ClassVar = (Unit("withdrawn_at", ("withdrawn_at",), withdrawn),)

    @property
    def is_confidential(self) -> bool:
        """A consent to be referred tells that there was something to refer for."""
        return self.purpose == codes.ConsentPurpose.REFERRAL


class Photo(Record):
    """A photo: the file is encrypted with the person's key and named by its content's hash."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.IDENTITY: "person sha256 media_type bytes taken_at"}


class SearchKey(models.Model):
    """One spelling a person or group is found by; see ``openhbm.apps.people.search.keys``.

    Made from the rows and no record of its own: the journal does not tell it, an erasure removes
    it, and ``search.actions.index_everybody`` makes all of them anew.
    """

    # Ids of a person or group and of its post and no foreign keys, so that tables can be rebuilt
    # under them. The post only saves looking at records that the wall would hide anyway.
    record_id = models.UUIDField()
    post_id = models.UUIDField(null=True)
    is_group = models.BooleanField(default=False)
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=64)

    compartments: ClassVar = {Compartment.IDENTITY: "record_id post_id is_group kind text"}

    class Meta:
        indexes = [
            # Both hold all that a search asks, so that no row of the table is read for it.
            models.Index(
                fields=["text", "post_id", "record_id", "kind", "is_group"],
                name="search_key_text",
                opclasses=[
                    "varchar_pattern_ops",
                    "uuid_ops",
                    "uuid_ops",
                    "varchar_ops",
                    "bool_ops",
                ],
            ),
            models.Index(
                fields=["record_id", "text", "kind"],
                name="search_key_record",
                opclasses=["uuid_ops", "varchar_pattern_ops", "varchar_ops"],
            ),
        ]
