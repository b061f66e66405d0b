"""What all kernels share: how much room a place has, and which route somebody takes.

Every array handed to a function costs a few nanoseconds, so functions that run for each step
take single arrays instead of the whole network.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.chance import State, uniform
from openhbm.core.flows.displacement.compiled import woven

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
NOWHERE = -1
HALF_FULL = 0.5


@woven
def room_left(persons: float, room: float, full_from: float) -> float:
    """1 while a place has room, falling to 0 between ``full_from`` of its room and all of it."""
    if room < 0.0:
        return 1.0
    if persons >= room:
        return 0.0
    nearly = full_from * room
    if persons <= nearly:
        return 1.0
    return 1.0 - (persons - nearly) / (room - nearly)


@woven
def weigh(
    weight: Floats,
    route_end: Numbers,
    first: int,
    last: int,
    persons: Floats,
    room: Floats,
    full_from: float,
    power: float,
    weights: Floats,
) -> float:
    """Fill ``weights`` for routes ``first`` to ``last`` and return their sum; routes that cannot
    be taken weigh −1. When no end has room, all that can be taken weigh the same."""
    total = 0.0
    usable = 0
    for route in range(first, last):
        one = weight[route]
        if one >= 0.0:
            usable += 1
            end = route_end[route]
            if room[end] >= 0.0:
                left = room_left(persons[end], room[end], full_from)
                one *= left if power == 1.0 else left**power
            total += one
        weights[route - first] = one
    if total <= 0.0 and usable > 0:
        for number in range(last - first):
            if weights[number] >= 0.0:
                weights[number] = 1.0
        total = float(usable)
    return total


@woven
def pick(state: State, weights: Floats, count: int, total: float) -> int:
    """The number of one of the first ``count`` weights, drawn by weight; −1 when none can be."""
    if total <= 0.0:
        return NOWHERE
    left = uniform(state) * total
    chosen = NOWHERE
    for number in range(count):
        if weights[number] > 0.0:
            chosen = number
            left -= weights[number]
            if left < 0.0:
                return number
    return chosen
