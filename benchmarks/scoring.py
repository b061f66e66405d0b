"""How well pairs were found: precision, recall, F1, and recall where 99 % are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PairScores:
    """The pairs a tool proposes: its score for each, and whether both records are one person."""

    score: NDArray[np.floating[Any]]
    is_match: NDArray[np.bool_]


def true_pairs_among(clusters: NDArray[Any]) -> int:
    """How many pairs of records belong to one person."""
    _, sizes = np.unique(clusters, return_counts=True)
    return int((sizes.astype(np.int64) * (sizes - 1) // 2).sum())


def at_threshold(scores: PairScores, threshold: float, there: int) -> dict[str, float]:
    """Precision, recall and F1 of the pairs that score ``threshold`` or more."""
    taken = scores.is_match[scores.score >= threshold]
    right = int(taken.sum())
    precision, recall = right / max(len(taken), 1), right / max(there, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def figures_of(scores: PairScores, there: int) -> dict[str, float]:
    """The figures at the best threshold, ``recall_at_p99`` and the recall of the blocking.

    The best threshold is chosen with the truth at hand, which favours whoever is measured so.
    """
    order = np.argsort(-scores.score, kind="stable")
    ranked, hits = scores.score[order], scores.is_match[order].cumsum()
    ends = np.append(np.flatnonzero(np.diff(ranked)), max(len(ranked) - 1, 0))
    if not len(ranked):
        return {"f1": 0.0, "recall_at_p99": 0.0, "blocking_recall": 0.0}
    right, taken = hits[ends], ends + 1
    precision, recall = right / taken, right / max(there, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best, sure = int(f1.argmax()), precision >= 0.99
    return {
        "precision": round(float(precision[best]), 4),
        "recall": round(float(recall[best]), 4),
        "f1": round(float(f1[best]), 4),
        "threshold": round(float(ranked[ends][best]), 3),
        "recall_at_p99": round(float(recall[sure].max()) if sure.any() else 0.0, 4),
        "blocking_recall": round(float(hits[-1]) / max(there, 1), 4),
    }
