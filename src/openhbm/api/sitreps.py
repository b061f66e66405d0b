"""Situation reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.reports.actions import compose_sitrep, issue_sitrep
from openhbm.apps.reports.queries import sitrep_for, sitreps_visible_to

router = Router(tags=["sitreps"])
ORDER = ("-period_to_on", "-made_at", "-id")


class SitrepLine(Schema):
    """A situation report in a list; ``post`` is null for all posts."""

    id: UUID
    number: str
    scope: str
    post: str | None
    period_from_on: date
    period_to_on: date
    level: int
    status: str
    made_at: datetime
    issued_at: datetime | None


class SitrepOut(SitrepLine):
    """A situation report with its figures and words by section."""

    figures: dict[str, Any]
    narrative: dict[str, str]
    content_hash: str


class SitrepIn(Body):
    """The day to report on, at one post or at all."""

    on: Day
    post: Code | None = None  # type: ignore[valid-type]


def _values(report: Any, schema: type[Schema]) -> dict[str, Any]:
    plain = {n: getattr(report, n) for n in schema.model_fields if n != "post"}
    return {**plain, "post": report.post.code if report.post else None}


def _line(report: Any) -> SitrepLine:
    return SitrepLine(**_values(report, SitrepLine))


def _out(report: Any) -> SitrepOut:
    return SitrepOut(**_values(report, SitrepOut))


@router.get("", response=Page[SitrepLine])
def list_sitreps(request: HttpRequest, paging: Query[Paging]):
    """Situation reports, the newest first."""
    return page_of(sitreps_visible_to(user_of(request)), ORDER, paging, _line)


@router.post("", response={201: SitrepOut})
def add_sitrep(request: HttpRequest, body: SitrepIn, idempotency_key: IdempotencyKey = None):
    """Gather everything known about a day into a draft."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _composed(user, body))
    return Status(201, _out(sitrep_for(user, ids["id"])))


def _composed(user: Any, body: SitrepIn) -> Ids:
    post = named_post(user, body.post) if body.post else None
    return {"id": str(compose_sitrep(by=user, on=body.on, post=post).id)}


@router.get("/{uuid:sitrep_id}", response=SitrepOut)
def show_sitrep(request: HttpRequest, sitrep_id: UUID):
    """One situation report."""
    return _out(sitrep_for(user_of(request), sitrep_id))


@router.post("/{uuid:sitrep_id}/issues", response={201: SitrepOut})
def add_issue(request: HttpRequest, sitrep_id: UUID, idempotency_key: IdempotencyKey = None):
    """Make a draft final; an issued report is never changed."""
    user = user_of(request)

    def issued() -> Ids:
        report = sitrep_for(user, sitrep_id)
        issue_sitrep(by=user, report=report)
        return {"id": str(report.id)}

    done_once(request, idempotency_key, issued)
    return Status(201, _out(sitrep_for(user, sitrep_id)))
