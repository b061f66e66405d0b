"""How good a run or an outlook was: errors beside those of shares that merely stay as they were.

Counted stocks are known on report days only. Errors on straight lines between reports
(``interpolated``) are what published figures use, and flatter whoever reads the lines; errors on
report days (``dated``) are what was seen. Both are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.assimilation import misallocated, shares_of
from openhbm.core.flows.displacement.engines import Flow
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reports import Array


@dataclass(frozen=True, slots=True)
class StockErrors:
    """Average relative difference of stocks, as they are and with the total made right
    (``rescaled``), and its ratio to that of shares frozen at day 7 and day 30 (below 1 is
    better than frozen). None where nothing can be compared."""

    ard: float | None
    ard_rescaled: float | None
    mase7: float | None
    mase30: float | None
    days: int


def stock_errors(flow: Flow, *, dated: bool) -> StockErrors:
    """Errors of a run against counted stocks, on report days or interpolated."""
    reports = flow.instance.reports
    days = len(flow.stocks)
    columns = [flow.instance.index_of(name) for name in reports.names]
    actual = np.nan_to_num(reports.stocks(days)) if dated else reports.interpolated(days)
    judged = reports.reported_on(days).any(axis=1) if dated else np.ones(days, dtype=bool)
    judged &= actual.sum(axis=1) > 0
    simulated = flow.stocks[:, columns]
    scaled = _scaled(simulated, actual)
    ours = relative_difference(scaled, actual, judged)
    return StockErrors(
        ard=relative_difference(simulated, actual, judged),
        ard_rescaled=ours,
        mase7=_ratio(scaled, actual, judged, 7),
        mase30=_ratio(scaled, actual, judged, 30),
        days=int(judged.sum()),
    )


def relative_difference(predicted: Array, actual: Array, judged: NDArray[np.bool_]) -> float | None:
    """Mean over judged days of sum |predicted − actual| / sum actual, of stocks [T, D]."""
    if not judged.any():
        return None
    off = np.abs(predicted - actual)[judged].sum(axis=1)
    return float((off / actual[judged].sum(axis=1)).mean())


def frozen(actual: Array, day: int) -> Array:
    """Stocks [T, D] if the shares of ``day`` held for good and the total were known."""
    total = actual.sum(axis=1, keepdims=True)
    even = np.full(actual.shape[1], 1 / actual.shape[1])
    stocks: Array = shares_of(actual[min(day, len(actual) - 1)], even)[None] * total
    return stocks


def _scaled(simulated: Array, actual: Array) -> Array:
    total = simulated.sum(axis=1, keepdims=True)
    scale = np.where(total > 0, actual.sum(axis=1, keepdims=True) / np.maximum(total, 1e-12), 0.0)
    scaled: Array = simulated * scale
    return scaled


def _ratio(scaled: Array, actual: Array, judged: NDArray[np.bool_], day: int) -> float | None:
    later = judged.copy()
    later[: day + 1] = False
    if not later.any():
        return None
    ours = np.abs(scaled - actual)[judged].sum(axis=1).mean()
    still = np.abs(frozen(actual, day) - actual)[later].sum(axis=1).mean()
    return float(ours / still) if still > 0 else None


@dataclass(frozen=True, slots=True)
class Came:
    """What came in a window: shares [D] and total, by dated reports or by straight lines."""

    shares: Array
    total: float


def what_came(instance: Instance, origin: int, horizon: int, *, dated: bool) -> Came | None:
    """What came in the ``horizon`` days after ``origin``; None when nothing did. Reads later
    reports: for judging only."""
    days = origin + horizon + 1
    reports = instance.reports
    stocks = np.nan_to_num(reports.stocks(days)) if dated else reports.interpolated(days)
    more = np.maximum(stocks[-1] - stocks[origin], 0.0)
    total = float(more.sum())
    return Came(more / total, total) if total > 0 else None


def naive_shares(instance: Instance, origin: int) -> dict[str, Array]:
    """Shares [D] that merely stay: all alike, those of stocks, of the last 28 and 56 days; from
    reports up to ``origin``."""
    stocks = np.nan_to_num(instance.reports.as_of(origin).stocks(origin + 1))
    even = np.full(stocks.shape[1], 1 / stocks.shape[1])
    standing = shares_of(stocks[-1], even)
    return {
        "even": even,
        "frozen stocks": standing,
        "last 28 days": shares_of(stocks[-1] - stocks[max(origin - 28, 0)], standing),
        "last 56 days": shares_of(stocks[-1] - stocks[max(origin - 56, 0)], standing),
    }


def pinball(levels: tuple[float, ...], quantiles: Array, actual: float) -> float:
    """Mean pinball loss of quantiles [Q]; twice its mean over even levels is nearly the CRPS."""
    off = actual - quantiles
    asked = np.array(levels)
    return float(np.maximum(asked * off, (asked - 1) * off).mean())


__all__ = [
    "Came",
    "StockErrors",
    "frozen",
    "misallocated",
    "naive_shares",
    "pinball",
    "relative_difference",
    "stock_errors",
    "what_came",
]
