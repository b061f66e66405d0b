"""Records that are one person together, without letting siblings in by way of each other.

Pairs are joined from the likeliest on. Two groups become one only where the evidence between all
of their records, taken together, is for it; a pair that never was a candidate counts against it,
and a pair that a person judged to be two people forbids it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.blocking import Keys, decoded, pairs_in
from openhbm.core.identity.linkage.compiled import compiled

UNSEEN = -1.0
"""Log odds of two records that share no composite key."""
FORBIDDEN = -1e6


def clusters_of(
    pairs: Keys,
    log_odds: NDArray[np.float32],
    records: int,
    apart: Keys | None = None,
    unseen: float = UNSEEN,
    threshold: float = 0.0,
) -> NDArray[np.int64]:
    """For each record the smallest number of its cluster; alone it has its own.

    ``pairs`` coded and in order with their ``log_odds``; ``apart`` are pairs that somebody judged
    to be two people.
    """
    odds = log_odds.astype(np.float64)
    if apart is not None and len(apart):
        every = np.union1d(pairs, apart)
        known = np.full(len(every), unseen)
        known[np.searchsorted(every, pairs)] = odds
        known[np.searchsorted(every, apart)] = FORBIDDEN
        pairs, odds = every, known
    likely = np.flatnonzero(odds > threshold)
    order = likely[np.argsort(-odds[likely], kind="stable")]
    left, right = decoded(pairs)
    return _joined(left[order], right[order], pairs, odds, records, unseen, threshold)


@compiled
def _odds_of(one: int, other: int, pairs: Keys, odds: NDArray[np.float64], unseen: float) -> float:
    low, high = min(one, other), max(one, other)
    wanted = (np.uint64(low) << np.uint64(32)) | np.uint64(high)
    start, end = 0, len(pairs)
    while start < end:
        middle = (start + end) // 2
        if pairs[middle] < wanted:
            start = middle + 1
        else:
            end = middle
    return odds[start] if start < len(pairs) and pairs[start] == wanted else unseen


@compiled
def _root(parent: NDArray[np.int64], record: int) -> int:
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


@compiled
def _evidence(
    one: int,
    other: int,
    following: NDArray[np.int64],
    pairs: Keys,
    odds: NDArray[np.float64],
    unseen: float,
) -> float:
    """Mean log odds between the records of two groups."""
    total, count = 0.0, 0
    a = one
    while a >= 0:
        b = other
        while b >= 0:
            total += max(min(_odds_of(a, b, pairs, odds, unseen), 15.0), -1e6)
            count += 1
            b = following[b]
        a = following[a]
    return total / count


@compiled
def _joined(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    pairs: Keys,
    odds: NDArray[np.float64],
    records: int,
    unseen: float,
    threshold: float,
) -> NDArray[np.int64]:
    parent = np.arange(records)
    following = np.full(records, -1)
    last = np.arange(records)
    for pair in range(len(left)):
        one, other = _root(parent, left[pair]), _root(parent, right[pair])
        if one == other:
            continue
        if _evidence(one, other, following, pairs, odds, unseen) <= threshold:
            continue
        low, high = min(one, other), max(one, other)
        parent[high] = low
        following[last[low]] = high
        last[low] = last[high]
    for record in range(records):
        parent[record] = _root(parent, record)
    return parent


def pairs_within(clusters: NDArray[np.int64]) -> Keys:
    """Every pair of records of one cluster, coded, in order."""
    # No key is 0, which would stand for a record without one.
    keys = clusters.astype(np.uint64) + np.uint64(1)
    return np.sort(pairs_in(keys, np.arange(len(clusters)), most=len(clusters)))
