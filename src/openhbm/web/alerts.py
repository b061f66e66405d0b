"""Alerts: which posts, at what level, since when and why; confirmed by a person."""

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

from openhbm.apps.accounts.queries import may, may_write, names_of
from openhbm.apps.foresight.actions import confirm_alert, stand_down_alert
from openhbm.apps.foresight.codes import AlertLevel
from openhbm.apps.foresight.outgoing.queries import deliveries_of
from openhbm.apps.foresight.queries import (
    actions_asked_by,
    actions_by_level,
    alert_for,
    alerts_visible_to,
)
from openhbm.apps.foresight.signals.actions import raise_alert, take_measure
from openhbm.apps.foresight.signals.queries import measures_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import post_for
from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import arrivals_series
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.early_warning import MeasureForm
from openhbm.web.exporting import exported
from openhbm.web.exporting.figure_tables import DELIVERIES
from openhbm.web.exporting.tables import ALERTS
from openhbm.web.filters import at_post, chosen_code, post_filter
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Column, Crumb, headings, needs, page, page_of, show, sorted_rows

COLUMNS = (
    Column("level", gettext_lazy("Level"), "level"),
    Column("post", gettext_lazy("Post"), "post__name"),
    Column("since", gettext_lazy("Since"), "since_on"),
    Column("arrivals", gettext_lazy("Arrivals"), "arrivals"),
    Column("load", gettext_lazy("Load"), "capacity_ratio"),
    Column("confirmed", gettext_lazy("Confirmed")),
)
WORST = "-level"
FALSE_ALARM = "false_alarm"


class StandDownForm(ActionForm):
    """Why an alert is stood down."""

    finding = forms.ChoiceField(
        label=gettext_lazy("What you found"),
        widget=forms.RadioSelect,
        choices=[
            ("over", gettext_lazy("It was right and is over")),
            (FALSE_ALARM, gettext_lazy("It was a false alarm")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("Because"),
        max_length=300,
        help_text=gettext_lazy("What you saw or heard, and from whom."),
    )


class RaiseForm(ActionForm):
    """Why a post is raised before any count rises."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        choices=[
            (AlertLevel.WATCH, AlertLevel.WATCH.label),
            (AlertLevel.PREPARE, AlertLevel.PREPARE.label),
        ],
        coerce=int,
    )
    reason = forms.CharField(
        label=gettext_lazy("Because"),
        max_length=300,
        help_text=gettext_lazy("Which signals, and what you did to confirm them."),
    )


@page
def alerts(request: HttpRequest) -> HttpResponse:
    """Open alerts, the highest first; ``?state=all`` adds those that ended."""
    posts = post_filter(request)
    rows = alerts_visible_to(request.user).select_related("post")
    is_all = chosen_code(request, "state", ("all",)) == "all"
    rows = rows if is_all else rows.filter(is_open=True)
    rows = sorted_rows(request, at_post(rows, posts), COLUMNS, WORST)
    file = exported(request, rows, ALERTS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, WORST),
        "filter": posts,
        "is_all": is_all,
        "by_level": actions_by_level(request.user),
    }
    return show(request, "alerts.html", context)


@page
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert with its reasons: confirmed by a person who looked into it, or stood down."""
    found = alert_for(request.user, alert_id)
    asked = list(actions_asked_by(request.user, found))
    form = StandDownForm(request.POST if "stand-down" in request.POST else None)
    taking = MeasureForm(request.POST if "take" in request.POST else None, measures=asked)
    if request.method == "POST" and (
        _is_written_down(request, taking, found)
        if taking.is_bound
        else _is_acted_on(request, form, found)
    ):
        return redirect("alert", found.id)
    deliveries = deliveries_of(request.user, found)
    file = exported(request, deliveries, DELIVERIES)
    if file is not None:
        return file
    taken = list(measures_of(request.user, alert=found))
    people = {found.confirmed_by_id, found.stood_down_by_id, *(m.done_by_id for m in taken)}
    people -= {None}
    names = names_of(request.user, people)
    context = {
        "alert": found,
        "chart": arrivals_chart(
            arrivals_series(request.user, clock.now(), found.post), get_language() or "en"
        ),
        "actions": [words for _code, words in asked],
        "taken": [(measure, names.get(measure.done_by_id, "")) for measure in taken],
        "taking": taking,
        "can_take": may_write(request.user, Compartment.OPERATIONAL) and bool(asked),
        "form": form,
        "deliveries": deliveries,
        "can_confirm": found.is_open
        and may(request.user, Permission.CONFIRM_ALERTS, found.post_id),
        "confirmed_by": names.get(found.confirmed_by_id, ""),
        "stood_down_by": names.get(found.stood_down_by_id, ""),
        "crumbs": [
            Crumb(_("Alerts"), reverse("alerts")),
            Crumb(found.post.name_in(get_language() or "en")),
        ],
    }
    return show(request, "alert.html", context)


def _is_acted_on(request: HttpRequest, form: StandDownForm, found: Any) -> bool:
    """Confirm or stand down; False when the form has to be shown again."""
    try:
        if not form.is_bound:
            confirm_alert(by=request.user, alert=found, at=clock.now())
            messages.success(request, _("The alert is confirmed."))
            return True
        if not form.is_valid():
            return False
        given = form.cleaned_data
        stand_down_alert(
            by=request.user,
            alert=found,
            reason=given["reason"],
            is_false_alarm=given["finding"] == FALSE_ALARM,
            at=clock.now(),
        )
    except ActionError as error:
        messages.error(request, str(error))
        return True
    messages.success(request, _("The alert is stood down."))
    return True


def _is_written_down(request: HttpRequest, form: MeasureForm, found: Any) -> bool:
    """Keep what was done because of the alert; False when the form has to be shown again."""
    if not form.is_valid():
        return False
    try:
        take_measure(by=request.user, alert=found, at=clock.now(), **form.cleaned_data)
    except ActionError as error:
        form.refuse(error)
        return False
    messages.success(request, _("Saved."))
    return True


@page
@needs(Permission.CONFIRM_ALERTS)
def raise_post(request: HttpRequest, code: str) -> HttpResponse:
    """A person raises a post to watch or prepare because of signals."""
    post = post_for(request.user, code)
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raised = raise_alert(by=request.user, post=post, at=clock.now(), **form.cleaned_data)
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The alert is raised."))
            return redirect("alert", raised.id)
    crumbs = [
        Crumb(_("Early warning"), reverse("early-warning")),
        Crumb(post.name_in(get_language() or "en")),
    ]
    context = {"form": form, "title": _("Raise an alert"), "crumbs": crumbs}
    return show(request, "signal_form.html", context)
