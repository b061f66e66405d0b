"""What if: the same crisis with a border closed, a new front, a road more, other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openhbm.core.flows.displacement.engines import Flow
from openhbm.core.flows.displacement.faults import nearest
from openhbm.core.flows.displacement.places import (
    NEVER,
    Closure,
    ClosureKind,
    Instance,
    Link,
)
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
    """A road is built, or gets another length or redirection. One that is built may open on day
    ``start`` only."""

    link: Link
    start: int = 0


@dataclass(frozen=True, slots=True)
class Redirected:
    """Everybody who leaves ``place`` is made to go to ``to``, at the end of one of its roads, from
    day ``start`` until the day before ``end``."""

    place: str
    to: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """A place holds another number of persons; None for any number."""

    place: str
    persons: int | None


@dataclass(frozen=True, slots=True)
class Policy:
    """People move by other rules, such as a greater pull abroad."""

    moves: MoveSettings


Change = Closed | NewFront | Road | Redirected | Capacity | Policy


def changed(
    instance: Instance, moves: MoveSettings, changes: Sequence[Change]
) -> tuple[Instance, MoveSettings]:
    """The crisis with ``changes`` made, one after another.

    Raises ValueError for an unknown place or country, a road that is not there, joins a place with
    itself or is to open later although it is there, and for days in the wrong order.
    """
    for change in changes:
        match change:
            case Policy():
                moves = change.moves
            case Closed():
                instance = _with_closure(instance, change.closure)
            case NewFront():
                instance = _with_front(instance, change)
            case Road():
                instance = _with_road(instance, change.link, change.start)
            case Redirected():
                instance = _with_redirection(instance, change)
            case Capacity():
                instance = _with_capacity(instance, change)
    return instance, moves


def _with_closure(instance: Instance, closure: Closure) -> Instance:
    """The crisis with one thing closed. What is closed has to be there: a closure of nothing would
    look like one without effect."""
    two = (closure.first, closure.second)
    if closure.kind is ClosureKind.COUNTRY:
        known = {place.country for place in instance.places}
        if unknown := [name for name in two if name not in known]:
            remedy = nearest(unknown[0], known)
            raise ValueError(f"there is no country {unknown[0]!r}; {remedy}")
    else:
        has_two = closure.kind in (ClosureKind.LINK, ClosureKind.REDIRECTION)
        for name in two if has_two else two[:1]:
            instance.index_of(name)
        if has_two:
            road_between(instance, *two)
    return replace(instance, closures=(*instance.closures, closure))


def road_between(instance: Instance, first: str, second: str) -> Link:
    """The road that joins two places. Raises ValueError when none does."""
    for link in instance.links:
        if {link.first, link.second} == {first, second}:
            return link
    raise ValueError(f"no road joins {first} and {second}; open one first")


def _with_front(instance: Instance, front: NewFront) -> Instance:
    if not 0 <= front.start < front.end or front.intensity < 0:
        raise ValueError(
            f"a front from day {front.start} to {front.end}; give a start before its end"
        )
    conflict = instance.conflict.copy()
    conflict[front.start : front.end, instance.index_of(front.place)] = front.intensity
    return replace(instance, conflict=conflict)


def _with_road(instance: Instance, link: Link, start: int) -> Instance:
    ends = {link.first, link.second}
    for name in ends:
        instance.index_of(name)
    if len(ends) < 2 or link.km < 0:
        raise ValueError(f"a road of {link.km} km from {link.first} to {link.second}")
    others = tuple(each for each in instance.links if {each.first, each.second} != ends)
    closures = instance.closures
    if start > 0:
        if len(others) < len(instance.links):
            raise ValueError(f"a road joins {link.first} and {link.second} already")
        closures = (*closures, Closure(ClosureKind.LINK, link.first, link.second, 0, start))
    return replace(instance, links=(*others, link), closures=closures)


def _with_redirection(instance: Instance, change: Redirected) -> Instance:
    """The duty holds between two days: it begins where its removal ends and ends where that
    begins."""
    for name in (change.place, change.to):
        instance.index_of(name)
    road_between(instance, change.place, change.to)
    if not 0 <= change.start < change.end:
        raise ValueError(
            f"a redirection from day {change.start} to {change.end}; give a start before its end"
        )
    lifted = Closure(
        ClosureKind.REDIRECTION, change.place, change.to, min(change.end, NEVER), change.start
    )
    return replace(instance, closures=(*instance.closures, lifted))


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
