"""A cluster: the same figures as on one machine, also when a worker dies half-way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from openhbm.apps.foresight.ensembles import run_ensemble
from tests.apps.foresight.test_ensembles import ensemble, in_one_go

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.mark.fault
@pytest.mark.slow
def test_cluster_gives_the_local_figures_also_when_a_worker_is_killed(
    cluster: distributed.LocalCluster, tmp_path: Path
) -> None:
    what = ensemble(40, batch=2)
    address = cluster.scheduler_address.removeprefix("tcp://")
    killed = []

    def kill_one(finished: int, batches: int) -> None:
        if not killed and finished >= 3:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    figures = run_ensemble(what, engine=f"dask://{address}", folder=tmp_path, done=kill_one)

    assert killed
    np.testing.assert_array_equal(figures, in_one_go(what))
