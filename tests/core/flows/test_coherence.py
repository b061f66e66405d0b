"""Sums of forecasts: they agree with their parts, whatever the parts are."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhbm.core.flows import DailySeries, ForecastSettings, forecast_arrivals
from openhbm.core.flows.coherence import (
    TieSettings,
    summed_forecast,
    summed_paths,
    summed_quantiles,
    ties_of,
)
from openhbm.core.flows.forecast import LEVELS, Forecast
from openhbm.core.flows.paths import expected_arrivals, paths_of

START = date(2023, 3, 1)
NAN = float("nan")


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def forecast_of(counts: list[float] | np.ndarray, origins: int = 0) -> Forecast:
    series = DailySeries(START, np.asarray(counts, dtype=np.float64))
    return forecast_arrivals(series, settings=ForecastSettings(skill_origins=origins))


quantile_rows = st.lists(
    st.lists(st.floats(0, 1e6), min_size=len(LEVELS), max_size=len(LEVELS)).map(sorted),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(quantile_rows)
def test_sum_of_any_parts_is_ordered_and_within_the_reach_of_its_parts(
    rows: list[list[float]],
) -> None:
    parts = np.array(rows)[:, None, :]
    ties = ties_of(np.full((0, len(parts)), NAN))

    whole = summed_quantiles(parts, LEVELS, ties, rng())

    assert (whole >= 0).all()
    assert (np.diff(whole) >= 0).all()
    # No path of the whole lies beyond all its parts' lowest or highest paths.
    paths = paths_of(parts, LEVELS)
    assert paths.min(axis=-1).sum() <= whole[0, 0] * (1 + 1e-9) + 1e-9
    assert whole[0, -1] <= paths.max(axis=-1).sum() * (1 + 1e-9) + 1e-9


@settings(max_examples=40, deadline=None)
@given(quantile_rows)
def test_expected_number_of_a_sum_is_that_of_its_parts(rows: list[list[float]]) -> None:
    parts = np.array(rows)[:, None, :]

    paths = summed_paths(parts, LEVELS, ties_of(np.full((0, len(parts)), NAN)), rng())

    expected = expected_arrivals(parts, LEVELS).sum(axis=0)
    np.testing.assert_allclose(paths.mean(axis=-1), expected, rtol=1e-9, atol=1e-6)


def test_sum_of_one_post_is_the_post() -> None:
    post = forecast_of([100.0 + day % 7 for day in range(40)], origins=5)

    whole = summed_forecast([post], rng())

    np.testing.assert_array_equal(whole.quantiles, post.quantiles)
    assert whole.skill == post.skill


def test_post_without_people_adds_nothing() -> None:
    busy, empty = forecast_of([100.0, 140, 90, 120] * 10), forecast_of([0.0] * 40)

    whole = summed_forecast([busy, empty], rng())

    assert expected_arrivals(empty.quantiles, LEVELS).max() == 0
    assert whole.at(0.5) == pytest.approx(busy.at(0.5), rel=0.02)


def test_posts_that_err_together_make_a_wider_sum_than_those_that_do_not() -> None:
    noise = np.random.default_rng(5).normal(0, 40, (3, 90))
    together = [forecast_of(300 + noise[0] + 0.1 * noise[n]) for n in range(3)]
    alone = [forecast_of(300 + noise[n]) for n in range(3)]

    widths = [
        float((whole.at(0.9) - whole.at(0.1)).mean())
        for whole in (summed_forecast(parts, rng()) for parts in (together, alone))
    ]

    assert widths[0] > 1.3 * widths[1]


def test_post_that_began_days_ago_takes_part_from_its_first_count() -> None:
    old, new = forecast_of([200.0] * 60, origins=10), forecast_of([*[NAN] * 57, 50.0, 60, 70], 10)

    whole = summed_forecast([old, new], rng())

    assert whole.at(0.5)[0] == pytest.approx(260, rel=0.1)
    assert whole.skill.origins > 2
    assert whole.skill.mae is not None


def test_skill_of_a_sum_is_that_of_sums_made_on_earlier_days() -> None:
    counts = np.random.default_rng(8).poisson(200, (2, 60)).astype(float)
    parts = [forecast_of(row, origins=14) for row in counts]

    skill = summed_forecast(parts, rng()).skill
    own = forecast_of(counts.sum(axis=0), origins=14).skill

    assert skill.origins == own.origins == 14
    assert skill.persistence_mae == pytest.approx(own.persistence_mae)
    assert skill.mae == pytest.approx(own.mae, rel=0.15)


def test_sum_is_the_same_for_the_same_seed() -> None:
    parts = [forecast_of([100.0 + 3 * n + day % 5 for day in range(30)]) for n in range(3)]

    one, same = (summed_forecast(parts, rng()).quantiles for _ in range(2))

    np.testing.assert_array_equal(one, same)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda posts: st.lists(
            st.lists(st.one_of(st.just(NAN), st.floats(-5, 5)), min_size=posts, max_size=posts),
            max_size=20,
        ).map(lambda rows: np.array(rows).reshape(-1, posts))
    )
)
def test_ties_of_any_errors_are_correlations(errors: np.ndarray) -> None:
    ties = ties_of(errors)

    assert np.linalg.eigvalsh(ties).min() > 0
    np.testing.assert_allclose(np.diag(ties), 1)
    np.testing.assert_allclose(ties, ties.T)


def test_ties_without_errors_are_the_prior_and_long_histories_speak_for_themselves() -> None:
    noise = np.random.default_rng(2).normal(size=(2000, 2))

    assert ties_of(np.full((5, 2), NAN), TieSettings(prior=0.3))[0, 1] == pytest.approx(0.3)
    assert abs(ties_of(noise)[0, 1]) < 0.1


def test_nothing_to_add_up_and_parts_of_different_days_are_refused() -> None:
    one = forecast_of([1.0])
    other = forecast_of([1.0, 2.0])

    with pytest.raises(ValueError, match="at least one post"):
        summed_forecast([], rng())
    with pytest.raises(ValueError, match="same days"):
        summed_forecast([one, other], rng())


def test_expected_number_of_a_whole_is_the_sum_of_its_posts_to_the_last_digit() -> None:
    parts = [forecast_of([100.0 * (n + 1) + day % 7 for day in range(30)]) for n in range(3)]

    whole = summed_forecast(parts, rng())

    np.testing.assert_allclose(whole.expected, sum(part.expected for part in parts), rtol=1e-12)


def test_silent_post_does_not_keep_the_sum_from_being_judged() -> None:
    loud = forecast_of([200.0 + day % 5 for day in range(60)], origins=14)
    silent = forecast_of([20.0 + day % 3 for day in range(50)] + [NAN] * 10, origins=14)

    skill = summed_forecast([loud, silent], rng()).skill
    other_way = summed_forecast([silent, forecast_of([2.0] * 60, origins=14)], rng()).skill

    assert skill.origins == 14
    assert skill.mae is not None
    assert skill.mae < 20
    # Where the one that matters is silent, the last ten days are not judged.
    assert other_way.origins < 14
