"""Routes people consider from each place: single roads, or several when they look further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROUTES = 200_000


@dataclass(frozen=True, slots=True)
class Road:
    """A link in one direction; ends by number of the place."""

    start: int
    end: int
    km: float


@dataclass(frozen=True, slots=True)
class Route:
    """Roads (by number) taken one after another, without passing a place twice."""

    start: int
    end: int
    roads: tuple[int, ...]
    km: float


def routes_of(roads: Sequence[Road], is_marker: Sequence[bool], hops: int) -> list[Route]:
    """All routes of up to ``hops`` roads, ordered by their start.

    A marker is a bend of the road: passing it counts no road, and no route ends there. Raises
    ValueError when there are more than can be held.
    """
    leaving: list[list[int]] = [[] for _ in is_marker]
    for number, road in enumerate(roads):
        leaving[road.start].append(number)
    routes: list[Route] = []
    for start in range(len(is_marker)):
        _extend(routes, roads, leaving, is_marker, hops, Route(start, start, (), 0.0), {start})
        if len(routes) > MOST_ROUTES:
            raise ValueError(
                f"looking {hops} roads ahead gives more than {MOST_ROUTES:,} routes; set hops lower"
            )
    return routes


def _extend(
    routes: list[Route],
    roads: Sequence[Road],
    leaving: list[list[int]],
    is_marker: Sequence[bool],
    hops: int,
    so_far: Route,
    passed: set[int],
) -> None:
    for number in leaving[so_far.end]:
        road = roads[number]
        if road.end in passed or len(routes) > MOST_ROUTES:
            continue
        route = Route(so_far.start, road.end, (*so_far.roads, number), so_far.km + road.km)
        left = hops if is_marker[road.end] else hops - 1
        if not is_marker[road.end]:
            routes.append(route)
        if left > 0:
            further = passed | {road.end}
            _extend(routes, roads, leaving, is_marker, left, route, further)
