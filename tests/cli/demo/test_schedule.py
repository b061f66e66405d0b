from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from openhbm.cli.demo.schedule import PostShare, parse_scale, scaled_schedule

START = date(2022, 2, 24)
POSTS = [
    PostShare("PL-1", "POL", Fraction(60, 100)),
    PostShare("PL-2", "POL", Fraction(37, 100)),
    PostShare("PL-3", "POL", Fraction(3, 100)),
    PostShare("MD-1", "MDA", Fraction(1)),
]


def arrivals(days, seed=1):
    rng = np.random.default_rng(seed)
    return {
        (START + timedelta(days=day), country): int(rng.integers(0, 90_000))
        for day in range(days)
        for country in ("POL", "MDA")
    }


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(1, 7), Fraction(1, 1000)])
def test_schedule_totals_so_far_are_the_scaled_source_so_far(scale):
    source = arrivals(40)

    schedule = scaled_schedule(source, POSTS, scale)

    for last in range(40):
        until = START + timedelta(days=last)
        exact = sum(n for (day, c), n in source.items() if c == "POL" and day <= until) * scale
        given = sum(n for (day, p), n in schedule.items() if p.startswith("PL") and day <= until)
        assert abs(given - exact) <= Fraction(1, 2)


def test_schedule_at_full_scale_keeps_every_country_day():
    source = arrivals(20)

    schedule = scaled_schedule(source, POSTS, Fraction(1))

    for (day, country), persons in source.items():
        posts = [p.code for p in POSTS if p.country == country]
        assert sum(schedule[day, post] for post in posts) == persons


def test_schedule_gives_each_post_its_weight_within_a_person_or_two():
    source = arrivals(60)

    schedule = scaled_schedule(source, POSTS, Fraction(1, 1000))

    total = sum(n for (_, p), n in schedule.items() if p.startswith("PL"))
    small = sum(n for (_, p), n in schedule.items() if p == "PL-3")
    assert abs(small - total * 0.03) < 2
    assert min(schedule.values()) >= 0


def test_schedule_country_without_a_post_is_refused():
    with pytest.raises(ValueError, match="HUN has arrivals but no post"):
        scaled_schedule({(START, "HUN"): 5}, POSTS, Fraction(1))


def test_schedule_negative_count_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        scaled_schedule({(START, "MDA"): -5}, POSTS, Fraction(1))


@pytest.mark.parametrize("text", ["1:1000", "0.001", "1/1000", " 1:1_000 "])
def test_scale_in_several_forms_is_the_same_fraction(text):
    assert parse_scale(text) == Fraction(1, 1000)


@pytest.mark.parametrize("text", ["", "0", "2", "-1:5", "1:0", "a:b"])
def test_scale_nonsense_is_refused_with_the_form_to_use(text):
    with pytest.raises(ValueError, match="write it as 1:1000"):
        parse_scale(text)
