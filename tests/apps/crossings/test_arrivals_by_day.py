"""Arrivals per post and day: one query, not reported is not zero, quick at the size of a crisis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openhbm.apps.crossings.actions import correct_tally, count_arrivals, count_many_arrivals
from openhbm.apps.crossings.details import TallyDetails
from openhbm.apps.crossings.queries import arrivals_by_day, last_counted_on
from openhbm.apps.places.actions import open_post

START = datetime(2022, 2, 24, tzinfo=UTC)
DAYS, POSTS = 50, 70


def day(number: int) -> date:
    return (START + timedelta(days=number)).date()


@pytest.fixture
def crisis_posts(administrator):
    return [
        open_post(
            by=administrator, code=f"XX-{n}", name=f"Post {n}", country="POL", post_type="RIVER"
        )
        for n in range(POSTS)
    ]


def test_arrivals_by_day_adds_the_tallies_of_a_day_and_leaves_gaps_unknown(officer, post):
    for hour, persons in ((6, 10), (18, 5)):
        count_arrivals(by=officer, post=post, persons=persons, at=START + timedelta(hours=hour))
    count_arrivals(by=officer, post=post, persons=0, at=START + timedelta(days=2))
    wrong = count_arrivals(by=officer, post=post, persons=9, at=START + timedelta(days=3))
    correct_tally(by=officer, tally=wrong, persons=8)
    count_arrivals(by=officer, post=post, persons=99, direction="OUT", at=START)

    series = arrivals_by_day(officer, from_on=day(0), to_on=day(3))[post.id]

    assert series.start == day(0)
    np.testing.assert_array_equal(series.counts, [15, np.nan, 0, 8])
    assert last_counted_on(officer) == day(3)


def test_arrivals_by_day_of_a_post_without_counts_is_all_unknown_when_asked_for(officer, post):
    asked = arrivals_by_day(officer, [post], from_on=day(0), to_on=day(1))

    assert np.isnan(asked[post.id].counts).all()
    assert arrivals_by_day(officer, from_on=day(0), to_on=day(1)) == {}


def test_arrivals_by_day_with_days_backwards_is_an_error(officer):
    with pytest.raises(ValueError, match="backwards"):
        arrivals_by_day(officer, from_on=day(1), to_on=day(0))


def test_arrivals_by_day_of_a_whole_crisis_is_one_query(officer, crisis_posts):
    outcome = count_many_arrivals(
        by=officer,
        tallies=[
            TallyDetails(post=post, persons=100 + n, starts_at=START + timedelta(days=n))
            for post in crisis_posts
            for n in range(DAYS)
        ],
    )
    first_day = arrivals_by_day(officer, from_on=day(0), to_on=day(0))

    with CaptureQueriesContext(connection) as queries:
        series = arrivals_by_day(officer, from_on=day(0), to_on=day(DAYS - 1))

    assert outcome.added == DAYS * POSTS
    assert len(first_day) == POSTS
    assert len(queries) == 1
    assert len(series) == POSTS
    assert sum(s.counts.sum() for s in series.values()) == POSTS * sum(100 + n for n in range(DAYS))
