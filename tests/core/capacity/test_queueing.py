import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.capacity.queueing import clear_hours, erlang_c, queue_for, servers_needed

CASES = yaml.load(
    (Path(__file__).parents[2] / "cases/capacity/queues.yaml").read_text("utf-8"), yaml.BaseLoader
)


def erlang_c_by_definition(servers: int, offered: float) -> float:
    """The textbook sum, slow and plain, that judges the recursion."""
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**k / math.factorial(k) for k in range(servers)) + last)


def numbers(case: dict[str, str]) -> tuple[int, float, float]:
    return int(case["servers"]), float(case["per_hour"]), float(case["service_minutes"])


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_queue_sample_gives_the_stated_wait(case):
    queue = queue_for(*numbers(case))

    assert queue.mean_wait == pytest.approx(float(case["mean_wait"]), abs=float(case["tolerance"]))
    assert queue.is_stable


@pytest.mark.parametrize("case", CASES["unstable"], ids=lambda case: case["name"])
def test_queue_with_more_load_than_booths_never_ends(case):
    queue = queue_for(*numbers(case))

    assert not queue.is_stable
    assert queue.mean_wait == queue.p90_wait == queue.length == math.inf


@pytest.mark.parametrize("case", CASES["backlogs"], ids=lambda case: case["name"])
def test_backlog_clears_in_the_stated_hours(case):
    hours = clear_hours(float(case["backlog"]), *numbers(case))

    assert hours == pytest.approx(float(case["hours"]))


@given(servers=st.integers(1, 60), use=st.floats(0.01, 0.99))
def test_erlang_c_equals_its_definition(servers, use):
    offered = servers * use

    assert erlang_c(servers, offered) == pytest.approx(
        erlang_c_by_definition(servers, offered), rel=1e-9
    )


@given(per_hour=st.floats(0, 2000), minutes=st.floats(0.1, 30), most=st.floats(0, 120))
def test_servers_needed_is_the_fewest_that_hold_the_wait(per_hour, minutes, most):
    servers = servers_needed(per_hour, minutes, p90_wait_most=most)

    enough = queue_for(servers, per_hour, minutes)
    assert enough.p90_wait <= most
    assert enough.utilisation <= 0.85 + 1e-6
    if servers > 1:
        fewer = queue_for(servers - 1, per_hour, minutes)
        assert fewer.p90_wait > most or fewer.utilisation > 0.85 - 1e-6


def test_p90_wait_is_the_time_one_in_ten_exceeds():
    queue = queue_for(4, 60, 3)

    beyond = queue.waits_probability * math.exp(-(4 - queue.offered) * queue.p90_wait / 3)

    assert beyond == pytest.approx(0.1)
    assert queue.length == pytest.approx(60 / 60 * queue.mean_wait)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((0, 10, 3), "servers"), ((2, -1, 3), "per_hour"), ((2, 1, math.nan), "service_minutes")],
)
def test_queue_with_an_impossible_figure_is_refused_by_name(arguments, name):
    with pytest.raises(ValueError, match=name):
        queue_for(*arguments)
