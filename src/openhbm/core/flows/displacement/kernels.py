"""Compiles every kernel for the types it gets, by running the smallest crisis there is."""

from __future__ import annotations

from datetime import date

import numpy as np

from openhbm.core.flows.displacement.engines import Engine, simulate
from openhbm.core.flows.displacement.places import Instance, Kind, Link, Place
from openhbm.core.flows.displacement.reports import StockReports


def warm_kernels() -> tuple[str, ...]:
    """Compile the engines, or load what was compiled before; the names of those that ran."""
    places = (
        Place("origin", Kind.CONFLICT_ZONE, "here", population=10, conflict_from=0),
        Place("camp", Kind.CAMP, "there", capacity=100),
    )
    instance = Instance(
        date(2000, 1, 1),
        places,
        (Link("origin", "camp", 10.0),),
        (),
        np.array([[1.0, 0.0], [1.0, 0.0]]),
        StockReports({}),
    )
    engines = (Engine.AGENTS, Engine.COHORTS, Engine.EXPECTED)
    for engine in engines:
        simulate(instance, np.array([1.0, 1.0]), rng=np.random.default_rng(0), engine=engine)
    return tuple(engines)
