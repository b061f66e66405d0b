"""What the desk shows: who was counted, who waits, and what is done."""

from __future__ import annotations

from datetime import timedelta

from tests.apps.crossings.invented import MORNING, family, somebody

from openhbm.apps.crossings.actions import (
    correct_tally,
    count_arrivals,
    preregister_group,
    register_arrival,
)
from openhbm.apps.crossings.queries import counts_waiting, desk_figures
from openhbm.apps.people.queries import groups_waiting

DAY = MORNING.date()


def test_counts_waiting_tells_who_is_in_no_group_yet(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    done = count_arrivals(by=officer, post=post, persons=2, at=MORNING)
    preregister_group(by=officer, post=post, details=family(2), tally=done, at=MORNING)
    preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)
    register_arrival(by=officer, post=post, details=somebody(), tally=tally, at=MORNING)

    assert [(t.id, t.left) for t in counts_waiting(officer, post, DAY)] == [(tally.id, 6)]


def test_counts_waiting_follows_a_correction(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)

    correct_tally(by=officer, tally=tally, persons=4)

    assert [t.left for t in counts_waiting(officer, post, DAY)] == [1]


def test_groups_waiting_have_somebody_who_is_not_registered(officer, post):
    full = preregister_group(by=officer, post=post, details=family(1), at=MORNING)
    half = preregister_group(by=officer, post=post, details=family(2), at=MORNING)
    for group in (full, half):
        register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)

    waiting = groups_waiting(officer, post, MORNING - timedelta(hours=1))

    assert [(g.id, g.registered, g.left) for g in waiting] == [(half.id, 1, 1)]


def test_desk_figures_count_everybody_once(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    group = preregister_group(by=officer, post=post, details=family(3), tally=tally, at=MORNING)
    register_arrival(by=officer, post=post, details=somebody(), group=group, at=MORNING)

    figures = desk_figures(officer, post, DAY)

    assert (figures.counted, figures.registered, figures.groups) == (10, 1, 1)


def test_desk_shows_nothing_of_posts_where_the_user_does_not_work(
    officer, post, user_with, administrator
):
    count_arrivals(by=officer, post=post, persons=10, at=MORNING)
    preregister_group(by=officer, post=post, details=family(3), at=MORNING)
    stranger = user_with(username="stranger")

    assert not counts_waiting(stranger, post, DAY)
    assert not groups_waiting(stranger, post, MORNING - timedelta(hours=1))
    assert desk_figures(stranger, post, DAY).registered == 0
