"""The agent engine: everybody on their own, in order, as the reference does, but compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State, uniform
from openhbm.core.flows.displacement.choosing import (
    HALF_FULL,
    NOWHERE,
    pick,
    room_left,
    weigh,
)
from openhbm.core.flows.displacement.compiled import compiled
from openhbm.core.flows.displacement.network import Floats, Network, Rules

_GONE = -1


class Crowd(NamedTuple):
    """All persons, by number [N]: ``place`` they are at or left last (−1 gone), ``stage`` of the
    route they follow or −1, whether they are ``riding`` it, ``km`` on the road, km ``moved``
    today, ``recent`` travel as an index, whether they are ``fresh`` (no road finished yet) and
    whether they have ``settled``."""

    place: NDArray[np.int32]
    stage: NDArray[np.int32]
    riding: NDArray[np.uint8]
    km: Floats
    moved: Floats
    recent: Floats
    fresh: NDArray[np.uint8]
    settled: NDArray[np.uint8]


class Desk(NamedTuple):
    """Room to work in: ``persons`` [P] at places, ``left`` [P] residents, ``push`` [P], ``weights``
    of routes [R + P]."""

    persons: Floats
    left: Floats
    push: Floats
    weights: Floats


class Tally(NamedTuple):
    """What a run counts: ``stocks`` [T, P] at the end of each day, ``crossings`` [T, L] of road
    ends by persons who arrived, ``placed`` [T] persons who began to flee, ``steps`` [1]."""

    stocks: Floats
    crossings: Floats
    placed: Floats
    steps: Floats


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
    persons, weights = desk.persons, desk.weights
    count = 0
    for place in range(len(initial)):
        count = add(crowd, persons, count, place, initial[place])
    owed = 0.0
    for day in range(len(inflow)):
        before = count
        wanted = inflow[day] + owed
        count = spawn(net, rules, day, wanted, state, crowd, desk, count)
        tally.placed[day] = count - before
        owed = wanted - tally.placed[day]
        tally.steps[0] += depart(net, rules, day, count, state, crowd, persons, weights)
        tally.steps[0] += travel(
            net, rules, day, count, state, crowd, persons, weights, tally.crossings[day]
        )
        rest(rules, count, crowd)
        if rules.settling > 0.0:
            settle(net.camp[day], rules.settling, count, state, crowd)
        for place in range(len(persons)):
            if not np.isnan(known[day, place]):
                count = correct(crowd, persons, count, place, known[day, place])
            tally.stocks[day, place] = persons[place]


@compiled
def add(crowd: Crowd, persons: Floats, count: int, place: int, more: float) -> int:
    """Put ``more`` persons at a place; how many there are then."""
    for one in range(count, count + int(more)):
        crowd.place[one] = place
        crowd.stage[one] = NOWHERE
        crowd.fresh[one] = 1
    persons[place] += int(more)
    return count + int(more)


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
def depart(
    net: Network,
    rules: Rules,
    day: int,
    count: int,
    state: State,
    crowd: Crowd,
    persons: Floats,
    weights: Floats,
) -> int:
    """The morning: everybody at a place stays or takes a road; how many decided."""
    leave, weight, camp, is_open = net.leave[day], net.weight[day], net.camp[day], net.open[day]
    place, stage, riding, settled, km = (
        crowd.place,
        crowd.stage,
        crowd.riding,
        crowd.settled,
        crowd.km,
    )
    full_from, power = rules.full_from, rules.weight_power
    decided = 0
    for one in range(count):
        if riding[one] or settled[one] or place[one] < 0:
            continue
        decided += 1
        here = place[one]
        if stage[one] == NOWHERE:
            if uniform(state) >= leave[here]:
                continue
            first, last = net.first_route[here], net.first_route[here + 1]
            total = weigh(
                weight, net.route_end, first, last, persons, net.room, full_from, power, weights
            )
            number = pick(state, weights, last - first, total)
            if number == NOWHERE:
                continue
            stage[one] = net.first_stage[first + number]
        end = net.route_end[net.stage_route[stage[one]]]
        full = camp[end] and room_left(persons[end], net.room[end], full_from) < HALF_FULL
        if full or not is_open[net.stage_road[stage[one]]]:
            stage[one] = NOWHERE
        else:
            persons[here] -= 1.0
            riding[one] = 1
            km[one] = 0.0
    return decided


@compiled
def travel(
    net: Network,
    rules: Rules,
    day: int,
    count: int,
    state: State,
    crowd: Crowd,
    persons: Floats,
    weights: Floats,
    crossings: Floats,
) -> int:
    """Everybody on a road goes on; whoever arrives with part of the day left may go on from there.
    How many roads were travelled."""
    riding, stage, km, moved, fresh = (
        crowd.riding,
        crowd.stage,
        crowd.km,
        crowd.moved,
        crowd.fresh,
    )
    stage_road, road_km = net.stage_road, net.road_km
    steps = 0
    for one in range(count):
        while riding[one]:
            steps += 1
            walks = rules.on_foot and fresh[one] == 1
            speed = rules.walk_km if walks else rules.speed_km
            road = stage_road[stage[one]]
            km[one] += speed
            moved[one] += speed
            if km[one] <= road_km[road]:
                break
            moved[one] += road_km[road] - km[one]
            riding[one] = 0
            fresh[one] = 0
            if not net.open[day, road]:
                crowd.place[one] = net.road_from[road]
                persons[net.road_from[road]] += 1.0
                stage[one] = NOWHERE
                break
            crossings[road] += 1.0
            persons[net.road_to[road]] += 1.0
            arrive(net, rules, day, one, moved[one] < speed, state, crowd, persons, weights)
    return steps


@compiled
def arrive(
    net: Network,
    rules: Rules,
    day: int,
    one: int,
    early: bool,
    state: State,
    crowd: Crowd,
    persons: Floats,
    weights: Floats,
) -> None:
    """Be at the end of a road, and when it is early decide again."""
    stage = crowd.stage[one]
    here = net.road_to[net.stage_road[stage]]
    crowd.place[one] = here
    route = net.stage_route[stage]
    stage = NOWHERE if stage + 1 == net.first_stage[route + 1] else stage + 1
    if early and stage == NOWHERE:
        short = (crowd.recent[one] + crowd.moved[one] / rules.speed_km) / 2.0 < 0.5
        forced = rules.no_short_stints and short and net.restless[day, here] == 1
        if forced or uniform(state) < net.leave[day, here]:
            first, last = net.first_route[here], net.first_route[here + 1]
            total = weigh(
                net.weight[day],
                net.route_end,
                first,
                last,
                persons,
                net.room,
                rules.full_from,
                rules.weight_power,
                weights,
            )
            number = pick(state, weights, last - first, total)
            if number != NOWHERE:
                stage = net.first_stage[first + number]
    if early and stage != NOWHERE:
        end = net.route_end[net.stage_route[stage]]
        room = room_left(persons[end], net.room[end], rules.full_from)
        full = net.camp[day, end] and room < HALF_FULL
        if full or not net.open[day, net.stage_road[stage]]:
            stage = NOWHERE
        else:
            persons[here] -= 1.0
            crowd.riding[one] = 1
            crowd.km[one] = 0.0
    crowd.stage[one] = stage


@compiled
def rest(rules: Rules, count: int, crowd: Crowd) -> None:
    """End the day: remember how far everybody went."""
    recent, moved = crowd.recent, crowd.moved
    half = 0.5 / rules.speed_km
    for one in range(count):
        recent[one] = recent[one] * 0.5 + moved[one] * half
        moved[one] = 0.0


@compiled
def settle(camp: NDArray[np.uint8], chance: float, count: int, state: State, crowd: Crowd) -> None:
    """Some of those in camps stay for good."""
    for one in range(count):
        place = crowd.place[one]
        if place >= 0 and not crowd.riding[one] and camp[place] and uniform(state) < chance:
            crowd.settled[one] = 1


@compiled
def correct(crowd: Crowd, persons: Floats, count: int, place: int, known: float) -> int:
    """Bring the stock of a place to what was counted there: more persons, or some gone."""
    known = np.rint(known)
    if known > persons[place]:
        return add(crowd, persons, count, place, known - persons[place])
    one = count - 1
    while persons[place] > known and one >= 0:
        if crowd.place[one] == place and not crowd.riding[one]:
            crowd.place[one] = _GONE
            persons[place] -= 1.0
        one -= 1
    return count
