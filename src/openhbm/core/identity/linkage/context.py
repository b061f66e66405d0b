"""What the other candidates of two records say about a pair: is there a better one?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, decoded
from openhbm.core.identity.linkage.compiled import compiled

NOBODY_ELSE = -30.0
CONTEXT = 4
"""Columns: best other pair of either record, the better and the worse; how many likely ones."""


def best_of_each(pairs: Keys, log_odds: NDArray[np.float32], records: int) -> NDArray[np.float32]:
    """Records x 3: the best and second best log odds of each record's pairs, how many are likely.

    Tables of parts of the pairs are joined by `joined`.
    """
    table = np.full((records, 3), NOBODY_ELSE, np.float32)
    table[:, 2] = 0
    left, right = decoded(pairs)
    _collect(left, right, log_odds.astype(np.float32), table)
    return table


@compiled
def _collect(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    log_odds: NDArray[np.float32],
    table: NDArray[np.float32],
) -> None:
    for pair in range(len(left)):
        value = log_odds[pair]
        for record in (left[pair], right[pair]):
            if value > table[record, 0]:
                table[record, 1] = table[record, 0]
                table[record, 0] = value
            elif value > table[record, 1]:
                table[record, 1] = value
            if value > 0:
                table[record, 2] += 1


def joined(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """The table of two parts of the pairs together; a pair must be in one of them only."""
    best = np.maximum(one[:, 0], other[:, 0])
    second = np.maximum(np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 1], other[:, 1]))
    return np.stack([best, second, one[:, 2] + other[:, 2]], axis=1)


def context_of(
    pairs: Keys, log_odds: NDArray[np.float32], table: NDArray[np.float32]
) -> NDArray[np.float32]:
    """P x ``CONTEXT`` of pairs, given the table of all pairs of their records."""
    left, right = decoded(pairs)
    others = []
    for record in (left, right):
        best, second = table[record, 0], table[record, 1]
        others.append(np.where(log_odds >= best, second, best))
    likely = np.stack([table[left, 2], table[right, 2]])
    return np.stack(
        [np.maximum(*others), np.minimum(*others), likely.max(axis=0), likely.min(axis=0)], axis=1
    ).astype(np.float32)
