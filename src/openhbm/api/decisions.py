"""Entry decisions: the law says what may be decided and why, an official decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openhbm.api.answering import Ids, done_once, named_in, seen
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Day, IdempotencyKey, Instant, text, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.api.screenings import ReasonOut
from openhbm.apps.crossings.actions import decide_entry
from openhbm.apps.crossings.queries import (
    crossing_for,
    decisions_visible_to,
    entry_options_for,
)
from openhbm.core.law import EntryFacts

router = Router(tags=["decisions"])
ORDER = ("-decided_at", "-id")


class FactsIn(Body):
    """What is established about this one person; null is not established."""

    own_national: bool | None = None
    asks_protection: bool | None = None
    meets_ordinary_rules: bool | None = None
    crisis_affected: bool | None = None
    lacks_document: bool | None = None
    wants_onward_transit: bool | None = None
    onward_admission_agreed: bool | None = None
    security_doubt: bool | None = None
    identity_doubt: bool | None = None
    armed_or_combatant: bool | None = None
    may_be_child: bool | None = None
    waited_hours: Annotated[float, Field(ge=0, le=1000)] = 0.0
    water_and_shade: bool | None = None

    def facts(self, on: date) -> EntryFacts:
        return EntryFacts(on=on, **self.model_dump())


class DecisionIn(Body):
    crossing_id: UUID
    code: text(24, least=1)  # type: ignore[valid-type]
    facts: FactsIn = FactsIn()
    permit_until_on: Day | None = None
    at: Instant | None = None


class DecisionOut(Schema):
    """What was decided on a person's entry, on which law."""

    id: UUID
    crossing_id: UUID
    person_id: UUID
    code: str
    outcome: str
    reasons: list[ReasonOut]
    measure_id: UUID | None
    permit_code: str
    permit_until_on: date | None
    decided_by_id: UUID
    decided_at: datetime
    content_hash: str


class OptionOut(Schema):
    """A decision that law permits, prohibits or leaves to a person, and why."""

    code: str
    outcome: str
    reasons: list[ReasonOut]


class OptionsIn(Body):
    crossing_id: UUID
    facts: FactsIn = FactsIn()


def _out(decision: Any) -> DecisionOut:
    plain = {n: getattr(decision, n) for n in DecisionOut.model_fields if n != "reasons"}
    reasons = [
        ReasonOut(**{n: str(reason.get(n, "")) for n in ReasonOut.model_fields})
        for reason in decision.reasons
    ]
    return DecisionOut(**plain, reasons=reasons)


def _option_out(option: Any) -> OptionOut:
    reasons = [ReasonOut(code=r.code, text=r.text, source=r.source) for r in option.reasons]
    return OptionOut(code=option.code, outcome=option.outcome.value, reasons=reasons)


@router.get("", response=Page[DecisionOut])
def list_decisions(request: HttpRequest, paging: Query[Paging]):
    """Decisions where you work, the newest first; of one crossing the newest stands."""
    return page_of(decisions_visible_to(user_of(request)), ORDER, paging, _out)


@router.post("/options", response=list[OptionOut])
def show_options(request: HttpRequest, body: OptionsIn, idempotency_key: IdempotencyKey = None):
    """What may be decided on a crossing, the recommended first. Nothing is stored."""
    user = user_of(request)
    with named_in("crossing_id"):
        crossing = crossing_for(user, body.crossing_id)
    facts = body.facts.facts(timezone.localdate())
    return [_option_out(option) for option in entry_options_for(user, crossing, facts)]


@router.post("", response={201: DecisionOut})
def add_decision(request: HttpRequest, body: DecisionIn, idempotency_key: IdempotencyKey = None):
    """Record what an official decided; a decision that the law prohibits is refused."""
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _decided(user, body))
    return Status(201, _out(seen(decisions_visible_to(user), ids["id"])))


def _decided(user: Any, body: DecisionIn) -> Ids:
    with named_in("crossing_id"):
        crossing = crossing_for(user, body.crossing_id)
    at = told_at(body.at)
    decision = decide_entry(
        by=user,
        crossing=crossing,
        code=body.code,
        facts=body.facts.facts(timezone.localtime(at).date()),
        permit_until_on=body.permit_until_on,
        at=at,
    )
    return {"id": str(decision.id)}
