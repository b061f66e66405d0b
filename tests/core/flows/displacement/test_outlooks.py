"""Outlooks know nothing of later days, and say how well they did; scenarios show the difference."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.flows.displacement.crises import camp, crisis, run, shared, town, zone

from openhbm.core.flows.displacement.assimilation import MEMBERS, misallocated, outlook, shares_of
from openhbm.core.flows.displacement.engines import Engine
from openhbm.core.flows.displacement.evaluation import (
    frozen,
    naive_shares,
    pinball,
    stock_errors,
    what_came,
)
from openhbm.core.flows.displacement.places import Closure, ClosureKind, Instance, Link
from openhbm.core.flows.displacement.planning import (
    Scenario,
    planning_figures,
    run_batch,
    runs_of,
)
from openhbm.core.flows.displacement.reports import Report, StockReports
from openhbm.core.flows.displacement.scenarios import (
    Capacity,
    Closed,
    NewFront,
    Policy,
    Road,
    changed,
    difference,
)
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_in, newcomers_known, total_outlook


def counted(days: int = 90) -> Instance:
    """A crisis counted every five days at two camps, three times as many at the far one."""
    places = [zone(), town("town"), camp("near"), camp("far")]
    links = [Link("zone", "town", 100), Link("town", "near", 50), Link("town", "far", 60)]
    reports = {
        name: tuple(Report(day, per_day * day) for day in range(0, days, 5))
        for name, per_day in (("near", 10.0), ("far", 30.0))
    }
    return replace(crisis(places, links, days), reports=StockReports(reports))


def spoiled(instance: Instance, after: int) -> Instance:
    """The same up to ``after``, and something quite different later."""
    conflict = instance.conflict.copy()
    conflict[after + 1 :] = 1 - conflict[after + 1 :]
    reports = {
        name: tuple(
            report if report.day <= after else Report(report.day, 7 * report.persons + 1000)
            for report in found
        )
        for name, found in instance.reports.reports.items()
    }
    late = Closure(
        ClosureKind.LINK, instance.links[0].first, instance.links[0].second, after + 1, 0
    )
    corrections = dict.fromkeys(reports, (after + 2,))
    return replace(
        instance,
        conflict=conflict,
        closures=(*instance.closures, late),
        reports=StockReports(reports, corrections),
    )


@pytest.mark.parametrize("origin", (28, 50, 61))
def test_outlooks_do_not_see_later_reports_conflict_or_closures(origin: int) -> None:
    instance = counted()
    other = spoiled(instance, origin)

    where, total = outlook(instance, origin), total_outlook(instance, origin)
    where_too, total_too = outlook(other, origin), total_outlook(other, origin)

    np.testing.assert_array_equal(where.shares, where_too.shares)
    assert where.weights == where_too.weights
    np.testing.assert_array_equal(total.quantiles, total_too.quantiles)


def test_line_between_reports_sees_the_next_one_and_the_steps_do_not() -> None:
    reports = counted().reports
    later = spoiled(counted(), 42).reports

    assert (reports.interpolated(44)[43] != later.interpolated(44)[43]).all()
    np.testing.assert_array_equal(reports.as_of(43).stocks(44), later.as_of(43).stocks(44))


def test_correction_counts_only_once_it_is_known() -> None:
    found = {"camp": (Report(0, 100), Report(10, 200), Report(20, 100))}
    reports = StockReports(found, {"camp": (20,)})

    assert reports.as_of(15).stocks(16)[15, 0] == 200
    assert reports.stocks(21)[:, 0].tolist()[::10] == [50, 100, 100]


def test_outlook_learns_from_counts_how_arrivals_divide() -> None:
    where = outlook(counted(), 80, horizon=9)

    assert where.names == ("near", "far")
    assert where.shares.sum() == pytest.approx(1)
    assert where.shares[1] == pytest.approx(0.75, abs=0.08)
    assert sum(where.weights.values()) == pytest.approx(1)
    assert where.weights["simulation"] < MEMBERS["simulation"]
    assert where.past_errors > 3


def test_total_of_a_steady_crisis_is_told_with_a_range_that_held() -> None:
    total = total_outlook(counted(200), 150, horizon=28)

    low, middle, high = np.interp([0.1, 0.5, 0.9], total.levels, total.quantiles)
    assert low < 40 * 28 < high
    assert middle == pytest.approx(40 * 28, rel=0.3)
    assert total.coverage is not None
    assert total.coverage > 0.9
    assert (np.diff(total.quantiles) >= 0).all()


def test_total_before_anything_can_be_judged_says_so() -> None:
    total = total_outlook(counted(), 10)

    assert total.coverage is None
    assert total.past == 0
    assert total.quantiles[-1] > total.quantiles[0]


def test_outlook_of_a_crisis_nobody_counted_says_what_to_add() -> None:
    instance = crisis([zone(), camp("camp")], [Link("zone", "camp", 10)])

    with pytest.raises(ValueError, match="data_layout"):
        outlook(instance, 5)
    with pytest.raises(ValueError, match="0 to 9"):
        outlook(instance, 10)


def test_outlook_of_a_real_crisis_beats_frozen_stocks() -> None:
    instance = shared("burundi2015")
    ours, still = [], []
    for origin in (112, 168, 224):
        came = what_came(instance, origin, 28, dated=True)
        assert came is not None
        ours.append(misallocated(outlook(instance, origin).shares, came.shares))
        still.append(misallocated(naive_shares(instance, origin)["frozen stocks"], came.shares))

    assert np.mean(ours) < np.mean(still)


def test_newcomers_owe_what_left_before() -> None:
    assert newcomers_in(np.array([[10.0], [15], [12], [14], [20]])).tolist() == [0, 5, 0, 0, 5]


def test_newcomers_known_go_on_at_the_rate_of_the_last_weeks() -> None:
    reports = StockReports({"camp": (Report(0, 0), Report(10, 100))})

    assert newcomers_known(reports, 14)[-4:].tolist() == pytest.approx([10] * 4)


def test_errors_of_a_run_beside_frozen_shares_by_hand() -> None:
    instance = counted(40)
    flow = run(instance, Engine.EXPECTED)
    stocks = np.zeros_like(flow.stocks)
    stocks[:, 2:] = instance.reports.stocks(40)

    perfect = stock_errors(replace(flow, stocks=stocks), dated=True)
    even = stock_errors(replace(flow, stocks=np.full_like(stocks, 1.0)), dated=True)

    assert perfect.ard == perfect.ard_rescaled == 0
    assert even.ard_rescaled == pytest.approx(0.5)
    assert perfect.days == 7
    assert frozen(np.array([[1.0, 3.0], [4.0, 4.0]]), 0).tolist() == [[1, 3], [2, 6]]


def test_misallocation_and_pinball_by_hand() -> None:
    assert misallocated(np.array([1.0, 0, 0]), np.array([0.25, 0.75, 0])) == 0.75
    assert pinball((0.1, 0.9), np.array([10.0, 20.0]), 30.0) == pytest.approx((2 + 9) / 2)
    assert shares_of(np.array([-5.0, 0]), np.array([0.5, 0.5])).tolist() == [0.5, 0.5]


def two_ways() -> Instance:
    places = [zone("zone"), town("other"), camp("east"), camp("west", country="elsewhere")]
    links = [Link("zone", "east", 100), Link("zone", "west", 100), Link("other", "west", 50)]
    return crisis(places, links, 12)


def test_closed_border_sends_people_the_other_way_and_shows_how_many() -> None:
    instance = two_ways()
    closure = Closed(Closure(ClosureKind.COUNTRY, "home", "abroad", 0, 0))

    made, moves = changed(instance, MoveSettings(), [closure])
    shown = difference(run(instance, Engine.EXPECTED), run(made, Engine.EXPECTED, moves=moves))

    assert shown.names == ("east", "west")
    assert shown.after[0] == 0
    assert shown.more[1] > 30
    assert shown.more[0] == -shown.before[0]


def test_front_road_capacity_and_policy_change_the_run() -> None:
    instance = two_ways()
    places = tuple(replace(place, population=500) for place in instance.places)
    instance = replace(instance, places=places)

    def arrivals(*changes: object) -> np.ndarray:
        made, moves = changed(instance, MoveSettings(), changes)  # type: ignore[arg-type]
        return run(made, Engine.EXPECTED, moves=moves).arrivals().sum(axis=0)

    usual = arrivals()
    assert arrivals(NewFront("other", 0, 12))[3] > usual[3] + 5
    assert arrivals(Road(Link("zone", "east", 900)))[2] < usual[2]
    assert arrivals(Capacity("east", 0))[2] == 0
    assert arrivals(Policy(MoveSettings(conflict_chance=0.01))).sum() < usual.sum() / 2
    with pytest.raises(ValueError, match="start before its end"):
        arrivals(NewFront("other", 5, 5))
    with pytest.raises(ValueError, match="nowhere"):
        arrivals(NewFront("nowhere", 0, 5))


def test_planning_figures_are_the_middle_and_the_worst_of_twenty() -> None:
    instance = two_ways()
    scenarios = [
        Scenario("few", np.full(12, 5.0), weight=0.9),
        Scenario("many", np.full(12, 50.0), weight=0.1),
    ]
    runs = runs_of(scenarios, 20, seed=3)

    figures = run_batch(instance, scenarios, runs)
    plan = planning_figures(instance, scenarios, runs, figures)

    assert len({run.seed for run in runs}) == 40
    assert plan.likely_arrivals.sum() == pytest.approx(60, abs=25)
    assert plan.worst_arrivals.sum() > 300
    assert (plan.worst_day >= plan.likely_day).all()
    with pytest.raises(ValueError, match="at least one"):
        planning_figures(instance, scenarios, [], np.zeros((0, 3, 2)))
