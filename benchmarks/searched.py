"""An invented register to search, drawn in parts so that ten millions fit, and who is asked for.

Of people registered several times one record is held back and asked for, with all its fields or
with its name in the native script and no number. Newcomers are people registered once whose family
is in the register.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks.synthetic.households import CULTURES, place_names
from benchmarks.synthetic.pools import pools
from benchmarks.synthetic.register import Register as Texts
from benchmarks.synthetic.register import draw_register
from benchmarks.trigram_peer import Line
from openhbm.core.identity.columns import Columns, columns_of, joined
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.keys import keys_of
from openhbm.core.identity.records import MatchRecord
from openhbm.core.identity.search import ArrayPostings, Register
from openhbm.core.values import PartialDate

PART = 1_000_000
RECORDS_AT_ONCE = 100_000
WORKERS = 2

Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """Somebody to ask for: who it is, the record, the same in the native script, as the peer asks,
    and the place of a newcomer's own row in the register."""

    person: int
    record: MatchRecord
    native: MatchRecord | None
    line: Line
    own: int = -1

    def moved(self, rows: int, persons: int) -> Asked:
        """The same where so many rows and persons of other parts come before."""
        own = self.own + rows if self.own >= 0 else self.own
        return replace(self, person=self.person + persons, own=own)


@dataclass
class Part:
    """A part of the register, with what was drawn to ask for."""

    keys: NDArray[np.uint64]
    key_rows: NDArray[np.int32]
    columns: Columns
    names: Counter[str]
    persons: Longs
    asked: list[Asked]
    newcomers: list[Asked]
    lines: Path
    cpu: float


@dataclass(frozen=True)
class Searched:
    """The register, whose person each row is, who is asked for, and its rows as the peer reads
    them; ``cpu`` seconds went into keys, arrays and counts."""

    register: Register
    persons: Longs
    asked: list[Asked]
    newcomers: list[Asked]
    lines: list[Path]
    cpu: float

    def rows_for_peer(self) -> Iterator[tuple[int, Line]]:
        number = 0
        for path in self.lines:
            with path.open(newline="", encoding="utf-8") as file:
                for row in csv.reader(file):
                    yield number, Line(*row)
                    number += 1


def searched(records: int, queries: int, seed: int, folder: Path) -> Searched:
    """A register of ``records`` records beside the ``queries`` that are held back."""
    count = max(1, -(-records // PART))
    draw = partial(_part, records // count, queries // count, seed, count, folder)
    if count == 1:
        parts = [draw(0)]
    else:
        with ProcessPoolExecutor(WORKERS) as workers:
            parts = list(tqdm(workers.map(draw, range(count)), total=count, disable=None))
    began = time.process_time()
    starts = np.cumsum([0, *(len(part.persons) for part in parts)]).tolist()
    people = np.cumsum([0, *(int(part.persons.max()) + 1 for part in parts)]).tolist()
    numbered = list(zip(parts, starts, people, strict=False))
    postings = _postings(numbered)
    columns = joined([part.columns for part in parts]) if count > 1 else parts[0].columns
    names = sum((part.names for part in parts), Counter[str]())
    frequencies = Frequencies(names, names.total())
    return Searched(
        Register(postings, columns, frequencies.bits(columns.words), frequencies),
        np.concatenate([part.persons + first for part, _start, first in numbered]),
        [one.moved(start, first) for p, start, first in numbered for one in p.asked],
        [one.moved(start, first) for p, start, first in numbered for one in p.newcomers],
        [part.lines for part in parts],
        sum(part.cpu for part in parts) + time.process_time() - began,
    )


def _postings(numbered: list[tuple[Part, int, int]]) -> ArrayPostings:
    keys = np.concatenate([part.keys for part, _start, _first in numbered])
    rows = np.concatenate([part.key_rows + np.int32(start) for part, start, _first in numbered])
    for part, _start, _first in numbered:
        # Ten million records have gigabytes of them.
        part.keys, part.key_rows = keys[:0], rows[:0]
    return ArrayPostings.of(keys, rows)


def _part(records: int, queries: int, seed: int, count: int, folder: Path, number: int) -> Part:
    texts, rng = _drawn(records, seed, count, number)
    persons = texts["cluster"].astype(np.int64)
    kept, asked, newcomers = _held_back(texts, persons, queries, rng)
    lines = folder / f"rows-{number}.csv"
    with lines.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(vars(_line(texts, row)).values() for row in kept)
    of_newcomers = [_asked(texts, row, persons) for row in newcomers]
    places = np.searchsorted(kept, newcomers).tolist()
    began = time.process_time()
    keys, rows = _keys(texts, kept)
    columns = columns_of(_record(texts, row) for row in kept)
    names = Counter(Frequencies.of(_record(texts, row) for row in kept).counts)
    return Part(
        keys, rows, columns, names, persons[kept],
        [_asked(texts, row, persons) for row in asked],
        [replace(one, own=place) for one, place in zip(of_newcomers, places, strict=True)],
        lines, time.process_time() - began,
    )  # fmt: skip


def _drawn(records: int, seed: int, count: int, number: int) -> tuple[Texts, np.random.Generator]:
    """A register, or a part of one: all parts have the same places."""
    if count == 1:
        return draw_register(records, seed), np.random.default_rng(seed)
    of, rng = pools(), np.random.default_rng(seed)
    places = {culture: place_names(rng, culture, of[culture][1]) for culture in CULTURES}
    return (
        draw_register(records, (seed, number), of, places),
        np.random.default_rng((seed, number, 1)),
    )


def _held_back(
    texts: Texts, persons: Longs, queries: int, rng: np.random.Generator
) -> tuple[Longs, Longs, Longs]:
    """(rows kept, rows held back, rows of newcomers)."""
    times = np.bincount(persons)
    last = np.full(len(times), -1)
    last[persons] = np.arange(len(persons))
    asked = rng.choice(last[times > 1], size=queries, replace=False)
    kept = np.setdiff1d(np.arange(len(persons)), asked)
    families = texts["household"].astype(np.int64)
    pairs = np.unique(np.stack([families[kept], persons[kept]]), axis=1)
    members = np.bincount(pairs[0], minlength=int(families.max()) + 1)
    single = np.flatnonzero((times[persons] == 1) & (members[families] > 1))
    return kept, asked, rng.choice(single, size=queries, replace=False)


def _keys(texts: Texts, kept: Longs) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    keys, rows = [], []
    for start in tqdm(range(0, len(kept), RECORDS_AT_ONCE), desc="keys", disable=None):
        found = [keys_of(_record(texts, row)) for row in kept[start : start + RECORDS_AT_ONCE]]
        keys.append(np.fromiter((key for one in found for key in one), dtype=np.uint64))
        lengths = np.array([len(one) for one in found])
        rows.append(np.repeat(np.arange(start, start + len(found), dtype=np.int32), lengths))
    return np.concatenate(keys), np.concatenate(rows)


def _asked(texts: Texts, row: int, persons: Longs) -> Asked:
    native = _record(texts, row, native=True) if texts["native"][row] else None
    return Asked(int(persons[row]), _record(texts, row), native, _line(texts, row))


def _record(texts: Texts, row: int, *, native: bool = False) -> MatchRecord:
    """One row as the engine takes it; 1 January is what clerks write for a year alone."""
    of = {column: values[row] for column, values in texts.items()}
    name = of["native"] if native else _whole_name(of)
    numbers = ("", "") if native else (of["doc_no"], of["phone"])
    documents, phones = (tuple(filter(None, (number,))) for number in numbers)
    return MatchRecord(
        names=(name,), birth=_birth(of["dob"]), sex=of["sex"], place=of["place"],
        documents=documents, phones=phones,
    )  # fmt: skip


def _line(texts: Texts, row: int) -> Line:
    of = {column: values[row] for column, values in texts.items()}
    return Line(_whole_name(of), of["dob"], of["place"], of["doc_no"])


def _whole_name(of: dict[str, Any]) -> str:
    # One object a spelling, however many records have it.
    return sys.intern(" ".join(filter(None, (of["given"], of["father"], of["surname"]))))


@lru_cache(maxsize=1 << 16)
def _birth(text: str) -> PartialDate | None:
    return PartialDate.parse(text[:4] if text.endswith("-01-01") else text) if text else None
