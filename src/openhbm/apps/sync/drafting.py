"""A run of entries as it is put together for a letter: entry by entry, with gaps between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openhbm.apps.sync.vouching import Word
from openhbm.core.ledger.packed import Item, Skipped
from openhbm.core.ledger.packing import pack

IN_THE_OTHER_BOX = Skipped(1, b"")


@dataclass
class RunDraft:
    """Entries of one chain behind ``start``; the protected ones go into a box of their own."""

    chain: str
    start: int
    previous: bytes
    word: Word
    items: list[Item | Skipped] = field(default_factory=list)
    closed: list[Item | Skipped] = field(default_factory=list)
    signed: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sequence, self.digest = self.start, self.previous

    def add(self, item: Item, digest: bytes, *, is_closed: bool) -> None:
        """The next entry, for the ordinary box or for the protected one."""
        self.sequence, self.digest = self.sequence + 1, digest
        self.items.append(IN_THE_OTHER_BOX if is_closed else item)
        if is_closed:
            self.closed.append(item)
        else:
            _lengthen(self.closed, 1, b"")

    def skip(self, last: int, digest: bytes) -> None:
        """Leave out what follows, up to ``last``; the place before it is vouched for."""
        if self._ends_in_an_entry() and (mark := self.word.at(self.sequence, self.digest)):
            self.signed[self.sequence] = mark
        count = last - self.sequence
        self.sequence, self.digest = last, digest
        _lengthen(self.items, count, digest)
        _lengthen(self.closed, count, b"")

    def written(self) -> dict[str, Any]:
        """The run as the ordinary box holds it."""
        signed = {"signed": self.signed} if self.signed else {}
        return {
            "chain": self.chain,
            "first": self.start + 1,
            "previous": self.previous,
            "hash": self.digest,
            "signature": self.word.at(self.sequence, self.digest),
            "items": pack(self.chain, self.start + 1, self.items),
        } | signed

    def written_protected(self) -> dict[str, Any] | None:
        """What the protected box holds of it, if anything."""
        if not any(isinstance(item, Item) for item in self.closed):
            return None
        items = pack(self.chain, self.start + 1, self.closed)
        return {"chain": self.chain, "first": self.start + 1, "items": items}

    def _ends_in_an_entry(self) -> bool:
        last = self.items[-1] if self.items else None
        return last is not None and not (isinstance(last, Skipped) and last.hash)


def _lengthen(items: list[Item | Skipped], count: int, digest: bytes) -> None:
    """Leave places out, in one with those left out in the same way just before."""
    last = items[-1] if items else None
    if isinstance(last, Skipped) and bool(last.hash) == bool(digest):
        count += last.count
        items.pop()
    items.append(Skipped(count, digest))
