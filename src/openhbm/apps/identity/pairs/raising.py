"""Double registrations that show when nodes meet: the same person came to two of them.

Compared with whom the register of this node already holds, by the evidence that a desk is shown
when it searches before it registers. Only what that calls a match is raised, for a person to judge.
"""

from __future__ import annotations

from collections.abc import Collection
from math import log
from uuid import NAMESPACE_OID, UUID, uuid5

import numpy as np

from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.match_models import MatchSubject
from openhbm.apps.identity.pairs.models import CandidatePair
from openhbm.apps.identity.postings import DatabasePostings
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.people.models import Person
from openhbm.core.identity.columns import columns_of
from openhbm.core.identity.evidence import judged, relatives
from openhbm.core.identity.keys import keys_asked
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.search import candidates
from openhbm.core.identity.signals import compared

FOUND_BY = "nodes met"
COMPARED = 20
"""So many of those who share the most telling keys are compared with each who came."""


def pairs_with(person_ids: Collection[UUID]) -> list[CandidatePair]:
    """The pairs, not stored and not known yet, of these people and anybody registered here."""
    came = _people(person_ids)
    near = {id_: _near(record_of(one)) for id_, one in came.items()}
    people = came | _people({id_ for ids in near.values() for id_ in ids})
    sides = {
        _in_order(came[one], people[other])
        for one, ids in near.items()
        for other in ids
        if other in people and other != one
    }
    known = _known({left for left, _right in sides})
    return _matching([(people[a], people[b]) for a, b in sorted(sides - known, key=str)])


def _in_order(one: Person, other: Person) -> tuple[UUID, UUID]:
    """The one registered first stands left."""
    first, second = sorted((one, other), key=lambda person: (person.registered_at, str(person.id)))
    return first.id, second.id


def _people(ids: Collection[UUID]) -> dict[UUID, Person]:
    found = Person.objects.filter(id__in=ids, is_erased=False).prefetch_related(*PARTS)
    return {one.id: one for one in found}


def _near(record: MatchRecord) -> list[UUID]:
    """Whose keys are most like those of the record, wherever on this node they are."""
    found = candidates(keys_asked(record), DatabasePostings(None), COMPARED)
    subjects = MatchSubject.objects.filter(id__in=[candidate.id for candidate in found])
    return list(subjects.values_list("record_id", flat=True))


def _known(left: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    found = CandidatePair.objects.filter(left_id__in=left)
    return set(found.values_list("left_id", "right_id"))


def _matching(sides: list[tuple[Person, Person]]) -> list[CandidatePair]:
    """Those pairs that the evidence calls a match, and no brothers or sisters."""
    if not sides:
        return []
    left, right = ([record_of(side[n]) for side in sides] for n in (0, 1))
    frequencies = frequencies_of([*left, *right])
    one, other = columns_of(left), columns_of(right)
    rows = np.arange(len(sides), dtype=np.int32)
    bits = frequencies.bits(one.words), frequencies.bits(other.words)
    found = compared(one, rows, other, rows, bits)
    matches = (judged(found) == Judgement.MATCH.value) & ~relatives(found)
    return [
        _pair(*sides[number], float(found.weight[number])) for number in np.flatnonzero(matches)
    ]


def _pair(left: Person, right: Person, bits: float) -> CandidatePair:
    # Whichever node finds it first, it is one and the same pair everywhere.
    id_ = uuid5(NAMESPACE_OID, f"openhbm pair {left.id} {right.id}")
    return CandidatePair(
        id=id_, left=left, right=right, found_by=FOUND_BY, log_odds=round(bits * log(2), 3)
    )
