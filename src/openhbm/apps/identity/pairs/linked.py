"""Which records people linked: whoever is reached from a record by judgements of a match."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.models import CandidatePair


def linked_ids(person_id: UUID) -> set[UUID]:
    """The record itself and all that are linked with it, directly or through others."""
    reached, edge = {person_id}, {person_id}
    while edge:
        rows = CandidatePair.objects.filter(
            Q(left_id__in=edge) | Q(right_id__in=edge), state=PairState.MATCH
        ).values_list("left_id", "right_id")
        edge = {id_ for row in rows for id_ in row} - reached
        reached |= edge
    return reached
