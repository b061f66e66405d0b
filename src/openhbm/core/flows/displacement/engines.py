"""Runs a specification on one of the engines: same arguments, same answer, other cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from openhbm.core.flows.displacement.agents import run_agents
from openhbm.core.flows.displacement.chance import state_from
from openhbm.core.flows.displacement.crowds import Crowd, Tally, crowd_of, desk_of
from openhbm.core.flows.displacement.hops import Pools, Stops
from openhbm.core.flows.displacement.masses import run_masses
from openhbm.core.flows.displacement.network import (
    Floats,
    Network,
    Rules,
    network_of,
    rules_of,
)
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reference import Walk
from openhbm.core.flows.displacement.settings import MoveSettings

MOST_AGENTS = 60_000_000
MOST_UNDER_WAY = 50_000_000
"""Roads times nights on the longest of them, for cohorts under way: 0.4 GB."""


class Engine(StrEnum):
    """``REFERENCE``: plain Python, for judging. ``AGENTS``: everybody on their own. ``COHORTS``:
    groups, with chance. ``EXPECTED``: mean numbers, without chance."""

    REFERENCE = "reference"
    AGENTS = "agents"
    COHORTS = "cohorts"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely cohorts are told apart: points of recent travel, steps of a day's range."""

    recent: int = 5
    steps: int = 20

    def __post_init__(self) -> None:
        if self.recent < 2 or self.steps < 1:
            raise ValueError(f"a grid of {self.recent} × {self.steps}; give at least 2 × 1")


FINE, COARSE = Grid(), Grid(recent=3, steps=8)


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What a run gave, in persons. ``stocks`` [T, P] at the end of each day; ``crossings`` [T, L]
    of people who came to the end of a road, whose ends are ``road_from``, ``road_to`` [L];
    ``placed`` [T] who began to flee; ``steps``: decisions and roads that were computed."""

    instance: Instance
    stocks: Floats
    crossings: Floats
    road_from: tuple[int, ...]
    road_to: tuple[int, ...]
    placed: Floats
    steps: int

    def arrivals(self) -> Floats:
        """Persons who arrived at each place on each day [T, P]."""
        arrived = np.zeros_like(self.stocks)
        for road, place in enumerate(self.road_to):
            arrived[:, place] += self.crossings[:, road]
        return arrived


def simulate(
    instance: Instance,
    inflow: Floats,
    settings: MoveSettings | None = None,
    *,
    rng: np.random.Generator,
    engine: Engine = Engine.COHORTS,
    initial: Floats | None = None,
    known: Floats | None = None,
    grid: Grid = FINE,
    network: Network | None = None,
) -> Flow:
    """Let ``inflow`` [T] persons a day flee and see where they go.

    ``initial`` [P] are stocks before the first day, none when not given. ``known`` [T, P] are
    stocks that were counted at the end of a day (nan elsewhere), to which the run is corrected
    while people under way stay under way. ``network`` is what ``network_of`` gave, to spare making
    it again. T may be shorter than the instance. Persons who cannot flee for want of a conflict
    wait for the first day with one. Whole persons except for ``EXPECTED``. Same ``rng``, same run.

    Raises ValueError for negative numbers, wrong shapes, or more persons than agents can be held.
    """
    settings = settings or MoveSettings()
    places, days = len(instance.places), len(inflow)
    start = np.zeros(places) if initial is None else np.asarray(initial, dtype=np.float64)
    counted = np.full((days, places), np.nan) if known is None else np.asarray(known, dtype=float)
    newcomers = np.asarray(inflow, dtype=np.float64)
    _check(instance, newcomers, start, counted)
    if engine is not Engine.EXPECTED:
        newcomers, start = _whole(newcomers), np.rint(start)
    net = network_of(instance, settings) if network is None else network
    tally = Tally(
        np.zeros((days, places)),
        np.zeros((days, len(net.road_km))),
        np.zeros(days),
        np.zeros(1),
    )
    _run(engine, net, rules_of(settings), newcomers, start, counted, rng, tally, grid)
    return Flow(
        instance,
        tally.stocks,
        tally.crossings,
        tuple(map(int, net.road_from)),
        tuple(map(int, net.road_to)),
        tally.placed,
        int(tally.steps[0]),
    )


def _run(
    engine: Engine,
    net: Network,
    rules: Rules,
    inflow: Floats,
    initial: Floats,
    known: Floats,
    rng: np.random.Generator,
    tally: Tally,
    grid: Grid,
) -> None:
    if engine is Engine.REFERENCE:
        Walk(net, rules, rng, tally).run(inflow, initial, known)
    elif engine is Engine.AGENTS:
        crowd = _crowd(int(inflow.sum() + initial.sum() + np.nansum(known)))
        desk = desk_of(net, rules.full_from)
        run_agents(net, rules, inflow, initial, known, state_from(rng), crowd, desk, tally)
    else:
        whole = engine is Engine.COHORTS
        stops = _stops(net, rules)
        pools = _pools(net, stops, grid)
        state = state_from(rng)
        run_masses(net, rules, stops, inflow, initial, known, state, pools, tally, whole)


def _check(instance: Instance, inflow: Floats, initial: Floats, known: Floats) -> None:
    if inflow.ndim != 1 or len(inflow) > instance.days:
        raise ValueError(
            f"newcomers of shape {inflow.shape}; give one number a day, at most "
            f"{instance.days} days"
        )
    shape = (len(inflow), len(instance.places))
    if initial.shape != shape[1:] or known.shape != shape:
        raise ValueError(
            f"stocks of shape {initial.shape} and {known.shape}; give {shape[1:]} and {shape}"
        )
    for name, values in (("newcomers", inflow), ("stocks", initial), ("counted stocks", known)):
        if np.isinf(values).any() or (values < 0).any():
            raise ValueError(f"{name} hold a negative or infinite number; give persons, 0 or more")
    if np.isnan(inflow).any() or np.isnan(initial).any():
        raise ValueError("newcomers or stocks are not known on some day; give a number for each")


def _whole(inflow: Floats) -> Floats:
    """Whole persons per day whose running sum is that of ``inflow``, rounded."""
    return np.diff(np.rint(np.cumsum(np.concatenate([[0.0], inflow]))))


def _crowd(most: int) -> Crowd:
    if most > MOST_AGENTS:
        raise ValueError(
            f"{most:,} persons one by one; take the cohort engine above {MOST_AGENTS:,}"
        )
    return crowd_of(most)


def _stops(net: Network, rules: Rules) -> Stops:
    places, stages = len(net.room), len(net.stage_road)
    walk = rules.walk_km if rules.on_foot else rules.speed_km
    km = net.road_km[net.stage_road]
    begins = np.zeros(stages, dtype=bool)
    begins[net.first_stage[:-1]] = True
    inner = np.flatnonzero(~begins)
    spot = np.array(net.road_to[net.stage_road])
    spot[inner - 1] = places + np.arange(len(inner))
    return Stops(
        spot=spot,
        stage=np.concatenate([np.full(places, -1), inner]).astype(np.int64),
        place=np.concatenate([np.arange(places), net.road_from[net.stage_road[inner]]]).astype(
            np.int64
        ),
        nights=np.stack([km // rules.speed_km, km // walk], axis=1).astype(np.int64),
        share=km / rules.speed_km,
        walk=walk / rules.speed_km,
    )


def _pools(net: Network, stops: Stops, grid: Grid) -> Pools:
    places, stages, spots = len(net.room), len(net.stage_road), len(stops.place)
    deepest = int(max(stops.nights.max(initial=0), 1))
    k, m = grid.recent, grid.steps
    if stages * 2 * deepest * k > MOST_UNDER_WAY:
        raise ValueError(
            f"{stages:,} roads of up to {deepest:,} nights are more than can be held; "
            "give shorter roads or fewer"
        )
    return Pools(
        rest=np.zeros((spots, 2, k)),
        ride=np.zeros((stages, 2 * deepest, k)),
        due=np.zeros((stages, 2, k)),
        now=np.zeros((spots, m, k)),
        settled=np.zeros(places),
        persons=np.zeros(places),
        left=net.population.copy(),
        level=np.zeros(m),
        movers=np.zeros((spots, 2, k)),
        weights=np.zeros(len(net.route_end)),
        total=np.zeros(places),
        passable=np.zeros(stages, dtype=np.uint8),
        going=np.zeros(k),
        coming=np.zeros(places),
        push=np.zeros(places),
    )
