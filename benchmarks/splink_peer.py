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

HISTORICAL_BLOCKS = (
    ("substr(first_name,1,3)", "substr(surname,1,4)"),
    ("surname", "dob"),
    ("first_name", "dob"),
    ("postcode_fake", "first_name"),
    ("postcode_fake", "surname"),
    ("dob", "birth_place"),
    ("substr(postcode_fake,1,3)", "dob"),
    ("substr(postcode_fake,1,3)", "first_name"),
    ("substr(postcode_fake,1,3)", "surname"),
    ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
)
"""As in Splink's own tutorial on this set."""
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


def historical_settings() -> SettingsCreator:
    """The model of Splink's own tutorial on this set."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[block_on(*each) for each in HISTORICAL_BLOCKS],
        comparisons=[
            compare.ForenameSurnameComparison("first_name", "surname"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.PostcodeComparison("postcode_fake"),
            compare.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            compare.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )


def linked_historical(path: str, threads: int) -> tuple[pandas.DataFrame, pandas.DataFrame, float]:
    """(records, pairs, best F1 of the pairs within clusters)."""
    records = pandas.read_csv(path, dtype=str)
    api = DuckDBAPI()
    api._con.execute(f"SET threads = {threads}; SET memory_limit = '7GB'")
    linker = Linker(api.register(records), historical_settings())
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname", "dob"), block_on("postcode_fake", "dob")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    predicted = linker.inference.predict(threshold_match_probability=FLOOR)
    best = 0.0
    there = true_pairs_among(records["cluster"].to_numpy())
    person = dict(zip(records["unique_id"], records["cluster"], strict=True))
    for weight in CLUSTERED_FROM:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=weight
        ).as_pandas_dataframe()
        best = max(best, _f1_of_clusters(found, person, there))
    return records, predicted.as_pandas_dataframe(), best


CLUSTERED_FROM = (0, 2, 4, 6, 8, 10)
"""Match weights that are tried; the best is the peer's figure."""


def _f1_of_clusters(found: pandas.DataFrame, person: dict[str, str], there: int) -> float:
    taken = found.groupby("cluster_id").size()
    people = found["unique_id"].map(person)
    right = found.groupby([found["cluster_id"], people]).size()
    pairs = float((taken * (taken - 1) // 2).sum())
    hits = float((right * (right - 1) // 2).sum())
    return 2 * hits / max(pairs + there, 1.0)


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
    parser.add_argument("--historical", action="store_true")
    options = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    clustered = {}
    if options.historical:
        records, pairs, best = linked_historical(options.file, options.threads)
        clustered = {"cluster_f1": round(best, 4)}
    else:
        records, pairs = linked_pairs(options.file, options.threads)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    cluster = dict(zip(records["unique_id"], records["cluster"], strict=True))
    left = pairs["unique_id_l"].astype(str).map(cluster).to_numpy()
    right = pairs["unique_id_r"].astype(str).map(cluster).to_numpy()
    scores = PairScores(pairs["match_weight"].to_numpy(float), left == right)
    there = true_pairs_among(records["cluster"].to_numpy())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"tool": f"splink {_version()}", "seconds": round(took, 1), "cpu": round(used, 1)}
    print(
        json.dumps(
            told | {"rss_mb": peak, "pairs": len(pairs)} | figures_of(scores, there) | clustered
        )
    )


def _version() -> str:
    return splink.__version__


if __name__ == "__main__":
    main()
