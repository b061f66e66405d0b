"""Walking the chain: is every entry as it was written, and does it end where the node signed?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from django.conf import settings

from openhbm.apps.ledger.chain import head_to_sign
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.core.ledger.chain import Break, Gap, Link, first_break

_TELL_EVERY = 200


@dataclass(frozen=True)
class Verdict:
    """How far the journal was checked, and the first entry that does not hold."""

    entries: int
    verified: bool
    node: str = ""
    sequence: int = 0
    entry_id: str = ""
    problem: str = ""


def journal_verdict(tell: Callable[[int], object] = lambda checked: None) -> Verdict:
    """Check every node's chain, each entry's columns against its header, and the signed head.

    ``tell`` is called with the number of entries checked since it was called last.
    """
    counted = 0
    for node in Node.objects.order_by("prefix"):
        entries = Entry.objects.filter(node=node).order_by("sequence").iterator(chunk_size=1000)
        checker = _Checker(entries, _gaps_of(node), tell)
        broken = first_break(checker.links()) or checker.column_break or _head_break(node, checker)
        counted += checker.count
        if broken:
            bad = Entry.objects.filter(node=node, sequence=broken.sequence).first()
            return Verdict(
                entries=Entry.objects.count(),
                verified=False,
                node=node.prefix,
                sequence=broken.sequence,
                entry_id=str(bad.id) if bad else "",
                problem=broken.problem,
            )
    stray = Entry.objects.count() - counted
    if stray:
        return Verdict(counted + stray, False, problem=f"{stray} entries belong to no known node")
    return Verdict(entries=counted, verified=True)


class _Checker:
    """Feeds the chain check and compares each entry's columns with what was hashed."""

    def __init__(
        self, entries: Iterable[Entry], gaps: list[Gap], tell: Callable[[int], object]
    ) -> None:
        self._entries = entries
        self._gaps = gaps[::-1]
        self._tell = tell
        self.count = 0
        self.sequence = 0
        self.head = bytes(32)
        self.column_break: Break | None = None

    def links(self) -> Iterator[Link | Gap]:
        for entry in self._entries:
            yield from self._gap_before(entry.sequence)
            self.count += 1
            self.sequence = entry.sequence
            if self.count % _TELL_EVERY == 0:
                self._tell(_TELL_EVERY)
            self.head = bytes(entry.hash)
            yield Link(
                entry.sequence,
                bytes(entry.header),
                bytes(entry.body),
                bytes(entry.previous),
                self.head,
            )
            # Reached only when the link held, so the header can be trusted here.
            if problem := _column_problem(entry):
                self.column_break = Break(entry.sequence, problem)
                return
        yield from self._gap_before(None)

    def _gap_before(self, sequence: int | None) -> Iterator[Gap]:
        """What is kept elsewhere only, between the entries of a copy."""
        while self._gaps and (sequence is None or self._gaps[-1].first < sequence):
            gap = self._gaps.pop()
            self.sequence, self.head = gap.last, gap.hash
            yield gap


def _gaps_of(node: Node) -> list[Gap]:
    found = Withheld.objects.filter(node=node).order_by("first")
    return [Gap(one.first, one.last, bytes(one.hash)) for one in found]


def _column_problem(entry: Entry) -> str:
    header = json.loads(bytes(entry.header))
    columns = {
        "id": str(entry.id),
        "node": entry.node_id,
        "sequence": entry.sequence,
        "type": entry.type,
        "record": entry.record,
        "subject": str(entry.subject) if entry.subject else None,
        "compartment": entry.compartment,
        "actor": str(entry.actor) if entry.actor else None,
        "clock": entry.clock,
    }
    for name, value in columns.items():
        if header[name] != value:
            return f"its column {name} was changed after it was written"
    if datetime.fromisoformat(header["at"]) != entry.at:
        return "its column at was changed after it was written"
    return ""


def _head_break(node: Node, checker: _Checker) -> Break | None:
    if node.sequence != checker.sequence or bytes(node.head) != checker.head:
        return Break(
            checker.sequence, "entries after it are missing, or the node's head was changed"
        )
    if node.sequence == 0:
        return None
    # The key comes from outside the database: whoever can write the database could write any key
    # and any chain into it. What other nodes sent was checked when it came, and is signed here.
    public = settings.KEYS.signing_key.public_key()
    try:
        public.verify(bytes(node.head_signature), head_to_sign(node))
    except InvalidSignature:
        return Break(node.sequence, "the chain's end is not signed by its node")
    return None
