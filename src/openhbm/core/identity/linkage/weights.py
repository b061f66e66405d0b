"""Weights of evidence learnt from the register itself, without anybody's labels.

A mixture of three kinds of pairs: one person, members of one household, strangers. The second kind
is what keeps siblings apart: they share father, family name, place and telephone, and nothing else.
Sources: Fellegi and Sunter, JASA 64 (1969) 1183; Winkler, Proc. Section on Survey Research Methods
(1988) 667 (learning by expectation and maximisation); Larsen and Rubin, JASA 96 (2001) 32 (more
than two kinds).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.levels import (
    CLASSES,
    STRANGERS,
    TRAITS,
    levels_of,
)

ROUNDS = 60
SETTLED = 1e-5
PRIOR_PAIRS = 200.0
"""The first guess counts as so many pairs of each kind."""
_BEGIN_SHARES = (0.05, 0.15, 0.80)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """What was learnt: the ``shares`` of the kinds of pairs, and for each trait of `TRAITS` a table
    kinds x levels of shares; ``usual_bits`` a trait, how rare what strangers share usually is.
    """

    shares: tuple[float, ...]
    tables: tuple[tuple[tuple[float, ...], ...], ...]
    usual_bits: tuple[float, ...]

    def log_likelihoods(self, levels: NDArray[np.int8], features: NDArray[np.float32]) -> Floats:
        """P x kinds: the logarithm of share times likelihood."""
        total = np.repeat(np.log(np.array(self.shares))[None, :], len(levels), axis=0)
        for column, trait in enumerate(TRAITS):
            total += _padded(self.tables[column])[levels[:, column]]
            if trait.bits is not None:
                agrees = levels[:, column] >= trait.agrees_from
                extra = features[:, trait.bits] - self.usual_bits[column]
                total[:, STRANGERS] -= np.where(agrees, extra, 0.0) * np.log(2.0)
        return total


def posterior(log_likelihoods: Floats) -> Floats:
    """Rows that sum to 1."""
    shifted = np.exp(log_likelihoods - log_likelihoods.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def first_guess() -> Weights:
    """The weights before anything is learnt."""
    return Weights(_BEGIN_SHARES, tuple(trait.begin for trait in TRAITS), (0.0,) * len(TRAITS))


def learn_weights(features: NDArray[np.float32], rounds: int = ROUNDS) -> Weights:
    """Weights learnt from the features of candidate pairs (P x features).

    Pairs that look the same are counted together, so that a million of them take a second.
    """
    levels = levels_of(features)
    patterns, inverse, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
    weights = first_guess()
    before = -np.inf
    for _ in range(rounds):
        likelihood = _pattern_likelihoods(weights, patterns)
        now = float((np.logaddexp.reduce(likelihood, axis=1) * counts).sum() / counts.sum())
        weights = _maximised(patterns, posterior(likelihood) * counts[:, None], weights)
        if abs(now - before) < SETTLED:
            break
        before = now
    chances = posterior(_pattern_likelihoods(weights, patterns))[inverse.ravel()]
    return Weights(weights.shares, weights.tables, _usual_bits(levels, features, chances))


def _pattern_likelihoods(weights: Weights, patterns: NDArray[np.int8]) -> Floats:
    total = np.repeat(np.log(np.array(weights.shares))[None, :], len(patterns), axis=0)
    for column in range(len(TRAITS)):
        total += _padded(weights.tables[column])[patterns[:, column]]
    return total


def _padded(table: tuple[tuple[float, ...], ...]) -> Floats:
    """(levels + 1) x kinds logarithms; the last row, which -1 finds, is 0."""
    logs = np.log(np.array(table, float)).T
    return np.vstack([logs, np.zeros((1, logs.shape[1]))])


def _maximised(patterns: NDArray[np.int8], mass: Floats, before: Weights) -> Weights:
    tables = []
    for column, trait in enumerate(TRAITS):
        known = patterns[:, column] >= 0
        counted = np.array(
            [
                np.bincount(patterns[known, column], mass[known, kind], trait.levels)
                for kind in range(CLASSES)
            ]
        )
        counted = counted + PRIOR_PAIRS * np.array(trait.begin)
        shares = counted / counted.sum(axis=1, keepdims=True)
        tables.append(tuple(tuple(map(float, row)) for row in shares))
    share = mass.sum(axis=0) + 1.0
    return Weights(tuple(map(float, share / share.sum())), tuple(tables), before.usual_bits)


def _usual_bits(
    levels: NDArray[np.int8], features: NDArray[np.float32], chances: Floats
) -> tuple[float, ...]:
    usual = []
    for column, trait in enumerate(TRAITS):
        if trait.bits is None:
            usual.append(0.0)
            continue
        agrees = levels[:, column] >= trait.agrees_from
        weight = chances[agrees, STRANGERS]
        bits = features[agrees, trait.bits]
        usual.append(float((bits * weight).sum() / max(weight.sum(), 1e-9)) if len(bits) else 0.0)
    return tuple(usual)
