"""What an engine answered, as pairs for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.pairs.actions import ProposedPair, propose_pairs
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.queries import people_by_ids
from openhbm.core.identity.biometrics.values import Candidate

FOUND_BY = "biometrics"
PROPOSED_AT = 0.0
"""Engines' scores are comparable with nothing; their pairs stand in the queue as undecided."""


@action
def propose_candidates(
    *, by: User, person_id: UUID, found: Sequence[Candidate], at: datetime | None = None
) -> int:
    """Propose whom an engine named, as far as ``by`` may see them; how many pairs are new."""
    ids = [id_ for candidate in found if (id_ := _id(candidate.reference)) is not None]
    known = people_by_ids(by, ids)
    pairs = [
        ProposedPair(other, person_id, PROPOSED_AT, ({"rank": candidate.rank},))
        for candidate in found
        if (other := _id(candidate.reference)) in known and other is not None
    ]
    with entry("biometrics_asked", by=by, at=at, subject=person_id, purpose="identity") as e:
        e.facts["candidates"] = len(pairs)
    return propose_pairs(by=by, found=pairs, found_by=FOUND_BY, at=at)


def _id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None
