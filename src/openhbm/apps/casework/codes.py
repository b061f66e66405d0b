"""Closed lists about cases."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class FindingStatus(TextChoices):
    PENDING_REVIEW = "pending_review", _("Pending review")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class PriorityCode(IntegerChoices):
    IMMEDIATE = 0, _("P0 Immediate")
    EMERGENCY = 1, _("P1 Emergency")
    URGENT = 2, _("P2 Urgent")
    NORMAL = 3, _("P3 Normal")


class ReferralState(TextChoices):
    """The states of the referral procedure; what may follow what stands in the content."""

    DRAFT = "draft", _("Draft")
    CONSENTED = "consented", _("Consented")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    IN_SERVICE = "in_service", _("In service")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    CLOSED = "closed", _("Closed")


OPEN_STATES = (
    ReferralState.DRAFT,
    ReferralState.CONSENTED,
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.ACCEPTED,
    ReferralState.IN_SERVICE,
)

CLOCKS = {
    ReferralState.SENT: "receive_by_at",
    ReferralState.RECEIVED: "accept_by_at",
    ReferralState.ACCEPTED: "due_at",
}
"""Which instant a referral in this state must not pass. In service, help has begun."""

INBOX = {
    "receive": (ReferralState.SENT,),
    "accept": (ReferralState.RECEIVED,),
    "in_service": (ReferralState.ACCEPTED, ReferralState.IN_SERVICE),
}
"""What has to happen next with a referral, by its state."""


class Disclosable(TextChoices):
    """What a service may be told of a person beside the need itself, if the person agrees."""

    NAME = "name", _("Name")
    AGE_SEX = "age_sex", _("Age and sex")
    LANGUAGE = "language", _("Language")
    CONTACT = "contact", _("Phone or other contact")


LEAST = frozenset({Disclosable.NAME, Disclosable.AGE_SEX, Disclosable.LANGUAGE})
"""The most a service is told when the person could not be asked: enough to find them."""


class InterpreterKind(TextChoices):
    NONE = "none", _("Not needed")
    PRESENT = "present", _("Interpreter present")
    BY_PHONE = "by_phone", _("Interpreter by phone")
    RELATIVE = "relative", _("A relative or companion, for want of an interpreter")
