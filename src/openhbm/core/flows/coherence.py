"""Forecasts of posts added up to areas and countries, in one set that agrees with itself.

Ranges do not add up: the highest tenth of a country's days is not that of all its posts at once.
What adds up are paths. So the ranges of the posts are drawn together, as often high at the same
time as their forecasts erred together so far, and every path of the whole is the sum of the paths
of its parts. The expected number of the whole is the sum of those of its parts, exactly; its
range is that of the summed paths; the forecasts of the posts stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from openhbm.core.flows.forecast import LEVELS, Forecast, Past
from openhbm.core.flows.members import Array
from openhbm.core.flows.paths import PATHS, expected_arrivals, paths_of
from openhbm.core.flows.skill import Made, Skill, skill_of

METHOD = "forecasts of posts added up by joint paths, 1"
_LEAST = 1e-12
_LEAST_TOLD = 0.5


@dataclass(frozen=True, slots=True)
class TieSettings:
    """How far posts are taken to err together. ``prior``: the correlation before any error is
    known, and ``prior_days``: how many days of errors weigh as much as it."""

    prior: float = 0.5
    prior_days: float = 14.0


def ties_of(errors: Array, settings: TieSettings | None = None) -> Array:
    """How far posts err together, as correlations [B, B], from their past ``errors`` [T, B] on the
    same days, nan where not known. Shrunk towards the prior while days are few."""
    settings = settings or TieSettings()
    known = ~np.isnan(errors)
    plain = np.where(known, errors, 0.0)
    size = np.sqrt((plain**2).T @ known * (known.T @ plain**2))
    together = (plain.T @ plain) / np.maximum(size, _LEAST)
    days = (known.T @ known.astype(np.float64)) * (size > _LEAST)
    ties = (days * together + settings.prior_days * settings.prior) / (days + settings.prior_days)
    np.fill_diagonal(ties, 1.0)
    # Days known pair by pair need not fit together: what cannot be is left out.
    values, vectors = np.linalg.eigh(ties)
    fitting = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(fitting))
    found: Array = fitting / np.outer(scale, scale)
    return found


def summed_paths(
    parts: Array, levels: Sequence[float], ties: Array, rng: np.random.Generator
) -> Array:
    """Equally likely sums [H, 400] of ``parts`` [B, H, Q] that err together by ``ties`` [B, B]."""
    half = rng.standard_normal((PATHS // 2, len(parts))) @ np.linalg.cholesky(ties).T
    # Every draw has its opposite beside it, so that the middle is not off by chance.
    ranks = np.concatenate([half, -half]).argsort(axis=0).argsort(axis=0)
    paths = paths_of(parts, levels)
    total = np.zeros(paths.shape[1:])
    for part, rank in zip(paths, ranks.T, strict=True):
        total += part[:, rank]
    return total


def summed_quantiles(
    parts: Array, levels: Sequence[float], ties: Array, rng: np.random.Generator
) -> Array:
    """Quantiles [H, Q] of the sum of ``parts`` [B, H, Q]; those of the part when there is one."""
    if len(parts) == 1:
        return np.asarray(parts[0], dtype=np.float64)
    found: Array = np.quantile(summed_paths(parts, levels, ties, rng), levels, axis=-1).T
    return found


def summed_forecast(
    parts: Sequence[Forecast], rng: np.random.Generator, settings: TieSettings | None = None
) -> Forecast:
    """The forecast of all ``parts`` together, with the skill that such sums had on earlier days.

    All must begin on the same day, with the same levels and days ahead. Each drew its paths from
    days of its own, so a post without history takes part from its first count on. Raises
    ValueError for no part, or for parts that do not fit together.
    """
    if not parts:
        raise ValueError("no forecast to add up; forecast at least one post")
    for one, other in pairwise(parts):
        if (one.start, one.levels, len(one.quantiles)) != (
            other.start,
            other.levels,
            len(other.quantiles),
        ):
            raise ValueError(
                f"forecasts from {one.start} and {other.start} differ in days or levels; "
                "add up forecasts of the same days and levels"
            )
    errors = _beside([part.errors for part in parts])
    quantiles = np.stack([part.quantiles for part in parts])
    ties = ties_of(errors, settings)
    return Forecast(
        start=parts[0].start,
        levels=parts[0].levels,
        quantiles=summed_quantiles(quantiles, parts[0].levels, ties, rng),
        expected=np.sum([part.expected for part in parts], axis=0),
        skill=_skill(parts, errors, rng, settings),
        method=METHOD,
    )


def _beside(errors: Sequence[Array]) -> Array:
    """Errors of all parts [T, B], aligned at their last day."""
    days = max(len(each) for each in errors)
    table = np.full((days, len(errors)), np.nan)
    for column, each in enumerate(errors):
        table[days - len(each) :, column] = each
    return table


def _skill(
    parts: Sequence[Forecast],
    errors: Array,
    rng: np.random.Generator,
    settings: TieSettings | None,
) -> Skill:
    """Skill of the sums that would have been forecast, on days from which every part that had
    begun was forecast."""
    days_back = sorted({past.days_back for part in parts for past in part.past})
    made = []
    for back in days_back:
        begun = [n for n, part in enumerate(parts) if len(part.errors) > back]
        earlier = [past for n in begun for past in parts[n].past if past.days_back == back]
        if begun and len(earlier) == len(begun):
            ties = ties_of(errors[: len(errors) - back][:, begun], settings)
            made.append(_made(earlier, ties, rng))
    return skill_of(made)


def _made(earlier: Sequence[Past], ties: Array, rng: np.random.Generator) -> Made:
    judged = slice(0, len(earlier[0].actual))
    quantiles = np.stack([past.quantiles[judged] for past in earlier])
    total = summed_quantiles(quantiles, LEVELS, ties, rng)
    columns = [LEVELS.index(level) for level in (0.1, 0.5, 0.9)]
    came = np.stack([past.actual for past in earlier])
    actual = sum_that_came(came, expected_arrivals(quantiles, LEVELS))
    return total[:, columns], sum(past.last for past in earlier), actual


def sum_that_came(actual: Array, expected: Array) -> Array:
    """What came at all parts together [h] from ``actual`` [B, h] and what was ``expected`` [B, h].

    A part that did not report is taken to have had what was expected of it, so that one silent
    post does not keep a country from being judged; nan where parts of less than half of what was
    expected reported, or none.
    """
    reported = ~np.isnan(actual)
    told = (expected * reported).sum(axis=0) >= _LEAST_TOLD * expected.sum(axis=0)
    came: Array = np.where(reported, actual, expected).sum(axis=0)
    came[~(told & reported.any(axis=0))] = np.nan
    return came
