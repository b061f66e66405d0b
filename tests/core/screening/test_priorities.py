from datetime import UTC, datetime, timedelta

import pytest

from openhbm.core.screening import Priority, deadlines, due_at

SENT = datetime(2022, 3, 1, 8, 0, tzinfo=UTC)
SLA = {
    Priority.P0: timedelta(hours=1),
    Priority.P1: timedelta(hours=24),
    Priority.P2: timedelta(hours=72),
}


def test_deadlines_emergency_is_received_in_six_hours_and_accepted_in_twelve() -> None:
    clocks = deadlines(Priority.P1, SENT, SLA)

    assert clocks.receive_by_at == SENT + timedelta(hours=6)
    assert clocks.accept_by_at == SENT + timedelta(hours=12)
    assert clocks.due_at == SENT + timedelta(hours=24)


def test_due_at_immediate_is_within_the_hour() -> None:
    assert due_at(Priority.P0, SENT, SLA) == SENT + timedelta(hours=1)


def test_due_at_missing_line_is_named() -> None:
    with pytest.raises(KeyError, match="P3"):
        due_at(Priority.P3, SENT, SLA)
