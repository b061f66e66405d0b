"""Which pairs are worth comparing: records that share a composite key.

The keys are those of the search before registration: two names with the year or the place, three
names, a name with the birth date, papers and telephones. No key is a birth date alone, which a
third of a register shares on 1 January.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.compiled import compiled
from openhbm.core.identity.linkage.encoding import PARTS, Register
from openhbm.core.identity.linkage.keying import SLAVIC

STRONG, WEAK = 40, 12
"""How many records may share a key. What more share says too little; they meet under finer keys."""

Keys = NDArray[np.uint64]
_READINGS = ((0, 0), (0, 1), (1, 0), (1, 1), (SLAVIC, SLAVIC))
_PAIRS = ((0, 1), (0, 2), (1, 2))
_ODD = np.uint64(0x9E3779B97F4A7C15)


def mixed(left: Keys, right: Keys | int) -> Keys:
    """One 64-bit number out of two; 0 when either is 0 (splitmix64, Steele et al. 2014)."""
    right = np.asarray(right, np.uint64)
    with np.errstate(over="ignore"):
        value = left + _ODD * (right + np.uint64(1))
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        value = value ^ (value >> np.uint64(31))
    return np.where((left == 0) | (right == 0), np.uint64(0), value)


def composite_keys(register: Register) -> Iterator[tuple[Keys, int]]:
    """Families of keys: (n numbers, 0 where a record lacks what the key is made of; the most
    records that may share one of them)."""
    names = [_keys_of(register, part) for part in range(PARTS)]
    year, nation = register.year.astype(np.uint64), register.nation.astype(np.uint64)
    places = [_first_key(register, column) for column in range(register.places.shape[1])]
    place = places[0] if places else np.zeros(len(register), np.uint64)
    for pair in _PAIRS:
        for both, is_first in _unordered(names[pair[0]], names[pair[1]]):
            yield both, WEAK
            if is_first:
                yield mixed(mixed(both, year), 1), STRONG
                yield mixed(mixed(both, place), 2), STRONG
                yield mixed(mixed(both, nation), 3), WEAK
    triple = np.sort(np.stack([readings[0] for readings in names]), axis=0)
    yield mixed(mixed(mixed(triple[0], triple[1]), triple[2]), 4), STRONG
    yield from _with_dates(register, names, place, year, nation)
    for column in range(register.numbers.shape[1]):
        yield mixed(_whole(register, column), 100 + column), STRONG


def _with_dates(
    register: Register, names: list[list[Keys]], place: Keys, year: Keys, nation: Keys
) -> Iterator[tuple[Keys, int]]:
    date, month_day = _date(register), _month_day(register)
    for readings in names:
        for number in (0, 1, SLAVIC):
            yield mixed(mixed(readings[number], date), 5), STRONG
        yield mixed(mixed(readings[0], month_day), 6), STRONG
        yield mixed(mixed(readings[0], place), 7), WEAK
        yield mixed(mixed(mixed(readings[0], place), year), 8), STRONG
        yield mixed(mixed(mixed(readings[0], nation), year), 9), WEAK
    yield mixed(mixed(date, place), 10), STRONG
    yield mixed(mixed(date, nation), 11), WEAK
    yield mixed(mixed(month_day, place), 12), WEAK


def _keys_of(register: Register, part: int) -> list[Keys]:
    """n keys for each reading of a part of the names."""
    at = register.names[:, part]
    keys = register.parts.keys
    return [np.where(at >= 0, keys[at, n], np.uint64(0)) for n in range(keys.shape[1])]


def _unordered(left: list[Keys], right: list[Keys]) -> Iterator[tuple[Keys, bool]]:
    """Two parts in either order, in the readings of each; whether they are the first readings."""
    for a, b in _READINGS:
        one, other = left[a], right[b]
        yield mixed(np.minimum(one, other), np.maximum(one, other)), (a, b) == (0, 0)


def _date(register: Register) -> Keys:
    known = (register.month > 0) & (register.day > 0) & (register.year > 0)
    date = register.year.astype(np.int64) * 400 + register.month * 32 + register.day
    return np.where(known, date, 0).astype(np.uint64)


def _month_day(register: Register) -> Keys:
    known = (register.month > 0) & (register.day > 0)
    low, high = np.minimum(register.month, register.day), np.maximum(register.month, register.day)
    return np.where(known, low.astype(np.int64) * 32 + high, 0).astype(np.uint64)


def _first_key(register: Register, column: int) -> Keys:
    at = register.places[:, column]
    if not len(register.towns):
        return np.zeros(len(at), np.uint64)
    found = register.towns.keys[at, 0]
    return np.where(at >= 0, np.where(found == 0, register.towns.whole[at], found), np.uint64(0))


def _whole(register: Register, column: int) -> Keys:
    at = register.numbers[:, column]
    if not len(register.marks):
        return np.zeros(len(at), np.uint64)
    return np.where(at >= 0, register.marks.whole[at], np.uint64(0))


def pairs_in(keys: Keys, records: NDArray[np.int64], most: int) -> Keys:
    """The pairs of ``records`` that share a key, each as one number (see `coded_pair`).

    Blocks of more than ``most`` records are left out; so are records whose key is 0.
    """
    there = keys != 0
    order = np.argsort(keys[there], kind="stable")
    return _pairs(keys[there][order], records[there][order], most)


@compiled
def _pairs(keys: Keys, records: NDArray[np.int64], most: int) -> Keys:
    count, start = 0, 0
    total = len(keys)
    for end in range(1, total + 1):
        if end == total or keys[end] != keys[start]:
            size = end - start
            if size <= most:
                count += size * (size - 1) // 2
            start = end
    found = np.empty(count, np.uint64)
    place, start = 0, 0
    for end in range(1, total + 1):
        if end == total or keys[end] != keys[start]:
            if end - start <= most:
                for one in range(start, end):
                    for other in range(one + 1, end):
                        low = min(records[one], records[other])
                        high = max(records[one], records[other])
                        found[place] = (np.uint64(low) << np.uint64(32)) | np.uint64(high)
                        place += 1
            start = end
    return found


def decoded(pairs: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(left, right) records of coded pairs; left is the smaller number."""
    left = (pairs >> np.uint64(32)).astype(np.int64)
    return left, (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def candidate_pairs(register: Register) -> Keys:
    """Every pair of records of ``register`` that shares a composite key, coded, in order."""
    rows = np.arange(len(register), dtype=np.int64)
    found = [pairs_in(keys, rows, most) for keys, most in composite_keys(register)]
    return np.unique(np.concatenate(found))
