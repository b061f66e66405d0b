"""Referring a person to a service: the person's word counts, and so does what may be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may, users_who_may
from openhbm.apps.casework.actions import refer_person
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.casework.referring import STANDS_FOR_REFERRALS
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import give_consent
from openhbm.apps.people.codes import ConsentMethod, ConsentPurpose
from openhbm.apps.people.details import ConsentDetails
from openhbm.apps.people.queries import consent_in_force, person_for
from openhbm.apps.places.codes import ServiceCategory
from openhbm.apps.places.queries import services_near
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.case_work import WORKING_ON_CASES
from openhbm.web.pages import Crumb, needs_either, page, show
from openhbm.web.referral_forms import STANDING, ReferralForm


@page
@needs_either(*WORKING_ON_CASES)
def refer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Refer a person to a service near the post."""
    user = request.user
    person = person_for(user, person_id)
    findings = [f for f in findings_for(user, person) if f.status != "dismissed"]
    chosen = [str(finding.id) for finding in findings]
    standing = consent_in_force(user, person, ConsentPurpose.REFERRAL)
    form = ReferralForm(
        request.POST or None,
        services=_services(user, person.registered_post),
        findings=findings,
        colleagues=users_who_may(user, STANDS_FOR_REFERRALS, person.registered_post_id),
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


def _services(user: Any, post: Any) -> Any:
    """Services near the post; those of health only for who works on nothing else."""
    is_whole = may(user, Permission.READ_PROTECTION, post.id if post else None)
    return services_near(user, post, "" if is_whole else ServiceCategory.HEALTH)


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
            discloses=values["discloses"],
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
