"""Pairs of records that may be one person: listed with evidence, judged, taken back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once
from openhbm.api.auth import user_of
from openhbm.api.evidence import told
from openhbm.api.fields import Body, IdempotencyKey, Instant, Note, told_at
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.identity.pairs.actions import judge_pair
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.queries import (
    judgements_of,
    pair_for,
    pairs_visible_to,
    sides_of,
)
from openhbm.core.identity.records import Judgement

router = Router(tags=["pairs"])
ORDER = ("-log_odds", "id")


class PairEvidenceOut(Schema):
    """One signal: what either record says, what it counts in bits, and why."""

    signal: str
    left: str
    right: str
    weight: float
    reason: str
    reason_code: str


class PairOut(Schema):
    """Two records and everything that speaks for and against their being one person.

    ``judgement_to_consider`` is the software's; ``state`` is what people said last.
    """

    id: UUID
    left_id: UUID
    right_id: UUID
    left_number: str
    right_number: str
    state: PairState
    found_at: datetime
    found_by: str
    judgement_to_consider: Judgement
    evidence: list[PairEvidenceOut]


class PairJudgementOut(Schema):
    judgement: PairState
    judged_at: datetime
    judged_by_id: UUID
    note: str


class PairJudgementIn(Body):
    """``not_judged`` takes the judgement before it back."""

    judgement: PairState
    note: Note = ""  # type: ignore[valid-type]
    at: Instant | None = None


class PairFilter(Schema):
    state: PairState | None = None


def _out(user: Any, pair: Any) -> PairOut:
    sides = sides_of(user, pair)
    return PairOut(
        id=pair.id,
        left_id=pair.left_id,
        right_id=pair.right_id,
        left_number=sides.left.number,
        right_number=sides.right.number,
        state=pair.state,
        found_at=pair.found_at,
        found_by=pair.found_by,
        judgement_to_consider=sides.match.judgement,
        evidence=[
            PairEvidenceOut(left=e.left, right=e.right, **told(e)) for e in sides.match.evidence
        ],
    )


@router.get("", response=Page[PairOut])
def list_pairs(request: HttpRequest, paging: Query[Paging], wanted: Query[PairFilter]):
    """Pairs of which you may see both records, the likeliest first."""
    user = user_of(request)
    found = pairs_visible_to(user, wanted.state.value if wanted.state else "")
    return page_of(found, ORDER, paging, partial(_out, user))


@router.get("/{uuid:pair_id}", response=PairOut)
def show_pair(request: HttpRequest, pair_id: UUID):
    """One pair."""
    user = user_of(request)
    return _out(user, pair_for(user, pair_id))


@router.get("/{uuid:pair_id}/judgements", response=list[PairJudgementOut])
def list_judgements(request: HttpRequest, pair_id: UUID):
    """What was judged of a pair, newest first."""
    user = user_of(request)
    found = judgements_of(user, pair_for(user, pair_id))
    names = PairJudgementOut.model_fields
    return [PairJudgementOut(**{n: getattr(each, n) for n in names}) for each in found]


@router.post("/{uuid:pair_id}/judgements", response={201: PairOut})
def add_judgement(
    request: HttpRequest,
    pair_id: UUID,
    body: PairJudgementIn,
    idempotency_key: IdempotencyKey = None,
):
    """Say what a pair is. Links the records or keeps them apart; merges nothing."""
    user = user_of(request)

    def judged() -> Ids:
        made = judge_pair(
            by=user,
            pair_id=pair_id,
            judgement=body.judgement,
            note=body.note,
            at=told_at(body.at),
        )
        return {"id": str(made.id)}

    done_once(request, idempotency_key, judged)
    return Status(201, _out(user, pair_for(user, pair_id)))
