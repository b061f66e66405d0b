from datetime import date, timedelta

import pytest

from openhbm.cli.demo.scoring import MadeForecast, score_of

DAY = date(2022, 3, 1)
LEVELS = (0.1, 0.5, 0.9)


def came(*counts, post="A"):
    return {(DAY + timedelta(days=n), post): count for n, count in enumerate(counts)}


def test_score_compares_each_day_ahead_with_what_came():
    made = MadeForecast("A", DAY, DAY + timedelta(days=1), LEVELS, [(8, 10, 12), (8, 10, 12)])

    score = score_of([made], came(20, 11, 15))

    assert score.mae == pytest.approx((1 + 5) / 2)
    assert score.persistence_mae == pytest.approx((9 + 5) / 2)
    assert (score.horizon_days, score.coverage80, score.n) == (2, 0.5, 2)


def test_score_days_that_never_came_are_left_out():
    made = MadeForecast("A", DAY, DAY + timedelta(days=1), LEVELS, [(1, 2, 3)] * 14)

    score = score_of([made], came(2, 2, 2, 2))

    assert (score.n, score.horizon_days) == (3, 3)


def test_score_without_any_forecast_is_none():
    assert score_of([], came(1, 2, 3)) is None


def test_score_without_the_band_is_refused():
    made = MadeForecast("A", DAY, DAY + timedelta(days=1), (0.5,), [(1,)])

    with pytest.raises(ValueError, match=r"no quantile at 0\.1"):
        score_of([made], came(1, 1))
