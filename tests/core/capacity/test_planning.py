from datetime import date

import pytest

from openhbm.core.capacity import Climate
from openhbm.core.capacity.planning import Peak, climate_at, peak_between

LEVELS = (0.5, 0.9)
QUANTILES = ((100, 150), (120, 210), (90, 205), (300, 900))
START = date(2022, 3, 1)


def test_peak_is_the_highest_upper_quantile_of_the_days_asked_for():
    peak = peak_between(START, LEVELS, QUANTILES, 0.9, date(2022, 3, 1), date(2022, 3, 3))

    assert peak == Peak(date(2022, 3, 2), 210, 0.9)


def test_peak_of_days_beyond_the_forecast_is_none():
    assert peak_between(START, LEVELS, QUANTILES, 0.9, date(2022, 3, 5), date(2022, 3, 9)) is None


def test_peak_at_a_level_the_forecast_lacks_says_which_it_has():
    with pytest.raises(ValueError, match=r"0\.5, 0\.9"):
        peak_between(START, LEVELS, QUANTILES, 0.95, START, START)


@pytest.mark.parametrize(
    ("latitude", "day", "climate"),
    [
        (50.0, date(2022, 2, 24), Climate.COLD),
        (50.0, date(2022, 7, 1), Climate.TEMPERATE),
        (-38.0, date(2022, 7, 1), Climate.COLD),
        (-38.0, date(2022, 1, 1), Climate.TEMPERATE),
        (8.0, date(2022, 1, 1), Climate.TROPICAL),
        (30.0, date(2022, 1, 1), Climate.TEMPERATE),
        (None, date(2022, 1, 1), Climate.TEMPERATE),
    ],
)
def test_climate_follows_latitude_and_month(latitude, day, climate):
    assert climate_at(latitude, day) is climate
