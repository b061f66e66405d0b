"""Many runs of one crisis, and the figures that capacity is planned by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openhbm.core.flows.displacement.engines import COARSE, Engine, Grid, simulate
from openhbm.core.flows.displacement.network import Network, network_of
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reports import Array
from openhbm.core.flows.displacement.scenarios import Change, changed
from openhbm.core.flows.displacement.settings import MoveSettings

WORST = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One way it may go: changes to the crisis, rules of movement, and newcomers by day [T].
    ``weight`` says how likely it is beside the others."""

    name: str
    inflow: Array
    changes: tuple[Change, ...] = ()
    moves: MoveSettings = MoveSettings()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run: which scenario, by number, and its seed."""

    scenario: int
    seed: int


def runs_of(scenarios: Sequence[Scenario], each: int, seed: int) -> tuple[Run, ...]:
    """``each`` runs of every scenario; seeds follow from ``seed`` and the run's place alone, so
    that it does not matter who runs it and when."""
    return tuple(
        Run(number, seed * 1_000_003 + number * each + repeat)
        for number in range(len(scenarios))
        for repeat in range(each)
    )


def run_batch(
    instance: Instance,
    scenarios: Sequence[Scenario],
    runs: Sequence[Run],
    initial: Array | None = None,
    engine: Engine = Engine.COHORTS,
    grid: Grid = COARSE,
) -> Array:
    """Figures [N, 3, D] of some runs: persons arriving in all, on the busiest day, and the greatest
    stock, at each destination of the instance."""
    figures = np.zeros((len(runs), 3, len(instance.destinations)))
    prepared: dict[int, tuple[Instance, MoveSettings, Network]] = {}
    for place, run in enumerate(runs):
        if run.scenario not in prepared:
            scenario = scenarios[run.scenario]
            made, moves = changed(instance, scenario.moves, scenario.changes)
            prepared[run.scenario] = (made, moves, network_of(made, moves))
        made, moves, network = prepared[run.scenario]
        flow = simulate(
            made,
            scenarios[run.scenario].inflow,
            moves,
            rng=np.random.default_rng(run.seed),
            engine=engine,
            initial=initial,
            grid=grid,
            network=network,
        )
        columns = list(instance.destinations)
        arrived = flow.arrivals()[:, columns]
        figures[place] = (
            arrived.sum(axis=0),
            arrived.max(axis=0, initial=0.0),
            flow.stocks[:, columns].max(axis=0, initial=0.0),
        )
    return figures


@dataclass(frozen=True, slots=True, eq=False)
class PlanningFigures:
    """What to plan for at each destination, in persons: the most likely (the weighted median) and
    the worst of twenty (the 95th percentile) of arrivals in all, of the busiest day and of the
    greatest stock."""

    names: tuple[str, ...]
    likely_arrivals: Array
    worst_arrivals: Array
    likely_day: Array
    worst_day: Array
    likely_stock: Array
    worst_stock: Array
    runs: int


def planning_figures(
    instance: Instance, scenarios: Sequence[Scenario], runs: Sequence[Run], figures: Array
) -> PlanningFigures:
    """Summarise ``figures`` [N, 3, D] of ``runs``, every run weighing as its scenario does.

    Raises ValueError when there are no runs.
    """
    if not len(runs):
        raise ValueError("no run to plan from; ask for at least one")
    counts = np.bincount([run.scenario for run in runs], minlength=len(scenarios))
    weights = np.array([scenarios[run.scenario].weight / counts[run.scenario] for run in runs])
    likely, worst = (_quantile(figures, weights, level) for level in (0.5, WORST))
    return PlanningFigures(
        names=tuple(instance.places[number].name for number in instance.destinations),
        likely_arrivals=likely[0],
        worst_arrivals=worst[0],
        likely_day=likely[1],
        worst_day=worst[1],
        likely_stock=likely[2],
        worst_stock=worst[2],
        runs=len(runs),
    )


def _quantile(figures: Array, weights: Array, level: float) -> Array:
    """The weighted quantile over runs [3, D]: the smallest value that ``level`` do not exceed."""
    order = np.argsort(figures, axis=0, kind="stable")
    reached = np.cumsum(weights[order], axis=0) / weights.sum()
    place = (reached < level - 1e-12).sum(axis=0)[None]
    found: Array = np.take_along_axis(np.take_along_axis(figures, order, axis=0), place, axis=0)[0]
    return found
