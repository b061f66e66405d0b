"""The peer of batch linkage: Splink with a plain model of a person, in a process of its own.

``python -m benchmarks.splink_peer FILE.csv`` prints one JSON object. Needs the extra
``openhbm[benchmark]``. The model is what somebody writes who follows Splink's own guide with these
columns: names by Jaro-Winkler with frequencies, birth date, place, sex, numbers; weights learnt
without labels. Blocking on the birth date alone is left out, because it cannot be run on a register
in which a third of the birth dates are 1 January.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import pandas
import splink
import splink.comparison_library as compare
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

from benchmarks.scoring import PairScores, figures_of, true_pairs_among

COLUMNS = ("given", "father", "surname", "sex", "dob", "place", "doc_no", "phone")
BLOCKS = (
    ("given", "surname"),
    ("surname", "dob"),
    ("given", "dob"),
    ("dob", "place"),
    ("given", "place"),
    ("given", "father"),
    ("doc_no",),
)
FLOOR = 0.001
"""Pairs less likely than this are not kept; they are no match for anybody."""


def settings() -> SettingsCreator:
    """The plain model."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        comparisons=[
            compare.NameComparison("given").configure(term_frequency_adjustments=True),
            compare.NameComparison("father").configure(term_frequency_adjustments=True),
            compare.NameComparison("surname").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.JaroWinklerAtThresholds("place", [0.9]).configure(
                term_frequency_adjustments=True
            ),
            compare.ExactMatch("sex"),
            compare.LevenshteinAtThresholds("doc_no", 1),
            compare.ExactMatch("phone"),
        ],
    )


def linked_pairs(path: str, threads: int) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """(records, pairs with ``match_probability``); learns and predicts."""
    records = pandas.read_csv(path, dtype=str, usecols=["unique_id", "cluster", *COLUMNS])
    api = DuckDBAPI()
    api._con.execute(f"SET threads = {threads}; SET memory_limit = '7GB'")
    linker = Linker(api.register(records), settings())
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("given", "surname", "dob"), block_on("doc_no")], recall=0.5
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("given", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block_on("dob", "place"))
    training.estimate_parameters_using_expectation_maximisation(block_on("surname", "dob"))
    predicted = linker.inference.predict(threshold_match_probability=FLOOR)
    return records, predicted.as_pandas_dataframe()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    records, pairs = linked_pairs(options.file, options.threads)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    cluster = dict(zip(records["unique_id"], records["cluster"], strict=True))
    left = pairs["unique_id_l"].astype(str).map(cluster).to_numpy()
    right = pairs["unique_id_r"].astype(str).map(cluster).to_numpy()
    scores = PairScores(pairs["match_weight"].to_numpy(float), left == right)
    there = true_pairs_among(records["cluster"].to_numpy())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"tool": f"splink {_version()}", "seconds": round(took, 1), "cpu": round(used, 1)}
    print(json.dumps(told | {"rss_mb": peak, "pairs": len(pairs)} | figures_of(scores, there)))


def _version() -> str:
    return splink.__version__


if __name__ == "__main__":
    main()
