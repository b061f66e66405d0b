"""Match keys of people whom a node has no record of: by them it finds them, and no more than that.

Keys are no entries of the journal: they follow from the rows, and go down from the hub, each once.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from openhbm.apps.identity.actions import KeysElsewhere
from openhbm.apps.identity.models import MatchKey, MatchSubject
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.people.models import Person
from openhbm.apps.sync.belonging import worked_with
from openhbm.apps.sync.cards import Card, goes_up_to
from openhbm.apps.sync.models import Link

PEOPLE_AT_ONCE = 500


def keys_for(card: Card) -> tuple[list[list[Any]], int]:
    """The next match keys for a node below this one, and how far they go."""
    if goes_up_to(card) or is_recovering():
        return [], 0
    link = Link.objects.filter(node_id=card.prefix).first()
    after = link.keys_had if link else 0
    while found := list(MatchSubject.objects.filter(id__gt=after).order_by("id")[:PEOPLE_AT_ONCE]):
        after = found[-1].pk
        there = worked_with(card, {one.record_id for one in found})
        if elsewhere := [one for one in found if one.record_id not in there]:
            return _told(elsewhere), after
    return [], after


def _told(subjects: list[MatchSubject]) -> list[list[Any]]:
    keys: dict[int, list[int]] = {subject.pk: [] for subject in subjects}
    found = MatchKey.objects.filter(subject_id__in=keys).values_list("subject_id", "key")
    for subject_id, key in found.order_by("subject_id", "key"):
        keys[subject_id].append(key)
    return [
        [one.record_id.bytes, one.post_id.bytes if one.post_id else b"", one.number, keys[one.pk]]
        for one in subjects
    ]


def keys_told(given: Any) -> list[KeysElsewhere]:
    """Match keys as a letter says them, of those people who have no record here.

    ValueError or TypeError when they are of no such shape.
    """
    told = [
        KeysElsewhere(
            UUID(bytes=record),
            UUID(bytes=post) if post else None,
            str(number)[:24],
            tuple(int(key) for key in keys),
        )
        for record, post, number, keys in given
    ]
    here = Person.objects.filter(pk__in=[one.record_id for one in told])
    known = set(here.values_list("id", flat=True))
    return [one for one in told if one.record_id not in known]
