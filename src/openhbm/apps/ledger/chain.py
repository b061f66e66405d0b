"""The head of this node's chain: numbers, clock stamps, envelopes and the signed head hash."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from openhbm.apps.ledger import person_keys, put_back
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import JournalError, Recovering
from openhbm.apps.ledger.lanes import chain_for
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.ledger.records import new_id
from openhbm.apps.ledger.rows import Change, encoded, written
from openhbm.core.documents.numbers import OWN_COUNTERS, registration_number
from openhbm.core.ledger.chain import link_hash
from openhbm.core.ledger.clock import Stamp, merged_stamp, next_stamp
from openhbm.core.ledger.envelopes import derived_nonce, sealed


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
    """This node's chains, locked; appends entries and gives numbers until the transaction ends."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._chains = {node.prefix: node}
        self._changed: set[str] = set()
        self._unsaved: list[Entry] = []

    def next_number(self) -> str:
        self._node.numbers_given += 1
        if self._node.numbers_given >= OWN_COUNTERS:
            raise JournalError("This node has given all its numbers: set up another one.")
        self._changed.add(self._node.prefix)
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
        """Add one entry behind its chain; it is stored when the turn ends, with those beside it."""
        if self._node.restored_at is not None:
            raise still_recovering()
        chain = self._chain(chain_for(self._node.prefix, said.type, self._node.epoch))
        stamp = self._tick(said.now_ms, chain.prefix)
        id_ = new_id()
        header = encoded(_header(id_, chain, said, sealed, compartment, changes, stamp))
        document: dict[str, Any] = {"rows": [written(change) for change in changes]}
        if facts:
            document["facts"] = facts
        body = _body(encoded(document), id_, said.subject, sealed)
        previous = bytes(chain.head)
        digest = link_hash(previous, header, body)
        made = Entry(
            id=id_,
            node_id=chain.prefix,
            sequence=chain.sequence + 1,
            type=said.type,
            record=changes[0].record if changes else "",
            subject=said.subject,
            compartment=compartment.value,
            actor=said.actor,
            at=said.at,
            clock=str(stamp),
            header=header,
            body=body,
            previous=previous,
            hash=digest,
        )
        self._unsaved.append(made)
        chain.sequence, chain.head = made.sequence, digest
        self._changed |= {chain.prefix, self._node.prefix}
        return made

    def _chain(self, name: str) -> Node:
        if name not in self._chains:
            # Under the lock of the node's own row, which every writer takes first.
            self._chains[name], _ = Node.objects.get_or_create(
                prefix=name, defaults={"public_key": bytes(self._node.public_key)}
            )
        return self._chains[name]

    def _tick(self, now_ms: int, chain: str) -> Stamp:
        stamp = next_stamp(self._last_stamp(), now_ms, chain)
        self._node.clock = str(stamp)
        return stamp

    def _last_stamp(self) -> Stamp | None:
        return Stamp.parse(self._node.clock) if self._node.clock else None

    def hear(self, stamp: str, now_ms: int) -> None:
        """Let this node's clock follow that of an entry of another node."""
        heard = merged_stamp(self._last_stamp(), Stamp.parse(stamp), now_ms, self._node.prefix)
        self._node.clock = str(heard)
        self._changed.add(self._node.prefix)

    def taken_back(self, chain: str) -> None:
        """Go on from where a chain ends after entries of it were taken back from another node."""
        if chain in self._chains:
            self._chains[chain].refresh_from_db(fields=["sequence", "head"])

    def go_on(self, epoch: int) -> None:
        """Write again after a recovery.

        Numbers given and lost are on papers that people hold: a wide step leads past them.
        """
        self._node.restored_at, self._node.epoch = None, epoch
        self._node.numbers_given += NUMBERS_STEP - self._node.numbers_given % NUMBERS_STEP
        self._node.save(update_fields=["restored_at", "epoch", "numbers_given"])

    def save(self) -> None:
        """Sign the heads and store them; without this the appended entries would not verify."""
        self.save_entries()
        if self._changed:
            put_back.note_clock(self._node.clock)
        for name in sorted(self._changed):
            chain = self._chains[name]
            chain.head_signature = settings.KEYS.signing_key.sign(head_to_sign(chain))
            chain.save(update_fields=["head_signature", *_MOVING])
        self._changed = set()

    def save_entries(self) -> None:
        """Store the entries appended so far, in as few statements as possible."""
        if self._unsaved:
            Entry.objects.bulk_create(self._unsaved)
            self._unsaved = []

    def place(self) -> Place:
        """Where the chains stand, to go back to when what follows is undone.

        With the entries not stored yet: should they be stored inside a savepoint that is undone,
        they have to be stored again.
        """
        values = {
            name: {moving: getattr(chain, moving) for moving in _MOVING}
            for name, chain in self._chains.items()
        }
        return values, list(self._unsaved)

    def go_back(self, place: Place) -> None:
        values, self._unsaved = place
        # A chain opened since is asked for again: its row may be undone too.
        self._chains = {name: self._chains[name] for name in values}
        self._changed &= set(values)
        for name, moving in values.items():
            for column, value in moving.items():
                setattr(self._chains[name], column, value)


def still_recovering() -> Recovering:
    return Recovering(
        _("This node was restored from a backup and takes back what the other nodes hold of it."),
        remedy=_("Nothing can be recorded until then. See how far it is: hbm sync status"),
    )


NUMBERS_STEP = 1_000_000
Place = tuple[dict[str, dict[str, Any]], list[Entry]]
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


def head_to_sign(chain: Node) -> bytes:
    """The bytes this node signs about any chain it keeps: its own, or its copy of another's."""
    if chain.is_self:
        return signed_head(chain.sequence, bytes(chain.head))
    said = f"openhbm head of {chain.prefix}\x00".encode()
    return said + chain.sequence.to_bytes(8, "big") + bytes(chain.head)


def locked_head() -> Head:
    """This node's head, locked until the transaction ends. JournalError when there is no node."""
    node = Node.objects.select_for_update().filter(is_self=True).first()
    if node is None:
        put_back.forget()
        node = _made_node()
    put_back.check_not_put_back(node)
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
    return sealed(key, plain, nonce=derived_nonce(key, id_.bytes), context=id_.bytes)
