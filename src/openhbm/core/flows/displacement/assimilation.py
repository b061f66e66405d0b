"""Where the next arrivals go: the simulation, corrected by what was counted, and what was counted.

Each member is a way of saying how arrivals divide over destinations, from what was known on the
day of the forecast. Weights begin at one default for all crises and follow how each member did at
this crisis so far, judged by dated reports alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from openhbm.core.flows.displacement.engines import COARSE, Engine, Grid, simulate
from openhbm.core.flows.displacement.network import network_of
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reports import Array
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_in, newcomers_known

# Members and the weight they begin with. Chosen on the four shared crises together.
MEMBERS = {
    "simulation from counted stocks": 0.4,
    "simulation": 0.1,
    "stocks": 0.2,
    "last 28 days": 0.15,
    "last 56 days": 0.15,
}


@dataclass(frozen=True, slots=True)
class AssimilationSettings:
    """How weights are learnt. ``eagerness``: weight = prior × exp(−eagerness × sum of past
    misallocations), each worth ``keep`` times less per origin that has passed. Past origins lie
    ``step_days`` apart, at most ``most_origins`` of them."""

    eagerness: float = 2.0
    keep: float = 0.9
    step_days: int = 14
    most_origins: int = 12
    moves: MoveSettings = field(default_factory=MoveSettings)
    grid: Grid = COARSE


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """How the arrivals of ``horizon`` days after ``origin`` divide over ``names``.

    ``shares`` [D] sum to 1; ``members`` say what each way of looking gives, ``weights`` how much
    each was believed, ``past_errors`` how many earlier forecasts that rests on.
    """

    origin: int
    horizon: int
    names: tuple[str, ...]
    shares: Array
    members: dict[str, Array]
    weights: dict[str, float]
    past_errors: int


def outlook(
    instance: Instance,
    origin: int,
    horizon: int = 28,
    settings: AssimilationSettings | None = None,
) -> Outlook:
    """Forecast the division of arrivals as of ``origin`` (a day of the run).

    Nothing after ``origin`` is read: neither reports nor conflict nor closures. Raises ValueError
    when no destination is reported on, or ``origin`` is not a day of the run.
    """
    settings = settings or AssimilationSettings()
    known = instance.as_of(origin)
    if not known.reports.names:
        raise ValueError("no destination is reported on; add source_data/data_layout.csv")
    members = partial(member_shares, horizon=horizon, settings=settings)
    past = [
        day for day in _past(origin, horizon, settings) if _came(known, day, horizon) is not None
    ]
    losses = [_losses(members(known.as_of(day), day), _came(known, day, horizon)) for day in past]
    weights = _weights(losses, settings)
    now = members(known, origin)
    mixed = np.sum([weights[name] * now[name] for name in MEMBERS], axis=0)
    return Outlook(
        origin, horizon, known.reports.names, mixed, now, weights, past_errors=len(losses)
    )


def member_shares(
    known: Instance, origin: int, *, horizon: int, settings: AssimilationSettings
) -> dict[str, Array]:
    """What each member says on ``origin`` of the days after it: shares [D] that sum to 1."""
    reports = known.reports
    stocks = np.nan_to_num(reports.stocks(origin + 1))
    even = np.full(len(reports.names), 1 / len(reports.names))
    standing = shares_of(stocks[-1], even)
    free, corrected = _simulated(known, origin, horizon, settings)
    return {
        "simulation from counted stocks": shares_of(corrected, standing),
        "simulation": shares_of(free, standing),
        "stocks": standing,
        "last 28 days": shares_of(stocks[-1] - stocks[max(origin - 28, 0)], standing),
        "last 56 days": shares_of(stocks[-1] - stocks[max(origin - 56, 0)], standing),
    }


def shares_of(persons: Array, otherwise: Array) -> Array:
    """Shares [D] of increases; ``otherwise`` when nothing increased."""
    more = np.maximum(persons, 0.0)
    total = more.sum()
    return more / total if total > 0 else otherwise


def misallocated(predicted: Array, actual: Array) -> float:
    """The share of arrivals that were put at the wrong destination: half of sum |p − a|."""
    return float(np.abs(predicted - actual).sum() / 2)


def _simulated(
    known: Instance, origin: int, horizon: int, settings: AssimilationSettings
) -> tuple[Array, Array]:
    """Arrivals [D] of the days ahead: growth of stocks in a free run, arrivals in one that is
    corrected to the counts up to ``origin``."""
    columns = [known.index_of(name) for name in known.reports.names]
    inflow = newcomers_known(known.reports, origin)
    ahead = np.full(min(horizon, known.days - 1 - origin), max(inflow[-28:].mean(), 1.0))
    days = len(inflow) + len(ahead)
    counted = np.full((days, len(known.places)), np.nan)
    counted[: origin + 1, columns] = known.reports.on_report_days(origin + 1)
    initial = np.zeros(len(known.places))
    initial[columns] = np.nan_to_num(known.reports.stocks(1)[0])
    network = network_of(known, settings.moves)
    run = partial(
        simulate,
        known,
        np.concatenate([inflow, ahead]),
        settings.moves,
        rng=np.random.default_rng(0),  # drawn from by no expected value
        engine=Engine.EXPECTED,
        initial=initial,
        grid=settings.grid,
        network=network,
    )
    stocks = run().stocks[:, columns]
    arrived = run(known=counted).arrivals()[origin + 1 :, columns].sum(axis=0)
    return stocks[-1] - stocks[origin], arrived


def _past(origin: int, horizon: int, settings: AssimilationSettings) -> list[int]:
    """Earlier origins whose days ahead have passed, oldest first."""
    latest = origin - horizon
    days = range(latest, 0, -settings.step_days)
    return list(days)[: settings.most_origins][::-1]


def _came(known: Instance, day: int, horizon: int) -> Array | None:
    """Shares of what dated reports say came in the ``horizon`` days after ``day``; None when they
    say nothing came."""
    stocks = np.nan_to_num(known.reports.stocks(day + horizon + 1))
    more = np.maximum(stocks[-1] - stocks[day], 0.0)
    return more / more.sum() if more.sum() > 0 else None


def _losses(members: dict[str, Array], came: Array | None) -> dict[str, float]:
    if came is None:
        raise ValueError("nothing came in the days that are judged")
    return {name: misallocated(members[name], came) for name in MEMBERS}


def _weights(losses: list[dict[str, float]], settings: AssimilationSettings) -> dict[str, float]:
    ages = np.arange(len(losses) - 1, -1, -1)
    total = {
        name: float(
            sum(settings.keep**age * loss[name] for age, loss in zip(ages, losses, strict=True))
        )
        for name in MEMBERS
    }
    least = min(total.values())
    raw = {
        name: prior * np.exp(-settings.eagerness * (total[name] - least))
        for name, prior in MEMBERS.items()
    }
    return {name: float(weight / sum(raw.values())) for name, weight in raw.items()}


__all__ = [
    "MEMBERS",
    "AssimilationSettings",
    "Outlook",
    "member_shares",
    "misallocated",
    "newcomers_in",
    "outlook",
    "shares_of",
]
