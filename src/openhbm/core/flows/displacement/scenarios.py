"""What if: the same crisis with a border closed, a new front, a road more, other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openhbm.core.flows.displacement.engines import Flow
from openhbm.core.flows.displacement.places import Closure, Instance, Link
from openhbm.core.flows.displacement.reports import Array
from openhbm.core.flows.displacement.settings import MoveSettings


@dataclass(frozen=True, slots=True)
class Closed:
    """Something is closed for some days."""

    closure: Closure


@dataclass(frozen=True, slots=True)
class NewFront:
    """Conflict comes to a place on ``start`` and stays until the day before ``end``."""

    place: str
    start: int
    end: int
    intensity: float = 1.0


@dataclass(frozen=True, slots=True)
class Road:
    """A road is built, or gets another length or redirection."""

    link: Link


@dataclass(frozen=True, slots=True)
class Capacity:
    """A place holds another number of persons; None for any number."""

    place: str
    persons: int | None


@dataclass(frozen=True, slots=True)
class Policy:
    """People move by other rules, such as a greater pull abroad."""

    moves: MoveSettings


Change = Closed | NewFront | Road | Capacity | Policy


def changed(
    instance: Instance, moves: MoveSettings, changes: Sequence[Change]
) -> tuple[Instance, MoveSettings]:
    """The crisis with ``changes`` made, one after another. Raises KeyError for an unknown place and
    ValueError for a road that joins a place with itself or a front outside the run."""
    for change in changes:
        match change:
            case Policy():
                moves = change.moves
            case Closed():
                instance = replace(instance, closures=(*instance.closures, change.closure))
            case NewFront():
                instance = _with_front(instance, change)
            case Road():
                instance = _with_road(instance, change.link)
            case Capacity():
                instance = _with_capacity(instance, change)
    return instance, moves


def _with_front(instance: Instance, front: NewFront) -> Instance:
    if not 0 <= front.start < front.end or front.intensity < 0:
        raise ValueError(
            f"a front from day {front.start} to {front.end}; give a start before its end"
        )
    conflict = instance.conflict.copy()
    conflict[front.start : front.end, instance.index_of(front.place)] = front.intensity
    return replace(instance, conflict=conflict)


def _with_road(instance: Instance, link: Link) -> Instance:
    ends = {link.first, link.second}
    for name in ends:
        instance.index_of(name)
    if len(ends) < 2 or link.km < 0:
        raise ValueError(f"a road of {link.km} km from {link.first} to {link.second}")
    others = tuple(each for each in instance.links if {each.first, each.second} != ends)
    return replace(instance, links=(*others, link))


def _with_capacity(instance: Instance, change: Capacity) -> Instance:
    number = instance.index_of(change.place)
    places = list(instance.places)
    places[number] = replace(places[number], capacity=change.persons)
    return replace(instance, places=tuple(places))


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What changes make: persons arriving in all at each destination, without and with them."""

    names: tuple[str, ...]
    before: Array
    after: Array

    @property
    def more(self) -> Array:
        """Persons more (or fewer, below 0) at each destination."""
        return self.after - self.before


def difference(before: Flow, after: Flow) -> Difference:
    """Compare two runs of the same places. Raises ValueError when their places differ."""
    if before.instance.names != after.instance.names:
        raise ValueError("the two runs have different places; compare runs of one crisis")
    columns = np.array(before.instance.destinations, dtype=np.int64)
    names = tuple(before.instance.places[number].name for number in columns)
    return Difference(
        names,
        before.arrivals()[:, columns].sum(axis=0),
        after.arrivals()[:, columns].sum(axis=0),
    )
