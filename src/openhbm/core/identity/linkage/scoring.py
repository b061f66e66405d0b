"""From candidate pairs to log odds: by the weights of this register, then by trees if any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, mixed
from openhbm.core.identity.linkage.boosting import log_odds
from openhbm.core.identity.linkage.comparing import FEATURES, Comparison
from openhbm.core.identity.linkage.context import CONTEXT, context_of
from openhbm.core.identity.linkage.levels import SAME_HOUSEHOLD, SAME_PERSON, levels_of
from openhbm.core.identity.linkage.trees import Trees
from openhbm.core.identity.linkage.weights import Weights, learn_weights, posterior

CHUNK = 400_000
FLOOR = -8.0
"""Log odds below which a pair is dropped after the first look: one in three thousand."""
LEARNT_FROM = 1_500_000
"""About so many pairs are learnt from, taken evenly over all."""
COLUMNS = FEATURES + 2 + CONTEXT

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Weighed:
    """Pairs that may be one person: coded, with features, log odds by weights, and the chance that
    they are members of one household."""

    pairs: Keys
    features: Floats
    log_odds: Floats
    household: Floats

    def __len__(self) -> int:
        return len(self.pairs)


def sampled(pairs: Keys, of: int) -> Keys:
    """The pairs to learn from: by a number of their own, so that the same ones are taken however
    the ``of`` pairs of the register are divided."""
    step = max(1, -(-of // LEARNT_FROM))
    return np.asarray(pairs[mixed(pairs, 1) % np.uint64(step) == 0], np.uint64)


def weights_for(comparison: Comparison, pairs: Keys) -> Weights:
    """Weights learnt from pairs of this register."""
    return learn_weights(comparison.features(sampled(pairs, len(pairs))))


def weigh(
    comparison: Comparison,
    weights: Weights,
    pairs: Keys,
    advanced: Callable[[int], None] = lambda count: None,
) -> Weighed:
    """The pairs above ``FLOOR``; ``advanced`` is told how many were looked at."""
    kept = [_empty()]
    for chunk in chunks(pairs):
        features = comparison.features(chunk)
        likelihoods = weights.log_likelihoods(levels_of(features), features)
        odds = odds_of_one_person(likelihoods)
        stays = odds > FLOOR
        household = posterior(likelihoods[stays])[:, SAME_HOUSEHOLD].astype(np.float32)
        kept.append(Weighed(chunk[stays], features[stays], odds[stays], household))
        advanced(len(chunk))
    return together(kept)


def odds_of_one_person(likelihoods: NDArray[np.float64]) -> Floats:
    """P log odds of one person against both other kinds of pairs."""
    others = np.logaddexp.reduce(np.delete(likelihoods, SAME_PERSON, axis=1), axis=1)
    return np.asarray(likelihoods[:, SAME_PERSON] - others, np.float32)


def together(parts: list[Weighed]) -> Weighed:
    """Weighed pairs one after the other."""
    return Weighed(
        np.concatenate([part.pairs for part in parts]),
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.log_odds for part in parts]),
        np.concatenate([part.household for part in parts]),
    )


def _empty() -> Weighed:
    nothing = np.zeros(0, np.float32)
    return Weighed(np.zeros(0, np.uint64), np.zeros((0, FEATURES), np.float32), nothing, nothing)


def chunks(pairs: Keys) -> Iterator[Keys]:
    """Pairs in portions that fit beside each other in memory."""
    for start in range(0, len(pairs), CHUNK):
        yield pairs[start : start + CHUNK]


def rows_of(weighed: Weighed, table: Floats) -> Floats:
    """P x ``COLUMNS``: all that trees see of a pair; ``table`` as of `context.best_of_each`."""
    context = context_of(weighed.pairs, weighed.log_odds, table)
    own = np.stack([weighed.log_odds, weighed.household], axis=1)
    return np.concatenate([weighed.features, own, context], axis=1, dtype=np.float32)


def scored(weighed: Weighed, table: Floats, trees: Trees | None) -> Floats:
    """P log odds; those of the weights alone when there are no trees."""
    if trees is None:
        return weighed.log_odds
    return log_odds(trees, rows_of(weighed, table))
