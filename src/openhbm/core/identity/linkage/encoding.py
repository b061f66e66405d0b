"""A register as columns of numbers, ready to be blocked and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.words import (
    Keying,
    Sounding,
    Words,
    numbered,
    words_of,
)

PARTS = 3
"""Parts of a name: given, father's or middle, family. Their order is not relied upon."""


@dataclass(frozen=True)
class Columns:
    """n records as text, one sequence of n a column; empty text is "not known".

    ``names`` are up to three: given, father's, family. ``births`` are ``1988-03-07``, ``1988-03``
    or ``1988``; 1 January counts as the year alone, because that is what it mostly means.
    ``native`` is the whole name in its own script. ``places`` are compared by their letters,
    ``numbers`` (papers, telephones) as they stand.
    """

    names: Sequence[Sequence[str]]
    births: Sequence[str]
    sexes: Sequence[str]
    places: Sequence[Sequence[str]] = ()
    numbers: Sequence[Sequence[str]] = ()
    nations: Sequence[str] = ()


@dataclass(frozen=True)
class Register:
    """n records as numbers.

    ``names`` n x 3 words of ``parts`` (-1: none); ``year`` (0: not known), ``month`` and ``day``
    (0: not known), ``sex`` (0: not known) n each; ``places`` n x P words of ``towns``;
    ``numbers`` n x N words of ``marks``; ``nation`` n (0: not known).
    """

    parts: Words
    towns: Words
    marks: Words
    names: NDArray[np.int32]
    year: NDArray[np.int16]
    month: NDArray[np.int8]
    day: NDArray[np.int8]
    sex: NDArray[np.int8]
    nation: NDArray[np.int32]
    places: NDArray[np.int32]
    numbers: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.year)


def register_of(columns: Columns, sounds: Sounding, keys: Keying) -> Register:
    """Encode ``columns``; ``sounds`` and ``keys`` say how names sound and where they meet.

    Raises ValueError when a column is longer or shorter than the others.
    """
    count = len(columns.births)
    every = (*columns.names, columns.sexes, *columns.places, *columns.numbers)
    if any(len(column) != count for column in every):
        sizes = sorted({len(column) for column in every} | {count})
        raise ValueError(f"the columns have different lengths {sizes}; give one value a record")
    names = [*columns.names, *([[""] * count] * (PARTS - len(columns.names)))]
    parts, name_of = numbered(names)
    towns, place_of = numbered(columns.places)
    marks, number_of = numbered(columns.numbers)
    year, month, day = births_of(columns.births)
    return Register(
        parts=words_of(parts, sounds, keys),
        towns=words_of(towns, sounds, keys),
        marks=words_of(marks, str, lambda text: ()),
        names=name_of,
        year=year,
        month=month,
        day=day,
        sex=coded(columns.sexes).astype(np.int8),
        nation=coded(columns.nations if len(columns.nations) else [""] * count),
        places=place_of.reshape(count, -1),
        numbers=number_of.reshape(count, -1),
    )


def births_of(
    births: Sequence[str],
) -> tuple[NDArray[np.int16], NDArray[np.int8], NDArray[np.int8]]:
    """(year, month, day) of texts such as ``1988-03-07``; 0 where not known.

    What is no such text is not known; 1 January is a year alone.
    """
    known: dict[str, tuple[int, int, int]] = {}
    rows = [known.get(text) or known.setdefault(text, _birth(text)) for text in births]
    table = np.array(rows, np.int16).reshape(len(rows), 3)
    return table[:, 0], table[:, 1].astype(np.int8), table[:, 2].astype(np.int8)


def _birth(text: str) -> tuple[int, int, int]:
    parts = text.split("-")
    if not all(part.isdecimal() and len(part) <= 4 for part in parts) or len(parts) > 3:
        return (0, 0, 0)
    year, month, day = (*map(int, parts), 0, 0)[:3]
    if month > 12 or day > 31 or (month, day) == (1, 1):
        return (year, 0, 0)
    return (year, month, day)


def coded(texts: Sequence[str]) -> NDArray[np.int32]:
    """Each different text its number from 1; 0 for empty."""
    known: dict[str, int] = {"": 0}
    return np.fromiter((known.setdefault(t, len(known)) for t in texts), np.int32, len(texts))


def taken(register: Register, rows: NDArray[np.int64]) -> Register:
    """The records ``rows`` of a register; the words stay the same."""
    per_record = ("names", "year", "month", "day", "sex", "nation", "places", "numbers")
    values = {field.name: getattr(register, field.name) for field in fields(register)}
    return Register(**values | {name: values[name][rows] for name in per_record})
