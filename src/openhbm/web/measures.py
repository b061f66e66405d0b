"""Legal measures: what is prepared, in force and over, on what basis, until when, and whether the
tests of a derogation are met. A person drafts, another one activates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may, names_of
from openhbm.apps.crises.actions import activate_measure, draft_measure, drop_draft, end_measure
from openhbm.apps.crises.queries import (
    crises_visible_to,
    derogation_of,
    measure_draft_for,
    measure_drafts_visible_to,
    measure_for,
    measures_visible_to,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.law import Measure
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.figure_tables import MEASURE_DRAFTS
from openhbm.web.exporting.reference_tables import MEASURES
from openhbm.web.forms import ActionForm
from openhbm.web.measure_forms import DraftForm, DropForm, EndForm
from openhbm.web.pages import Crumb, page, show


@dataclass(frozen=True, slots=True)
class Row:
    """A measure or draft with its content and what the tests of a derogation answer today."""

    record: Any
    title: str
    content: Measure | None
    tests: Any

    @property
    def is_verified(self) -> bool:
        return self.content is not None and self.content.verified


@page
def measures(request: HttpRequest) -> HttpResponse:
    """Drafts, measures in force, those to come and those that are over."""
    user, today = request.user, clock.today()
    drafts = measure_drafts_visible_to(user)
    file = exported(request, measures_visible_to(user), MEASURES)
    file = file or exported(request, drafts, MEASURE_DRAFTS, beside=True)
    if file is not None:
        return file
    parts: dict[str, list[Row]] = {"in_force": [], "to_come": [], "over": []}
    for measure in measures_visible_to(user):
        parts[_part_of(measure, today)].append(row_of(user, measure))
    context = {
        **parts,
        "drafts": [row_of(user, draft) for draft in drafts],
        "prepared": list(pack().all(Measure).values()),
        "can_draft": may(user, Permission.DRAFT_MEASURES),
    }
    return show(request, "measures.html", context)


def _part_of(measure: Any, today: Any) -> str:
    is_ended = measure.ended_on is not None and measure.ended_on <= today
    if is_ended or measure.ends_on < today:
        return "over"
    return "in_force" if measure.starts_on <= today else "to_come"


def row_of(user: Any, record: Any) -> Row:
    """A measure or draft as a page shows it."""
    content = pack().all(Measure).get(record.content_id)
    named = text_in(content.title, get_language() or "en") if content else ""
    title = named or getattr(record, "title", record.content_id)
    return Row(record, title, content, derogation_of(user, record, clock.today()))


@page
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """One adopted measure; it can be ended before its last day."""
    found = measure_for(request.user, measure_id)
    is_over = _part_of(found, clock.today()) == "over"
    can_end = may(request.user, Permission.ACTIVATE_MEASURES) and not is_over
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        values = {"measure": found, **form.cleaned_data}
        if _done(request, form, end_measure, **values):
            messages.success(request, _("The measure is ended; ordinary law applies again."))
            return redirect("measure", found.id)
    context = {
        "row": row_of(request.user, found),
        "form": form if can_end else None,
        "is_over": is_over,
        "activated_by": names_of(request.user, {found.activated_by_id}).get(found.activated_by_id),
        "crumbs": _crumbs(found.title),
    }
    return show(request, "measure.html", context)


@page
def new_draft(request: HttpRequest) -> HttpResponse:
    """Prepare a measure of the content for a country."""
    if not may(request.user, Permission.DRAFT_MEASURES):
        raise NotPermitted(_("Your roles do not let you draft measures. Ask a legal adviser."))
    crises = crises_visible_to(request.user)
    asked = {"content_id": request.GET.get("measure", ""), "starts_on": clock.today()}
    form = DraftForm(request.POST or None, crises=crises, initial=asked)
    if request.method == "POST" and form.is_valid():
        made = _done(request, form, draft_measure, **form.values())
        if made:
            messages.success(request, _("The draft is kept. Another person puts it into force."))
            return redirect("measure-draft", made.id)
    return show(request, "measure_form.html", {"form": form, "crumbs": _crumbs(_("New draft"))})


@page
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One draft with its tests: activated by another person than drafted it, or dropped."""
    user = request.user
    found = measure_draft_for(user, draft_id)
    form = DropForm(request.POST if "drop" in request.POST else None)
    if "activate" in request.POST:
        made = _done(request, form, activate_measure, draft=found)
        if made:
            messages.success(request, _("The measure is adopted."))
            return redirect("measure", made.id)
    elif _is_dropped(request, form, found):
        messages.success(request, _("The draft is dropped."))
        return redirect("measures")
    row = row_of(user, found)
    context = {
        "row": row,
        "form": form if may(user, Permission.DRAFT_MEASURES) else None,
        "can_activate": may(user, Permission.ACTIVATE_MEASURES) and user.id != found.drafted_by_id,
        "is_drafter": user.id == found.drafted_by_id,
        "drafted_by": names_of(user, {found.drafted_by_id}).get(found.drafted_by_id, ""),
        "crumbs": _crumbs(row.title),
    }
    return show(request, "measure_draft.html", context)


def _is_dropped(request: HttpRequest, form: DropForm, found: Any) -> bool:
    is_asked = form.is_bound and form.is_valid()
    return is_asked and bool(_done(request, form, drop_draft, draft=found, **form.cleaned_data))


def _crumbs(name: str) -> list[Crumb]:
    return [Crumb(_("Legal measures"), reverse("measures")), Crumb(name)]


def _done(request: HttpRequest, form: ActionForm, act: Callable[..., Any], **given: Any) -> Any:
    """What the action made; None when it refused, which the form or a message then says."""
    try:
        return act(by=request.user, at=clock.now(), **given)
    except ActionError as error:
        if form.is_bound:
            form.refuse(error)
        else:
            messages.error(request, str(error))
        return None
