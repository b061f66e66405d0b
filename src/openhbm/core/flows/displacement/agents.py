"""The agent engine: everybody on their own, in order, as the reference does, but compiled.

Most people are at rest in a camp on most days and leave it with a chance of one in a thousand.
Instead of drawing for each of them, the number of people until the next who leaves is drawn,
which comes to the same. Weights of routes are summed once a day and used as long as no place at
their end runs out of room.
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
    FREE,
    RIDING,
    SELDOM,
    Crowd,
    Desk,
    Tally,
    add,
    carry,
    close_gap,
    correct,
    count,
    enter,
    release,
    settle,
    take_up,
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
    active, held = 0, 0
    for place in range(len(initial)):
        active = add(crowd, desk, active, place, initial[place])
    owed = 0.0
    for day in range(len(inflow)):
        before = active
        wanted = inflow[day] + owed
        active = spawn(net, rules, day, wanted, state, crowd, desk, active)
        tally.placed[day] = active - before
        owed = wanted - tally.placed[day]
        active, held = release(net, day, crowd, active, held)
        tally.steps[0] += active + held
        active, held = stir(net, rules, day, state, crowd, desk, active, held)
        depart(net, rules, day, active, state, crowd, desk)
        active, held, steps = travel(
            net, rules, day, active, held, state, crowd, desk, tally.crossings[day]
        )
        tally.steps[0] += steps
        if rules.settling > 0.0:
            settle(net.camp[day], rules.settling, active, state, crowd)
        for place in range(len(initial)):
            if not np.isnan(known[day, place]):
                active, held = correct(crowd, desk, active, held, place, known[day, place])
            tally.stocks[day, place] = desk.persons[place]


@compiled
def spawn(
    net: Network,
    rules: Rules,
    day: int,
    wanted: float,
    state: State,
    crowd: Crowd,
    desk: Desk,
    active: int,
) -> int:
    """Let ``wanted`` persons flee from where conflict pushes; how many are active then."""
    push, left = desk.push, desk.left
    total = 0.0
    for one in range(len(push)):
        push[one] = net.push[day, one] * left[one]
        total += push[one]
    for _ in range(int(wanted)):
        if total <= 0.0:
            break
        origin = pick(state, push, len(push), total)
        enter(crowd, active, origin)
        count(desk, origin, 1.0)
        active += 1
        if rules.from_population:
            left[origin] -= 1.0
            total -= push[origin]
            push[origin] = net.push[day, origin] * max(left[origin], 0.0)
            total += push[origin]
    return active


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
    """The morning in camps: some of those held leave; how many are active and held then."""
    most = 0.0
    for place in range(net.leave.shape[1]):
        if net.leave[day, place] <= SELDOM:
            most = max(most, net.leave[day, place])
    if most <= 0.0:
        return active, held
    rate = 1.0 / math.log1p(-most)
    at = 0
    while True:
        at += int(math.log(1.0 - uniform(state)) * rate)
        if at >= held:
            return active, held
        here = crowd.held_place[at]
        stage = NOWHERE
        if uniform(state) * most < net.leave[day, here]:
            stage = choose(net, rules, day, here, state, desk)
        if stage == NOWHERE:
            at += 1
            continue
        take_up(crowd, active, at, day)
        held = close_gap(crowd, at, held)
        set_out(crowd, active, stage)
        count(desk, here, -1.0)
        active += 1


@woven
def set_out(crowd: Crowd, one: int, stage: int) -> None:
    """Begin a stage."""
    crowd.stage[one] = stage
    crowd.mode[one] = RIDING
    crowd.km[one] = 0.0


@woven
def choose(net: Network, rules: Rules, day: int, here: int, state: State, desk: Desk) -> int:
    """The first stage of a route that somebody at a place takes; −1 when there is no way."""
    if desk.summed_on[here] != day:
        add_up(net, rules, day, here, desk)
    final = desk.final[here]
    if final == NOWHERE:
        return NOWHERE
    left = uniform(state) * desk.total[here]
    # Counted, not searched: the processor cannot guess where a search would end.
    taken = net.first_route[here]
    for number in range(taken, final):
        taken += left >= desk.sums[number]
    return NOWHERE if desk.shut[taken] else net.first_stage[taken]


@woven
def add_up(net: Network, rules: Rules, day: int, here: int, desk: Desk) -> None:
    """Sum the weights of the routes from a place, with the room there is now; when no end has
    room, all that can be taken weigh the same."""
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
    final = NOWHERE
    so_far = 0.0
    for route in range(first, last):
        weight = desk.weights[route - first]
        if weight > 0.0:
            so_far += weight
            final = route
        desk.sums[route] = so_far
        end = net.route_end[route]
        room = room_left(desk.persons[end], net.room[end], rules.full_from)
        desk.shut[route] = net.camp[day, end] == 1 and room < HALF_FULL
    desk.total[here] = total
    desk.final[here] = final
    desk.summed_on[here] = day


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
    for one in range(active):
        if crowd.mode[one] != FREE:
            continue
        here = crowd.place[one]
        stage = crowd.stage[one]
        if stage != NOWHERE:
            stage = checked(net, rules, day, stage, desk.persons)
        elif uniform(state) < net.leave[day, here]:
            stage = choose(net, rules, day, here, state, desk)
        crowd.stage[one] = stage
        if stage != NOWHERE:
            count(desk, here, -1.0)
            set_out(crowd, one, stage)


@compiled
def travel(
    net: Network,
    rules: Rules,
    day: int,
    active: int,
    held: int,
    state: State,
    crowd: Crowd,
    desk: Desk,
    crossings: Floats,
) -> tuple[int, int, int]:
    """Everybody on a road goes on; whoever arrives with part of the day left may go on from there.
    Ends the day of each: remembers how far they went, and holds those at rest in camps. How many
    are active and held then, and how many roads were travelled."""
    kept = steps = 0
    half = 0.5 / rules.speed_km
    for one in range(active):
        moved = 0.0
        if crowd.mode[one] == RIDING:
            more, moved = ride(net, rules, day, one, state, crowd, desk, crossings)
            steps += more
        recent = crowd.recent[one] * 0.5 + moved * half
        here = crowd.place[one]
        at_rest = crowd.stage[one] == NOWHERE and net.leave[day, here] <= SELDOM
        if at_rest and rules.settling <= 0.0:
            crowd.held_place[held] = here
            crowd.held_recent[held] = recent
            crowd.held_fresh[held] = crowd.fresh[one]
            crowd.held_since[held] = day + 1
            held += 1
        else:
            if kept < one:
                carry(crowd, kept, one)
            crowd.recent[kept] = recent
            kept += 1
    return kept, held, steps


@woven
def ride(
    net: Network,
    rules: Rules,
    day: int,
    one: int,
    state: State,
    crowd: Crowd,
    desk: Desk,
    crossings: Floats,
) -> tuple[int, float]:
    """One person's day on roads: how many were travelled, and km."""
    walks = rules.on_foot and crowd.fresh[one] == 1
    speed = rules.walk_km if walks else rules.speed_km
    stage = crowd.stage[one]
    gone = crowd.km[one] + speed
    moved = speed
    steps = 1
    while gone > desk.length[stage]:
        moved -= gone - desk.length[stage]
        road = net.stage_road[stage]
        crowd.fresh[one] = 0
        if not net.open[day, road]:
            crowd.place[one] = net.road_from[road]
            count(desk, net.road_from[road], 1.0)
            stage = NOWHERE
            crowd.mode[one] = FREE
            break
        here = desk.leads[stage]
        crowd.place[one] = here
        crossings[road] += 1.0
        count(desk, here, 1.0)
        stage, goes_on = onward(
            net, rules, day, stage, here, moved, speed, crowd.recent[one], state, desk
        )
        if not goes_on:
            crowd.mode[one] = FREE
            break
        count(desk, here, -1.0)
        speed = rules.speed_km
        gone = speed
        moved += speed
        steps += 1
    crowd.stage[one] = stage
    crowd.km[one] = gone
    return steps, moved


@woven
def onward(
    net: Network,
    rules: Rules,
    day: int,
    stage: int,
    here: int,
    moved: float,
    speed: float,
    recent: float,
    state: State,
    desk: Desk,
) -> tuple[int, bool]:
    """At the end of a stage: the next one or −1, and whether it is begun today."""
    last = desk.last[stage]
    if moved >= speed:
        return (NOWHERE if last else stage + 1), False
    if not last:
        stage = checked(net, rules, day, stage + 1, desk.persons)
        return stage, stage != NOWHERE
    short = recent * rules.speed_km + moved < rules.speed_km
    forced = rules.no_short_stints and short and net.restless[day, here] == 1
    stage = NOWHERE
    if forced or uniform(state) < net.leave[day, here]:
        stage = choose(net, rules, day, here, state, desk)
    return stage, stage != NOWHERE
