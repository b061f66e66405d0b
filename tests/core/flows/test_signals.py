from datetime import UTC, date, datetime, timedelta

import pytest

from openhbm.core.flows.signals import (
    GradedSignal,
    SignalSettings,
    Weight,
    signal_strength,
    tally_signals,
    vote_of,
)

AT = datetime(2022, 2, 23, 12, tzinfo=UTC)


def signal(key: str = "a", **changes) -> GradedSignal:
    plain = {
        "key": key, "indicator": "conflict_events", "family": "origin_shock",
        "source": f"source {key}", "happened_on": AT.date(),
        "reported_at": AT - timedelta(hours=1), "strength": 1.0, "weight": 1.0,
        "reliability": "A", "credibility": 1, "half_life_days": 7.0,
    }  # fmt: skip
    return GradedSignal(**{**plain, **changes})


def test_vote_halves_with_every_half_life():
    week_old = signal(happened_on=AT.date() - timedelta(days=7))

    vote = vote_of(week_old, AT)

    assert vote is not None
    assert vote.share == pytest.approx(0.5)
    assert vote.age_days == 7


def test_vote_of_what_was_not_reported_yet_is_none():
    late = signal(happened_on=date(2022, 2, 1), reported_at=AT + timedelta(seconds=1))

    assert vote_of(late, AT) is None


def test_vote_of_a_warned_day_to_come_is_full():
    vote = vote_of(signal(happened_on=AT.date() + timedelta(days=3)), AT)

    assert vote is not None
    assert vote.share == 1.0


@pytest.mark.parametrize(("grade", "share"), [("A1", 1.0), ("B2", 0.64), ("E5", 0.01)])
def test_vote_is_worth_its_grades(grade: str, share: float):
    vote = vote_of(signal(reliability=grade[0], credibility=int(grade[1])), AT)

    assert vote is not None
    assert vote.share == pytest.approx(share)


def test_tally_counts_a_source_that_repeats_itself_once():
    once = tally_signals([signal("a", source="one", strength=0.5)], AT)
    often = tally_signals([signal(k, source="one", strength=0.5) for k in "abcdef"], AT)

    assert often.strength == once.strength
    assert len(often.votes) == 1


def test_tally_of_one_strong_source_is_watched_and_not_a_trigger():
    found = tally_signals([signal()], AT)

    assert found.asks_for is Weight.WATCH
    assert [reason.code for reason in found.reasons] == ["signals", "one_source"]


def test_tally_of_two_strong_sources_is_a_trigger():
    found = tally_signals([signal("a", strength=0.6), signal("b", strength=0.6)], AT)

    assert found.strength == pytest.approx(0.84)
    assert found.asks_for is Weight.TRIGGER


def test_tally_of_many_worthless_signals_stays_noted():
    worthless = [signal(str(n), reliability="E", credibility=5, strength=0.5) for n in range(40)]

    assert tally_signals(worthless, AT).asks_for is Weight.NOTED


def test_tally_of_nothing_is_noted_with_no_strength():
    found = tally_signals([], AT)

    assert (found.strength, found.asks_for, found.votes) == (0.0, Weight.NOTED, ())


@pytest.mark.parametrize("wrong", [{"reliability": "G"}, {"credibility": 0}, {"strength": 1.2}])
def test_signal_with_a_grade_there_is_not_is_refused(wrong: dict[str, object]):
    with pytest.raises(ValueError, match="signal a"):
        signal(**wrong)


def test_strength_is_measured_against_the_past_of_the_source():
    usual = signal_strength(10.0, [9, 10, 11, 10, 9, 10])
    tripled = signal_strength(30.0, [9, 10, 11, 10, 9, 10])

    assert usual[0] == pytest.approx(0.0, abs=0.05)
    assert tripled[0] == 1.0
    assert tripled[1] == 10.0


def test_strength_of_a_falling_indicator_rises_as_it_falls():
    assert signal_strength(1.0, [9, 10, 11, 10, 9], falls=True)[0] == 1.0
    assert signal_strength(50.0, (), 25.0, falls=True)[0] == 0.5


def test_strength_without_history_is_measured_against_the_threshold():
    assert signal_strength(250.0, (), 1000.0) == (0.25, 1000.0, None)
    assert signal_strength(5000.0, (), 1000.0)[0] == 1.0
    assert signal_strength(7.0)[0] == 0.5
    assert signal_strength(None)[0] == 1.0


def test_settings_decide_from_where_signals_trigger():
    strict = SignalSettings(trigger=0.99, least_sources=3)
    found = tally_signals([signal("a", strength=0.6), signal("b", strength=0.6)], AT, strict)

    assert found.asks_for is Weight.WATCH
