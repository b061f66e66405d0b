"""The situation page: where people arrive, how many will come, who waits, what is lacking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import situation as situation_at
from openhbm.web import clock
from openhbm.web.filters import post_filter
from openhbm.web.labels import label
from openhbm.web.pages import page, show
from openhbm.web.templatetags.labels import ratio, whole

POSTS_FIRST_SHOWN = 12


@page
def situation(request: HttpRequest) -> HttpResponse:
    """Everything known up to now, for all posts or for one."""
    posts = post_filter(request)
    found = situation_at(request.user, clock.now(), posts.chosen)
    ranked = sorted(found.posts, key=lambda post: (-post.level, -(post.arrivals or 0), post.name))
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


def map_data(posts: Any) -> dict[str, Any]:
    """What the map draws: one mark per post, with every word in the page's language."""
    return {
        "language": get_language() or "en",
        "more": _("Open this post"),
        "posts": [_mark(post) for post in posts],
    }


def _mark(post: Any) -> dict[str, Any]:
    return {
        "id": str(post.id),
        "name": post.name,
        "latitude": post.latitude,
        "longitude": post.longitude,
        "arrivals": post.arrivals or 0,
        "level": post.level,
        "href": reverse("post", args=[post.code]),
        "lines": _lines(post),
    }


def _lines(post: Any) -> list[str]:
    lines = [label(post.level, "level"), _arrivals_line(post.arrivals)]
    if post.load_ratio is not None:
        lines.append(_("Load: %(ratio)s of a day's throughput") % {"ratio": ratio(post.load_ratio)})
    return lines


def _arrivals_line(arrivals: int | None) -> str:
    if arrivals is None:
        return _("no count reported")
    words = ngettext("%(count)s arrival", "%(count)s arrivals", arrivals)
    return words % {"count": whole(arrivals)}


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
