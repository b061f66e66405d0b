from datetime import UTC, date, datetime, timedelta

import pytest

from openhbm.apps.capacity.actions import draw_plan, draw_plans, set_stock
from openhbm.apps.capacity.queries import latest_plans
from openhbm.apps.crises.actions import activate_hbm, open_crisis
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import forecast_post
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import open_post

FIRST = date(2022, 3, 1)


def noon(number: int) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=number, hours=12)


@pytest.fixture
def other(administrator):
    return open_post(
        by=administrator, code="PL-OTHER", name="Inna", country="POL", post_type="OFFICIAL_LAND",
        latrines=4,
    )  # fmt: skip


@pytest.fixture
def counted(administrator, post, other):
    """Two posts that differ in everything a plan looks at."""
    for number in range(10):
        count_arrivals(by=administrator, post=post, persons=300 + 10 * number, at=noon(number))
    count_arrivals(by=administrator, post=other, persons=40, at=noon(9))
    set_stock(by=administrator, post=post, item="water", quantity=900, at=noon(9))
    forecast_post(by=administrator, post=post, as_of_on=FIRST + timedelta(9), at=noon(9))
    crisis = open_crisis(by=administrator, code="C", name="Crisis", started_on=FIRST, at=noon(0))
    activate_hbm(
        by=administrator, crisis=crisis, level=3, legal_basis="plan", post=other, at=noon(9),
        expires_at=noon(30),
    )  # fmt: skip
    return [post, other]


def told(plan):
    return plan.post_id, plan.load, plan.lines


def test_plans_drawn_together_are_those_drawn_one_by_one(administrator, counted):
    day = FIRST + timedelta(10)
    single = [draw_plan(by=administrator, post=p, for_on=day, at=noon(9)) for p in counted]

    together = draw_plans(by=administrator, posts=counted, for_on=day, at=noon(9))

    assert [told(plan) for plan in together] == [told(plan) for plan in single]
    assert {plan.id for plan in latest_plans(administrator)} == {plan.id for plan in together}


def test_plans_drawn_together_with_one_post_nobody_counted_at_are_refused(administrator, counted):
    empty = open_post(
        by=administrator, code="PL-EMPTY", name="Pusta", country="POL", post_type="OFFICIAL_LAND"
    )

    with pytest.raises(ActionError, match="Pusta"):
        draw_plans(
            by=administrator, posts=[*counted, empty], for_on=FIRST + timedelta(10), at=noon(9)
        )

    assert latest_plans(administrator) == []
