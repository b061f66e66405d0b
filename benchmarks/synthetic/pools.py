"""Names to recombine: real attested spellings, read from ``../shared/data`` when asked for.

Nothing of those files is copied here. A pool holds names of one culture and role; each name has a
weight and attested Latin spellings with weights of their own.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import cyrillic

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EASTERN = frozenset({"IR", "AF", "PK"})
FLATTENED = {"ar": 0.7, "fa": 0.6}
"""People with pages of their own crowd on few names; their counts are raised to this power."""
SPELLINGS_FLATTENED = {"ar": 0.38, "fa": 0.6}
"""The same for spellings: clerks who write by ear vary more than encyclopaedias."""
ATTESTED_ONCE = 0.3
"""Weight of a name of which only one spelling is attested: who bears it is spelt by ear, too."""
_ENDINGS = "енко чук щук юк ак як ко ов ев єв їв ів ин ін ський цький ский ець ий ей ань ло ка"
FAMILY_ENDINGS = tuple(_ENDINGS.split())
ATTESTED_BESIDE_CUSTOMS = 0.02
"""Weight of another attested spelling of a Slavic family name beside 1 for each custom's."""
FAMILY_CUSTOMS = (6, 6, 1, 1, 1, 1)
"""How often a Slavic family name is written by each custom: mostly as English-speaking desks and
Ukrainian passports do, so that as many pairs agree in it as in the shared sample."""
MOST_FAMILIES = 2_000

Spellings = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Pool:
    """Names of one culture and role.

    ``native`` n names; ``chance`` n cumulative to 1. Spellings of name i are ``latin[first[i]:
    first[i + 1]]``, and ``drawn`` holds i plus the cumulative chance of each, so that one sorted
    search draws for many names together.
    """

    native: NDArray[Any]
    chance: NDArray[np.float64]
    latin: NDArray[Any]
    first: NDArray[np.int64]
    drawn: NDArray[np.float64]

    def names(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """``count`` names, the frequent ones more often."""
        return np.searchsorted(self.chance, rng.random(count), side="right")

    def spelt(self, rng: np.random.Generator, names: NDArray[np.int64]) -> NDArray[Any]:
        """One attested spelling for each name, drawn anew."""
        at = np.searchsorted(self.drawn, names + rng.random(len(names)), side="right")
        return self.latin[np.minimum(at, self.first[names + 1] - 1)]


def pool_of(spellings: Spellings, weights: Iterable[float]) -> Pool:
    """A pool of names with their spellings; ``weights`` go with the names in order."""
    weight = np.array(list(weights), float)
    sizes = np.array([len(found) for found in spellings.values()])
    first = np.concatenate([[0], sizes.cumsum()])
    drawn = [
        number + np.cumsum(list(found.values())) / sum(found.values())
        for number, found in enumerate(spellings.values())
    ]
    latin = [text for found in spellings.values() for text in found]
    chance = weight.cumsum() / weight.sum()
    return Pool(
        np.array(list(spellings), object),
        chance,
        np.array(latin, object),
        first,
        np.concatenate(drawn),
    )


def pools() -> dict[str, tuple[Pool, Pool]]:
    """Culture → (given names, family names): Arabic, Persian to Urdu, Slavic, Ethiopian."""
    given, family = _arabic_and_persian()
    slavic = {name: _counted(cyrillic.spellings(name)) for name in cyrillic.GIVEN}
    families = _slavic_families()
    ethiopic, tiers = _ethiopic()
    one = pool_of(ethiopic, tiers)
    return {
        "ar": (given["ar"], family["ar"]),
        "fa": (given["fa"], family["fa"]),
        "uaM": (
            pool_of(slavic, _zipf(len(slavic), 0.35)),
            pool_of(families, _zipf(len(families), 0.45)),
        ),
        "et": (one, one),
    }


def _counted(found: Iterable[str]) -> dict[str, float]:
    return {text: float(count) for text, count in Counter(found).items()}


def _by_custom(written: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for text, weight in zip(written, FAMILY_CUSTOMS, strict=True):
        found[text] += weight
    return found


def _zipf(count: int, power: float) -> NDArray[np.float64]:
    return (1 + np.arange(count)) ** -power


def _arabic_and_persian() -> tuple[dict[str, Pool], dict[str, Pool]]:
    found: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    with (DATA / "linkage" / "arabic_name_variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            culture = "fa" if row["country"] in EASTERN else "ar"
            spelling = row["latin"].casefold().strip()
            for role in ("given", "surname") if row["role"] == "unknown" else (row["role"],):
                found[culture, role][row["arabic_key"]][spelling] += int(row["count"])
    made = {
        (culture, role): pool_of(
            {
                name: {text: n ** SPELLINGS_FLATTENED[culture] for text, n in each.items()}
                for name, each in spelt.items()
            },
            [
                each.total() ** FLATTENED[culture] * (ATTESTED_ONCE if len(each) == 1 else 1.0)
                for each in spelt.values()
            ],
        )
        for (culture, role), spelt in found.items()
    }
    return (
        {culture: made[culture, "given"] for culture in FLATTENED},
        {culture: made[culture, "surname"] for culture in FLATTENED},
    )


def _slavic_families() -> Spellings:
    """Family names in Cyrillic with their attested spellings beside those of the six customs."""
    found: Spellings = {}
    known = set(cyrillic.GIVEN)
    with (DATA / "names_multiscript" / "wikidata_person_name_forms.txt").open("rb") as file:
        for line in file:
            forms = line.decode().split(" => ")[0].split(", ")
            native = [form for form in forms if "а" <= form[:1] <= "ї" and " " not in form]
            latin = [form for form in forms if form.isascii() and form.isalpha()]
            if len(native) != 1 or len(latin) < 2 or native[0] in known:
                continue
            if native[0].endswith(FAMILY_ENDINGS) and len(native[0]) >= 5:
                beside = dict.fromkeys(latin, ATTESTED_BESIDE_CUSTOMS)
                found[native[0]] = beside | _by_custom(cyrillic.spellings(native[0]))
    chosen = sorted(found, key=lambda name: hash_of(name))[:MOST_FAMILIES]
    return {name: found[name] for name in chosen}


def hash_of(text: str) -> int:
    """An order that has nothing to do with the alphabet and is the same on every machine."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def _ethiopic() -> tuple[Spellings, list[float]]:
    found: Spellings = {}
    weights = []
    with (DATA / "linkage" / "habesha_name_variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            others = [text for text in row["variants"].split("|") if text]
            spelt = dict.fromkeys((text.casefold() for text in others), 1.0)
            found[row["fidel"]] = spelt | {row["canonical"].casefold(): 3.0}
            weights.append(2.0 if row["freq_tier"] == "1" else 1.0)
    return found, weights
