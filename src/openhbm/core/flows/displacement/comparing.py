"""One crisis with and without changes, many times over: day by day, with the range of both.

Both sides of a run have the same seed, the same newcomers and the same rules of movement, so that
what differs is what the changes make, and chance that takes another turn because of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from openhbm.core.flows.displacement.engines import COARSE, Engine, simulate
from openhbm.core.flows.displacement.network import Network, network_of, routes_in
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reports import Array
from openhbm.core.flows.displacement.scenarios import Change, changed
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_known, total_outlook

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Levels of the total that runs are spread over, each as likely as the others."""

VARIATIONS: tuple[dict[str, float], ...] = (
    {},
    {"distance_power": 0.5},
    {"distance_power": 1.0},
    {"conflict_weight": 0.5},
    {"speed_km": 200.0},
)
"""Rules of movement that runs are spread over, because nobody knows them: how much distance deters,
how much conflict deters, how far people come in a day. Around the one default, not tuned."""

Tell = Callable[[int, int], object]


def numbers_needed(instance: Instance) -> int:
    """How many numbers a comparison of a crisis holds at once, about: networks of both sides by all
    variations, and people under way. Raises ValueError for more routes than can be held."""
    moves = MoveSettings()
    routes = routes_in(instance, moves.hops)
    slowest = min(moves.walk_km, *(each.get("speed_km", moves.speed_km) for each in VARIATIONS))
    nights = max((link.km // slowest for link in instance.links), default=0.0)
    stages = sum(len(route.roads) for route in routes)
    network = instance.days * (len(routes) + _TABLES * len(instance.places))
    under_way = 2 * max(int(nights), 1) * stages * COARSE.recent
    return 2 * len(VARIATIONS) * network + under_way


_TABLES = 3
"""Numbers by day and place in a network and its crisis: leaving, pushing, conflict."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What both sides start from: what was known on day ``origin``, and newcomers after it.

    ``inflows``: ways it may go, each persons a day [origin + 1 + horizon]; ``counted`` stocks by
    day and place [origin + 1 + horizon, P], nan where nobody counted.
    """

    known: Instance
    origin: int
    horizon: int
    inflows: tuple[Array, ...]
    initial: Array
    counted: Array


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a comparison: ``arrivals`` [N, H, D] in persons by run, day ahead and
    destination; ``roads`` the ends of each road; ``crossings`` [H, L] the mean number of people who
    came to its end on each day."""

    arrivals: Array
    roads: tuple[tuple[int, int], ...]
    crossings: Array


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Both sides of a comparison, run by run alike but for the changes."""

    start: Start
    before: Side
    after: Side


def start_from(
    instance: Instance, origin: int, horizon: int, per_day: float | None = None
) -> Start:
    """What was known when day ``origin`` had ended, and how many flee in ``horizon`` days after it.

    By the forecast of the total from counted stocks, at its ``LEVELS``; or so many ``per_day``,
    before and after, when that is given. Raises ValueError when the days leave the run, or nobody
    was counted and no number is given.
    """
    if not 0 <= origin < instance.days or not 0 < horizon < instance.days - origin:
        raise ValueError(
            f"{horizon} days after day {origin} of a run of {instance.days} days; "
            "choose an earlier day or fewer days"
        )
    known = instance.as_of(origin)
    days = origin + 1 + horizon
    counted = np.full((days, len(known.places)), np.nan)
    initial = np.zeros(len(known.places))
    columns = [known.index_of(name) for name in known.reports.names]
    if columns:
        counted[: origin + 1, columns] = known.reports.on_report_days(origin + 1)
        initial[columns] = np.nan_to_num(known.reports.stocks(1)[0])
    if per_day is not None:
        return Start(known, origin, horizon, (np.full(days, per_day),), initial, counted)
    if not columns:
        raise ValueError("nobody was counted; say how many a day")
    past = newcomers_known(known.reports, origin)
    total = total_outlook(known, origin, horizon, LEVELS)
    inflows = tuple(
        np.concatenate([past, np.full(horizon, persons / horizon)]) for persons in total.quantiles
    )
    return Start(known, origin, horizon, inflows, initial, counted)


def compare(
    start: Start,
    changes: Sequence[Change],
    runs: int,
    seed: int,
    engine: Engine = Engine.COHORTS,
    tell: Tell = lambda done, of: None,
) -> Compared:
    """Run the crisis ``runs`` times without and with ``changes``.

    Runs are spread evenly over newcomers and rules of movement; the seed of each follows from
    ``seed`` and its number alone. ``tell`` hears how many of how many runs are done. Raises
    ValueError for no run, and what ``changed`` raises.
    """
    if runs < 1:
        raise ValueError(f"{runs} runs; ask for at least one")
    sides = tuple(_Runner(start, each, engine, runs) for each in ((), tuple(changes)))
    for number in range(runs):
        for place, side in enumerate(sides):
            side.run(number, seed)
            tell(2 * number + place + 1, 2 * runs)
    before, after = (side.told() for side in sides)
    return Compared(start, before, after)


class _Runner:
    """Runs one side, keeping the network of each variation of the rules."""

    def __init__(
        self, start: Start, changes: tuple[Change, ...], engine: Engine, runs: int
    ) -> None:
        self._start, self._changes, self._engine = start, changes, engine
        self._made: dict[int, tuple[Instance, MoveSettings, Network]] = {}
        self._columns = list(start.known.destinations)
        self._arrivals = np.zeros((runs, start.horizon, len(self._columns)))
        self._crossings: Array | None = None
        self._roads: tuple[tuple[int, int], ...] = ()

    def run(self, number: int, seed: int) -> None:
        inflow = self._start.inflows[number % len(self._start.inflows)]
        variation = number // len(self._start.inflows) % len(VARIATIONS)
        if variation not in self._made:
            self._made[variation] = self._prepared(variation)
        made, moves, network = self._made[variation]
        flow = simulate(
            made,
            inflow,
            moves,
            rng=np.random.default_rng((seed, number)),
            engine=self._engine,
            initial=self._start.initial,
            known=self._start.counted,
            grid=COARSE,
            network=network,
        )
        after = slice(self._start.origin + 1, None)
        self._arrivals[number] = flow.arrivals()[after, self._columns]
        taken = flow.crossings[after] / len(self._arrivals)
        self._crossings = taken if self._crossings is None else self._crossings + taken
        self._roads = tuple(zip(flow.road_from, flow.road_to, strict=True))

    def _prepared(self, variation: int) -> tuple[Instance, MoveSettings, Network]:
        moves = replace(MoveSettings(), **VARIATIONS[variation])  # type: ignore[arg-type]
        made, moves = changed(self._start.known, moves, self._changes)
        return made, moves, network_of(made, moves)

    def told(self) -> Side:
        crossings = np.zeros((0, 0)) if self._crossings is None else self._crossings
        return Side(self._arrivals, self._roads, crossings)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The 10th, 50th and 90th percentile over runs, each of the shape asked for."""

    low: Array
    middle: Array
    high: Array


def band(values: Array) -> Band:
    """The band over the first axis."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
    return Band(low, middle, high)


def busiest_day(arrivals: Array, level: float) -> Array:
    """Arrivals of the busiest day [D] that ``level`` of the runs do not exceed."""
    found: Array = np.quantile(arrivals.max(axis=1), level, axis=0, method="higher")
    return found
