"""What if: both sides of a comparison are alike but for the changes, and any instance can be
kept as plain values."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.core.flows.displacement.crises import crisis, run, shared, small, three_ways

from openhbm.core.flows.displacement.comparing import band, busiest_day, compare, start_from
from openhbm.core.flows.displacement.engines import Engine
from openhbm.core.flows.displacement.judging import past_error
from openhbm.core.flows.displacement.network import network_of
from openhbm.core.flows.displacement.places import Closure, ClosureKind, Instance, Link
from openhbm.core.flows.displacement.plain import instance_from, plain_instance
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.scenarios import (
    Capacity,
    Change,
    Closed,
    NewFront,
    Redirected,
    Road,
    changed,
)
from openhbm.core.flows.displacement.settings import MoveSettings


def road_shut(first: str, second: str, start: int, end: int) -> Closed:
    return Closed(Closure(ClosureKind.LINK, first, second, start, end))


def arrivals(instance: Instance, *changes: Change) -> np.ndarray:
    made, moves = changed(instance, MoveSettings(), changes)
    return run(made, Engine.EXPECTED, 20, moves=moves).arrivals()


def test_comparison_without_changes_shows_no_difference() -> None:
    start = start_from(three_ways(), 5, 10, per_day=30)

    found = compare(start, (), runs=3, seed=7)

    np.testing.assert_array_equal(found.before.arrivals, found.after.arrivals)
    np.testing.assert_array_equal(found.before.crossings, found.after.crossings)
    assert found.before.arrivals.shape == (3, 10, 3)


def test_comparison_with_the_same_seed_is_the_same_and_tells_how_far_it_has_come() -> None:
    start = start_from(three_ways(), 5, 10, per_day=30)
    change = road_shut("zone", "small", 8, 20)
    told: list[tuple[int, int]] = []

    first = compare(start, (change,), runs=3, seed=7, tell=lambda done, of: told.append((done, of)))
    again = compare(start, (change,), runs=3, seed=7)
    other = compare(start, (change,), runs=3, seed=8)

    np.testing.assert_array_equal(first.after.arrivals, again.after.arrivals)
    assert (first.after.arrivals != other.after.arrivals).any()
    assert told[-1] == (6, 6)


def test_comparison_shows_who_came_elsewhere_because_a_road_was_shut() -> None:
    start = start_from(three_ways(), 5, 14, per_day=100)

    found = compare(start, (road_shut("town", "near", 6, 20),), runs=4, seed=1)

    more = band((found.after.arrivals - found.before.arrivals).sum(axis=1))
    near, far, _small = more.middle
    assert near < -100
    assert far > 100
    assert (busiest_day(found.after.arrivals, 0.95) >= busiest_day(found.after.arrivals, 0.5)).all()


def test_comparison_starts_from_what_was_counted_and_sees_nothing_later() -> None:
    instance = shared("mali2012")
    day = 150
    blind = replace(instance, reports=instance.reports.as_of(day))

    seen, unseen = (
        compare(start_from(each, day, 7), (), runs=1, seed=1) for each in (instance, blind)
    )

    np.testing.assert_array_equal(seen.before.arrivals, unseen.before.arrivals)
    assert len(seen.start.inflows) == 5


@pytest.mark.parametrize(("origin", "horizon"), [(-1, 3), (19, 1), (5, 0), (5, 15)])
def test_comparison_beyond_the_days_of_the_run_is_refused(origin: int, horizon: int) -> None:
    with pytest.raises(ValueError, match="choose an earlier day or fewer days"):
        start_from(three_ways(), origin, horizon, per_day=1)


def test_comparison_asks_for_numbers_it_lacks() -> None:
    with pytest.raises(ValueError, match="say how many a day"):
        start_from(three_ways(), 5, 5)
    with pytest.raises(ValueError, match="at least one"):
        compare(start_from(three_ways(), 5, 5, per_day=1), (), runs=0, seed=1)


def test_road_that_opens_later_is_taken_from_that_day_on() -> None:
    came = arrivals(three_ways(), Road(Link("zone", "near", 5), start=10))
    without = arrivals(three_ways())

    np.testing.assert_allclose(came[:10], without[:10])
    assert came[10:, 2].sum() > 1.5 * without[10:, 2].sum()


def test_people_are_redirected_between_two_days_and_free_again_after() -> None:
    came = arrivals(three_ways(), Redirected("zone", "far", 5, 10))
    without = arrivals(three_ways())

    np.testing.assert_allclose(came[:5], without[:5])
    assert came[6:10, 1].sum() < 0.02 * without[6:10, 1].sum()
    assert came[12:, 1].sum() > 0.8 * without[12:, 1].sum()


def test_redirection_for_good_holds_to_the_end() -> None:
    made, moves = changed(three_ways(), MoveSettings(), (Redirected("zone", "far", 5, 1 << 40),))

    net = network_of(made, moves)

    routes = slice(net.first_route[0], net.first_route[1])
    assert (net.weight[4, routes] >= 0).sum() == 3
    assert (net.weight[-1, routes] >= 0).sum() == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (road_shut("zone", "nowhere", 0, 0), "nowhere"),
        (road_shut("near", "far", 0, 0), "no road joins near and far"),
        (
            Closed(Closure(ClosureKind.COUNTRY, "home", "moon", 0, 0)),
            "no country 'moon'",
        ),
        (Closed(Closure(ClosureKind.CAMP, "nowhere", "", 0, 0)), "nowhere"),
        (Road(Link("zone", "small", 5), start=3), "already"),
        (Redirected("near", "far", 0, 5), "no road joins"),
        (Redirected("zone", "far", 5, 5), "before its end"),
        (NewFront("nowhere", 0, 5), "nowhere"),
        (Capacity("nowhere", 5), "nowhere"),
    ],
)
def test_change_of_something_that_is_not_there_is_refused(change: Change, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        changed(three_ways(), MoveSettings(), (change,))


@pytest.mark.parametrize("name", ["mali2012", "burundi2015"])
def test_instance_kept_as_plain_values_runs_as_before(name: str) -> None:
    instance = shared(name)

    again = instance_from(json.loads(json.dumps(plain_instance(instance))))

    assert again.places == instance.places
    assert again.links == instance.links
    assert again.closures == instance.closures
    assert again.reports == instance.reports
    np.testing.assert_array_equal(again.conflict, instance.conflict)


def test_past_error_of_a_crisis_stands_beside_what_staying_as_it_was_would_have_said() -> None:
    told: list[tuple[int, int]] = []

    found = past_error(shared("mali2012"), 28, most=2, tell=lambda n, of: told.append((n, of)))

    assert found is not None
    assert (found.horizon, found.forecasts, told[-1]) == (28, 2, (2, 2))
    assert 0 < found.misallocated < 1
    assert 0 < found.still < 1
    assert found.total_error > 0
    assert found.inside in (0, 0.5, 1)


def test_crisis_that_cannot_be_judged_has_no_past_error() -> None:
    assert past_error(read_instance(small()), 5) is None
    assert past_error(crisis([], [], 100), 5) is None
