"""Invented people as the actions take them: what the officer would type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from openhbm.apps.people.codes import (
    ConsentMethod,
    ConsentPurpose,
    DocumentKind,
    DocumentProblem,
    NameKind,
    Whereabouts,
    age_band,
)
from openhbm.apps.people.details import (
    ConsentDetails,
    DocumentDetails,
    GroupDetails,
    LinkDetails,
    NameDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.cli.demo.population import InventedDocument, InventedHousehold, InventedPerson

_KINDS = {
    "passport": DocumentKind.PASSPORT,
    "national_id": DocumentKind.NATIONAL_ID,
    "birth_certificate": DocumentKind.BIRTH,
}


def counts_of(households: Iterable[InventedHousehold]) -> dict[str, int]:
    """Persons by sex and age band, as a tally counts them."""
    return dict(Counter(f"{p.sex} {age_band(p.age)}" for each in households for p in each.persons))


def group_details(household: InventedHousehold, token: str, destination: str) -> GroupDetails:
    """The household as a pre-registered group, called by its focal person's family name."""
    focal = household.persons[0].name
    return GroupDetails(
        label=f"{focal.family[1]} {focal.given[1]}",
        size=household.size,
        counts=counts_of([household]),
        origin=household.origin,
        destination=destination,
        token=token,
        special_needs_seen=any(person.needs for person in household.persons),
    )


def person_details(
    person: InventedPerson, household: InventedHousehold, on: date, text_version: str
) -> PersonDetails:
    """One invented person with names in both scripts, papers, relatives left behind, consent."""
    name = person.name
    latin = NameDetails(full=name.latin, kind=NameKind.ON_DOCUMENT)
    return PersonDetails(
        name=name.written,
        sex=person.sex,
        birth=str(person.birth),
        preferred_language=person.language,
        origin=household.origin,
        name_parts=NameDetails(
            full=name.written,
            given=name.given[0],
            patronymic=name.middle[0],
            family=name.family[0],
        ),
        other_names=(latin,) if name.latin != name.written and person.documents else (),
        nationalities=(NationalityDetails(country=person.nationality),),
        documents=tuple(_document(paper, on) for paper in person.documents),
        links=_links(person, household),
        consents=(
            ConsentDetails(
                purpose=ConsentPurpose.REFERRAL,
                is_given=True,
                language=person.language,
                method=ConsentMethod.CAREGIVER if person.age < 15 else ConsentMethod.SPOKEN,
                text_version=text_version,
            ),
        ),
    )


def _document(paper: InventedDocument, on: date) -> DocumentDetails:
    is_expired = paper.expires_on is not None and paper.expires_on < on
    return DocumentDetails(
        kind=_KINDS[paper.kind],
        number=paper.number,
        issuer=paper.issuer,
        expires_on=paper.expires_on,
        problems=(DocumentProblem.EXPIRED,) if is_expired else (),
    )


def _links(person: InventedPerson, household: InventedHousehold) -> tuple[LinkDetails, ...]:
    """Relatives who stayed, recorded with the children whose father he is."""
    if person.relationship not in ("SON", "DAU", "GCM", "GCF"):
        return ()
    return tuple(
        LinkDetails(
            other_name=left.name,
            relationship=left.relationship,
            whereabouts=Whereabouts.LEFT_BEHIND,
            reunification_wanted=True,
        )
        for left in household.left_behind
    )
