"""Keeping copies of other nodes' chains: each entry once, in order, and never another history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from openhbm.apps.ledger.inserting import insert_many
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.core.ledger.chain import GENESIS, link_hash
from openhbm.core.ledger.envelopes import derived_nonce, sealed
from openhbm.core.ledger.packing import Form, Item, Skipped

KeyOf = Callable[[UUID | None, str, bool], bytes]
"""(subject, chain, is sealed) → the data key that came with the entries."""


@dataclass(frozen=True)
class Run:
    """Entries of one chain in a row, as another node sent them."""

    chain: str
    first: int
    previous: bytes
    hash: bytes
    items: Sequence[Item | Skipped]


@dataclass
class Stored:
    """Entries that were new, each with its plain payload when that came too."""

    entries: list[tuple[Entry, bytes | None]] = field(default_factory=list)


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
    stored, gaps = Stored(), []
    previous, sequence = run.previous, run.first - 1
    for item in run.items:
        if isinstance(item, Skipped):
            start, sequence, previous = sequence + 1, sequence + item.count, item.hash
            _check_known(run.chain, node, sequence, previous)
            if sequence > node.sequence:
                gaps.append(Withheld(node=node, first=start, last=sequence, hash=previous))
            continue
        sequence += 1
        entry, plain = made_entry(item, run.chain, sequence, previous, key_of)
        previous = bytes(entry.hash)
        _check_known(run.chain, node, sequence, previous)
        if sequence > node.sequence:
            stored.entries.append((entry, plain))
    if previous != run.hash:
        raise RunError(f"{run.chain}: the entries up to {sequence} do not give the hash signed")
    if sequence > node.sequence:
        _save(node, sequence, previous, stored, _behind(gaps, node))
    return stored


def reveal(run: Run, key_of: KeyOf) -> Stored:
    """Put one entry into its place, which was withheld until now. Only inside an action."""
    item = run.items[0]
    gap = Withheld.objects.filter(
        node_id=run.chain, first__lte=run.first, last__gte=run.first
    ).first()
    if gap is None or isinstance(item, Skipped):
        return Stored()
    entry, plain = made_entry(item, run.chain, run.first, run.previous, key_of)
    digest = bytes(entry.hash)
    if digest != run.hash or (gap.last == run.first and digest != bytes(gap.hash)):
        raise RunError(f"{run.chain}: entry {run.first} does not give the hash signed")
    gap.delete()
    parts = [
        Withheld(node_id=run.chain, first=gap.first, last=run.first - 1, hash=run.previous),
        Withheld(node_id=run.chain, first=run.first + 1, last=gap.last, hash=bytes(gap.hash)),
    ]
    Withheld.objects.bulk_create(part for part in parts if part.first <= part.last)
    entry.save(force_insert=True)
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


def made_entry(
    item: Item, chain: str, sequence: int, previous: bytes, key_of: KeyOf
) -> tuple[Entry, bytes | None]:
    """The entry as its node stored it, and its plain payload; RunError when it is none."""
    try:
        header = json.loads(item.header)
        if header["node"] != chain or header["sequence"] != sequence:
            raise RunError(f"{chain}: entry {sequence} says to be {header['sequence']}")
        id_ = UUID(header["id"])
        subject = UUID(header["subject"]) if header["subject"] else None
        body = _stored_body(item, id_, subject, chain, bool(header["sealed"]), key_of)
        entry = Entry(
            id=id_,
            node_id=chain,
            sequence=sequence,
            type=header["type"],
            record=header["record"],
            subject=subject,
            compartment=header["compartment"],
            actor=UUID(header["actor"]) if header["actor"] else None,
            at=datetime.fromisoformat(header["at"]),
            clock=header["clock"],
            header=item.header,
            body=body,
            previous=previous,
            hash=link_hash(previous, item.header, body),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(f"{chain}: entry {sequence} cannot be read ({error})") from None
    return entry, None if item.form is Form.STORED else item.body


def _stored_body(
    item: Item, id_: UUID, subject: UUID | None, chain: str, is_sealed: bool, key_of: KeyOf
) -> bytes:
    if item.form is not Form.KEYED:
        return item.body
    key = key_of(subject, chain, is_sealed)
    nonce = item.nonce or derived_nonce(key, id_.bytes)
    return sealed(key, item.body, nonce=nonce, context=id_.bytes)


def _check_known(chain: str, node: Node, sequence: int, digest: bytes) -> None:
    if sequence <= node.sequence:
        known = hash_at(chain, sequence)
        if known is not None and known != digest:
            raise ForkError(_forked(chain, sequence))


def _behind(gaps: list[Withheld], node: Node) -> Iterator[Withheld]:
    """Gaps from where the copy ends: the first may begin among entries that are here."""
    for gap in gaps:
        gap.first = max(gap.first, node.sequence + 1)
        yield gap


def _save(node: Node, sequence: int, head: bytes, stored: Stored, gaps: Iterator[Withheld]) -> None:
    insert_many(entry for entry, _ in stored.entries)
    Withheld.objects.bulk_create(gaps)
    node.sequence, node.head = sequence, head
    node.save(update_fields=["sequence", "head"])


def _forked(chain: str, sequence: int) -> str:
    return f"{chain}: entry {sequence} is another one than the one kept here"
