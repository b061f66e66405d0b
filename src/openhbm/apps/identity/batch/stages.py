"""The steps of linking a register that lies in a folder.

Each is a function of the folder and a number, reads what the step before wrote and writes one
file: so any process that sees the folder can do any of them, in any order within a step, and again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openhbm.apps.identity.batch.workspace import (
    Arrays,
    load_comparison,
    load_layout,
    load_register,
    load_weights,
    read_parquet,
    write_parquet,
)
from openhbm.core.identity.linkage.blocking import Keys, composite_keys, pairs_in
from openhbm.core.identity.linkage.comparing import FEATURES
from openhbm.core.identity.linkage.context import add_to_best
from openhbm.core.identity.linkage.encoding import taken
from openhbm.core.identity.linkage.scoring import Weighed, sampled, scored, weigh
from openhbm.core.identity.linkage.trees import Trees, unpacked

_EVERY = "*.parquet"


def write_keys(folder: Path, portion: int) -> int:
    """The composite keys of one portion of the records."""
    register, layout = load_register(folder), load_layout(folder)
    start = portion * layout.at_once
    rows = np.arange(start, min(start + layout.at_once, layout.records), dtype=np.int64)
    share = np.uint64(layout.portions)
    keys, records, families = [], [], []
    for number, (found, _most) in enumerate(composite_keys(taken(register, rows))):
        there = found != 0
        keys.append(found[there])
        records.append(rows[there])
        families.append(np.full(int(there.sum()), number, np.int16))
    every = np.concatenate(keys)
    return write_parquet(
        folder / "keys" / f"{portion:05}.parquet",
        {
            "part": (every % share).astype(np.int32),
            "family": np.concatenate(families),
            "key": every,
            "record": np.concatenate(records),
        },
        "part, family",
    )


def write_pairs(folder: Path, portion: int) -> int:
    """The pairs that share a key of this portion of the keys."""
    found = read_parquet(
        folder / "keys" / _EVERY, "family, key, record", f"part = {portion}", "family, record"
    )
    most = [most for _keys, most in composite_keys(taken(load_register(folder), _NOBODY))]
    pairs = [_of_family(found, family, limit) for family, limit in enumerate(most)]
    every = np.unique(np.concatenate(pairs))
    return write_parquet(folder / "pairs" / f"{portion:05}.parquet", {"pair": every}, "pair")


_NOBODY = np.zeros(0, np.int64)


def _of_family(found: Arrays, family: int, most: int) -> Keys:
    first, last = np.searchsorted(found["family"], [family, family + 1])
    keys = found["key"][first:last].astype(np.uint64)
    return pairs_in(keys, found["record"][first:last].astype(np.int64), most)


def _pairs_of(folder: Path, portion: int) -> Keys:
    """The pairs whose first record is in this portion, each once, in order."""
    at_once = load_layout(folder).at_once
    low, high = (edge * at_once << 32 for edge in (portion, portion + 1))
    found = read_parquet(
        folder / "pairs" / _EVERY, "DISTINCT pair", f"pair >= {low} AND pair < {high}", "pair"
    )
    return np.asarray(found.get("pair", _NOBODY), np.uint64)


def count_pairs(folder: Path, portion: int) -> int:
    """Write the pairs of this portion of the records once each; how many there are."""
    pairs = _pairs_of(folder, portion)
    np.save(_finished(folder, "candidates", portion), pairs)
    return len(pairs)


def write_sample(folder: Path, portion: int, of: int) -> int:
    """The features of the pairs of this portion that the weights are learnt from."""
    pairs = sampled(np.load(_finished(folder, "candidates", portion)), of)
    np.save(_finished(folder, "sample", portion), load_comparison(folder).features(pairs))
    return len(pairs)


def write_weighed(folder: Path, portion: int) -> int:
    """The pairs of this portion that survive the first look, with all that was found."""
    pairs = np.load(_finished(folder, "candidates", portion))
    weighed = weigh(load_comparison(folder), load_weights(folder), pairs)
    np.savez(
        _finished(folder, "weighed", portion).with_suffix(".npz"),
        pairs=weighed.pairs,
        features=weighed.features,
        log_odds=weighed.log_odds,
        household=weighed.household,
    )
    return len(pairs)


def load_weighed(folder: Path, portion: int) -> Weighed:
    """What `write_weighed` found."""
    with np.load(_finished(folder, "weighed", portion).with_suffix(".npz")) as found:
        return Weighed(
            found["pairs"],
            found["features"].reshape(-1, FEATURES),
            found["log_odds"],
            found["household"],
        )


def add_best(folder: Path, portion: int, table: NDArray[np.float32]) -> None:
    """Add the pairs of this portion to the table of the best of each record."""
    weighed = load_weighed(folder, portion)
    add_to_best(table, weighed.pairs, weighed.log_odds)


def write_scored(folder: Path, portion: int) -> int:
    """The pairs of this portion with their last word: ``pair``, ``log_odds``."""
    weighed = load_weighed(folder, portion)
    table = np.load(folder / "best.npy", mmap_mode="r")
    odds = scored(weighed, np.asarray(table), _trees(folder))
    path = folder / "scored" / f"{portion:05}.parquet"
    return write_parquet(path, {"pair": weighed.pairs, "log_odds": odds}, "pair")


def _trees(folder: Path) -> Trees | None:
    file = folder / "trees.txt"
    return unpacked(file.read_text(encoding="utf-8")) if file.exists() else None


def _finished(folder: Path, step: str, portion: int) -> Path:
    (folder / step).mkdir(exist_ok=True)
    return folder / step / f"{portion:05}.npy"
