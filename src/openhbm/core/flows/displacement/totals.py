"""How many will come in all: from counts, never from the answer.

Reported apart from where they go, always with a range.
"""

from __future__ import annotations

import numpy as np

from openhbm.core.flows.displacement.reports import Array, StockReports


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


__all__ = ["StockReports", "newcomers_in"]
