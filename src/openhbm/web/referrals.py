"""Referrals: by deadline, one with its steps, and making one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import users_visible_to
from openhbm.apps.casework.actions import advance_referral, refer_person
from openhbm.apps.casework.queries import (
    findings_for,
    late_referrals,
    referral_for,
    referrals_by_deadline,
    referrals_visible_to,
    steps_of,
)
from openhbm.apps.casework.referring import referral_procedure
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import give_consent
from openhbm.apps.people.codes import ConsentMethod, ConsentPurpose
from openhbm.apps.people.details import ConsentDetails
from openhbm.apps.people.queries import consent_in_force, person_for
from openhbm.apps.places.queries import services_near
from openhbm.content.items import text_in
from openhbm.web import clock
from openhbm.web.content_words import need_words, state_words
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import REFERRALS
from openhbm.web.filters import at_post, chosen_code, post_filter
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.journal import events_of
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("next", gettext_lazy("Next by"), "next_clock_at"),
    Column("due", gettext_lazy("First action due"), "due_at"),
    Column("priority", gettext_lazy("Priority"), "priority"),
    Column("person", gettext_lazy("Person"), "person__name"),
    Column("service", gettext_lazy("Service"), "service__name"),
    Column("state", gettext_lazy("State"), "state"),
)
SOONEST = "next"


CONSENT_ANSWERS = (
    ("yes", gettext_lazy("Yes, said so now")),
    ("", gettext_lazy("No, or not able to say")),
)
STANDING = "standing"


class ReferralForm(ActionForm):
    """To which service, because of which findings, with which consent."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    findings = forms.MultipleChoiceField(
        label=gettext_lazy("Because of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("The person agrees that the service is told"),
        required=False,
        widget=forms.RadioSelect,
        choices=CONSENT_ANSWERS,
    )
    consent_exception = ChoiceWithEmpty(
        label=gettext_lazy("Without consent, because of"),
        choices=(),
        empty=gettext_lazy("no exception"),
    )

    supervisor = ChoiceWithEmpty(
        label=gettext_lazy("The supervisor who stands for it"),
        choices=(),
        empty=gettext_lazy("nobody"),
    )

    def __init__(
        self,
        *args: Any,
        services: Any,
        findings: Any,
        colleagues: Any,
        standing: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        self.services = {str(service.id): service for service in services}
        self.colleagues = {str(user.id): user for user in colleagues}
        self.offered = {str(finding.id): finding for finding in findings}
        if standing is not None:
            day = date_format(timezone.localtime(standing.given_at), "SHORT_DATE_FORMAT")
            said = (STANDING, _("Yes, as recorded on %(day)s") % {"day": day})
            yes, no = CONSENT_ANSWERS
            self.fields["consent"].choices = [said, yes, no]  # type: ignore[attr-defined]
            self.initial.setdefault("consent", STANDING)
        exceptions = [
            (e.code, text_in(e.label, words)) for e in referral_procedure().consent_exceptions
        ]
        for name, choices in (
            ("service", [(key, f"{s.name} · {s.provider}") for key, s in self.services.items()]),
            ("findings", [(key, need_words(f.code)) for key, f in self.offered.items()]),
            ("consent_exception", [("", _("no exception")), *exceptions]),
            (
                "supervisor",
                [("", _("nobody")), *((key, str(u)) for key, u in self.colleagues.items())],
            ),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class StepForm(ActionForm):
    """The next state of a referral."""

    to_state = forms.ChoiceField(label=gettext_lazy("Next state"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("No details of what happened to the person."),
    )

    decline_reason = ChoiceWithEmpty(
        label=gettext_lazy("If declined, because of"),
        choices=(),
        empty=gettext_lazy("not declined"),
    )
    outcome = forms.CharField(label=gettext_lazy("Outcome"), max_length=300, required=False)

    def __init__(self, *args: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        reasons = [(r.code, text_in(r.label, words)) for r in referral_procedure().decline_reasons]
        self.fields["decline_reason"].choices = [("", _("not declined")), *reasons]  # type: ignore[attr-defined]
        self.fields["to_state"].choices = [(code, state_words(code)) for code in states]  # type: ignore[attr-defined]


@page
def referrals(request: HttpRequest) -> HttpResponse:
    """Open referrals by deadline; those done with are one click away."""
    posts = post_filter(request)
    states = referral_procedure().transitions
    state = chosen_code(request, "state", states)
    is_over = bool(state) and not states[state]
    columns, order = (COLUMNS[1:], "-due") if is_over else (COLUMNS, SOONEST)
    rows = (
        referrals_visible_to(request.user)
        if is_over
        else referrals_by_deadline(request.user, clock.now())
    )
    rows = rows.filter(state=state) if state else rows
    rows = sorted_rows(request, at_post(rows, posts), columns, order)
    file = exported(request, rows, REFERRALS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, columns, order),
        "filter": posts,
        "states": [(code, state_words(code)) for code in states],
        "is_over": is_over,
        "state": state,
    }
    return show(request, "referrals.html", context)


@page
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral: its clocks, its steps, and the next one."""
    found = referral_for(request.user, referral_id)
    following = referral_procedure().transitions.get(found.state, ())
    form = StepForm(request.POST or None, states=following)
    if request.method == "POST" and form.is_valid() and _advance(request, form, found):
        messages.success(request, _("The referral moved on."))
        return redirect("referral", found.id)
    context = {
        "referral": found,
        "steps": list(steps_of(request.user, found)),
        "form": form if following else None,
        "is_late": late_referrals(request.user, clock.now()).filter(id=found.id).exists(),
        "events": events_of(request.user, "referral", found, limit=8),
        "crumbs": [
            Crumb(_("Referrals"), reverse("referrals")),
            Crumb(str(found.person), reverse("person", args=[found.person_id])),
            Crumb(_("Referral")),
        ],
    }
    return show(request, "referral.html", context)


def _advance(request: HttpRequest, form: StepForm, found: Any) -> Any:
    try:
        return advance_referral(
            by=request.user, referral=found, at=clock.now(), **form.cleaned_data
        )
    except ActionError as error:
        form.refuse(error)
        return None


@page
def refer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Refer a person to a service near the post."""
    user = request.user
    person = person_for(user, person_id)
    findings = [f for f in findings_for(user, person) if f.status != "dismissed"]
    chosen = [str(finding.id) for finding in findings]
    standing = consent_in_force(user, person, ConsentPurpose.REFERRAL)
    form = ReferralForm(
        request.POST or None,
        services=services_near(user, person.registered_post),
        findings=findings,
        colleagues=users_visible_to(user).exclude(id=user.id),
        standing=standing,
        initial={"findings": chosen},
    )
    if request.method == "POST" and form.is_valid():
        made = _refer(request, form, person, standing)
        if made is not None:
            messages.success(request, _("The referral is sent; its clock runs."))
            return redirect("referral", made.id)
    crumbs = [
        Crumb(_("Persons"), reverse("persons")),
        Crumb(str(person), reverse("person", args=[person.id])),
        Crumb(_("Refer")),
    ]
    return show(request, "refer.html", {"form": form, "person": person, "crumbs": crumbs})


def _refer(request: HttpRequest, form: ReferralForm, person: Any, standing: Any) -> Any:
    values, at = form.cleaned_data, clock.now()
    service = form.services[values["service"]]
    try:
        return refer_person(
            by=request.user,
            person=person,
            at=at,
            findings=[form.offered[key] for key in values["findings"]],
            service=service,
            consent=_consent(request, person, values["consent"], standing, service.provider, at),
            consent_exception=values["consent_exception"],
            supervisor=form.colleagues.get(values["supervisor"]),
        )
    except ActionError as error:
        form.refuse(error)
        return None


def _consent(
    request: HttpRequest, person: Any, said: str, standing: Any, recipient: str, at: datetime
) -> Any:
    """The consent in force when the person stands by it, or the one given just now, to this
    recipient; none when they say no, whatever was recorded before."""
    if said == STANDING:
        return standing
    if said != "yes":
        return None
    # A form sent again after a correction tells the same consent, not a second one.
    if standing is not None and standing.recipient == recipient:
        return standing
    details = ConsentDetails(
        purpose=ConsentPurpose.REFERRAL,
        recipient=recipient,
        is_given=True,
        language=person.preferred_language or get_language() or "en",
        method=ConsentMethod.SPOKEN,
    )
    return give_consent(by=request.user, person=person, details=details, at=at)
