"""The same pairs in memory, from disk and on a cluster: ``python -m benchmarks.dedupe_cluster``.

Starts a scheduler and two workers as processes on loopback, links an invented register there, kills
one worker while pairs are being found, and compares with the run in memory.
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

from benchmarks.synthetic.encoded import encoded
from benchmarks.synthetic.register import draw_register
from openhbm.apps.identity.batch.engines import Cluster, engine_at
from openhbm.apps.identity.batch.linking import link_folder
from openhbm.apps.identity.batch.workspace import save_register
from openhbm.apps.identity.scorers import trees_of
from openhbm.core.identity.linkage.batch import link

WORKERS = 2
START_SECONDS = 300


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
    options = parser.parse_args()
    register = encoded(draw_register(options.records, options.seed))
    trees = trees_of("synthetic-register")
    expected = link(register, trees)
    with tempfile.TemporaryDirectory(prefix="hbm-cluster-") as made:
        folder, file = Path(made) / "shared", Path(made) / "scheduler.json"
        save_register(folder, register)
        work = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        processes = [started("scheduler", file, "--port", "0")]
        processes += [started("worker", file, *work) for _worker in range(WORKERS)]
        lost: list[str] = []

        def told(step: str, done: int, of: int) -> None:
            print(f"{step} {done}/{of}", file=sys.stderr)
            if step == "pairs" and 2 * done >= of and not lost:
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
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
