"""Batch linkage beside its peers: ``python -m benchmarks.dedupe``.

Each register is linked by OpenHBM (weights learnt from the register alone; the trained scorer) and
by the peer in a process of its own on the same file: Splink, and recordlinkage for FEBRL 4. Needs
the extra ``openhbm[benchmark]`` in the interpreter that runs it (``--peer`` names another one).
Scored seeds are used for nothing else. Every tool gets one core.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


def rows_of(folder: Path, peer: str, only: str) -> Iterator[Told]:
    """One row a tool and register."""

    def both(name: str, path: Path, kind: str = "register") -> Iterator[Told]:
        scorers = ("weights", "synthetic-register") if kind == "register" else ("weights",)
        for scorer in scorers:
            yield {"data": name, **ours(kind, path, scorer)}
        module = "recordlinkage_peer" if kind == "febrl" else "splink_peer"
        extra = ["--historical"] if kind == "historical" else []
        yield {"data": name, **measured(peer, f"benchmarks.{module}", str(path), *extra)}

    tasks: dict[str, Callable[[], Iterator[Told]]] = {
        "shared": lambda: both("hbm_synth_5000", LINKAGE / "hbm_synth_5000.csv"),
        "50k": lambda: (
            row
            for seed in SCORED_SEEDS
            for row in both(f"synthetic 50k, seed {seed}", synthetic(50_000, seed, folder))
        ),
        "febrl": lambda: both("FEBRL 4", LINKAGE, "febrl"),
        "historical": lambda: both(
            "historical_50k", LINKAGE / "splink_historical_50k.csv", "historical"
        ),
        "1m": lambda: both(
            f"synthetic 1M, seed {MILLION_SEED}", synthetic(1_000_000, MILLION_SEED, folder)
        ),
    }
    for name, task in tasks.items():
        if only in ("", name):
            yield from task()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="shared, 50k, febrl, historical or 1m")
    parser.add_argument("--peer", default=sys.executable, help="the Python that has the peers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hbm-dedupe-") as folder:
        for row in rows_of(Path(folder), options.peer, options.only):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
