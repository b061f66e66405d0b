from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from openhbm.cli.demo.followup import Deadlines, FollowUp, Step, drawn_steps

SENT = datetime(2022, 3, 1, 12, tzinfo=UTC)
DEADLINES = Deadlines(
    SENT, SENT + timedelta(hours=6), SENT + timedelta(hours=12), SENT + timedelta(hours=24)
)
RATES = {
    "received_in_time": 0.9,
    "accepted_in_time": 0.8,
    "declined": 0.05,
    "completed": 0.7,
}


def test_steps_come_in_order_and_at_the_stated_rates():
    rng = np.random.default_rng(1)
    fates = [drawn_steps(DEADLINES, RATES, rng) for _ in range(3000)]

    late = sum(fate[0].at > DEADLINES.receive_by_at for fate in fates) / len(fates)
    ends = Counter(fate[-1].to_state for fate in fates)

    assert all(list(fate) == sorted(fate, key=lambda step: step.at) for fate in fates)
    assert late == pytest.approx(0.1, abs=0.02)
    assert ends["declined"] / len(fates) == pytest.approx(0.05, abs=0.015)
    assert ends["completed"] / (len(fates) - ends["declined"]) == pytest.approx(0.7, abs=0.03)


def test_follow_up_hands_out_what_is_due_in_the_order_of_time():
    follow_up = FollowUp()
    follow_up.plan("late", (Step(SENT + timedelta(days=2), "received"),))
    follow_up.plan("soon", (Step(SENT, "received"), Step(SENT + timedelta(hours=1), "accepted")))

    due = list(follow_up.due(SENT + timedelta(days=1)))
    later = list(follow_up.due(SENT + timedelta(days=3)))

    assert [(case, state) for _, state, case in due] == [("soon", "received"), ("soon", "accepted")]
    assert [case for _, _, case in later] == ["late"]
    assert list(follow_up.due(SENT + timedelta(days=30))) == []
