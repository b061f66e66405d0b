"""The hash chain of the journal: every entry commits to all entries before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """One stored entry as the chain sees it: its place, its bytes and the hash kept beside them."""

    sequence: int
    header: bytes
    body: bytes
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries ``first`` to ``last`` that are kept elsewhere only, and the hash of the last."""

    first: int
    last: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold, and why."""

    sequence: int
    problem: str


def link_hash(previous: bytes, header: bytes, body: bytes) -> bytes:
    """SHA-256 over the previous hash (32 bytes) and the bytes exactly as stored.

    The header's length goes in between, so that no byte can move from header to body unseen.
    """
    digest = hashlib.sha256(previous)
    digest.update(len(header).to_bytes(8, "big"))
    digest.update(header)
    digest.update(body)
    return digest.digest()


def first_break(
    links: Iterable[Link | Gap], *, previous: bytes = GENESIS, sequence: int = 0
) -> Break | None:
    """The first broken link after ``sequence``, or None when all of them hold.

    A copy that does not hold every entry has gaps; what follows one continues its hash.

    ``previous`` and ``sequence`` are the hash and number of the entry before the first one given.
    Reads the links once and keeps none: a journal of any length is checked in constant memory.
    """
    for link in links:
        sequence += 1
        if isinstance(link, Gap):
            if link.first != sequence:
                return Break(sequence, f"entry {sequence} is missing: {link.first} follows it")
            sequence, previous = link.last, link.hash
            continue
        if problem := _problem_of(link, previous, sequence):
            return Break(sequence if link.sequence > sequence else link.sequence, problem)
        previous = link.hash
    return None


def _problem_of(link: Link, previous: bytes, sequence: int) -> str:
    if link.sequence != sequence:
        return f"entry {sequence} is missing: {link.sequence} follows {sequence - 1}"
    if link.previous != previous:
        return "it does not continue the entry before it"
    if link.hash != link_hash(link.previous, link.header, link.body):
        return "its bytes were changed after it was written"
    return ""
