"""Alerts: which posts, at what level, since when and why; confirmed by a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.foresight.actions import confirm_alert
from openhbm.apps.foresight.queries import actions_asked_by, alert_for, alerts_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import ALERTS
from openhbm.web.filters import at_post, chosen_code, post_filter
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("level", gettext_lazy("Level"), "level"),
    Column("post", gettext_lazy("Post"), "post__name"),
    Column("since", gettext_lazy("Since"), "since_on"),
    Column("arrivals", gettext_lazy("Arrivals"), "arrivals"),
    Column("load", gettext_lazy("Load"), "capacity_ratio"),
    Column("confirmed", gettext_lazy("Confirmed")),
)
WORST = "-level"


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
    }
    return show(request, "alerts.html", context)


@page
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert with its reasons; confirming says that a person looked into it."""
    found = alert_for(request.user, alert_id)
    if request.method == "POST":
        try:
            confirm_alert(by=request.user, alert=found, at=clock.now())
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The alert is confirmed."))
        return redirect("alert", found.id)
    crumbs = [Crumb(_("Alerts"), reverse("alerts")), Crumb(found.post.name)]
    context = {
        "alert": found,
        "actions": [words for _code, words in actions_asked_by(request.user, found)],
        "crumbs": crumbs,
    }
    return show(request, "alert.html", context)
