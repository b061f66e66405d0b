"""Runs the public Flee model on one instance, with the totals counted afterwards.

``python -m benchmarks.displacement_peer FOLDER PERSONS_PER_AGENT OUT.json [SEED]`` in an
environment that has Flee (extra ``benchmark-flows``). The loop is that of its own run script, with
totals summed from the camps, as its validation does. Written to OUT: CPU seconds, and stocks by
day and camp.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

try:
    from flee import InputGeography, flee, spawning
    from flee.datamanager import handle_refugee_data, read_period
    from flee.SimulationSettings import SimulationSettings
except ModuleNotFoundError:
    flee = None

SETTINGS = """
spawn_rules:
  conflict_spawn_decay: [1.0, 1.0, 1.0, 0.5, 0.1]
  take_from_population: False
  insert_day0: True
move_rules:
  max_move_speed: 400.0
  max_walk_speed: 35.0
  camp_weight: 1.0
  softening: 50.0
  default_movechance: 0.5
  start_on_foot: False
  avoid_short_stints: True
  distance_power: 0.75
  weight_power: 1.0
  awareness_level: 1
  camp_movechance: 0.001
  conflict_movechance: 1.0
  conflict_weight: 0.25
  foreign_weight: 1.0
"""


def run(folder: Path, persons_per_agent: int) -> dict[str, object]:
    """Stocks by day and camp, simulated and counted, in agents."""
    tables, source = folder / "input_csv", folder / "source_data"
    SimulationSettings.optimisations["PopulationScaleDownFactor"] = persons_per_agent
    start, days = read_period.read_conflict_period(str(tables / "sim_period.csv"))
    SimulationSettings.ConflictInputFile = str(tables / "conflicts.csv")
    geography = InputGeography.InputGeography()
    geography.ReadConflictInputCSV(str(tables / "conflicts.csv"))
    geography.ReadLocationsFromCSV(str(tables / "locations.csv"))
    geography.ReadLinksFromCSV(str(tables / "routes.csv"))
    geography.ReadClosuresFromCSV(str(tables / "closures.csv"))
    world, places = geography.StoreInputGeographyInEcosystem(flee.Ecosystem())
    counted = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=str(source),
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=persons_per_agent,
    )
    counted.ReadL1Corrections(str(tables / "registration_corrections.csv"))
    camps = world.get_camp_names()
    for camp in camps:
        spawning.add_initial_refugees(world, counted, places[camp])
    simulated, data = [], []
    for day in range(days):
        geography.AddNewConflictZones(world, day)
        spawning.spawn_daily_displaced(world, day, counted, SumFromCamps=True)
        spawning.refresh_spawn_weights(world)
        world.enact_border_closures(day)
        world.evolve()
        simulated.append([int(places[camp].numAgents) for camp in camps])
        data.append([int(counted.get_field(camp, day)) for camp in camps])
    return {"camps": camps, "simulated": simulated, "counted": data}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("persons_per_agent", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    asked = parser.parse_args()
    if flee is None:
        print("Flee is not installed here; install the extra 'benchmark-flows'", file=sys.stderr)
        return 2
    random.seed(asked.seed)
    np.random.seed(asked.seed)  # noqa: NPY002  the peer draws from the global generator
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as settings, open(os.devnull, "w") as sink:  # noqa: PTH123
        settings.write(SETTINGS)
        settings.flush()
        with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
            SimulationSettings.ReadFromYML(settings.name)
            began = time.process_time()
            told = run(asked.folder, asked.persons_per_agent)
            told["cpu_seconds"] = time.process_time() - began
    told |= {"persons_per_agent": asked.persons_per_agent, "version": version("flee")}
    asked.out.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
