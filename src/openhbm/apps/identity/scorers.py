"""Scorers of pairs: the weights a register teaches by itself, or one of the content pack."""

from __future__ import annotations

from openhbm.content.loader import pack
from openhbm.content.schemas.linkage import PairScorer
from openhbm.core.identity.linkage.trees import Trees

WEIGHTS_ALONE = "weights"
"""The scorer that knows only what it learnt from the register itself."""


def trees_of(scorer: str) -> Trees | None:
    """The trees of a scorer of the content pack; none for the weights alone.

    UnknownItem, naming the nearest, when there is no such scorer.
    """
    return None if scorer == WEIGHTS_ALONE else pack().get(PairScorer, scorer).scorer()
