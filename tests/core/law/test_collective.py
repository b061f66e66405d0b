from datetime import UTC, datetime, timedelta

from openhbm.core.law import collective_check, decisions_alike
from openhbm.core.values import Outcome

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)


def _minutes_ago(*minutes: float) -> list[tuple[str, datetime]]:
    return [("same", NOON - timedelta(minutes=ago)) for ago in minutes]


def test_collective_check_six_alike_in_ten_minutes_raise_the_alarm() -> None:
    outcome, reasons = collective_check(_minutes_ago(0, 1, 2, 3, 4, 5), "same", NOON)

    assert outcome is Outcome.PROHIBITED
    assert "6 decisions" in reasons[0].text


def test_collective_check_five_alike_are_below_the_threshold() -> None:
    assert collective_check(_minutes_ago(0, 1, 2, 3, 4), "same", NOON) == (Outcome.PERMITTED, ())


def test_decisions_alike_counts_only_the_window_and_the_wording() -> None:
    decided = [
        *_minutes_ago(1, 9.9, 10, 60),
        ("other", NOON),
        ("same", NOON + timedelta(seconds=1)),
    ]

    assert decisions_alike(decided, "same", NOON) == 2
