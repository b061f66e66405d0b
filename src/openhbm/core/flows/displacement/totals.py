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
