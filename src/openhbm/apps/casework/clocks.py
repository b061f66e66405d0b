"""Which clock of a referral runs, and how far its lateness has gone."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from openhbm.apps.casework.codes import CLOCKS, ReferralState
from openhbm.apps.casework.models import Referral


class Escalation(IntEnum):
    """How much of the time has passed without the step that should have come by then."""

    NONE = 0
    NOT_RECEIVED = 1
    NOT_ACCEPTED = 2
    NO_ACTION = 3


_MARKS = (
    ("receive_by_at", Escalation.NOT_RECEIVED),
    ("accept_by_at", Escalation.NOT_ACCEPTED),
    ("due_at", Escalation.NO_ACTION),
)


def next_clock(referral: Referral) -> datetime | None:
    """The instant the present state must not pass; None once help has begun or all is over."""
    column = CLOCKS.get(ReferralState(referral.state))
    at: datetime | None = getattr(referral, column) if column else None
    return at


def escalation_of(referral: Referral, at: datetime) -> Escalation:
    """The highest mark passed at ``at`` that the present state should have come before."""
    column = CLOCKS.get(ReferralState(referral.state))
    names = [name for name, _mark in _MARKS]
    if column is None:
        return Escalation.NONE
    passed = [mark for name, mark in _MARKS[names.index(column) :] if getattr(referral, name) < at]
    return max(passed, default=Escalation.NONE)
