"""One post: its profile, how many come, what it lacks, and its alerts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.capacity.queries import plan_for
from openhbm.apps.foresight.queries import alerts_visible_to
from openhbm.apps.places.queries import lanes_of, post_for, services_near
from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import situation
from openhbm.web import clock
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import NEEDS
from openhbm.web.mapping import map_of_place
from openhbm.web.pages import Crumb, page, show

ALERTS_SHOWN = 8


@page
def post(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody at a border needs to know of a post, and its figures."""
    user = request.user
    language = get_language() or "en"
    found = post_for(user, code)
    plan = plan_for(user, found)
    file = exported_values(request, plan.lines if plan else (), NEEDS)
    if file is not None:
        return file
    now = situation(user, clock.now(), found)
    context = {
        "post": found,
        "situation": now,
        "map_data": map_of_place(now.posts),
        "chart": arrivals_chart(now.series, language),
        "plan": plan,
        "lanes": open_lanes(user, found),
        "services": list(services_near(user, found)),
        "alerts": list(alerts_visible_to(user).filter(post=found)[:ALERTS_SHOWN]),
        "crumbs": [
            Crumb(_("Situation"), reverse("situation")),
            Crumb(found.name_in(language)),
        ],
    }
    return show(request, "post.html", context)


def open_lanes(user: Any, post: Any) -> list[tuple[str, int]]:
    """(kind of lane, how many are open), the most frequent first."""
    kinds = (lane.get_kind_display() for lane in lanes_of(user, post) if lane.is_open)
    return Counter(kinds).most_common()
