"""The cohort and the expected-value engine: how many are where, instead of who.

People who are at the same spot and have travelled alike lately are counted together. A spot is a
place, or a place in the middle of a route that is to be followed. ``whole`` counts move by
binomial draws; otherwise they are expected values and nothing is drawn. The cost depends on
places and roads, not on how many people there are.

Two things are kept on a grid: recent travel (K points from 0 to 1) and how much of today's range
is used up (M steps). Between grid points people are shared out so that means stay right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State
from openhbm.core.flows.displacement.compiled import compiled
from openhbm.core.flows.displacement.crowds import Tally
from openhbm.core.flows.displacement.hops import (
    MORNING,
    Pools,
    Stops,
    give,
    land,
    share_out,
    some,
    weigh_all,
)
from openhbm.core.flows.displacement.network import Floats, Network, Rules

_ROUNDS = 60
_PARTS = 6
_FEW = 1e-5


@compiled
def run_masses(
    net: Network,
    rules: Rules,
    stops: Stops,
    inflow: Floats,
    initial: Floats,
    known: Floats,
    state: State,
    pools: Pools,
    tally: Tally,
    whole: bool,
) -> None:
    """Move everybody day by day; fills ``tally``. Arguments as for ``run_agents``."""
    for place in range(len(initial)):
        pools.rest[place, 1, 0] += initial[place]
        pools.persons[place] += initial[place]
    owed = 0.0
    everybody = 1.0
    for place in range(len(initial)):
        everybody += initial[place]
    for day in range(len(inflow)):
        everybody += inflow[day]
    few = 0.5 if whole else _FEW * everybody
    for day in range(len(inflow)):
        wanted = inflow[day] + owed
        tally.placed[day] = spawn(net, rules, day, wanted, state, pools, whole)
        owed = wanted - tally.placed[day]
        ride_on(stops, pools.ride, pools.due, state, whole)
        tally.steps[0] += wake(net.leave[day], stops, few, state, pools, whole)
        weigh_all(net, rules, day, pools)
        share_out(net, stops, MORNING, state, pools, tally.crossings[day], whole)
        parts = _parts(net, rules, pools)
        for part in range(parts):
            arrive(net, stops, day, parts - part, state, pools, tally.crossings[day], whole)
            go_on(net, rules, stops, day, few, state, pools, tally, whole)
        if rules.settling > 0.0:
            settle(net.camp[day], rules.settling, state, pools, whole)
        for place in range(len(pools.persons)):
            if not np.isnan(known[day, place]):
                correct(stops, place, known[day, place], pools, whole)
            tally.stocks[day, place] = pools.persons[place]


@compiled
def spawn(
    net: Network,
    rules: Rules,
    day: int,
    wanted: float,
    state: State,
    pools: Pools,
    whole: bool,
) -> float:
    """Let ``wanted`` persons flee from where conflict pushes; how many did."""
    push, total = pools.push, 0.0
    for place in range(len(push)):
        push[place] = net.push[day, place] * pools.left[place]
        total += push[place]
    if total <= 0.0 or wanted <= 0.0:
        return 0.0
    rest = np.floor(wanted) if whole else wanted
    placed = 0.0
    for place in range(len(push)):
        if push[place] <= 0.0:
            continue
        flee = some(state, rest, push[place] / total, whole)
        total -= push[place]
        rest -= flee
        if rules.from_population:
            flee = min(flee, pools.left[place])
            pools.left[place] -= flee
        pools.rest[place, 1, 0] += flee
        pools.persons[place] += flee
        placed += flee
    return placed


@compiled
def ride_on(stops: Stops, ride: Floats, due: Floats, state: State, whole: bool) -> None:
    """One more day for everybody on a road; whoever reaches its end becomes due."""
    stages, layers, points = ride.shape
    days = layers // 2
    for stage in range(stages):
        for fresh in range(2):
            nights = stops.nights[stage, fresh]
            used = stops.walk if fresh == 1 else 1.0
            for day in range(nights - 1, -1, -1):
                layer = fresh * days + day
                for k in range(points - 1, -1, -1):
                    count = ride[stage, layer, k]
                    if count <= 0.0:
                        continue
                    ride[stage, layer, k] = 0.0
                    if day + 1 >= nights:
                        due[stage, fresh, k] += count
                    else:
                        recent = (k / (points - 1.0) + used) / 2.0
                        give(ride, stage, layer + 1, recent, count, state, whole)


@compiled
def wake(leave: Floats, stops: Stops, few: float, state: State, pools: Pools, whole: bool) -> float:
    """The morning: everybody at a spot means to stay or to leave; how many groups decided."""
    rest, movers = pools.rest, pools.movers
    spots, flags, points = rest.shape
    groups = 0.0
    for spot in range(spots):
        chance = leave[stops.place[spot]] if stops.stage[spot] < 0 else 1.0
        for fresh in range(flags):
            total = 0.0
            for k in range(points):
                total += rest[spot, fresh, k]
            groups += 1.0 if total > 0.0 else 0.0
            for k in range(points):
                count = rest[spot, fresh, k]
                if count <= 0.0:
                    continue
                go = 0.0 if total < few else some(state, count, chance, whole)
                movers[spot, fresh, k] = go
                rest[spot, fresh, k] = 0.0
                give(rest, spot, fresh, k / (points - 1.0) / 2.0, count - go, state, whole)
    return groups


@compiled
def _parts(net: Network, rules: Rules, pools: Pools) -> int:
    """In how many parts today's arrivals come: more when a place may fill up meanwhile. Counted
    are those due there, and those due next to it who may go on to it."""
    coming = pools.coming
    coming[:] = 0.0
    for stage in range(len(net.stage_road)):
        due = 0.0
        for fresh in range(2):
            for k in range(pools.due.shape[2]):
                due += pools.due[stage, fresh, k]
        if due > 0.0:
            place = net.road_to[net.stage_road[stage]]
            coming[place] += due
            for route in range(net.first_route[place], net.first_route[place + 1]):
                if pools.weights[route] > 0.0:
                    share = pools.weights[route] / pools.total[place]
                    coming[net.route_end[route]] += due * share
    parts = 1
    for place in range(len(coming)):
        room = net.room[place]
        nearly = rules.full_from * room
        if room > pools.persons[place] and nearly < pools.persons[place] + coming[place]:
            step = 0.2 * (room - nearly) + 1e-9
            parts = max(parts, int(min(np.ceil(coming[place] / step), _PARTS)))
    return parts


@compiled
def arrive(
    net: Network,
    stops: Stops,
    day: int,
    parts: int,
    state: State,
    pools: Pools,
    crossings: Floats,
    whole: bool,
) -> None:
    """One of ``parts`` equal parts of those due today comes to the end of its road."""
    stages, flags, points = pools.due.shape
    due, going = pools.due, pools.going
    for stage in range(stages):
        road = net.stage_road[stage]
        for fresh in range(flags):
            gone = 0.0
            for k in range(points):
                part = due[stage, fresh, k] / parts
                going[k] = np.ceil(part) if whole else part
                due[stage, fresh, k] -= going[k]
                gone += going[k]
            if gone <= 0.0:
                continue
            a_day = stops.walk if fresh == 1 else 1.0
            used = stops.share[stage] - stops.nights[stage, fresh] * a_day
            if net.open[day, road]:
                crossings[road] += gone
                pools.persons[net.road_to[road]] += gone
                land(
                    pools.now, pools.level, pools.rest, stops.spot[stage], used, going, state, whole
                )
            else:
                place = net.road_from[road]
                pools.persons[place] += gone
                for k in range(points):
                    recent = (k / (points - 1.0) + used) / 2.0
                    give(pools.rest, place, 0, recent, going[k], state, whole)


@compiled
def go_on(
    net: Network,
    rules: Rules,
    stops: Stops,
    day: int,
    few: float,
    state: State,
    pools: Pools,
    tally: Tally,
    whole: bool,
) -> None:
    """Whoever arrived with range left decides again, until nobody has both range and will."""
    for step in range(len(pools.level)):
        rounds = 0
        while pools.level[step] > 0.0:
            rounds += 1
            # Whoever goes to and fro between places next to each other rests at last.
            least = np.inf if rounds > _ROUNDS or pools.level[step] < few else few
            pools.level[step] = 0.0
            groups = decide(
                net.leave[day], net.restless[day], rules, stops, step, least, state, pools, whole
            )
            tally.steps[0] += groups
            if groups > 0.0:
                if crowded(net.room, pools.persons, rules.full_from):
                    weigh_all(net, rules, day, pools)
                share_out(net, stops, step, state, pools, tally.crossings[day], whole)


@compiled
def crowded(room: Floats, persons: Floats, full_from: float) -> bool:
    """Whether weights may have changed since the morning: some place is nearly full."""
    for place in range(len(room)):
        if room[place] >= 0.0 and persons[place] >= full_from * room[place]:
            return True
    return False


@compiled
def decide(
    leave: Floats,
    restless: NDArray[np.uint8],
    rules: Rules,
    stops: Stops,
    step: int,
    least: float,
    state: State,
    pools: Pools,
    whole: bool,
) -> float:
    """Those who arrived with ``step`` of today's range used stay or mean to go further; how many
    groups of at least ``least`` did."""
    now, movers = pools.now, pools.movers
    spots, steps, points = now.shape
    used = step / steps
    groups = 0.0
    for spot in range(spots):
        total = 0.0
        for k in range(points):
            total += now[spot, step, k]
        if total <= 0.0:
            continue
        place = stops.place[spot]
        eager = rules.no_short_stints and restless[place] == 1
        groups += 1.0 if total >= least else 0.0
        for k in range(points):
            recent = (k / (points - 1.0) + used) / 2.0
            chance = leave[place] if stops.stage[spot] < 0 else 1.0
            chance = 1.0 if eager and recent < 0.5 else chance
            count = now[spot, step, k]
            go = some(state, count, chance, whole) if total >= least else 0.0
            now[spot, step, k] = 0.0
            movers[spot, 0, k] = go
            if count > go:
                give(pools.rest, spot, 0, recent, count - go, state, whole)
    return groups


@compiled
def settle(camp: NDArray[np.uint8], chance: float, state: State, pools: Pools, whole: bool) -> None:
    """Some of those in camps stay for good."""
    rest = pools.rest
    for place in range(len(camp)):
        if camp[place]:
            for fresh in range(rest.shape[1]):
                for k in range(rest.shape[2]):
                    count = some(state, rest[place, fresh, k], chance, whole)
                    rest[place, fresh, k] -= count
                    pools.settled[place] += count


@compiled
def correct(stops: Stops, place: int, known: float, pools: Pools, whole: bool) -> None:
    """Bring the stock of a place to what was counted there, taking from all alike."""
    known = np.rint(known) if whole else known
    had = pools.persons[place]
    pools.persons[place] = known
    if known >= had:
        pools.rest[place, 1, 0] += known - had
        return
    ratio = known / had
    settled = pools.settled[place] * ratio
    pools.settled[place] = np.floor(settled) if whole else settled
    kept = pools.settled[place]
    for spot in range(len(stops.place)):
        if stops.place[spot] == place:
            for fresh in range(pools.rest.shape[1]):
                for k in range(pools.rest.shape[2]):
                    count = pools.rest[spot, fresh, k] * ratio
                    pools.rest[spot, fresh, k] = np.floor(count) if whole else count
                    kept += pools.rest[spot, fresh, k]
    pools.rest[place, 0, 0] += max(known - kept, 0.0)
