"""What registration already knows of a person, as the screening engine takes it.

Nothing is invented: where the group is not registered in full, nobody is said to be alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import Relationship
from openhbm.apps.people.models import Membership, Person
from openhbm.core.screening import Facts
from openhbm.core.screening.facts import ADULT_AGE
from openhbm.core.values import DatePrecision, PartialDate

Kin = Relationship

HEADS = frozenset(
    {Kin.PRINCIPAL, Kin.HUSBAND, Kin.WIFE, Kin.COMMON_LAW_HUSBAND, Kin.COMMON_LAW_WIFE}
)
CHILDREN = frozenset(
    {Kin.SON, Kin.DAUGHTER, Kin.STEPSON, Kin.STEPDAUGHTER, Kin.FOSTER_SON, Kin.FOSTER_DAUGHTER}
)
STRANGERS = frozenset({Kin.UNRELATED, Kin.NOT_BLOOD_MALE, Kin.NOT_BLOOD_FEMALE})
PARENTS = frozenset({Kin.MOTHER, Kin.FATHER})
MAY_BE_PARENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(CHILDREN, HEADS),
    **dict.fromkeys((Kin.PRINCIPAL, Kin.BROTHER, Kin.SISTER), PARENTS),
    **dict.fromkeys((Kin.GRANDSON, Kin.GRANDDAUGHTER), CHILDREN | {Kin.IN_LAW}),
    **dict.fromkeys((Kin.NEPHEW, Kin.NIECE), frozenset({Kin.BROTHER, Kin.SISTER, Kin.IN_LAW})),
    Kin.COUSIN: frozenset({Kin.UNCLE, Kin.AUNT}),
}
"""A child's relationship to the focal point → relationships of adults who may be its parents."""

TEXT_FACTS = {
    "child_care": ("carer", "relative", "unverified", "none"),
    "triage": ("red", "yellow", "green"),
}
YES_NO_FACTS = frozenset(
    {"accompanied_by_carer", "travels_alone", "has_document", "pending_removal", "shared_language"}
)
COMPANY_FACTS = frozenset({"travels_alone", "dependants", "child_care"})
MEMBER_COLUMNS = (
    "person_id",
    "relationship",
    "person__birth_on_low",
    "person__birth_on_high",
    "group__size",
)


class Member(NamedTuple):
    """A row of the group the person is in."""

    person_id: UUID
    relationship: str
    low: date | None
    high: date | None
    group_size: int


@dataclass(frozen=True)
class Companion:
    """Somebody in the same group, as far as it matters who cares for whom."""

    relationship: str
    is_adult: bool | None


def facts_about(
    person: Person, at: datetime, stated: Mapping[str, Any], unable_reason: str
) -> Facts:
    """Facts from registration, overruled by what the screener states, which is not looked up."""
    told = checked_facts(stated)
    age = person.age_on(at.date())
    known = Facts(
        age_low=int(age.low) if age else None,
        age_high=int(age.high) if age else None,
        sex=person.sex,
        nationalities=tuple(person.nationalities.values_list("country", flat=True)),
        unable_reason=unable_reason,
    )
    found: dict[str, Any] = {}
    if "has_document" not in told:
        found["has_document"] = _has_document(person)
    if not told.keys() >= COMPANY_FACTS:
        found.update(_company(person, at, known))
    return replace(known, **{**found, **told})


def checked_facts(stated: Mapping[str, Any]) -> dict[str, Any]:
    """What the screener states, each fact checked; ActionError names the one that does not fit."""
    for name, value in stated.items():
        accepted = TEXT_FACTS.get(name, ())
        fits = (
            (name in YES_NO_FACTS and isinstance(value, bool))
            or value in accepted
            or (name == "dependants" and isinstance(value, int) and 0 <= value <= 50)
        )
        if not fits:
            raise ActionError(
                _("%(value)s is no value for the fact %(name)s.") % {"value": value, "name": name},
                field=f"facts.{name}",
                remedy=_("Known facts are %(names)s.")
                % {"names": ", ".join(sorted({*TEXT_FACTS, *YES_NO_FACTS, "dependants"}))},
            )
    return dict(stated)


def stored_facts(facts: Facts) -> dict[str, Any]:
    """The known facts as they are stored beside the answers."""
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    known = {name: value for name, value in values.items() if value not in (None, "", ())}
    return known | {"nationalities": list(facts.nationalities)}


def _has_document(person: Person) -> bool | None:
    kinds = list(person.documents.values_list("kind", flat=True))
    return any(not kind.startswith("NONE") for kind in kinds) if kinds else None


def _company(person: Person, at: datetime, known: Facts) -> dict[str, Any]:
    """Who travels with the person and who looks after whom; empty when in no group."""
    members = _members(person)
    own = next((member for member in members if member.person_id == person.id), None)
    if own is None:
        return {}
    others = [
        Companion(one.relationship, _adulthood(one.low, one.high, at.date()))
        for one in members
        if one.person_id != person.id
    ]
    is_complete = len(members) >= own.group_size and all(
        other.is_adult is not None for other in others
    )
    found: dict[str, Any] = {"travels_alone": own.group_size == 1 and not others}
    is_adult = known.age_low is not None and known.age_low >= ADULT_AGE
    found["dependants"] = _dependants(own.relationship, is_adult, others, is_complete)
    if not is_adult and known.age_low is not None:
        found["child_care"] = _child_care(own.relationship, others, is_complete)
        found["accompanied_by_carer"] = _is_accompanied(found["child_care"])
    return found


def _members(person: Person) -> list[Member]:
    """Everybody in the person's present group."""
    own = Membership.objects.filter(person_id=person.id, until_at=None)
    group = next(iter(own.values_list("group_id", flat=True)[:1]), None)
    if group is None:
        return []
    rows = Membership.objects.filter(group_id=group, until_at=None)
    return [Member(*row) for row in rows.values_list(*MEMBER_COLUMNS)]


def _adulthood(born_low: date | None, born_high: date | None, day: date) -> bool | None:
    """Whether somebody is of age on ``day``; None when the birth dates known leave both open."""
    if born_low is None or born_high is None:
        return None
    age = PartialDate(born_low, born_high, DatePrecision.ESTIMATED).age_on(day)
    if age.low >= ADULT_AGE:
        return True
    return False if age.high < ADULT_AGE else None


def _child_care(relationship: str, others: Sequence[Companion], is_complete: bool) -> str | None:
    adults = {other.relationship for other in others if other.is_adult}
    if adults & MAY_BE_PARENTS.get(relationship, frozenset()):
        return "carer"
    if not is_complete or not relationship:
        return None
    if not adults:
        return "none"
    if relationship in STRANGERS or adults <= STRANGERS:
        return "unverified"
    return "relative"


def _is_accompanied(child_care: str | None) -> bool | None:
    return None if child_care is None else child_care == "carer"


def _dependants(
    relationship: str, is_adult: bool, others: Sequence[Companion], is_complete: bool
) -> int:
    """Children in this person's care: the household's when head of it, all when the only adult."""
    children = [other.relationship for other in others if other.is_adult is False]
    adults = len(others) - len(children)
    if is_adult and relationship in HEADS:
        return sum(1 for child in children if child in CHILDREN) if adults else len(children)
    is_eldest_child = not is_adult and relationship == Kin.PRINCIPAL
    if is_complete and not adults and (is_adult or is_eldest_child):
        return len(children)
    return 0
