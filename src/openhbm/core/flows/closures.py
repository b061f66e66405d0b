"""Days on which a border was closed: nobody came, and nobody need report it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from openhbm.core.flows.series import DailySeries


def with_closures(series: DailySeries, closed: Collection[date]) -> DailySeries:
    """The series with 0 persons on closed days that nobody reported.

    A count made on a closed day stands: people come to closed borders. Days outside the series
    are left out.
    """
    places = [(day - series.start).days for day in closed]
    inside = [place for place in places if 0 <= place < len(series.counts)]
    counts = series.counts.copy()
    known = np.zeros(len(counts), dtype=bool)
    known[inside] = True
    counts[known & np.isnan(counts)] = 0.0
    return DailySeries(series.start, counts)
