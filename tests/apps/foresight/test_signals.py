"""The signal ledger: weighed as of an instant, confirmed by persons, nothing done by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.apps.foresight.conftest import day, evening

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.foresight.feeds.actions import add_feed, end_feed
from openhbm.apps.foresight.feeds.fetching import fetched
from openhbm.apps.foresight.feeds.watching import judge_posts, read_feeds
from openhbm.apps.foresight.models import Alert, Signal
from openhbm.apps.foresight.queries import current_levels
from openhbm.apps.foresight.signals.actions import (
    raise_alert,
    record_signal,
    review_signal,
    send_notice,
    take_measure,
)
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.signals.queries import (
    feeds_visible_to,
    measures_of,
    no_regret_actions,
    signal_for,
    signal_ledger,
    signals_by_place,
    signals_visible_to,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible

PATROLS = "report,seen_on,reported_at,persons,post\n{rows}"


def told(post, indicator="attacks_on_civilians", source="Event table", **changes):
    plain = {"happened_on": day(0), "post_id": post.id, "reliability": "B", "credibility": 2}
    return SignalDetails(indicator, source, **{**plain, **changes})


def values_known(user, at):
    return [signal.value for signal in signal_ledger(user, at).signals]


@pytest.fixture
def patrols(administrator, post, tmp_path):
    """A file of patrol reports, watched from the evening before; writes rows into it."""
    file = tmp_path / "patrols.csv"
    add_feed(
        by=administrator, code="patrols", name="Patrols", kind="patrol_table",
        location=str(file), post=post, at=evening(-1),
    )  # fmt: skip

    def write(*rows: str) -> None:
        file.write_text(PATROLS.format(rows="\n".join(rows)), encoding="utf-8")

    write("P-1,2022-02-24,2022-02-24T06:00Z,40,PL-TEST")
    return write


def test_signal_is_weighed_and_journalled_and_changes_no_level(analyst, post):
    made = record_signal(by=analyst, details=told(post), at=evening(0))

    history = history_of(analyst, record=f"foresight.signal:{made.id}")
    assert [happening.type for happening in history] == ["signals_recorded"]
    assert signal_ledger(analyst, evening(0)).tally(post.id).strength == pytest.approx(0.576)
    assert current_levels(analyst) == {}


def test_ledger_of_an_earlier_instant_does_not_know_what_was_reported_later(analyst, post):
    late = told(post, happened_on=day(0), reported_at=evening(3))
    record_signal(by=analyst, details=late, at=evening(4))

    assert signal_ledger(analyst, evening(2)).signals == ()
    assert len(signal_ledger(analyst, evening(4)).signals) == 1


def test_review_of_a_person_counts_in_place_of_the_sources_grade(analyst, coordinator, post):
    made = record_signal(by=analyst, details=told(post, credibility=6), at=evening(0))
    before = signal_ledger(analyst, evening(0)).tally(post.id).strength

    review_signal(
        by=coordinator, signal=made, credibility=1, decision="watch",
        note="The post saw it too", at=evening(0),
    )  # fmt: skip

    assert signal_ledger(analyst, evening(0)).tally(post.id).strength > 3 * before


def test_review_without_a_note_or_the_right_is_refused(analyst, coordinator, post):
    made = record_signal(by=analyst, details=told(post), at=evening(0))

    with pytest.raises(ActionError):
        review_signal(by=coordinator, signal=made, credibility=1, decision="noted", note=" ")
    with pytest.raises(NotPermitted):
        review_signal(by=analyst, signal=made, credibility=1, decision="noted", note="Called")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"indicator": "attacks"}, "indicator"),
        ({"source": " "}, "source"),
        ({"value": -1.0}, "value"),
        ({"reported_at": evening(9)}, "reported_at"),
        ({"reliability": "Z"}, "reliability"),
        ({"credibility": 9}, "credibility"),
        ({"text": "x" * 301}, "text"),
    ],
)
def test_signal_that_cannot_be_is_refused_with_its_field(analyst, post, changes, field):
    with pytest.raises(ActionError) as caught:
        record_signal(by=analyst, details=told(post, **changes), at=evening(0))

    assert caught.value.field == field
    assert not Signal.objects.exists()


def test_person_raises_a_post_to_prepare_because_of_signals_but_not_higher(coordinator, post):
    raised = raise_alert(by=coordinator, post=post, level=2, reason="Two sources", at=evening(0))

    assert (raised.level, raised.confirmed_by_id) == (2, coordinator.id)
    with pytest.raises(ActionError):
        raise_alert(by=coordinator, post=post, level=3, reason="Three sources", at=evening(0))
    with pytest.raises(ActionError):
        raise_alert(by=coordinator, post=post, level=1, reason="Again", at=evening(0))


def test_alert_raised_by_a_person_is_held_by_the_next_checks(analyst, coordinator, post, count):
    count(100)
    raise_alert(by=coordinator, post=post, level=2, reason="Two sources", at=evening(0))

    judge_posts(analyst, evening(0))

    assert current_levels(analyst) == {post.id: 2}


def test_measure_taken_stands_with_the_signal_it_was_taken_for(analyst, post):
    made = record_signal(by=analyst, details=told(post), at=evening(0))
    words = dict(no_regret_actions(analyst, made))

    take_measure(by=analyst, measure="call_counterpart", signal=made, at=evening(0))

    assert "call_counterpart" in words
    assert [m.action for m in measures_of(analyst, signal=made)] == ["call_counterpart"]
    with pytest.raises(ActionError):
        take_measure(by=analyst, measure="call_counterpart")


def test_notice_to_the_other_side_is_kept_and_has_no_vote(coordinator, post):
    send_notice(
        by=coordinator, post=post, counterpart="Border guard of the other side",
        agreement="Protocol of 2021", text="Two lanes open tonight", at=evening(0),
    )  # fmt: skip

    assert signals_visible_to(coordinator).get().direction == "sent"
    assert signal_ledger(coordinator, evening(0)).signals == ()
    with pytest.raises(ActionError):
        send_notice(by=coordinator, post=post, counterpart="X", agreement="", text="Y")


def test_ledger_is_hidden_from_those_who_may_not_read_operations(user_with, analyst, post):
    made = record_signal(by=analyst, details=told(post), at=evening(0))
    stranger = user_with()

    assert signals_by_place(stranger, evening(0)) == []
    with pytest.raises(NotVisible):
        signal_for(stranger, made.id)


@pytest.mark.parametrize(
    "location", ["a\0b", "https://[bad", "https://xn--zz-\udc80/", f"https://{'a' * 300}/"]
)
def test_source_whose_name_cannot_be_is_told_in_words(location):
    with pytest.raises(ActionError):
        fetched(location)


def test_feed_read_twice_gives_its_signals_once(administrator, post, patrols):
    first = read_feeds(administrator, evening(0))
    again = read_feeds(administrator, evening(0) + timedelta(hours=1))

    assert [(r.new, r.entries, r.problem) for r in first] == [(1, 1, "")]
    assert again[0].new == 0
    assert signals_visible_to(administrator).get().post_id == post.id


def test_feed_that_revises_a_report_adds_a_version_and_only_the_last_votes(administrator, patrols):
    read_feeds(administrator, evening(0))
    patrols("P-1,2022-02-24,2022-02-24T20:00Z,400,PL-TEST")
    read_feeds(administrator, evening(1))

    assert Signal.objects.count() == 2
    assert values_known(administrator, evening(1)) == [400]
    assert [
        s.value for s in signal_ledger(administrator, evening(0) - timedelta(hours=8)).signals
    ] == [40]


def test_feed_that_falls_silent_raises_one_signal_until_it_speaks_again(
    administrator, post, patrols
):
    read_feeds(administrator, evening(0))

    quiet = [read_feeds(administrator, evening(n))[0].new for n in (1, 2, 3)]
    silent = signals_visible_to(administrator).filter(indicator="feed_silence")
    patrols("P-2,2022-02-27,2022-02-27T20:00Z,5,PL-TEST")
    read_feeds(administrator, evening(4))

    assert quiet == [0, 1, 0]
    assert silent.get().post_id == post.id
    assert feeds_visible_to(administrator).get().silent_since_at is None


def test_feed_that_cannot_be_read_says_why_and_keeps_no_other_waiting(administrator, patrols):
    add_feed(
        by=administrator, code="gone", name="A gone", kind="media_feed",
        location="/nowhere/at/all.xml", at=evening(0),
    )  # fmt: skip

    rounds = read_feeds(administrator, evening(0))

    assert [(r.code, r.new) for r in rounds] == [("gone", 0), ("patrols", 1)]
    assert "nowhere" in rounds[0].problem


def test_feed_with_bad_rows_keeps_their_places_for_the_board(administrator, patrols):
    patrols("P-1,2022-02-24,2022-02-24T06:00Z,40,PL-TEST", "P-2,24/2,,many,PL-TEST")

    read_feeds(administrator, evening(0))

    assert "line 3" in feeds_visible_to(administrator).get().faults[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "tables"}, "kind"), ({"location": "http://example.org/feed"}, "location")],
)
def test_feed_of_no_kind_or_in_the_open_is_refused(administrator, changes, field):
    plain = {"code": "f", "name": "F", "kind": "media_feed", "location": "f.xml"}

    with pytest.raises(ActionError) as caught:
        add_feed(by=administrator, **{**plain, **changes})

    assert caught.value.field == field


def test_feed_is_added_by_those_who_run_the_system_only(analyst, administrator, patrols):
    with pytest.raises(NotPermitted):
        add_feed(by=analyst, code="f", name="F", kind="media_feed", location="f.xml")
    end_feed(by=administrator, feed=feeds_visible_to(administrator).get())

    assert read_feeds(administrator, evening(0)) == []
    assert not Alert.objects.exists()
