"""The forecast: what it promises for any series, and what it reaches on real ones."""

from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks import series as shared
from benchmarks.forecast import seasonal_naive
from hypothesis import given, settings
from hypothesis import strategies as st

from openhbm.core.flows import DailySeries, ForecastSettings, backtest, forecast_arrivals
from openhbm.core.flows.fading import faded_sums
from openhbm.core.flows.forecast import LEVELS
from openhbm.core.flows.members import MEMBERS, made_before, member_forecasts
from openhbm.core.flows.skill import skill_of

START = date(2022, 2, 24)
NAN = float("nan")
FAST = ForecastSettings(skill_origins=2)

day_counts = st.one_of(st.just(NAN), st.integers(0, 300_000).map(float))
known_counts = st.lists(day_counts, min_size=1, max_size=90).filter(
    lambda counts: not all(np.isnan(counts[-56:]))
)


def series_of(counts: list[float]) -> DailySeries:
    return DailySeries(START, np.array(counts))


@settings(max_examples=60, deadline=None)
@given(known_counts, st.integers(1, 20))
def test_forecast_of_any_series_is_known_not_negative_and_ordered(
    counts: list[float], horizon: int
) -> None:
    forecast = forecast_arrivals(series_of(counts), horizon, settings=FAST)

    assert forecast.quantiles.shape == (horizon, len(LEVELS))
    assert np.isfinite(forecast.quantiles).all()
    assert (forecast.quantiles >= 0).all()
    assert (np.diff(forecast.quantiles, axis=1) >= 0).all()
    assert forecast.start == START + timedelta(days=len(counts))


@settings(max_examples=40, deadline=None)
@given(known_counts, st.lists(day_counts, min_size=1, max_size=30))
def test_forecast_does_not_change_with_what_comes_later(
    counts: list[float], later: list[float]
) -> None:
    series, longer = series_of(counts), series_of([*counts, *later])

    forecast = forecast_arrivals(series, settings=FAST)
    same = forecast_arrivals(longer.until(series.end), settings=FAST)

    np.testing.assert_array_equal(forecast.quantiles, same.quantiles)


@settings(max_examples=40, deadline=None)
@given(known_counts, st.lists(st.floats(0, 3e5), min_size=1, max_size=30))
def test_member_forecasts_from_a_day_do_not_see_later_days(
    counts: list[float], later: list[float]
) -> None:
    known, longer = np.array(counts), np.array([*counts, *later])

    alone = member_forecasts(known, 14, 0.03).paths
    among = member_forecasts(longer, 14, 0.03).paths[: len(known)]

    np.testing.assert_allclose(alone, among, rtol=1e-9, atol=1e-6)


def test_members_of_a_weekly_rhythm_are_what_they_say() -> None:
    counts = np.tile([10.0, 20, 30, 40, 50, 60, 70], 8)

    paths = member_forecasts(counts, 14, 0.5).paths[-1]

    by_name = dict(zip((member.name for member in MEMBERS), paths.T, strict=True))
    assert by_name["last day"].tolist() == [70] * 14
    assert by_name["week"].tolist() == [40] * 14
    assert by_name["fading"][:3].tolist() == [35, 17.5, 8.75]
    rhythm = [10, 20, 30, 40, 50, 60, 70] * 2
    for name in ("weekday, 2 weeks", "weekday, 4 weeks", "weekday, 8 weeks", "weekday pattern"):
        assert by_name[name].tolist() == pytest.approx(rhythm)


def test_fall_from_week_to_week_goes_on_and_a_rise_does_not() -> None:
    falling, rising = np.repeat([400.0, 200.0], 7), np.repeat([200.0, 400.0], 7)
    fading = [member.name for member in MEMBERS].index("fading")

    fall, rise = (
        member_forecasts(counts, 3, 0.03).paths[-1, :, fading] for counts in (falling, rising)
    )

    assert rise == pytest.approx(400 * 0.97 ** np.arange(1, 4))
    halved = 0.5 * np.log(201 / 401) / 7 * np.array([1, 1.9, 2.71])
    assert fall == pytest.approx(200 * 0.97 ** np.arange(1, 4) * np.exp(halved))


def test_forecasts_made_before_a_day_are_those_of_earlier_days() -> None:
    paths = np.arange(24.0).reshape(4, 3, 2)

    made = made_before(paths)

    np.testing.assert_array_equal(made[3], [paths[2, 0], paths[1, 1], paths[0, 2]])
    assert np.isnan(made[1, 1:]).all()
    np.testing.assert_array_equal(made[1, 0], paths[0, 0])


def test_forecast_without_stated_skill_is_the_same_forecast() -> None:
    series = series_of([float(100 + day % 7) for day in range(60)])

    plain = forecast_arrivals(series, settings=ForecastSettings(skill_origins=0))

    np.testing.assert_array_equal(plain.quantiles, forecast_arrivals(series).quantiles)
    assert plain.skill.mae is None


def test_forecast_of_a_steady_weekly_rhythm_finds_it_closely() -> None:
    rhythm = np.array([10.0, 20, 30, 40, 50, 60, 70])
    series = DailySeries(START, np.tile(rhythm, 20))

    forecast = forecast_arrivals(series, 7)

    np.testing.assert_allclose(forecast.at(0.5), rhythm, atol=4)


def test_forecast_after_three_days_is_wide() -> None:
    forecast = forecast_arrivals(series_of([79_209, 100_391, 143_310]))

    low, high = forecast.at(0.1), forecast.at(0.9)
    assert (high / low >= 2).all()
    assert high[-1] - low[-1] > high[0] - low[0]
    assert forecast.skill.origins == 2


def test_forecast_after_one_day_says_it_has_no_skill_to_show() -> None:
    forecast = forecast_arrivals(series_of([500]))

    assert forecast.skill.mae is None
    assert forecast.skill.origins == 0
    assert forecast.at(0.05)[0] < 500 < forecast.at(0.95)[0]


def test_forecast_of_a_post_without_people_is_zero() -> None:
    forecast = forecast_arrivals(series_of([0.0] * 60))

    assert forecast.quantiles.max() == 0


def test_forecast_leaves_unreported_days_out_instead_of_counting_zero() -> None:
    full = forecast_arrivals(series_of([100.0] * 30)).at(0.5)
    gaps = forecast_arrivals(series_of([100.0, NAN, 100.0] * 10)).at(0.5)

    np.testing.assert_allclose(gaps, full, rtol=0.05)


@pytest.mark.parametrize("counts", [[], [NAN] * 5, [5.0, *[NAN] * 60]])
def test_forecast_without_a_recent_report_says_what_is_missing(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one daily count"):
        forecast_arrivals(series_of(counts))


@pytest.mark.parametrize("levels", [[], [0.5, 0.1], [0.0, 0.5], [0.5, 1.0], [0.5, 0.5]])
def test_forecast_with_wrong_levels_is_refused(levels: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        forecast_arrivals(series_of([1.0]), levels=levels)


def test_forecast_with_no_day_ahead_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 day"):
        forecast_arrivals(series_of([1.0]), 0)


def test_forecast_asked_for_a_level_it_has_not_says_which_it_has() -> None:
    with pytest.raises(ValueError, match="no quantile 0.42"):
        forecast_arrivals(series_of([1.0])).at(0.42)


def test_skill_stated_by_a_forecast_equals_the_slow_backtest() -> None:
    rng = np.random.default_rng(7)
    series = DailySeries(START, rng.poisson(200, 61).astype(float))
    every_day = ForecastSettings(skill_step_days=1, skill_origins=60)

    stated = forecast_arrivals(series, settings=every_day).skill
    judged = backtest(series, least_days=1)

    assert stated.origins == judged.origins == 60
    assert stated.mae == pytest.approx(judged.mae)
    assert stated.persistence_mae == pytest.approx(judged.persistence_mae)
    assert stated.coverage80 == pytest.approx(judged.coverage80)


def holiday_series(days: int, every: int = 20) -> tuple[DailySeries, frozenset[date]]:
    """A weekly rhythm in which every so many days is a holiday with a third of the people."""
    counts = np.array([100.0 + 20 * (day % 7) for day in range(days)])
    marked = [day for day in range(days + 14) if day % every == every // 2]
    for day in marked:
        if day < days:
            counts[day] /= 3
    return DailySeries(START, counts), frozenset(START + timedelta(days=day) for day in marked)


def test_holiday_to_come_is_forecast_by_what_earlier_ones_did() -> None:
    series, holidays = holiday_series(204)
    place = (START + timedelta(days=210) - series.end).days - 1
    ordinary = 100.0 + 20 * (210 % 7)

    told = forecast_arrivals(series, holidays=holidays)
    untold = forecast_arrivals(series)

    assert told.at(0.5)[place] == pytest.approx(ordinary / 3, rel=0.25)
    assert untold.at(0.5)[place] > 0.8 * ordinary
    assert told.at(0.5)[place + 1] == pytest.approx(100.0 + 20 * (211 % 7), rel=0.05)


def test_calendar_without_a_holiday_in_sight_changes_nothing() -> None:
    series, _ = holiday_series(120)

    told = forecast_arrivals(series, holidays=[date(1999, 1, 1)])

    np.testing.assert_array_equal(told.quantiles, forecast_arrivals(series).quantiles)


def test_holiday_is_learnt_from_days_before_the_forecast_only() -> None:
    series, holidays = holiday_series(204)
    other = series.counts.copy()
    other[150:] *= 3

    cut = [DailySeries(START, counts[:150]) for counts in (series.counts, other)]

    np.testing.assert_array_equal(
        *(forecast_arrivals(each, holidays=holidays).quantiles for each in cut)
    )
    stated = forecast_arrivals(series, holidays=holidays).skill
    assert stated.mae is not None
    assert stated.mae < (forecast_arrivals(series).skill.mae or 0)


def test_series_of_holidays_alone_is_still_forecast() -> None:
    days = frozenset(START + timedelta(days=day) for day in range(60))

    told = forecast_arrivals(series_of([50.0] * 20), holidays=days)

    assert told.at(0.5) == pytest.approx(np.full(14, 50.0), rel=0.2)


@pytest.mark.parametrize("keep", [0.9, 1.0, 0.01])
def test_sums_that_forget_are_those_of_a_loop(keep: float) -> None:
    values = np.random.default_rng(2).random((160, 3))
    sums = [values[0]]
    for row in values[1:]:
        sums.append(row + keep * sums[-1])

    np.testing.assert_allclose(faded_sums(values, keep), np.array(sums))


def test_skill_of_two_days_by_hand() -> None:
    paths = np.array([[5.0, 10.0, 15.0], [5.0, 10.0, 15.0], [0.0, 1.0, 2.0]])

    skill = skill_of([(paths, 8.0, np.array([12.0, 20.0, NAN]))])

    assert (skill.mae, skill.persistence_mae, skill.coverage80, skill.origins) == (6.0, 8.0, 0.5, 1)


def test_backtest_with_a_step_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        backtest(series_of([1.0, 2.0]), step_days=0)


def real(name: str) -> dict[str, DailySeries]:
    if not shared.SHARED.is_dir():
        pytest.skip(f"no shared data at {shared.SHARED}")
    return shared.SETS[name]()


@pytest.mark.parametrize("name", list(shared.SETS))
def test_forecast_of_real_arrivals_beats_persistence_and_last_week(name: str) -> None:
    persistence, last_week, coverage = [], [], []
    for series in real(name).values():
        recent = DailySeries(START, series.counts[-730:])
        step = 1 if len(recent.counts) < 60 else 17
        skill, naive = backtest(recent, step_days=step), seasonal_naive(recent, step)
        assert skill.mae and skill.persistence_mae and skill.coverage80 and naive.mae
        persistence.append(skill.mae / skill.persistence_mae)
        last_week.append(skill.mae / naive.mae)
        coverage.append(skill.coverage80)

    assert np.exp(np.log(persistence).mean()) < 0.95
    assert np.exp(np.log(last_week).mean()) < 0.97
    assert 0.7 < np.mean(coverage) < 0.99
