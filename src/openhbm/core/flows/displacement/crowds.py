"""Everybody of an agent run: who they are, and how they come and go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State, uniform
from openhbm.core.flows.displacement.choosing import NOWHERE
from openhbm.core.flows.displacement.compiled import compiled, woven
from openhbm.core.flows.displacement.network import Floats, Network

SELDOM = 0.02
_GONE = -1


class Crowd(NamedTuple):
    """All persons, by number [N]: ``place`` they are at or left last (−1 gone), ``stage`` of the
    route they follow or −1, whether they are ``riding`` it, ``km`` on the road, km ``moved``
    today, ``recent`` travel as an index, whether they are ``fresh`` (no road finished yet) and
    whether they have ``settled``. ``roster`` lists those who decide or travel, ``held`` those at
    rest in camps, whose ``km`` is the day they came to rest."""

    place: NDArray[np.int32]
    stage: NDArray[np.int32]
    riding: NDArray[np.uint8]
    km: Floats
    moved: Floats
    recent: Floats
    fresh: NDArray[np.uint8]
    settled: NDArray[np.uint8]
    roster: NDArray[np.int32]
    held: NDArray[np.int32]


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
def add(crowd: Crowd, persons: Floats, count: int, place: int, more: float) -> int:
    """Put ``more`` persons at a place; how many there are then."""
    for one in range(count, count + int(more)):
        crowd.place[one] = place
        crowd.stage[one] = NOWHERE
        crowd.fresh[one] = 1
    persons[place] += int(more)
    return count + int(more)


@woven
def enlist(roster: NDArray[np.int32], active: int, more: int, count: int) -> int:
    """Put the last ``more`` of ``count`` persons on the roster; how many are on it then."""
    for one in range(count - more, count):
        roster[active] = one
        active += 1
    return active


@compiled
def release(net: Network, day: int, crowd: Crowd, active: int, held: int) -> tuple[int, int]:
    """Put on the roster whoever is held where people leave often from today on."""
    changed = False
    for place in range(net.leave.shape[1]):
        was = net.leave[max(day - 1, 0), place]
        changed = changed or (net.leave[day, place] > SELDOM and was <= SELDOM)
    if not changed:
        return active, held
    kept = 0
    for number in range(held):
        one = crowd.held[number]
        if crowd.place[one] >= 0 and net.leave[day, crowd.place[one]] > SELDOM:
            crowd.recent[one] *= 0.5 ** (day - crowd.km[one])
            crowd.roster[active] = one
            active += 1
        else:
            crowd.held[kept] = one
            kept += 1
    return active, kept


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
