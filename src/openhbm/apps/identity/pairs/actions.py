"""Writes about pairs: proposing them, judging them, taking a judgement back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.linked import linked_ids
from openhbm.apps.identity.pairs.models import CandidatePair, PairJudgement
from openhbm.apps.identity.pairs.queries import pair_for
from openhbm.apps.identity.pairs.raising import pairs_with
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.permissions import Permission

PAIRS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A pair that a run found: two ids of persons, log odds, what each trait told."""

    left_id: UUID
    right_id: UUID
    log_odds: float
    told: tuple[dict[str, Any], ...] = ()


@action
def propose_pairs(
    *, by: User, found: Sequence[ProposedPair], found_by: str, at: datetime | None = None
) -> int:
    """Put pairs into the queue; those known already stay as they are judged. How many are new."""
    require(by, Permission.JUDGE_PAIRS)
    hold_journal()
    known = _known(found)
    fresh = [pair for pair in found if frozenset((pair.left_id, pair.right_id)) not in known]
    for pair in fresh:
        with entry("pair_proposed", by=by, at=at, subject=pair.left_id, purpose="identity") as e:
            e.create(
                CandidatePair(
                    left_id=pair.left_id,
                    right_id=pair.right_id,
                    found_at=at or timezone.now(),
                    found_by=found_by,
                    log_odds=pair.log_odds,
                    told=list(pair.told),
                )
            )
    return len(fresh)


def _known(found: Iterable[ProposedPair]) -> set[frozenset[UUID]]:
    ids = [pair.left_id for pair in found] + [pair.right_id for pair in found]
    known: set[frozenset[UUID]] = set()
    for start in range(0, len(ids), PAIRS_AT_ONCE):
        part = ids[start : start + PAIRS_AT_ONCE]
        rows = CandidatePair.objects.filter(left_id__in=part).values_list("left_id", "right_id")
        known |= {frozenset(row) for row in rows}
    return known


@action
def raise_pairs(
    *, by: User | None, person_ids: Collection[UUID], at: datetime | None = None
) -> int:
    """Put those into the queue who came from another node and are very like somebody here.

    Nobody asked for it: nodes met. How many pairs are new.
    """
    hold_journal()
    at = at or timezone.now()
    found = pairs_with(person_ids)
    for pair in found:
        pair.found_at = at
        with entry("pair_raised", by=by, at=at, subject=pair.left_id, purpose="identity") as e:
            e.create(pair)
    return len(found)


@action
def judge_pair(
    *, by: User, pair_id: UUID, judgement: str, note: str = "", at: datetime | None = None
) -> PairJudgement:
    """Say what a pair is: ``match`` links the records, ``not_judged`` takes that back.

    Links are views: both records stay as they are. ActionError when the word is none of these, or
    when a link would join records of which somebody said that they are two persons.
    """
    require(by, Permission.JUDGE_PAIRS)
    hold_journal()
    pair = pair_for(by, pair_id)
    if judgement not in PairState.values:
        raise ActionError(
            _("%(word)s is no judgement.") % {"word": judgement},
            field="judgement",
            remedy=_("Say the same person, two persons, cannot be said, or take it back."),
        )
    if judgement == PairState.MATCH:
        _refuse_contradiction(pair)
    made = PairJudgement(
        pair=pair,
        judgement=judgement,
        judged_at=at or timezone.now(),
        judged_by_id=by.id,
        note=note.strip(),
    )
    kind = "pair_judged" if judgement != PairState.NOT_JUDGED else "pair_judgement_undone"
    with entry(kind, by=by, at=at, subject=pair.left_id, purpose="identity") as e:
        e.create(made)
        e.change(pair, state=judgement)
    # The other person's history tells it, too.
    with entry(kind, by=by, at=at, subject=pair.right_id, purpose="identity") as e:
        e.facts |= {"judgement": judgement, "pair": str(pair.id), "note": made.note}
    return made


def _refuse_contradiction(pair: CandidatePair) -> None:
    together = linked_ids(pair.left_id) | linked_ids(pair.right_id)
    apart = CandidatePair.objects.filter(
        state=PairState.NO_MATCH, left_id__in=together, right_id__in=together
    ).select_related("left", "right")
    contradicting = apart.first()
    if contradicting is not None:
        numbers = {"one": contradicting.left.number, "other": contradicting.right.number}
        raise ActionError(
            _("Somebody judged that %(one)s and %(other)s are two persons.") % numbers,
            field="judgement",
            remedy=_("Look at that pair first and take its judgement back if it was wrong."),
        )


@action
def forget_pairs(*, by: User | None, person_id: UUID) -> None:
    """Remove every pair of somebody who is being erased."""
    about = Q(left_id=person_id) | Q(right_id=person_id)
    for pair in CandidatePair.objects.filter(about).prefetch_related("judgements"):
        with entry("pair_forgotten", by=by, subject=pair.left_id) as e:
            for judgement in pair.judgements.all():
                e.delete(judgement)
            e.delete(pair)
