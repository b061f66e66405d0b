"""Do the spellings of one name meet under one key? ``python -m benchmarks.names --json``

Pairs are the commonest attested spelling of a name and each other one, from ``../shared/data``:
Arabic-script names of Wikidata, Ethiopian names, and Cyrillic ones as six customs write them.
A collision is a pair of spellings of different names, drawn by how often they occur, that share a
key. The peer is double metaphone (extra ``benchmark``), on the same pairs in the same run; where it
is not installed its figures are left out. Rules were written while looking at half of the names (by
a hash); ``unseen`` is the other half.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.util
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, printed
from benchmarks.synthetic import cyrillic
from openhbm.core.identity.names import coarse_keys, parts_of, slavic_keys
from openhbm.core.identity.names.parts import compounds_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
Names = dict[str, Counter[str]]
Keys = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Group:
    """Names of one script with their Latin spellings, and the keys that such names get."""

    name: str
    spellings: Names
    ours: Keys
    least: float


def of_parts(keys: Callable[[str], Iterable[str]]) -> Keys:
    """The keys of a whole name: those of each of its parts."""

    def of(text: str) -> frozenset[str]:
        return frozenset(k for part in parts_of(text) + compounds_of(text) for k in keys(part) if k)

    return of


COARSE = of_parts(coarse_keys)
WITH_SLAVIC = of_parts(lambda part: coarse_keys(part) + slavic_keys(part))
PEER_NAME, MOST_COLLISIONS = "double metaphone", 0.007
PEER = (
    of_parts(importlib.import_module("metaphone").doublemetaphone)
    if importlib.util.find_spec("metaphone")
    else None
)


def arabic() -> Names:
    found: Names = defaultdict(Counter)
    with (DATA / "linkage" / "arabic_name_variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["arabic_key"]][row["latin"]] += int(row["count"])
    return found


def ethiopian() -> Names:
    with (DATA / "linkage" / "habesha_name_variants.csv").open(encoding="utf-8") as file:
        return {
            row["fidel"]: Counter([row["canonical"], *filter(None, row["variants"].split("|"))])
            for row in csv.DictReader(file)
        }


def slavic() -> Names:
    return {name: Counter(dict.fromkeys(cyrillic.spellings(name), 1)) for name in cyrillic.GIVEN}


def unseen(name: str) -> bool:
    """Whether the rules were written without looking at this name."""
    return bool(sha1(name.encode(), usedforsecurity=False).digest()[-1] & 1)


def pairs_of(spellings: Names) -> list[tuple[str, str, str]]:
    """(name, commonest spelling, other spelling)."""
    pairs = []
    for name, counts in spellings.items():
        (first, _count), *others = counts.most_common()
        pairs += [(name, first, other) for other, _c in others if other.lower() != first.lower()]
    return pairs


def shared(pairs: list[tuple[str, str, str]], keys: Keys) -> float:
    return sum(bool(keys(a) & keys(b)) for _name, a, b in pairs) / max(len(pairs), 1)


def collisions(spellings: Names, keys: Keys, draws: int, seed: int = 1) -> float:
    rng = random.Random(seed)
    flat = [(name, text, n) for name, counts in spellings.items() for text, n in counts.items()]
    drawn = rng.choices(flat, [n for _name, _text, n in flat], k=2 * draws)
    different = [(a[1], b[1]) for a, b in zip(drawn[::2], drawn[1::2], strict=True) if a[0] != b[0]]
    return sum(bool(keys(a) & keys(b)) for a, b in different) / len(different)


def native(spellings: Names, keys: Keys) -> float:
    """How often the key of the native writing is one of the commonest Latin spelling's."""
    met = [bool(keys(n) & keys(c.most_common(1)[0][0])) for n, c in spellings.items()]
    return sum(met) / len(met)


def figures(group: Group, draws: int) -> dict[str, Any]:
    pairs = pairs_of(group.spellings)
    began = time.process_time()
    found = {
        "pairs": len(pairs),
        "same_key": round(shared(pairs, group.ours), 4),
        "same_key_unseen": round(shared([p for p in pairs if unseen(p[0])], group.ours), 4),
        "native_meets_latin": round(native(group.spellings, group.ours), 4),
    }
    each = 1e6 * (time.process_time() - began) / max(2 * len(pairs) + len(group.spellings), 1)
    found |= {
        "random_collision": round(collisions(group.spellings, group.ours, draws), 5),
        "us_a_name_uncached": round(each, 1),
    }
    if PEER is None:
        return found
    return found | {
        "double_metaphone": {
            "same_key": round(shared(pairs, PEER), 4),
            "random_collision": round(collisions(group.spellings, PEER, draws), 5),
        },
    }


def rows_of(group: Group, found: dict[str, Any]) -> Iterator[Row]:
    """What was aimed at: spellings that meet, while unlike names do not; the rest is told."""
    peer = found.get("double_metaphone", {})
    named = PEER_NAME if peer else None
    same, apart = found["same_key"], found["random_collision"]
    yield Row(
        what=f"{group.name}: spellings of one name that share a key, of {found['pairs']} pairs",
        ours=same,
        peer=peer.get("same_key"),
        peer_name=named,
        unit="share",
        target=f"at least {group.least}, with collisions below {MOST_COLLISIONS}",
        met=same >= group.least and apart < MOST_COLLISIONS,
    )
    yield Row(
        what=f"{group.name}: unlike names that collide",
        ours=apart,
        peer=peer.get("random_collision"),
        peer_name=named,
        unit="share",
        target=f"below {MOST_COLLISIONS}",
        met=apart < MOST_COLLISIONS,
    )
    told = (
        ("same_key_unseen", "the same of the half that was not looked at", "share"),
        ("native_meets_latin", "names whose own writing meets the commonest Latin one", "share"),
        ("us_a_name_uncached", "a name seen for the first time, CPU", "µs"),
    )
    for key, what, unit in told:
        yield Row(f"{group.name}: {what}", found[key], None, None, unit, None, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer draws of random pairs")
    options = parser.parse_args()
    groups = (
        Group("Arabic", arabic(), COARSE, 0.95),
        Group("Cyrillic", slavic(), WITH_SLAVIC, 0.95),
        Group("Ethiopian", ethiopian(), COARSE, 0.99),
    )
    draws = 10_000 if options.quick else 100_000
    found = {group.name: figures(group, draws) for group in groups}
    rows = [row for group in groups for row in rows_of(group, found[group.name])]
    printed(rows, as_json=options.json, figures=found)


if __name__ == "__main__":
    main()
