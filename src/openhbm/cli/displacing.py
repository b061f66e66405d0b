"""What ``hbm displace`` shows: outlooks, replays and plans as figures and as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from openhbm.core.flows.displacement.assimilation import Outlook, misallocated, outlook
from openhbm.core.flows.displacement.engines import Flow
from openhbm.core.flows.displacement.evaluation import (
    naive_shares,
    pinball,
    stock_errors,
    what_came,
)
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.planning import PlanningFigures
from openhbm.core.flows.displacement.scenarios import Difference
from openhbm.core.flows.displacement.totals import TotalOutlook, total_outlook

Figures = dict[str, Any]


def outlook_figures(instance: Instance, where: Outlook, total: TotalOutlook) -> Figures:
    """The division and the total apart, and their product per destination."""
    middle = float(np.interp(0.5, total.levels, total.quantiles))
    return {
        "as_of": str(instance.start + timedelta(days=where.origin)),
        "days_ahead": where.horizon,
        "total": total_figures(total),
        "division": {
            "shares": _by_name(where.names, where.shares, 4),
            "members": {
                name: _by_name(where.names, shares, 4) for name, shares in where.members.items()
            },
            "weights": {name: round(weight, 4) for name, weight in where.weights.items()},
            "past_forecasts": where.past_errors,
        },
        "arrivals": _by_name(where.names, where.shares * middle, 0),
        "warnings": [str(warning) for warning in instance.warnings],
    }


def total_figures(total: TotalOutlook) -> Figures:
    """The total with its range and how earlier ranges held."""
    return {
        "quantiles": {
            f"{level:g}": round(float(value))
            for level, value in zip(total.levels, total.quantiles, strict=True)
        },
        "members": {name: round(value) for name, value in total.members.items()},
        "persistence": round(total.persistence),
        "coverage_of_80_percent_range": _rounded(total.coverage),
        "past_forecasts": total.past,
    }


def flow_figures(flow: Flow, difference: Difference | None) -> Figures:
    """A run: who came where, and what changes make of it."""
    columns = flow.instance.destinations
    names = tuple(flow.instance.places[number].name for number in columns)
    arrived = flow.arrivals()[:, list(columns)]
    figures: Figures = {
        "from": str(flow.instance.start),
        "days": len(flow.stocks),
        "began_to_flee": round(float(flow.placed.sum())),
        "arrivals": _by_name(names, arrived.sum(axis=0), 0),
        "busiest_day": _by_name(names, arrived.max(axis=0, initial=0.0), 0),
        "stocks_at_the_end": _by_name(names, flow.stocks[-1, list(columns)], 0),
        "warnings": [str(warning) for warning in flow.instance.warnings],
    }
    if difference is not None:
        figures["with_changes"] = {
            "arrivals": _by_name(difference.names, difference.after, 0),
            "more": _by_name(difference.names, difference.more, 0),
        }
    return figures


def replay_errors(flow: Flow) -> Figures:
    """Errors of a replay that was told the total, on report days and on straight lines."""
    found = {
        kind: stock_errors(flow, dated=kind == "report_days")
        for kind in ("report_days", "interpolated")
    }
    return {
        kind: {
            "ard": _rounded(errors.ard),
            "ard_rescaled": _rounded(errors.ard_rescaled),
            "mase_frozen_day_7": _rounded(errors.mase7),
            "mase_frozen_day_30": _rounded(errors.mase30),
            "days": errors.days,
        }
        for kind, errors in found.items()
    }


def judged(instance: Instance, origin: int, horizon: int) -> Figures:
    """What would have been said on one day, beside what came and what naive shares say."""
    where, total = outlook(instance, origin, horizon), total_outlook(instance, origin, horizon)
    rivals = {"ours": where.shares} | naive_shares(instance, origin)
    figures: Figures = {
        "as_of": str(instance.start + timedelta(days=origin)),
        "total": total_figures(total),
    }
    for kind in ("report_days", "interpolated"):
        came = what_came(instance, origin, horizon, dated=kind == "report_days")
        if came is None:
            figures[kind] = None
            continue
        low, high = np.interp([0.1, 0.9], total.levels, total.quantiles)
        figures[kind] = {
            "came": round(came.total),
            "inside_80_percent_range": bool(low <= came.total <= high),
            "pinball": round(pinball(total.levels, total.quantiles, came.total), 1),
            "persistence_error": round(abs(total.persistence - came.total)),
            "misallocated": {
                name: round(misallocated(shares, came.shares), 4) for name, shares in rivals.items()
            },
        }
    return figures


def averaged(days: Iterable[Figures]) -> Figures:
    """Means over several days judged."""
    told = list(days)
    means: Figures = {"forecasts": len(told)}
    for kind in ("report_days", "interpolated"):
        rows = [day[kind] for day in told if day[kind] is not None]
        if rows:
            means[kind] = {
                "judged": len(rows),
                "misallocated": {
                    name: round(float(np.mean([row["misallocated"][name] for row in rows])), 4)
                    for name in rows[0]["misallocated"]
                },
                "coverage_of_80_percent_range": round(
                    float(np.mean([row["inside_80_percent_range"] for row in rows])), 4
                ),
            }
    return means


def plan_figures(plan: PlanningFigures) -> Figures:
    """Planning figures per destination."""
    return {
        "runs": plan.runs,
        "destinations": {
            name: {
                "arrivals": {"likely": round(a), "worst": round(b)},
                "busiest_day": {"likely": round(c), "worst": round(d)},
                "greatest_stock": {"likely": round(e), "worst": round(f)},
            }
            for name, a, b, c, d, e, f in zip(
                plan.names,
                plan.likely_arrivals,
                plan.worst_arrivals,
                plan.likely_day,
                plan.worst_day,
                plan.likely_stock,
                plan.worst_stock,
                strict=True,
            )
        },
    }


def lines_of(figures: Mapping[str, Any], indent: int = 0) -> Iterable[str]:
    """Nested figures, one a line."""
    for name, value in figures.items():
        label = f"{'  ' * indent}{str(name).replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield label
            yield from lines_of(value, indent + 1)
        elif isinstance(value, list):
            yield from (f"{label}: {each}" for each in value)
        else:
            yield f"{label}: {'not known' if value is None else value}"


def day_of(instance: Instance, on: date | None) -> int:
    """The number of a day of the run; its last report when none is given. Raises ValueError for a
    day outside the run."""
    if on is None:
        last = max((r.day for found in instance.reports.reports.values() for r in found), default=0)
        return min(max(last, 0), instance.days - 1)
    day = (on - instance.start).days
    if not 0 <= day < instance.days:
        end = instance.start + timedelta(days=instance.days - 1)
        raise ValueError(f"{on} is outside the run, which lasts from {instance.start} to {end}")
    return day


def _by_name(names: Iterable[str], values: Any, digits: int) -> dict[str, float]:
    return {
        name: round(float(value), digits) if digits else round(float(value))
        for name, value in zip(names, values, strict=True)
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
