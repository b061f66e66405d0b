"""The screening in private: one question at a time, nothing on the screen that names anybody, and
a way out that leaves nothing to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.interviews.actions import (
    begin_interview,
    finish_interview,
    give_up_interview,
    keep_answers,
)
from openhbm.apps.casework.interviews.queries import Interview, interview_for
from openhbm.apps.casework.interviews.sealing import Said
from openhbm.apps.casework.screening import border_form
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.queries import person_for
from openhbm.content.permissions import Permission
from openhbm.content.schemas.forms import FormQuestion
from openhbm.core.screening import DECLINED, AnswerKind, questions_for
from openhbm.web import clock
from openhbm.web.interview_forms import OpeningForm, QuestionForm, UnableForm
from openhbm.web.neutral import UNDER_WAY
from openhbm.web.pages import needs, page, show
from openhbm.web.screening_form import INDIVIDUAL_TIER


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the interview. ``kind``: opening, look, question or end."""

    kind: str
    questions: tuple[FormQuestion, ...] = ()


@require_POST
@page
@needs(Permission.WRITE_PROTECTION)
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """From here on the address and the page show a random token in place of the person."""
    person = person_for(request.user, person_id)
    draft = begin_interview(
        by=request.user,
        person=person,
        language=person.preferred_language or get_language() or "en",
        at=clock.now(),
    )
    request.session[UNDER_WAY] = str(draft.id)
    return redirect("interview", draft.id)


@never_cache
@page
def interview(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The screen that is reached; what is sent is kept before the next one shows."""
    found = interview_for(request.user, interview_id, clock.now())
    screens = screens_of(request.user, found.said.answers)
    step = min(max(found.said.step, 0), len(screens) - 1)
    form = form_of(screens[step], found.said, request.POST or None)
    if request.method == "POST":
        answer = _moved(request, found, screens[step], form, step)
        if answer is not None:
            return answer
    context = {
        "interview": found,
        "screen": screens[step],
        "form": form,
        "step": step,
        "number": step + 1,
        "total": len(screens),
        "script": border_form(),
        "spoken": found.said.language,
    }
    return show(request, "interview.html", context)


def screens_of(user: Any, answers: Mapping[str, Any]) -> list[Screen]:
    """The way through the script for the answers so far."""
    script = border_form()
    due = {q.id for q in questions_for(script.core_questions, INDIVIDUAL_TIER, answers)}
    may_specialise = may(user, Permission.READ_PROTECTION)
    asked = [q for q in script.questions if q.id in due and (may_specialise or not q.specialist)]
    seen = tuple(q for q in asked if q.observed)
    return [
        Screen("opening"),
        *([Screen("look", seen)] if seen else []),
        *(Screen("question", (q,)) for q in asked if not q.observed),
        Screen("end"),
    ]


def form_of(screen: Screen, said: Said, posted: Any) -> Any:
    """The form of a screen, filled with what was said before."""
    language = get_language() or "en"
    if screen.kind == "opening":
        known = {n: getattr(said, n) for n in ("language", "interpreter_kind", "interpreter")}
        return OpeningForm(posted, initial=known)
    return QuestionForm(posted, questions=screen.questions, answers=said.answers, language=language)


def _moved(
    request: HttpRequest, found: Interview, screen: Screen, form: Any, step: int
) -> HttpResponse | None:
    """Do what the button says; None to show the same screen with what is wrong."""
    if "give-up" in request.POST:
        give_up_interview(by=request.user, interview=found)
        return _away(request, "screening", found.person.id)
    if not form.is_valid():
        return None
    said = _with_answers(found.said, screen, form, declines="declined" in request.POST)
    if "unable" in request.POST:
        keep_answers(by=request.user, interview=found, said=said)
        return _away(request, "interview-unable", found.id)
    if "record" in request.POST:
        return _recorded(request, replace_said(found, said), "")
    backwards = "back" in request.POST
    said = replace(said, step=max(0, step - 1) if backwards else step + 1)
    keep_answers(by=request.user, interview=found, said=said)
    return redirect("interview", found.id)


def _with_answers(said: Said, screen: Screen, form: Any, *, declines: bool) -> Said:
    if screen.kind == "opening":
        return replace(said, **form.cleaned_data)
    given = refused(screen.questions) if declines else form.answers()
    kept = {name: a for name, a in said.answers.items() if name not in _ids(screen.questions)}
    return replace(said, answers=kept | given)


def refused(questions: Sequence[FormQuestion]) -> dict[str, object]:
    """What is noted when somebody prefers not to say."""
    return {q.id: [DECLINED] if q.kind is AnswerKind.MANY else DECLINED for q in questions}


def _ids(questions: Sequence[FormQuestion]) -> set[str]:
    return {question.id for question in questions}


def replace_said(found: Interview, said: Said) -> Interview:
    """The interview with what was said by now."""
    return replace(found, said=said)


def _recorded(request: HttpRequest, found: Interview, reason: str) -> HttpResponse | None:
    try:
        finish_interview(by=request.user, interview=found, unable_reason=reason, at=clock.now())
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("interview", found.id)
    request.session.pop(UNDER_WAY, None)
    messages.success(request, _("The screening is recorded."))
    return _away(request, "person", found.person.id)


def _away(request: HttpRequest, name: str, key: UUID) -> HttpResponse:
    """To another page. Screens are exchanged in place; the browser is told to leave this one."""
    answer = redirect(name, key)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


@never_cache
@page
def unable(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Why it could not be held, or not to its end: recorded with what was said until then."""
    found = interview_for(request.user, interview_id, clock.now())
    form = UnableForm(request.POST or None, script=border_form())
    if request.method == "POST" and form.is_valid():
        answer = _recorded(request, found, form.cleaned_data["unable_reason"])
        if answer is not None:
            return answer
    return show(request, "interview_unable.html", {"interview": found, "form": form})


@never_cache
@require_POST
@login_required
def leave(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The quick way out: keep what can be kept of the screen, and show what anybody may see.

    The browser sends the screen aside while it leaves, so that it may arrive once the session is
    covered already; it is kept all the same and shows nothing.
    """
    try:
        _keep_screen(request, interview_id)
    except (NotVisible, NotPermitted):
        pass
    return redirect("information")


def _keep_screen(request: HttpRequest, interview_id: UUID) -> None:
    found = interview_for(request.user, interview_id, clock.now())
    screens = screens_of(request.user, found.said.answers)
    screen = screens[min(max(found.said.step, 0), len(screens) - 1)]
    form = form_of(screen, found.said, request.POST)
    if form.is_valid() and request.POST.keys() & form.fields.keys():
        said = _with_answers(found.said, screen, form, declines=False)
        keep_answers(by=request.user, interview=found, said=said)
