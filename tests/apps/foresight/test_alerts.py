"""Alerts: raised at once, stepped down slowly, confirmed by a person, nothing done by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.foresight.conftest import day, evening

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.crises.actions import activate_hbm, open_crisis
from openhbm.apps.crises.models import Activation
from openhbm.apps.crises.queries import posts_activated
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import (
    check_post,
    check_posts,
    confirm_alert,
    forecast_post,
    stand_down_alert,
)
from openhbm.apps.foresight.checking import capacity_per_day
from openhbm.apps.foresight.codes import ACTIONS_OF_LEVEL
from openhbm.apps.foresight.models import Alert
from openhbm.apps.foresight.queries import (
    actions_asked_by,
    alert_for,
    alerts_visible_to,
    current_alerts,
    current_levels,
)
from openhbm.apps.foresight.thresholds import thresholds_on
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import entry_count
from openhbm.apps.places.actions import change_post, open_post
from openhbm.content.loader import pack
from openhbm.core.flows import LEVELS, LevelSettings, Observed, SurgeSettings

# The post of these tests lets 50 persons an hour through, 1,200 a day; 4,800 in an emergency.


def checked(by, post, *numbers):
    """The levels after checking each day in turn."""
    found = [check_post(by=by, post=post, on=day(n), at=evening(n)) for n in numbers]
    return [alert.level if alert else 0 for alert in found]


def test_check_of_a_quiet_first_day_raises_nothing(analyst, post, count):
    count(100)

    assert checked(analyst, post, 0) == [0]
    assert not Alert.objects.exists()
    assert current_levels(analyst) == {}


def test_check_of_the_first_day_of_a_crisis_is_judged_by_number_and_capacity(analyst, post, count):
    count(1150)

    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    assert alert.level == 4
    assert alert.arrivals == 1150
    assert alert.capacity_ratio == pytest.approx(1150 / 1200)
    assert alert.capacity_kind == "ordinary"
    assert [reason["code"] for reason in alert.reasons] == ["arrivals_critical", "no_history"]
    assert alert.content_hash == pack().hash
    assert current_levels(analyst) == {post.id: 4}


def test_check_again_on_the_same_day_changes_nothing(analyst, post, count):
    count(1150)

    first = check_post(by=analyst, post=post, on=day(0), at=evening(0))
    again = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    assert again == first
    assert Alert.objects.count() == 1


def test_level_that_changes_closes_the_alert_and_raises_another(analyst, post, count):
    count(300, 700, 1100)

    assert checked(analyst, post, 0, 1, 2) == [2, 3, 4]

    newest, middle, oldest = alerts_visible_to(analyst)
    assert [a.level for a in (newest, middle, oldest)] == [4, 3, 2]
    assert [a.is_open for a in (newest, middle, oldest)] == [True, False, False]
    assert oldest.ended_at == evening(1)
    assert current_alerts(analyst) == {post.id: newest}


def test_level_falls_only_after_three_calm_days_kept_in_the_database(analyst, post, count):
    count(700, 100, 100, 100, 100)

    assert checked(analyst, post, 0, 1, 2, 3, 4) == [3, 3, 3, 3, 0]

    assert not Alert.objects.filter(is_open=True).exists()
    assert Alert.objects.get().ended_at == evening(4)


def test_level_kept_while_nobody_reports(analyst, post, count):
    count(700, 100, None, None, None)

    assert checked(analyst, post, 0, 1, 2, 3, 4) == [3] * 5


def test_post_that_falls_silent_is_to_be_watched(analyst, post, count):
    count(100, 100, 100, None, None, None)

    assert checked(analyst, post, 2, 3, 4, 5) == [0, 0, 0, 1]
    assert "no report for 3 days" in Alert.objects.get().reasons[0]["text"]


def test_surge_above_the_usual_weekday_is_found(analyst, post, count):
    count(*[100 + 3 * (number // 7 % 3) for number in range(56)], 180)

    alert = check_post(by=analyst, post=post, on=day(56), at=evening(56))

    assert alert.level == 2
    assert alert.usual_arrivals == 103
    assert alert.z == pytest.approx(77 / (1.4826 * 3 + 1))
    assert alert.reasons[0]["code"] == "z_prepare"


def test_days_under_alert_are_not_taken_as_usual(analyst, post, count):
    count(*[100] * 28, *[700] * 28)
    checked(analyst, post, *range(28, 55))

    alert = check_post(by=analyst, post=post, on=day(55), at=evening(55))

    assert alert.level == 3
    assert alert.usual_arrivals == 100
    assert alert.since_on == day(28)


def test_post_before_activation_is_measured_by_its_ordinary_throughput(
    analyst, administrator, post, count
):
    crisis = open_crisis(by=administrator, code="C", name="Crisis", started_on=day(0))
    count(300, 300, 300)
    before = check_post(by=analyst, post=post, on=day(0), at=evening(0))
    activate_hbm(
        by=administrator,
        crisis=crisis,
        level=3,
        legal_basis="plan",
        expires_at=evening(20),
        at=evening(0) + timedelta(hours=1),
    )
    during = capacity_per_day(post, posts_activated(analyst, evening(2)))
    after = capacity_per_day(post, posts_activated(analyst, evening(21)))

    assert (before.capacity_kind, before.capacity_ratio) == ("ordinary", 300 / 1200)
    assert during == ("emergency", 4800.0)
    assert after == ("ordinary", 1200.0)


def test_post_without_measured_throughput_has_no_load(analyst, administrator, post, count):
    change_post(
        by=administrator,
        post=post,
        throughput_ordinary_per_hour=None,
        throughput_emergency_per_hour=None,
    )
    count(300)

    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    assert (alert.level, alert.capacity_ratio, alert.capacity_kind) == (2, None, "")


def test_forecast_far_above_recent_days_is_to_be_watched(analyst, post, count):
    count(*[100, 20, 20, 20, 20, 20, 20] * 8)
    forecast_post(by=analyst, post=post, as_of_on=day(55), at=evening(55))

    alert = check_post(by=analyst, post=post, on=day(55), at=evening(55))

    assert alert.level == 1
    assert alert.forecast_ratio > 1.5
    assert "forecast_growth" in [reason["code"] for reason in alert.reasons]


def test_what_people_see_raises_the_level(analyst, post, count):
    count(100)

    alert = check_post(
        by=analyst, post=post, on=day(0), at=evening(0), observed=Observed(queue_hours=5)
    )

    assert alert.level == 3
    assert alert.reasons[0]["code"] == "queue"


def test_alert_confirmed_by_a_person_keeps_who_and_when(analyst, coordinator, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    confirmed = confirm_alert(by=coordinator, alert=alert, at=evening(0) + timedelta(hours=1))

    assert confirmed.confirmed_by_id == coordinator.id
    assert alert_for(analyst, alert.id).confirmed_at == evening(0) + timedelta(hours=1)
    kinds = [h.type for h in history_of(analyst, record=f"foresight.alert:{alert.id}")]
    assert sorted(kinds) == ["alert_confirmed", "alert_level_changed"]


def test_alert_confirmed_twice_is_refused(analyst, coordinator, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))
    confirm_alert(by=coordinator, alert=alert, at=evening(0))

    with pytest.raises(ActionError, match="confirmed already"):
        confirm_alert(by=coordinator, alert=alert, at=evening(1))


def test_alert_that_ended_is_not_confirmed(analyst, coordinator, post, count):
    count(700, 1100)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))
    checked(analyst, post, 1)

    with pytest.raises(ActionError, match="has ended"):
        confirm_alert(by=coordinator, alert=alert, at=evening(1))


def test_analyst_who_sees_an_alert_cannot_confirm_it(analyst, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    with pytest.raises(NotPermitted):
        confirm_alert(by=analyst, alert=alert, at=evening(0))


def test_alert_stood_down_keeps_why_and_comes_back_while_its_cause_lasts(
    analyst, coordinator, post, count
):
    count(700, 700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    ended = stand_down_alert(
        by=coordinator, alert=alert, reason="Counted twice", is_false_alarm=True, at=evening(0)
    )
    again = check_post(by=analyst, post=post, on=day(1), at=evening(1))

    assert (ended.is_open, ended.is_false_alarm) == (False, True)
    assert (ended.stand_down_reason, ended.stood_down_by_id) == ("Counted twice", coordinator.id)
    assert again is not None
    assert again.id != alert.id


def test_standing_down_without_a_reason_is_refused(analyst, coordinator, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    with pytest.raises(ActionError, match="needs a reason"):
        stand_down_alert(by=coordinator, alert=alert, reason=" ", is_false_alarm=False)


def test_alert_starts_nothing_by_itself(analyst, post, count):
    count(5000)

    checked(analyst, post, 0)

    assert not Activation.objects.exists()


def test_check_of_a_day_before_the_standing_alert_is_refused(analyst, post, count):
    count(100, 700)
    checked(analyst, post, 1)

    with pytest.raises(ActionError) as caught:
        check_post(by=analyst, post=post, on=day(0), at=evening(2))

    assert caught.value.field == "on"
    assert "order" in caught.value.remedy


def test_check_by_somebody_of_another_post_is_not_permitted(user_with, analyst, post, count):
    with pytest.raises(NotPermitted):
        check_post(by=user_with(), post=post, on=day(0), at=evening(0))


def test_alerts_are_hidden_from_those_who_may_not_read_operations(user_with, analyst, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))
    stranger = user_with()

    assert not alerts_visible_to(stranger).exists()
    assert actions_asked_by(stranger, alert) == ()
    with pytest.raises(NotVisible):
        alert_for(stranger, alert.id)


def test_level_asks_for_its_own_actions_and_those_below(analyst, post, count):
    count(700)
    alert = check_post(by=analyst, post=post, on=day(0), at=evening(0))

    codes = [code for code, _words in actions_asked_by(analyst, alert)]

    assert codes[0] == "verify_by_phone_6h"
    assert "propose_hbm_activation" in codes
    assert "cross_border_hotline" not in codes


def test_every_action_of_the_levels_has_words():
    assert set(ACTIONS_OF_LEVEL) == {code for level in LEVELS for code in level.actions}


def test_thresholds_of_the_content_pack_are_those_of_the_engine():
    thresholds = thresholds_on(day(0))

    assert thresholds.surge == SurgeSettings()
    assert thresholds.levels == LevelSettings()


def test_thresholds_before_the_first_value_are_the_defaults_of_the_engine():
    assert thresholds_on(day(0).replace(year=2000)).levels == LevelSettings()


def test_check_of_many_posts_reads_and_journals_once(analyst, administrator, post, count):
    others = [
        open_post(
            by=administrator, code=f"XX-{n}", name=f"Post {n}", country="POL", post_type="RIVER"
        )
        for n in range(6)
    ]
    count(700, 1100)
    checked(analyst, post, 0)
    entries = entry_count(analyst)
    thresholds_on(day(1))

    with CaptureQueriesContext(connection) as statements:
        standing = check_posts(by=analyst, posts=[*others, post], on=day(1), at=evening(1))

    assert [(alert.post_id, alert.level) for alert in standing] == [(post.id, 4)]
    assert entry_count(analyst) == entries + 1
    assert sum("SELECT" in each["sql"] for each in statements.captured_queries) < 12


def test_quiet_post_between_two_on_alert_is_to_be_watched(analyst, administrator, post, count):
    places = {"XX-A": (49.9, 22.9), "XX-B": (49.7, 22.9)}
    busy = [
        open_post(
            by=administrator, code=code, name=code, country="POL", post_type="RIVER",
            latitude=latitude, longitude=longitude,
        )
        for code, (latitude, longitude) in places.items()
    ]  # fmt: skip
    post.latitude, post.longitude = 49.8, 22.9
    post.save()
    count(*[20] * 10)
    for each in busy:
        count_arrivals(by=administrator, post=each, persons=900, at=evening(8))

    first = check_posts(by=analyst, posts=[post, *busy], on=day(8), at=evening(8))
    found = check_posts(by=analyst, posts=[post, *busy], on=day(9), at=evening(9))

    assert {alert.post_id for alert in first} == {each.id for each in busy}
    (alert,) = (each for each in found if each.post_id == post.id)
    assert (alert.level, alert.reasons[0]["code"]) == (1, "neighbours")


def test_more_children_than_usual_are_to_be_watched(analyst, administrator, post):
    for number in range(20):
        bands = {"F 18-59": 80, "F 5-11": 20} if number < 19 else {"F 18-59": 30, "F 5-11": 70}
        at = evening(number)
        count_arrivals(by=administrator, post=post, persons=100, counts=bands, at=at)

    alert = check_post(by=analyst, post=post, on=day(19), at=evening(19))

    assert alert is not None
    assert (alert.level, alert.reasons[0]["code"]) == (1, "composition")
