"""How alike two written names are: parts compared one by one, then paired in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from openhbm.core.identity.columns import NOBODY, PARTS_COMPARED, Columns, Ints, Words
from openhbm.core.identity.records import MOST_FORMS

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

SAME_KEY_LEAST, CLOSE_SPELLING = 0.6, 0.88
"""Words that share a key need to be this alike as well (Jaro-Winkler, with or without vowels), and
those that do not need to be this close to count at all."""
AGREE_AT = 0.5
"""From here on two parts count as one name."""


def word_likeness(left: Words, i: Ints, right: Words, j: Ints) -> Floats:
    """How alike the words of each pair are, from 0 to 1; 0 where one of them is NOBODY.

    1 for the same sounds; from .7 for spellings that share a key; from .5 for close ones.
    """
    likeness = np.zeros(i.shape, dtype=np.float64)
    there = (i != NOBODY) & (j != NOBODY)
    span = max(len(right.sounds), 1)
    codes, places = np.unique(i[there].astype(np.int64) * span + j[there], return_inverse=True)
    likeness[there] = _of_different(left, codes // span, right, codes % span)[places.ravel()]
    return likeness


def _of_different(left: Words, i: Any, right: Words, j: Any) -> Floats:
    if not len(i):
        return np.zeros(0)
    first, second = [left.sounds[n] for n in i], [right.sounds[n] for n in j]
    spelling = cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float64)
    keyed = _share_key(left, i, right, j)
    alike = spelling.copy()
    alike[keyed] = np.maximum(alike[keyed], _of_bones(left, i[keyed], right, j[keyed]))
    by_key = np.where(keyed & (alike >= SAME_KEY_LEAST), 0.7 + 0.25 * alike, 0.0)
    close = np.where(spelling >= CLOSE_SPELLING, 0.5 + (spelling - CLOSE_SPELLING), 0.0)
    return np.where(spelling == 1.0, 1.0, np.maximum(by_key, close))


def _of_bones(left: Words, i: Any, right: Words, j: Any) -> Floats:
    first, second = [left.bones[n] for n in i], [right.bones[n] for n in j]
    likeness: Floats = cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float64)
    return likeness


def _share_key(left: Words, i: Any, right: Words, j: Any) -> Marks:
    ours, theirs = left.readings[i], right.readings[j]
    same = (ours[:, :, None] == theirs[:, None, :]) & (ours[:, :, None] != 0)
    shared: Marks = same.any(axis=(1, 2))
    return shared


@dataclass(frozen=True)
class Paired:
    """The best pairing of two names, for n pairs of records.

    bits      (n,) what the parts that agree tell, in bits
    agreeing  (n,) how many parts agree
    left, right (n,) how many parts each name has
    own       (n,) what became of the persons' own parts, see ``OWN_…``
    """

    bits: Floats
    agreeing: Ints
    left: Ints
    right: Ints
    own: Ints


OWN_UNKNOWN, OWN_SAME, OWN_ELSEWHERE, OWN_ONE, OWN_DIFFERS = range(5)


def paired_names(
    left: Columns, i: Ints, right: Columns, j: Ints, bits: tuple[Floats, Floats]
) -> Paired:
    """Pair the parts of the names of records ``i`` of left with those ``j`` of right.

    Every spelling of the one is tried against every spelling of the other and the best taken.
    ``bits`` are what each word of left and of right tells (``Frequencies.bits``).
    """
    best: Paired | None = None
    for form in range(MOST_FORMS):
        for other in range(MOST_FORMS):
            ours, theirs = left.parts[i, form], right.parts[j, other]
            is_empty = (ours[:, 0] == NOBODY).all() or (theirs[:, 0] == NOBODY).all()
            if best is not None and is_empty:
                continue
            own = left.own[i, form], right.own[j, other]
            found = _paired(left.words, ours, right.words, theirs, own, bits)
            best = found if best is None else _better(best, found)
    assert best is not None
    return best


def _better(first: Paired, second: Paired) -> Paired:
    def value(paired: Paired) -> Floats:
        return paired.bits + paired.agreeing - np.minimum(paired.left, paired.right)

    take = (value(second) > value(first)) & (second.left > 0) & (second.right > 0)
    names = ("bits", "agreeing", "left", "right", "own")
    return Paired(*(np.where(take, getattr(second, n), getattr(first, n)) for n in names))


def _paired(
    left: Words, ours: Ints, right: Words, theirs: Ints,
    own: tuple[Marks, Marks], bits: tuple[Floats, Floats],
) -> Paired:  # fmt: skip
    n = len(ours)
    shape = (n, PARTS_COMPARED, PARTS_COMPARED)
    i = np.broadcast_to(ours[:, :, None], shape)
    j = np.broadcast_to(theirs[:, None, :], shape)
    likeness = word_likeness(left, i, right, j)
    told = np.minimum(_told(bits[0], ours)[:, :, None], _told(bits[1], theirs)[:, None, :])
    rows, total, agreeing = np.arange(n), np.zeros(n), np.zeros(n, dtype=np.int32)
    partner = np.full((n, PARTS_COMPARED), NOBODY, dtype=np.int32)
    found = np.zeros((n, PARTS_COMPARED), dtype=np.bool_)
    # By likeness first; of equals the one that tells more.
    left_over = np.where(likeness >= AGREE_AT, likeness + told * 1e-4, 0.0)
    for _n in range(PARTS_COMPARED):
        a, b = np.divmod(left_over.reshape(n, -1).argmax(axis=1), PARTS_COMPARED)
        agrees = left_over[rows, a, b] > 0
        total += np.where(agrees, likeness[rows, a, b] * told[rows, a, b], 0.0)
        agreeing += agrees
        partner[rows[agrees], a[agrees]] = b[agrees]
        found[rows[agrees], b[agrees]] = True
        left_over[rows, a, :] = 0.0
        left_over[rows, :, b] = 0.0
    return Paired(
        total, agreeing, (ours != NOBODY).sum(axis=1), (theirs != NOBODY).sum(axis=1),
        _own(own, partner, found),
    )  # fmt: skip


def _told(bits: Floats, words: Ints) -> Floats:
    return np.append(bits, 0.0)[words]


def _own(own: tuple[Marks, Marks], partner: Ints, found: Marks) -> Ints:
    """What became of the parts that are the persons' own."""
    ours, theirs = own
    paired = partner != NOBODY
    is_own_partner = np.take_along_axis(theirs, np.maximum(partner, 0), axis=1) & paired
    same = (ours & is_own_partner).any(axis=1)
    left_found, right_found = (ours & paired).any(axis=1), (theirs & found).any(axis=1)
    known = ours.any(axis=1) & theirs.any(axis=1)
    return np.select(
        [~known, same, left_found & right_found, left_found | right_found],
        [OWN_UNKNOWN, OWN_SAME, OWN_ELSEWHERE, OWN_ONE],
        OWN_DIFFERS,
    ).astype(np.int32)
