"""Persons registered one by one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, named_in, named_post, seen
from openhbm.api.auth import user_of
from openhbm.api.fields import IdempotencyKey, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.api.persons_in import PersonIn
from openhbm.apps.crossings.actions import register_arrival
from openhbm.apps.crossings.queries import crossings_of, tally_for
from openhbm.apps.people.queries import group_for, people_visible_to, person_for

router = Router(tags=["persons"])
ORDER = ("-registered_at", "-id")


class PersonLine(Schema):
    """A person in a list."""

    id: UUID
    number: str
    name: str
    description: str
    sex: str
    birth: str
    age_years: int | None
    registered_at: datetime


class NationalityOut(Schema):
    country: str
    status: str


class DocumentOut(Schema):
    kind: str
    number: str
    issuer: str
    expires_on: date | None
    problems: list[str]


class LinkOut(Schema):
    other_name: str
    relationship: str
    whereabouts: str
    reunification_wanted: bool | None


class ConsentOut(Schema):
    id: UUID
    purpose: str
    recipient: str
    is_given: bool
    given_at: datetime
    withdrawn_at: datetime | None


class PersonOut(PersonLine):
    """A person with all parts that you may see."""

    preferred_language: str
    origin: str
    nationalities: list[NationalityOut]
    documents: list[DocumentOut]
    family_links: list[LinkOut]
    consents: list[ConsentOut]


class CrossingOut(Schema):
    """One crossing of a border."""

    id: UUID
    post: str
    direction: str
    crossed_at: datetime
    mode: str
    flow_type: str
    person_id: UUID | None
    group_id: UUID | None
    tally_id: UUID


class ArrivalOut(Schema):
    """A registration: the person in short, and the crossing on which entry is decided."""

    person: PersonLine
    crossing_id: UUID


def _line(person: Any) -> PersonLine:
    return PersonLine(**_plain(person))


def _plain(person: Any) -> dict[str, object]:
    return {
        "id": person.id,
        "number": person.number,
        "name": person.name,
        "description": person.description,
        "sex": person.sex,
        "birth": str(person.birth or ""),
        "age_years": person.age_years,
        "registered_at": person.registered_at,
    }


def _out(person: Any) -> PersonOut:
    return PersonOut(
        **_plain(person),
        preferred_language=person.preferred_language,
        origin=person.origin,
        nationalities=list(person.nationalities.all()),
        documents=list(person.documents.all()),
        family_links=list(person.family_links.all()),
        consents=list(person.consents.all()),
    )


@router.get("", response=Page[PersonLine])
def list_persons(request: HttpRequest, paging: Query[Paging]):
    """Persons registered where you work, the newest first."""
    return page_of(people_visible_to(user_of(request)), ORDER, paging, _line)


@router.post("", response={201: ArrivalOut})
def add_person(request: HttpRequest, body: PersonIn, idempotency_key: IdempotencyKey = None):
    """Register a person who arrived: of a group, out of a tally, or counted by this."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _registered(user, body))
    person = seen(people_visible_to(user), ids["person_id"])
    return Status(201, ArrivalOut(person=_line(person), crossing_id=ids["crossing_id"]))


def _registered(user: Any, body: PersonIn) -> Ids:
    with named_in("group_id"):
        group = group_for(user, body.group_id) if body.group_id else None
    with named_in("tally_id"):
        tally = tally_for(user, body.tally_id) if body.tally_id else None
    crossing = register_arrival(
        by=user,
        post=named_post(user, body.post),
        details=body.details(),
        group=group,
        relationship=body.relationship or "",
        tally=tally,
        direction=body.direction,
        mode=body.mode,
        flow_type=body.flow_type,
        at=told_at(body.at),
    )
    return {"person_id": str(crossing.person_id), "crossing_id": str(crossing.id)}


@router.get("/{uuid:person_id}", response=PersonOut)
def show_person(request: HttpRequest, person_id: UUID):
    """One person."""
    return _out(person_for(user_of(request), person_id))


@router.get("/{uuid:person_id}/crossings", response=list[CrossingOut])
def list_crossings(request: HttpRequest, person_id: UUID):
    """A person's crossings, the newest first."""
    user = user_of(request)
    found = crossings_of(user, person_for(user, person_id))
    return [
        CrossingOut(
            **{name: getattr(c, name) for name in CrossingOut.model_fields if name != "post"},
            post=c.post.code,
        )
        for c in found
    ]
