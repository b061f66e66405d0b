"""Rows of a benchmark: what was measured beside the peer, and how they are told.

Every benchmark prints one object with ``--json``: its ``rows``, each with the seven fields of
`Row`, and what else it measured under a key beside them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.series import SHARED


@dataclass(frozen=True)
class Row:
    """One claim: what was measured, ours and the peer's figure, and whether the target was met.

    ``peer`` is None where there is none, or where it is not installed; ``target`` says in words
    what has to be reached, and of which figure where it is one of the peer's. Both it and ``met``
    are None of a figure that nothing was aimed at.
    """

    what: str
    ours: float | str | None
    peer: float | str | None
    peer_name: str | None
    unit: str
    target: str | None
    met: bool | None


def told(described: str | None, measure: Callable[..., Sequence[Row]]) -> int:
    """Measure and print, as ``--json`` and ``--quick`` ask; the exit code."""
    parser = argparse.ArgumentParser(description=described)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if not SHARED.is_dir():
        print(f"no shared data at {SHARED}; nothing measured", file=sys.stderr)
        return 2
    printed(measure(quick=asked.quick), as_json=asked.json)
    return 0


def printed(rows: Sequence[Row], *, as_json: bool, **beside: Mapping[str, Any]) -> None:
    """Print the rows: as one object, with what stands ``beside`` them, or as lines."""
    if as_json:
        print(json.dumps({"rows": [asdict(row) for row in rows], **beside}, default=_plain))
        return
    for row in rows:
        print(_line_of(row))
    aimed = [row.met for row in rows if row.met is not None]
    print(f"{sum(aimed)} of {len(aimed)} targets met")


def _line_of(row: Row) -> str:
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    peer = f"{row.peer_name or ''} {'' if row.peer is None else row.peer}"
    return f"{row.what:<70} {row.ours!s:>10} {row.unit:<9} {peer:>28} {verdict}".rstrip()


def _plain(value: Any) -> Any:
    """A number of NumPy as Python's own."""
    return value.item()
