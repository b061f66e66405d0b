"""Screening a person with the script of the content pack. It asks; it decides nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may_read
from openhbm.apps.casework.actions import review_finding, screen_person
from openhbm.apps.casework.interviews.queries import has_interview_with
from openhbm.apps.casework.queries import finding_for
from openhbm.apps.casework.screening import border_form
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import person_for
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.pages import Crumb, needs, page, show
from openhbm.web.screening_form import ScreeningForm, raw_answers


@page
@needs(Permission.WRITE_PROTECTION)
def screening(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The script; questions that follow from an answer appear once it is given."""
    person = person_for(request.user, person_id)
    form = _form(request, person)
    if request.method == "POST" and not is_partial(request) and form.is_valid():
        if _asks_more(request, form):
            form.add_error(None, _("More questions follow from these answers. They are shown now."))
        elif _screen(request, form, person):
            messages.success(request, _("The screening is recorded."))
            return redirect("person", person.id)
    context = {
        "person": person,
        "form": form,
        "script": border_form(),
        "has_interview": has_interview_with(request.user, person, clock.now()),
        "crumbs": [
            Crumb(_("Persons"), reverse("persons")),
            Crumb(str(person), reverse("person", args=[person.id])),
            Crumb(_("Screening")),
        ],
    }
    return show(
        request, "screening_questions.html" if is_partial(request) else "screening.html", context
    )


def is_partial(request: HttpRequest) -> bool:
    """Whether only the questions are asked for, while the form is being filled."""
    return request.headers.get("HX-Request") == "true"


def _form(request: HttpRequest, person: Any) -> ScreeningForm:
    script = border_form()
    language = person.preferred_language or get_language() or "en"
    plain = language.split("-")[0]
    initial = {"language": plain if plain in dict(settings.LANGUAGES) else language}
    bound = request.method == "POST"
    return ScreeningForm(
        request.POST if bound else None,
        script=script,
        answers=raw_answers(script, request.POST) if bound else {},
        may_specialise=may_read(request.user, Compartment.PROTECTION),
        initial=initial,
    )


def _asks_more(request: HttpRequest, form: ScreeningForm) -> bool:
    """Whether a question now due was not on the page that was sent."""
    shown = set(request.POST.getlist("shown"))
    return bool(shown) and any(question.id not in shown for question in form.questions)


def _screen(request: HttpRequest, form: ScreeningForm, person: Any) -> Any:
    values = form.cleaned_data
    try:
        return screen_person(
            by=request.user,
            at=clock.now(),
            person=person,
            post=person.registered_post,
            answers=form.answers(),
            language=values["language"],
            is_private=values["is_private"],
            unable_reason=values["unable_reason"],
        )
    except ActionError as error:
        form.refuse(error)
        return None


@page
def review(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Confirm or dismiss what a rule found; only by who may read protection data."""
    finding = finding_for(request.user, finding_id)
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:300] for name in ("status", "note")}
        try:
            review_finding(by=request.user, finding=finding, at=clock.now(), **given)
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The finding is reviewed."))
    return redirect("person", finding.person_id)
