"""What posts need, have and lack."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, named_post, seen
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.capacity.actions import draw_plan
from openhbm.apps.capacity.queries import plan_total, plans_visible_to

router = Router(tags=["plans"])
ORDER = ("-made_at", "-id")


class LineOut(Schema):
    """One item: required, available (null when nobody counted) and the gap."""

    item: str
    unit: str
    required: float
    available: float | None = None
    gap: float | None = None
    status: str = ""
    basis: str = ""


class PlanOut(Schema):
    """What a post needs from a day on."""

    id: UUID
    post: str
    country: str
    for_on: date
    made_at: datetime
    lines: list[LineOut]
    content_hash: str


class PlanFilter(Schema):
    post: Code | None = None  # type: ignore[valid-type]


class PlanIn(Body):
    post: Code  # type: ignore[valid-type]
    for_on: Day


def _out(plan: Any) -> PlanOut:
    apart = {"post", "lines"}
    plain = {n: getattr(plan, n) for n in PlanOut.model_fields if n not in apart}
    return PlanOut(**plain, post=plan.post.code, lines=[_line(line) for line in plan.lines])


def _line(line: dict[str, object]) -> LineOut:
    return LineOut(**{n: line[n] for n in LineOut.model_fields if n in line})


@router.get("", response=Page[PlanOut])
def list_plans(request: HttpRequest, paging: Query[Paging], wanted: Query[PlanFilter]):
    """Plans, the newest first."""
    user = user_of(request)
    post = named_post(user, wanted.post) if wanted.post else None
    return page_of(plans_visible_to(user, post), ORDER, paging, _out)


@router.post("", response={201: PlanOut})
def add_plan(request: HttpRequest, body: PlanIn, idempotency_key: IdempotencyKey = None):
    """Draw a plan for a post from its forecast, stock and staff."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _drawn(user, body))
    return Status(201, _shown(user, ids["id"]))


def _drawn(user: Any, body: PlanIn) -> Ids:
    plan = draw_plan(by=user, post=named_post(user, body.post), for_on=body.for_on)
    return {"id": str(plan.id)}


@router.get("/total", response=list[LineOut])
def show_total(request: HttpRequest):
    """The newest plans of all posts, added up by item."""
    return [_line(line) for line in plan_total(user_of(request))]


@router.get("/{uuid:plan_id}", response=PlanOut)
def show_plan(request: HttpRequest, plan_id: UUID):
    """One plan."""
    return _shown(user_of(request), plan_id)


def _shown(user: Any, plan_id: Any) -> PlanOut:
    return _out(seen(plans_visible_to(user), plan_id))
