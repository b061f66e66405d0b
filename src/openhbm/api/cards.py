"""Cards that other posts can check: issued, listed, revoked; and whether any seal stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once, named_in
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, IdempotencyKey, text
from openhbm.apps.people.codes import CardEnd
from openhbm.apps.people.queries import person_for
from openhbm.apps.people.seals.actions.cards import Issued, issue_card, revoke_card
from openhbm.apps.people.seals.holding import USUAL
from openhbm.apps.people.seals.queries import card_for, cards_of, presented
from openhbm.core.documents.seals.claims import FIELDS
from openhbm.core.documents.seals.kinds import PAPERS

router = Router(tags=["cards"])
seals = Router(tags=["cards"])

PaperKind = StrEnum("PaperKind", {paper.kind.name: paper.id for paper in PAPERS})  # type: ignore[misc]
Said = StrEnum("Said", {name.upper(): name for name in FIELDS})  # type: ignore[misc]
End = StrEnum("End", dict(zip(CardEnd.names, CardEnd.values, strict=True)))  # type: ignore[misc]
Days = Annotated[int, Field(strict=True, ge=1, le=3650)]


class CardIn(Body):
    """A card to be issued; ``allowed`` is what the holder lets be read with the code."""

    person_id: UUID
    kind: PaperKind = PaperKind.REGISTRATION
    days: Days | None = None
    allowed: list[Said] | None = None


class CardLine(Schema):
    """A card in a list."""

    serial: str
    kind: str
    issued_at: datetime
    expires_at: datetime
    allowed: list[str]
    revoked_at: datetime | None
    end: str


class IssuedOut(CardLine):
    """A new card: the text of its symbol, and the holder's code, told this once."""

    text: str
    code: str


class RevocationIn(Body):
    """Which card ends, and why."""

    serial: Code
    end: End


class SealIn(Body):
    """A seal as text: a card's symbol, a VDS in hexadecimal digits, the JSON of a VDS-NC."""

    seal: text(70_000, least=1)
    code: text(40) = ""


class ReasonOut(Schema):
    code: str
    text: str


class SealOut(Schema):
    """Whether a seal stands and why not; ``holder`` only with the holder's code."""

    standing: str
    fault: str
    reasons: list[ReasonOut]
    notes: list[ReasonOut]
    kind: str
    type: str
    issuer: str
    holder: dict[str, Any] | None


@router.post("", response={201: IssuedOut})
def add_card(request: HttpRequest, body: CardIn, idempotency_key: IdempotencyKey = None):
    """Issue a card. Text and code are kept nowhere: a request that is repeated by its key is
    answered without them, and a card whose answer was lost is revoked and issued anew."""
    user = user_of(request)
    told: list[Issued] = []
    ids = done_once(request, idempotency_key, lambda: _issued(user, body, told))
    text, code = (told[0].text, told[0].code) if told else ("", "")
    if told and not told[0].holder.said():
        code = ""
    line = _line(card_for(user, ids["serial"]))
    return Status(201, IssuedOut(**line.dict(), text=text, code=code))


def _issued(user: Any, body: CardIn, told: list[Issued]) -> Ids:
    with named_in("person_id"):
        person = person_for(user, body.person_id)
    allowed = USUAL if body.allowed is None else frozenset(body.allowed)
    told.append(issue_card(by=user, person=person, kind=body.kind, days=body.days, allowed=allowed))
    return {"serial": told[0].card.serial}


@router.get("", response=list[CardLine])
def list_cards(request: HttpRequest, person_id: UUID):
    """The cards of a person, the newest first."""
    user = user_of(request)
    with named_in("person_id"):
        person = person_for(user, person_id)
    return [_line(card) for card in cards_of(user, person)[:200]]


@router.post("/revocations", response={201: CardLine})
def add_revocation(
    request: HttpRequest, body: RevocationIn, idempotency_key: IdempotencyKey = None
):
    """Revoke a card. Other posts know it with the next trust file."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _revoked(user, body))
    return Status(201, _line(card_for(user, ids["serial"])))


def _revoked(user: Any, body: RevocationIn) -> Ids:
    with named_in("serial"):
        card = card_for(user, body.serial)
    return {"serial": revoke_card(by=user, card=card, end=body.end).serial}


@seals.post("/checks", response=SealOut)
def check_seal(request: HttpRequest, body: SealIn, idempotency_key: IdempotencyKey = None):
    """Check a seal of any issuer. Nothing is stored, so a key changes nothing."""
    shown = presented(user_of(request), body.seal, code=body.code)
    found, verdict = shown.found, shown.found.verdict
    return SealOut(
        standing=verdict.standing.value,
        fault=verdict.fault,
        reasons=[ReasonOut(code=r.code, text=r.text) for r in verdict.reasons],
        notes=[ReasonOut(code=r.code, text=r.text) for r in verdict.notes],
        kind=found.kind.value if found.kind else "",
        type=found.type,
        issuer=found.issuer,
        holder=_holder(shown.holder.said()) if shown.holder else None,
    )


def _holder(said: dict[str, Any]) -> dict[str, Any]:
    return {name: v.hex() if isinstance(v, bytes) else v for name, v in said.items()}


def _line(card: Any) -> CardLine:
    return CardLine(**{name: getattr(card, name) for name in CardLine.model_fields})
