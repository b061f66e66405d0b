"""Who may this be? Keys vote for candidates, candidates are compared, the best are explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from openhbm.core.identity.columns import Columns, Ints, columns_of
from openhbm.core.identity.evidence import relatives
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.keys import Keyed, Kind, keys_asked
from openhbm.core.identity.likeness import Floats, Marks
from openhbm.core.identity.records import MatchRecord
from openhbm.core.identity.signals import USUAL, Weighting, compared

Id = TypeVar("Id")
IdOut = TypeVar("IdOut", covariant=True)

VOTES: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.DOCUMENT: 34.0,
        Kind.PHONE: 30.0,
        Kind.NAME_AND_DATE: 21.0,
        Kind.THREE_NAMES: 20.0,
        Kind.NAMES_AND_YEAR: 20.0,
        Kind.NAMES_AND_PLACE: 21.0,
        Kind.NAME_PLACE_YEAR: 19.0,
        Kind.NAME_AND_PLACE: 16.0,
        Kind.TWO_NAMES: 16.0,
        Kind.DATE_AND_PLACE: 18.0,
    }
)
"""What a key held by one record alone tells, in bits; a key of many records tells less."""
LEAST_VOTE = 1.0
LONGEST_LIST = 4000
"""Of a key held by more records than this only so many are looked at: it tells nearly nothing."""
CANDIDATES = 600


class Postings(Protocol[IdOut]):
    """A table of keys, wherever it is kept: for each key the records that have it."""

    def lists(self, keys: Sequence[int], longest: int) -> Iterable[tuple[int, Sequence[IdOut]]]:
        """The records of each key that has any, at most ``longest`` of each."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Id]):
    """A record that shares keys with the one asked for, and what these keys join."""

    id: Id
    votes: float
    kinds: frozenset[Kind]


def candidates(asked: Keyed, postings: Postings[Id], most: int = CANDIDATES) -> list[Candidate[Id]]:
    """The records that share the most telling keys, best first, at most ``most``.

    A record gets the vote of its best key of each kind; ties keep the order of the postings.
    """
    best: dict[Id, dict[Kind, float]] = {}
    for key, found in postings.lists(list(asked), LONGEST_LIST):
        kind = asked[key]
        vote = max(VOTES[kind] - log2(len(found)), LEAST_VOTE)
        for id_ in found:
            votes = best.setdefault(id_, {})
            votes[kind] = max(votes.get(kind, 0.0), vote)
    ranked = [Candidate(id_, sum(v.values()), frozenset(v)) for id_, v in best.items()]
    ranked.sort(key=lambda candidate: -candidate.votes)
    return ranked[:most]


@dataclass(frozen=True)
class Nearest:
    """Rows of a register, best first: weights in bits, and which are rather relatives."""

    rows: Ints
    weights: Floats
    relatives: Marks


@dataclass(frozen=True)
class Register:
    """A whole register in memory: its keys, its records as arrays and how common names are."""

    postings: ArrayPostings
    columns: Columns
    bits: Floats
    frequencies: Frequencies
    by: Weighting = USUAL

    def nearest(self, asked: MatchRecord, most: int = 10) -> Nearest:
        """The rows most like the record asked for; those who are rather relatives are marked."""
        rows = self.postings.candidates(keys_asked(asked))
        if not len(rows):
            return Nearest(rows, np.zeros(0), np.zeros(0, dtype=np.bool_))
        one = columns_of([asked])
        bits = self.frequencies.bits(one.words), self.bits
        found = compared(
            one, np.zeros(len(rows), dtype=np.int32), self.columns, rows, bits, self.by
        )
        kin = relatives(found)
        best = np.argsort(-found.weight, kind="stable")[:most]
        return Nearest(rows[best], found.weight[best], kin[best])


@dataclass(frozen=True)
class ArrayPostings:
    """Keys of a register that does not change: sorted, each with its run of row numbers."""

    keys: np.ndarray[tuple[int], np.dtype[np.uint64]]
    starts: np.ndarray[tuple[int], np.dtype[np.int64]]
    rows: Ints

    @classmethod
    def of(cls, keys: np.ndarray[tuple[int], np.dtype[np.uint64]], rows: Ints) -> ArrayPostings:
        """Sort pairs of key and row, (n,) each."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(keys)])
        return cls(ordered[starts], np.append(starts, len(keys)).astype(np.int64), rows[order])

    def lists(self, keys: Sequence[int], longest: int) -> Iterable[tuple[int, Sequence[int]]]:
        """See ``Postings``."""
        for key, start, end in zip(*self._found(keys), strict=True):
            yield int(key), self.rows[start : min(end, start + longest)].tolist()

    def candidates(self, asked: Keyed, most: int = CANDIDATES) -> Ints:
        """The rows that ``search.candidates`` finds, in its order but for ties, by arrays alone."""
        keys, starts, ends = self._found(list(asked))
        if not len(keys):
            return np.zeros(0, dtype=np.int32)
        kinds = np.array([asked[int(key)] for key in keys], dtype=np.uint64)
        lengths = np.minimum(ends - starts, LONGEST_LIST)
        votes = np.maximum(_VOTES[kinds] - np.log2(lengths), LEAST_VOTE)
        runs = [self.rows[start : start + n] for start, n in zip(starts, lengths, strict=True)]
        told = kinds << _KIND_BIT | (votes * _VOTE_STEPS).astype(np.uint64)
        rows = np.concatenate(runs).astype(np.uint64) << _ROW_BIT | np.repeat(told, lengths)
        return _most_voted(rows, most)

    def _found(self, keys: Sequence[int]) -> tuple[Any, Any, Any]:
        # In order, because neighbours are found faster.
        wanted = np.sort(np.array(keys, dtype=np.uint64))
        places = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        there = self.keys[places] == wanted if len(self.keys) else np.zeros(len(keys), dtype=bool)
        places = places[there]
        return wanted[there], self.starts[places], self.starts[places + 1]


_VOTES = np.array([0.0, *(VOTES[kind] for kind in sorted(VOTES))])
_ROW_BIT, _KIND_BIT, _VOTE_STEPS = np.uint64(32), np.uint64(27), 1 << 20


def _most_voted(told: npt.NDArray[np.uint64], most: int) -> Ints:
    """The rows of most votes, best first; ``told`` holds row, kind and vote as one number each.

    One sort of plain numbers brings the votes of a row together, the best of each kind last;
    sorting positions instead takes ten times as long.
    """
    told.sort()
    best_of_kind = told[np.append(told[1:] >> _KIND_BIT != told[:-1] >> _KIND_BIT, True)]
    rows = best_of_kind >> _ROW_BIT
    first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    votes = (best_of_kind & np.uint64((1 << 27) - 1)).astype(np.int64)
    total = np.add.reduceat(votes, first)
    found = rows[first].astype(np.int32)
    if len(found) > most:
        kept = np.sort(np.argpartition(-total, most)[:most])
        found, total = found[kept], total[kept]
    ordered: Ints = found[np.argsort(-total, kind="stable")]
    return ordered
