"""How well forecasts did: the figures that stand beside every forecast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Skill:
    """Mean absolute errors in persons per day over all days ahead, beside persistence.

    ``persistence_mae`` is the error of carrying the last reported day forward on the same days;
    ``coverage80`` the share of days inside the 80 % range (0.80 is right); ``origins`` how many
    earlier days were forecast from. The figures are None while there is nothing to compare with.
    """

    mae: float | None
    persistence_mae: float | None
    coverage80: float | None
    origins: int


Made = tuple[NDArray[np.float64], float, NDArray[np.float64]]


def skill_of(made: Iterable[Made]) -> Skill:
    """The skill of forecasts made: each is (quantiles [h, 3] at .1, .5, .9; the last reported
    count; what came [h] with nan for days not reported). Days not reported are not judged."""
    rows = [_compared(*one) for one in made]
    rows = [row for row in rows if row.size]
    if not rows:
        return Skill(None, None, None, 0)
    error, persistence, inside = np.concatenate(rows).mean(axis=0)
    return Skill(float(error), float(persistence), float(inside), len(rows))


def _compared(
    paths: NDArray[np.float64], last: float, actual: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Per judged day: error of the median, error of persistence, 1 if inside the range. [n, 3]"""
    judged = ~np.isnan(actual)
    low, middle, high = paths[judged].T
    came = actual[judged]
    inside = (low <= came) & (came <= high)
    return np.column_stack([np.abs(middle - came), np.abs(last - came), inside])
