"""What a request may say about a person: nothing is required beyond a name or a description."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from openhbm.api.fields import Body, Code, Day, Instant, Line, Name, Note, text
from openhbm.apps.crossings.codes import Direction, FlowType, TransportMode
from openhbm.apps.people import details
from openhbm.apps.people.codes import (
    ConsentMethod,
    ConsentPurpose,
    DocumentKind,
    DocumentProblem,
    NameKind,
    NationalityStatus,
    Relationship,
    Sex,
    Whereabouts,
)

_FEW = Field(default_factory=list, max_length=20)


class NameIn(Body):
    full: text(200, least=1)  # type: ignore[valid-type]
    kind: NameKind = NameKind.ALIAS
    given: text(120) = ""  # type: ignore[valid-type]
    middle: text(120) = ""  # type: ignore[valid-type]
    family: text(120) = ""  # type: ignore[valid-type]
    patronymic: text(120) = ""  # type: ignore[valid-type]


class NationalityIn(Body):
    country: text(3, least=1)  # type: ignore[valid-type]
    status: NationalityStatus = NationalityStatus.DECLARED


class DocumentIn(Body):
    kind: DocumentKind
    number: text(60) = ""  # type: ignore[valid-type]
    issuer: text(3) = ""  # type: ignore[valid-type]
    expires_on: Day | None = None
    problems: list[DocumentProblem] = _FEW
    note: Note = ""  # type: ignore[valid-type]


class LinkIn(Body):
    """A relative who is not registered here, or not known to be."""

    other_name: text(200, least=1)  # type: ignore[valid-type]
    relationship: Relationship
    whereabouts: Whereabouts
    separated_on: text(12) = ""  # type: ignore[valid-type]
    separated_at_place: Line = ""  # type: ignore[valid-type]
    reunification_wanted: bool | None = None


class ConsentIn(Body):
    purpose: ConsentPurpose
    is_given: bool
    language: text(12, least=2)  # type: ignore[valid-type]
    method: ConsentMethod
    recipient: Line = ""  # type: ignore[valid-type]
    text_version: text(60) = ""  # type: ignore[valid-type]


class PersonIn(Body):
    """One person who arrived. ``birth`` is ``1988-03-07``, ``1988-03``, ``1988`` or ``1988~2``;
    or give ``age_years``."""

    post: Code  # type: ignore[valid-type]
    name: Name = ""  # type: ignore[valid-type]
    description: Note = ""  # type: ignore[valid-type]
    sex: Sex = Sex.UNKNOWN
    birth: text(12) = ""  # type: ignore[valid-type]
    age_years: Annotated[int, Field(ge=0, le=130)] | None = None
    preferred_language: text(12) = ""  # type: ignore[valid-type]
    interviewer_sex_wish: text(1) = ""  # type: ignore[valid-type]
    origin: Line = ""  # type: ignore[valid-type]
    phone: text(60) = ""  # type: ignore[valid-type]
    other_names: list[NameIn] = _FEW
    nationalities: list[NationalityIn] = _FEW
    documents: list[DocumentIn] = _FEW
    links: list[LinkIn] = _FEW
    consents: list[ConsentIn] = _FEW
    group_id: UUID | None = None
    relationship: Relationship | None = None
    tally_id: UUID | None = None
    direction: Direction = Direction.IN
    mode: TransportMode = TransportMode.UNKNOWN
    flow_type: FlowType = FlowType.UNKNOWN
    at: Instant | None = None

    def details(self) -> details.PersonDetails:
        return details.PersonDetails(
            name=self.name,
            description=self.description,
            sex=self.sex,
            birth=self.birth,
            age_years=self.age_years,
            preferred_language=self.preferred_language,
            interviewer_sex_wish=self.interviewer_sex_wish,
            origin=self.origin,
            phone=self.phone,
            other_names=tuple(details.NameDetails(**n.model_dump()) for n in self.other_names),
            nationalities=tuple(
                details.NationalityDetails(**n.model_dump()) for n in self.nationalities
            ),
            documents=tuple(
                details.DocumentDetails(**{**d.model_dump(), "problems": tuple(d.problems)})
                for d in self.documents
            ),
            links=tuple(details.LinkDetails(**link.model_dump()) for link in self.links),
            consents=tuple(details.ConsentDetails(**c.model_dump()) for c in self.consents),
        )
