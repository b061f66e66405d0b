"""Displacement beside the public Flee model: cost, error, and where the next arrivals go.

``python -m benchmarks.displacement [--json] [--quick]`` in an environment that has Flee (extra
``benchmark-flows``); without it the rows beside Flee are left out. Four
shared crises; CPU seconds of one thread. Flee runs at full size on Mali 2012 and at 1 agent = 20
or 100 persons elsewhere (size changes its error by noise only,
which is why the errors of both are means of five seeds there); ``--quick`` takes ten or twenty
times larger agents, which cost error, so that errors have no aim then, and fewer days of forecast.

Both are given the same totals when their errors are compared, and our engine the same rules (no
room for more than the capacity, redirections not followed). For the forecast of where arrivals
go, Flee is given the totals, conflict and closures of later days; ours sees nothing later than
the day of the forecast. Shares that merely stay are read off dated reports.

Seconds of both are medians, which fewer runs do not make larger or smaller by themselves: of Flee
there are fewer, as a run takes most of a minute. Each row says of how many.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.displacement_rows import error_row, ratio_row, seconds_row
from benchmarks.rows import Row, told
from benchmarks.series import SHARED
from benchmarks.starting import start_rows
from openhbm.apps.foresight.instances import instance_in
from openhbm.core.flows.displacement.assimilation import misallocated, outlook, shares_of
from openhbm.core.flows.displacement.engines import COARSE, FINE, Engine, Flow, Grid, simulate
from openhbm.core.flows.displacement.evaluation import (
    frozen,
    naive_shares,
    relative_difference,
    what_came,
)
from openhbm.core.flows.displacement.kernels import warm_kernels
from openhbm.core.flows.displacement.places import Instance, Kind, Link, Place
from openhbm.core.flows.displacement.reports import StockReports
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_in, total_outlook

CRISES = {"mali2012": 1, "burundi2015": 20, "nigeria2016": 100, "tigray2020": 20}
QUICK = {"mali2012": 20, "burundi2015": 200, "nigeria2016": 2000, "tigray2020": 400}
FOLDER = SHARED / "flee_instances"
HORIZON, STEP = 28, 14
SEEDS = 5
FULL_SEEDS = 3
"""Of Flee at full size, where each seed takes most of a minute."""
PEERS_RULES = MoveSettings(follow_redirection=False, capacity_scaling=1.0)


def peer(name: str, persons_per_agent: int, seed: int = 1) -> dict[str, object] | None:
    """Flee's run of a crisis; None where Flee is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        words = [str(FOLDER / name), str(persons_per_agent), str(out), str(seed)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.displacement_peer", *words], check=False
        )
        return json.loads(out.read_text(encoding="utf-8")) if done.returncode == 0 else None


def peers(name: str, persons_per_agent: int, seeds: int) -> dict[str, object] | None:
    """Flee's first run of a crisis, with the ``errors`` and ``seconds`` of so many: with large
    agents one seed differs from the next by more than 0.01."""
    found = [peer(name, persons_per_agent, seed) for seed in range(1, seeds + 1)]
    first = found[0]
    if first is not None:
        runs = [run for run in found if run is not None]
        first["errors"] = [
            error(*(np.array(run[key], dtype=float) for key in _PAIR)) for run in runs
        ]
        first["seconds"] = [run["cpu_seconds"] for run in runs]
    return first


_PAIR = ("simulated", "counted")


def timed(work: Callable[[], Flow], repeats: int = 3) -> tuple[float, Flow]:
    """The median CPU seconds of a few runs, and the last of them."""
    seconds = []
    for _ in range(repeats):
        began = time.process_time()
        flow = work()
        seconds.append(time.process_time() - began)
    return median(seconds), flow


def ours(
    instance: Instance,
    counted: np.ndarray,
    columns: list[int],
    engine: Engine,
    grid: Grid,
    seed: int = 1,
) -> Callable[[], Flow]:
    """A run of ours with the totals of ``counted`` [T, D]."""
    initial = np.zeros(len(instance.places))
    initial[columns] = counted[0]
    return lambda: simulate(
        instance,
        newcomers_in(counted),
        PEERS_RULES,
        rng=np.random.default_rng(seed),
        engine=engine,
        initial=initial,
        grid=grid,
    )


def error(stocks: np.ndarray, counted: np.ndarray) -> float:
    """ARD with the total made right."""
    total = stocks.sum(axis=1, keepdims=True)
    scale = np.where(total > 0, counted.sum(axis=1, keepdims=True) / np.maximum(total, 1e-9), 0)
    found = relative_difference(stocks * scale, counted, counted.sum(axis=1) > 0)
    return found if found is not None else float("nan")


ENGINES = (
    (Engine.AGENTS, FINE, 400, 0.01),
    (Engine.COHORTS, FINE, 0, 0.02),
    (Engine.EXPECTED, COARSE, 1500, 0.02),
)


def engine_rows(name: str, run: dict[str, object], *, quick: bool) -> list[Row]:
    """Cost and error of our engines beside Flee on one crisis; errors are means over seeds."""
    instance = instance_in(FOLDER / name)
    size = int(run["persons_per_agent"])
    columns = [instance.index_of(camp) for camp in run["camps"]]
    counted = np.array(run["counted"], dtype=float) * size
    theirs = np.array(run["errors"])
    full = median(run["seconds"]) * size
    repeats = _repeats(name, quick)
    runs = f"median of {repeats} run{'s' * (repeats > 1)}, Flee of {len(run['seconds'])}"
    label = f"Flee {run['version']}" + ("" if size == 1 else f", 1:{size}")
    rows = []
    for engine, grid, least, near in ENGINES:
        work = ours(instance, counted, columns, engine, grid)
        # Of runs of 0.03 s more are needed until most are left alone by the machine's other work.
        seconds, flow = timed(work, repeats=repeats)
        flows = [flow]
        if engine is not Engine.EXPECTED:
            more = range(2, len(theirs) + 1)
            flows += [ours(instance, counted, columns, engine, grid, seed)() for seed in more]
        off = np.array([error(each.stocks[:, columns], counted) for each in flows])
        what = f"{name}: {engine}"
        cost = ratio_row if name == "mali2012" else seconds_row
        aim = None if quick else near
        rows += [
            cost(f"{what} ({runs})", seconds, full, label, least),
            error_row(what, off, theirs, label, aim),
        ]
    return rows


def _repeats(name: str, quick: bool) -> int:
    if name != "mali2012":
        return 1 if quick else 3
    return 5 if quick else 15


def share_errors(name: str, run: dict[str, object] | None, every: int) -> dict[str, list[float]]:
    """Misallocation of the next 28 days' arrivals, by rival and kind of truth."""
    instance = instance_in(FOLDER / name)
    names = instance.reports.names
    found: dict[str, list[float]] = defaultdict(list)
    for origin in range(28, instance.days - HORIZON, every):
        said = {"ours": outlook(instance, origin, HORIZON).shares, **naive_shares(instance, origin)}
        if run is not None:
            order = [run["camps"].index(camp) for camp in names]
            stocks = np.array(run["simulated"], dtype=float)[:, order]
            flee = shares_of(stocks[origin + HORIZON] - stocks[origin], said["frozen stocks"])
            said |= {"Flee": flee, "blend": (flee + said["last 28 days"]) / 2}
        for kind, dated in (("reports", True), ("lines", False)):
            came = what_came(instance, origin, HORIZON, dated=dated)
            if came is not None:
                for rival, shares in said.items():
                    found[f"{kind}/{rival}"].append(misallocated(shares, came.shares))
    return found


def share_rows(runs: dict[str, dict[str, object] | None], quick: bool) -> list[Row]:
    """Where the next 28 days' arrivals go, mean over crises of the mean over days of forecast."""
    # Nigeria's five years take as long as all others together.
    long = {"nigeria2016": 8 if quick else 4}
    every = {name: STEP * long.get(name, 1) * (4 if quick else 1) for name in CRISES}
    found = {name: share_errors(name, runs.get(name), every[name]) for name in CRISES}
    means = {
        key: float(np.mean([np.mean(each[key]) for each in found.values() if key in each]))
        for key in found["mali2012"]
    }
    rows = []
    for kind in ("reports", "lines"):
        mine = means[f"{kind}/ours"]
        for rival, factor in (
            ("Flee", 0.92),
            ("blend", 0.96),
            ("frozen stocks", 1.0),
            ("last 28 days", 1.0),
            ("last 56 days", 1.0),
            ("even", 1.0),
        ):
            if f"{kind}/{rival}" in means:
                other = means[f"{kind}/{rival}"]
                rows.append(
                    Row(
                        f"28 days misallocated, truth by {kind}",
                        round(mine, 3),
                        round(other, 3),
                        rival,
                        "share",
                        f"at most {factor} of it",
                        mine <= factor * other,
                    )
                )
    return rows


def stock_row() -> Row:
    """Stocks on report days of the last 40 % of days, the total given, beside frozen shares."""
    mine, still = [], []
    for name in CRISES:
        instance = instance_in(FOLDER / name)
        origin = int(0.6 * instance.days)
        rest = instance.days - 1 - origin
        actual = np.nan_to_num(instance.reports.stocks(instance.days))
        judged = instance.reports.reported_on(instance.days).any(axis=1)
        judged[: origin + 1] = False
        known = np.nan_to_num(instance.reports.as_of(origin).stocks(instance.days))
        shares = outlook(instance, origin, min(rest, HORIZON)).shares
        total = actual.sum(axis=1, keepdims=True)
        grown = np.maximum(total - known[origin].sum(), 0.0)
        mixed = known[origin] + grown * shares
        mixed *= total / np.maximum(mixed.sum(axis=1, keepdims=True), 1e-9)
        mine.append(relative_difference(mixed, actual, judged))
        still.append(
            relative_difference(
                np.where(np.arange(instance.days)[:, None] > origin, frozen(known, origin), 0)
                / np.maximum(known[origin].sum(), 1e-9)
                * total,
                actual,
                judged,
            )
        )
    a, b = float(np.mean(mine)), float(np.mean(still))
    return Row(
        "stocks of the last 40 % of days, ARD on report days",
        round(a, 3),
        round(b, 3),
        "frozen shares",
        "share",
        "at most the same",
        a <= b,
    )


def total_rows(quick: bool) -> list[Row]:
    """The total of the next 28 days, without the answer."""
    inside: dict[str, list[float]] = {}
    off: list[float] = []
    still: list[float] = []
    for name in CRISES:
        instance = instance_in(FOLDER / name)
        held, errors, naive, came = [], 0.0, 0.0, 0.0
        for origin in range(28, instance.days - HORIZON, STEP * (4 if quick else 1)):
            total = total_outlook(instance, origin, HORIZON)
            truth = what_came_in_all(instance, origin)
            low, middle, high = np.interp([0.1, 0.5, 0.9], total.levels, total.quantiles)
            held.append(low <= truth <= high)
            errors += abs(middle - truth)
            naive += abs(total.persistence - truth)
            came += truth
        inside[name] = held
        off.append(errors / came)
        still.append(naive / came)
    mean = float(np.mean([np.mean(held) for held in inside.values()]))
    each = ", ".join(f"{name} {np.mean(held):.2f}" for name, held in inside.items())
    return [
        Row(
            "total of 28 days: share inside the 80 % range",
            round(mean, 3),
            0.8,
            "nominal",
            each,
            "0.77 to 0.83",
            0.77 <= mean <= 0.83,
        ),
        Row(
            "total of 28 days: sum of errors over sum of arrivals",
            round(float(np.mean(off)), 2),
            round(float(np.mean(still)), 2),
            "persistence",
            "ratio",
            "below",
            np.mean(off) < np.mean(still),
        ),
    ]


def what_came_in_all(instance: Instance, origin: int) -> float:
    """Growth of the sum of stocks by dated reports."""
    stocks = np.nan_to_num(instance.reports.stocks(origin + HORIZON + 1)).sum(axis=1)
    return max(float(stocks[-1] - stocks[origin]), 0.0)


def large_row() -> Row:
    """3.8 million persons over 1,095 days among 18 places, made up, with the cohort engine."""
    rng = np.random.default_rng(5)
    places = [
        Place(f"zone {n}", Kind.CONFLICT_ZONE, "home", population=300_000, conflict_from=0)
        for n in range(10)
    ]
    places += [Place(f"town {n}", Kind.TOWN, "home") for n in range(4)]
    places += [Place(f"camp {n}", Kind.CAMP, "abroad") for n in range(4)]
    links = [
        Link(places[a].name, places[b].name, float(rng.integers(40, 500)))
        for a in range(18)
        for b in range(a + 1, 18)
        if rng.random() < 0.2 or b == a + 1
    ]
    conflict = np.zeros((1095, 18))
    conflict[:, :10] = rng.random((1095, 10)) < 0.9
    instance = Instance(
        date(2013, 1, 1), tuple(places), tuple(links), (), conflict, StockReports({})
    )
    inflow = np.full(1095, 3_800_000 / 1095)
    seconds, _ = timed(lambda: simulate(instance, inflow, rng=np.random.default_rng(1)))
    return Row(
        "3.8 million persons, 1,095 days, cohorts",
        round(seconds, 2),
        1.0,
        "limit",
        "s CPU",
        "about 1",
        seconds <= 1.2,
    )


def measure(*, quick: bool) -> list[Row]:
    warm_kernels()
    runs: dict[str, dict[str, object] | None] = {}
    for name, size in (QUICK if quick else CRISES).items():
        runs[name] = peers(name, size, 1 if quick else FULL_SEEDS if size == 1 else SEEDS)
    told_of = ((name, run) for name, run in runs.items() if run is not None)
    rows = [row for name, run in told_of for row in engine_rows(name, run, quick=quick)]
    rows += [large_row(), *share_rows(runs, quick), stock_row(), *total_rows(quick)]
    return [*rows, *start_rows(runs=3 if quick else 9)]


def main() -> int:
    return told(__doc__, measure)


if __name__ == "__main__":
    sys.exit(main())
