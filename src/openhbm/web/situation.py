"""The situation page: where people arrive, how many will come, who waits, what is lacking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import situation as situation_at
from openhbm.web import clock
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import SITUATION, STAFF_GAPS, STOCK_GAPS
from openhbm.web.filters import post_filter
from openhbm.web.mapping import map_data
from openhbm.web.pages import page, show

POSTS_FIRST_SHOWN = 12


@page
def situation(request: HttpRequest) -> HttpResponse:
    """Everything known up to now, for all posts or for one."""
    posts = post_filter(request)
    found = situation_at(request.user, clock.now(), posts.chosen)
    ranked = sorted(found.posts, key=lambda post: (-post.level, -(post.arrivals or 0), post.name))
    file = (
        exported_values(request, ranked, SITUATION)
        or exported_values(request, found.staff_gaps, STAFF_GAPS, beside=True)
        or exported_values(request, found.stock_gaps, STOCK_GAPS, beside=True)
    )
    if file is not None:
        return file
    context = {
        "situation": found,
        "filter": posts,
        "first_posts": ranked[:POSTS_FIRST_SHOWN],
        "more_posts": ranked[POSTS_FIRST_SHOWN:],
        "chart": arrivals_chart(found.series, get_language() or "en"),
        "map_data": map_data(found.posts),
        "levels": range(5),
        "change": _change(found.arrivals, found.arrivals_day_before),
    }
    return show(request, "situation.html", context)


def _change(now: int | None, before: int | None) -> str:
    """How arrivals moved since the day before, in words."""
    if now is None or not before:
        return ""
    percent = round((now - before) / before * 100)
    if percent == 0:
        return _("as many as the day before")
    words = (
        _("%(percent)s %% more than the day before")
        if percent > 0
        else _("%(percent)s %% fewer than the day before")
    )
    return words % {"percent": abs(percent)}
