"""Files of counts and posts: sent, read, looked at, stored; each with its page of progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.actions import (
    confirm_import,
    discard_import,
    resume_import,
    start_import,
)
from openhbm.apps.intake.files import MOST_BYTES
from openhbm.apps.intake.queries import import_job_for, import_jobs_of, imports_visible_to
from openhbm.apps.intake.reporting import understood_lines
from openhbm.apps.intake.running import hand_over, is_stalled, progress_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported, exported_values
from openhbm.web.exporting.figure_tables import REFUSED
from openhbm.web.exporting.reference_tables import IMPORTS
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Column, Crumb, headings, needs, page, page_of, show, sorted_rows
from openhbm.web.progress import REFRESH_SECONDS, Progress

COLUMNS = (
    Column("file", gettext_lazy("File"), "file_name"),
    Column("kind", gettext_lazy("Holds"), "kind"),
    Column("new", gettext_lazy("New"), "accepted"),
    Column("revised", gettext_lazy("Changed"), "revised"),
    Column("refused", gettext_lazy("Refused"), "rejected"),
    Column("when", gettext_lazy("Stored"), "made_at"),
)
NEWEST = "-when"
KINDS = (
    ("arrivals", gettext_lazy("Counts of arrivals")),
    ("posts", gettext_lazy("Border posts")),
)
JOBS_SHOWN = 5
STEPS: dict[str, Callable[..., Any]] = {
    "confirm": confirm_import,
    "discard": discard_import,
    "resume": resume_import,
}


class ImportForm(ActionForm):
    """A file, what it holds, and how to read it where that cannot be guessed."""

    kind = forms.ChoiceField(label=gettext_lazy("The file holds"), choices=KINDS)
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy("CSV or XLSX; border posts also as GeoJSON."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.geojson"}),
    )
    mapping = forms.CharField(
        label=gettext_lazy("Columns, where they are not recognised"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Such as date=Data,persons=Valore,post:=Lampedusa"),
    )
    create_posts = forms.CharField(
        label=gettext_lazy("Open unknown posts in this country"),
        required=False,
        max_length=3,
        help_text=gettext_lazy("Three letters such as POL; empty refuses rows of unknown posts."),
    )


@page
@needs(Permission.WRITE_OPERATIONAL)
def imports(request: HttpRequest) -> HttpResponse:
    """What was imported, what waits for a decision, and a form to send a file."""
    rows = sorted_rows(request, imports_visible_to(request.user), COLUMNS, NEWEST)
    file = exported(request, rows, IMPORTS)
    if file is not None:
        return file
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require_write(request.user, Compartment.OPERATIONAL)
        if form.is_valid() and (job := _start(request, form)) is not None:
            return redirect("import", job.id)
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, NEWEST),
        "form": form,
        "jobs": list(import_jobs_of(request.user)[:JOBS_SHOWN]),
        "kinds": dict(KINDS),
    }
    return show(request, "imports.html", context)


def _start(request: HttpRequest, form: ImportForm) -> Any:
    values = form.cleaned_data
    sent = values["file"]
    try:
        job = start_import(
            by=request.user,
            kind=values["kind"],
            file_name="".join(mark for mark in sent.name if mark.isprintable()) or "upload",
            # One byte more than is read at once, so that too much is told as such.
            data=bytes(sent.read(MOST_BYTES + 1)),
            language=get_language() or "en",
            mapping=values["mapping"],
            create_posts=values["create_posts"].strip().upper(),
        )
    except ActionError as error:
        form.refuse(error)
        return None
    hand_over(request.user, job)
    return job


@page
@needs(Permission.WRITE_OPERATIONAL)
def import_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One file on its way: progress while it is worked on, then what was understood or stored."""
    job = import_job_for(request.user, job_id)
    if request.method == "POST":
        _decide(request, job)
        return redirect("import", job.id)
    file = exported_values(request, job.report.get("errors", ()), REFUSED)
    if file is not None:
        return file
    done, total = progress_of(job)
    context = {
        "job": job,
        "report": job.report,
        "understood": list(understood_lines(job.report.get("understood", {}))),
        "more_errors": job.report.get("rejected", 0) - len(job.report.get("errors", ())),
        "has_effect": any(job.report.get(name) for name in ("accepted", "revised")),
        "progress": Progress(job.get_state_display(), done, total),
        "is_stalled": is_stalled(job, clock.now()),
        "refresh_seconds": REFRESH_SECONDS,
        "crumbs": [Crumb(_("Files"), reverse("imports")), Crumb(job.file_name)],
    }
    return show(request, "import_job.html", context)


def _decide(request: HttpRequest, job: Any) -> None:
    wanted = request.POST.get("step", "")
    step = STEPS.get(wanted)
    if step is None or (wanted == "resume" and not is_stalled(job, clock.now())):
        messages.error(request, _("Nothing was done: choose one of the buttons."))
        return
    try:
        moved = step(by=request.user, job_id=job.id)
    except ActionError as error:
        messages.error(request, str(error))
        return
    if moved.is_running:
        hand_over(request.user, moved)
