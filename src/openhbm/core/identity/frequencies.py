"""How common a name is in a register: two who share a rare name agree more than two Mohammeds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openhbm.core.identity.columns import Words
from openhbm.core.identity.names import coarse_key, parts_of
from openhbm.core.identity.records import MatchRecord

COMMON = {
    "Muhammad": 0.06, "Ahmad": 0.025, "Ali": 0.025, "Hassan": 0.02, "Ibrahim": 0.01, "Omar": 0.008,
    "Abdullah": 0.012, "Yusuf": 0.008, "Fatima": 0.01, "Maryam": 0.006, "Khan": 0.01,
    "Mahmud": 0.008, "Khalid": 0.006, "Mustafa": 0.006, "Zahra": 0.004, "Aisha": 0.005,
    "Olena": 0.006, "Oleksandr": 0.008, "Tetiana": 0.004, "Maria": 0.008, "Ivan": 0.005,
    "Abebe": 0.003, "Tesfaye": 0.002, "Kebede": 0.002, "Mohamud": 0.006, "Singh": 0.004,
}  # fmt: skip
"""Shares of parts of names to begin with, orders of magnitude by judgement: what a register counts
itself soon outweighs them (``PRIOR_PARTS``)."""
PRIOR_PARTS = 2000
RAREST = 1 / 20_000
"""Rarer than this no name counts: at such numbers what looks rare is often a mistyped letter."""


def _prior() -> dict[str, float]:
    shares: dict[str, float] = {}
    for name, share in COMMON.items():
        key = coarse_key(name.casefold())
        shares[key] = shares.get(key, 0.0) + share
    return shares


PRIOR = _prior()


@dataclass(frozen=True)
class Frequencies:
    """How often each key of a part of a name was counted, among ``total`` parts."""

    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    @classmethod
    def of(cls, records: Iterable[MatchRecord]) -> Frequencies:
        """Count the parts of all names of a register."""
        counts = Counter(
            coarse_key(part)
            for record in records
            for name in record.names
            for part in parts_of(name)
        )
        return cls(counts, counts.total())

    def share(self, part: str) -> float:
        """The share of names that sound like this part, from ``RAREST`` to 1."""
        key = coarse_key(part)
        expected = PRIOR.get(key, RAREST) * PRIOR_PARTS
        seen = self.counts.get(key, 0)
        return min(max((seen + expected) / (self.total + PRIOR_PARTS), RAREST), 1.0)

    def bits(self, words: Words) -> npt.NDArray[np.float64]:
        """For each word how much it tells when two records share it: log2(1/share), in bits."""
        return np.array([-math.log2(self.share(word)) for word in words.numbers], dtype=np.float64)
