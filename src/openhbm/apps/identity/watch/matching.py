"""Comparing a registered person with the entries of watch lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any
from uuid import UUID

from openhbm.apps.identity.signed import signed
from openhbm.apps.identity.watch.models import WatchEntry, WatchKey
from openhbm.core.identity.evidence import Match, explained
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.keys import keys_asked, keys_of
from openhbm.core.identity.records import MOST_FORMS, Judgement, MatchRecord
from openhbm.core.values import PartialDate

MOST_BIRTHS = 4
MOST_ENTRIES = 40
"""So many entries that share the most keys are compared with a person."""
KEYS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """An entry with what speaks for and against it; ``is_weak`` when only weak names agree."""

    entry: WatchEntry
    match: Match
    is_weak: bool


def records_of_entry(entry: Any, names: Sequence[str]) -> Iterator[MatchRecord]:
    """An entry as records to compare: a few names and one birth date at a time."""
    births = [PartialDate.parse(text) for text in entry.births[:MOST_BIRTHS]] or [None]
    portions = [tuple(names[n : n + MOST_FORMS]) for n in range(0, len(names), MOST_FORMS)]
    for portion, birth in product(portions, births):
        yield MatchRecord(
            id=str(entry.id),
            names=portion,
            birth=birth,
            sex=entry.sex,
            documents=tuple(entry.documents),
        )


def keys_of_entry(entry: Any) -> set[int]:
    """The keys an entry is found under, by any of its names and dates."""
    names = [*entry.names, *entry.weak]
    return {key for record in records_of_entry(entry, names) for key in keys_of(record)}


def entry_matches(asked: MatchRecord, frequencies: Frequencies) -> list[EntryMatch]:
    """The entries that may be the person, most telling first; not those judged to be others."""
    held = WatchEntry.objects.in_bulk(_sharing_most(keys_asked(asked)))
    found = [match for entry in held.values() if (match := compared(asked, entry, frequencies))]
    return sorted(found, key=lambda one: (-one.match.weight, one.entry.key))


def compared(asked: MatchRecord, entry: Any, frequencies: Frequencies) -> EntryMatch | None:
    """The best that any of an entry's names and dates says; None when it is somebody else.

    A weak name alone never says more than that one cannot be sure.
    """
    if entry.is_gone:
        return None
    strong = _best(asked, records_of_entry(entry, entry.names), frequencies)
    weak = _best(asked, records_of_entry(entry, entry.weak), frequencies)
    if strong is not None and (weak is None or strong.weight >= weak.weight):
        return EntryMatch(entry, strong, is_weak=False)
    if weak is None:
        return None
    return EntryMatch(entry, replace(weak, judgement=Judgement.UNSURE), is_weak=True)


def _best(
    asked: MatchRecord, records: Iterable[MatchRecord], frequencies: Frequencies
) -> Match | None:
    likely = (Judgement.MATCH, Judgement.UNSURE)
    matches = (explained(asked, record, frequencies) for record in records)
    found = [match for match in matches if match.judgement in likely]
    return max(found, key=lambda match: match.weight, default=None)


def _sharing_most(keys: Iterable[int]) -> list[UUID]:
    """The entries that share the most keys."""
    counts: dict[UUID, int] = {}
    wanted = iter(sorted(signed(key) for key in keys))
    while part := list(islice(wanted, KEYS_AT_ONCE)):
        for id_ in WatchKey.objects.filter(key__in=part).values_list("entry_id", flat=True):
            counts[id_] = counts.get(id_, 0) + 1
    ranked = sorted(counts, key=lambda id_: (-counts[id_], str(id_)))
    return ranked[:MOST_ENTRIES]
