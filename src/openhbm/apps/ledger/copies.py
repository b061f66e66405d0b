"""Keeping copies of other nodes' chains: each entry once, in order, and never another history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.core.ledger.chain import GENESIS, link_hash
from openhbm.core.ledger.envelopes import derived_nonce, sealed
from openhbm.core.ledger.packed import Form, Item, Said, Skipped
from openhbm.core.ledger.unpacking import Unpacked, places_in

KeyOf = Callable[[UUID | None, str, bool], bytes]
"""(subject, chain, is sealed) → the data key that came with the entries."""


@dataclass(frozen=True)
class Run:
    """Entries of one chain in a row, as another node sent them."""

    chain: str
    first: int
    previous: bytes
    hash: bytes
    items: Sequence[Item | Skipped] | Unpacked
    signature: bytes = b""
    """By the node whose chain it is, over its end (``recovering.signed_end``)."""
    signed: Mapping[int, bytes] = field(default_factory=dict)
    """The same for places before a gap: no hash leads from there to the end."""

    @property
    def last(self) -> int:
        return self.first - 1 + places_in(self.items)


class Copy(NamedTuple):
    """An entry of another node as it is stored here, column by column."""

    id: UUID
    node_id: str
    sequence: int
    type: str
    record: str
    subject: UUID | None
    compartment: str
    actor: UUID | None
    at: datetime
    clock: str
    header: bytes
    body: bytes
    previous: bytes
    hash: bytes


@dataclass
class Stored:
    """Entries that were new, each with its plain payload when that came too."""

    entries: list[tuple[Copy, bytes | None]] = field(default_factory=list)


class ForkError(Exception):
    """Another history of a chain than the one kept here: nothing of it was taken in."""


class GapError(Exception):
    """Entries before these are missing here; those come first."""


class RunError(ValueError):
    """The entries do not add up to what was signed."""


def chain_row(chain: str) -> Node:
    """The row of a chain, locked; made when the chain is new here."""
    Node.objects.get_or_create(prefix=chain)
    return Node.objects.select_for_update().get(prefix=chain)


def store_run(run: Run, key_of: KeyOf) -> Stored:
    """Add to the copy of a chain what is new in a run. Only inside an action.

    GapError when it does not join on, ForkError when it tells entries otherwise than they are
    kept here, RunError when its bytes do not give the hash that was signed.
    """
    node = chain_row(run.chain)
    if run.first > node.sequence + 1:
        raise GapError(f"{run.chain}: {run.first} came, {node.sequence + 1} is missing")
    known = hash_at(run.chain, run.first - 1)
    if known is not None and known != run.previous:
        raise ForkError(_forked(run.chain, run.first - 1))
    stored, gaps = Stored(), list[Withheld]()
    fresh = _fresh(run, key_of, node, _hashes_here(run, node), stored, gaps)
    if run.last > node.sequence:
        # The database stores the first while the last are still being hashed and sealed. Should
        # one of those not be what was signed, it is undone with all that the letter brought.
        insert_rows(Entry, Copy._fields, fresh)
        Withheld.objects.bulk_create(_behind(gaps, node))
        node.sequence, node.head = run.last, run.hash
        node.save(update_fields=["sequence", "head"])
    else:
        list(fresh)
    return stored


def _fresh(
    run: Run,
    key_of: KeyOf,
    node: Node,
    here: dict[int, bytes],
    stored: Stored,
    gaps: list[Withheld],
) -> Iterator[Copy]:
    """What is new in a run, put down as stored and as gaps; asks the database for nothing.

    ForkError and RunError as ``store_run``.
    """
    previous, sequence = run.previous, run.first - 1
    for item in run.items:
        if isinstance(item, Skipped):
            start, sequence, previous = sequence + 1, sequence + item.count, item.hash
            if sequence > node.sequence:
                gaps.append(Withheld(node=node, first=start, last=sequence, hash=previous))
        else:
            sequence += 1
            copy, plain = made_entry(item, run.chain, sequence, previous, key_of)
            previous = copy.hash
            if sequence > node.sequence:
                stored.entries.append((copy, plain))
                yield copy
        if here.get(sequence, previous) != previous:
            raise ForkError(_forked(run.chain, sequence))
    if previous != run.hash:
        raise RunError(f"{run.chain}: the entries up to {sequence} do not give the hash signed")


def pass_over(run: Run, key_of: KeyOf) -> None:
    """Leave a run for a later letter; the keys in this one stand in the order of all its runs."""
    sequence, previous = run.first - 1, run.previous
    for item in run.items:
        if isinstance(item, Skipped):
            sequence, previous = sequence + item.count, item.hash
        else:
            sequence += 1
            copy, _plain = made_entry(item, run.chain, sequence, previous, key_of)
            previous = copy.hash


def reveal(run: Run, key_of: KeyOf) -> Stored:
    """Put one entry into its place, which was withheld until now. Only inside an action."""
    item = run.items[0]
    gap = Withheld.objects.filter(
        node_id=run.chain, first__lte=run.first, last__gte=run.first
    ).first()
    if gap is None or isinstance(item, Skipped):
        return Stored()
    entry, plain = made_entry(item, run.chain, run.first, run.previous, key_of)
    digest = entry.hash
    if digest != run.hash or (gap.last == run.first and digest != bytes(gap.hash)):
        raise RunError(f"{run.chain}: entry {run.first} does not give the hash signed")
    gap.delete()
    parts = [
        Withheld(node_id=run.chain, first=gap.first, last=run.first - 1, hash=run.previous),
        Withheld(node_id=run.chain, first=run.first + 1, last=gap.last, hash=bytes(gap.hash)),
    ]
    Withheld.objects.bulk_create(part for part in parts if part.first <= part.last)
    insert_rows(Entry, Copy._fields, [entry])
    return Stored([(entry, plain)])


def hash_at(chain: str, sequence: int) -> bytes | None:
    """The hash that the copy of a chain has at a place; None where that is not known here."""
    if sequence == 0:
        return GENESIS
    found = Entry.objects.filter(node_id=chain, sequence=sequence).values_list("hash", flat=True)
    if (digest := found.first()) is not None:
        return bytes(digest)
    gap = Withheld.objects.filter(node_id=chain, last=sequence).first()
    return bytes(gap.hash) if gap else None


def _hashes_here(run: Run, node: Node) -> dict[int, bytes]:
    """The hashes that the copy has at the places of a run, where they are known here."""
    if run.first > node.sequence:
        return {}
    places = (run.first, min(run.last, node.sequence))
    entries = Entry.objects.filter(node_id=run.chain, sequence__range=places)
    gaps = Withheld.objects.filter(node_id=run.chain, last__range=places)
    found = [*entries.values_list("sequence", "hash"), *gaps.values_list("last", "hash")]
    return {sequence: bytes(digest) for sequence, digest in found}


def made_entry(
    item: Item, chain: str, sequence: int, previous: bytes, key_of: KeyOf
) -> tuple[Copy, bytes | None]:
    """The entry as its node stored it, and its plain payload; RunError when it is none."""
    try:
        said = item.said or _said_in(item.header, chain)
        if said.sequence != sequence:
            raise RunError(f"{chain}: entry {sequence} says to be {said.sequence}")
        body = item.body
        if item.form is Form.KEYED:
            key, context = key_of(said.subject, chain, said.is_sealed), said.id.bytes
            nonce = item.nonce or derived_nonce(key, context)
            body = sealed(key, body, nonce=nonce, context=context)
        copy = Copy(
            said.id, chain, sequence, said.type, said.record, said.subject, said.compartment,
            said.actor, said.at, said.clock, item.header, body, previous,
            link_hash(previous, item.header, body),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(f"{chain}: entry {sequence} cannot be read ({error})") from None
    return copy, None if item.form is Form.STORED else item.body


def _said_in(header: bytes, chain: str) -> Said:
    """What a header says; RunError when it is of another chain."""
    said = json.loads(header)
    if said["node"] != chain:
        raise RunError(f"an entry of {said['node']} stands in the chain of {chain}")
    return Said(
        id=UUID(said["id"]),
        sequence=said["sequence"],
        type=said["type"],
        record=said["record"],
        subject=UUID(said["subject"]) if said["subject"] else None,
        compartment=said["compartment"],
        is_sealed=bool(said["sealed"]),
        actor=UUID(said["actor"]) if said["actor"] else None,
        at=datetime.fromisoformat(said["at"]),
        clock=said["clock"],
    )


def _behind(gaps: list[Withheld], node: Node) -> Iterator[Withheld]:
    """Gaps from where the copy ends: the first may begin among entries that are here."""
    for gap in gaps:
        gap.first = max(gap.first, node.sequence + 1)
        yield gap


def _forked(chain: str, sequence: int) -> str:
    return f"{chain}: entry {sequence} is another one than the one kept here"
