"""All that this app stores, room by room; Django looks for it here, and nothing of the app does."""

from __future__ import annotations

from openhbm.apps.identity.match_models import ALL_PARTS, MatchKey, MatchSubject, NameCount
from openhbm.apps.identity.pairs.models import CandidatePair, PairJudgement
from openhbm.apps.identity.watch.models import (
    WatchEntry,
    WatchHit,
    WatchKey,
    WatchList,
    WatchReading,
    WatchRun,
)

__all__ = [
    "ALL_PARTS",
    "CandidatePair",
    "MatchKey",
    "MatchSubject",
    "NameCount",
    "PairJudgement",
    "WatchEntry",
    "WatchHit",
    "WatchKey",
    "WatchList",
    "WatchReading",
    "WatchRun",
]
