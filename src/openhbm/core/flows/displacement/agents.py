"""The agent engine: everybody on their own, in order, as the reference does, but compiled.

Most people are at rest in a camp on most days and leave it with a chance of one in a thousand.
Instead of drawing for each of them, the number of people until the next who leaves is drawn,
which comes to the same.
"""

from __future__ import annotations

import math

import numpy as np

from openhbm.core.flows.displacement.chance import State, uniform
from openhbm.core.flows.displacement.choosing import (
    HALF_FULL,
    NOWHERE,
    pick,
    room_left,
    weigh,
)
from openhbm.core.flows.displacement.compiled import compiled, woven
from openhbm.core.flows.displacement.crowds import (
    SELDOM,
    Crowd,
    Desk,
    Tally,
    add,
    correct,
    enlist,
    release,
    settle,
)
from openhbm.core.flows.displacement.network import Floats, Network, Rules


@compiled
def run_agents(
    net: Network,
    rules: Rules,
    inflow: Floats,
    initial: Floats,
    known: Floats,
    state: State,
    crowd: Crowd,
    desk: Desk,
    tally: Tally,
) -> None:
    """Move everybody day by day; fills ``tally``. ``inflow`` [T] whole persons who begin to flee,
    ``initial`` [P] stocks before the first day, ``known`` [T, P] stocks to be corrected to at the
    end of a day, nan where nothing is known."""
    persons = desk.persons
    count, active, held = 0, 0, 0
    for place in range(len(initial)):
        count = add(crowd, persons, count, place, initial[place])
    owed = 0.0
    for day in range(len(inflow)):
        before = count
        wanted = inflow[day] + owed
        count = spawn(net, rules, day, wanted, state, crowd, desk, count)
        tally.placed[day] = count - before
        owed = wanted - tally.placed[day]
        active = enlist(crowd.roster, active, count - active - held, count)
        active, held = release(net, day, crowd, active, held)
        tally.steps[0] += active + held
        active, held = stir(net, rules, day, state, crowd, desk, active, held)
        depart(net, rules, day, active, state, crowd, desk)
        tally.steps[0] += travel(net, rules, day, active, state, crowd, desk, tally.crossings[day])
        active, held = rest(net, rules, day, active, held, crowd)
        if rules.settling > 0.0:
            settle(net.camp[day], rules.settling, count, state, crowd)
        for place in range(len(persons)):
            if not np.isnan(known[day, place]):
                now = correct(crowd, persons, count, place, known[day, place])
                active = enlist(crowd.roster, active, now - count, now)
                count = now
            tally.stocks[day, place] = persons[place]


@compiled
def spawn(
    net: Network,
    rules: Rules,
    day: int,
    wanted: float,
    state: State,
    crowd: Crowd,
    desk: Desk,
    count: int,
) -> int:
    """Let ``wanted`` persons flee from where conflict pushes; how many persons there are then."""
    push, left, persons = desk.push, desk.left, desk.persons
    total = 0.0
    for one in range(len(push)):
        push[one] = net.push[day, one] * left[one]
        total += push[one]
    place, stage, fresh = crowd.place, crowd.stage, crowd.fresh
    for _ in range(int(wanted)):
        if total <= 0.0:
            break
        origin = pick(state, push, len(push), total)
        place[count] = origin
        stage[count] = NOWHERE
        fresh[count] = 1
        persons[origin] += 1.0
        count += 1
        if rules.from_population:
            left[origin] -= 1.0
            total -= push[origin]
            push[origin] = net.push[day, origin] * max(left[origin], 0.0)
            total += push[origin]
    return count


@compiled
def stir(
    net: Network,
    rules: Rules,
    day: int,
    state: State,
    crowd: Crowd,
    desk: Desk,
    active: int,
    held: int,
) -> tuple[int, int]:
    """The morning in camps: some of those held leave; how many are on the roster and held then."""
    most = 0.0
    for place in range(net.leave.shape[1]):
        if net.leave[day, place] <= SELDOM:
            most = max(most, net.leave[day, place])
    if most <= 0.0:
        return active, held
    ids = crowd.held
    at = 0
    while True:
        at += int(math.log(1.0 - uniform(state)) / math.log1p(-most))
        if at >= held:
            return active, held
        one = ids[at]
        here = crowd.place[one]
        stage = NOWHERE
        if here >= 0 and uniform(state) * most < net.leave[day, here]:
            stage = choose(net, rules, day, here, state, desk)
        if stage != NOWHERE:
            crowd.recent[one] *= 0.5 ** (day - crowd.km[one])
            crowd.stage[one] = stage
            crowd.riding[one] = 1
            crowd.km[one] = 0.0
            desk.persons[here] -= 1.0
            crowd.roster[active] = one
            active += 1
        if stage != NOWHERE or here < 0:
            held -= 1
            ids[at] = ids[held]
        else:
            at += 1


@woven
def choose(net: Network, rules: Rules, day: int, here: int, state: State, desk: Desk) -> int:
    """The first stage of a route that somebody at a place takes; −1 when there is no way."""
    first, last = net.first_route[here], net.first_route[here + 1]
    total = weigh(
        net.weight[day],
        net.route_end,
        first,
        last,
        desk.persons,
        net.room,
        rules.full_from,
        rules.weight_power,
        desk.weights,
    )
    number = pick(state, desk.weights, last - first, total)
    if number == NOWHERE:
        return NOWHERE
    return checked(net, rules, day, net.first_stage[first + number], desk.persons)


@woven
def checked(net: Network, rules: Rules, day: int, stage: int, persons: Floats) -> int:
    """The stage, or −1 when its road is closed or its route ends in a full camp."""
    if not net.open[day, net.stage_road[stage]]:
        return NOWHERE
    end = net.route_end[net.stage_route[stage]]
    room = room_left(persons[end], net.room[end], rules.full_from)
    return NOWHERE if net.camp[day, end] and room < HALF_FULL else stage


@compiled
def depart(
    net: Network,
    rules: Rules,
    day: int,
    active: int,
    state: State,
    crowd: Crowd,
    desk: Desk,
) -> None:
    """The morning: everybody else at a place stays or takes a road."""
    for number in range(active):
        one = crowd.roster[number]
        here = crowd.place[one]
        if crowd.riding[one] or crowd.settled[one] or here < 0:
            continue
        if crowd.stage[one] == NOWHERE:
            if uniform(state) >= net.leave[day, here]:
                continue
            stage = choose(net, rules, day, here, state, desk)
        else:
            stage = checked(net, rules, day, crowd.stage[one], desk.persons)
        crowd.stage[one] = stage
        if stage != NOWHERE:
            desk.persons[here] -= 1.0
            crowd.riding[one] = 1
            crowd.km[one] = 0.0


@compiled
def travel(
    net: Network,
    rules: Rules,
    day: int,
    active: int,
    state: State,
    crowd: Crowd,
    desk: Desk,
    crossings: Floats,
) -> int:
    """Everybody on a road goes on; whoever arrives with part of the day left may go on from there.
    How many roads were travelled."""
    riding, km, moved, fresh = crowd.riding, crowd.km, crowd.moved, crowd.fresh
    persons = desk.persons
    steps = 0
    for number in range(active):
        one = crowd.roster[number]
        while riding[one]:
            steps += 1
            walks = rules.on_foot and fresh[one] == 1
            speed = rules.walk_km if walks else rules.speed_km
            road = net.stage_road[crowd.stage[one]]
            km[one] += speed
            moved[one] += speed
            if km[one] <= net.road_km[road]:
                break
            moved[one] += net.road_km[road] - km[one]
            riding[one] = 0
            fresh[one] = 0
            if not net.open[day, road]:
                crowd.place[one] = net.road_from[road]
                persons[net.road_from[road]] += 1.0
                crowd.stage[one] = NOWHERE
                break
            crossings[road] += 1.0
            persons[net.road_to[road]] += 1.0
            arrive(net, rules, day, one, moved[one] < speed, state, crowd, desk)
    return steps


@woven
def arrive(
    net: Network,
    rules: Rules,
    day: int,
    one: int,
    early: bool,
    state: State,
    crowd: Crowd,
    desk: Desk,
) -> None:
    """Be at the end of a road, and when it is early decide again."""
    stage = crowd.stage[one]
    here = net.road_to[net.stage_road[stage]]
    crowd.place[one] = here
    last = stage + 1 == net.first_stage[net.stage_route[stage] + 1]
    if not early:
        crowd.stage[one] = NOWHERE if last else stage + 1
        return
    if last:
        short = (crowd.recent[one] + crowd.moved[one] / rules.speed_km) / 2.0 < 0.5
        forced = rules.no_short_stints and short and net.restless[day, here] == 1
        stage = NOWHERE
        if forced or uniform(state) < net.leave[day, here]:
            stage = choose(net, rules, day, here, state, desk)
    else:
        stage = checked(net, rules, day, stage + 1, desk.persons)
    crowd.stage[one] = stage
    if stage != NOWHERE:
        desk.persons[here] -= 1.0
        crowd.riding[one] = 1
        crowd.km[one] = 0.0


@compiled
def rest(
    net: Network, rules: Rules, day: int, active: int, held: int, crowd: Crowd
) -> tuple[int, int]:
    """End the day: remember how far everybody went, and hold those at rest in camps."""
    recent, moved = crowd.recent, crowd.moved
    half = 0.5 / rules.speed_km
    kept = 0
    for number in range(active):
        one = crowd.roster[number]
        here = crowd.place[one]
        recent[one] = recent[one] * 0.5 + moved[one] * half
        moved[one] = 0.0
        still = here >= 0 and not crowd.riding[one] and crowd.stage[one] == NOWHERE
        if here < 0:
            continue
        if still and net.leave[day, here] <= SELDOM and rules.settling <= 0.0:
            crowd.km[one] = day + 1
            crowd.held[held] = one
            held += 1
        else:
            crowd.roster[kept] = one
            kept += 1
    return kept, held
