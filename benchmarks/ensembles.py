"""A thousand scenarios of Mali 2012: CPU seconds, and local and Dask figures side by side.

``python -m benchmarks.ensembles [--json] [--quick]``. ``--quick`` takes a hundred, and forty
for the comparison. Figures of local runs, of Dask and of one run after another must be equal.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from distributed import LocalCluster

from benchmarks.displacement import FOLDER
from benchmarks.rows import Row, told
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


def cost_row(engine: Engine, count: int) -> Row:
    """CPU seconds of a thousand scenarios, one after another."""
    what = ensemble(count, engine)
    began = time.process_time()
    run_batch(what.instance, what.scenarios, what.runs, None, engine)
    seconds = (time.process_time() - began) * 1000 / count
    return Row(
        f"1,000 scenarios of Mali 2012, {engine}",
        round(seconds, 1),
        LIMIT,
        "limit",
        f"s CPU, {count} run",
        "under 60",
        seconds < LIMIT,
    )


def on_dask(what: Ensemble) -> tuple[np.ndarray, float]:
    """Figures of two Dask workers, and wall seconds."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        began = time.perf_counter()
        address = cluster.scheduler_address.removeprefix("tcp://")
        figures = run_ensemble(what, engine=f"dask://{address}")
        return figures, time.perf_counter() - began


def sameness_rows(count: int) -> list[Row]:
    """One after another, on two processes and on two Dask workers: the same figures."""
    what = ensemble(count, Engine.COHORTS)
    serial = run_batch(what.instance, what.scenarios, what.runs)
    began = time.perf_counter()
    local = run_ensemble(what, workers=2)
    wall = time.perf_counter() - began
    remote, wall_there = on_dask(what)
    same = np.array_equal(local, serial) and np.array_equal(remote, serial)
    figures = f"{count} scenarios: local and Dask figures equal"
    times = f"{count} scenarios: wall with 2 local processes"
    return [
        Row(figures, float(same), 1.0, "serial run", "1 = all equal", "equal", same),
        Row(times, round(wall, 1), round(wall_there, 1), "2 Dask workers", "s", None, None),
    ]


def measure(*, quick: bool) -> list[Row]:
    warm_kernels()
    rows = [
        cost_row(engine, 100 if quick else 1000) for engine in (Engine.COHORTS, Engine.EXPECTED)
    ]
    return [*rows, *sameness_rows(40 if quick else 100)]


def main() -> int:
    return told(__doc__, measure)


if __name__ == "__main__":
    sys.exit(main())
