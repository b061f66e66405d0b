"""Random draws for kernels: a generator whose state is an argument, so that nothing is shared.

xoshiro256** (Blackman and Vigna 2021, ACM Trans. Math. Softw. 47:36) and, for binomials of some
size, transformed rejection (Hörmann 1993, J. Stat. Comput. Simul. 46:101).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.compiled import compiled, woven

State = NDArray[np.uint64]
_SMALL_MEAN = 30.0


def state_from(rng: np.random.Generator) -> State:
    """A generator's state [4] for one kernel run, drawn from ``rng``."""
    return rng.integers(1, 2**64 - 1, 4, dtype=np.uint64)


@woven
def uniform(state: State) -> float:
    """A number from 0 up to, not including, 1."""
    scrambled = state[1] * np.uint64(5)
    scrambled = (scrambled << np.uint64(7)) | (scrambled >> np.uint64(57))
    scrambled = scrambled * np.uint64(9)
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return float(scrambled >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def binomial(state: State, count: float, share: float) -> float:
    """How many of ``count`` (whole, not negative) do what each does with probability ``share``."""
    if count <= 0.0 or share <= 0.0:
        return 0.0
    if share >= 1.0:
        return count
    if share > 0.5:
        return count - _few_of(state, count, 1.0 - share)
    return _few_of(state, count, share)


@compiled
def _few_of(state: State, count: float, share: float) -> float:
    if count * share < _SMALL_MEAN:
        return _by_inversion(state, count, share)
    return _by_rejection(state, count, share)


@compiled
def _by_inversion(state: State, count: float, share: float) -> float:
    odds = share / (1.0 - share)
    chance = math.exp(count * math.log1p(-share))
    left = uniform(state)
    drawn = 0.0
    while left > chance and drawn < count:
        left -= chance
        drawn += 1.0
        chance *= odds * (count - drawn + 1.0) / drawn
    return drawn


@compiled
def _by_rejection(state: State, count: float, share: float) -> float:
    spread = math.sqrt(count * share * (1.0 - share))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * share
    center = count * share + 0.5
    alpha = (2.83 + 5.1 / b) * spread
    odds = math.log(share / (1.0 - share))
    mode = math.floor((count + 1.0) * share)
    height = math.lgamma(mode + 1.0) + math.lgamma(count - mode + 1.0)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        near = 0.5 - abs(u)
        drawn = math.floor((2.0 * a / near + b) * u + center)
        if near >= 0.07 and v <= 0.92 - 4.2 / b:
            return float(drawn)
        if drawn < 0.0 or drawn > count or v <= 0.0:
            continue
        v = math.log(v * alpha / (a / (near * near) + b))
        limit = height - math.lgamma(drawn + 1.0) - math.lgamma(count - drawn + 1.0)
        if v <= limit + (drawn - mode) * odds:
            return float(drawn)
