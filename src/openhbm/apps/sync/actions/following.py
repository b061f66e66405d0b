"""What follows from letters: rows, the keys that people are found by, likely double registrations.

A letter that brings little is followed up at once. One that brings much is acknowledged as soon as
its entries are stored and checked; the rest is done in parts, in the order in which they came.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.utils import timezone

from openhbm.apps.identity.pairs.actions import raise_pairs
from openhbm.apps.ledger import chain as own_chain
from openhbm.apps.ledger.applying import Applied, apply_entries
from openhbm.apps.ledger.copies import Stored
from openhbm.apps.ledger.journal import Actor, action, hold_journal
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.models import Entry, StoredRun
from openhbm.apps.ledger.person_keys import bring_to_hand, destroyed_among
from openhbm.apps.ledger.reading import plain_body
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.sync.actions.deriving import derive_from, erase_here
from openhbm.apps.sync.actions.photos import await_photos
from openhbm.apps.sync.actions.recovering import go_on_when_whole
from openhbm.apps.sync.cards import upstream
from openhbm.apps.sync.models import ArrivedPerson
from openhbm.apps.sync.reading_changes import changes_of

AT_ONCE = 100
"""So many new entries of a letter are put into the tables before it is answered."""
PEOPLE_AT_ONCE = 20
_MARK_OF_ERASURE = b'"erased":['


@action
def follow_up(
    *, by: Actor | None, entries: int = AT_ONCE, people: int = PEOPLE_AT_ONCE,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Do a part of what letters left to be done; how much it was, 0 when nothing is left."""
    hold_journal()
    at = at or timezone.now()
    done = _apply_stored(entries) or go_on_when_whole(by=None, at=at)
    return done or _compare_arrived(people, at)


@action
def put_into_tables(*, by: Actor | None, stored: list[Stored], at: datetime) -> Applied:
    """Turn new entries into rows, or leave it for later when they are many.

    Erasures are done now whatever else waits, so that nothing of the erased is written.
    """
    entries = [one for part in stored for one in part.entries]
    if not entries:
        return Applied()
    with own_chain.open_head() as head:
        head.hear(max(found.clock for found, _plain in entries), time.time_ns() // 1_000_000)
    for found, plain in entries:
        if found.subject is None and plain and _MARK_OF_ERASURE in plain:
            told = changes_of(plain)
            erase_here(by=None, facts=told.facts, records={c.record for c in told.rows})
    if len(entries) > AT_ONCE or StoredRun.objects.exists():
        StoredRun.objects.bulk_create(_runs_of(stored))
        return Applied()
    applied = _apply(entries)
    _compare_arrived(PEOPLE_AT_ONCE, at)
    return applied


def _runs_of(stored: list[Stored]) -> list[StoredRun]:
    """The entries as runs without a gap, those withheld between them left out."""
    runs: list[StoredRun] = []
    for entry, _plain in (one for part in stored for one in part.entries):
        last = runs[-1] if runs else None
        if last and last.chain == entry.node_id and last.last == entry.sequence - 1:
            last.last = entry.sequence
        else:
            runs.append(StoredRun(chain=entry.node_id, first=entry.sequence, last=entry.sequence))
    return runs


def _apply_stored(most: int) -> int:
    """Put the oldest of the entries that wait into the tables; how many it were."""
    left, entries = most, []
    for run in StoredRun.objects.order_by("id")[:most]:
        last = min(run.last, run.first + left - 1)
        found = Entry.objects.filter(node_id=run.chain, sequence__range=(run.first, last))
        entries += found.order_by("sequence")
        left -= last - run.first + 1
        if last == run.last:
            run.delete()
        else:
            run.first = last + 1
            run.save(update_fields=["first"])
        if left <= 0:
            break
    bring_to_hand(entry.subject for entry in entries if entry.subject)
    _apply([(entry, plain_body(entry)) for entry in entries])
    return most - left


def _apply(entries: list[tuple[Entry, bytes | None]]) -> Applied:
    told = [(found, changes_of(plain)) for found, plain in entries]
    gone = destroyed_among({found.subject for found, _plain in entries if found.subject})
    applied = apply_entries([(f, c.rows) for f, c in told if c.rows and f.subject not in gone])
    touched = {label: set(ids) for label, ids in applied.touched.items()}
    people = derive_from(by=None, touched=touched)
    if photos := touched.get("people.photo"):
        rows = [(found, change.rows) for found, change in told]
        await_photos(by=None, told=rows, touched=photos)
    if not _is_from_above({node_of(found.node_id) for found, _plain in entries}):
        ArrivedPerson.objects.bulk_create(ArrivedPerson(person_id=one) for one in people)
    return applied


def _is_from_above(nodes: set[str]) -> bool:
    """Whether the hub told it: then the hub, which knows more people, has compared them."""
    link = upstream()
    return link is not None and link.node_id in nodes


def _compare_arrived(most: int, at: datetime) -> int:
    """Look whether somebody who came is here already; how many were looked at."""
    if is_recovering():
        return 0
    arrived = dict(ArrivedPerson.objects.order_by("id").values_list("id", "person_id")[:most])
    if arrived:
        raise_pairs(by=None, person_ids=set(arrived.values()), at=at)
        ArrivedPerson.objects.filter(id__in=arrived).delete()
    return len(arrived)
