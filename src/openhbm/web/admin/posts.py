"""Posts: added, with their profile, status and lanes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import change_lane, change_post, open_lane, open_post
from openhbm.apps.places.codes import LaneKind
from openhbm.apps.places.queries import lanes_of, post_for, posts_visible_to
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.admin.post_forms import LaneForm, NewPostForm, PostForm
from openhbm.web.exporting import exported
from openhbm.web.exporting.figure_tables import LANES
from openhbm.web.exporting.reference_tables import POSTS
from openhbm.web.filters import matching
from openhbm.web.forms import attempted
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("code", gettext_lazy("Code"), "code"),
    Column("name", gettext_lazy("Name"), "name"),
    Column("country", gettext_lazy("Country"), "country"),
    Column("type", gettext_lazy("Kind"), "post_type"),
    Column("status", gettext_lazy("Status"), "status"),
)
BY_CODE = "code"


@page
def posts(request: HttpRequest) -> HttpResponse:
    """Every post, by code."""
    _require_administering(request.user)
    rows = matching(posts_visible_to(request.user), request.GET.get("q", ""), ("code", "name"))
    rows = sorted_rows(request, rows, COLUMNS, BY_CODE)
    file = exported(request, rows, POSTS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, BY_CODE),
        "crumbs": [Crumb(_("Administration"), reverse("admin")), Crumb(_("Posts"))],
    }
    return show(request, "admin/posts.html", context)


@page
def new_post(request: HttpRequest) -> HttpResponse:
    """Add a post."""
    _require_administering(request.user)
    form = NewPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempted(request, form, open_post, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("The post is added."))
            return redirect("admin-post", made.code)
    crumbs = [*_crumbs(), Crumb(_("New post"))]
    return show(request, "admin/post_form.html", {"form": form, "crumbs": crumbs})


@page
def post(request: HttpRequest, code: str) -> HttpResponse:
    """The profile, status and lanes of one post."""
    _require_administering(request.user)
    found = post_for(request.user, code)
    asked = request.POST if request.method == "POST" else None
    form = PostForm(asked if asked and "profile" in asked else None, post=found)
    lane_form = LaneForm(asked if asked and "lane" in asked else None)
    if asked is not None:
        answer = _acted(request, found, form, lane_form)
        if answer is not None:
            return answer
    lanes = lanes_of(request.user, found)
    file = exported(request, lanes, LANES)
    if file is not None:
        return file
    context = {
        "post": found,
        "form": form,
        "lanes": list(lanes),
        "lane_form": lane_form,
        "kinds": LaneKind.choices,
        "languages": settings.LANGUAGES,
        "crumbs": [*_crumbs(), Crumb(found.name)],
    }
    return show(request, "admin/post.html", context)


def _acted(
    request: HttpRequest, found: Any, form: PostForm, lane_form: LaneForm
) -> HttpResponse | None:
    """Change the profile, add a lane, or open and close one; None to show the page again."""
    if form.is_bound:
        done = form.is_valid() and attempted(
            request, form, change_post, post=found, **form.cleaned_data
        )
    elif lane_form.is_bound:
        done = lane_form.is_valid() and attempted(
            request, lane_form, open_lane, post=found, **lane_form.cleaned_data
        )
    else:
        done = _lane_turned(request, found)
    if not done:
        return None
    messages.success(request, _("The post is changed."))
    return redirect("admin-post", found.code)


def _lane_turned(request: HttpRequest, found: Any) -> Any:
    """Open the lane that is closed, or close it."""
    wanted = request.POST.get("turn", "")
    lane = next((lane for lane in lanes_of(request.user, found) if str(lane.id) == wanted), None)
    if lane is None:
        return None
    try:
        return change_lane(by=request.user, lane=lane, is_open=not lane.is_open, at=clock.now())
    except ActionError as error:
        messages.error(request, str(error))
        return None


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Administration"), reverse("admin")), Crumb(_("Posts"), reverse("admin-posts"))]


def _require_administering(user: Any) -> None:
    if not may(user, Permission.ADMINISTER_PLACES):
        raise NotPermitted(_("Posts are kept by the national centre. Ask it."))
