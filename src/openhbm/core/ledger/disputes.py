"""When edits of one field stood against each other, and what ended that: told from all its edits.

The same from the same edits, in whatever order they became known: an edit comes after those that
it replaces, and otherwise as the clock says.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from openhbm.core.ledger.merge import Policy, Values

Bases = Mapping[str, frozenset[str]]
"""Stamp of each edit → the stamps of those that it replaces."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The edit with which several values stood beside each other, and the one that ended it."""

    opened: str
    closed: str | None = None


def in_order(bases: Bases) -> list[str]:
    """The edits one after another, each behind those that it replaces, else by stamp.

    Bases that are not among the edits are passed over.
    """
    waits = {stamp: {one for one in base if one in bases} for stamp, base in bases.items()}
    behind: dict[str, list[str]] = {}
    for stamp, before in waits.items():
        for one in before:
            behind.setdefault(one, []).append(stamp)
    ready = [stamp for stamp, before in waits.items() if not before]
    heapq.heapify(ready)
    found: list[str] = []
    while ready:
        stamp = heapq.heappop(ready)
        found.append(stamp)
        for later in behind.get(stamp, ()):
            waits[later].discard(stamp)
            if not waits[later]:
                heapq.heappush(ready, later)
    return found


def is_straight(bases: Bases) -> bool:
    """Whether each edit knew of all before it, so that nothing was ever in dispute."""
    heads: set[str] = set()
    for stamp in in_order(bases):
        heads = heads - bases[stamp] | {stamp}
        if len(heads) > 1:
            return False
    return True


def disputes(bases: Bases, values: Mapping[str, Values], policy: Policy) -> list[Dispute]:
    """The disputes there were, in their order; only the last may be open.

    ``values`` by stamp, of those edits that can be read here; the others are in no dispute.
    """
    if policy is Policy.LATEST:
        return []
    heads: set[str] = set()
    found: list[Dispute] = []
    for stamp in in_order(bases):
        heads = heads - bases[stamp] | {stamp}
        told = [values[head] for head in sorted(heads) if head in values]
        differ = any(one != told[0] for one in told)
        is_open = bool(found) and found[-1].closed is None
        if differ and not is_open:
            found.append(Dispute(stamp))
        elif is_open and not differ:
            found[-1] = Dispute(found[-1].opened, stamp)
    return found
