"""A scorer that learns from labels: many small trees, each correcting those before it.

Sources: Friedman, Annals of Statistics 29 (2001) 1189; histograms of binned values after Ke et al.,
NeurIPS 30 (2017). Own code on arrays, so that a scorer is a file of numbers and not a pickle.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.compiled import compiled
from openhbm.core.identity.linkage.trees import DEPTH, INNER, LEAVES, Floats, Trees

TREES, BINS = 120, 64
RATE, RIDGE, LEAST_WEIGHT = 0.12, 2.0, 4.0


def log_odds(trees: Trees, rows: Floats) -> Floats:
    """R natural log odds of rows R x features."""
    given = np.ascontiguousarray(rows)
    return _scored(given, trees.base, trees.feature, trees.edge, trees.leaf)


def learn_trees(rows: Floats, labels: NDArray[Any], trees: int = TREES) -> Trees:
    """Trees that tell ``labels`` (R, true or false) from ``rows`` (R x features).

    The same rows give the same trees; nothing is drawn at random. Raises ValueError when all
    labels are alike.
    """
    share = float(np.mean(labels))
    if not 0 < share < 1:
        raise ValueError("all labels are alike; a scorer needs matches and pairs that are none")
    edges = [_edges(rows[:, n]) for n in range(rows.shape[1])]
    binned = np.stack(
        [np.searchsorted(edges[n], rows[:, n], side="left") for n in range(rows.shape[1])], axis=1
    ).astype(np.uint8)
    base = float(np.log(share / (1 - share)))
    odds = np.full(len(rows), base, np.float64)
    truth = np.asarray(labels, np.float64)
    found = [_grown(binned, truth, odds) for _ in range(trees)]
    table = np.full((rows.shape[1], BINS), np.inf, np.float32)
    for number, cut in enumerate(edges):
        table[number, : len(cut)] = cut
    feature = np.stack([each[0] for each in found])
    bins = np.stack([each[1] for each in found])
    return Trees(base, feature, table[feature, bins], np.stack([each[2] for each in found]))


def _edges(values: Floats) -> Floats:
    """At most ``BINS`` - 1 places to cut between different values."""
    different = np.unique(values)
    if len(different) > BINS:
        different = np.unique(np.quantile(values, np.linspace(0, 1, BINS)).astype(np.float32))
    return ((different[1:] + different[:-1]) / 2).astype(np.float32)


def _grown(
    binned: NDArray[np.uint8], truth: NDArray[np.float64], odds: NDArray[np.float64]
) -> tuple[NDArray[np.int16], NDArray[np.int64], Floats]:
    """(feature, bin, leaf) of one more tree; adds it to ``odds``."""
    chance = 1 / (1 + np.exp(-odds))
    slope, curve = truth - chance, np.maximum(chance * (1 - chance), 1e-6)
    feature, cut = np.zeros(INNER, np.int16), np.full(INNER, BINS - 1, np.int64)
    node = np.zeros(len(binned), np.int64)
    for level in range(DEPTH):
        first, width = (1 << level) - 1, 1 << level
        sums = _histogram(binned, node - first, slope, curve, width)
        at, bins = _best_cuts(sums)
        feature[first : first + width], cut[first : first + width] = at, bins
        _descend(binned, node, feature, cut)
    leaves = node - INNER
    up = np.bincount(leaves, slope, LEAVES)
    down = np.bincount(leaves, curve, LEAVES)
    leaf = (RATE * up / (down + RIDGE)).astype(np.float32)
    odds += leaf[leaves]
    return feature, cut, leaf


@compiled
def _histogram(
    binned: NDArray[np.uint8],
    node: NDArray[np.int64],
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
    width: int,
) -> NDArray[np.float64]:
    features = binned.shape[1]
    sums = np.zeros((width, features, 64, 2))
    for row in range(len(binned)):
        at = node[row]
        for feature in range(features):
            sums[at, feature, binned[row, feature], 0] += slope[row]
            sums[at, feature, binned[row, feature], 1] += curve[row]
    return sums


def _best_cuts(sums: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(feature, bin) with the largest gain for each node; the last bin where nothing is gained."""
    left = sums.cumsum(axis=2)
    whole = left[:, :, -1:, :]
    right = whole - left

    def worth(part: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(part[..., 0] ** 2 / (part[..., 1] + RIDGE))

    gain = worth(left) + worth(right) - worth(whole)
    enough = (left[..., 1] >= LEAST_WEIGHT) & (right[..., 1] >= LEAST_WEIGHT)
    flat = np.where(enough, gain, 0.0).reshape(len(sums), -1)
    best = flat.argmax(axis=1)
    nothing = flat[np.arange(len(flat)), best] <= 0
    return np.where(nothing, 0, best // BINS), np.where(nothing, BINS - 1, best % BINS)


@compiled
def _descend(
    binned: NDArray[np.uint8],
    node: NDArray[np.int64],
    feature: NDArray[np.int16],
    cut: NDArray[np.int64],
) -> None:
    for row in range(len(binned)):
        at = node[row]
        goes_right = binned[row, feature[at]] > cut[at]
        node[row] = 2 * at + (2 if goes_right else 1)


@compiled
def _scored(
    rows: Floats,
    base: float,
    feature: NDArray[np.int16],
    edge: Floats,
    leaf: Floats,
) -> Floats:
    out = np.empty(len(rows), np.float32)
    inner = feature.shape[1]
    for row in range(len(rows)):
        total = base
        for tree in range(len(feature)):
            at = 0
            while at < inner:
                goes_right = rows[row, feature[tree, at]] > edge[tree, at]
                at = 2 * at + (2 if goes_right else 1)
            total += leaf[tree, at - inner]
        out[row] = total
    return out
