"""Who somebody may be: search before register."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from openhbm.api.auth import user_of
from openhbm.api.evidence import told
from openhbm.api.fields import Body, IdempotencyKey, Line, Name, text
from openhbm.apps.identity.asking import record_asked
from openhbm.apps.identity.queries import LikelyMatch, likely_matches
from openhbm.apps.people.codes import DocumentKind, Relationship, Sex, Whereabouts
from openhbm.apps.people.details import DocumentDetails, LinkDetails, NameDetails, PersonDetails
from openhbm.core.identity.records import Judgement

router = Router(tags=["persons"])
_FEW = Field(default_factory=list, max_length=5)


class LikelyIn(Body):
    """Whatever is known of the person; ``birth`` as at registration, or give ``age_years``."""

    name: Name = ""  # type: ignore[valid-type]
    other_names: list[Name] = _FEW  # type: ignore[valid-type]
    sex: Sex = Sex.UNKNOWN
    birth: text(12) = ""  # type: ignore[valid-type]
    age_years: Annotated[int, Field(ge=0, le=130)] | None = None
    origin: Line = ""  # type: ignore[valid-type]
    father: Name = ""  # type: ignore[valid-type]
    mother: Name = ""  # type: ignore[valid-type]
    document_numbers: list[text(60)] = _FEW  # type: ignore[valid-type]
    phone: text(60) = ""  # type: ignore[valid-type]

    def details(self) -> PersonDetails:
        relatives = {Relationship.FATHER: self.father, Relationship.MOTHER: self.mother}
        return PersonDetails(
            name=self.name,
            other_names=tuple(NameDetails(name) for name in self.other_names),
            sex=self.sex,
            birth=self.birth,
            age_years=self.age_years,
            origin=self.origin,
            documents=tuple(
                DocumentDetails(DocumentKind.PASSPORT, number) for number in self.document_numbers
            ),
            links=tuple(
                LinkDetails(name, relationship, Whereabouts.PRESENT)
                for relationship, name in relatives.items()
                if name
            ),
            phone=self.phone,
        )


class EvidenceOut(Schema):
    """One signal: what was asked, what is registered, what it counts in bits, and why."""

    signal: str
    asked: str
    registered: str
    weight: float
    reason: str
    reason_code: str


class LikelyMatchOut(Schema):
    """``person_id`` is null when only the keys of the record are on this node."""

    person_id: UUID | None
    number: str
    name: str
    judgement: Judgement
    weight: float
    evidence: list[EvidenceOut]


class LikelyOut(Schema):
    """Who may be the same person, best first, and who rather belongs to the same family."""

    matches: list[LikelyMatchOut]
    relatives: list[LikelyMatchOut]


@router.post("", response=LikelyOut)
def find_likely(request: HttpRequest, body: LikelyIn, idempotency_key: IdempotencyKey = None):
    """Who may be the person about to be registered, among those you may see. Decides nothing.

    Sent as a body, because a name must not stand in an address; nothing is written, so the
    idempotency key has no effect.
    """
    asked = record_asked(body.details(), timezone.now())
    found = likely_matches(user_of(request), asked)
    return LikelyOut(
        matches=[_out(one) for one in found.matches],
        relatives=[_out(one) for one in found.relatives],
    )


def _out(one: LikelyMatch) -> LikelyMatchOut:
    return LikelyMatchOut(
        person_id=one.person.id if one.person else None,
        number=one.number,
        name=one.person.name if one.person else "",
        judgement=one.match.judgement,
        weight=round(one.match.weight, 2),
        evidence=[
            EvidenceOut(asked=e.left, registered=e.right, **told(e)) for e in one.match.evidence
        ],
    )
