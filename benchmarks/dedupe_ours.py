"""Our side of `benchmarks.dedupe`: one register, one scorer, one JSON object.

Precision, recall and F1 are those at log odds above 0, a limit that was fixed before; ``best_f1``
is with the limit chosen afterwards, as the peer's is.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import PairScores, at_threshold, figures_of
from benchmarks.synthetic.encoded import encoded, table_of, true_pairs
from benchmarks.synthetic.register import draw_register
from openhbm.apps.identity.scorers import trees_of
from openhbm.core.identity.linkage.batch import Linked, link
from openhbm.core.identity.linkage.clusters import pairs_within
from openhbm.core.identity.linkage.encoding import Columns, Register, register_of
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.names import sounds

Loaded = tuple[Callable[[], Register], Sequence[str]]


def register(path: Path) -> Loaded:
    """One of the synthetic registers."""
    table = table_of(path)
    return lambda: encoded(table), table["cluster"]


def febrl(folder: Path) -> Loaded:
    """Both files of FEBRL 4 as one register."""
    tables = [table_of(folder / f"febrl_dataset4{part}.csv") for part in "ab"]
    every = {name: [*tables[0][name], *tables[1][name]] for name in tables[0]}
    births = [f"{d[:4]}-{d[4:6]}-{d[6:]}" if len(d) == 8 else "" for d in every["date_of_birth"]]
    columns = Columns(
        names=(every["given_name"], [""] * len(births), every["surname"]),
        births=births,
        sexes=[""] * len(births),
        places=(every["suburb"], every["address_1"]),
        numbers=(every["soc_sec_id"], every["postcode"]),
    )
    people = [number.split("-")[1] for number in every["rec_id"]]
    return lambda: register_of(columns, sounds, linkage_keys), people


def historical(path: Path) -> Loaded:
    """Splink's set of persons of history, with the errors of those who wrote about them."""
    table = table_of(path)
    columns = Columns(
        names=(table["first_name"], [""] * len(table["dob"]), table["surname"]),
        births=table["dob"],
        sexes=table["gender"],
        places=(table["birth_place"], table["occupation"]),
        numbers=(table["postcode_fake"],),
    )
    return lambda: register_of(columns, sounds, linkage_keys), table["cluster"]


KINDS = {"register": register, "febrl": febrl, "historical": historical}


def clustered(found: Linked, records: int, truth: NDArray[np.uint64]) -> dict[str, float]:
    """Precision, recall and F1 of the pairs within clusters."""
    pairs = pairs_within(found.clusters(records))
    scores = PairScores(np.ones(len(pairs)), np.isin(pairs, truth))
    told = at_threshold(scores, 0.5, len(truth))
    return {f"cluster_{name}": value for name, value in told.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--scorer", default="weights")
    options = parser.parse_args()
    encode, people = KINDS[options.kind](options.path)
    trees = trees_of(options.scorer)
    # Compiling is done once at set-up; a small register first, so that it is not measured.
    link(encoded(draw_register(3000, 1)), trees)
    began, cpu = time.perf_counter(), time.process_time()
    ready = encode()
    found = link(ready, trees)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    truth = true_pairs(people)
    scores = PairScores(found.log_odds, np.isin(found.pairs, truth))
    told = {"tool": f"openhbm, {options.scorer}", "seconds": round(took, 1), "cpu": round(used, 1)}
    told |= {"rss_mb": peak, "pairs": found.compared}
    best = figures_of(scores, len(truth))
    told |= at_threshold(scores, 0.0, len(truth))
    told |= {"best_f1": best["f1"], "recall_at_p99": best["recall_at_p99"]}
    print(json.dumps(told | clustered(found, len(ready), truth)))


if __name__ == "__main__":
    main()
