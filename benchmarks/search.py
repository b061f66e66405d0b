"""Search before register, ours beside pg_trgm in one run: ``python -m benchmarks.search --json``.

An invented register (``benchmarks.synthetic``) is drawn; of people registered several times one
record is held back and asked for, with all its fields or with its name in the native script and no
number. Newcomers are people registered once whose family is in the register: asked for without
their own row, whoever is found is a false alert. ``--quick`` takes 50,000 records, the default is a
million.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.server import postgresql
from benchmarks.synthetic.register import Register as Texts
from benchmarks.synthetic.register import draw_register
from benchmarks.trigram_peer import Line, TrigramPeer
from openhbm.core.identity.columns import columns_of
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.keys import keys_of
from openhbm.core.identity.records import MatchRecord
from openhbm.core.identity.search import ArrayPostings, Register
from openhbm.core.identity.signals import weighting
from openhbm.core.identity.weights import BY_JUDGEMENT
from openhbm.core.values import PartialDate

SEED = 12
"""Weights and rules were looked at with other seeds only."""
RECORDS_AT_ONCE = 100_000
FALSE_ALERTS = (0.10, 0.05, 0.01)


@dataclass
class Drawn:
    """The register's texts, which rows are held back to be asked for, and who the others are."""

    texts: Texts
    asked: np.ndarray[Any, np.dtype[np.int64]]
    kept: np.ndarray[Any, np.dtype[np.int64]]
    newcomers: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def persons(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        return self.texts["cluster"].astype(np.int64)

    def record(self, row: int, *, native: bool = False) -> MatchRecord:
        """One row as the engine takes it; 1 January is what clerks write for a year alone."""
        of = {column: values[row] for column, values in self.texts.items()}
        name = of["native"] if native else " ".join(filter(None, _names(of)))
        numbers = ("", "") if native else (of["doc_no"], of["phone"])
        documents, phones = (tuple(filter(None, (number,))) for number in numbers)
        return MatchRecord(
            names=(name,), birth=_birth(of["dob"]), sex=of["sex"], place=of["place"],
            documents=documents, phones=phones,
        )  # fmt: skip

    def line(self, row: int) -> Line:
        of = {column: values[row] for column, values in self.texts.items()}
        return Line(" ".join(filter(None, _names(of))), of["dob"], of["place"], of["doc_no"])


def _names(of: dict[str, str]) -> tuple[str, str, str]:
    return of["given"], of["father"], of["surname"]


@lru_cache(maxsize=1 << 16)
def _birth(text: str) -> PartialDate | None:
    return PartialDate.parse(text[:4] if text.endswith("-01-01") else text) if text else None


def drawn(records: int, queries: int, seed: int) -> Drawn:
    """A register of ``records`` records beside the ``queries`` that are held back."""
    texts = draw_register(records, seed)
    persons, rng = texts["cluster"].astype(np.int64), np.random.default_rng(seed)
    times = np.bincount(persons)
    last = np.full(len(times), -1)
    last[persons] = np.arange(len(persons))
    asked = rng.choice(last[times > 1], size=queries, replace=False)
    kept = np.setdiff1d(np.arange(len(persons)), asked)
    families = texts["household"].astype(np.int64)
    pairs = np.unique(np.stack([families[kept], persons[kept]]), axis=1)
    members = np.bincount(pairs[0], minlength=int(families.max()) + 1)
    single = np.flatnonzero((times[persons] == 1) & (members[families] > 1))
    return Drawn(texts, asked, kept, rng.choice(single, size=queries, replace=False))


def our_register(of: Drawn) -> Register:
    """The whole register in memory: keys, columns and how common names are."""
    keys, rows = [], []
    for start in tqdm(range(0, len(of.kept), RECORDS_AT_ONCE), desc="keys", disable=None):
        found = [keys_of(of.record(row)) for row in of.kept[start : start + RECORDS_AT_ONCE]]
        keys.append(np.fromiter((k for one in found for k in one), dtype=np.uint64))
        lengths = np.array([len(one) for one in found])
        rows.append(np.repeat(np.arange(start, start + len(found), dtype=np.int32), lengths))
    postings = ArrayPostings.of(np.concatenate(keys), np.concatenate(rows))
    columns = columns_of(of.record(row) for row in of.kept)
    frequencies = Frequencies.of(of.record(row) for row in of.kept)
    return Register(postings, columns, frequencies.bits(columns.words), frequencies)


def recall(
    of: Drawn, ask: Callable[[int], list[int]], rows: Any, cpu: Callable[[], float]
) -> dict[str, Any]:
    """Recall at 1 and 10, and how long a search takes: on the wall and in seconds of ``cpu``."""
    persons, held = of.persons, of.persons[of.kept]
    first, ten, waited, worked = [], [], [], []
    for row in rows:
        began, began_cpu = time.perf_counter(), cpu()
        found = ask(int(row))
        waited.append(time.perf_counter() - began)
        worked.append(cpu() - began_cpu)
        same = held[found] == persons[row] if found else np.zeros(0, dtype=bool)
        first.append(bool(same[:1].any()))
        ten.append(bool(same[:10].any()))
    return {
        "queries": len(waited),
        "recall_at_1": round(float(np.mean(first)), 4),
        "recall_at_10": round(float(np.mean(ten)), 4),
        "cpu_ms": _percentiles(worked),
        "wall_ms": _percentiles(waited),
    }


def _percentiles(seconds: list[float]) -> dict[str, float]:
    values = np.percentile(np.array(seconds) * 1000, (50, 95, 99))
    return {name: round(float(v), 2) for name, v in zip(("p50", "p95", "p99"), values, strict=True)}


def alerts(of: Drawn, register: Register, rows: Any) -> dict[str, float]:
    """The share of true matches found above a weight that so many newcomers with family exceed."""
    persons, held = of.persons, of.persons[of.kept]
    own = {int(row): place for place, row in enumerate(of.kept)}
    of_newcomers = [_top(register, of, int(row), own[int(row)])[1] for row in of.newcomers]
    of_known = [(int(row), *_top(register, of, int(row), -1)) for row in rows]
    found = {}
    for share in FALSE_ALERTS:
        least = float(np.quantile(of_newcomers, 1 - share))
        right = [w > least and held[p] == persons[row] for row, p, w in of_known]
        found[f"at_{share:.0%}_false_alerts"] = round(float(np.mean(right)), 4)
    return found


def _top(register: Register, of: Drawn, row: int, but: int) -> tuple[int, float]:
    """Place and weight of the best that is not marked as a relative, without the place ``but``."""
    found = register.nearest(of.record(row), most=30)
    counts = (found.rows != but) & ~found.relatives
    return (
        (int(found.rows[counts][0]), float(found.weights[counts][0]))
        if counts.any()
        else (0, -99.0)
    )


def ours(of: Drawn, register: Register) -> dict[str, Any]:
    """Our figures, with the weights in use and with those set before any register was seen."""

    def ask(row: int, native: bool = False) -> list[int]:
        return register.nearest(of.record(row, native=native)).rows.tolist()

    written = [row for row in of.asked if of.texts["native"][row]]
    cpu = time.process_time
    found: dict[str, Any] = {"all_fields": recall(of, ask, of.asked, cpu)}
    found["native_script"] = recall(of, lambda row: ask(row, native=True), written, cpu)
    found["true_matches_found"] = alerts(of, register, of.asked)
    judged = Register(
        register.postings, register.columns, register.bits, register.frequencies,
        weighting(BY_JUDGEMENT),
    )  # fmt: skip
    found["true_matches_found_weights_by_judgement"] = alerts(of, judged, of.asked)
    return found


def peers(of: Drawn, queries: int) -> dict[str, Any]:
    """The same questions to pg_trgm; fewer of them, because each takes long."""
    with postgresql() as address:
        peer = TrigramPeer(address)
        built = peer.fill((place, of.line(row)) for place, row in enumerate(of.kept))
        asked = of.asked[:queries]
        found = recall(of, lambda row: peer.nearest(of.line(row)), asked, peer.cpu_seconds)
        peer.close()
    return found | {"build_s": round(built, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--peer-queries", type=int, default=300, help="0 leaves the peer out")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.records, options.queries, options.peer_queries = 50_000, 500, 100
    of = drawn(options.records, options.queries, options.seed)
    began = time.process_time()
    register = our_register(of)
    figures: dict[str, Any] = {
        "records": len(of.kept),
        "build_cpu_s": round(time.process_time() - began, 1),
        "keys_a_record": round(len(register.postings.rows) / len(of.kept), 2),
        "ours": ours(of, register),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if options.peer_queries:
        figures["pg_trgm"] = peers(of, options.peer_queries)
    print(json.dumps(figures, indent=None if not options.json else 2))


if __name__ == "__main__":
    main()
