"""What speaks for and against two records being one person: each signal finds a level.

A signal is one function over arrays (``SIGNALS``) and its levels one entry of ``LEVELS``; what a
level counts stands in ``weights``. ``compared`` serves a search, a batch and a single pair alike;
``evidence`` says the same of one pair in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from openhbm.core.identity import weights
from openhbm.core.identity.columns import NOBODY, Columns, Ints, Longs
from openhbm.core.identity.likeness import (
    AGREE_AT,
    Floats,
    Levels,
    Paired,
    first_that_holds,
    paired_names,
    word_likeness,
)

Signal = Callable[[Columns, Ints, Columns, Ints], Levels]

LEVELS: Mapping[str, tuple[weights.Level, ...]] = MappingProxyType(
    {
        "names": weights.NAMES,
        "own_name": weights.OWN_NAME,
        "birth": weights.BIRTH,
        "sex": weights.SEX,
        "place": weights.PLACE,
        "document": weights.DOCUMENT,
        "phone": weights.PHONE,
        "father": weights.FATHER,
        "mother": weights.MOTHER,
        "household": weights.HOUSEHOLD,
    }
)


@dataclass(frozen=True)
class Compared:
    """n pairs of records compared.

    levels   for each signal (n,) the number of the level found, see ``LEVELS``
    bits     (n,) what the agreeing parts of the names count, by how common they are
    weight   (n,) the sum of all, in bits
    names    how the names were paired
    """

    levels: Mapping[str, Levels]
    bits: Floats
    weight: Floats
    names: Paired


@dataclass(frozen=True)
class Weighting:
    """What findings count: the weights of the levels of each signal, and how much of what the
    agreeing parts of a name tell."""

    levels: Mapping[str, Floats]
    names_tell: float


def weighting(changed: Mapping[str, float] | None = None, names_tell: float = 1.0) -> Weighting:
    """The weights of the table with some of them changed, by the code of the level."""
    other = changed or {}
    levels = {
        name: np.array([other.get(level.code, level.weight) for level in levels])
        for name, levels in LEVELS.items()
    }
    return Weighting(MappingProxyType(levels), names_tell)


USUAL = weighting(names_tell=weights.NAMES_TELL)
WEIGHTS = USUAL.levels


def compared(
    left: Columns,
    i: Ints,
    right: Columns,
    j: Ints,
    bits: tuple[Floats, Floats],
    by: Weighting = USUAL,
) -> Compared:
    """Compare records ``i`` of left with records ``j`` of right, pair by pair.

    ``bits`` are what each word of left and of right tells (``Frequencies.bits``).
    """
    names = paired_names(left, i, right, j, bits)
    levels: dict[str, Levels] = {"names": _names(names), "own_name": names.own}
    levels |= {name: signal(left, i, right, j) for name, signal in SIGNALS.items()}
    told = names.bits * by.names_tell
    total = told + sum(by.levels[name][level] for name, level in levels.items())
    return Compared(MappingProxyType(levels), told, total, names)


def _names(names: Paired) -> Levels:
    shorter = np.minimum(names.left, names.right)
    whole = names.agreeing == shorter
    return first_that_holds(
        [
            shorter == 0,
            names.agreeing == 0,
            (names.agreeing == 1) & ~whole,
            ~whole,
            names.left != names.right,
        ]
    )


def _birth(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    """The first of the conditions that holds, in the order of ``weights.BIRTH`` rearranged."""
    a, b = left.years[i], right.years[j]
    months, other_months, days, other_days = (
        left.month[i],
        right.month[j],
        left.day[i],
        right.day[j],
    )
    full = (days > 0) & (other_days > 0)
    known_months = (months > 0) & (other_months > 0)
    gap = np.maximum(np.maximum(a[:, 0] - b[:, 1], b[:, 0] - a[:, 1]), 0)
    same_day = full & (months == other_months) & (days == other_days)
    exchanged = full & (months == other_days) & (days == other_months)
    one_same = (months == other_months) | (days == other_days)
    conditions = [
        (a[:, 0] == 0) | (b[:, 0] == 0),
        (gap == 0) & same_day,
        (gap == 0) & exchanged,
        (gap == 0) & known_months & ~full & (months == other_months),
        (gap == 0) & ~known_months,
        same_day & ((gap <= 2) | (gap == 10)),
        same_day,
        (gap == 0) & full & one_same,
        (gap <= 2) & ~full,
        (gap <= 5) & ~full,
        gap == 0,
        (gap <= 2) & full,
    ]
    return first_that_holds(conditions)


def _sex(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    a, b = left.sex[i], right.sex[j]
    return first_that_holds([(a == 0) | (b == 0), a == b])


def _place(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    a, b = left.place[i], right.place[j]
    alike = word_likeness(left.places, a, right.places, b)
    return first_that_holds([(a == NOBODY) | (b == NOBODY), alike == 1.0, alike >= AGREE_AT])


def _shared(left: Longs, right: Longs) -> Levels:
    """0 when one side has none, 1 when both have one in common, 2 when they have not."""
    missing = (left == 0).all(axis=1) | (right == 0).all(axis=1)
    same = (left[:, :, None] == right[:, None, :]) & (left[:, :, None] != 0)
    return first_that_holds([missing, same.any(axis=(1, 2))])


def _document(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    return _shared(left.documents[i], right.documents[j])


def _phone(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    return _shared(left.phones[i], right.phones[j])


def _parent(left: Columns, a: Ints, right: Columns, b: Ints) -> Levels:
    alike = word_likeness(left.words, a, right.words, b) >= AGREE_AT
    return first_that_holds([(a == NOBODY) | (b == NOBODY), alike])


def _father(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    return _parent(left, left.father[i], right, right.father[j])


def _mother(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    return _parent(left, left.mother[i], right, right.mother[j])


def _household(left: Columns, i: Ints, right: Columns, j: Ints) -> Levels:
    a, b = left.household[i], right.household[j]
    return first_that_holds([(a == 0) | (b == 0), a == b])


SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        "birth": _birth,
        "sex": _sex,
        "place": _place,
        "document": _document,
        "phone": _phone,
        "father": _father,
        "mother": _mother,
        "household": _household,
    }
)
