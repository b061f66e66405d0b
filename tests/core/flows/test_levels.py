from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from openhbm.core.flows import (
    LEVELS,
    AlertState,
    DailySeries,
    LevelSettings,
    Observed,
    Surge,
    alert_level,
    detect_surge,
)
from openhbm.core.flows.composition import neighbours_on_alert
from openhbm.core.values import Reason, reason_of, said

DAY = date(2022, 3, 7)
AT = datetime(2022, 3, 7, 20, tzinfo=UTC)


def quiet(usual: float = 100.0) -> Surge:
    series = DailySeries(DAY - timedelta(days=56), np.full(57, usual))
    return detect_surge(series, DAY)


def level_of(
    arrivals: float | None = 100.0,
    capacity: float | None = None,
    growth: float | None = None,
    surge: Surge | None = None,
    observed: Observed | None = None,
) -> int:
    return alert_level(
        surge or quiet(), arrivals, capacity, growth, None, AT, observed=observed
    ).level


@pytest.mark.parametrize(
    ("arrivals", "capacity", "growth", "expected"),
    [
        (100, 0.59, 1.49, 0),
        (100, 0.60, None, 2),
        (100, 0.90, None, 2),
        (100, 0.91, None, 3),
        (100, 1.50, None, 3),
        (100, 1.51, None, 4),
        (100, None, 1.50, 1),
        (300, None, None, 0),
        (301, None, None, 2),
        (601, None, None, 3),
        (1101, None, None, 4),
    ],
)
def test_level_at_each_threshold_follows_the_table(
    arrivals: float, capacity: float | None, growth: float | None, expected: int
) -> None:
    assert level_of(arrivals, capacity, growth) == expected


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (Observed(queue_hours=2.0), 0),
        (Observed(queue_hours=2.5), 3),
        (Observed(sleeping_at_post=True), 3),
        (Observed(deaths_in_queue=1), 4),
    ],
)
def test_level_rises_on_what_people_see(observed: Observed, expected: int) -> None:
    assert level_of(observed=observed) == expected


@pytest.mark.parametrize(
    ("ahead", "expected"), [(0.59, 0), (0.6, 1), (0.9, 1), (0.91, 2), (9.0, 2)]
)
def test_load_expected_in_72_hours_asks_to_prepare_and_no_more(ahead: float, expected: int) -> None:
    state = alert_level(quiet(), 100, 0.3, None, None, AT, load_ahead=ahead)

    assert state.level == expected
    assert ("72 hours" in " ".join(reason.text for reason in state.reasons)) == (expected > 0)


def test_level_without_history_judges_all_arrivals_and_says_so() -> None:
    surge = detect_surge(DailySeries(DAY, np.array([1500.0])), DAY)

    state = alert_level(surge, 1500, None, None, None, AT)

    assert state.level == 4
    assert [reason.code for reason in state.reasons] == ["arrivals_critical", "no_history"]


def test_level_of_a_busy_post_on_an_ordinary_day_is_green() -> None:
    assert level_of(5000.0, surge=quiet(5000.0)) == 0


def test_level_with_high_z_is_prepare_and_gives_the_reason() -> None:
    counts = np.array([*np.full(56, 100.0), 104.0])
    surge = detect_surge(DailySeries(DAY - timedelta(days=56), counts), DAY)

    state = alert_level(surge, 104, None, None, None, AT)

    assert state.level == 2
    assert state.reasons[0].code == "z_prepare"
    assert "z = 4.0" in state.reasons[0].text


@pytest.mark.parametrize(("yesterday", "expected"), [(100.0, False), (120.0, True)])
def test_level_watch_by_z_needs_two_days(yesterday: float, expected: bool) -> None:
    # Every weekday swings between 95 and 105 from week to week: median 100, MAD 5,
    # z of 120 = 20 / (1.4826·5 + 1) = 2.38.
    swings = [95.0 if (day // 7 + day % 7) % 2 else 105.0 for day in range(63)]
    counts = np.array([*swings, yesterday, 120.0])
    series = DailySeries(DAY - timedelta(days=64), counts)

    state = alert_level(detect_surge(series, DAY), 120, None, None, None, AT)

    assert state.level == 1
    assert ("z_watch" in [reason.code for reason in state.reasons]) is expected


def states(days: list[float | None], start: AlertState | None = None) -> list[AlertState]:
    state, found = start, []
    for step, arrivals in enumerate(days):
        state = alert_level(quiet(), arrivals, None, None, state, AT + timedelta(days=step))
        found.append(state)
    return found


def test_level_falls_only_after_seventy_two_hours_of_calm() -> None:
    levels = [state.level for state in states([700, 100, 100, 100, 100])]

    assert levels == [3, 3, 3, 3, 0]


def test_level_falls_to_the_highest_level_of_the_calm_days() -> None:
    levels = [state.level for state in states([700, 100, 350, 100, 100, 100, 100, 100])]

    assert levels == [3, 3, 3, 3, 2, 2, 2, 0]


def test_level_rising_again_starts_the_calm_clock_anew() -> None:
    levels = [state.level for state in states([700, 100, 100, 700, 100, 100, 100, 100])]

    assert levels == [3, 3, 3, 3, 3, 3, 3, 0]


def test_level_keeps_while_nothing_is_reported() -> None:
    found = states([700, 100, 100, None, None])

    assert [state.level for state in found] == [3] * 5
    assert found[-1].reasons[0].code == "not_reported"


def test_level_rises_at_once_and_keeps_its_since_while_it_stands() -> None:
    found = states([700, 800, 1500])

    assert [state.level for state in found] == [3, 3, 4]
    assert found[1].since == AT
    assert found[2].since == AT + timedelta(days=2)


def test_levels_table_is_complete_and_every_level_asks_for_something() -> None:
    assert [level.number for level in LEVELS] == [0, 1, 2, 3, 4]
    assert all(level.actions for level in LEVELS)


def test_thresholds_can_be_changed_for_a_post() -> None:
    state = alert_level(quiet(), 150, None, None, None, AT, LevelSettings(above_usual_critical=40))

    assert state.level == 4


def shift() -> Reason:
    return reason_of("child_share", said("children are 60 of 100 arrivals"), "OpenHBM default")


def test_change_in_who_comes_is_to_be_watched_and_says_why() -> None:
    state = alert_level(quiet(), 100, None, None, None, AT, beside=[shift()])

    assert state.level == 1
    assert [reason.code for reason in state.reasons] == ["composition"]
    assert "children are 60 of 100" in state.reasons[0].text


def test_two_neighbours_on_alert_are_to_be_watched_and_one_is_not() -> None:
    places = {"here": (50.0, 23.0), "near": (50.2, 23.0), "by": (50.0, 23.4), "far": (52.0, 23.0)}
    two = neighbours_on_alert("here", {"near": 2, "by": 3, "far": 4}, places)
    one = neighbours_on_alert("here", {"near": 2, "by": 1, "far": 4, "here": 3}, places)

    assert one is None
    assert two is not None
    state = alert_level(quiet(), 100, None, None, None, AT, beside=[two])
    assert (state.level, state.reasons[0].code) == (1, "neighbours")
    assert "2 posts within 75 km" in state.reasons[0].text


def test_post_without_a_known_place_has_no_neighbours() -> None:
    assert neighbours_on_alert("here", {"a": 4, "b": 4}, {"a": (0, 0), "b": (0, 0)}) is None


def test_what_stands_beside_changes_no_higher_level() -> None:
    state = alert_level(quiet(), 601, None, None, None, AT, beside=[shift()])

    assert state.level == 3
    assert all(reason.code != "composition" for reason in state.reasons)
