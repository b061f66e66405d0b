"""People who came together."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once, id_of, named_in, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Count, IdempotencyKey, Instant, Line, text, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.crossings.actions import preregister_group
from openhbm.apps.crossings.codes import Direction, FlowType, TransportMode
from openhbm.apps.crossings.queries import tally_for
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.people.queries import group_for, groups_visible_to, members_of

router = Router(tags=["groups"])
ORDER = ("-registered_at", "-id")


class GroupOut(Schema):
    """A group as registered."""

    id: UUID
    number: str
    label: str
    size: int
    counts: dict[str, int]
    origin: str
    destination: str
    token: str
    special_needs_seen: bool
    post: str
    registered_at: datetime
    focal_person_id: UUID | None


class MemberOut(Schema):
    """A person of a group; ``relationship`` is to the focal point."""

    person_id: UUID
    number: str
    name: str
    relationship: str


class GroupIn(Body):
    """A group at the line: a name to call it by and how many they are."""

    post: Code  # type: ignore[valid-type]
    label: text(200, least=1)  # type: ignore[valid-type]
    size: Annotated[int, Field(ge=1, le=100_000)]
    counts: dict[str, Count] = {}
    origin: Line = ""  # type: ignore[valid-type]
    destination: Line = ""  # type: ignore[valid-type]
    token: text(40) = ""  # type: ignore[valid-type]
    special_needs_seen: bool = False
    tally_id: UUID | None = None
    direction: Direction = Direction.IN
    mode: TransportMode = TransportMode.UNKNOWN
    flow_type: FlowType = FlowType.UNKNOWN
    at: Instant | None = None

    def details(self) -> GroupDetails:
        return GroupDetails(
            label=self.label,
            size=self.size,
            counts=self.counts,
            origin=self.origin,
            destination=self.destination,
            token=self.token,
            special_needs_seen=self.special_needs_seen,
        )


def _out(group: Any) -> GroupOut:
    plain = {name: getattr(group, name) for name in GroupOut.model_fields if name != "post"}
    return GroupOut(**plain, post=group.post.code)


def _member_out(member: Any) -> MemberOut:
    return MemberOut(
        person_id=member.person_id,
        number=member.person.number,
        name=str(member.person),
        relationship=member.relationship,
    )


@router.get("", response=Page[GroupOut])
def list_groups(request: HttpRequest, paging: Query[Paging]):
    """Groups registered where you work, the newest first."""
    return page_of(groups_visible_to(user_of(request)), ORDER, paging, _out)


@router.post("", response={201: GroupOut})
def add_group(request: HttpRequest, body: GroupIn, idempotency_key: IdempotencyKey = None):
    """Pre-register a group, out of a tally or counted by this."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _preregistered(user, body))
    return Status(201, _out(group_for(user, ids["id"])))


def _preregistered(user: Any, body: GroupIn) -> Ids:
    with named_in("tally_id"):
        tally = tally_for(user, body.tally_id) if body.tally_id else None
    group = preregister_group(
        by=user,
        post=named_post(user, body.post),
        details=body.details(),
        tally=tally,
        direction=body.direction,
        mode=body.mode,
        flow_type=body.flow_type,
        at=told_at(body.at),
    )
    return {"id": str(group.id)}


@router.get("/{uuid:group_id}", response=GroupOut)
def show_group(request: HttpRequest, group_id: UUID):
    """One group."""
    return _out(group_for(user_of(request), id_of(group_id)))


@router.get("/{uuid:group_id}/members", response=list[MemberOut])
def list_members(request: HttpRequest, group_id: UUID):
    """The persons of a group that are registered one by one."""
    user = user_of(request)
    return [_member_out(member) for member in members_of(user, group_for(user, group_id))]
