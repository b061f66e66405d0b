"""Writes about crises: opening one, switching humanitarian border management on and off, measures.

Whatever changes the rules carries its end from the start. Nothing has to be done for it to be over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import (
    NotPermitted,
    require,
    require_write,
    require_write_everywhere,
)
from openhbm.apps.crises.codes import Phase
from openhbm.apps.crises.derogating import check_stated, derogation_result
from openhbm.apps.crises.models import Activation, Crisis, LegalMeasure, MeasureDraft
from openhbm.apps.ledger.checking import check_value
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.ledger.phrases import reason_text
from openhbm.apps.places.countries import checked_country
from openhbm.apps.places.models import Post
from openhbm.content.errors import UnknownItem
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.law import Measure
from openhbm.core.values import Outcome


@action
def open_crisis(
    *,
    by: User,
    code: str,
    name: str,
    started_on: date,
    names: dict[str, str] | None = None,
    phase: str = Phase.DURING,
    at: datetime | None = None,
) -> Crisis:
    """Open a crisis. ActionError when the code is empty or in use."""
    require_write_everywhere(by, Compartment.PUBLIC)
    check_value(code, "code")
    code = _filled(code, "code", _("A crisis needs a code."))
    if Crisis.objects.filter(code=code).exists():
        raise ActionError(
            _("The crisis code %(code)s is in use.") % {"code": code},
            field="code",
            remedy=_("Use that crisis, or choose another code."),
        )
    crisis = Crisis(
        code=code,
        name=_filled(name, "name", _("A crisis needs a name.")),
        names=names or {},
        started_on=started_on,
        phase=phase,
    )
    with entry("crisis_opened", by=by, at=at) as e:
        return e.create(crisis)


@action
def change_phase(*, by: User, crisis: Crisis, phase: str, at: datetime | None = None) -> Crisis:
    """Move a crisis to before, during or after."""
    require_write_everywhere(by, Compartment.PUBLIC)
    with entry("crisis_phase_changed", by=by, at=at) as e:
        return e.change(crisis, phase=phase)


@action
def activate_hbm(
    *,
    by: User,
    crisis: Crisis,
    level: int,
    legal_basis: str,
    expires_at: datetime,
    post: Post | None = None,
    at: datetime | None = None,
) -> Activation:
    """Switch humanitarian border management on at a post, or everywhere, until ``expires_at``.

    An activation of the same crisis and place that is still running ends where this one begins.
    ActionError when there is no legal basis or the end is not after the beginning.
    """
    _require_activating(by, post.id if post else None)
    at = at or timezone.now()
    if expires_at <= at:
        raise ActionError(
            _("The activation would be over before it begins."),
            field="expires_at",
            remedy=_("Choose an end after %(at)s.") % {"at": at},
        )
    activation = Activation(
        crisis=crisis,
        post=post,
        level=level,
        legal_basis=_filled(legal_basis, "legal_basis", _("An activation needs a legal basis.")),
        declared_at=at,
        expires_at=expires_at,
    )
    with entry("hbm_activated", by=by, at=at) as e:
        for running in _running(crisis, post, at):
            e.change(running, ended_at=at, end_reason=_("followed by another activation"))
        return e.create(activation)


@action
def end_activation(
    *, by: User, activation: Activation, reason: str, at: datetime | None = None
) -> Activation:
    """Stand down before the activation expires."""
    _require_activating(by, activation.post_id)
    at = at or timezone.now()
    if activation.ended_at is not None:
        raise ActionError(
            _("This activation ended on %(at)s already.") % {"at": activation.ended_at},
            field="activation",
        )
    if at < activation.declared_at:
        raise ActionError(_("An activation cannot end before it began."), field="at")
    reason = _filled(reason, "reason", _("Ending an activation needs a reason."))
    with entry("hbm_ended", by=by, at=at) as e:
        return e.change(activation, ended_at=at, end_reason=reason)


@action
def adopt_measure(
    *,
    by: User,
    drafted_by: User,
    crisis: Crisis,
    content_id: str,
    country: str,
    starts_on: date,
    ends_on: date,
    adopted_on: date | None = None,
    reference: str = "",
    at: datetime | None = None,
) -> LegalMeasure:
    """Adopt a measure of the content pack for a country, from ``starts_on`` to ``ends_on``: what
    was drafted elsewhere by ``drafted_by``, and is put into force here by another person.

    Both days are included. ActionError when the measure is not in the content or the days run
    backwards; a measure cannot apply to the time before it was adopted. One that suspends rights
    is drafted here, where its derogation is tested.
    """
    _require_activating_measures(by)
    require(drafted_by, Permission.DRAFT_MEASURES)
    _check_two_persons(by, drafted_by.id)
    at = at or timezone.now()
    adopted_on = adopted_on or starts_on
    adopted = _adopted(crisis, country, content_id, reference, adopted_on, starts_on, ends_on, by)
    with entry("measure_adopted", by=by, at=at) as e:
        made = e.create(adopted)
        e.create(
            MeasureDraft(
                crisis=crisis,
                country=made.country,
                content_id=made.content_id,
                reference=made.reference,
                starts_on=starts_on,
                ends_on=ends_on,
                drafted_by_id=drafted_by.id,
                drafted_at=at,
                measure=made,
            )
        )
    return made


@action
def draft_measure(
    *,
    by: User,
    crisis: Crisis,
    content_id: str,
    country: str,
    starts_on: date,
    ends_on: date,
    reference: str = "",
    derogation: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> MeasureDraft:
    """Prepare a measure of the content pack for a country; it changes nothing until another person
    activates it. ``derogation`` states the rights it suspends, where it suspends any."""
    require(by, Permission.DRAFT_MEASURES)
    measure = _measure(content_id)
    _check_days(starts_on, starts_on, ends_on)
    at = at or timezone.now()
    draft = MeasureDraft(
        crisis=crisis,
        country=checked_country(country),
        content_id=measure.id,
        reference=reference.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        derogation=check_stated(derogation or {}),
        drafted_by_id=by.id,
        drafted_at=at,
    )
    with entry("measure_drafted", by=by, at=at) as e:
        return e.create(draft)


@action
def activate_measure(*, by: User, draft: MeasureDraft, at: datetime | None = None) -> LegalMeasure:
    """Put a draft into force, as the State's act; never by who drafted it.

    ActionError when it would suspend rights that no emergency suspends, or against another of the
    tests that make a derogation invalid; what needs a person's judgement is theirs to judge.
    """
    _require_activating_measures(by)
    at = at or timezone.now()
    today = timezone.localdate(at)
    draft.refresh_from_db()
    _check_open(draft)
    _check_two_persons(by, draft.drafted_by_id)
    _check_valid(draft, today)
    adopted = _adopted(
        draft.crisis,
        draft.country,
        draft.content_id,
        draft.reference,
        today,
        draft.starts_on,
        draft.ends_on,
        by,
    )
    adopted.derogation = draft.derogation
    with entry("measure_adopted", by=by, at=at) as e:
        made = e.create(adopted)
        e.change(draft, measure=made)
    return made


@action
def drop_draft(
    *, by: User, draft: MeasureDraft, reason: str, at: datetime | None = None
) -> MeasureDraft:
    """Drop a draft that is not to be put into force, with the reason."""
    require(by, Permission.DRAFT_MEASURES)
    draft.refresh_from_db()
    _check_open(draft)
    reason = _filled(reason, "reason", _("Dropping a draft needs a reason."))
    with entry("measure_draft_dropped", by=by, at=at) as e:
        return e.change(draft, dropped_at=at or timezone.now(), drop_reason=reason)


def _adopted(
    crisis: Crisis,
    country: str,
    content_id: str,
    reference: str,
    adopted_on: date,
    starts_on: date,
    ends_on: date,
    by: User,
) -> LegalMeasure:
    measure = _measure(content_id)
    _check_days(adopted_on, starts_on, ends_on)
    return LegalMeasure(
        crisis=crisis,
        country=checked_country(country),
        content_id=measure.id,
        title=measure.title["en"],
        reference=reference,
        adopted_on=adopted_on,
        starts_on=starts_on,
        ends_on=ends_on,
        content_hash=pack().hash,
        terms=_terms(measure),
        activated_by_id=by.id,
    )


@action
def end_measure(
    *, by: User, measure: LegalMeasure, on: date, reason: str, at: datetime | None = None
) -> LegalMeasure:
    """End a measure early: from ``on`` it no longer applies and ordinary law does."""
    _require_activating_measures(by)
    if measure.ended_on is not None:
        raise ActionError(
            _("This measure was ended on %(on)s already.") % {"on": measure.ended_on},
            field="measure",
        )
    if not measure.starts_on <= on <= measure.ends_on:
        raise ActionError(
            _("The measure applies from %(from)s to %(to)s.")
            % {"from": measure.starts_on, "to": measure.ends_on},
            field="on",
            remedy=_("Choose a day between these two."),
        )
    reason = _filled(reason, "reason", _("Ending a measure needs a reason."))
    with entry("measure_ended", by=by, at=at) as e:
        return e.change(measure, ended_on=on, end_reason=reason)


def _require_activating_measures(by: User) -> None:
    """Law holds for every post: a role at some posts is too little."""
    require(by, Permission.ACTIVATE_MEASURES)
    require_write_everywhere(by, Compartment.PUBLIC)


def _check_two_persons(by: User, drafted_by_id: UUID) -> None:
    if by.id == drafted_by_id:
        raise NotPermitted(_("Who drafted a measure does not put it into force. Ask another."))


def _check_open(draft: MeasureDraft) -> None:
    if draft.measure_id is not None or draft.dropped_at is not None:
        raise ActionError(
            _("This draft is done with: it was activated or dropped."),
            field="draft",
            remedy=_("Draft the measure anew."),
        )


def _check_valid(draft: MeasureDraft, on: date) -> None:
    result = derogation_result(draft.derogation, draft.starts_on, draft.ends_on, on)
    if result is not None and result.outcome is Outcome.PROHIBITED:
        first = result.reasons[0]
        raise ActionError(
            _("The measure would be invalid: %(reason)s (%(source)s).")
            % {"reason": reason_text(first), "source": first.source},
            field="derogation",
            remedy=_("Drop the draft and draft it anew so that every test is met."),
        )


def _require_activating(by: User, post_id: UUID | None) -> None:
    """At a post those who work there; at all posts those who work for all."""
    if post_id is None:
        require_write_everywhere(by, Compartment.OPERATIONAL)
    else:
        require_write(by, Compartment.OPERATIONAL, post_id)


def _running(crisis: Crisis, post: Post | None, at: datetime) -> QuerySet[Activation]:
    return Activation.objects.filter(
        crisis=crisis, post=post, ended_at=None, declared_at__lte=at, expires_at__gt=at
    )


def _measure(content_id: str) -> Measure:
    try:
        return pack().get(Measure, content_id)
    except UnknownItem:
        raise ActionError(
            _("There is no measure %(id)s in the content.") % {"id": content_id},
            field="content_id",
            remedy=_("Choose one of: %(ids)s.") % {"ids": ", ".join(pack().all(Measure))},
        ) from None


def _terms(measure: Measure) -> dict[str, object]:
    """What the law engine and the permit need, as it reads on the day of adoption."""
    return {
        "permit_code": measure.permit_code,
        "duration_days": measure.duration_days,
        "eligibility": list(measure.eligibility),
        "legal_refs": [f"{ref.instrument} {ref.article}".strip() for ref in measure.legal_refs],
    }


def _check_days(adopted_on: date, starts_on: date, ends_on: date) -> None:
    if starts_on < adopted_on:
        raise ActionError(
            _("A measure cannot apply before it is adopted."),
            field="starts_on",
            remedy=_("Start on %(on)s or later.") % {"on": adopted_on},
        )
    if ends_on < starts_on:
        raise ActionError(
            _("The measure would end before it starts."),
            field="ends_on",
            remedy=_("Choose %(on)s or later.") % {"on": starts_on},
        )


def _filled(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise ActionError(message, field=field, remedy=_("Write it in a few words."))
    return text.strip()
