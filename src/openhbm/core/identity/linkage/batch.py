"""The whole way in memory: a register in, pairs and clusters out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, candidate_pairs
from openhbm.core.identity.linkage.clusters import clusters_of
from openhbm.core.identity.linkage.comparing import Comparison
from openhbm.core.identity.linkage.context import best_of_each
from openhbm.core.identity.linkage.encoding import Register
from openhbm.core.identity.linkage.scoring import Weighed, scored, weigh, weights_for
from openhbm.core.identity.linkage.trees import Trees
from openhbm.core.identity.linkage.weights import Weights


@dataclass(frozen=True)
class Linked:
    """What was found: the pairs worth a look with their log odds, the weights they got, and how
    many pairs were compared."""

    weighed: Weighed
    log_odds: NDArray[np.float32]
    weights: Weights
    compared: int

    @property
    def pairs(self) -> Keys:
        return self.weighed.pairs

    def clusters(self, records: int, apart: Keys | None = None) -> NDArray[np.int64]:
        """Each record's cluster; see `clusters.clusters_of`."""
        return clusters_of(self.pairs, self.log_odds, records, apart)


def link(
    register: Register,
    trees: Trees | None = None,
    weights: Weights | None = None,
    advanced: Callable[[int, int], None] = lambda done, of: None,
) -> Linked:
    """Find the pairs of ``register`` that may be one person.

    ``weights`` are learnt from the register when not given; ``trees`` are optional. ``advanced``
    is told how many pairs were compared since the last time, and how many there are.
    """
    comparison = Comparison(register)
    pairs = candidate_pairs(register)
    weights = weights or weights_for(comparison, pairs)
    weighed = weigh(comparison, weights, pairs, lambda count: advanced(count, len(pairs)))
    table = best_of_each(weighed.pairs, weighed.log_odds, len(register))
    return Linked(weighed, scored(weighed, table, trees), weights, len(pairs))
