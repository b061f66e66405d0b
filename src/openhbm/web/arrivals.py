"""Counts at the line: the list of them, one count and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.crossings.actions import correct_tally
from openhbm.apps.crossings.queries import (
    crossings_visible_to,
    progress_of,
    tallies_visible_to,
    tally_for,
    versions_of,
)
from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import arrivals_series
from openhbm.web import clock
from openhbm.web.bands import LARGEST, BandFields, band_initial
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import ARRIVALS, CROSSINGS
from openhbm.web.filters import at_post, post_filter
from openhbm.web.forms import ActionForm, attempted
from openhbm.web.journal import events_of
from openhbm.web.naming import who_crossed
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("time", gettext_lazy("Time"), "starts_at"),
    Column("post", gettext_lazy("Post"), "post__name"),
    Column("direction", gettext_lazy("Direction")),
    Column("persons", gettext_lazy("Persons"), "persons"),
    Column("mode", gettext_lazy("By")),
    Column("source", gettext_lazy("Source")),
)
NEWEST = "-time"


class CorrectionForm(BandFields, ActionForm):
    """A better number for a count; the first one stays in the journal."""

    persons = forms.IntegerField(label=gettext_lazy("Persons"), min_value=0, max_value=LARGEST)
    reason = forms.CharField(label=gettext_lazy("Why the number changes"), max_length=200)


@page
def arrivals(request: HttpRequest) -> HttpResponse:
    """Counts that stand, newest first."""
    posts = post_filter(request)
    rows = at_post(tallies_visible_to(request.user), posts)
    rows = sorted_rows(request, rows, COLUMNS, NEWEST)
    file = exported(request, rows, ARRIVALS)
    if file is not None:
        return file
    series = arrivals_series(request.user, clock.now(), posts.chosen)
    context = {
        "page": page_of(request, rows),
        "chart": arrivals_chart(series, get_language() or "en"),
        "headings": headings(request, COLUMNS, NEWEST),
        "filter": posts,
    }
    return show(request, "arrivals.html", context)


@page
def tally(request: HttpRequest, tally_id: UUID) -> HttpResponse:
    """One count: how many of it are registered, which groups and persons they are."""
    user = request.user
    found = tally_for(user, tally_id)
    of_count = crossings_visible_to(user).filter(tally_id=found.first_id)
    file = exported(request, of_count, CROSSINGS)
    if file is not None:
        return file
    crossings = page_of(request, of_count)
    context = {
        "tally": found,
        "progress": progress_of(user, found),
        "versions": list(versions_of(user, found)),
        "crossings": crossings,
        "rows": who_crossed(user, crossings),
        "form": CorrectionForm(initial={"persons": found.persons} | band_initial(found.counts)),
        "events": events_of(user, "tally", found, limit=5),
        "crumbs": [Crumb(_("Arrivals"), reverse("arrivals")), Crumb(_("Count of persons"))],
    }
    if request.method == "POST":
        form = CorrectionForm(request.POST)
        if form.is_valid() and (corrected := _correct(request, form, found)) is not None:
            messages.success(
                request, _("The count is corrected; the first number stays in the journal.")
            )
            return redirect("tally", corrected.id)
        context["form"] = form
    return show(request, "tally.html", context)


def _correct(request: HttpRequest, form: CorrectionForm, found: Any) -> Any:
    values = form.cleaned_data
    return attempted(
        request,
        form,
        correct_tally,
        tally=found,
        persons=values["persons"],
        counts=form.counts(),
        reason=values["reason"],
    )
