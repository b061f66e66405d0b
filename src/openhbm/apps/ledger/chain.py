"""The head of this node's chain: numbers, clock stamps, envelopes and the signed head hash."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from openhbm.apps.ledger import person_keys
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import JournalError
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.ledger.records import new_id
from openhbm.apps.ledger.rows import Change, encoded
from openhbm.core.documents.numbers import registration_number
from openhbm.core.ledger.chain import link_hash
from openhbm.core.ledger.clock import Stamp, next_stamp
from openhbm.core.ledger.envelopes import NONCE_BYTES, sealed


@dataclass(frozen=True)
class Said:
    """Who said what, when and why: the part of an entry that all its pieces share."""

    type: str
    actor: UUID | None
    at: datetime
    purpose: str
    subject: UUID | None
    now_ms: int


class Head:
    """This node's row, locked; appends entries and gives numbers until the transaction ends."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._changed = False
        self._unsaved: list[Entry] = []

    def next_number(self) -> str:
        self._node.numbers_given += 1
        self._changed = True
        return registration_number(self._node.prefix, self._node.numbers_given)

    def append(
        self,
        said: Said,
        *,
        sealed: bool,
        compartment: Compartment,
        changes: list[Change],
        facts: dict[str, Any],
    ) -> Entry:
        """Add one entry behind the head; it is stored when the turn ends, with those beside it."""
        stamp = self._tick(said.now_ms)
        record = changes[0].record if changes else ""
        id_ = new_id()
        header = encoded(_header(id_, self._node, said, sealed, compartment, changes, stamp))
        document: dict[str, Any] = {"rows": changes}
        if facts:
            document["facts"] = facts
        body = _body(encoded(document), id_, said.subject, sealed)
        previous = bytes(self._node.head)
        digest = link_hash(previous, header, body)
        written = Entry(
            id=id_,
            node_id=self._node.prefix,
            sequence=self._node.sequence + 1,
            type=said.type,
            record=record,
            subject=said.subject,
            compartment=compartment.value,
            actor=said.actor,
            at=said.at,
            header=header,
            body=body,
            previous=previous,
            hash=digest,
        )
        self._unsaved.append(written)
        self._node.sequence, self._node.head = written.sequence, digest
        self._changed = True
        return written

    def _tick(self, now_ms: int) -> Stamp:
        last = Stamp.parse(self._node.clock) if self._node.clock else None
        stamp = next_stamp(last, now_ms, self._node.prefix)
        self._node.clock = str(stamp)
        return stamp

    def save(self) -> None:
        """Sign the head and store it; without this the appended entries would not verify."""
        self.save_entries()
        if self._changed:
            self._node.head_signature = settings.KEYS.signing_key.sign(
                signed_head(self._node.sequence, bytes(self._node.head))
            )
            self._node.save(update_fields=["head_signature", *_MOVING])
            self._changed = False

    def save_entries(self) -> None:
        """Store the entries appended so far, in as few statements as possible."""
        if self._unsaved:
            Entry.objects.bulk_create(self._unsaved)
            self._unsaved = []

    def place(self) -> tuple[dict[str, Any], list[Entry]]:
        """Where the chain stands, to go back to when what follows is undone.

        With the entries not stored yet: should they be stored inside a savepoint that is undone,
        they have to be stored again.
        """
        return {name: getattr(self._node, name) for name in _MOVING}, list(self._unsaved)

    def go_back(self, place: tuple[dict[str, Any], list[Entry]]) -> None:
        values, self._unsaved = place
        for name, value in values.items():
            setattr(self._node, name, value)


_MOVING = ("sequence", "head", "clock", "numbers_given")


class _Turn(threading.local):
    """What this thread's entries share until its outermost turn ends."""

    depth = 0
    head: Head | None = None


_turn = _Turn()


@contextmanager
def turn() -> Iterator[None]:
    """Entries written inside share one reading, signing and storing of the head.

    Goes with a transaction, or with a savepoint when it is a turn inside a turn: what is undone
    there is undone in the shared head too.
    """
    outer = _turn.head
    place = outer.place() if outer else None
    keys = person_keys.keys_at_hand()
    _turn.depth += 1
    try:
        yield
        _check_not_undone()
        if _turn.depth == 1:
            save_unsaved()
            if _turn.head:
                _turn.head.save()
    except BaseException:
        _turn.head = outer
        if outer and place:
            outer.go_back(place)
        person_keys.go_back_to(keys)
        raise
    finally:
        _turn.depth -= 1
        if not _turn.depth:
            _turn.head = None
            person_keys.forget_keys_at_hand()


def _check_not_undone() -> None:
    """Raise when an error inside was passed over: the database would undo all and say nothing."""
    if connection.in_atomic_block and connection.needs_rollback:
        raise JournalError(
            "an action that failed was passed over; run it in one_commit() to go on without it"
        )


def save_unsaved() -> None:
    """Store what this thread's turn holds back; before the journal is read within a turn."""
    person_keys.save_new_keys()
    if _turn.head:
        _turn.head.save_entries()


@contextmanager
def open_head() -> Iterator[Head]:
    """The locked head. An entry inside an entry shares it, and is undone with its savepoint."""
    with turn():
        if _turn.head is None:
            _turn.head = locked_head()
        yield _turn.head


def signed_head(sequence: int, head: bytes) -> bytes:
    """The bytes a node signs to say: my journal has this many entries and ends in this hash."""
    return b"openhbm journal head\x00" + sequence.to_bytes(8, "big") + head


def locked_head() -> Head:
    """This node's head, locked until the transaction ends. JournalError when there is no node."""
    node = Node.objects.select_for_update().filter(is_self=True).first()
    if node is None:
        node = _made_node()
    return Head(node)


def _made_node() -> Node:
    prefix = settings.NODE_PREFIX
    try:
        registration_number(prefix, 1)
    except ValueError as error:
        raise JournalError(f"HBM_NODE is not usable: {error}") from None
    public = settings.KEYS.signing_key.public_key().public_bytes_raw()
    node, _ = Node.objects.get_or_create(
        prefix=prefix, defaults={"is_self": True, "public_key": public}
    )
    return Node.objects.select_for_update().get(pk=node.pk)


def _header(
    id_: UUID,
    node: Node,
    said: Said,
    is_sealed: bool,
    compartment: Compartment,
    changes: list[Change],
    stamp: Stamp,
) -> dict[str, Any]:
    return {
        "v": 1,
        "id": id_,
        "node": node.prefix,
        "sequence": node.sequence + 1,
        "type": said.type,
        "record": changes[0].record if changes else "",
        "fields": [[c.verb, c.record, sorted(c.values)] for c in changes],
        "subject": said.subject,
        "compartment": compartment.value,
        "sealed": is_sealed,
        "actor": said.actor,
        "purpose": said.purpose,
        "at": said.at.isoformat(),
        "clock": str(stamp),
    }


def _body(plain: bytes, id_: UUID, subject: UUID | None, is_sealed: bool) -> bytes:
    """The payload: under the person's key, or as it is when it is about nobody."""
    if subject is None and not is_sealed:
        return plain
    key = person_keys.data_key(subject, is_sealed=is_sealed)
    return sealed(key, plain, nonce=os.urandom(NONCE_BYTES), context=id_.bytes)
