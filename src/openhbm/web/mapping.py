"""Posts as a map draws them. What a map shows, the page says in words beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openhbm.web.labels import label
from openhbm.web.templatetags.labels import ratio, whole


def map_data(posts: Iterable[Any]) -> dict[str, Any]:
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


def map_of_place(posts: Iterable[Any]) -> dict[str, Any] | None:
    """The same for one place; None where nobody has measured its position."""
    placed = [post for post in posts if post.latitude is not None and post.longitude is not None]
    return map_data(placed) if placed else None
