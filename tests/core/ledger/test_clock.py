"""Hybrid logical clocks: order survives wall clocks that jump, back or by years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.ledger.clock import MOST_AHEAD_MS, Stamp, merged_stamp, next_stamp

MILLISECONDS = st.integers(0, 2**45)


@given(st.lists(MILLISECONDS, min_size=2, max_size=30))
def test_next_stamp_any_wall_clock_always_moves_forward(readings: list[int]) -> None:
    stamps: list[Stamp] = []
    for now in readings:
        stamps.append(next_stamp(stamps[-1] if stamps else None, now, "PLM"))
    assert stamps == sorted(set(stamps))


@given(MILLISECONDS, st.integers(-(2**40), MOST_AHEAD_MS), st.integers(0, 0xFFFF))
def test_merged_stamp_of_a_clock_that_can_be_right_is_later_than_both(
    now: int, ahead: int, counter: int
) -> None:
    mine, seen = Stamp(now, 0, "A"), Stamp(max(0, now + ahead), counter, "B")
    merged = merged_stamp(mine, seen, now, "A")
    assert (merged.milliseconds, merged.counter) > (seen.milliseconds, seen.counter)
    assert merged > mine


@given(MILLISECONDS, st.integers(0, 0xFFFF))
def test_stamp_text_reads_back_and_sorts_alike(milliseconds: int, counter: int) -> None:
    stamp = Stamp(milliseconds, counter, "PLM")
    assert Stamp.parse(str(stamp)) == stamp
    assert (str(stamp) < str(next_stamp(stamp, 0, "PLM"))) is True


def test_stamp_full_counter_moves_the_time() -> None:
    assert next_stamp(Stamp(5, 0xFFFF, "A"), 5, "A") == Stamp(6, 0, "A")


def test_parse_nonsense_shows_a_stamp() -> None:
    with pytest.raises(ValueError, match="such as"):
        Stamp.parse("yesterday")


def test_merged_stamp_of_a_clock_years_ahead_is_not_followed() -> None:
    ten_years = 10 * 365 * 86_400_000
    mine = merged_stamp(Stamp(1_000, 0, "A"), Stamp(ten_years, 0, "B"), 2_000, "A")
    assert mine == Stamp(2_000, 0, "A")
