"""Batch linkage beside its peers: ``python -m benchmarks.dedupe``.

Each register is linked by OpenHBM (weights learnt from the register alone; the trained scorer) and
by the peer in a process of its own on the same file: Splink, and recordlinkage for FEBRL 4. Needs
the extra ``openhbm[benchmark]`` in the interpreter that runs it (``--peer`` names another one).
Scored seeds are used for nothing else. Every tool gets one core. What each tool says is told on the
standard error as it comes; ``--quick`` links the shared sample and FEBRL 4 alone. Where the peer is
not installed its figures are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, printed
from benchmarks.synthetic.pools import DATA
from benchmarks.synthetic.register import draw_register, write_csv

SCORED_SEEDS = (11, 12, 13)
MILLION_SEED = 21
LINKAGE = DATA / "linkage"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

Told = dict[str, Any]


def synthetic(records: int, seed: int, folder: Path) -> Path:
    """A register drawn by the rules of benchmarks/synthetic, as CSV."""
    path = folder / f"synthetic-{records}-{seed}.csv"
    if not path.exists():
        write_csv(draw_register(records, seed), path)
    return path


def measured(python: str, *arguments: str) -> Told:
    """What a measuring module prints; it runs by itself, so that its memory is its own."""
    done = subprocess.run(
        [python, "-m", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_CORE},
        check=False,
    )
    if done.returncode:
        return {"tool": arguments[0], "failed": done.stderr.strip().splitlines()[-1:]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def ours(kind: str, path: Path, scorer: str) -> Told:
    return measured(sys.executable, "benchmarks.dedupe_ours", kind, str(path), "--scorer", scorer)


@dataclass(frozen=True)
class Data:
    """A register to be linked: what it is called, which peer links it, and what is aimed at.

    ``aims`` are (figure, least value). A register that is invented must be as hard for the peer as
    the shared sample: ``as_hard`` is the F1 that the peer has to score on it.
    """

    called: str
    paths: Callable[[Path], list[Path]]
    aims: tuple[tuple[str, float], ...]
    kind: str = "register"
    as_hard: float | None = None
    is_limited: bool = False

    @property
    def scorers(self) -> tuple[str, ...]:
        return tuple(SCORERS) if self.kind == "register" else ("weights",)


WORDS = {"f1": "F1", "recall_at_p99": "recall where 99 % are right", "cluster_f1": "F1 of clusters"}
SCORERS = {
    "weights": "weights learnt from it alone",
    "synthetic-register": "trees trained on other seeds",
}
"""The second has seen registers of the same generator, so on those it is an upper bound."""
PEERS = {
    "register": ("splink_peer", "Splink"),
    "historical": ("splink_peer", "Splink"),
    "febrl": ("recordlinkage_peer", "recordlinkage"),
}
TIMES_THE_PEER, MOST_MB, AS_HARD_WITHIN = 1.5, 4096, 0.02
BOTH = (("f1", 0.95), ("recall_at_p99", 0.90))
EVERY = {
    "shared": Data(
        "shared sample of 5,000", lambda _folder: [LINKAGE / "hbm_synth_5000.csv"], BOTH
    ),
    "50k": Data(
        "invented 50,000, mean of seeds 11 to 13",
        lambda folder: [synthetic(50_000, seed, folder) for seed in SCORED_SEEDS],
        BOTH,
        as_hard=0.796,
    ),
    "febrl": Data("FEBRL 4", lambda _folder: [LINKAGE], (("f1", 0.9995),), "febrl"),
    "historical": Data(
        "historical_50k",
        lambda _folder: [LINKAGE / "splink_historical_50k.csv"],
        (("cluster_f1", 0.85),),
        "historical",
    ),
    "1m": Data(
        f"invented 1,000,000, seed {MILLION_SEED}",
        lambda folder: [synthetic(1_000_000, MILLION_SEED, folder)],
        (("f1", 0.92), ("recall_at_p99", 0.80)),
        is_limited=True,
    ),
}
QUICK = ("shared", "febrl")


def figures_of(data: Data, folder: Path, peer: str) -> Iterator[Told]:
    """What each tool found in each file, as it says."""
    module, _name = PEERS[data.kind]
    extra = ["--historical"] if data.kind == "historical" else []
    for path in data.paths(folder):
        for scorer in data.scorers:
            yield {"file": path.name, "by": scorer, **ours(data.kind, path, scorer)}
        found = measured(peer, f"benchmarks.{module}", str(path), *extra)
        yield {"file": path.name, "by": "peer", **found}


def rows_of(data: Data, figures: list[Told]) -> Iterator[Row]:
    """What was aimed at for one register, each of ours beside the peer."""
    _module, named = PEERS[data.kind]
    peer = _means([told for told in figures if told["by"] == "peer"])
    for scorer in data.scorers:
        found = _means([told for told in figures if told["by"] == scorer])
        for figure, least in data.aims:
            is_met = figure in found and found[figure] >= least
            yield Row(
                what=f"{WORDS[figure]}, {data.called}, {SCORERS[scorer]}",
                ours=found.get(figure),
                peer=peer.get(figure),
                peer_name=named if peer else None,
                unit="share",
                target=f"at least {least}",
                met=is_met,
            )
        if data.is_limited:
            yield from _limits(data, scorer, found, peer, named)
    if data.as_hard is not None and peer:
        yield Row(
            what=f"{named}'s own F1, {data.called}: as hard as the shared sample",
            ours=None,
            peer=peer["f1"],
            peer_name=named,
            unit="share",
            target=f"{data.as_hard} ± {AS_HARD_WITHIN}",
            met=abs(peer["f1"] - data.as_hard) <= AS_HARD_WITHIN,
        )


def _limits(
    data: Data, scorer: str, found: dict[str, float], peer: dict[str, float], named: str
) -> Iterator[Row]:
    """Time beside the peer's, and memory."""
    where = f"{data.called}, {SCORERS[scorer]}"
    known = peer and found
    yield Row(
        what=f"time on one core, {where}",
        ours=found.get("cpu"),
        peer=peer.get("cpu"),
        peer_name=named if peer else None,
        unit="s CPU",
        target=f"at most {TIMES_THE_PEER} times the peer's",
        met=found["cpu"] <= TIMES_THE_PEER * peer["cpu"] if known else None,
    )
    yield Row(
        what=f"memory, {where}",
        ours=found.get("rss_mb"),
        peer=peer.get("rss_mb"),
        peer_name=named if peer else None,
        unit="MB",
        target=f"below {MOST_MB}",
        met=bool(found) and found["rss_mb"] < MOST_MB,
    )


def _means(told: list[Told]) -> dict[str, float]:
    """The mean of each figure over the files; nothing when a run failed."""
    if not told or any("failed" in one for one in told):
        return {}
    named = [name for name, value in told[0].items() if isinstance(value, int | float)]
    return {name: round(statistics.fmean(one[name] for one in told), 4) for name in named}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", choices=("", *EVERY))
    parser.add_argument("--peer", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--quick", action="store_true", help=" and ".join(QUICK))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    asked = (options.only,) if options.only else QUICK if options.quick else tuple(EVERY)
    rows: list[Row] = []
    figures: dict[str, list[Told]] = {}
    with tempfile.TemporaryDirectory(prefix="hbm-dedupe-") as folder:
        for name in asked:
            figures[name] = []
            for told in figures_of(EVERY[name], Path(folder), options.peer):
                print(json.dumps(told), file=sys.stderr, flush=True)
                figures[name].append(told)
            rows += rows_of(EVERY[name], figures[name])
    printed(rows, as_json=options.json, figures=figures)


if __name__ == "__main__":
    main()
