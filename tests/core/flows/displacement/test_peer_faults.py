"""What the public model gets wrong, and these engines have to get right; `docs/early-warning.md`
names each with its test."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.flows.displacement.crises import (
    ALL,
    camp,
    crisis,
    run,
    small,
    three_ways,
    town,
    zone,
)

from openhbm.core.flows.displacement.engines import Engine, Grid, simulate
from openhbm.core.flows.displacement.network import network_of
from openhbm.core.flows.displacement.places import Closure, ClosureKind, Kind, Link, Place
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.settings import MoveSettings, settings_from


@pytest.mark.parametrize("engine", ALL)
def test_same_seed_gives_the_same_run_whatever_ran_before(engine: Engine) -> None:
    instance = three_ways()

    first = run(instance, engine, 20, seed=5)
    run(instance, engine, 33, seed=6)
    again = run(instance, engine, 20, seed=5)

    np.testing.assert_array_equal(first.stocks, again.stocks)
    np.testing.assert_array_equal(first.crossings, again.crossings)


@pytest.mark.parametrize("engine", ALL)
def test_forced_redirection_is_followed(engine: Engine) -> None:
    places = [zone(), Place("hub", Kind.HUB, "abroad"), camp("told"), camp("other")]
    links = [
        Link("zone", "hub", 10),
        Link("hub", "told", 300, redirects="told"),
        Link("hub", "other", 5),
    ]

    flow = run(crisis(places, links, 8), engine, 10)

    assert flow.stocks[-1, 3] == 0
    assert flow.stocks[-1, 2] > 50


def test_forced_redirection_of_2_leads_to_the_second_place_as_documented() -> None:
    instance = read_instance(small(routes="Amra,Bela,50,2\nBela,Cora,80,1\n"))

    assert [link.redirects for link in instance.links] == ["Bela", "Bela"]


@pytest.mark.parametrize("engine", ALL)
def test_forced_redirection_that_is_removed_binds_until_then(engine: Engine) -> None:
    places = [zone(), Place("hub", Kind.HUB, "abroad"), camp("told"), camp("other")]
    links = [Link("zone", "hub", 10), Link("hub", "told", 300), Link("hub", "other", 5)]
    until = Closure(ClosureKind.REDIRECTION, "hub", "told", 5, 0)

    flow = run(crisis(places, links, 10, [until]), engine, 20)

    assert flow.arrivals()[:5, 3].sum() == 0
    assert flow.arrivals()[5:, 3].sum() > 10


@pytest.mark.parametrize("engine", ALL)
def test_link_closed_by_a_table_is_closed_both_ways(engine: Engine) -> None:
    files = small(
        closures="link,Bela,Cora,0,5\n",
        routes="Amra,Bela,50,0\nBela,Cora,80,0\n",
    )
    instance = read_instance(files)
    net = network_of(instance, MoveSettings())

    flow = run(instance, engine, 10)

    ends = {frozenset((int(a), int(b))) for a, b in zip(net.road_from, net.road_to, strict=True)}
    assert frozenset((1, 2)) in ends
    assert net.open[0].tolist() == [1, 1, 0, 0]
    assert net.open[5].tolist() == [1, 1, 1, 1]
    assert flow.arrivals()[:5, 2].sum() == 0
    assert flow.arrivals()[5:, 2].sum() > 0


@pytest.mark.parametrize("engine", ALL)
def test_people_in_a_camp_take_up_its_room_once(engine: Engine) -> None:
    places = [zone(), camp("camp", 100), camp("spare")]
    links = [Link("zone", "camp", 10), Link("zone", "spare", 10)]
    moves = MoveSettings(capacity_scaling=1.0, camp_chance=0.0)

    flow = run(crisis(places, links, 30), engine, 10, moves=moves, initial=np.array([0.0, 60, 0]))

    # 60 were there: 30 to 40 more find room, and not a room of 100 − 60 less 60 again.
    assert 88 <= flow.stocks[-1, 1] <= 101


def test_settling_in_camps_is_read_from_the_right_key() -> None:
    moves = settings_from({"spawn_rules": {"camps_are_sinks": "0.5"}})

    assert moves.settling_chance == 0.5
    with pytest.raises(ValueError, match="camps_are_sicks"):
        settings_from({"spawn_rules": {"camps_are_sicks": "True"}})


@pytest.mark.parametrize("engine", ALL)
def test_people_who_settle_in_a_camp_do_not_leave_it(engine: Engine) -> None:
    instance = crisis([zone(), camp("camp"), town("town")], [Link("camp", "town", 10)], 30)
    restless, settling = (
        MoveSettings(camp_chance=0.2),
        MoveSettings(camp_chance=0.2, settling_chance=1.0),
    )

    went, stayed = (
        run(instance, engine, 0, moves=moves, initial=np.array([0.0, 50, 0])).crossings
        for moves in (restless, settling)
    )

    assert went[8:].sum() > 50
    assert stayed[8:].sum() < 1


@pytest.mark.parametrize("engine", ALL)
def test_change_of_a_conflict_between_two_intensities_counts(engine: Engine) -> None:
    places = [zone("calm"), zone("fierce"), camp("camp")]
    instance = crisis(places, [Link("calm", "camp", 10), Link("fierce", "camp", 10)], 6)
    conflict = instance.conflict.copy()
    conflict[3:, 1] = 1000.0

    flow = run(replace(instance, conflict=conflict), engine, 100)

    by_road = {
        int(start): flow.crossings[:, road].sum() for road, start in enumerate(flow.road_from)
    }
    assert by_road[1] > 2.4 * by_road[0]


def test_wrong_numbers_raise_an_error_and_do_not_end_the_process() -> None:
    instance = three_ways()
    rng = np.random.default_rng(0)

    with pytest.raises(ValueError, match="negative"):
        simulate(instance, np.array([-1.0]), rng=rng)
    with pytest.raises(ValueError, match="at most 20 days"):
        simulate(instance, np.ones(21), rng=rng)
    with pytest.raises(ValueError, match="not known on some day"):
        simulate(instance, np.array([np.nan]), rng=rng)
    with pytest.raises(ValueError, match="cohort engine"):
        simulate(instance, np.array([1e9]), rng=rng, engine=Engine.AGENTS)
    with pytest.raises(ValueError, match="at least 2"):
        Grid(recent=1)
