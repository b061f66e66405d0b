"""Why a pair was proposed: what each trait says for or against it, in bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.levels import (
    SAME_HOUSEHOLD,
    SAME_PERSON,
    STRANGERS,
    TRAITS,
    levels_of,
)
from openhbm.core.identity.linkage.weights import Weights


@dataclass(frozen=True, slots=True)
class TraitWeight:
    """One trait of a pair.

    ``level`` counts from 0, the least alike, to ``top``; ``against_strangers`` and
    ``against_household`` are bits: how much likelier this level is when both records are one
    person than when they are strangers, or members of one household. Above 0 speaks for a match.
    """

    trait: str
    level: int
    top: int
    against_strangers: float
    against_household: float


def trait_weights(weights: Weights, features: NDArray[np.float32]) -> list[list[TraitWeight]]:
    """For each row of features the traits of which both records say something."""
    levels = levels_of(features)
    return [
        [
            _weight(weights, column, int(level), row)
            for column, level in enumerate(found)
            if level >= 0
        ]
        for found, row in zip(levels, features, strict=True)
    ]


def _weight(weights: Weights, column: int, level: int, row: NDArray[np.float32]) -> TraitWeight:
    trait, table = TRAITS[column], weights.tables[column]
    strangers = float(np.log2(table[SAME_PERSON][level] / table[STRANGERS][level]))
    household = float(np.log2(table[SAME_PERSON][level] / table[SAME_HOUSEHOLD][level]))
    if trait.bits is not None and level >= trait.agrees_from:
        strangers += float(row[trait.bits]) - weights.usual_bits[column]
    return TraitWeight(
        trait.name, level, trait.levels - 1, round(strangers, 2), round(household, 2)
    )
