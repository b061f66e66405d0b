"""The peer on FEBRL 4: recordlinkage, weights learnt without labels by its own ECM classifier.

``python -m benchmarks.recordlinkage_peer FOLDER`` prints one JSON object. Needs the extra
``openhbm[benchmark]``.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import pandas
import recordlinkage

from benchmarks.scoring import PairScores, at_threshold

NAMES = ("given_name", "surname", "suburb", "address_1")
EXACT = ("date_of_birth", "soc_sec_id", "postcode", "state")
ALIKE = 0.85


def table_of(file: Path) -> pandas.DataFrame:
    """One of the two files, by record number."""
    table = pandas.read_csv(file, dtype=str, skipinitialspace=True)
    table.columns = [name.strip() for name in table.columns]
    return table.set_index("rec_id").apply(lambda column: column.str.strip())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    left, right = (table_of(options.folder / f"febrl_dataset4{part}.csv") for part in "ab")
    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
        indexer.block(column)
    pairs = indexer.index(left, right)
    compare = recordlinkage.Compare()
    for name in NAMES:
        compare.string(name, name, method="jarowinkler", threshold=ALIKE, label=name)
    for name in EXACT:
        compare.exact(name, name, label=name)
    features = compare.compute(pairs, left, right)
    found = recordlinkage.ECMClassifier().fit_predict(features)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    right_ones = [a.split("-")[1] == b.split("-")[1] for a, b in found]
    scores = PairScores(
        pandas.Series([1.0] * len(found)).to_numpy(), pandas.Series(right_ones).to_numpy(bool)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"tool": f"recordlinkage {recordlinkage.__version__} ECM", "seconds": round(took, 1)}
    told |= {"cpu": round(used, 1), "rss_mb": peak, "pairs": len(pairs)}
    print(json.dumps(told | at_threshold(scores, 0.5, len(right))))


if __name__ == "__main__":
    main()
