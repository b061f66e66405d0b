"""Many records as arrays, so that a thousand comparisons cost little more than one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from openhbm.core.identity.keys import document_tokens, phone_tokens, token
from openhbm.core.identity.names import (
    coarse_keys,
    fine_key,
    is_slavic,
    may_be_slavic,
    parts_of,
    slavic_keys,
    sounds,
)
from openhbm.core.identity.records import MOST_FORMS, MatchRecord, born, forms_of

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]
Longs = npt.NDArray[np.uint64]

PARTS_COMPARED = 4
READINGS = 6
NOBODY = -1
"""Stands in arrays of word numbers where there is no word."""
SEXES = "FMX"


@dataclass
class Words:
    """The different words of names or places, numbered in the order in which they came.

    ``sounds`` are the words as sounds, ``bones`` the same without vowels, which some scripts do
    not write. Two collections can be compared with one another.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    sounds: list[str] = field(default_factory=list)
    bones: list[str] = field(default_factory=list)
    _keys: list[tuple[int, ...]] = field(default_factory=list)
    _array: Longs = field(default_factory=lambda: np.zeros((0, READINGS), dtype=np.uint64))

    def number(self, word: str, *, slavic: bool = False) -> int:
        """The number of a word, which it gets now if it is new."""
        known = self.numbers.get(word)
        if known is not None:
            return known
        read = [*coarse_keys(word)[:4], *(slavic_keys(word)[:2] if slavic else ())]
        codes = [token(key) for key in read]
        self._keys.append((*codes, *(0,) * (READINGS - len(codes))))
        self.sounds.append(sounds(word).lower())
        self.bones.append(fine_key(word))
        return self.numbers.setdefault(word, len(self.numbers))

    def take_over(self, other: Words) -> Ints:
        """Number the words of another collection, too: the numbers they have here, NOBODY last."""
        places = [self._taken_over(other, word, at) for word, at in other.numbers.items()]
        return np.array([*places, NOBODY], dtype=np.int32)

    def _taken_over(self, other: Words, word: str, at: int) -> int:
        if word not in self.numbers:
            self._keys.append(other._keys[at])
            self.sounds.append(other.sounds[at])
            self.bones.append(other.bones[at])
        return self.numbers.setdefault(word, len(self.numbers))

    @property
    def readings(self) -> Longs:
        """Each word's keys as numbers: (words, ``READINGS``), 0 where there are fewer."""
        if len(self._array) != len(self._keys):
            self._array = np.array(self._keys, dtype=np.uint64).reshape(-1, READINGS)
        return self._array


@dataclass(frozen=True)
class Columns:
    """Records as arrays of one row each; made by ``columns_of``.

    parts       (n, MOST_FORMS, PARTS_COMPARED) numbers of the parts of each spelling of the name
    own         (n, MOST_FORMS, PARTS_COMPARED) whether a part is the person's own and not
                inherited: the first one unless the record tells otherwise
    years       (n, 2) first and last year of birth, 0 when unknown
    month, day  (n,) 0 when unknown
    sex         (n,) 1 F, 2 M, 3 X, 0 unknown
    place       (n,) number of the place
    father, mother (n,) number of the first part of the parent's name
    documents, phones (n, 2) hashes, 0 when there is none
    household   (n,) hash of the household's key, 0 when there is none
    """

    words: Words
    places: Words
    parts: Ints
    own: npt.NDArray[np.bool_]
    years: Shorts
    month: Shorts
    day: Shorts
    sex: Shorts
    place: Ints
    father: Ints
    mother: Ints
    documents: Longs
    phones: Longs
    household: Longs

    def __len__(self) -> int:
        return len(self.month)


@dataclass
class _Rows:
    """The values of the columns while they are collected."""

    parts: list[list[list[int]]] = field(default_factory=list)
    own: list[list[list[bool]]] = field(default_factory=list)
    dates: list[tuple[int, int, int, int]] = field(default_factory=list)
    sex: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    parents: list[tuple[int, int]] = field(default_factory=list)
    documents: list[tuple[int, int]] = field(default_factory=list)
    phones: list[tuple[int, int]] = field(default_factory=list)
    household: list[int] = field(default_factory=list)


def columns_of(
    records: Iterable[MatchRecord], words: Words | None = None, places: Words | None = None
) -> Columns:
    """Records as arrays; ``words`` and ``places`` already numbered are used and added to."""
    words = Words() if words is None else words
    places = Words() if places is None else places
    rows = _Rows()
    for record in records:
        _add(rows, record, words, places)
    return _columns(rows, words, places)


def joined(parts: Sequence[Columns]) -> Columns:
    """Columns made part by part, with words of their own, as one; in order."""
    words, places = Words(), Words()
    numbered = [(words.take_over(one.words), places.take_over(one.places)) for one in parts]

    def every(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(one, name) for one in parts])

    def renumbered(name: str, kind: int) -> Ints:
        # NOBODY is the last number of each, and so is found at -1.
        found = [new[kind][getattr(one, name)] for one, new in zip(parts, numbered, strict=True)]
        return np.concatenate(found)

    names = [one.name for one in fields(Columns)]
    values: dict[str, Any] = {name: renumbered(name, 0) for name in ("parts", "father", "mother")}
    values["place"] = renumbered("place", 1)
    values |= {name: every(name) for name in names[2:] if name not in values}
    return Columns(words=words, places=places, **values)


def _add(rows: _Rows, record: MatchRecord, words: Words, places: Words) -> None:
    date = born(record.birth)
    forms = forms_of(record)
    rows.parts.append(_numbered(forms, words))
    rows.own.append(_own(forms, record.own))
    rows.dates.append(
        (date.first_year, date.last_year, date.month, date.day) if date else (0, 0, 0, 0)
    )
    rows.sex.append(SEXES.find(record.sex) + 1 if record.sex else 0)
    rows.place.append(_place(record.place, places))
    rows.parents.append((_first(record.father, words), _first(record.mother, words)))
    rows.documents.append(_two(document_tokens(record.documents)))
    rows.phones.append(_two(phone_tokens(record.phones)))
    rows.household.append(token(record.household) if record.household else 0)


def _numbered(forms: Sequence[Sequence[str]], words: Words) -> list[list[int]]:
    """The parts of each form as numbers, filled up to the shape of the columns."""
    filled = []
    for form in forms:
        slavic = is_slavic(form) or may_be_slavic(form)
        numbers = [words.number(part, slavic=slavic) for part in form[:PARTS_COMPARED]]
        filled.append(numbers + [NOBODY] * (PARTS_COMPARED - len(numbers)))
    return filled + [[NOBODY] * PARTS_COMPARED] * (MOST_FORMS - len(filled))


def _own(forms: Sequence[Sequence[str]], own: Sequence[str]) -> list[list[bool]]:
    """Which parts are the person's own: those the register says, else the first of each form."""
    said = {part for name in own for part in parts_of(name)}
    marks = []
    for number in range(MOST_FORMS):
        form = forms[number] if number < len(forms) else ()
        known = said & set(form[:PARTS_COMPARED])
        marks.append(
            [
                place < len(form) and (form[place] in known if known else place == 0)
                for place in range(PARTS_COMPARED)
            ]
        )
    return marks


def _first(name: str, words: Words) -> int:
    parts = parts_of(name) if name else ()
    return words.number(parts[0]) if parts else NOBODY


def _place(place: str, places: Words) -> int:
    word = "".join(parts_of(place)) if place else ""
    return places.number(word) if word else NOBODY


def _two(tokens: Sequence[int]) -> tuple[int, int]:
    first, second, *_rest = (*tokens, 0, 0)
    return first, second


def _columns(rows: _Rows, words: Words, places: Words) -> Columns:
    def array(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int32)

    dates = np.array(rows.dates, dtype=np.int16).reshape(-1, 4)
    parents = np.array(rows.parents, dtype=np.int32).reshape(-1, 2)
    return Columns(
        words=words,
        places=places,
        parts=np.array(rows.parts, dtype=np.int32).reshape(-1, MOST_FORMS, PARTS_COMPARED),
        own=np.array(rows.own, dtype=np.bool_).reshape(-1, MOST_FORMS, PARTS_COMPARED),
        years=dates[:, :2],
        month=dates[:, 2],
        day=dates[:, 3],
        sex=np.array(rows.sex, dtype=np.int16),
        place=array(rows.place),
        father=parents[:, 0],
        mother=parents[:, 1],
        documents=np.array(rows.documents, dtype=np.uint64).reshape(-1, 2),
        phones=np.array(rows.phones, dtype=np.uint64).reshape(-1, 2),
        household=np.array(rows.household, dtype=np.uint64),
    )
