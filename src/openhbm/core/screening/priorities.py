"""How soon: priorities and the instants by which a referral must move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Priority(IntEnum):
    """P0 is the most urgent. Sorting ascending puts whoever cannot wait first."""

    P0 = 0
    P1 = 1
    P2 = 2
    P3 = 3


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The instants of one referral: first action, receipt, acceptance."""

    due_at: datetime
    receive_by_at: datetime
    accept_by_at: datetime


def due_at(priority: Priority, at: datetime, sla: Mapping[Priority, timedelta]) -> datetime:
    """The instant the first action is due for something sent ``at``.

    Raises KeyError that names the missing line when ``sla`` has no time for ``priority``.
    """
    return at + _allowed(priority, sla)


def deadlines(
    priority: Priority,
    at: datetime,
    sla: Mapping[Priority, timedelta],
    receive_fraction: float = 0.25,
    accept_fraction: float = 0.5,
) -> Deadlines:
    """Due, receive-by and accept-by of a referral sent ``at``.

    The fractions are shares of the time allowed: a referral nobody has received after a quarter,
    or nobody has accepted after half, is brought to a supervisor while there is time to act.
    """
    allowed = _allowed(priority, sla)
    return Deadlines(at + allowed, at + allowed * receive_fraction, at + allowed * accept_fraction)


def _allowed(priority: Priority, sla: Mapping[Priority, timedelta]) -> timedelta:
    try:
        return sla[priority]
    except KeyError:
        raise KeyError(
            f"no time is set for priority {priority.name}; add it to the table"
        ) from None
