from datetime import date

from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard, figures_on
from openhbm.core.capacity import Load
from openhbm.core.capacity.load import Figures
from openhbm.core.capacity.staffing import queue_at_peak, shift_plan, too_long_on_duty

STANDARDS = figures_on(pack().all(Standard), date(2022, 3, 1))


def test_shift_plan_covers_the_whole_day_with_breaks_and_both_sexes():
    shifts = shift_plan(Load(1000, registration_minutes=19), Figures(STANDARDS))

    assert [(shift.starts_hour, shift.hours) for shift in shifts] == [(0, 8), (8, 8), (16, 8)]
    assert {shift.stations for shift in shifts} == {11}
    assert {shift.officers for shift in shifts} == {14}
    assert {shift.reliefs for shift in shifts} == {2}
    assert all(shift.interpreters_female == shift.interpreters_male == 1 for shift in shifts)


def test_shift_plan_of_a_post_open_ten_hours_ends_with_a_short_shift():
    shifts = shift_plan(Load(100, open_hours=10), Figures(STANDARDS))

    assert [shift.hours for shift in shifts] == [8, 2]


def test_shift_longer_than_allowed_says_so_with_both_figures():
    problems = too_long_on_duty(Load(100, shift_hours=14), Figures(STANDARDS))

    assert problems == (
        "a shift of 14 h is longer than 8 h",
        "10 h between shifts is less than 11 h of rest",
    )


def test_shift_of_eight_hours_raises_no_problem():
    assert too_long_on_duty(Load(100, shift_hours=8), Figures(STANDARDS)) == ()


def test_queue_at_peak_uses_the_count_when_there_is_one():
    figures = Figures(STANDARDS)

    assert queue_at_peak(Load(2400, waiting=37), figures) == 37
    assert queue_at_peak(Load(2400), figures) == 200
