"""What a scenario gives, as plain values to keep: bands by day and destination, and who took which
road when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from openhbm.apps.foresight.models import FlowInstance, Scenario
from openhbm.apps.foresight.whatif.changes import ChangeDetails, checked_changes
from openhbm.core.flows.displacement.comparing import (
    Band,
    Compared,
    Side,
    band,
    busiest_day,
    compare,
    start_from,
)
from openhbm.core.flows.displacement.plain import instance_from
from openhbm.core.flows.displacement.planning import WORST
from openhbm.core.flows.displacement.reports import Array

Figures = dict[str, Any]
PERIODS = 4
SIDES = ("before", "after", "more")


def worked_out(
    instance: FlowInstance, scenario: Scenario, tell: Callable[[int, int], object]
) -> Figures:
    """The figures of a scenario; the same ones whenever and wherever it is worked out."""
    made = instance_from(instance.plain)
    wanted = [ChangeDetails.from_plain(each) for each in scenario.changes]
    changes = checked_changes(made, scenario.as_of_on, wanted)
    origin = (scenario.as_of_on - made.start).days
    start = start_from(made, origin, scenario.days_ahead, scenario.per_day)
    found = compare(start, changes, scenario.runs, scenario.seed, tell=tell)
    names = [made.places[number].name for number in made.destinations]
    return {
        "first_on": (scenario.as_of_on + timedelta(days=1)).isoformat(),
        "destinations": names,
        **_arrivals(found),
        **_roads(found),
    }


def _arrivals(found: Compared) -> Figures:
    before, after = found.before.arrivals, found.after.arrivals
    sides = dict(zip(SIDES, (before, after, after - before), strict=True))
    return {
        "daily": {name: _told(band(values)) for name, values in sides.items()},
        "in_all": {name: _told(band(values.sum(axis=1))) for name, values in sides.items()},
        "everywhere": {name: _told(band(v.sum(axis=(1, 2)))) for name, v in sides.items()},
        "busiest_day": {
            name: {
                "likely": _rounded(busiest_day(values, 0.5)),
                "worst": _rounded(busiest_day(values, WORST)),
            }
            for name, values in (("before", before), ("after", after))
        },
    }


def _roads(found: Compared) -> Figures:
    """Persons who came to the end of each road in each part of the time, by place numbers."""
    edges = np.linspace(0, found.start.horizon, min(PERIODS, found.start.horizon) + 1).astype(int)
    parts = [(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]
    return {
        "parts": [list(part) for part in parts],
        "roads": {
            name: _taken(side, parts)
            for name, side in (("before", found.before), ("after", found.after))
        },
    }


def _taken(side: Side, parts: list[tuple[int, int]]) -> list[list[Any]]:
    persons = np.stack([side.crossings[a:b].sum(axis=0) for a, b in parts], axis=1)
    return [
        [*ends, _rounded(each)]
        for ends, each in zip(side.roads, persons, strict=True)
        if each.any()
    ]


def _told(found: Band) -> dict[str, Any]:
    return {name: _rounded(getattr(found, name)) for name in ("low", "middle", "high")}


def _rounded(values: Array) -> Any:
    return np.round(values, 1).tolist()
