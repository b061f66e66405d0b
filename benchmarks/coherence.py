"""Sums of forecasts beside forecasts of sums: control points together, countries together, and
classes of travellers beside each class by itself.

Rolling origin every 14 days, 14 days ahead, at most 400 days of history; every class and post is
forecast from days up to its origin only. Score: twice the mean pinball loss at 0.1 to 0.9 over
the mean absolute difference to the same weekday a week before. What joint paths and classes are
brought to was chosen on windows of the first half; the rows are about the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from benchmarks.daily_scores import HISTORY, HORIZON, LEVELS, Score, score
from benchmarks.rows import Row
from benchmarks.series import (
    forecast_set,
    hong_kong,
    hong_kong_classes,
    ukraine_by_country,
)
from openhbm.core.flows import DailySeries, Forecast, ForecastSettings, forecast_arrivals
from openhbm.core.flows.coherence import summed_forecast
from openhbm.core.flows.members import WINDOW_DAYS
from openhbm.core.flows.shares import brought_to

_PLAIN = ForecastSettings(skill_origins=0)
_LEAST_PERSONS = 0.5


@dataclass(frozen=True)
class Cut:
    """``known`` [T, B] of all parts from ``start`` on, and what ``came`` [14, B]."""

    start: date
    known: np.ndarray
    came: np.ndarray


def cuts(parts: Mapping[str, DailySeries], every: int) -> Iterator[Cut]:
    """Windows in the second half of the days on which all parts are in the files."""
    start = min(series.start for series in parts.values())
    days = (max(series.end for series in parts.values()) - start).days + 1
    table = np.full((days, len(parts)), np.nan)
    for column, series in enumerate(parts.values()):
        first = (series.start - start).days
        table[first : first + len(series.counts), column] = series.counts
    step = 14 * every if days > 200 else 2
    for origin in range(max(days // 2, 14), days - HORIZON + 1, step):
        begins = max(0, origin - HISTORY)
        known = table[begins:origin]
        whole = known.sum(axis=1)[-WINDOW_DAYS:]
        if not np.isnan(whole).all():
            came = table[origin : origin + HORIZON]
            yield Cut(start + timedelta(days=begins), known, came)


def foreseen(cut: Cut, counts: np.ndarray) -> Forecast:
    return forecast_arrivals(DailySeries(cut.start, counts), HORIZON, LEVELS, _PLAIN)


def scored(quantiles: np.ndarray, came: np.ndarray, known: np.ndarray) -> Score | None:
    """The score on days that were reported; None where nothing is to be judged."""
    judged = ~np.isnan(came)
    steps = np.abs(known[7:] - known[:-7])
    scale = float(np.nanmean(steps)) if (~np.isnan(steps)).any() else 0.0
    if not judged.any() or scale < _LEAST_PERSONS:
        return None
    return score(quantiles[judged], came[judged], scale)


def sum_scores(parts: Mapping[str, DailySeries], every: int) -> dict[str, list[Score | None]]:
    """The whole by summed paths, by a forecast of its own, and by summing ends of ranges."""
    found = defaultdict(list)
    for cut in cuts(parts, every):
        each = [foreseen(cut, counts) for counts in cut.known.T]
        known, came = cut.known.sum(axis=1), cut.came.sum(axis=1)
        said = {
            "ours": summed_forecast(each, np.random.default_rng(1)).quantiles,
            "own": foreseen(cut, known).quantiles,
            "ends": np.sum([one.quantiles for one in each], axis=0),
        }
        for name, quantiles in said.items():
            found[name].append(scored(quantiles, came, known))
    return found


def class_scores(every: int) -> dict[str, list[Score | None]]:
    """Residents, visitors from the mainland and others at each control point: brought to the
    forecast of the point, and each by itself."""
    found = defaultdict(list)
    for classes in hong_kong_classes().values():
        for cut in cuts(classes, 2 * every):
            alone = np.stack([foreseen(cut, counts).quantiles for counts in cut.known.T])
            whole = foreseen(cut, cut.known.sum(axis=1)).quantiles
            together = np.moveaxis(brought_to(whole, alone, LEVELS).quantiles, 1, 0)
            for name, quantiles in (("ours", together), ("alone", alone)):
                for one, came, known in zip(quantiles, cut.came.T, cut.known.T, strict=True):
                    found[name].append(scored(one, came, known))
    return found


def _mean(scores: list[Score | None]) -> tuple[float, float, int]:
    judged = [each for each in scores if each is not None]
    crps, cover = np.mean(judged, axis=0)
    return float(crps), float(cover), len(judged)


def coherence_rows(*, quick: bool) -> list[Row]:
    """Adding up may not cost accuracy: at most 1 % more loss than forecasts that do not add up."""
    every = 2 if quick else 1
    points = {name: each for name, each in forecast_set().items() if name.startswith("hk_")}
    sets = (
        ("12 control points, 2024 to 2025", points),
        ("4 control points, 2022", hong_kong()),
        ("neighbours of Ukraine", ukraine_by_country()),
    )
    rows = [row for name, parts in sets for row in _sum_rows(name, sum_scores(parts, every))]
    found = class_scores(every)
    ours, other = _mean(found["ours"]), _mean(found["alone"])
    return [*rows, _row("classes of travellers", ours, other, "each by itself")]


def _sum_rows(name: str, found: dict[str, list[Score | None]]) -> list[Row]:
    ours = _mean(found["ours"])
    return [
        _row(f"sum of {name}", ours, _mean(found["own"]), "forecast of the sum"),
        _row(f"sum of {name}", ours, _mean(found["ends"]), "sums of range ends"),
    ]


def _row(
    what: str, ours: tuple[float, float, int], other: tuple[float, float, int], rival: str
) -> Row:
    crps, cover, windows = ours
    return Row(
        f"scaled CRPS, {what}",
        round(crps, 3),
        round(other[0], 3),
        rival,
        f"{windows} windows; 80 % range held {cover:.2f} beside {other[1]:.2f}",
        "at most 1 % above the peer",
        crps <= 1.01 * other[0],
    )
