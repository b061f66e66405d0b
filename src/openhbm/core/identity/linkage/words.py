"""Texts of a register as numbers: each different text once, with its letters and its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

LETTERS = 20
"""How many letters of a text are compared."""
KEYS = 5
"""How many keys of a text are kept."""

Keying = Callable[[str], Sequence[str]]
Sounding = Callable[[str], str]


@dataclass(frozen=True)
class Words:
    """V different texts.

    ``letters`` V x ``LETTERS`` bytes of the sounds, ``lengths`` V; ``keys`` V x ``KEYS`` 64-bit
    numbers of the coarse keys, 0 where there are fewer; ``whole`` V, the number of the text itself.
    """

    letters: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    keys: NDArray[np.uint64]
    whole: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.lengths)


def number_of(text: str) -> int:
    """A 64-bit number of a text, the same on every machine, and never 0."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") or 1


def words_of(texts: Sequence[str], sounds: Sounding, keys: Keying) -> Words:
    """The words for different texts, in their order."""
    count = len(texts)
    letters = np.zeros((count, LETTERS), np.uint8)
    lengths = np.zeros(count, np.uint8)
    keyed = np.zeros((count, KEYS), np.uint64)
    numbers: dict[str, int] = {}
    for row, text in enumerate(texts):
        said = sounds(text).encode("ascii", "ignore")[:LETTERS]
        letters[row, : len(said)] = np.frombuffer(said, np.uint8)
        lengths[row] = len(said)
        for place, key in enumerate(keys(text)[:KEYS]):
            if not key:
                continue
            if key not in numbers:
                numbers[key] = number_of(key)
            keyed[row, place] = numbers[key]
    whole = np.fromiter((number_of(text) for text in texts), np.uint64, count)
    return Words(letters, lengths, keyed, whole)


def numbered(columns: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.int32]]:
    """(different texts, n x columns numbers of them, -1 where empty)."""
    known: dict[str, int] = {"": -1}
    found = np.empty((len(columns[0]) if columns else 0, len(columns)), np.int32)
    for place, column in enumerate(columns):
        found[:, place] = [known.setdefault(text, len(known) - 1) for text in column]
    return [text for text in known if text], found


def rarity(
    numbers: NDArray[Any], count: int, records: int, smooth: float = 0.5
) -> NDArray[np.float32]:
    """For each of ``count`` words how rare it is: bits, minus log2 of its share of ``records``.

    ``numbers`` are the words of the records, -1 where there is none.
    """
    used = np.bincount(numbers[numbers >= 0].ravel(), minlength=count)
    share = (used + smooth) / max(records, 1)
    return (-np.log2(np.minimum(share, 1.0))).astype(np.float32)
