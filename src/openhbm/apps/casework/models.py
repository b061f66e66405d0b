"""What was asked and found about a person, and whom they were referred to.

Everything but what a border officer may see at a glance is in the protection compartment, down to
the fact that a referral exists.
"""

from __future__ import annotations

from base64 import b32encode
from typing import ClassVar
from uuid import uuid4

from django.db import models

from openhbm.apps.casework import codes
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.people.models import Consent, Person
from openhbm.apps.places.models import Post, Service


class Screening(Record):
    """One round of questions, or the reason that there was none.

    ``flags`` are the categories of needs without detail, for whoever looks after people; every
    screening has the field, empty or not, so that its absence tells nothing.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="screenings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="screenings")
    screened_at = models.DateTimeField()
    screened_by_id = models.UUIDField()
    language = models.CharField(max_length=12, blank=True)
    flags = models.JSONField(default=list, blank=True)
    form_id = models.CharField(max_length=60)
    form_hash = models.CharField(max_length=64)
    answers = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    is_private = models.BooleanField(default=False)
    interpreter_kind = models.CharField(max_length=8, choices=codes.InterpreterKind, blank=True)
    interpreter = models.CharField(max_length=60, blank=True)
    unable_reason = models.CharField(max_length=20, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, choices=codes.PriorityCode)

    compartments: ClassVar = {
        Compartment.IDENTITY: "person post screened_at screened_by_id language",
        Compartment.PROTECTION: "form_id form_hash answers facts is_private interpreter_kind"
        " interpreter unable_reason priority flags",
    }

    class Meta:
        indexes = [models.Index(fields=["post", "screened_at"], name="screening_post_at")]


class ScreeningDraft(models.Model):
    """An interview that is not finished: its answers so far, readable only to who asks them.

    No record and in no journal, so that it can be forgotten: it is deleted when the interview is
    recorded or given up, and at ``expires_at``. ``sealed`` is encrypted with the person's key for
    what is said in confidence, so that erasing the person ends it too. The id is random and tells
    nothing: it is all that an interview's address shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_by_id = models.UUIDField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sealed = models.BinaryField()

    compartments: ClassVar = {
        Compartment.PROTECTION: "person asked_by_id started_at expires_at sealed"
    }

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="screening_draft_expires")]


class Finding(Record):
    """A specific need that a person may have; a protection officer confirms or dismisses it."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="findings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=12)
    category = models.CharField(max_length=6)
    priority = models.PositiveSmallIntegerField(choices=codes.PriorityCode)
    is_restricted = models.BooleanField(default=False)
    status = models.CharField(
        max_length=16, choices=codes.FindingStatus, default=codes.FindingStatus.PENDING_REVIEW
    )
    rule_id = models.CharField(max_length=24)
    reasons = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField()
    reviewed_by_id = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.PROTECTION: "screening person code category priority is_restricted status"
        " rule_id reasons found_at reviewed_by_id reviewed_at review_note",
    }

    class Meta:
        indexes = [models.Index(fields=["status", "priority"], name="finding_status_priority")]


class Referral(Record):
    """A person sent to a service for named needs, with the instants by which it must move.

    Either with the person's consent, or under an exception that a supervisor stands for.
    ``discloses`` says what the service may be told of the person; else it knows a case code.
    One ``is_of_health`` is for needs of health alone, to a health service: health staff see it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="referrals")
    priority = models.PositiveSmallIntegerField(choices=codes.PriorityCode)
    state = models.CharField(
        max_length=12, choices=codes.ReferralState, default=codes.ReferralState.DRAFT
    )
    reason = models.CharField(max_length=300, blank=True)
    needs = models.JSONField(default=list)
    consent = models.ForeignKey(
        Consent, null=True, on_delete=models.PROTECT, related_name="referrals"
    )
    consent_exception = models.CharField(max_length=24, blank=True)
    discloses = models.JSONField(default=list, blank=True)
    is_of_health = models.BooleanField(default=False)
    supervisor_id = models.UUIDField(null=True)
    referred_by_id = models.UUIDField()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    receive_by_at = models.DateTimeField()
    accept_by_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(max_length=64)

    compartments: ClassVar = {
        Compartment.PROTECTION: "person service post priority state reason needs consent"
        " consent_exception discloses is_of_health supervisor_id referred_by_id sent_at due_at"
        " receive_by_at accept_by_at received_at accepted_at completed_at decline_reason outcome"
        " content_hash",
    }

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="referral_state_due")]

    @property
    def case_code(self) -> str:
        """How a service speaks of the person when it is not told the name; leads to no record."""
        letters = b32encode(self.id.bytes[-5:]).decode()
        return f"{letters[:4]}-{letters[4:]}"


class ReferralStep(Record):
    """One move of a referral from state to state; never changed afterwards."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    from_state = models.CharField(max_length=12, choices=codes.ReferralState)
    to_state = models.CharField(max_length=12, choices=codes.ReferralState)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    note = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.PROTECTION: "referral number from_state to_state at by_id note"
    }

    class Meta:
        indexes = [models.Index(fields=["referral", "number"], name="referral_step_number")]
