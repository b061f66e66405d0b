"""Are people being expelled as a crowd? Decisions worded alike within minutes of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openhbm.core.values import Outcome, Reason, reason_of, said


@dataclass(frozen=True, slots=True)
class CollectiveAlarm:
    """More than ``n`` decisions with one wording within ``minutes`` raise the alarm."""

    n: int = 5
    minutes: int = 10


def decisions_alike(
    decided: Sequence[tuple[str, datetime]],
    wording: str,
    at: datetime,
    alarm: CollectiveAlarm = CollectiveAlarm(),
) -> int:
    """How many of ``decided`` (wording hash, instant) share ``wording`` in the alarm's window."""
    since = at - timedelta(minutes=alarm.minutes)
    return sum(1 for text, when in decided if text == wording and since < when <= at)


def collective_check(
    decided: Sequence[tuple[str, datetime]],
    wording: str,
    at: datetime,
    alarm: CollectiveAlarm = CollectiveAlarm(),
) -> tuple[Outcome, tuple[Reason, ...]]:
    """Prohibited once ``wording`` has been used for more than ``n`` people in the window.

    Source: ICCPR 13; ECHR Protocol 4 article 4; ACHR 22(9); ACHPR 12(5).
    """
    count = decisions_alike(decided, wording, at, alarm)
    if count <= alarm.n:
        return Outcome.PERMITTED, ()
    text = said(
        "%(count)s decisions with the same wording within %(minutes)s minutes",
        count=count,
        minutes=alarm.minutes,
    )
    return Outcome.PROHIBITED, (reason_of("COLLECTIVE", text, "ECHR Protocol 4 article 4"),)
