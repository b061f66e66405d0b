"""Groups of people taking roads: shared out over routes, on the way, arriving."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State, binomial
from openhbm.core.flows.displacement.choosing import HALF_FULL, room_left
from openhbm.core.flows.displacement.compiled import compiled, woven
from openhbm.core.flows.displacement.network import Floats, Network, Numbers, Rules

MORNING = -1


class Pools(NamedTuple):
    """Where people are. Q spots: places first, then one per stage that begins in mid-route.
    F: 0 once a road was finished, 1 before; D: nights on a road; K, M: see above.

    ``rest`` [Q, F, K] at a spot for the night; ``ride`` [S, F · D, K] on a road; ``due`` [S, F, K]
    at the end of a road today; ``now`` [Q, M, K] arrived today and about to decide; ``settled``
    [P] for good; ``persons`` [P] at places; ``left`` [P] residents; ``level`` [M] how many are in
    ``now``. For scratch: ``movers`` [Q, F, K] who are about to leave, ``weights`` [R], ``total``
    [P] of weights, ``passable`` [S], ``going`` [K] on a road, ``coming`` [P], ``push`` [P].
    """

    rest: Floats
    ride: Floats
    due: Floats
    now: Floats
    settled: Floats
    persons: Floats
    left: Floats
    level: Floats
    movers: Floats
    weights: Floats
    total: Floats
    passable: NDArray[np.uint8]
    going: Floats
    coming: Floats
    push: Floats


class Stops(NamedTuple):
    """Where stages lead: ``spot`` [S] reached at their end, ``stage`` [Q] that must be taken from
    a spot (−1 from places), ``place`` [Q] of a spot, ``nights`` [S, F] on the road, ``share`` [S]
    of a day's range that the road takes, ``walk`` the share of it that is walked in a day."""

    spot: Numbers
    stage: Numbers
    place: Numbers
    nights: NDArray[np.int64]
    share: Floats
    walk: float


@compiled
def some(state: State, count: float, share: float, whole: bool) -> float:
    """The part of ``count`` that does what each does with probability ``share``."""
    return binomial(state, count, share) if whole else count * min(share, 1.0)


@woven
def give(
    cells: Floats, row: int, layer: int, recent: float, count: float, state: State, whole: bool
) -> None:
    """Add ``count`` to the grid points of a cell next to ``recent``, so that the mean is right."""
    last = cells.shape[2] - 1
    at = min(recent, 1.0) * last
    low = int(at)
    share = at - low
    up = 0.0
    if share > 0.0:
        up = some(state, count, share, whole)
        cells[row, layer, low + 1] += up
    cells[row, layer, low] += count - up


@compiled
def weigh_all(net: Network, rules: Rules, day: int, pools: Pools) -> None:
    """Weights of all routes as full as places are now, and which roads can be taken."""
    persons, room, weights, total = pools.persons, net.room, pools.weights, pools.total
    weight, first_route, route_end = net.weight[day], net.first_route, net.route_end
    for place in range(len(persons)):
        first, last = first_route[place], first_route[place + 1]
        total[place] = 0.0
        usable = 0.0
        for route in range(first, last):
            weights[route] = 0.0
            if weight[route] >= 0.0:
                usable += 1.0
                end = route_end[route]
                left = room_left(persons[end], room[end], rules.full_from)
                left = left if rules.weight_power == 1.0 else left**rules.weight_power
                weights[route] = weight[route] * left
                total[place] += weights[route]
        if total[place] <= 0.0 and usable > 0.0:
            total[place] = usable
            for route in range(first, last):
                weights[route] = 1.0 if weight[route] >= 0.0 else 0.0
    passable, stage_road, stage_route = pools.passable, net.stage_road, net.stage_route
    for stage in range(len(passable)):
        end = route_end[stage_route[stage]]
        full = net.camp[day, end] == 1
        full = full and room_left(persons[end], room[end], rules.full_from) < HALF_FULL
        passable[stage] = 0 if full or net.open[day, stage_road[stage]] == 0 else 1


@woven
def any_in(movers: Floats, spot: int, fresh: int) -> bool:
    """Whether anybody is about to leave a spot."""
    everybody = 0.0
    for k in range(movers.shape[2]):
        everybody += movers[spot, fresh, k]
    return everybody > 0.0


@woven
def part_of(
    movers: Floats, spot: int, fresh: int, share: float, going: Floats, state: State, whole: bool
) -> float:
    """Take a share of those about to leave a spot into ``going`` [K]; how many they are."""
    gone = 0.0
    for k in range(movers.shape[2]):
        count = movers[spot, fresh, k]
        going[k] = binomial(state, count, share) if whole else count * share
        movers[spot, fresh, k] -= going[k]
        gone += going[k]
    return gone


@compiled
def share_out(
    net: Network,
    stops: Stops,
    step: int,
    state: State,
    pools: Pools,
    crossings: Floats,
    whole: bool,
) -> None:
    """Everybody in ``pools.movers`` takes a road, or rests when it cannot be taken. ``step``: how
    much of today's range is used, or ``MORNING``."""
    spots, flags, _ = pools.movers.shape
    movers, weights, totals = pools.movers, pools.weights, pools.total
    first_route, first_stage, forced = net.first_route, net.first_stage, stops.stage
    going = pools.going
    for spot in range(spots):
        for fresh in range(flags if step == MORNING else 1):
            if not any_in(movers, spot, fresh):
                continue
            place, stage, total = stops.place[spot], forced[spot], 1.0
            first, last = 0, 1
            if stage < 0:
                first, last, total = first_route[place], first_route[place + 1], totals[place]
            for route in range(first, last):
                weight = 1.0 if stage >= 0 else weights[route]
                if weight <= 0.0:
                    continue
                share = min(weight / total, 1.0)
                total -= weight
                gone = part_of(movers, spot, fresh, share, going, state, whole)
                if gone > 0.0:
                    taken = stage if stage >= 0 else first_stage[route]
                    road = net.stage_road[taken]
                    set_out(
                        pools,
                        stops,
                        taken,
                        road,
                        place,
                        net.road_to[road],
                        fresh,
                        step,
                        gone,
                        going,
                        state,
                        crossings,
                        whole,
                    )
            back(pools.rest, movers, place, spot, fresh, step / pools.now.shape[1], state, whole)


@woven
def back(
    rest: Floats,
    movers: Floats,
    place: int,
    spot: int,
    fresh: int,
    used: float,
    state: State,
    whole: bool,
) -> None:
    """Whoever found no road at all rests where they are."""
    points = movers.shape[2]
    for k in range(points):
        count = movers[spot, fresh, k]
        movers[spot, fresh, k] = 0.0
        if count > 0.0:
            recent = (k / (points - 1.0) + max(used, 0.0)) / 2.0
            give(rest, place, fresh, recent, count, state, whole)


@woven
def set_out(
    pools: Pools,
    stops: Stops,
    stage: int,
    road: int,
    place: int,
    end: int,
    fresh: int,
    step: int,
    gone: float,
    going: Floats,
    state: State,
    crossings: Floats,
    whole: bool,
) -> None:
    """Put ``going`` [K] on a road; on a short one they arrive today. If it cannot be taken, they
    forget their route and rest."""
    used = max(step, 0) / pools.now.shape[1]
    last = len(going) - 1.0
    if pools.passable[stage] == 0:
        for k in range(len(going)):
            give(pools.rest, place, fresh, (k / last + used) / 2.0, going[k], state, whole)
        return
    pools.persons[place] -= gone
    if stops.nights[stage, fresh] > 0:
        used += stops.walk if fresh == 1 else 1.0
        layer = fresh * (pools.ride.shape[1] // 2)
        for k in range(len(going)):
            give(pools.ride, stage, layer, (k / last + used) / 2.0, going[k], state, whole)
    elif step == MORNING:
        for k in range(len(going)):
            pools.due[stage, fresh, k] += going[k]
    else:
        crossings[road] += gone
        pools.persons[end] += gone
        used += stops.share[stage]
        land(pools.now, pools.level, pools.rest, stops.spot[stage], used, going, state, whole)


@woven
def land(
    now: Floats,
    level: Floats,
    rest: Floats,
    spot: int,
    used: float,
    going: Floats,
    state: State,
    whole: bool,
) -> None:
    """``going`` [K] arrive with ``used`` of today's range gone."""
    points, steps = len(going), now.shape[1]
    at = used * steps
    low = int(at)
    for k in range(points):
        count = going[k]
        if count <= 0.0:
            continue
        up = count
        if low < steps:
            up = binomial(state, count, at - low) if whole else count * (at - low)
            now[spot, low, k] += count - up
            level[low] += count - up
        if low + 1 < steps:
            now[spot, low + 1, k] += up
            level[low + 1] += up
        elif up > 0.0:
            give(rest, spot, 0, (k / (points - 1.0) + 1.0) / 2.0, up, state, whole)
