"""Border posts."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, IdempotencyKey, Line, Note, text
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.foresight.queries import current_levels
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.codes import PostStatus, PostType
from openhbm.apps.places.queries import post_for, posts_visible_to

router = Router(tags=["posts"])
ORDER = ("country", "name", "id")


class PostOut(Schema):
    """A border post. ``alert_level`` is 0 to 4."""

    id: UUID
    code: str
    name: str
    names: dict[str, str]
    country: str
    other_side_country: str
    unlocode: str
    latitude: float | None
    longitude: float | None
    post_type: str
    status: str
    alert_level: int


class PostIn(Body):
    """A post to open; ``country`` is the State that runs it."""

    code: text(40, least=1)  # type: ignore[valid-type]
    name: text(160, least=1)  # type: ignore[valid-type]
    names: dict[text(8, least=2), Line] = {}  # type: ignore[valid-type]
    country: text(3, least=1)  # type: ignore[valid-type]
    other_side_country: text(3) = ""  # type: ignore[valid-type]
    unlocode: text(5) = ""  # type: ignore[valid-type]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    post_type: PostType
    status: PostStatus = PostStatus.OPEN
    source: Note = ""  # type: ignore[valid-type]


class PostFilter(Schema):
    country: text(3) = ""  # type: ignore[valid-type]
    status: PostStatus | None = None


def _out(post: Any, level: int) -> PostOut:
    plain = {name: getattr(post, name) for name in PostOut.model_fields if name != "alert_level"}
    return PostOut(**plain, alert_level=level)


@router.get("", response=Page[PostOut])
def list_posts(request: HttpRequest, paging: Query[Paging], wanted: Query[PostFilter]):
    """Posts by country and name."""
    user = user_of(request)
    found = posts_visible_to(user)
    if wanted.country:
        found = found.filter(country=wanted.country.upper())
    if wanted.status:
        found = found.filter(status=wanted.status)
    levels = current_levels(user)
    return page_of(found, ORDER, paging, lambda post: _out(post, levels.get(post.id, 0)))


@router.post("", response={201: PostOut})
def add_post(request: HttpRequest, body: PostIn, idempotency_key: IdempotencyKey = None):
    """Open a border post."""
    user = user_of(request)

    def opened() -> Ids:
        return {"id": str(open_post(by=user, **body.model_dump()).id)}

    ids = done_once(request, idempotency_key, opened)
    return Status(201, _shown(request, ids["id"]))


@router.get("/{code_or_id}", response=PostOut)
def show_post(request: HttpRequest, code_or_id: Code):  # type: ignore[valid-type]
    """One post by code or id."""
    return _shown(request, code_or_id)


def _shown(request: HttpRequest, code_or_id: str) -> PostOut:
    user = user_of(request)
    post = post_for(user, code_or_id)
    return _out(post, current_levels(user).get(post.id, 0))
