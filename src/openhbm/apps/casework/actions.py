"""Writes about cases: screening, reviewing what was found, referring, moving a referral on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted, require_write
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.codes import FindingStatus, ReferralState
from openhbm.apps.casework.disclosure import check_discloses
from openhbm.apps.casework.facts import facts_about, stored_facts
from openhbm.apps.casework.health import is_of_health, is_referral_of_health
from openhbm.apps.casework.models import Finding, Referral, ReferralStep, Screening
from openhbm.apps.casework.referring import (
    check_consent,
    check_exception,
    check_needs,
    check_step,
    referral_procedure,
)
from openhbm.apps.casework.screening import border_form, check_screening, stored_reasons
from openhbm.apps.casework.working import may_move_on, require_work
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.models import Consent, Person
from openhbm.apps.places.models import Post, Service
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.core import screening as engine


@action
def screen_person(
    *,
    by: User,
    person: Person,
    post: Post,
    answers: Mapping[str, Any],
    language: str = "",
    is_private: bool = False,
    interpreter_kind: str = "",
    interpreter: str = "",
    unable_reason: str = "",
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Screening:
    """Record a screening and what its rules find; every finding waits for a person's review.

    ``facts`` states what registration does not know, e.g. ``{"triage": "green"}``. Refuses answers
    that do not fit the form. Whoever may write protection may record; reading is another right.
    """
    require_write(by, Compartment.PROTECTION, post.id)
    at = at or timezone.now()
    form = border_form()
    check_screening(by, form, answers, is_private, unable_reason)
    known = facts_about(person, at, facts or {}, unable_reason)
    found = engine.findings_from(answers, known, form.core_rules, form.core_scores)
    screening = Screening(
        person=person,
        post=post,
        screened_at=at,
        screened_by_id=by.id,
        language=language,
        flags=list(engine.observable_flags(found)),
        form_id=form.id,
        form_hash=pack().hash,
        answers=dict(answers),
        facts=stored_facts(known),
        is_private=is_private,
        interpreter_kind=interpreter_kind,
        interpreter=interpreter.strip(),
        unable_reason=unable_reason,
        priority=engine.priority_of(found),
    )
    with entry("person_screened", by=by, at=at, subject=person.id, purpose="protection") as e:
        e.create(screening)
        e.create_many(_finding(screening, one, at) for one in found)
    return screening


def _finding(screening: Screening, found: engine.Finding, at: datetime) -> Finding:
    return Finding(
        screening=screening,
        person_id=screening.person_id,
        code=found.code,
        category=found.category,
        priority=int(found.priority),
        is_restricted=found.restricted,
        rule_id=found.rule_id,
        reasons=stored_reasons(found),
        found_at=at,
    )


@action
def review_finding(
    *, by: User, finding: Finding, status: str, note: str = "", at: datetime | None = None
) -> Finding:
    """Confirm or dismiss a finding after looking at it; restricted ones by protection officers,
    those of health by health staff too.

    Dismissing needs a note. A review can be revised by another review; the journal keeps both.
    """
    post_id = finding.screening.post_id
    require_work(by, post_id, of_health=is_of_health(finding))
    if finding.is_restricted and not _reviews_restricted(by, post_id):
        raise NotPermitted(_("Only a protection officer reviews this. Ask one."))
    if status not in (FindingStatus.CONFIRMED, FindingStatus.DISMISSED):
        raise ActionError(
            _("A review confirms or dismisses."),
            field="status",
            remedy=_("Use confirmed or dismissed."),
        )
    if status == FindingStatus.DISMISSED and not note.strip():
        raise ActionError(
            _("Dismissing needs a note that says why."),
            field="note",
            remedy=_("Write what you learnt."),
        )
    at = at or timezone.now()
    person_id = finding.person_id
    with entry("finding_reviewed", by=by, at=at, subject=person_id, purpose="protection") as e:
        return e.change(
            finding,
            status=status,
            reviewed_by_id=by.id,
            reviewed_at=at,
            review_note=note.strip(),
        )


@action
def refer_person(
    *,
    by: User,
    person: Person,
    findings: Sequence[Finding],
    service: Service,
    consent: Consent | None = None,
    consent_exception: str = "",
    supervisor: User | None = None,
    discloses: Sequence[str] = (),
    reason: str = "",
    at: datetime | None = None,
) -> Referral:
    """Send a person's needs to a service, as urgent as the most urgent of them.

    With a consent that covers it; or, in imminent danger or by law, under ``consent_exception``
    with a named supervisor who is not the referrer. ``discloses`` are the codes of what the
    service may be told of the person; nothing but a case code when it is empty.
    """
    of_health = is_referral_of_health(findings, service)
    require_work(by, person.registered_post_id, of_health=of_health)
    at = at or timezone.now()
    check_needs(person, findings, service)
    priority = engine.Priority(min(finding.priority for finding in findings))
    if consent is None:
        check_exception(by, person, priority, consent_exception, supervisor, at)
    check_consent(person, service, consent, at)
    told = check_discloses(discloses, has_consent=consent is not None)
    with entry("person_referred", by=by, at=at, subject=person.id, purpose="protection") as e:
        referral = e.create(
            Referral(
                person=person,
                service=service,
                post_id=person.registered_post_id,
                priority=int(priority),
                state=ReferralState.SENT,
                reason=reason.strip(),
                needs=list(dict.fromkeys(finding.code for finding in findings)),
                consent=consent,
                consent_exception="" if consent else consent_exception,
                discloses=told,
                is_of_health=of_health,
                supervisor_id=supervisor.id if supervisor and not consent else None,
                referred_by_id=by.id,
                content_hash=pack().hash,
                **_clocks(priority, at),
            )
        )
        e.create_many(_first_steps(referral, by, at))
    return referral


def _clocks(priority: engine.Priority, at: datetime) -> dict[str, datetime]:
    procedure = referral_procedure()
    clocks = engine.deadlines(
        priority, at, procedure.sla, procedure.receive_fraction, procedure.accept_fraction
    )
    return {
        "sent_at": at,
        "due_at": clocks.due_at,
        "receive_by_at": clocks.receive_by_at,
        "accept_by_at": clocks.accept_by_at,
    }


def _first_steps(referral: Referral, by: User, at: datetime) -> list[ReferralStep]:
    path = [ReferralState.DRAFT, ReferralState.SENT]
    if referral.consent_id is not None:
        path.insert(1, ReferralState.CONSENTED)
    return [
        ReferralStep(
            referral=referral, number=number, from_state=before, to_state=after, at=at, by_id=by.id
        )
        for number, (before, after) in enumerate(pairwise(path), start=1)
    ]


@action
def advance_referral(
    *,
    by: User,
    referral: Referral,
    to_state: str,
    note: str = "",
    decline_reason: str = "",
    outcome: str = "",
    at: datetime | None = None,
) -> Referral:
    """Move a referral to its next state, as the procedure allows; each move adds a step.

    By protection staff of the post, by its health staff when it is of health alone, or by a
    caseworker of the service it was sent to.
    """
    if not may_move_on(by, referral):
        raise NotPermitted(_("Your roles do not allow this. Ask protection staff."))
    at = at or timezone.now()
    subject = referral.person_id
    with entry("referral_moved", by=by, at=at, subject=subject, purpose="protection") as e:
        # Somebody else may have moved it since it was read; the journal's lock is held from here.
        referral.refresh_from_db(fields=["state", "received_at", "accepted_at"])
        check_step(referral, to_state, at, decline_reason)
        before = referral.state
        e.change(referral, **_changes(to_state, at, decline_reason, outcome))
        e.create(
            ReferralStep(
                referral=referral,
                number=referral.steps.count() + 1,
                from_state=before,
                to_state=to_state,
                at=at,
                by_id=by.id,
                note=note.strip(),
            )
        )
    return referral


_STAMPS = {
    ReferralState.RECEIVED: "received_at",
    ReferralState.ACCEPTED: "accepted_at",
    ReferralState.COMPLETED: "completed_at",
}


def _changes(to_state: str, at: datetime, decline_reason: str, outcome: str) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": to_state}
    if stamp := _STAMPS.get(ReferralState(to_state)):
        changes[stamp] = at
    if to_state == ReferralState.DECLINED:
        changes["decline_reason"] = decline_reason
    if outcome.strip():
        changes["outcome"] = outcome.strip()
    return changes


def _reviews_restricted(by: User, post_id: UUID) -> bool:
    return may(by, Permission.REVIEW_RESTRICTED, post_id)
