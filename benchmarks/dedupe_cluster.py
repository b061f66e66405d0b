"""The same pairs in memory, from disk and on a cluster: ``python -m benchmarks.dedupe_cluster``.

Starts a scheduler and two workers as processes on loopback, links an invented register there, kills
one worker while pairs are being found, and compares with the run in memory. ``--quick`` takes
20,000 records, the default is a million. No peer links on workers that may die, so there is none.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.rows import Row, printed
from benchmarks.synthetic.encoded import encoded
from benchmarks.synthetic.register import draw_register
from openhbm.apps.identity.batch.engines import Cluster, engine_at
from openhbm.apps.identity.batch.linking import Found, link_folder
from openhbm.apps.identity.batch.workspace import RECORDS_AT_ONCE, save_register
from openhbm.apps.identity.scorers import trees_of
from openhbm.core.identity.linkage.batch import Linked, link

WORKERS = 2
START_SECONDS = 300
PORTIONS = 4
"""At least so many: else there is no half-way at which a worker can be killed."""


def started(kind: str, file: Path, *options: str) -> subprocess.Popen[bytes]:
    """A process of the cluster, on loopback."""
    command = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(file)]
    place = ["--host", "127.0.0.1", "--no-dashboard"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, *place, *options], stdout=quiet, stderr=quiet)


def address_in(file: Path) -> str:
    """Where the scheduler listens, once it has told."""
    end = time.monotonic() + START_SECONDS
    while not (file.exists() and file.stat().st_size):
        if time.monotonic() > end:
            raise TimeoutError("the scheduler did not start")
        time.sleep(0.2)
    told = json.loads(file.read_text(encoding="utf-8"))["address"]
    return f"dask://{told.removeprefix('tcp://')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--quick", action="store_true", help="20,000 records")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    records = min(options.records, 20_000) if options.quick else options.records
    register = encoded(draw_register(records, options.seed))
    trees = trees_of("synthetic-register")
    expected = link(register, trees)
    with tempfile.TemporaryDirectory(prefix="hbm-cluster-") as made:
        folder, file = Path(made) / "shared", Path(made) / "scheduler.json"
        save_register(folder, register, min(RECORDS_AT_ONCE, len(register) // PORTIONS + 1))
        work = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        processes = [started("scheduler", file, "--port", "0")]
        processes += [started("worker", file, *work) for _worker in range(WORKERS)]
        lost: list[str] = []

        def told(step: str, done: int, of: int) -> None:
            print(f"{step} {done}/{of}", file=sys.stderr)
            if step == "pairs" and 2 * done >= of > done and not lost:
                lost.append(f"worker killed at {step} {done}/{of}")
                processes[-1].kill()

        try:
            began = time.perf_counter()
            with engine_at(address_in(file)) as engine:
                if isinstance(engine, Cluster):
                    engine.client.wait_for_workers(WORKERS, timeout=START_SECONDS)
                found = link_folder(folder, engine, trees, told)
            took = time.perf_counter() - began
        finally:
            for process in reversed(processes):
                process.kill()
                process.wait()
    same = np.array_equal(found.pairs, expected.pairs)
    figures = {
        "records": len(register),
        "compared": found.compared,
        "pairs": len(found.pairs),
        "same_pairs": bool(same),
        "same_log_odds": bool(same and np.array_equal(found.log_odds, expected.log_odds)),
        "lost": lost,
        "seconds": round(took, 1),
    }
    rows = rows_of(found, expected, took, is_worker_lost=bool(lost))
    printed(rows, as_json=options.json, figures=figures)


def rows_of(found: Found, expected: Linked, took: float, *, is_worker_lost: bool) -> list[Row]:
    """The run on the cluster against the run in memory."""
    missing = len(np.setdiff1d(expected.pairs, found.pairs))
    more = len(np.setdiff1d(found.pairs, expected.pairs))
    same = np.array_equal(found.pairs, expected.pairs)
    is_alike = bool(same and np.array_equal(found.log_odds, expected.log_odds))
    of = f"of {len(expected.pairs)} pairs in memory"
    killed = "none, with a worker killed half-way"
    return [
        Row(f"{what} {of}", number, None, None, unit, target, met)
        for what, number, unit, target, met in (
            ("lost on the cluster,", missing, "pairs", killed, is_worker_lost and not missing),
            ("found there only, beside those", more, "pairs", killed, is_worker_lost and not more),
            ("log odds alike to the bit,", float(is_alike), "share", "all", is_alike),
            ("on the wall, a worker killed,", round(took, 1), "s", None, None),
        )
    ]


if __name__ == "__main__":
    main()
