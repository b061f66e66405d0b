"""Instances as plain values and back, so that they can be kept, sent and compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from openhbm.core.flows.displacement.places import (
    Closure,
    ClosureKind,
    Instance,
    Kind,
    Link,
    Place,
)
from openhbm.core.flows.displacement.reports import Array, Report, StockReports

Plain = dict[str, Any]
_PLACE = (
    "name",
    "kind",
    "country",
    "region",
    "latitude",
    "longitude",
    "population",
    "capacity",
    "conflict_from",
)


def plain_instance(instance: Instance) -> Plain:
    """Everything a run reads, as values that JSON can hold; warnings are left out.

    Conflict is told by its changes: for each place that has any, [day, intensity from then on].
    """
    return {
        "start": instance.start.isoformat(),
        "days": instance.days,
        "places": [{name: getattr(place, name) for name in _PLACE} for place in instance.places],
        "links": [[x.first, x.second, x.km, x.redirects] for x in instance.links],
        "closures": [[c.kind.value, c.first, c.second, c.start, c.end] for c in instance.closures],
        "conflict": _steps(instance),
        "reports": {
            name: [[r.day, r.persons] for r in found]
            for name, found in instance.reports.reports.items()
        },
        "corrections": {k: list(days) for k, days in instance.reports.corrections.items()},
        "totals": [[r.day, r.persons] for r in instance.reports.totals],
    }


def instance_from(plain: Mapping[str, Any]) -> Instance:
    """The instance that ``plain_instance`` told. Raises KeyError, TypeError or ValueError for
    anything else."""
    places = tuple(Place(**{**told, "kind": Kind(told["kind"])}) for told in plain["places"])
    numbers = {place.name: number for number, place in enumerate(places)}
    conflict = np.zeros((int(plain["days"]), len(places)))
    for name, steps in plain["conflict"].items():
        conflict[:, numbers[name]] = _by_day(steps, len(conflict))
    return Instance(
        date.fromisoformat(plain["start"]),
        places,
        tuple(Link(*told) for told in plain["links"]),
        tuple(Closure(ClosureKind(told[0]), *told[1:]) for told in plain["closures"]),
        conflict,
        StockReports(
            {name: _reports(told) for name, told in plain["reports"].items()},
            {name: tuple(days) for name, days in plain["corrections"].items()},
            _reports(plain["totals"]),
        ),
    )


def _steps(instance: Instance) -> dict[str, list[list[float]]]:
    changes: dict[str, list[list[float]]] = {}
    for name, column in zip(instance.names, instance.conflict.T, strict=True):
        before = np.concatenate([[0.0], column[:-1]])
        days = np.flatnonzero(column != before)
        if len(days):
            changes[name] = [[int(day), float(column[day])] for day in days]
    return changes


def _by_day(steps: Any, days: int) -> Array:
    """The intensity on each day, from [day, intensity from then on]."""
    begins = [int(day) for day, _intensity in steps]
    levels = np.array([0.0, *(float(intensity) for _day, intensity in steps)])
    found: Array = levels[np.searchsorted(begins, np.arange(days), side="right")]
    return found


def _reports(told: Any) -> tuple[Report, ...]:
    return tuple(Report(int(day), float(persons)) for day, persons in told)
