"""What a referral must satisfy before it is sent or moved on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.codes import FindingStatus, ReferralState
from openhbm.apps.casework.models import Finding, Referral
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import ConsentPurpose
from openhbm.apps.people.models import Consent, Person
from openhbm.apps.places.models import Service
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.procedures import ReferralProcedure
from openhbm.core.screening import Priority
from openhbm.core.screening.facts import ADULT_AGE

PROCEDURE = "referral"
CONSENT_PURPOSES = frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.SHARE_HUMANITARIAN})
STANDS_FOR_REFERRALS = Permission.REVIEW_RESTRICTED
"""What the supervisor who agrees to a referral without consent must hold at the post."""
IN_DANGER = (Priority.P0, Priority.P1)


def referral_procedure() -> ReferralProcedure:
    """How referrals run, from the content."""
    return pack().get(ReferralProcedure, PROCEDURE)


def check_needs(person: Person, findings: Sequence[Finding], service: Service) -> None:
    """Refuse a referral for nothing, for another person's needs, or to a closed service."""
    if not findings:
        raise ActionError(
            _("A referral needs at least one finding."),
            field="findings",
            remedy=_("Choose what the person is referred for."),
        )
    if any(finding.person_id != person.id for finding in findings):
        raise ActionError(
            _("A finding belongs to another person."),
            field="findings",
            remedy=_("Choose findings of this person only."),
        )
    if any(finding.status == FindingStatus.DISMISSED for finding in findings):
        raise ActionError(
            _("A finding was dismissed."),
            field="findings",
            remedy=_("Leave it out, or have it reviewed again."),
        )
    if not service.is_active:
        raise ActionError(
            _("%(service)s takes nobody at present.") % {"service": service.name},
            field="service",
            remedy=_("Choose another service of the directory."),
        )


def check_consent(person: Person, service: Service, consent: Consent | None, at: datetime) -> None:
    """Refuse a consent that is another person's, for something else, refused or withdrawn."""
    if consent is None:
        return
    is_own = consent.person_id == person.id
    is_in_force = consent.is_given and consent.given_at <= at
    is_withdrawn = consent.withdrawn_at is not None and consent.withdrawn_at <= at
    is_for_this = consent.purpose in CONSENT_PURPOSES and consent.recipient in (
        "",
        service.provider,
    )
    if not (is_own and is_in_force and is_for_this) or is_withdrawn:
        raise ActionError(
            _("This consent does not cover the referral."),
            field="consent",
            remedy=_("Ask the person and record what they agree to."),
        )


def check_exception(
    by: User,
    person: Person,
    priority: Priority,
    exception: str,
    supervisor: User | None,
    at: datetime,
) -> None:
    """Refuse going without consent unless somebody is in danger, or the law says so.

    A supervisor, never the referrer, stands for it: a protection officer of the person's post.
    """
    known = [option.code for option in referral_procedure().consent_exceptions]
    if exception not in known:
        raise ActionError(
            _("Nobody is referred without consent."),
            field="consent",
            remedy=_("Ask the person. In danger to life or to a child, name one of: %(codes)s.")
            % {"codes": ", ".join(known)},
        )
    if supervisor is None or supervisor.id == by.id:
        raise ActionError(
            _("Without consent a supervisor has to stand for the referral."),
            field="supervisor",
            remedy=_("Name the supervisor who agreed; not yourself."),
        )
    if not may(supervisor, STANDS_FOR_REFERRALS, person.registered_post_id):
        raise ActionError(
            _("%(name)s may not stand for a referral without consent from this post.")
            % {"name": supervisor},
            field="supervisor",
            remedy=_("Name a protection officer of the post who agreed."),
        )
    if exception.startswith("danger_") and priority not in IN_DANGER:
        raise ActionError(
            _("The findings do not speak of imminent danger."),
            field="consent_exception",
            remedy=_("Ask the person for consent."),
        )
    if exception == "danger_to_child" and not _may_be_child(person, at):
        raise ActionError(
            _("This person is no child."),
            field="consent_exception",
            remedy=_("Ask the person for consent, or name danger to life."),
        )


def check_step(referral: Referral, to_state: str, at: datetime, decline_reason: str) -> None:
    """Refuse a move that the procedure does not know, that lacks its reason, or that goes back."""
    procedure = referral_procedure()
    allowed = procedure.transitions.get(referral.state, ())
    if to_state not in allowed:
        raise ActionError(
            _("A referral that is %(now)s cannot become %(next)s.")
            % {"now": referral.state, "next": to_state},
            field="to_state",
            remedy=_("Possible now: %(states)s.") % {"states": ", ".join(allowed) or _("nothing")},
        )
    reasons = [option.code for option in procedure.decline_reasons]
    if to_state == ReferralState.DECLINED and decline_reason not in reasons:
        raise ActionError(
            _("Declining needs a reason."),
            field="decline_reason",
            remedy=_("Use one of %(reasons)s.") % {"reasons": ", ".join(reasons)},
        )
    if at < max(filter(None, (referral.sent_at, referral.received_at, referral.accepted_at))):
        raise ActionError(
            _("This would be before the step that came last."),
            field="at",
            remedy=_("Correct the time."),
        )


def _may_be_child(person: Person, at: datetime) -> bool:
    age = person.age_on(at.date())
    return age is None or age.low < ADULT_AGE
