"""A person with the relatives they name and those they came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.people.codes import Relationship, Sex
from openhbm.core.identity.tracing import Member, Relative
from openhbm.core.values import PartialDate

FAMILY_PARTS = (*PARTS, "memberships__group__memberships__person")
"""What ``member_of`` reads of a person; fetch them with the person."""
CHILDREN = frozenset({Relationship.SON, Relationship.DAUGHTER})
SPOUSES = frozenset({Relationship.HUSBAND, Relationship.WIFE})


def member_of(person: Any, link: Any = None) -> Member:
    """The person for tracing; the story of the separation is that of ``link``, or of the first of
    the person's links that tells one."""
    links = list(person.family_links.all())
    told = link or next((one for one in links if one.separated_at_place or one.separated_on), None)
    relatives = [Relative(one.relationship, _name_of(one)) for one in links]
    return Member(
        record_of(person),
        tuple(dict.fromkeys((*relatives, *_came_with(person)))),
        told.separated_at_place if told else "",
        _date(told.separated_on) if told else None,
    )


def _name_of(link: Any) -> str:
    # Of somebody registered the name stands in their record alone.
    return link.other_name or ""


def _came_with(person: Any) -> Iterator[Relative]:
    """Relatives among those of the same group, as far as its relationships tell."""
    for own in person.memberships.all():
        if own.until_at is None:
            others = [m for m in own.group.memberships.all() if _counts(m, person)]
            yield from _relatives(own, others)


def _counts(member: Any, person: Any) -> bool:
    return member.until_at is None and member.person_id != person.id and not member.person.is_erased


def _relatives(own: Any, others: Iterable[Any]) -> Iterator[Relative]:
    for other in others:
        if relationship := _between(own.relationship, other):
            yield Relative(relationship, other.person.name)


def _between(own: str, other: Any) -> str:
    """What another member of the group is to one whose relationship to the head is ``own``."""
    if own == Relationship.PRINCIPAL:
        return str(other.relationship)
    is_male = other.person.sex == Sex.MALE
    if own in CHILDREN and other.relationship in (Relationship.PRINCIPAL, *SPOUSES):
        return Relationship.FATHER if is_male else Relationship.MOTHER
    if own in CHILDREN and other.relationship in CHILDREN:
        return Relationship.BROTHER if is_male else Relationship.SISTER
    if own in SPOUSES and other.relationship == Relationship.PRINCIPAL:
        return Relationship.HUSBAND if is_male else Relationship.WIFE
    return ""


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:  # a remark that somebody wrote in its place
        return None
