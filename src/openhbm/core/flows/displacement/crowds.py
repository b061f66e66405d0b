"""Everybody of an agent run: who they are, and how they come and go.

People lie in tables in the order in which they are gone through, and the table is closed up every
day, so that a day reads memory from one end to the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State, uniform
from openhbm.core.flows.displacement.choosing import NOWHERE
from openhbm.core.flows.displacement.compiled import compiled, woven
from openhbm.core.flows.displacement.network import Floats, Network, Numbers

SELDOM = 0.02
FREE, RIDING, SETTLED = 0, 1, 2


class Crowd(NamedTuple):
    """Two tables [N each]. Those who decide or travel: ``place`` they are at or left last,
    ``stage`` of the route they follow or −1, ``mode`` (``FREE``, ``RIDING`` the stage or
    ``SETTLED`` for good), ``km`` on the road, ``recent`` travel as an index, and whether they are
    ``fresh`` (no road finished yet). Those at rest in camps: ``held_place``, ``held_fresh`` and
    ``held_recent`` as of the morning of the day ``held_since``. Places are unsigned: a number
    that may be negative is looked at twice before it is used as an index."""

    place: NDArray[np.uint32]
    stage: NDArray[np.int32]
    mode: NDArray[np.uint8]
    km: Floats
    recent: Floats
    fresh: NDArray[np.uint8]
    held_place: NDArray[np.uint32]
    held_recent: Floats
    held_fresh: NDArray[np.uint8]
    held_since: NDArray[np.int32]


class Desk(NamedTuple):
    """Room to work in: ``persons`` [P] at places, ``left`` [P] residents, ``push`` [P], ``weights``
    of the routes of one place [R + P]. Of each stage [S]: its ``length`` in km, where it
    ``leads``, whether it is the ``last`` of its route.

    Of each place what its choices rest on, worked out anew on another day or when room at an end
    has changed: ``sums`` [R] of weights up to a route, ``shut`` [R] routes into full camps,
    ``total`` [P] of weights, ``final`` [P] the last route that can be taken (−1: none),
    ``summed_on`` [P] which day, −1 when it does not hold any more. ``limited`` [P]: whether room
    is limited, ``seen`` [P] the persons choices rest on, no fewer than ``nearly`` [P], from which
    room is short, and no more than ``room`` [P]; places with a route to place p are ``near`` from
    ``first_near[p]`` up to ``first_near[p + 1]``."""

    persons: Floats
    left: Floats
    push: Floats
    weights: Floats
    length: Floats
    leads: NDArray[np.uint32]
    last: NDArray[np.uint8]
    sums: Floats
    shut: NDArray[np.uint8]
    total: Floats
    final: Numbers
    summed_on: Numbers
    limited: NDArray[np.uint8]
    seen: Floats
    nearly: Floats
    room: Floats
    near: Numbers
    first_near: Numbers


class Tally(NamedTuple):
    """What a run counts: ``stocks`` [T, P] at the end of each day, ``crossings`` [T, L] of road
    ends by persons who arrived, ``placed`` [T] persons who began to flee, ``steps`` [1]."""

    stocks: Floats
    crossings: Floats
    placed: Floats
    steps: Floats


def crowd_of(most: int) -> Crowd:
    """Empty tables for so many persons."""
    return Crowd(
        place=np.zeros(most, dtype=np.uint32),
        stage=np.zeros(most, dtype=np.int32),
        mode=np.zeros(most, dtype=np.uint8),
        km=np.zeros(most),
        recent=np.zeros(most),
        fresh=np.zeros(most, dtype=np.uint8),
        held_place=np.zeros(most, dtype=np.uint32),
        held_recent=np.zeros(most),
        held_fresh=np.zeros(most, dtype=np.uint8),
        held_since=np.zeros(most, dtype=np.int32),
    )


def desk_of(net: Network, full_from: float) -> Desk:
    """A desk for one run over a network."""
    places, routes = len(net.room), len(net.route_end)
    starts = np.repeat(np.arange(places), np.diff(net.first_route))
    near = [np.unique(starts[net.route_end == place]) for place in range(places)]
    last = np.zeros(len(net.stage_road), dtype=np.uint8)
    last[net.first_stage[1:] - 1] = 1
    return Desk(
        persons=np.zeros(places),
        left=net.population.copy(),
        push=np.zeros(places),
        weights=np.zeros(routes + places),
        length=net.road_km[net.stage_road],
        leads=net.road_to[net.stage_road].astype(np.uint32),
        last=last,
        sums=np.zeros(routes),
        shut=np.zeros(routes, dtype=np.uint8),
        total=np.zeros(places),
        final=np.zeros(places, dtype=np.int64),
        summed_on=np.full(places, -1),
        limited=(net.room >= 0.0).astype(np.uint8),
        seen=np.full(places, -1.0),
        nearly=net.room * full_from,
        room=net.room,
        near=np.concatenate([*near, [0]]).astype(np.int64),
        first_near=np.cumsum([0, *map(len, near)]).astype(np.int64),
    )


@woven
def count(desk: Desk, place: int, change: float) -> None:
    """Somebody came to a place or left it; choices that rest on its room hold no more when that
    has changed."""
    desk.persons[place] += change
    if desk.limited[place]:
        persons = min(max(desk.persons[place], desk.nearly[place]), desk.room[place])
        if persons != desk.seen[place]:
            desk.seen[place] = persons
            for number in range(desk.first_near[place], desk.first_near[place + 1]):
                desk.summed_on[desk.near[number]] = -1


@woven
def enter(crowd: Crowd, at: int, place: int) -> None:
    """Somebody who has not moved yet, at a row of the table."""
    crowd.place[at] = place
    crowd.stage[at] = NOWHERE
    crowd.mode[at] = FREE
    crowd.recent[at] = 0.0
    crowd.fresh[at] = 1


@woven
def take_up(crowd: Crowd, at: int, held: int, day: int) -> None:
    """Put somebody held at the row ``held`` into the row ``at`` of those who decide."""
    crowd.place[at] = crowd.held_place[held]
    crowd.stage[at] = NOWHERE
    crowd.mode[at] = FREE
    crowd.recent[at] = crowd.held_recent[held] * 0.5 ** (day - crowd.held_since[held])
    crowd.fresh[at] = crowd.held_fresh[held]


@woven
def close_gap(crowd: Crowd, gap: int, held: int) -> int:
    """Fill a row of those held with the last of ``held``; how many are held then."""
    held -= 1
    crowd.held_place[gap] = crowd.held_place[held]
    crowd.held_recent[gap] = crowd.held_recent[held]
    crowd.held_fresh[gap] = crowd.held_fresh[held]
    crowd.held_since[gap] = crowd.held_since[held]
    return held


@woven
def carry(crowd: Crowd, to: int, row: int) -> None:
    """Copy a row of those who decide or travel."""
    crowd.place[to] = crowd.place[row]
    crowd.stage[to] = crowd.stage[row]
    crowd.mode[to] = crowd.mode[row]
    crowd.km[to] = crowd.km[row]
    crowd.recent[to] = crowd.recent[row]
    crowd.fresh[to] = crowd.fresh[row]


@compiled
def add(crowd: Crowd, desk: Desk, active: int, place: int, more: float) -> int:
    """Put ``more`` persons at a place; how many decide or travel then."""
    for at in range(active, active + int(more)):
        enter(crowd, at, place)
    count(desk, place, float(int(more)))
    return active + int(more)


@compiled
def release(net: Network, day: int, crowd: Crowd, active: int, held: int) -> tuple[int, int]:
    """Let those held decide where people leave often from today on; how many are active, held."""
    changed = False
    for place in range(net.leave.shape[1]):
        was = net.leave[max(day - 1, 0), place]
        changed = changed or (net.leave[day, place] > SELDOM and was <= SELDOM)
    at = 0
    while changed and at < held:
        if net.leave[day, crowd.held_place[at]] > SELDOM:
            take_up(crowd, active, at, day)
            active += 1
            held = close_gap(crowd, at, held)
        else:
            at += 1
    return active, held


@compiled
def settle(camp: NDArray[np.uint8], chance: float, active: int, state: State, crowd: Crowd) -> None:
    """Some of those in camps stay for good; nobody is held while people settle."""
    for one in range(active):
        if crowd.mode[one] == FREE and camp[crowd.place[one]] and uniform(state) < chance:
            crowd.mode[one] = SETTLED


@compiled
def correct(
    crowd: Crowd, desk: Desk, active: int, held: int, place: int, known: float
) -> tuple[int, int]:
    """Bring the stock of a place to what was counted there: more persons, or some gone. How many
    are active and held then."""
    known = np.rint(known)
    persons = desk.persons
    if known > persons[place]:
        return add(crowd, desk, active, place, known - persons[place]), held
    one = held - 1
    while persons[place] > known and one >= 0:
        if crowd.held_place[one] == place:
            held = close_gap(crowd, one, held)
            count(desk, place, -1.0)
        one -= 1
    one = active - 1
    while persons[place] > known and one >= 0:
        if crowd.place[one] == place and crowd.mode[one] != RIDING:
            active -= 1
            carry(crowd, one, active)
            count(desk, place, -1.0)
        one -= 1
    return active, held
