"""Features as levels: what the model that learns without labels sees of a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.comparing import Feature

SAME_PERSON, SAME_HOUSEHOLD, STRANGERS = 0, 1, 2
CLASSES = 3


@dataclass(frozen=True)
class Trait:
    """One thing that is compared.

    ``edges`` cut the feature into levels 0, 1, …; below 0 nothing is known, which tells nothing.
    ``begin`` holds a first guess of the share of each level among records of one person, of one
    household and of strangers; ``bits`` names the feature that says how rare an agreement is.
    """

    name: str
    feature: Feature
    edges: tuple[float, ...]
    begin: tuple[tuple[float, ...], ...]
    bits: Feature | None = None
    agrees_from: int = 99

    @property
    def levels(self) -> int:
        return len(self.edges) + 1


_NAME = (0.70, 0.88, 0.955, 0.995)
_OWN = (
    (0.02, 0.04, 0.10, 0.34, 0.50),
    (0.70, 0.20, 0.05, 0.03, 0.02),
    (0.55, 0.15, 0.05, 0.15, 0.10),
)
_SHARED = (
    (0.03, 0.04, 0.10, 0.34, 0.49),
    (0.10, 0.05, 0.10, 0.30, 0.45),
    (0.60, 0.15, 0.05, 0.12, 0.08),
)
_BIRTH = (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5)
TRAITS = (
    Trait("given", Feature.GIVEN, _NAME, _OWN, Feature.GIVEN_BITS, 2),
    Trait("father", Feature.FATHER, _NAME, _SHARED, Feature.FATHER_BITS, 2),
    Trait("family", Feature.FAMILY, _NAME, _SHARED, Feature.FAMILY_BITS, 2),
    Trait(
        "turned",
        Feature.TURNED,
        (0.5, 1.5),
        ((0.85, 0.10, 0.05), (0.5, 0.2, 0.3), (0.4, 0.2, 0.4)),
    ),
    Trait(
        "birth",
        Feature.BIRTH,
        _BIRTH,
        (
            (0.01, 0.01, 0.02, 0.03, 0.06, 0.02, 0.03, 0.08, 0.15, 0.59),
            (0.60, 0.15, 0.05, 0.08, 0.06, 0.01, 0.01, 0.02, 0.01, 0.01),
            (0.65, 0.10, 0.04, 0.07, 0.06, 0.02, 0.01, 0.02, 0.02, 0.01),
        ),
    ),
    Trait(
        "place",
        Feature.PLACE,
        (0.80, 0.955, 0.995),
        ((0.03, 0.02, 0.15, 0.80), (0.03, 0.02, 0.15, 0.80), (0.60, 0.05, 0.05, 0.30)),
        Feature.PLACE_BITS,
        2,
    ),
    Trait(
        "other_place",
        Feature.OTHER_PLACE,
        (0.80, 0.955, 0.995),
        ((0.10, 0.05, 0.15, 0.70), (0.20, 0.05, 0.15, 0.60), (0.80, 0.05, 0.05, 0.10)),
    ),
    Trait("sex", Feature.SEX, (0.5,), ((0.02, 0.98), (0.5, 0.5), (0.5, 0.5))),
    Trait("nation", Feature.NATION, (0.5,), ((0.02, 0.98), (0.03, 0.97), (0.6, 0.4))),
    Trait(
        "number",
        Feature.NUMBER,
        (0.25, 0.75),
        ((0.35, 0.05, 0.60), (0.985, 0.005, 0.01), (0.985, 0.005, 0.01)),
    ),
    Trait(
        "other_number",
        Feature.OTHER_NUMBER,
        (0.25, 0.75),
        ((0.5, 0.02, 0.48), (0.5, 0.02, 0.48), (0.985, 0.005, 0.01)),
    ),
)


def levels_of(features: NDArray[np.float32]) -> NDArray[np.int8]:
    """P x traits levels; -1 where nothing is known."""
    out = np.empty((len(features), len(TRAITS)), np.int8)
    for column, trait in enumerate(TRAITS):
        values = features[:, trait.feature]
        level = np.searchsorted(np.array(trait.edges, np.float32), values, side="right")
        out[:, column] = np.where(values < 0, -1, level)
    return out
