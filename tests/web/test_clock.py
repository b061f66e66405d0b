"""The pages' clock: the real time, or a replay's that runs on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from openhbm.web import clock

REPLAYED = "2022-03-07T20:00:00+00:00"


def test_clock_shows_the_real_time_by_default():
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)
    assert not clock.is_replay()


def test_replay_s_clock_starts_where_it_is_told_and_runs_on(settings):
    settings.CLOCK_STARTS = REPLAYED

    first, second = clock.now(), clock.now()

    assert first >= datetime(2022, 3, 7, 20, tzinfo=UTC)
    assert second >= first
    assert clock.today() >= date(2022, 3, 7)


def test_unreadable_start_says_what_to_write(settings):
    settings.CLOCK_STARTS = "yesterday"

    with pytest.raises(ImproperlyConfigured, match="write a time such as"):
        clock.now()


def test_replay_is_told_on_every_page(clerk, signed_in, settings):
    settings.CLOCK_STARTS = REPLAYED

    page = signed_in(clerk).get(reverse("groups")).content.decode()

    assert "Replay with invented persons" in page
