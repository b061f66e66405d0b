"""Invented people in invented families: who lives with whom, and what is true of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.pools import Pool

CULTURES = ("ar", "fa", "uaM", "et")
SHARES = (0.55, 0.20, 0.15, 0.10)
SIZES = (0.28, 0.14, 0.14, 0.14, 0.13, 0.08, 0.065, 0.025)
"""Shares of households of one to eight persons, as in the shared sample."""
OWN_FAMILY_NAME = 0.5
"""How many second adults keep the family name they were born with."""
YEAR_ONLY = 0.30
ADULTS_BORN, CHILDREN_BORN = (1962, 2006), (2009, 2026)
NATIONS = {
    "ar": ("SYR", "IRQ", "YEM", "SDN", "PSE", "SOM", "LBY"),
    "fa": ("AFG", "AFG", "PAK", "IRN"),
    "uaM": ("UKR", "UKR", "RUS"),
    "et": ("ERI", "ERI", "ETH"),
}
PLACES = 80
"""Places of origin in a culture, the larger more often (a power of the rank)."""
PLACES_POWER = 0.7
_PLACE_ENDINGS = {
    "ar": (" al-sharqi", "", " al-gharbi", "abad"),
    "fa": ("abad", " kalan", "", "qala"),
    "uaM": ("ivka", "ivske", "", "grad"),
    "et": (" wereda", "ber", "tsion", ""),
}

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """n persons, one array a trait; names are numbers of the pools of the person's culture."""

    household: Ints
    culture: Ints
    given: Ints
    father: Ints
    family: Ints
    sex: Ints
    year: Ints
    month: Ints
    day: Ints
    nation: Ints
    place: Ints
    document: Ints
    phone: Ints

    def __len__(self) -> int:
        return len(self.household)


def invent_people(
    rng: np.random.Generator, pools: dict[str, tuple[Pool, Pool]], count: int
) -> People:
    """``count`` persons in families that share father's name, family name, place and phone."""
    households, member, rank = _in_households(rng, count)
    culture = rng.choice(len(CULTURES), size=households, p=SHARES)
    head, family, nation, place = (np.zeros(households, np.int64) for _ in range(4))
    own_given, own_father, own_family = (np.zeros(count, np.int64) for _ in range(3))
    for number, name in enumerate(CULTURES):
        homes, here = np.flatnonzero(culture == number), np.flatnonzero(culture[member] == number)
        given, families = pools[name]
        head[homes] = given.names(rng, len(homes))
        family[homes] = families.names(rng, len(homes))
        nation[homes] = rng.integers(len(NATIONS[name]), size=len(homes))
        place[homes] = _ranked(rng, len(homes))
        own_given[here] = given.names(rng, len(here))
        own_father[here] = given.names(rng, len(here))
        own_family[here] = families.names(rng, len(here))
    is_child, is_head = rank >= 2, rank == 0
    keeps = (rank == 1) & (rng.random(count) < OWN_FAMILY_NAME)
    year, month, day = _births(rng, is_child)
    return People(
        household=member,
        culture=culture[member],
        given=np.where(is_head, head[member], own_given),
        father=np.where(is_child, head[member], own_father),
        family=np.where(keeps, own_family, family[member]),
        sex=rng.integers(2, size=count),
        year=year,
        month=month,
        day=day,
        nation=nation[member],
        place=place[member],
        document=rng.integers(1_000_000, 100_000_000, size=count),
        phone=rng.integers(10**8, 10**9, size=households)[member],
    )


def _in_households(rng: np.random.Generator, count: int) -> tuple[int, Ints, Ints]:
    """(households, each person's household, each person's rank in it)."""
    share = np.array(SIZES) / sum(SIZES)
    sizes = rng.choice(np.arange(1, len(SIZES) + 1), size=count, p=share)
    sizes = sizes[: int(np.searchsorted(sizes.cumsum(), count)) + 1]
    member = np.repeat(np.arange(len(sizes)), sizes)[:count]
    starts = np.concatenate([[0], sizes.cumsum()[:-1]])
    return len(sizes), member, np.arange(count) - starts[member]


def _births(rng: np.random.Generator, is_child: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    count = len(is_child)
    low = np.where(is_child, CHILDREN_BORN[0], ADULTS_BORN[0])
    high = np.where(is_child, CHILDREN_BORN[1], ADULTS_BORN[1])
    year = rng.integers(low, high + 1)
    only_year = rng.random(count) < YEAR_ONLY
    month = np.where(only_year, 1, rng.integers(1, 13, size=count))
    day = np.where(only_year, 1, rng.integers(1, 29, size=count))
    return year, month, day


def _ranked(rng: np.random.Generator, count: int) -> Ints:
    weight = (1 + np.arange(PLACES)) ** -PLACES_POWER
    return np.searchsorted(weight.cumsum() / weight.sum(), rng.random(count))


def place_names(rng: np.random.Generator, culture: str, families: Pool) -> NDArray[Any]:
    """Invented places, named after families."""
    names = rng.choice(len(families.native), size=PLACES, replace=False)
    endings = _PLACE_ENDINGS[culture]
    chosen = families.latin[families.first[names]]
    return np.array([f"{name}{endings[i % len(endings)]}" for i, name in enumerate(chosen)], object)
