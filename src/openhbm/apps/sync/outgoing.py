"""What this node has for another one: runs of entries, the keys to read them, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from openhbm.apps.ledger import person_keys
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.copies import hash_at
from openhbm.apps.ledger.lanes import chains_of, is_urgent, node_of
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.apps.ledger.reading import opened_with
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.sync.audience import (
    BRINGING,
    Sending,
    reach_of,
    sending,
)
from openhbm.apps.sync.belonging import Belonging
from openhbm.apps.sync.cards import Card, goes_up_to
from openhbm.apps.sync.drafting import IN_THE_OTHER_BOX, RunDraft
from openhbm.apps.sync.lost import lost_by
from openhbm.apps.sync.models import Cursor, EnrolledNode, OwedEntry
from openhbm.apps.sync.vouching import KeptWord, OwnWord, Word
from openhbm.core.ledger.envelopes import NONCE_BYTES, derived_nonce
from openhbm.core.ledger.packed import Form, Item
from openhbm.core.ledger.packing import pack

ENTRIES_READ = 500
MOST_READ = 5_000
"""Entries looked at for one letter: who asks for it waits, also where most of them stay here."""
_RAW_PER_BYTE = 8
"""What entries take in the journal for one byte on the line, as measured of households."""


class Kept(NamedTuple):
    """What of an entry a letter is made from."""

    id: UUID
    node_id: str
    sequence: int
    type: str
    subject: UUID | None
    compartment: str
    header: bytes
    body: bytes
    previous: bytes
    hash: bytes


@dataclass
class Batch:
    """One letter's worth of entries for a node, in two parts as its boxes are."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    protected_runs: list[dict[str, Any]] = field(default_factory=list)
    owed: list[dict[str, Any]] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    protected_keys: list[bytes] = field(default_factory=list)
    entries: int = 0
    raw_bytes: int = 0
    people_told: int = 0
    new_whole: set[UUID] = field(default_factory=set)
    new_compared: set[UUID] = field(default_factory=set)
    """Who came to belong to its work by this letter, as a whole or to be compared."""
    told: set[UUID] = field(default_factory=set)
    """Entries that a node below is told in their places."""
    never: list[UUID] = field(default_factory=list)
    """Entries owed to it that it may not have after all."""
    has_more: bool = False
    ends: dict[str, int] = field(default_factory=dict)
    """How far each chain in it goes."""
    answers: dict[str, int] = field(default_factory=dict)
    """How far the recipient's own chains are kept here, when it asked for them."""


def batch_for(card: Card, most_bytes: int, after: dict[str, int] | None = None) -> Batch:
    """The entries that a node lacks, the urgent ones first, for about ``most_bytes`` on the line.

    ``after`` says per chain how far earlier letters went that are not acknowledged yet.

    While this node takes back what its own backup did not hold, no more than what others lack of
    their own: two may be restored at once.
    """
    builder = _Builder(card, most_bytes * _RAW_PER_BYTE, after or {})
    return builder.handed_back() if is_recovering() else builder.batch()


def chains_for(card: Card) -> list[str]:
    """The chains that a node is sent: all but its own, and those that it brings itself."""
    if goes_up_to(card):
        ours = {settings.NODE_PREFIX, *_behind(settings.NODE_PREFIX)}
        named = [chain for node in ours for chain in chains_of(node)]
        begun = Node.objects.filter(prefix__in=named, sequence__gt=0)
        names = list(begun.values_list("prefix", flat=True))
    else:
        theirs = {card.prefix, *_behind(card.prefix)}
        found = Node.objects.filter(sequence__gt=0).values_list("prefix", flat=True)
        names = [name for name in found if node_of(name) not in theirs]
    return sorted(names, key=_rank)


def _rank(chain: str) -> tuple[bool, bool, str]:
    """What is urgent first; then this node's own, whose posts and users the others point to."""
    return not is_urgent(chain), node_of(chain) != settings.NODE_PREFIX, chain


def unsent_to(card: Card) -> int:
    """How many entries a node has not said to have."""
    heads = dict(Node.objects.values_list("prefix", "sequence"))
    have = dict(Cursor.objects.filter(node_id=card.prefix).values_list("chain", "sequence"))
    behind = sum(max(0, heads.get(name, 0) - have.get(name, 0)) for name in chains_for(card))
    return behind + OwedEntry.objects.filter(node_id=card.prefix).count()


def has_all(prefix: str, ends: dict[str, int]) -> bool:
    """Whether a node has said to have each of these chains up to there."""
    have = Cursor.objects.filter(node_id=prefix, chain__in=list(ends))
    return ends.items() <= dict(have.values_list("chain", "sequence")).items()


def heads_told_to(card: Card) -> dict[str, list[Any]]:
    """How far this node has the chains that another one may bring, and its own."""
    found = Node.objects.all()
    if not goes_up_to(card):
        nodes = {settings.NODE_PREFIX, card.prefix, *_behind(card.prefix)}
        found = found.filter(prefix__in=[chain for node in nodes for chain in chains_of(node)])
    return {node.prefix: [node.sequence, bytes(node.head)] for node in found}


def _behind(prefix: str) -> list[str]:
    """The nodes that meet the others through this one."""
    found = EnrolledNode.objects.filter(hub=prefix).exclude(prefix=prefix)
    return list(found.values_list("prefix", flat=True))


class _Builder:
    def __init__(self, card: Card, most_raw: int, after: dict[str, int]) -> None:
        self._card = card
        self._most_raw = most_raw
        self._after = after
        self._is_upward = goes_up_to(card)
        self._has = dict(
            Cursor.objects.filter(node_id=card.prefix).values_list("chain", "sequence")
        )
        self._belonging = Belonging(card, is_upward=self._is_upward)
        self._sent_keys: set[tuple[UUID, bool]] = set()
        self._keys: dict[tuple[UUID, bool], bytes] = {}
        self._batch = Batch()
        self._looked_at = 0

    def handed_back(self) -> Batch:
        """Of the recipient's own chains what is kept here, should it have lost it."""
        for chain, start in lost_by(self._card).items():
            self._hand_back(chain, max(start, self._after.get(chain, 0)))
        return self._batch

    def batch(self) -> Batch:
        self.handed_back()
        for chain in chains_for(self._card):
            if self._is_full():
                self._batch.has_more = True
                break
            start = max(self._has.get(chain, 0), self._after.get(chain, 0))
            self._add_chain(chain, start, OwnWord(chain))
        if not self._is_full():
            self._add_owed()
        elif self._owed().exists():
            self._batch.has_more = True
        self._batch.new_whole = self._belonging.new_whole
        self._batch.new_compared = self._belonging.new_compared - self._belonging.new_whole
        return self._batch

    def _is_full(self) -> bool:
        return self._batch.raw_bytes >= self._most_raw or self._looked_at >= MOST_READ

    def _hand_back(self, chain: str, start: int) -> None:
        """Entries of the recipient's own, up to a place where it signed them."""
        word = KeptWord(chain, start, self._card.public_key)
        self._batch.answers[chain] = word.last or start
        if self._is_full():
            self._batch.has_more = self._batch.has_more or bool(word.last)
        elif word.last:
            self._add_chain(chain, start, word)

    def _add_chain(self, chain: str, start: int, word: Word) -> None:
        """Entries behind ``start``; what is handed back ends where its node signed it."""
        previous = hash_at(chain, start)
        if previous is None:
            start = _before_gap(chain, start)
            previous = hash_at(chain, start)
        if previous is None:
            return
        run = RunDraft(chain, start, previous, word)
        for found in self._entries_after(chain, start):
            if word.last and _place(found) > word.last:
                break
            if self._is_full() and (not word.last or word.at(run.sequence, run.digest)):
                self._batch.has_more = True
                break
            if isinstance(found, Withheld):
                run.skip(found.last, bytes(found.hash))
                continue
            self._looked_at += 1
            item, is_closed = self._item(found)
            if item is None:
                run.skip(found.sequence, bytes(found.hash))
            else:
                run.add(item, bytes(found.hash), is_closed=is_closed)
                if not self._is_upward:
                    self._batch.told.add(found.id)
        if run.items:
            self._add_run(run)

    def _add_run(self, run: RunDraft) -> None:
        self._batch.ends[run.chain] = run.sequence
        self._batch.runs.append(run.written())
        if (part := run.written_protected()) is not None:
            self._batch.protected_runs.append(part)

    def _entries_after(self, chain: str, start: int) -> Iterator[Kept | Withheld]:
        behind = Entry.objects.filter(node_id=chain, sequence__gt=start).order_by("sequence")
        while True:
            part = _kept(behind.filter(sequence__gt=start)[:ENTRIES_READ])
            last = part[-1].sequence if len(part) == ENTRIES_READ else None
            gaps = Withheld.objects.filter(node_id=chain, last__gt=start)
            if last is not None:
                gaps = gaps.filter(last__lte=last)
            self._fetch_keys(part)
            self._belonging.look_up({entry.subject for entry in part if entry.subject})
            yield from sorted([*part, *gaps], key=_place)
            if last is None:
                return
            start = last

    def _fetch_keys(self, part: list[Kept]) -> None:
        subjects = {entry.subject for entry in part if entry.subject}
        self._keys |= person_keys.all_keys_of(subjects)

    def _item(self, entry: Kept) -> tuple[Item | None, bool]:
        """The entry as it goes, None when it is withheld; and whether into the protected box."""
        header = json.loads(bytes(entry.header))
        is_sealed = bool(header["sealed"])
        key = self._key_for(entry, is_sealed)
        is_plain = entry.subject is None and not is_sealed
        body = bytes(entry.body)
        plain = body if is_plain else None
        if key is not None and not is_plain:
            plain = opened_with(key, entry, body)
        how = self._sending(entry, header, plain)
        if how is Sending.WITHHELD:
            return None, False
        self._bring_companions(header, plain)
        self._batch.entries += 1
        self._batch.raw_bytes += len(bytes(entry.header)) + len(body)
        if how is Sending.SEALED or plain is None:
            return Item(bytes(entry.header), body, Form.STORED), False
        if is_plain:
            return Item(bytes(entry.header), body, Form.PLAIN), False
        assert key is not None
        self._send_key(entry, is_sealed, key)
        nonce = body[:NONCE_BYTES]
        told = b"" if nonce == derived_nonce(key, entry.id.bytes) else nonce
        return Item(bytes(entry.header), plain, Form.KEYED, told), is_sealed

    def _sending(self, entry: Kept, header: dict[str, Any], plain: bytes | None) -> Sending:
        reach = reach_of(entry.type, {f[1].partition(":")[0] for f in header["fields"]})
        return sending(
            reach,
            Compartment(entry.compartment),
            # What it wrote itself it may have back whole.
            is_upward=self._is_upward or node_of(entry.node_id) == self._card.prefix,
            may_hold_protected=bool(self._card.protected_key),
            is_held=not self._is_upward and self._belonging.has(entry, header, plain),
        )

    def _bring_companions(self, header: dict[str, Any], plain: bytes | None) -> None:
        labels = {field[1].partition(":")[0] for field in header["fields"]}
        if not self._is_upward and plain is not None and labels & BRINGING:
            self._belonging.bring_companions(plain)

    def _key_for(self, entry: Kept, is_sealed: bool) -> bytes | None:
        if entry.subject is not None:
            return self._keys.get((entry.subject, is_sealed))
        if not is_sealed:
            return None
        node = node_of(entry.node_id)
        if node == settings.NODE_PREFIX:
            return person_keys.data_key(None, is_sealed=True)
        return person_keys.existing_key(person_keys.nobody_of(node), is_sealed=True)

    def _send_key(self, entry: Kept, is_sealed: bool, key: bytes) -> None:
        """Keys go in the order in which their persons are first told of."""
        subject = entry.subject or person_keys.nobody_of(node_of(entry.node_id))
        if (subject, is_sealed) not in self._sent_keys:
            self._sent_keys.add((subject, is_sealed))
            (self._batch.protected_keys if is_sealed else self._batch.keys).append(key)

    def _add_owed(self) -> None:
        """Entries that were withheld before their person came to belong to the node's work."""
        owed, after = self._owed(), 0
        while not self._batch.has_more and (part := list(owed.filter(id__gt=after)[:ENTRIES_READ])):
            after = part[-1].pk
            self._add_owed_part({one.entry_id for one in part} - self._batch.told)

    def _owed(self) -> QuerySet[OwedEntry]:
        """What is owed, but for what letters tell in its place that may still arrive."""
        return OwedEntry.objects.filter(node_id=self._card.prefix, told_in=0).order_by("id")

    def _add_owed_part(self, ids: set[UUID]) -> None:
        entries = _kept(Entry.objects.filter(id__among=ids).order_by("clock"))
        self._fetch_keys(entries)
        self._belonging.look_up({entry.subject for entry in entries if entry.subject})
        for entry in entries:
            if self._is_full():
                self._batch.has_more = True
                return
            self._looked_at += 1
            item, is_closed = self._item(entry)
            if item is None:
                # Its person belongs to the node's work: no other reason passes.
                self._batch.never.append(entry.id)
                continue
            run = {
                "chain": entry.node_id,
                "first": entry.sequence,
                "previous": bytes(entry.previous),
                "hash": bytes(entry.hash),
                "signature": OwnWord(entry.node_id).at(entry.sequence, bytes(entry.hash)),
            }
            packed = {"items": pack(entry.node_id, entry.sequence, [item])}
            if is_closed:
                part = {"chain": entry.node_id, "first": entry.sequence}
                self._batch.protected_runs.append(part | packed)
                packed = {"items": pack(entry.node_id, entry.sequence, [IN_THE_OTHER_BOX])}
            self._batch.owed.append(run | packed)


def _before_gap(chain: str, sequence: int) -> int:
    """The last place before ``sequence`` whose hash is known: amid a gap none is."""
    gap = Withheld.objects.filter(node_id=chain, first__lte=sequence, last__gt=sequence).first()
    return gap.first - 1 if gap else sequence


def _place(found: Kept | Withheld) -> int:
    return found.sequence if isinstance(found, Kept) else found.first


def _kept(entries: QuerySet[Entry]) -> list[Kept]:
    return [Kept._make(row) for row in entries.values_list(*Kept._fields)]
