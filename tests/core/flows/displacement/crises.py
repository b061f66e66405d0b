"""Small crises for tests, as values and as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from openhbm.core.flows.displacement.engines import Engine, Flow, simulate
from openhbm.core.flows.displacement.places import Closure, Instance, Kind, Link, Place
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.reports import StockReports
from openhbm.core.flows.displacement.settings import MoveSettings

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "flee_instances"
FAST = (Engine.AGENTS, Engine.COHORTS, Engine.EXPECTED)
ALL = (Engine.REFERENCE, *FAST)


def zone(name: str = "zone", population: int = 1000) -> Place:
    return Place(name, Kind.CONFLICT_ZONE, "home", population=population, conflict_from=0)


def town(name: str) -> Place:
    return Place(name, Kind.TOWN, "home")


def camp(name: str, capacity: int | None = None, country: str = "abroad") -> Place:
    return Place(name, Kind.CAMP, country, capacity=capacity)


def crisis(
    places: list[Place], links: list[Link], days: int = 10, closures: list[Closure] | None = None
) -> Instance:
    conflict = np.zeros((days, len(places)))
    for number, place in enumerate(places):
        conflict[:, number] = place.kind is Kind.CONFLICT_ZONE
    return Instance(
        date(2020, 1, 1),
        tuple(places),
        tuple(links),
        tuple(closures or ()),
        conflict,
        StockReports({}),
    )


def run(
    instance: Instance,
    engine: Engine,
    per_day: float = 10,
    seed: int = 1,
    moves: MoveSettings | None = None,
    **more: object,
) -> Flow:
    inflow = np.full(instance.days, float(per_day))
    return simulate(
        instance,
        inflow,
        moves,
        rng=np.random.default_rng(seed),
        engine=engine,
        **more,  # type: ignore[arg-type]
    )


def three_ways() -> Instance:
    places = [zone(), town("town"), camp("near"), camp("far"), camp("small", 60)]
    links = [
        Link("zone", "town", 120),
        Link("town", "near", 100),
        Link("town", "far", 500),
        Link("zone", "small", 90),
        Link("zone", "far", 700),
    ]
    return crisis(places, links, 20)


def files_of(name: str) -> dict[str, str]:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}")
    return {
        f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8-sig")
        for path in sorted(folder.glob("*/*.csv"))
    }


def shared(name: str) -> Instance:
    return read_instance(files_of(name))


SMALL = {
    "input_csv/sim_period.csv": "StartDate,2020-01-01\nLength,10\n",
    "input_csv/locations.csv": "#name,region,country,latitude,longitude,location_type,"
    "conflict_date,population\n"
    "Amra,North,Home,1.0,2.0,conflict_zone,0,1000\n"
    "Bela,North,Home,1.5,2.0,town,,\n"
    "Cora,East,Abroad,2.0,2.0,camp,,500\n",
    "input_csv/routes.csv": "#name1,name2,distance,forced_redirection\n"
    "Amra,Bela,50,0\nBela,Cora,80,0\n",
    "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
    "input_csv/conflicts.csv": "#Day,Amra\n" + "".join(f"{day},1\n" for day in range(10)),
    "source_data/data_layout.csv": "total,all.csv\nCora,cora.csv\n",
    "source_data/all.csv": "2020-01-01,0\n2020-01-06,60\n",
    "source_data/cora.csv": "2020-01-01,0\n2020-01-04,30\n2020-01-08,90\n",
}


def small(**changes: str) -> dict[str, str]:
    """The small files with some replaced; keys are file names without folder and ending."""
    files = dict(SMALL)
    for name, text in changes.items():
        key = next(key for key in files if key.endswith(f"/{name}.csv"))
        files[key] = text
    return files
