"""How alike two written names are: parts compared one by one, then paired in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist, cpdist

from openhbm.core.identity.columns import NOBODY, PARTS_COMPARED, Columns, Ints, Longs, Words
from openhbm.core.identity.records import MOST_FORMS

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]

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


def parts_likeness(left: Words, ours: Ints, right: Words, theirs: Ints) -> Floats:
    """Every part of one name with every part of the other: (n, p) and (n, q) to (n, p, q).

    A search compares the few words of one name with the words of many: each word with each once.
    """
    i, j = ours[:, :, None], theirs[:, None, :]
    if not (left.sounds and right.sounds):
        return np.zeros(np.broadcast_shapes(i.shape, j.shape))
    first, a = np.unique(ours, return_inverse=True)
    other, b = np.unique(theirs, return_inverse=True)
    if len(first) * len(other) > ours.size * theirs.shape[1]:
        shape = np.broadcast_shapes(i.shape, j.shape)
        return word_likeness(left, np.broadcast_to(i, shape), right, np.broadcast_to(j, shape))
    table = _of_all(left, first, right, other)
    found: Floats = table[a.reshape(i.shape), b.reshape(j.shape)]
    return found


def _of_all(left: Words, i: Ints, right: Words, j: Ints) -> Floats:
    """The likeness of each of the words ``i`` with each of ``j``; 0 with NOBODY."""
    first, second = _texts(left.sounds, i), _texts(right.sounds, j)
    spelling = cdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float64)
    there = (i != NOBODY)[:, None] & (j != NOBODY)[None, :]
    keyed = _share_key(left.readings[i][:, None], right.readings[j][None, :]) & there
    a, b = np.nonzero(keyed)
    likeness: Floats = np.where(
        there, _weighed(spelling, keyed, _of_bones(left, i[a], right, j[b])), 0
    )
    return likeness


def _of_different(left: Words, i: Any, right: Words, j: Any) -> Floats:
    if not len(i):
        return np.zeros(0)
    first, second = _texts(left.sounds, i), _texts(right.sounds, j)
    spelling = cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float64)
    keyed = _share_key(left.readings[i], right.readings[j])
    return _weighed(spelling, keyed, _of_bones(left, i[keyed], right, j[keyed]))


def _weighed(spelling: Floats, keyed: Marks, bones: Floats) -> Floats:
    """The likeness of words by their spelling, and by their bones where they share a key."""
    alike = spelling.copy()
    alike[keyed] = np.maximum(alike[keyed], bones)
    by_key = np.where(keyed & (alike >= SAME_KEY_LEAST), 0.7 + 0.25 * alike, 0.0)
    close = np.where(spelling >= CLOSE_SPELLING, 0.5 + (spelling - CLOSE_SPELLING), 0.0)
    return np.where(spelling == 1.0, 1.0, np.maximum(by_key, close))


def _of_bones(left: Words, i: Any, right: Words, j: Any) -> Floats:
    first, second = _texts(left.bones, i), _texts(right.bones, j)
    likeness: Floats = cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float64)
    return likeness


def _texts(words: Sequence[str], numbers: Ints) -> list[str]:
    return [words[number] for number in numbers.tolist()]


def _share_key(ours: Longs, theirs: Longs) -> Marks:
    """Whether words have a key in common, by their readings along the last axis."""
    ours, theirs = _filled(ours), _filled(theirs)
    same = (ours[..., :, None] == theirs[..., None, :]) & (ours[..., :, None] != 0)
    shared: Marks = same.any(axis=(-1, -2))
    return shared


def _filled(readings: Longs) -> Longs:
    """Readings without the places that none of the words fills."""
    return readings[..., : int((readings != 0).sum(axis=-1).max(initial=0))]


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
    own: Levels


OWN_UNKNOWN, OWN_SAME, OWN_ELSEWHERE, OWN_ONE, OWN_DIFFERS = range(5)


def paired_names(
    left: Columns, i: Ints, right: Columns, j: Ints, bits: tuple[Floats, Floats]
) -> Paired:
    """Pair the parts of the names of records ``i`` of left with those ``j`` of right.

    Every spelling of the one is tried against every spelling of the other and the best taken.
    ``bits`` are what each word of left and of right tells (``Frequencies.bits``).
    """
    ours, theirs, own, their_own = left.parts[i], right.parts[j], left.own[i], right.own[j]
    best: Paired | None = None
    for form in _forms_there(ours):
        for other in _forms_there(theirs):
            marks = own[:, form], their_own[:, other]
            found = _paired(left.words, ours[:, form], right.words, theirs[:, other], marks, bits)
            best = found if best is None else _better(best, found)
    assert best is not None
    return best


def _forms_there(parts: Ints) -> list[int]:
    """The forms that any of the names has, and the first in any case."""
    there = (parts[:, :, 0] != NOBODY).any(axis=0)
    return [form for form in range(MOST_FORMS) if form == 0 or there[form]]


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
    likeness = parts_likeness(left, ours, right, theirs)
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
    if not len(bits):
        return np.zeros(words.shape)
    return np.where(words == NOBODY, 0.0, bits[words])


def _own(own: tuple[Marks, Marks], partner: Ints, found: Marks) -> Levels:
    """What became of the parts that are the persons' own."""
    ours, theirs = own
    paired = partner != NOBODY
    is_own_partner = np.take_along_axis(theirs, np.maximum(partner, 0), axis=1) & paired
    same = (ours & is_own_partner).any(axis=1)
    left_found, right_found = (ours & paired).any(axis=1), (theirs & found).any(axis=1)
    unknown: Marks = np.asarray(~ours.any(axis=1) | ~theirs.any(axis=1))
    # In the order of ``OWN_…``.
    return first_that_holds([unknown, same, left_found & right_found, left_found | right_found])


def first_that_holds(conditions: Sequence[Marks]) -> Levels:
    """For each pair the number of the first condition that holds, or how many there are."""
    found = np.full(conditions[0].shape, len(conditions), dtype=np.int8)
    for number in reversed(range(len(conditions))):
        found[conditions[number]] = number
    return found
