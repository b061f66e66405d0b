"""What two records have in common, as numbers: one row of features a pair.

A feature is -1 where one of the two records says nothing. Names are compared in whatever order
makes them most alike; that they had to be turned round is a feature of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, decoded
from openhbm.core.identity.linkage.compiled import compiled
from openhbm.core.identity.linkage.encoding import Register
from openhbm.core.identity.linkage.likeness import jaro_winkler, one_slip
from openhbm.core.identity.linkage.words import Words, rarity


class Feature(IntEnum):
    """The columns of the features."""

    GIVEN = 0
    FATHER = 1
    FAMILY = 2
    TURNED = 3
    GIVEN_BITS = 4
    FATHER_BITS = 5
    FAMILY_BITS = 6
    ALIKE = 7
    UNLIKE = 8
    UNPAIRED = 9
    BIRTH = 10
    YEARS_APART = 11
    PLACE = 12
    PLACE_BITS = 13
    OTHER_PLACE = 14
    SEX = 15
    NATION = 16
    NUMBER = 17
    OTHER_NUMBER = 18
    GIVEN_AS_WRITTEN = 19
    BEST = 20
    SECOND = 21


FEATURES = len(Feature)


class Birth(IntEnum):
    """How two birth dates stand to each other, worst first."""

    NOT_KNOWN = -1
    APART = 0
    NEAR = 1
    SAME_YEAR = 2
    ONE_DIGIT = 3
    ESTIMATES_NEAR = 4
    SAME_DAY_OTHER_YEAR = 5
    TURNED = 6
    YEAR_AND_DATE = 7
    BOTH_YEAR = 8
    SAME = 9


SAME_KEY, MOST_WITHOUT_KEY = 0.96, 0.95
ALIKE, UNLIKE = 0.88, 0.70
_TURNING = 0.12
_ORDERS = np.array(
    [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]], dtype=np.int64
)
_NOTHING = 0.35
"""What a part that is missing on one side is worth when an order is chosen."""


@compiled
def likeness(
    one: int,
    other: int,
    letters: NDArray[np.uint8],
    lengths: NDArray[np.uint8],
    keys: NDArray[np.uint64],
) -> float:
    """Likeness of two words 0 to 1; -1 when there is none."""
    if one < 0 or other < 0:
        return -1.0
    if one == other:
        return 1.0
    near = jaro_winkler(letters[one], lengths[one], letters[other], lengths[other])
    for a in keys[one]:
        for b in keys[other]:
            if a != 0 and a == b:
                return max(SAME_KEY, min(near, 0.99))
    return min(near, MOST_WITHOUT_KEY)


@compiled
def _two_dates(apart: int, month_l: int, day_l: int, month_r: int, day_r: int) -> int:
    """A number of `Birth` for dates known to the day; -1 when their years decide."""
    same_day = month_l == month_r and day_l == day_r
    if apart:
        return 5 if same_day else -1
    if same_day:
        return 9
    return 6 if month_l == day_r and day_l == month_r else 2


@compiled
def _birth(year_l: int, month_l: int, day_l: int, year_r: int, month_r: int, day_r: int) -> int:
    """A number of `Birth`."""
    if year_l == 0 or year_r == 0:
        return -1
    apart = abs(year_l - year_r)
    if day_l > 0 and day_r > 0:
        found = _two_dates(apart, month_l, day_l, month_r, day_r)
        if found >= 0:
            return found
    elif apart == 0:
        return 7 if day_l > 0 or day_r > 0 else 8
    elif apart <= 2:
        return 4
    if apart % 10 == 0 or year_l // 10 == year_r // 10:
        return 3
    return 1 if apart <= 5 else 0


@compiled
def _best_order(like: NDArray[np.float64]) -> int:
    """Which of ``_ORDERS`` makes the parts of two names most alike; as written when in doubt."""
    chosen, top = 0, -1.0
    for order in range(6):
        total = 0.0 if order == 0 else -_TURNING
        for i in range(3):
            value = like[i, _ORDERS[order, i]]
            total += value if value >= 0 else _NOTHING
        if total > top:
            chosen, top = order, total
    return chosen


@compiled
def _fill_names(
    mine: NDArray[np.int32],
    theirs: NDArray[np.int32],
    order: int,
    like: NDArray[np.float64],
    bits: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    alike, unlike, unpaired = 0, 0, 0
    for i in range(3):
        j = _ORDERS[order, i]
        value = like[i, j]
        out[i] = value
        if value >= ALIKE:
            alike += 1
            out[4 + i] = min(bits[mine[i]], bits[theirs[j]])
        elif value < 0:
            unpaired += mine[i] >= 0 or theirs[j] >= 0
        elif value < UNLIKE:
            unlike += 1
    out[3] = min(order, 2)
    out[7], out[8], out[9] = alike, unlike, unpaired
    out[19] = like[0, 0]


@compiled
def _fill_best(like: NDArray[np.float64], out: NDArray[np.float32]) -> None:
    best, second = -1.0, -1.0
    for value in like.ravel():
        if value > best:
            best, second = value, best
        elif value > second:
            second = value
    out[20], out[21] = best, second


@compiled
def _features(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    names: NDArray[np.int32],
    letters: NDArray[np.uint8],
    lengths: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    bits: NDArray[np.float32],
    births: NDArray[np.int16],
    out: NDArray[np.float32],
) -> None:
    like = np.empty((3, 3), np.float64)
    for pair in range(len(left)):
        one, other = left[pair], right[pair]
        for i in range(3):
            for j in range(3):
                like[i, j] = likeness(names[one, i], names[other, j], letters, lengths, keys)
        order = _best_order(like)
        _fill_names(names[one], names[other], order, like, bits, out[pair])
        _fill_best(like, out[pair])
        born, born_too = births[one], births[other]
        out[pair, 10] = _birth(born[0], born[1], born[2], born_too[0], born_too[1], born_too[2])
        known = born[0] > 0 and born_too[0] > 0
        out[pair, 11] = abs(born[0] - born_too[0]) if known else -1.0


@compiled
def _words_alike(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    letters: NDArray[np.uint8],
    lengths: NDArray[np.uint8],
    keys: NDArray[np.uint64],
    out: NDArray[np.float32],
) -> None:
    for pair in range(len(left)):
        out[pair] = likeness(left[pair], right[pair], letters, lengths, keys)


@compiled
def _marks_alike(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    letters: NDArray[np.uint8],
    lengths: NDArray[np.uint8],
    out: NDArray[np.float32],
) -> None:
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        if a < 0 or b < 0:
            out[pair] = -1.0
        elif a == b:
            out[pair] = 1.0
        elif one_slip(letters[a], lengths[a], letters[b], lengths[b]):
            out[pair] = 0.5
        else:
            out[pair] = 0.0


@dataclass(frozen=True)
class Rarities:
    """How rare each part of names and each place is in the register: bits, one a word."""

    parts: NDArray[np.float32]
    towns: NDArray[np.float32]


def rarities_of(register: Register) -> Rarities:
    """Counted over the whole register."""
    return Rarities(
        _bits(register.parts, register.names, len(register)),
        _bits(register.towns, register.places, len(register)),
    )


class Comparison:
    """Compares pairs of one register."""

    def __init__(self, register: Register, rarities: Rarities | None = None) -> None:
        self.register = register
        self.rarities = rarities or rarities_of(register)
        self._births = np.empty((len(register), 3), np.int16)
        self._births[:, 0] = register.year
        self._births[:, 1] = register.month
        self._births[:, 2] = register.day

    def features(self, pairs: Keys) -> NDArray[np.float32]:
        """P x ``FEATURES`` of coded pairs."""
        left, right = decoded(pairs)
        return self.features_between(left, right)

    def features_between(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """P x ``FEATURES`` of records ``left`` and ``right``."""
        register, parts = self.register, self.register.parts
        out = np.full((len(left), FEATURES), -1.0, np.float32)
        _features(
            left,
            right,
            register.names,
            parts.letters,
            parts.lengths,
            parts.keys,
            self.rarities.parts,
            self._births,
            out,
        )
        for column, feature in zip(_columns(register.places), _PLACES, strict=False):
            out[:, feature] = self._towns_alike(column[left], column[right])
        if register.places.shape[1]:
            same = out[:, Feature.PLACE] >= ALIKE
            at = register.places[left, 0]
            out[:, Feature.PLACE_BITS] = np.where(same, self.rarities.towns[at], -1.0)
        for column, feature in zip(_columns(register.numbers), _NUMBERS, strict=False):
            out[:, feature] = self._marks_alike(column[left], column[right])
        out[:, Feature.SEX] = _same(register.sex, left, right)
        out[:, Feature.NATION] = _same(register.nation, left, right)
        return out

    def _towns_alike(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        out = np.empty(len(left), np.float32)
        towns = self.register.towns
        _words_alike(left, right, towns.letters, towns.lengths, towns.keys, out)
        return out

    def _marks_alike(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        out = np.empty(len(left), np.float32)
        marks = self.register.marks
        _marks_alike(left, right, marks.letters, marks.lengths, out)
        return out


_PLACES = (Feature.PLACE, Feature.OTHER_PLACE)
_NUMBERS = (Feature.NUMBER, Feature.OTHER_NUMBER)


def _columns(table: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    return [table[:, n].astype(np.int64) for n in range(table.shape[1])]


def _same(
    values: NDArray[Any], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    one, other = values[left], values[right]
    same = np.where(one == other, np.float32(1), np.float32(0))
    return np.where((one == 0) | (other == 0), np.float32(-1), same)


def _bits(words: Words, used: NDArray[np.int32], records: int) -> NDArray[np.float32]:
    """V bits: how rare each word's first key is in the register; rarer names tell more."""
    if not len(words):
        return np.zeros(0, np.float32)
    first = np.where(words.keys[:, 0] == 0, words.whole, words.keys[:, 0])
    _, group = np.unique(first, return_inverse=True)
    at = np.where(used >= 0, group[used], -1)
    return rarity(at, int(group.max()) + 1, records)[group]
