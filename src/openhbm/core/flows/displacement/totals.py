"""How many will come in all: from counts, never from the answer.

Reported apart from where they go, always with a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from openhbm.core.flows.displacement.network import push_of
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reports import Array, StockReports
from openhbm.core.flows.displacement.settings import MoveSettings


def newcomers_in(stocks: Array) -> Array:
    """Persons a day [T] that make the sum of ``stocks`` [T, D] grow, 0 on the first day.

    Decreases are owed and taken from later increases. This reads what was counted afterwards: for
    replaying a past crisis and for comparison with models that are given the total.
    """
    change = np.diff(stocks.sum(axis=1), prepend=stocks[:1].sum())
    newcomers = np.zeros(len(change))
    owed = 0.0
    for day, difference in enumerate(change):
        net = difference - owed
        newcomers[day] = max(net, 0.0)
        owed = max(-net, 0.0)
    return newcomers


def newcomers_known(reports: StockReports, origin: int) -> Array:
    """Persons a day [origin + 1] by what was reported up to ``origin``: evenly between reports, and
    after the last one at the mean of the last four weeks that were reported."""
    known = reports.as_of(origin)
    days = np.arange(origin + 1)
    columns = []
    for name in known.names:
        found = known.corrected(name)
        if found:
            columns.append(np.interp(days, [r.day for r in found], [r.persons for r in found]))
    if not columns:
        return np.zeros(origin + 1)
    newcomers = newcomers_in(np.stack(columns, axis=1))
    last = max((r.day for name in known.names for r in known.reports[name]), default=0)
    recent = newcomers[max(last - 27, 1) : last + 1]
    newcomers[last + 1 :] = recent.mean() if len(recent) else 0.0
    return newcomers


@dataclass(frozen=True, slots=True)
class TotalSettings:
    """How the total is forecast. ``weights`` of the growth of the last 28, 56 and 112 days and of
    conflict; ``yardstick``: share of the stock that is added before ratios are taken, so that
    nothing can be compared with nothing; ``guess_spread``: standard deviation of the logarithm of
    the ratio while few errors are known, which weighs as much as ``guess_weight`` of them;
    ``adapt``: by how much the range widens after each miss, against ``aim``, the share of totals
    that it should hold. Chosen on the four shared crises together."""

    weights: tuple[float, float, float, float] = (0.25, 0.25, 0.25, 0.25)
    yardstick: float = 0.003
    least: float = 50.0
    guess_spread: float = 2.0
    guess_weight: float = 10.0
    adapt: float = 0.05
    aim: float = 0.8
    step_days: int = 14


@dataclass(frozen=True, slots=True, eq=False)
class TotalOutlook:
    """How many arrive in ``horizon`` days after ``origin`` in all, in persons.

    ``quantiles`` [Q] at ``levels``; ``members`` are the single estimates; ``persistence`` is the
    growth of the last 28 days; ``coverage`` of the 80 % range so far, over ``past`` forecasts,
    None while there is none.
    """

    origin: int
    horizon: int
    levels: tuple[float, ...]
    quantiles: Array
    members: dict[str, float]
    persistence: float
    coverage: float | None
    past: int


TOTAL_MEMBERS = ("last 28 days", "last 56 days", "last 112 days", "conflict")
_GUESSES = 21
_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def total_outlook(
    instance: Instance,
    origin: int,
    horizon: int = 28,
    levels: tuple[float, ...] = _LEVELS,
    settings: TotalSettings | None = None,
    moves: MoveSettings | None = None,
) -> TotalOutlook:
    """Forecast the total as of ``origin``: from dated reports and conflict up to that day only.

    The range comes from how far earlier forecasts of the same crisis were off, as a ratio, and
    widens when it held too little. Raises ValueError when ``origin`` is not a day of the run.
    """
    settings, moves = settings or TotalSettings(), moves or MoveSettings()
    known = instance.as_of(origin)
    stocks = np.nan_to_num(known.reports.stocks(origin + 1)).sum(axis=1)
    errors: list[tuple[int, float]] = []
    width, held = settings.aim, []
    for day in range(origin - horizon, 27, -settings.step_days)[::-1]:
        came = max(stocks[day + horizon] - stocks[day], 0.0)
        point, base = _point(known.as_of(day), day, horizon, settings, moves)
        # On that day only windows that had ended could be judged.
        judged = [error for ended, error in errors if ended <= day]
        told = _quantiles(judged, point, base, (0.1, 0.9), width, settings)
        held.append(bool(told[0] <= came <= told[1]))
        width = float(np.clip(width + settings.adapt * (settings.aim - held[-1]), 0.3, 0.995))
        errors.append((day + horizon, float(np.log((came + base) / (point + base)))))
    members = _members(known, origin, horizon, moves)
    point, base = _point(known, origin, horizon, settings, moves)
    return TotalOutlook(
        origin=origin,
        horizon=horizon,
        levels=levels,
        quantiles=_quantiles([error for _, error in errors], point, base, levels, width, settings),
        members=dict(zip(TOTAL_MEMBERS, members, strict=True)),
        persistence=members[0],
        coverage=float(np.mean(held)) if held else None,
        past=len(held),
    )


def _members(
    known: Instance, origin: int, horizon: int, moves: MoveSettings
) -> tuple[float, float, float, float]:
    stocks = np.nan_to_num(known.reports.stocks(origin + 1)).sum(axis=1)
    growth = [
        max(stocks[origin] - stocks[max(origin - days, 0)], 0.0) / max(min(days, origin), 1)
        for days in (28, 56, 112)
    ]
    pressure = conflict_pressure(known, moves)
    past = pressure[max(origin - 112, 0) : origin].sum()
    ahead = pressure[origin + 1 : origin + 1 + horizon].sum()
    driven = growth[2] * min(112, max(origin, 1)) * ahead / past if past > 0 else 0.0
    return growth[0] * horizon, growth[1] * horizon, growth[2] * horizon, float(driven)


def conflict_pressure(instance: Instance, moves: MoveSettings) -> Array:
    """Residents in conflict by day [T], weighted by its intensity and how long it has gone on."""
    population = np.array([float(place.population) for place in instance.places])
    pressure: Array = push_of(instance, moves) @ population
    return pressure


def _point(
    known: Instance, origin: int, horizon: int, settings: TotalSettings, moves: MoveSettings
) -> tuple[float, float]:
    """The middle estimate, and what is added to it and to what came before taking ratios."""
    stock = float(np.nan_to_num(known.reports.stocks(origin + 1)).sum(axis=1)[origin])
    base = settings.yardstick * stock + settings.least
    members = np.array(_members(known, origin, horizon, moves))
    return float(np.exp(np.dot(settings.weights, np.log(members + base))) - base), base


def _quantiles(
    errors: list[float],
    point: float,
    base: float,
    levels: tuple[float, ...],
    width: float,
    settings: TotalSettings,
) -> Array:
    """Quantiles [Q] from past errors and the stated guess, stretched to ``width``."""
    normal = NormalDist(0.0, settings.guess_spread)
    guesses = [normal.inv_cdf((i + 0.5) / _GUESSES) for i in range(_GUESSES)]
    sample = np.array([*errors, *guesses])
    weight = np.array([1.0] * len(errors) + [settings.guess_weight / _GUESSES] * _GUESSES)
    order = np.argsort(sample, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    asked = 0.5 + (np.array(levels) - 0.5) * width / settings.aim
    place = np.minimum(np.searchsorted(reached, asked), len(sample) - 1)
    quantiles: Array = np.maximum((point + base) * np.exp(sample[order][place]) - base, 0.0)
    return quantiles
