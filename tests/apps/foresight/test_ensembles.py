"""Ensembles: the same figures whoever runs them, and nothing lost with a worker."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from openhbm.apps.foresight import ensembles
from openhbm.apps.foresight.ensembles import Ensemble, run_ensemble
from openhbm.apps.foresight.instances import instance_in, settings_in
from openhbm.core.flows.displacement.faults import InstanceError
from openhbm.core.flows.displacement.places import Instance, Kind, Link, Place
from openhbm.core.flows.displacement.planning import Scenario, run_batch, runs_of
from openhbm.core.flows.displacement.reports import StockReports


def ensemble(runs: int = 6, batch: int = 2) -> Ensemble:
    places = (
        Place("zone", Kind.CONFLICT_ZONE, "home", population=100, conflict_from=0),
        Place("east", Kind.CAMP, "abroad"),
        Place("west", Kind.CAMP, "abroad", capacity=30),
    )
    links = (Link("zone", "east", 100), Link("zone", "west", 300))
    conflict = np.zeros((8, 3))
    conflict[:, 0] = 1
    instance = Instance(date(2020, 1, 1), places, links, (), conflict, StockReports({}))
    scenarios = (Scenario("some", np.full(8, 20.0)),)
    return Ensemble(instance, scenarios, runs_of(scenarios, runs, seed=1), batch=batch)


def in_one_go(what: Ensemble) -> np.ndarray:
    return run_batch(what.instance, what.scenarios, what.runs)


def test_ensemble_on_local_processes_equals_one_run_after_another(tmp_path: Path) -> None:
    what = ensemble()
    told: list[tuple[int, int]] = []

    def done(finished: int, batches: int) -> None:
        told.append((finished, batches))

    figures = run_ensemble(
        what, workers=1, folder=tmp_path, done=lambda n, of: told.append((n, of))
    )

    np.testing.assert_array_equal(figures, in_one_go(what))
    assert told[-1] == (3, 3)


def test_ensemble_takes_up_where_it_stopped(tmp_path: Path) -> None:
    what = ensemble()
    folder = tmp_path / what.mark()
    folder.mkdir()
    marked = np.full((2, 3, 2), 7.0)
    for number in (0, 1, 2):
        np.save(folder / f"{number:06}.npy", marked)

    figures = run_ensemble(what, folder=tmp_path)

    assert (figures == 7).all()


def test_batches_of_another_ensemble_are_not_taken_for_this_one() -> None:
    assert ensemble(6).mark() != ensemble(8).mark()
    assert ensemble().mark() == ensemble().mark()


def kill_once(*arguments: object) -> np.ndarray:
    """A batch whose first worker is killed half-way, told by a file that it leaves behind."""
    sign = Path(os.environ["HBM_TEST_KILLED"])
    if not sign.exists():
        sign.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_batch(*arguments)  # type: ignore[arg-type]


@pytest.mark.fault
def test_killed_worker_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HBM_TEST_KILLED", str(tmp_path / "killed"))
    monkeypatch.setattr(ensembles, "run_batch", kill_once)
    what = ensemble(4)

    figures = run_ensemble(what, workers=1, folder=tmp_path / "kept")

    assert (tmp_path / "killed").exists()
    np.testing.assert_array_equal(figures, in_one_go(what))


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="local or dask"):
        run_ensemble(ensemble(), engine="ray")


def test_instance_in_a_folder_is_read_and_faults_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no folder"):
        instance_in(tmp_path / "nothing")
    with pytest.raises(InstanceError, match=r"routes\.csv: is missing"):
        instance_in(tmp_path)
    (tmp_path / "input_csv").mkdir()
    (tmp_path / "input_csv" / "locations.csv").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(InstanceError, match="not UTF-8"):
        instance_in(tmp_path)


def test_settings_file_is_read_and_wrong_ones_say_why(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text("log_levels:\n  agent: 0\nmove_rules:\n  max_move_speed: 200.0\n")
    assert settings_in(file).speed_km == 200
    file.write_text("move_rules:\n  speed: 5\n")
    with pytest.raises(ValueError, match="'speed', which is not known"):
        settings_in(file)
    file.write_text("move_rules: [\n")
    with pytest.raises(ValueError, match="not YAML"):
        settings_in(file)
