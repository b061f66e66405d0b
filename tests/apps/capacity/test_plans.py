from datetime import UTC, date, datetime, timedelta

import pytest

from openhbm.apps.capacity.actions import draw_plan, set_staffing, set_stock
from openhbm.apps.capacity.queries import latest_plans, plan_for, plan_total
from openhbm.apps.crises.actions import activate_hbm, open_crisis
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import forecast_post
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import change_post, open_post
from openhbm.content.loader import pack

FIRST = date(2022, 3, 1)


def noon(number: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=number), datetime.min.time(), UTC) + timedelta(
        hours=12
    )


@pytest.fixture
def count(administrator):
    def counted(post, *persons, first=0):
        for number, each in enumerate(persons, first):
            if each is not None:
                count_arrivals(by=administrator, post=post, persons=each, at=noon(number))

    return counted


def lines_of(plan):
    return {line["item"]: line for line in plan.lines}


def test_plan_with_a_forecast_takes_the_upper_quantile_of_the_coming_peak(
    administrator, post, count
):
    count(post, *[300, 320, 350, 330, 360, 340, 370, 390, 380, 400])
    forecast = forecast_post(by=administrator, post=post, as_of_on=FIRST + timedelta(9), at=noon(9))

    plan = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(10), at=noon(9))

    column = forecast.levels.index(0.9)
    peak = max(row[column] for row in forecast.quantiles[:3])
    assert plan.load["source"] == "forecast"
    assert plan.load["arrivals_per_day"] == pytest.approx(peak, abs=0.001)
    assert plan.load["details"]["quantile"] == 0.9
    assert plan.load["details"]["forecast_id"] == str(forecast.id)
    assert plan.content_hash == pack().hash


def test_plan_without_a_forecast_takes_the_mean_of_the_last_reported_days_and_says_so(
    administrator, post, count
):
    count(post, 900, 300, None, 500)

    plan = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(4), at=noon(3))

    assert plan.load["arrivals_per_day"] == 400
    assert plan.load["source"] == "recent_mean"
    assert plan.load["details"]["days_reported"] == 2
    assert lines_of(plan)["water"]["required"] == 400 * 15


def test_plan_with_a_forecast_that_ended_falls_back_to_the_last_days(administrator, post, count):
    count(post, *[300] * 5)
    forecast_post(by=administrator, post=post, as_of_on=FIRST + timedelta(4), at=noon(4))
    count(post, 700, 700, 700, first=27)

    plan = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(30), at=noon(29))

    assert (plan.load["source"], plan.load["arrivals_per_day"]) == ("recent_mean", 700)


def test_plan_with_nothing_known_is_refused_with_what_to_do(administrator, post):
    with pytest.raises(ActionError, match="no arrivals to plan for") as refused:
        draw_plan(by=administrator, post=post, for_on=FIRST, at=noon(0))

    assert "Count arrivals" in refused.value.remedy


def test_plan_sets_needs_against_counts_and_keeps_the_calculation(administrator, post, count):
    count(post, *[1000] * 3)
    set_stock(by=administrator, post=post, item="food", quantity=2750, at=noon(2))
    set_staffing(by=administrator, post=post, function="stations", on_duty=9, at=noon(2))

    plan = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(3), at=noon(2))

    lines = lines_of(plan)
    assert lines["stations"]["required"] == lines["stations"]["available"] == 9
    assert (lines["stations"]["gap"], lines["stations"]["status"]) == (0, "green")
    assert lines["food"]["days_of_supply"] == pytest.approx(2750 / (1000 * 0.55 * 1.15), abs=0.001)
    assert lines["food"]["status"] == "amber"
    assert lines["food"]["gap"] == 6325 - 2750
    assert lines["blankets"]["status"] == "unknown"
    assert lines["taps"]["basis"] == "1,000 people ÷ 250 per tap"
    assert lines["taps"]["standard_ids"] == ["persons_per_tap"]


def test_plan_in_the_first_72_hours_of_activation_allows_the_lower_standards(
    administrator, post, count
):
    count(post, *[1000] * 8)
    crisis = open_crisis(by=administrator, code="C", name="Crisis", started_on=FIRST)
    activate_hbm(
        by=administrator,
        crisis=crisis,
        level=3,
        legal_basis="Decree",
        expires_at=noon(60),
        post=post,
        at=noon(2),
    )

    soon = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(3), at=noon(3))
    later = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(7), at=noon(6))

    assert lines_of(soon)["latrines"]["required"] == 20
    assert lines_of(later)["latrines"]["required"] == 50


def test_plan_uses_the_post_profile_where_it_is_measured(administrator, post, count):
    count(post, *[900] * 3)
    change_post(
        by=administrator,
        post=post,
        reception_minutes=150,
        hours_open_per_day=12,
        languages=["uk", "ru", "pl"],
    )

    plan = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(3), at=noon(2))

    assert plan.load["one_way_hours"] == 2.5
    assert plan.load["open_hours"] == 12
    assert plan.load["languages"] == 3
    assert lines_of(plan)["buses"]["required"] == 5


def test_plans_of_several_posts_add_up_without_setting_surplus_against_gaps(
    administrator, post, count
):
    other = open_post(
        by=administrator, code="SK-TEST", name="Skúška", country="SVK", post_type="OFFICIAL_LAND"
    )
    for place, taps in ((post, 10), (other, 0)):
        count(place, *[1000] * 3)
        set_stock(by=administrator, post=place, item="taps", quantity=taps, at=noon(2))
        draw_plan(by=administrator, post=place, for_on=FIRST + timedelta(3), at=noon(2))

    total = {line["item"]: line for line in plan_total(administrator)}

    assert (total["taps"]["required"], total["taps"]["available"]) == (8, 10)
    assert total["taps"]["gap"] == 4
    assert (total["taps"]["status"], total["taps"]["posts_short"]) == ("red", 1)
    assert total["blankets"]["available"] is None


def test_latest_plans_hold_one_per_post_and_follow_where_one_works(
    administrator, user_with, post, count
):
    count(post, *[100] * 5)
    draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(3), at=noon(2))
    newest = draw_plan(by=administrator, post=post, for_on=FIRST + timedelta(4), at=noon(3))
    other = open_post(
        by=administrator, code="SK-TEST", name="Skúška", country="SVK", post_type="OFFICIAL_LAND"
    )

    assert [plan.id for plan in latest_plans(administrator)] == [newest.id]
    assert plan_for(administrator, post).id == newest.id
    assert latest_plans(user_with("border_officer", post=other)) == []


def test_latest_plans_take_as_many_statements_for_many_posts_as_for_one(
    administrator, count, django_assert_num_queries
):
    for number in range(4):
        place = open_post(
            by=administrator,
            code=f"PL-{number}",
            name=f"Post {number}",
            country="POL",
            post_type="OFFICIAL_LAND",
        )
        count(place, 100)
        draw_plan(by=administrator, post=place, for_on=FIRST + timedelta(1), at=noon(0))

    with django_assert_num_queries(1):
        assert len(plan_total(administrator)) == 27


@pytest.mark.parametrize("for_on", [date.max, date.min, date(2004, 5, 1)])
def test_plan_for_a_day_out_of_reach_is_refused(administrator, post, for_on):
    with pytest.raises(ActionError) as refused:
        draw_plan(by=administrator, post=post, for_on=for_on, at=noon(0))

    assert refused.value.field == "for_on"
