"""Days divided over hours and classes: the parts add up to the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhbm.core.flows.forecast import LEVELS
from openhbm.core.flows.paths import expected_arrivals
from openhbm.core.flows.shares import (
    HOURS,
    ShareSettings,
    allotted,
    brought_to,
    hours_shares,
    shares_of,
)

NAN = float("nan")
DAY = list(range(HOURS))


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def quantiles_of(*middles: float) -> np.ndarray:
    return np.outer(middles, [0.6, 0.7, 0.85, 1, 1.2, 1.4, 1.5])


def hourly(days: int, seed: int = 0) -> np.ndarray:
    """Days with a busy morning, nobody from 22 to 6 hours, and more people on Mondays' evenings."""
    rate = np.zeros((days, HOURS))
    rate[:, 6:22] = 10
    rate[:, 8:11] = 40
    rate[::7, 18:21] = 60
    return np.random.default_rng(seed).poisson(rate).astype(float)


def test_hours_of_a_day_are_learnt_by_weekday() -> None:
    profile = shares_of(hourly(70), first_weekday=0)

    monday, tuesday = profile.by_weekday[:2]
    assert profile.days == 70
    assert monday.sum() == pytest.approx(1)
    assert monday[18:21].sum() > 0.25 > tuesday[18:21].sum()
    assert tuesday[8:11].sum() == pytest.approx(120 / 250, abs=0.05)


def test_night_without_a_soul_stays_so() -> None:
    profile = shares_of(hourly(30), first_weekday=0)
    hours = hours_shares(profile, [0], [DAY])

    parts = allotted(quantiles_of(500), LEVELS, np.array(hours), profile.steadiness, rng())

    assert parts.quantiles[0, :6].max() == 0
    assert parts.expected[0, 22:].max() == 0
    assert parts.quantiles[0, 9, 3] > 20


def test_expected_hours_add_up_to_the_expected_day_and_ranges_are_wider_than_their_share() -> None:
    profile = shares_of(hourly(40), first_weekday=0)
    whole = quantiles_of(500, 300)
    shares = np.array(hours_shares(profile, [0, 1], [DAY, DAY]))

    parts = allotted(whole, LEVELS, shares, profile.steadiness, rng())

    np.testing.assert_allclose(parts.expected.sum(axis=1), expected_arrivals(whole, LEVELS))
    assert (np.diff(parts.quantiles, axis=-1) >= 0).all()
    narrow = whole[0, -1] * shares[0, 9] - whole[0, 0] * shares[0, 9]
    assert parts.quantiles[0, 9, -1] - parts.quantiles[0, 9, 0] > narrow


def test_days_not_counted_by_the_hour_say_nothing() -> None:
    counts = hourly(30)
    gaps = counts.copy()
    gaps[5:9] = NAN
    gaps[12] = 0

    with_gaps = shares_of(gaps, first_weekday=0)

    assert with_gaps.days == 25
    np.testing.assert_allclose(with_gaps.by_weekday, shares_of(counts, 0).by_weekday, atol=0.05)


def test_profile_does_not_see_days_that_come_later() -> None:
    counts = hourly(60)
    other = counts.copy()
    other[40:] = other[40:, ::-1]

    one, same = (shares_of(each[:40], 2) for each in (counts, other))

    np.testing.assert_array_equal(one.by_weekday, same.by_weekday)


def test_day_of_23_hours_loses_one_and_day_of_25_hours_shares_one() -> None:
    profile = shares_of(np.ones((14, HOURS)), first_weekday=0)
    spring = [hour for hour in DAY if hour != 2]
    autumn = sorted([*DAY, 2])

    short, long = hours_shares(profile, [6, 6], [spring, autumn])

    assert (len(short), len(long)) == (23, 25)
    np.testing.assert_allclose(short, 1 / 23)
    assert short.sum() == pytest.approx(1) == long.sum()
    np.testing.assert_allclose(long[2:4], 1 / 48)
    assert long[5] == pytest.approx(1 / 24)


def test_post_that_opens_by_day_gets_all_its_people_by_day() -> None:
    profile = shares_of(np.ones((14, HOURS)), first_weekday=0)

    (found,) = hours_shares(profile, [0], [list(range(8, 18))])

    np.testing.assert_allclose(found, 0.1)


def test_without_any_hourly_day_hours_are_alike_and_no_profile_is_claimed() -> None:
    nothing = shares_of(np.full((10, HOURS), NAN), first_weekday=0)

    (found,) = hours_shares(nothing, [3], [DAY])

    assert nothing.days == 0
    np.testing.assert_allclose(found, 1 / 24)


def test_shares_that_keep_steady_give_narrower_ranges() -> None:
    steady = shares_of(np.tile([30.0, 70.0], (40, 1)), 0)
    turns = np.where(np.arange(40)[:, None] % 2 == 0, [[90.0, 10.0]], [[10.0, 90.0]])

    assert steady.steadiness > 10 * shares_of(turns, 0).steadiness


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.just(NAN), st.integers(0, 5000).map(float)), min_size=3, max_size=3),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 6),
)
def test_shares_of_any_counts_add_up(rows: list[list[float]], first: int) -> None:
    found = shares_of(np.array(rows), first, ShareSettings())

    sums = found.by_weekday.sum(axis=1)
    assert (found.by_weekday >= 0).all()
    assert np.isclose(sums, 1).all() or (found.days == 0 and not sums.any())
    assert 1 <= found.steadiness <= 1e5


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 1e5), min_size=3, max_size=3),
    st.lists(st.lists(st.floats(0, 1e5), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_classes_brought_to_the_whole_add_up_to_it(
    whole: list[float], classes: list[list[float]]
) -> None:
    total = quantiles_of(*whole)

    parts = brought_to(total, np.stack([quantiles_of(*each) for each in classes]), LEVELS)

    expected = expected_arrivals(total, LEVELS)
    np.testing.assert_allclose(parts.expected.sum(axis=1), expected, rtol=1e-9, atol=1e-9)
    assert (parts.quantiles >= 0).all()
    assert parts.quantiles.shape == (3, len(classes), len(LEVELS))


def test_shares_for_other_days_than_forecast_are_refused() -> None:
    with pytest.raises(ValueError, match="2 days of shares for 1"):
        allotted(quantiles_of(5), LEVELS, np.ones((2, 3)) / 3, 20, rng())
