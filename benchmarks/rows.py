"""Rows of a benchmark: what was measured beside the peer, and how they are told."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from benchmarks.series import SHARED


@dataclass(frozen=True)
class Row:
    """One claim: what was measured, ours and the peer's figure, and whether the target was met."""

    what: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    target: str
    met: bool


def told(described: str | None, measure: Callable[..., Sequence[Row]]) -> int:
    """Measure and print, as ``--json`` and ``--quick`` ask; the exit code."""
    parser = argparse.ArgumentParser(description=described)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if not SHARED.is_dir():
        print(f"no shared data at {SHARED}; nothing measured", file=sys.stderr)
        return 2
    rows = measure(quick=asked.quick)
    if asked.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}, default=float))
        return 0
    for row in rows:
        verdict = "met" if row.met else "MISSED"
        print(f"{row.what:58} {row.ours:>10} {row.peer_name:>18} {row.peer:>10}", end=" ")
        print(f"{verdict:6} {row.unit}")
    print(f"{sum(bool(row.met) for row in rows)} of {len(rows)} targets met")
    return 0
