from datetime import UTC, datetime

import pytest

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.capacity.actions import set_staffing, set_stock
from openhbm.apps.capacity.models import Staffing, Stock
from openhbm.apps.capacity.queries import available_at, staffing_visible_to, stock_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import change_post, open_post

MORNING = datetime(2022, 3, 1, 8, tzinfo=UTC)
EVENING = datetime(2022, 3, 1, 20, tzinfo=UTC)


def test_stock_counted_twice_keeps_the_newest_and_its_history(administrator, post):
    set_stock(by=administrator, post=post, item="food", quantity=900, at=MORNING)

    held = set_stock(
        by=administrator, post=post, item="food", quantity=650.5, unit="kg", at=EVENING
    )

    assert [(s.item, s.quantity, s.unit) for s in stock_visible_to(administrator)] == [
        ("food", 650.5, "kg")
    ]
    told = history_of(administrator, record=f"capacity.stock:{held.id}")
    assert [happening.type for happening in told] == ["stock_counted", "stock_counted"]
    assert Stock.objects.count() == 1


def test_stock_counted_earlier_than_the_one_known_is_refused(administrator, post):
    set_stock(by=administrator, post=post, item="food", quantity=900, at=EVENING)

    with pytest.raises(ActionError, match="newer count") as refused:
        set_stock(by=administrator, post=post, item="food", quantity=100, at=MORNING)

    assert refused.value.field == "at"
    assert Stock.objects.get().quantity == 900


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"item": "unicorns", "quantity": 1}, "item"),
        ({"item": "interpreters", "quantity": 1}, "item"),
        ({"item": "food", "quantity": 1, "unit": "t"}, "unit"),
        ({"item": "food", "quantity": -1}, "quantity"),
        ({"item": "food", "quantity": float("nan")}, "quantity"),
    ],
)
def test_stock_that_makes_no_sense_is_refused_by_field(administrator, post, values, field):
    with pytest.raises(ActionError) as refused:
        set_stock(by=administrator, post=post, **values)

    assert refused.value.field == field
    assert refused.value.remedy
    assert not Stock.objects.exists()


def test_stock_takes_goods_of_the_list_to_hold_ready(administrator, post):
    held = set_stock(by=administrator, post=post, item="tents", quantity=40)

    assert held.unit == "tent"


def test_staffing_may_be_a_fraction_of_a_day(administrator, post):
    set_staffing(by=administrator, post=post, function="interpreters", on_duty=2.5, at=MORNING)

    assert staffing_visible_to(administrator).get().on_duty == 2.5


def test_staffing_of_an_unknown_function_names_the_known_ones(administrator, post):
    with pytest.raises(ActionError) as refused:
        set_staffing(by=administrator, post=post, function="jugglers", on_duty=2)

    assert "interpreters" in refused.value.remedy
    assert not Staffing.objects.exists()


def test_available_takes_the_post_profile_until_somebody_counts(administrator, post):
    change_post(by=administrator, post=post, latrines=30, water_litres_per_hour=500)

    assert available_at(administrator, post) == {"latrines": 30, "water": 12_000}

    set_stock(by=administrator, post=post, item="latrines", quantity=25)
    assert available_at(administrator, post)["latrines"] == 25


def test_counting_without_the_right_to_write_is_not_permitted(user_with, post):
    officer = user_with("data_protection_officer")

    with pytest.raises(NotPermitted):
        set_stock(by=officer, post=post, item="food", quantity=1)


def test_counts_of_other_posts_stay_hidden_from_those_who_work_elsewhere(
    administrator, user_with, post
):
    set_stock(by=administrator, post=post, item="food", quantity=1)
    elsewhere = user_with("border_officer", post=_other_post(administrator))

    assert not stock_visible_to(elsewhere).exists()


def _other_post(administrator):
    return open_post(
        by=administrator, code="SK-TEST", name="Skúška", country="SVK", post_type="OFFICIAL_LAND"
    )
