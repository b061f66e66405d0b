"""What the other candidates of two records say about a pair: is there a better one?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, decoded
from openhbm.core.identity.linkage.compiled import compiled

NOBODY_ELSE = -30.0
CONTEXT = 4
"""Columns: best other pair of either record, the better and the worse; how many likely ones."""


def empty_best(records: int) -> NDArray[np.float32]:
    """Records x 3 before any pair is known; see `best_of_each`."""
    table = np.full((records, 3), NOBODY_ELSE, np.float32)
    table[:, 2] = 0
    return table


def add_to_best(table: NDArray[np.float32], pairs: Keys, log_odds: NDArray[np.float32]) -> None:
    """Add pairs to the table of `best_of_each`; each pair once, in any order."""
    left, right = decoded(pairs)
    _collect(left, right, log_odds.astype(np.float32), table)


def best_of_each(pairs: Keys, log_odds: NDArray[np.float32], records: int) -> NDArray[np.float32]:
    """Records x 3: best and second best log odds of each record, and how many likely pairs."""
    table = empty_best(records)
    add_to_best(table, pairs, log_odds)
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
