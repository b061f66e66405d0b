"""The arrival desk: one post for the shift, today's counts, who waits, and what to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from openhbm.apps.accounts.queries import may
from openhbm.apps.crossings.queries import counts_waiting, desk_figures
from openhbm.apps.people.paper_pictures.queries import paper_pictures_waiting
from openhbm.apps.people.queries import groups_waiting
from openhbm.apps.places.queries import posts_worked_at
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.tables import GROUPS
from openhbm.web.pages import needs, page, show
from openhbm.web.posts import open_lanes

POST_KEY = "desk_post"
SHOWN = 12
WAITING_DAYS = 3


def desk_post(request: HttpRequest) -> Any:
    """The post of this shift: chosen before, or the only one there is; None while open."""
    posts = list(posts_worked_at(request.user)[:200])  # type: ignore[arg-type]
    chosen = request.session.get(POST_KEY, "")
    found = next((post for post in posts if str(post.id) == chosen), None)
    return found or (posts[0] if len(posts) == 1 else None)


def desk_post_id(request: HttpRequest) -> str:
    """What a form's post starts with: the one asked for, else the one of the shift."""
    asked = request.GET.get("post", "")
    if asked:
        return asked
    post = desk_post(request)
    return str(post.id) if post else ""


@page
@needs(Permission.WRITE_OPERATIONAL)
def desk(request: HttpRequest) -> HttpResponse:
    """Where an officer works a shift; a post chosen here is kept while signed in."""
    user: Any = request.user
    posts = list(posts_worked_at(user)[:200])
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        if any(str(post.id) == wanted for post in posts):
            request.session[POST_KEY] = wanted
        return redirect("desk")
    post = desk_post(request)
    language = get_language() or "en"
    context: dict[str, Any] = {
        "post": post,
        "posts": [(str(p.id), p.name_in(language)) for p in posts],
        "is_choosing": post is None or "choose" in request.GET,
    }
    if post is not None:
        now = clock.now()
        waiting = groups_waiting(user, post, now - timedelta(days=WAITING_DAYS))
        file = exported(request, waiting, GROUPS)
        if file is not None:
            return file
        context |= {
            "now": now,
            "figures": desk_figures(user, post, clock.today()),
            "counts": counts_waiting(user, post, clock.today())[:SHOWN],
            "groups": waiting[:SHOWN],
            "lanes": open_lanes(user, post),
            "pictures": _pictures_waiting(user, post),
            "may_open": may(user, Permission.OPEN_POST, post.id),
            "may_register": may(user, Permission.WRITE_IDENTITY, post.id),
            "may_count": may(user, Permission.WRITE_OPERATIONAL, post.id),
        }
    return show(request, "desk.html", context)


def _pictures_waiting(user: Any, post: Any) -> int:
    """How many pictures of papers an officer of this post has to compare."""
    if not may(user, Permission.WRITE_IDENTITY, post.id):
        return 0
    return paper_pictures_waiting(user).filter(person__registered_post=post).count()
