"""The register: what clerks wrote down when those people came, once or several times.

Rules (docs/benchmarks.md has them with their sources): each record draws its spelling anew from the
attested ones; the shares below are the errors. 16 % of the people are registered twice, 3.3 % three
times, 0.7 % four times. ``python -m benchmarks.synthetic.register --records 50000 --seed 11
--out FILE.csv`` writes one.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.households import CULTURES, NATIONS, People, invent_people, place_names
from benchmarks.synthetic.pools import Pool, pools

TIMES = (0.80, 0.16, 0.033, 0.007)
PER_PERSON = 1.247
NAME_TYPO, PLACE_TYPO = 0.06, 0.12
SWAPPED, NO_FATHER, NO_FAMILY, FATHER_AS_FAMILY = 0.05, 0.18, 0.05, 0.04
DAY_AND_MONTH, ESTIMATED_ANEW, WRONG_DIGIT, NO_BIRTH = 0.03, 0.12, 0.04, 0.03
WRONG_SEX, NO_PLACE, NATIVE = 0.01, 0.10, 0.25
DOCUMENT, OTHER_DOCUMENT, PHONE, OTHER_PHONE = 0.35, 0.20, 0.40, 0.35
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Texts = NDArray[Any]
Register = dict[str, Texts]
_COLUMNS = (
    "unique_id cluster household culture given father surname native sex dob place nat doc_no phone"
)
COLUMNS = tuple(_COLUMNS.split())


Pools = dict[str, tuple[Pool, Pool]]
Seed = int | Sequence[int]


def draw_register(
    records: int, seed: Seed, of: Pools | None = None, places: dict[str, Texts] | None = None
) -> Register:
    """About ``records`` records in random order, as ``COLUMNS`` of text; same seed, same register.

    ``cluster`` is the person, ``household`` the family; ``native`` is the name in its own script
    where the clerk wrote it. Read the pools once and pass them when drawing several, and the places
    of each culture when they are parts of one register.
    """
    rng = np.random.default_rng(seed)
    of = of or pools()
    people = invent_people(rng, of, round(records / PER_PERSON))
    times = rng.choice(np.arange(1, 5), size=len(people), p=TIMES)
    who = np.repeat(np.arange(len(people)), times)
    rng.shuffle(who)
    register = _names(rng, of, people, who) | {"dob": _births(rng, people, who)}
    register |= _numbers(rng, people, who) | _origin(rng, of, people, who, places)
    wrong = rng.random(len(who)) < WRONG_SEX
    register["sex"] = np.array(["M", "F"], object)[people.sex[who] ^ wrong]
    register["unique_id"] = np.arange(len(who)).astype(str).astype(object)
    register["cluster"] = who.astype(str).astype(object)
    register["household"] = people.household[who].astype(str).astype(object)
    register["culture"] = np.array(CULTURES, object)[people.culture[who]]
    return {column: register[column] for column in COLUMNS}


def _names(rng: np.random.Generator, of: Pools, people: People, who: Texts) -> Register:
    count = len(who)
    given, father, family, native = (np.full(count, "", object) for _ in range(4))
    for number, culture in enumerate(CULTURES):
        here = np.flatnonzero(people.culture[who] == number)
        mine, (first, last) = who[here], of[culture]
        given[here] = first.spelt(rng, people.given[mine])
        father[here] = first.spelt(rng, people.father[mine])
        family[here] = last.spelt(rng, people.family[mine])
        shown = rng.random(len(here)) < NATIVE
        parts = zip(
            first.native[people.given[mine]],
            first.native[people.father[mine]],
            last.native[people.family[mine]],
            shown,
            strict=True,
        )
        native[here] = [f"{a} {b} {c}" if says else "" for a, b, c, says in parts]
    for part in (given, father, family):
        mistype(rng, part, NAME_TYPO)
    missing = rng.random(count) < NO_FATHER
    as_family = rng.random(count) < FATHER_AS_FAMILY
    family = np.where(as_family, father, family)
    father = np.where(missing | as_family, "", father)
    family = np.where(rng.random(count) < NO_FAMILY, "", family)
    swapped = (rng.random(count) < SWAPPED) & (family != "")
    given, family = np.where(swapped, family, given), np.where(swapped, given, family)
    return {"given": given, "father": father, "surname": family, "native": native}


def _births(rng: np.random.Generator, people: People, who: Texts) -> Texts:
    year, month, day = people.year[who], people.month[who], people.day[who]
    count = len(who)
    swapped = (rng.random(count) < DAY_AND_MONTH) & (day <= 12)
    month, day = np.where(swapped, day, month), np.where(swapped, month, day)
    anew = rng.random(count) < ESTIMATED_ANEW
    year = np.where(anew, year + rng.integers(-2, 3, size=count), year)
    month, day = np.where(anew, 1, month), np.where(anew, 1, day)
    wrong = rng.random(count) < WRONG_DIGIT
    year = np.where(wrong, year // 10 * 10 + rng.integers(10, size=count), year)
    missing = rng.random(count) < NO_BIRTH
    rows = zip(year.tolist(), month.tolist(), day.tolist(), missing.tolist(), strict=True)
    return np.array(["" if gone else f"{y}-{m:02}-{d:02}" for y, m, d, gone in rows], object)


def _numbers(rng: np.random.Generator, people: People, who: Texts) -> Register:
    count = len(who)
    document = np.where(
        rng.random(count) < OTHER_DOCUMENT,
        rng.integers(1_000_000, 100_000_000, size=count),
        people.document[who],
    )
    phone = np.where(
        rng.random(count) < OTHER_PHONE,
        rng.integers(10**8, 10**9, size=count),
        people.phone[who],
    )
    documents = document.astype(str).astype(object)
    return {
        "doc_no": np.where(rng.random(count) < DOCUMENT, documents, ""),
        "phone": np.where(rng.random(count) < PHONE, phone.astype(str).astype(object), ""),
    }


def _origin(
    rng: np.random.Generator, of: Pools, people: People, who: Texts, places: dict[str, Texts] | None
) -> Register:
    place, nation = np.full(len(who), "", object), np.full(len(who), "", object)
    for number, culture in enumerate(CULTURES):
        here = np.flatnonzero(people.culture[who] == number)
        named = places[culture] if places else place_names(rng, culture, of[culture][1])
        place[here] = named[people.place[who[here]]]
        nation[here] = np.array(NATIONS[culture], object)[people.nation[who[here]]]
    mistype(rng, place, PLACE_TYPO)
    return {"place": np.where(rng.random(len(who)) < NO_PLACE, "", place), "nat": nation}


def mistype(rng: np.random.Generator, texts: Texts, share: float) -> None:
    """Put one slip of the hand into a share of the texts: a letter more, less, wrong, swapped."""
    hit = np.flatnonzero(rng.random(len(texts)) < share)
    kinds = rng.integers(4, size=len(hit)).tolist()
    spots, drawn = (
        rng.random(len(hit)).tolist(),
        rng.integers(len(_LETTERS), size=len(hit)).tolist(),
    )
    for index, kind, spot, letter in zip(hit.tolist(), kinds, spots, drawn, strict=True):
        text = texts[index]
        if len(text) < 2:
            continue
        at = int(spot * len(text))
        texts[index] = _SLIPS[kind](text, at, _LETTERS[letter])


_SLIPS = (
    lambda text, at, letter: text[:at] + letter + text[at:],
    lambda text, at, letter: text[:at] + text[at + 1 :],
    lambda text, at, letter: text[:at] + letter + text[at + 1 :],
    lambda text, at, letter: text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
)


def write_csv(register: Register, path: Path) -> None:
    """One line a record, with a heading."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(register)
        writer.writerows(zip(*register.values(), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_csv(draw_register(options.records, options.seed), options.out)


if __name__ == "__main__":
    main()
