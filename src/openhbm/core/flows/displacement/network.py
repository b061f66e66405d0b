"""The specification as arrays: what is open, how attractive, how far, on every day.

All engines read this and nothing else, so that they cannot differ in what they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.places import (
    Closure,
    ClosureKind,
    Instance,
    Kind,
    Link,
)
from openhbm.core.flows.displacement.routes import Road, Route, routes_of
from openhbm.core.flows.displacement.settings import MoveSettings

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.uint8]
MOST_WEIGHTS = 100_000_000
"""Routes times days: each has a weight, which makes 0.8 GB."""
_NO_LIMIT = -1.0
_Name = TypeVar("_Name", str, frozenset[str])


class Rules(NamedTuple):
    """The settings a kernel needs while it runs."""

    speed_km: float
    walk_km: float
    on_foot: bool
    no_short_stints: bool
    full_from: float
    weight_power: float
    settling: float
    from_population: bool


class Network(NamedTuple):
    """T days, P places, L roads in one direction each, R routes, S stages (roads of routes).

    ``leave`` [T, P]: chance of leaving per day. ``restless`` [T, P]: whether short stints are
    avoided there. ``camp`` [T, P]: whether it is a camp. ``room`` [P]: persons it holds, −1 for
    any number. ``population`` [P]. ``push`` [T, P]: weight per resident of fleeing that day.
    ``road_*`` [L]. ``open`` [T, L]. Routes from place p are ``first_route[p]`` up to
    ``first_route[p + 1]``; ``route_end`` [R]; ``weight`` [T, R] is −1 for a route that cannot be
    taken; stages of route r are ``first_stage[r]`` up to ``first_stage[r + 1]``; ``stage_road``,
    ``stage_route`` [S].
    """

    leave: Floats
    restless: Flags
    camp: Flags
    room: Floats
    population: Floats
    push: Floats
    road_from: Numbers
    road_to: Numbers
    road_km: Floats
    open: Flags
    first_route: Numbers
    route_end: Numbers
    weight: Floats
    first_stage: Numbers
    stage_road: Numbers
    stage_route: Numbers


def rules_of(settings: MoveSettings) -> Rules:
    """The scalars of ``settings`` that kernels read."""
    return Rules(
        settings.speed_km,
        settings.walk_km,
        settings.start_on_foot,
        settings.avoid_short_stints,
        settings.full_from,
        settings.weight_power,
        settings.settling_chance,
        settings.take_from_population,
    )


def network_of(instance: Instance, settings: MoveSettings) -> Network:
    """The arrays of ``instance`` under ``settings``. Raises ValueError when looking ``hops`` roads
    ahead gives more routes than can be held, by themselves or on so many days."""
    roads = _roads(instance)
    routes = routes_in(instance, settings.hops)
    if instance.days * len(routes) > MOST_WEIGHTS:
        raise ValueError(
            f"{len(routes):,} routes on {instance.days:,} days are more than can be held; "
            "give fewer days or fewer roads"
        )
    decay = _decay(instance, settings)
    is_open = _open(instance, roads)
    kinds = _kinds(instance)
    score = _scores(instance, settings, decay, kinds)
    first_stage = np.cumsum([0, *(len(route.roads) for route in routes)])
    return Network(
        leave=_leave(instance, settings, kinds),
        restless=((kinds == _TOWN) & (instance.conflict <= 0)).astype(np.uint8),
        camp=np.isin(kinds, (_CAMP, _IDP)).astype(np.uint8),
        room=_room(instance, settings),
        population=np.array([float(place.population) for place in instance.places]),
        push=instance.conflict * decay,
        road_from=np.array([road.start for road in roads], dtype=np.int64),
        road_to=np.array([road.end for road in roads], dtype=np.int64),
        road_km=np.array([road.km for road in roads], dtype=np.float64),
        open=is_open,
        first_route=_first_route(routes, len(instance.places)),
        route_end=np.array([route.end for route in routes], dtype=np.int64),
        weight=_weights(instance, settings, routes, score, is_open, roads),
        first_stage=first_stage.astype(np.int64),
        stage_road=np.array([n for route in routes for n in route.roads], dtype=np.int64),
        stage_route=np.repeat(np.arange(len(routes)), np.diff(first_stage)).astype(np.int64),
    )


def routes_in(instance: Instance, hops: int) -> list[Route]:
    """The routes people consider. Raises ValueError when there are more than can be held."""
    is_marker = [place.kind is Kind.MARKER for place in instance.places]
    return routes_of(_roads(instance), is_marker, hops)


def _roads(instance: Instance) -> list[Road]:
    numbers = {place.name: number for number, place in enumerate(instance.places)}
    return [road for link in instance.links for road in _both_ways(link, numbers)]


def _both_ways(link: Link, numbers: dict[str, int]) -> tuple[Road, Road]:
    first, second = numbers[link.first], numbers[link.second]
    return Road(first, second, link.km), Road(second, first, link.km)


_TOWN, _CAMP, _IDP, _HUB, _MARKER, _POST = range(6)
_CODES = {
    Kind.CONFLICT_ZONE: _TOWN,  # a town while there is no conflict
    Kind.TOWN: _TOWN,
    Kind.CAMP: _CAMP,
    Kind.IDP_CAMP: _IDP,
    Kind.HUB: _HUB,
    Kind.MARKER: _MARKER,
    Kind.POST: _POST,
}


def _kinds(instance: Instance) -> Numbers:
    """What each place is on each day [T, P]: a closed camp is a town."""
    kinds = np.array([_CODES[place.kind] for place in instance.places], dtype=np.int64)
    daily = np.repeat(kinds[None], instance.days, axis=0)
    closed = _closed_days(instance, lambda closure: closure.first, _CLOSED_CAMPS)
    for name, days in closed.items():
        daily[days, instance.index_of(name)] = _TOWN
    return daily


_CLOSED_CAMPS = (ClosureKind.CAMP, ClosureKind.IDP_CAMP)


def _closed_days(
    instance: Instance, named: Callable[[Closure], _Name], kinds: tuple[ClosureKind, ...]
) -> dict[_Name, NDArray[np.bool_]]:
    """What is closed on which days, each thing once however often it is named."""
    found: dict[_Name, NDArray[np.bool_]] = {}
    for closure in instance.closures:
        if closure.kind in kinds:
            days = found.setdefault(named(closure), np.zeros(instance.days, dtype=bool))
            days[closure.days] = True
    return found


def _ends(closure: Closure) -> frozenset[str]:
    return frozenset((closure.first, closure.second))


def push_of(instance: Instance, settings: MoveSettings) -> Floats:
    """The weight per resident of fleeing [T, P]: intensity × how long the conflict has gone on."""
    push: Floats = instance.conflict * _decay(instance, settings)
    return push


def _decay(instance: Instance, settings: MoveSettings) -> Floats:
    """The factor of each conflict [T, P] by how long ago it began (or began anew)."""
    factors = np.array([settings.decay_after(days) for days in range(instance.days + 1)])
    days = np.arange(instance.days)[:, None]
    calm = np.ones(instance.conflict.shape, dtype=bool)
    calm[1:] = instance.conflict[:-1] <= 0
    since = np.maximum.accumulate(np.where(calm, days, 0), axis=0)
    decay: Floats = factors[days - since]
    return decay


def _leave(instance: Instance, settings: MoveSettings, kinds: Numbers) -> Floats:
    chance = np.array(
        [
            settings.town_chance,
            settings.camp_chance,
            settings.idp_camp_chance,
            settings.hub_chance,
            settings.hub_chance,
            settings.hub_chance,
        ]
    )
    leave: Floats = np.where(instance.conflict > 0, settings.conflict_chance, chance[kinds])
    return leave


def _scores(instance: Instance, settings: MoveSettings, decay: Floats, kinds: Numbers) -> Floats:
    """How attractive each place is [T, P]; home is the country of the first place."""
    home = instance.places[0].country
    abroad = np.array([place.country != home for place in instance.places])
    score = np.where(abroad, settings.foreign_weight, 1.0)[None]
    score = score * np.where(np.isin(kinds, (_CAMP, _IDP)), settings.camp_weight, 1.0)
    intensity = np.where(instance.conflict > 0, decay * instance.conflict, 0.0)
    scores: Floats = score * settings.conflict_weight**intensity
    return scores


def _room(instance: Instance, settings: MoveSettings) -> Floats:
    return np.array(
        [
            _NO_LIMIT if place.capacity is None else place.capacity * settings.capacity_scaling
            for place in instance.places
        ]
    )


def _open(instance: Instance, roads: list[Road]) -> Flags:
    """Whether each road may be used on each day [T, L]."""
    is_open = np.ones((instance.days, len(roads)), dtype=np.uint8)
    borders = _closed_days(instance, _ends, (ClosureKind.COUNTRY,))
    places = _closed_days(instance, lambda closure: closure.first, (ClosureKind.LOCATION,))
    links = _closed_days(instance, _ends, (ClosureKind.LINK,))
    for number, road in enumerate(roads):
        ends = (instance.places[road.start], instance.places[road.end])
        names = frozenset(place.name for place in ends)
        closed = [borders.get(frozenset(place.country for place in ends)), links.get(names)]
        closed += [places.get(name) for name in names]
        for days in closed:
            if days is not None:
                is_open[days, number] = 0
    return is_open


def _first_route(routes: list[Route], places: int) -> Numbers:
    starts = np.array([route.start for route in routes], dtype=np.int64)
    return np.searchsorted(starts, np.arange(places + 1)).astype(np.int64)


def _weights(
    instance: Instance,
    settings: MoveSettings,
    routes: list[Route],
    score: Floats,
    is_open: Flags,
    roads: list[Road],
) -> Floats:
    """Weights of routes [T, R] without the room at their end; −1 where one cannot be taken."""
    weight = np.full((instance.days, len(routes)), -1.0)
    for number, route in enumerate(routes):
        far = (settings.softening_km + route.km) ** settings.distance_power
        base = ((settings.weight_softening + score[:, route.end]) / far) ** settings.weight_power
        usable = is_open[:, list(route.roads)].all(axis=1)
        weight[:, number] = np.where(usable, base, -1.0)
    if settings.follow_redirection:
        _redirect(instance, routes, roads, weight)
    return weight


def _redirect(instance: Instance, routes: list[Route], roads: list[Road], weight: Floats) -> None:
    """Leave only redirected routes from places that have any, on the days they hold."""
    forced = np.zeros(weight.shape, dtype=bool)
    links = {frozenset((link.first, link.second)): link for link in reversed(instance.links)}
    lifted: dict[tuple[str, str], list[Closure]] = {}
    for closure in instance.closures:
        if closure.kind is ClosureKind.REDIRECTION:
            lifted.setdefault((closure.first, closure.second), []).append(closure)
    for number, route in enumerate(routes):
        if len(route.roads) == 1:
            road = roads[route.roads[0]]
            way = (instance.places[road.start].name, instance.places[road.end].name)
            begins = links[frozenset(way)].redirects == way[1]
            if begins or way in lifted:
                forced[:, number] = _forced_days(begins, lifted.get(way, ()), instance.days)
    forced &= weight >= 0
    starts = np.array([route.start for route in routes])
    for place in np.unique(starts[forced.any(axis=0)]):
        own = np.flatnonzero(starts == place)
        days: NDArray[np.bool_] = np.any(forced[:, own], axis=1)
        block = weight[:, own]
        block[days[:, None] & ~forced[:, own]] = -1.0
        weight[:, own] = block


def _forced_days(begins: bool, lifted: Iterable[Closure], days: int) -> NDArray[np.bool_]:
    """On which days a road must be taken, from what it is at first and what lifts the duty."""
    forced = np.full(days, begins)
    for closure in lifted:
        for day, holds in sorted([(closure.start, False), (closure.end, True)]):
            forced[day:] = holds
    return forced
