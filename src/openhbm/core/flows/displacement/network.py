"""The specification as arrays: what is open, how attractive, how far, on every day.

All engines read this and nothing else, so that they cannot differ in what they run.
"""

from __future__ import annotations

from typing import NamedTuple

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
_NO_LIMIT = -1.0


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
    ahead gives more routes than can be held."""
    numbers = {place.name: number for number, place in enumerate(instance.places)}
    roads = [road for link in instance.links for road in _both_ways(link, numbers)]
    is_marker = [place.kind is Kind.MARKER for place in instance.places]
    routes = routes_of(roads, is_marker, settings.hops)
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
    for closure in instance.closures:
        if closure.kind in (ClosureKind.CAMP, ClosureKind.IDP_CAMP):
            daily[_closed_days(closure, instance.days), instance.index_of(closure.first)] = _TOWN
    return daily


def _closed_days(closure: Closure, days: int) -> NDArray[np.bool_]:
    return np.array([closure.holds_on(day) for day in range(days)], dtype=bool)


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
    country = [place.country for place in instance.places]
    for closure in instance.closures:
        closed = [n for n, road in enumerate(roads) if _closes(closure, road, instance, country)]
        days = np.flatnonzero(_closed_days(closure, instance.days))
        is_open[days[:, None], np.array(closed, dtype=np.int64)] = 0
    return is_open


def _closes(closure: Closure, road: Road, instance: Instance, country: list[str]) -> bool:
    if closure.kind is ClosureKind.COUNTRY:
        return {country[road.start], country[road.end]} == {closure.first, closure.second}
    ends = {instance.places[road.start].name, instance.places[road.end].name}
    if closure.kind is ClosureKind.LOCATION:
        return closure.first in ends
    return closure.kind is ClosureKind.LINK and ends == {closure.first, closure.second}


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
    for number, route in enumerate(routes):
        if len(route.roads) == 1:
            forced[:, number] = _forced_days(instance, roads[route.roads[0]])
    forced &= weight >= 0
    starts = np.array([route.start for route in routes])
    for place in np.unique(starts[forced.any(axis=0)]):
        own = np.flatnonzero(starts == place)
        days: NDArray[np.bool_] = np.any(forced[:, own], axis=1)
        block = weight[:, own]
        block[days[:, None] & ~forced[:, own]] = -1.0
        weight[:, own] = block


def _forced_days(instance: Instance, road: Road) -> NDArray[np.bool_]:
    start, end = instance.places[road.start].name, instance.places[road.end].name
    link = next(x for x in instance.links if {x.first, x.second} == {start, end})
    days = np.full(instance.days, link.redirects == end)
    for closure in instance.closures:
        named = (closure.first, closure.second) == (start, end)
        if closure.kind is ClosureKind.REDIRECTION and named:
            for day, holds in sorted([(closure.start, False), (closure.end, True)]):
                days[day:] = holds
    return days
