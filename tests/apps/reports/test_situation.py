from datetime import UTC, datetime, timedelta

import pytest
from django.utils.formats import date_format
from tests.apps.reports.conftest import FIRST, LAST

from openhbm.apps.accounts.models import User
from openhbm.apps.crises.actions import activate_hbm, open_crisis
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.actions import open_post
from openhbm.apps.reports.queries import situation


def by_code(found):
    return {post.code: post for post in found.posts}


def test_situation_shows_posts_with_arrivals_level_and_load(crisis):
    found = situation(crisis.user, crisis.at)

    post, other = by_code(found)["PL-TEST"], by_code(found)["SK-TEST"]
    assert (post.arrivals, post.arrivals_day_before) == (400, 380)
    assert (post.latitude, post.longitude) == (50.0, 23.0)
    assert post.load_ratio == pytest.approx(400 / 1200)
    assert (other.arrivals, other.load_ratio) == (None, None)
    assert found.level == max(post.level, other.level)


def test_situation_where_hbm_is_active_measures_load_by_the_emergency_rate(crisis):
    opened = open_crisis(by=crisis.user, code="C", name="Crisis", started_on=FIRST)
    activate_hbm(
        by=crisis.user,
        crisis=opened,
        level=3,
        legal_basis="Decree",
        expires_at=crisis.at + timedelta(days=30),
        at=crisis.at - timedelta(hours=1),
    )

    found = situation(crisis.user, crisis.at)

    assert by_code(found)["PL-TEST"].load_ratio == pytest.approx(400 / 4800)


def test_situation_counts_days_with_the_forecast_after_them(crisis):
    found = situation(crisis.user, crisis.at)

    assert (found.series.counted[0].on, found.series.counted[-1].on) == (FIRST, LAST)
    assert found.series.counted[-1].count == found.arrivals == 400
    assert found.series.forecast[0].on == LAST + timedelta(days=1)
    assert found.series.error is not None


def test_situation_of_one_post_shows_that_post_alone(crisis):
    found = situation(crisis.user, crisis.at, crisis.post)

    assert [post.code for post in found.posts] == ["PL-TEST"]
    assert found.post == found.posts[0]
    assert found.series.counted[-2].count == 380
    assert found.series.error.is_bound is False


def test_situation_asked_long_after_tells_the_day_of_its_figures(crisis):
    found = situation(crisis.user, crisis.at + timedelta(days=30))

    assert found.on == LAST
    assert found.days_old == 30


def test_situation_shows_referrals_by_who_must_act_when(crisis):
    found = situation(crisis.user, crisis.at)

    assert [(bucket.key, bucket.count) for bucket in found.referrals][0] == ("overdue", 6)
    assert sum(bucket.count for bucket in found.referrals) == 6


def test_situation_hides_small_counts_of_referrals_from_those_without_protection(crisis, user_with):
    officer = user_with("analyst")

    overdue = situation(officer, crisis.at).referrals[0]
    at_start = situation(officer, crisis.at - timedelta(hours=8)).referrals

    assert (overdue.count, overdue.text) == (6, "6")
    assert all(bucket.count is None or bucket.count not in range(1, 5) for bucket in at_start)


def test_situation_lists_what_is_short_with_words_for_it(crisis):
    found = situation(crisis.user, crisis.at)

    food = next(gap for gap in found.stock_gaps if gap.item == "food")
    assert (food.label, food.unit, food.available, food.status) == ("Food", "kg", 300, "red")
    assert {gap.item for gap in found.staff_gaps} >= {"staff", "interpreters"}


def test_situation_says_what_it_supposes(crisis):
    found = situation(crisis.user, crisis.at)

    assert any("9 of 10 cases" in said for said in found.assumptions)
    assert any(date_format(LAST, "DATE_FORMAT") in said for said in found.assumptions)


def test_situation_of_a_node_without_any_count_is_empty_and_no_error(administrator, post):
    found = situation(administrator, datetime(2022, 3, 1, tzinfo=UTC))

    assert found.arrivals is None
    assert found.series.days == []
    assert found.posts[0].arrivals is None


def test_situation_for_somebody_without_roles_shows_nothing(crisis):
    stranger = User(username="stranger")

    found = situation(stranger, crisis.at)

    assert found.posts == ()
    assert found.arrivals is None


def test_situation_takes_as_many_statements_for_many_posts_as_for_few(
    crisis, administrator, django_assert_max_num_queries
):
    for number in range(12):
        open_post(
            by=administrator,
            code=f"P-{number}",
            name=f"Post {number}",
            country="POL",
            post_type="OFFICIAL_LAND",
        )

    with django_assert_max_num_queries(14):
        situation(crisis.user, crisis.at)


def test_situation_of_counts_older_than_every_rule_still_hides_small_numbers(
    administrator, user_with, post
):
    at = datetime(2015, 9, 1, 12, tzinfo=UTC)
    count_arrivals(by=administrator, post=post, persons=70, at=at)

    found = situation(user_with("national_coordinator"), at)

    assert (found.on, found.arrivals) == (at.date(), 70)
    assert {bucket.count for bucket in found.referrals} == {None}
    assert situation(administrator, at).referrals == ()
