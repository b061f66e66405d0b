"""A thousand scenarios of Mali 2012: CPU seconds, and local and Dask figures side by side.

``python -m benchmarks.ensembles [--json] [--quick]``. ``--quick`` takes a hundred.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict

import numpy as np
from distributed import LocalCluster

from benchmarks.displacement import FOLDER
from benchmarks.forecast import Row
from openhbm.apps.foresight.ensembles import Ensemble, run_ensemble
from openhbm.apps.foresight.instances import instance_in
from openhbm.core.flows.displacement.engines import Engine
from openhbm.core.flows.displacement.kernels import warm_kernels
from openhbm.core.flows.displacement.planning import Scenario, run_batch, runs_of
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_in

LIMIT = 60.0


def ensemble(scenarios: int, engine: Engine) -> Ensemble:
    """So many scenarios: totals from a third to three times as many, other speeds and pulls."""
    instance = instance_in(FOLDER / "mali2012")
    counted = newcomers_in(instance.reports.interpolated(instance.days))
    rng = np.random.default_rng(8)
    made = tuple(
        Scenario(
            f"scenario {number}",
            counted * np.exp(rng.normal(0, 0.5)),
            moves=MoveSettings(
                speed_km=float(rng.uniform(200, 500)), camp_weight=float(rng.uniform(1, 2))
            ),
        )
        for number in range(scenarios)
    )
    return Ensemble(instance, made, runs_of(made, 1, seed=4), engine=engine)


def measure(*, quick: bool) -> list[Row]:
    warm_kernels()
    count = 100 if quick else 1000
    rows = []
    for engine in (Engine.COHORTS, Engine.EXPECTED):
        what = ensemble(count, engine)
        began = time.process_time()
        serial = run_batch(what.instance, what.scenarios, what.runs, None, engine)
        seconds = (time.process_time() - began) * 1000 / count
        rows.append(
            Row(
                f"1,000 scenarios of Mali 2012, {engine}",
                round(seconds, 1),
                LIMIT,
                "limit",
                f"s CPU, {count} run",
                "under 60",
                seconds < LIMIT,
            )
        )
    what = ensemble(100, Engine.COHORTS)
    serial = run_batch(what.instance, what.scenarios, what.runs)
    began = time.perf_counter()
    local = run_ensemble(what, workers=2)
    wall = time.perf_counter() - began
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        began = time.perf_counter()
        address = cluster.scheduler_address.removeprefix("tcp://")
        remote = run_ensemble(what, engine=f"dask://{address}")
        wall_there = time.perf_counter() - began
    same = np.array_equal(local, serial) and np.array_equal(remote, serial)
    rows.append(
        Row(
            "100 scenarios: local and Dask figures equal",
            float(same),
            1.0,
            "serial run",
            "1 = all equal",
            "equal",
            same,
        )
    )
    rows.append(
        Row(
            "100 scenarios: wall with 2 local processes",
            round(wall, 1),
            round(wall_there, 1),
            "2 Dask workers",
            "s",
            "no target",
            True,
        )
    )
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if not FOLDER.is_dir():
        print(f"no shared data at {FOLDER}; nothing measured", file=sys.stderr)
        return 2
    rows = measure(quick=asked.quick)
    if asked.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}, default=float))
    else:
        for row in rows:
            verdict = "met" if row.met else "MISSED"
            print(f"{row.what:52} {row.ours:>9} {row.peer_name:>16} {row.peer:>9}", end=" ")
            print(f"{verdict:6} {row.unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
