"""Situation reports: list, page, PDF and JSON; composing, wording and issuing."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may, names_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.reports.actions import (
    compose_sitrep,
    correct_sitrep,
    edit_sitrep,
    issue_sitrep,
)
from openhbm.apps.reports.papers import paper_of
from openhbm.apps.reports.queries import (
    corrections_of,
    previous_sitrep,
    sitrep_for,
    sitreps_visible_to,
)
from openhbm.apps.reports.rendering import sitrep_html, sitrep_json
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.templates import DocumentTemplate
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import REPORTS
from openhbm.web.filters import at_post, chosen_code, post_filter
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Column, Crumb, View, headings, page, page_of, show, sorted_rows
from openhbm.web.progress import REFRESH_SECONDS, Progress

TEMPLATE = "sitrep"
COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("period", gettext_lazy("Period"), "period_to_on"),
    Column("post", gettext_lazy("Post")),
    Column("level", gettext_lazy("Level"), "level"),
    Column("status", gettext_lazy("State"), "status"),
)
NEWEST = "-period"


class ComposeForm(ActionForm):
    """The day a report is for."""

    on = forms.DateField(
        label=gettext_lazy("Report for the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NarrativeForm(ActionForm):
    """Words of a person beside the figures, section by section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        for section in pack().get(DocumentTemplate, TEMPLATE).sections:
            if section.has_narrative:
                self.fields[section.key] = forms.CharField(
                    label=text_in(section.title, language),
                    help_text=text_in(section.hint, language) if section.hint else "",
                    required=False,
                    max_length=4000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def has_new_words(self) -> bool:
        """Whether a section sent reads otherwise than the one stored; line ends do not count."""
        return any(
            self.cleaned_data[name].split() != str(self.initial.get(name, "")).split()
            for name in self.fields
            if name in self.data
        )


@page
def sitreps(request: HttpRequest) -> HttpResponse:
    """Reports, newest first; a new one is composed from the same page."""
    posts = post_filter(request)
    form = ComposeForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        made = _attempt(
            request, form, compose_sitrep, on=form.cleaned_data["on"], post=posts.chosen
        )
        if made is not None:
            return redirect("sitrep", made.id)
    rows = at_post(sitreps_visible_to(request.user), posts)
    rows = sorted_rows(request, rows, COLUMNS, NEWEST)
    file = exported(request, rows, REPORTS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, NEWEST),
        "filter": posts,
        "form": form,
    }
    return show(request, "sitreps.html", context)


@page
def sitrep(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report as a page; a draft is worded and issued here, an issued one corrected."""
    user = request.user
    report = sitrep_for(user, report_id)
    language = chosen_code(request, "language", dict(settings.LANGUAGES))
    words = report.translations.get(language, {}) if language else report.narrative
    form = NarrativeForm(request.POST or None, initial=words)
    if request.method == "POST":
        answer = _acted(request, report, form, language)
        if answer is not None:
            return answer
    previous = previous_sitrep(user, report)
    beside = previous if chosen_code(request, "beside", ("previous",)) else None
    context = {
        "report": report,
        "body": body_of(report),
        "previous": previous,
        "beside": beside,
        "beside_body": body_of(beside) if beside else "",
        "form": form if report.is_draft and may_word(user, report) else None,
        "language": language,
        "languages": settings.LANGUAGES,
        "can_issue": may(user, Permission.ISSUE_REPORTS, report.post_id),
        "can_correct": not report.is_draft and may_word(user, report),
        "corrections": list(corrections_of(user, report)),
        "issued_by": names_of(user, {report.issued_by_id}).get(report.issued_by_id, ""),
        "crumbs": [Crumb(_("Reports"), reverse("sitreps")), Crumb(report.number)],
    }
    return show(request, "sitrep.html", context)


def body_of(report: Any) -> Any:
    """The report as a piece of a page; our own rendered template, every value escaped in it."""
    return mark_safe(sitrep_html(report, get_language() or "en"))  # noqa: S308


def may_word(user: Any, report: Any) -> bool:
    """Whether the user may write the words of this report."""
    return may(user, Permission.WRITE_OPERATIONAL, report.post_id)


def _acted(
    request: HttpRequest, report: Any, form: NarrativeForm, language: str
) -> HttpResponse | None:
    """Save, issue or correct, as the button says; None to show the page again."""
    if "correct" in request.POST:
        made = _attempt(request, form, correct_sitrep, report=report)
        return redirect("sitrep", made.id) if made else None
    if not report.is_draft or not _is_ready(request, form):
        return None
    is_issue = "issue" in request.POST
    given = {} if is_issue else {"narrative": form.cleaned_data, "language": language}
    action = issue_sitrep if is_issue else edit_sitrep
    if _attempt(request, form, action, report=report, **given) is None:
        return None
    done = _("The report is issued.") if is_issue else _("The report is saved.")
    messages.success(request, done)
    query = f"?language={language}" if language and not is_issue else ""
    return redirect(reverse("sitrep", args=[report.id]) + query)


def _is_ready(request: HttpRequest, form: NarrativeForm) -> bool:
    """Whether the form can be acted on; issuing is final, so words not saved yet stop it."""
    if not form.is_valid():
        return False
    if "issue" not in request.POST or not form.has_new_words():
        return True
    form.add_error(
        None,
        _("Some words are not saved yet. Save the draft and read it, then issue the report."),
    )
    return False


@page
def sitrep_paper(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The report on its way to paper: progress while it is set, then where it is."""
    report = sitrep_for(request.user, report_id)
    paper = _paper(request, report)
    if paper is None:
        return redirect("sitrep", report.id)
    context = {
        "report": report,
        "is_ready": paper.done(),
        "progress": Progress(_("The report is being set as PDF")),
        "refresh_seconds": REFRESH_SECONDS,
        "crumbs": [
            Crumb(_("Reports"), reverse("sitreps")),
            Crumb(report.number, reverse("sitrep", args=[report.id])),
            Crumb("PDF"),
        ],
    }
    return show(request, "sitrep_paper.html", context)


@page
def sitrep_as_pdf(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The same report on paper, in the page's language; waits until it is set."""
    report = sitrep_for(request.user, report_id)
    paper = _paper(request, report)
    if paper is None:
        return redirect("sitrep", report.id)
    return _download(paper.result(), "application/pdf", f"{report.number}.pdf")


def _paper(request: HttpRequest, report: Any) -> Future[bytes] | None:
    """The report being set in the page's language; None, with the reason told, when it is not."""
    try:
        return paper_of(report, get_language() or "en")
    except ActionError as error:
        messages.error(request, str(error))
        return None


@page
def sitrep_as_json(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The same report for machines."""
    report = sitrep_for(request.user, report_id)
    data = json.dumps(sitrep_json(report), ensure_ascii=False, indent=2).encode()
    return _download(data, "application/json", f"{report.number}.json")


def _download(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    safe = "".join(c if c.isalnum() or c in "-._" else "-" for c in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _attempt(request: HttpRequest, form: ActionForm, act: View, **given: Any) -> Any:
    try:
        return act(by=request.user, at=clock.now(), **given)
    except ActionError as error:
        form.refuse(error)
        return None
