import math

import pytest

from openhbm.core.capacity.stock import (
    Status,
    Thresholds,
    days_of_supply,
    prepositioned_for,
    status_by_days,
    status_by_share,
)
from openhbm.core.values import Quantity


@pytest.mark.parametrize(
    ("days", "status"),
    [(0, "red"), (2.99, "red"), (3, "amber"), (6.99, "amber"), (7, "green"), (math.inf, "green")],
)
def test_status_turns_red_below_three_days_and_amber_below_seven(days, status):
    assert status_by_days(days, Thresholds()) is Status(status)


@pytest.mark.parametrize(
    ("required", "available", "status"),
    [(100, 74, "red"), (100, 75, "amber"), (100, 100, "green"), (0, 0, "green")],
)
def test_status_by_share_follows_the_part_that_is_there(required, available, status):
    assert status_by_share(required, available, Thresholds()) is Status(status)


def test_days_of_supply_without_use_are_endless():
    assert days_of_supply(10, 0) == math.inf
    assert days_of_supply(11, 2.2) == pytest.approx(5)


def test_days_of_supply_of_a_negative_stock_are_refused():
    with pytest.raises(ValueError, match="-1"):
        days_of_supply(-1, 2)


def test_thresholds_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="red"):
        Thresholds(red_days=8, amber_days=7)


def test_prepositioned_rounds_up_to_whole_pieces_and_says_how():
    (soap, kits) = prepositioned_for(
        2500, {"soap": Quantity(85, "kg"), "health_kits": Quantity(1, "kit")}
    )

    assert soap.quantity == Quantity(213, "kg")
    assert kits.quantity == Quantity(3, "kit")
    assert soap.basis == "2,500 people × 85 kg per 1,000"
