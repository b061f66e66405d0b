"""What becomes of a referral: received, accepted and completed in time, late, or not at all."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator

_LATE = 1.6
"""A late step comes up to this much of its time after the deadline."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a referral was sent and when each step is due."""

    sent_at: datetime
    receive_by_at: datetime
    accept_by_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A referral moves to a state at an instant."""

    at: datetime
    to_state: str


def drawn_steps(
    deadlines: Deadlines, rates: Mapping[str, float], rng: Generator
) -> tuple[Step, ...]:
    """The steps of one referral. Rates: ``received_in_time``, ``accepted_in_time``, ``declined``
    (of those received) and ``completed`` (of those accepted; the others stay open)."""
    received = _instant(deadlines.sent_at, deadlines.receive_by_at, rates["received_in_time"], rng)
    answered = _instant(received, deadlines.accept_by_at, rates["accepted_in_time"], rng)
    steps = [Step(received, "received")]
    if rng.random() < rates["declined"]:
        return (*steps, Step(answered, "declined"))
    steps.append(Step(answered, "accepted"))
    if rng.random() < rates["completed"]:
        steps.append(Step(_between(answered, deadlines.due_at, rng), "completed"))
    return tuple(steps)


def _instant(start: datetime, due: datetime, in_time: float, rng: Generator) -> datetime:
    """Within the time when it goes well, after the deadline when not."""
    if rng.random() < in_time and due > start:
        return _between(start, due, rng)
    length = max(due - start, timedelta(hours=1))
    return _between(max(due, start), max(due, start) + (_LATE - 1) * length, rng)


def _between(start: datetime, end: datetime, rng: Generator) -> datetime:
    length = max(end - start, timedelta(minutes=2))
    return start + timedelta(seconds=int(length.total_seconds() * rng.uniform(0.05, 0.95)))


@dataclass
class FollowUp:
    """Steps still to come, in the order of time."""

    _queue: list[tuple[datetime, int, str, Any]] = field(default_factory=list)
    _given: int = 0

    def plan(self, case: Any, steps: tuple[Step, ...]) -> None:
        """Queue the steps of one referral; ``case`` is handed back with each."""
        for step in steps:
            self._given += 1
            heapq.heappush(self._queue, (step.at, self._given, step.to_state, case))

    def due(self, until: datetime) -> Iterator[tuple[datetime, str, Any]]:
        """Take out every step before ``until``, the earliest first."""
        while self._queue and self._queue[0][0] < until:
            at, _, to_state, case = heapq.heappop(self._queue)
            yield at, to_state, case
