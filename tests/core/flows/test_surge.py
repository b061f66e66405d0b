"""Each detector against a value worked out by hand."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.flows import DailySeries, detect_surge
from openhbm.core.flows.baseline import usual_at
from openhbm.core.flows.surge import poisson_tail

START = date(2022, 1, 3)  # a Monday
NAN = float("nan")


def series_of(*counts: float) -> DailySeries:
    return DailySeries(START, np.array(counts))


def weeks_of(*mondays: float, other: float = 100.0, today: float = NAN) -> DailySeries:
    """Whole weeks with a given Monday and the same count on all other days, then one Monday."""
    days = [count for monday in mondays for count in (monday, *[other] * 6)]
    return series_of(*days, today)


def test_z_of_a_monday_compares_with_mondays_only() -> None:
    series = weeks_of(10, 12, 14, 16, 18, 20, 22, 24, other=500, today=47)

    surge = detect_surge(series, series.end)

    # median 17, absolute deviations 7 5 3 1 1 3 5 7 -> MAD 4; (47 − 17) / (1.4826·4 + 1)
    assert surge.usual == 17
    assert surge.excess == 30
    assert surge.z == pytest.approx(30 / 6.9304, abs=1e-9)
    assert surge.has("robust_z")


def test_z_uses_the_last_eight_comparable_weeks_only() -> None:
    series = weeks_of(9000, *[20] * 8, today=20)

    usual = usual_at(series, series.end)

    assert usual is not None
    assert usual.counts.tolist() == [20.0] * 8


def test_baseline_leaves_alert_weeks_out() -> None:
    series = weeks_of(20, 20, 20, 20, 900, 900, other=20, today=900)
    alert_days = {START + timedelta(days=28), START + timedelta(days=40)}

    surge = detect_surge(series, series.end, alert_days=alert_days)

    assert surge.usual == 20
    assert surge.z == pytest.approx(880.0)


def test_baseline_with_few_weeks_takes_all_recent_days_and_says_so() -> None:
    series = series_of(*range(1, 11), 50)

    surge = detect_surge(series, series.end)

    # days 1..10 of which the last seven and the three of the week before; median 5.5
    assert surge.usual == 5.5
    assert [note.code for note in surge.notes] == ["short_history"]


def test_surge_on_the_first_day_says_there_is_no_history() -> None:
    surge = detect_surge(series_of(79209), START)

    assert (surge.usual, surge.z, surge.ewma, surge.ears_bound) == (None, None, None, None)
    assert surge.excess == 79209
    assert [note.code for note in surge.notes] == ["no_history"]
    assert surge.alarms == ()


def test_surge_of_a_series_without_any_day_is_quiet() -> None:
    surge = detect_surge(DailySeries(START, np.array([])), START)

    assert surge.count is None
    assert surge.silent_days == 0
    assert surge.alarms == ()


def test_ewma_of_two_days_weighs_the_last_with_three_tenths() -> None:
    # Every day 100 for five weeks, then z = 1 and z = 2 (MAD 0, so the scale is 1).
    series = series_of(*[100.0] * 35, 101, 102)

    surge = detect_surge(series, series.end)

    # twelve days of z = 0 before: 0.3·(0.7·1) + 0.3·2 = 0.21 + 0.6
    assert surge.ewma == pytest.approx(0.81)
    spread = 0.3 / 1.7 * (1 - 0.7**28)
    assert surge.ewma_bound == pytest.approx(2.7 * math.sqrt(spread))
    assert not surge.has("ewma")


def test_ewma_rises_on_a_slow_increase_before_z_does() -> None:
    series = series_of(*[100.0] * 35, 101.5, 101.5, 101.5, 101.6, 101.6, 101.6)

    surge = detect_surge(series, series.end)

    assert surge.z is not None
    assert surge.z < 2
    assert surge.has("ewma")


def test_ewma_after_one_wild_day_does_not_ring_on_a_quiet_one() -> None:
    series = series_of(*[100.0] * 35, 9000, 100)

    surge = detect_surge(series, series.end)

    assert not surge.has("ewma")


def test_ears_bound_is_mean_and_three_deviations_of_seven_days_with_a_two_day_lag() -> None:
    series = series_of(10, 12, 14, 16, 18, 20, 22, 1000, 1000, 31)

    surge = detect_surge(series, series.end)

    # mean 16, sample variance (36+16+4+0+4+16+36)/6 = 112/6
    assert surge.ears_bound == pytest.approx(16 + 3 * math.sqrt(112 / 6))
    assert surge.has("ears_c2")


def test_poisson_tail_of_small_numbers_equals_the_sum_by_hand() -> None:
    # P(X ≥ 3), mean 1: 1 − e⁻¹(1 + 1 + 1/2)
    assert poisson_tail(3, 1.0) == pytest.approx(1 - 2.5 * math.exp(-1), rel=1e-12)
    assert poisson_tail(0, 5.0) == 1.0
    assert poisson_tail(1, 2.0) == pytest.approx(1 - math.exp(-2), rel=1e-12)


@pytest.mark.parametrize(("count", "mean"), [(100_000, 0.5), (1, 5000.0), (5000, 5000.0)])
def test_poisson_tail_at_the_extremes_is_a_probability(count: int, mean: float) -> None:
    assert 0.0 <= poisson_tail(count, mean) <= 1.0


def test_small_post_with_three_people_instead_of_none_is_no_surge_without_the_tail() -> None:
    # Usually 0 to 2 people: three have z = 1.2, five z = 2.4 but a tail of 0.02.
    series = weeks_of(0, 1, 2, 1, 0, 1, 2, 1, other=1, today=5)

    surge = detect_surge(series, series.end)

    assert surge.z is not None
    assert surge.z >= 2
    assert surge.tail == pytest.approx(poisson_tail(5, 8.5 / 8))
    assert not surge.has("robust_z")
    assert not surge.has("poisson")


def test_small_post_with_twelve_people_instead_of_one_alarms() -> None:
    series = weeks_of(0, 1, 2, 1, 0, 1, 2, 1, other=1, today=12)

    surge = detect_surge(series, series.end)

    assert surge.has("poisson")
    assert surge.has("robust_z")


@pytest.mark.parametrize(("silent", "alarms"), [(1, False), (2, False), (3, True)])
def test_silence_alarms_after_more_than_two_days(silent: int, alarms: bool) -> None:
    series = series_of(50, 50, 50, *[NAN] * silent)

    surge = detect_surge(series, series.end)

    assert surge.silent_days == silent
    assert surge.has("silence") is alarms


def test_silence_counts_days_after_the_last_one_of_the_series() -> None:
    assert detect_surge(series_of(50), START + timedelta(days=4)).has("silence")


@given(
    counts=st.lists(st.one_of(st.just(NAN), st.floats(0, 1e6)), min_size=1, max_size=80),
    later=st.lists(st.floats(0, 1e6), min_size=1, max_size=20),
)
def test_surge_never_gives_nan_and_never_sees_the_future(
    counts: list[float], later: list[float]
) -> None:
    series = series_of(*counts)

    surge = detect_surge(series, series.end)
    with_future = detect_surge(series_of(*counts, *later), series.end)

    assert surge == with_future or repr(surge) == repr(with_future)
    figures = (surge.count, surge.usual, surge.excess, surge.z, surge.ewma, surge.ears_bound)
    assert not any(figure is not None and math.isnan(figure) for figure in (*figures, surge.tail))
