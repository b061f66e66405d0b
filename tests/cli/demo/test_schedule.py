from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from openhbm.cli.demo.schedule import PostShare, Sharing, parse_scale, scaled_totals

START = date(2022, 2, 24)
POSTS = [
    PostShare("PL-1", "POL", Fraction(60, 100)),
    PostShare("PL-2", "POL", Fraction(37, 100)),
    PostShare("PL-3", "POL", Fraction(3, 100)),
]


def arrivals(days, seed=1):
    rng = np.random.default_rng(seed)
    return {
        (START + timedelta(days=day), country): int(rng.integers(0, 90_000))
        for day in range(days)
        for country in ("POL", "MDA")
    }


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(1, 7), Fraction(1, 1000)])
def test_totals_so_far_are_the_scaled_source_so_far(scale):
    source = arrivals(40)

    totals = scaled_totals(source, scale)

    for last in range(40):
        until = START + timedelta(days=last)
        for country in ("POL", "MDA"):
            exact = sum(n for (d, c), n in source.items() if c == country and d <= until) * scale
            given = sum(n for (d, c), n in totals.items() if c == country and d <= until)
            assert abs(given - exact) <= Fraction(1, 2)


def test_totals_at_full_scale_are_the_source():
    assert scaled_totals(arrivals(20), Fraction(1)) == arrivals(20)


def test_totals_with_a_negative_count_are_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        scaled_totals({(START, "MDA"): -5}, Fraction(1))


def test_sharing_keeps_each_post_within_a_household_of_its_share():
    rng = np.random.default_rng(2)
    sharing = Sharing(POSTS)
    given, whole = Counter(), 0

    for _ in range(200):
        sizes = [int(size) for size in rng.integers(1, 6, size=rng.integers(0, 9))]
        for code, size in zip(sharing.places(sizes), sizes, strict=True):
            given[code] += size
            whole += size
        for post in POSTS:
            assert abs(given[post.code] - whole * post.weight) <= 10
    assert sum(given.values()) == whole


def test_sharing_puts_each_household_at_one_post_and_none_where_nobody_can_cross():
    sharing = Sharing([*POSTS, PostShare("PL-CLOSED", "POL", Fraction(0))])

    places = sharing.places([4] * 50)

    assert len(places) == 50
    assert "PL-CLOSED" not in places


def test_sharing_without_a_post_is_refused():
    with pytest.raises(ValueError, match="nobody can cross"):
        Sharing([])


@pytest.mark.parametrize("text", ["1:1000", "0.001", "1/1000", " 1:1_000 "])
def test_scale_in_several_forms_is_the_same_fraction(text):
    assert parse_scale(text) == Fraction(1, 1000)


@pytest.mark.parametrize("text", ["", "0", "2", "-1:5", "1:0", "a:b"])
def test_scale_nonsense_is_refused_with_the_form_to_use(text):
    with pytest.raises(ValueError, match="write it as 1:1000"):
        parse_scale(text)
