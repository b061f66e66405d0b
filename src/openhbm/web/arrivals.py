"""Counts at the line: the tally pad, the list of counts, one count and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.crossings.actions import correct_tally, count_arrivals
from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.crossings.queries import (
    crossings_visible_to,
    progress_of,
    tallies_visible_to,
    tally_for,
    versions_of,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_worked_at
from openhbm.web import clock
from openhbm.web.bands import LARGEST, BandFields, band_initial
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import ARRIVALS
from openhbm.web.filters import at_post, post_filter
from openhbm.web.forms import ActionForm
from openhbm.web.journal import events_of
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
PAD_DIRECTIONS = (Direction.IN, Direction.OUT, Direction.TRANSIT)
PAD_MODES = (
    TransportMode.UNKNOWN,
    TransportMode.FOOT,
    TransportMode.CAR,
    TransportMode.BUS,
    TransportMode.TRAIN,
    TransportMode.BICYCLE,
    TransportMode.FERRY,
    TransportMode.BOAT_SMALL,
    TransportMode.AMBULANCE,
)


class CountForm(BandFields, ActionForm):
    """The tally pad. Bands may stay empty; the number of persons may not."""

    field_order = ("post", "direction", "mode", "persons")

    post = forms.ChoiceField(label=gettext_lazy("Post"))
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=[(d.value, d.label) for d in PAD_DIRECTIONS]
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("By"), choices=[(m.value, m.label) for m in PAD_MODES]
    )
    persons = forms.IntegerField(
        label=gettext_lazy("Persons"),
        min_value=1,
        max_value=LARGEST,
        help_text=gettext_lazy("Follows the counts by age and sex once one is filled."),
        widget=forms.NumberInput(attrs={"data-pad-persons": "", "inputmode": "numeric"}),
    )
    vulnerable_seen = forms.IntegerField(
        label=gettext_lazy("Of them visibly in need of help"),
        min_value=0,
        max_value=LARGEST,
        required=False,
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.id): post for post in posts}
        offered = [(key, post.name_in(get_language() or "en")) for key, post in self.posts.items()]
        self.fields["post"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("persons") and sum(self.counts().values()) > values["persons"]:
            self.add_error("persons", _("The counts by age and sex add up to more than this."))
        return values


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
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, NEWEST),
        "filter": posts,
    }
    return show(request, "arrivals.html", context)


@page
def count(request: HttpRequest) -> HttpResponse:
    """The tally pad."""
    posts = posts_worked_at(request.user)
    form = CountForm(
        request.POST or None, posts=posts, initial={"post": request.GET.get("post", "")}
    )
    if request.method == "POST" and form.is_valid():
        tally = _count(request, form)
        if tally is not None:
            text = ngettext(
                "%(count)s person counted.", "%(count)s persons counted.", tally.persons
            )
            messages.success(request, text % {"count": tally.persons})
            return redirect("tally", tally.id)
    crumbs = [Crumb(_("Arrivals"), reverse("arrivals")), Crumb(_("Count"))]
    return show(request, "count.html", {"form": form, "crumbs": crumbs})


def _count(request: HttpRequest, form: CountForm) -> Any:
    values = form.cleaned_data
    try:
        return count_arrivals(
            by=request.user,
            post=form.posts[values["post"]],
            persons=values["persons"],
            at=clock.now(),
            direction=values["direction"],
            counts=form.counts(),
            mode=values["mode"],
            vulnerable_seen=values["vulnerable_seen"],
        )
    except ActionError as error:
        form.refuse(error)
        return None


@page
def tally(request: HttpRequest, tally_id: UUID) -> HttpResponse:
    """One count: how many of it are registered, which groups and persons they are."""
    user = request.user
    found = tally_for(user, tally_id)
    crossings = crossings_visible_to(user).filter(tally_id=found.first_id)
    context = {
        "tally": found,
        "progress": progress_of(user, found),
        "versions": list(versions_of(user, found)),
        "crossings": page_of(request, crossings),
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
    try:
        return correct_tally(
            by=request.user,
            tally=found,
            at=clock.now(),
            persons=values["persons"],
            counts=form.counts(),
            reason=values["reason"],
        )
    except ActionError as error:
        form.refuse(error)
        return None
