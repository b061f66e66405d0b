"""Hybrid logical clocks: an order of edits that survives wrong and jumping wall clocks.

Source: Kulkarni et al., "Logical Physical Clocks and Consistent Snapshots in Globally
Distributed Databases", 2014.
"""

from __future__ import annotations

from dataclasses import dataclass

_COUNTER_MAX = 0xFFFF
MOST_AHEAD_MS = 5 * 60 * 1000
"""A stamp further ahead of this node's own clock than this is believed to come of a wrong clock."""


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A moment on a node's logical clock. Stamps order by time, then counter, then node."""

    milliseconds: int
    counter: int
    node: str

    def __str__(self) -> str:
        return f"{self.milliseconds:012x}-{self.counter:04x}-{self.node}"

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """Read what ``str`` wrote; raises ValueError on anything else."""
        try:
            milliseconds, counter, node = text.split("-", 2)
            return cls(int(milliseconds, 16), int(counter, 16), node)
        except ValueError:
            raise ValueError(
                f"{text!r} is not a clock stamp such as 018b2c3d4e5f-0001-PLM"
            ) from None


def next_stamp(last: Stamp | None, now_ms: int, node: str) -> Stamp:
    """The stamp of a new local event: never earlier than ``last``, whatever the wall clock says.

    ``now_ms`` is the wall clock in milliseconds since 1970.
    """
    if last is None or now_ms > last.milliseconds:
        return Stamp(now_ms, 0, node)
    if last.counter < _COUNTER_MAX:
        return Stamp(last.milliseconds, last.counter + 1, node)
    return Stamp(last.milliseconds + 1, 0, node)


def merged_stamp(last: Stamp | None, seen: Stamp, now_ms: int, node: str) -> Stamp:
    """The stamp after hearing of another node's event ``seen``.

    A stamp from a clock that is years ahead is not followed: one wrong clock would set those of
    all nodes. Nothing is lost by that, since an edit names the ones that it replaces
    (``core.ledger.merge``) and does not need to be later than they are.
    """
    if seen.milliseconds > now_ms + MOST_AHEAD_MS:
        return next_stamp(last, now_ms, node)
    latest = seen if last is None else max(last, seen)
    return next_stamp(latest, now_ms, node)
