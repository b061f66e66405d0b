"""``hbm displace``: where displaced people go, how sure that is, and what to plan for."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import numpy as np

from openhbm.apps.foresight.ensembles import LOCAL, Ensemble, run_ensemble
from openhbm.apps.foresight.instances import instance_in, settings_in
from openhbm.cli.command import NounCommand, Options, Verb, takes_json
from openhbm.cli.displacing import (
    averaged,
    day_of,
    flow_figures,
    judged,
    lines_of,
    outlook_figures,
    plan_figures,
    replay_errors,
)
from openhbm.cli.flow_map import flow_page
from openhbm.cli.numbers import whole_number
from openhbm.cli.progress import bar
from openhbm.core.flows.displacement.assimilation import outlook
from openhbm.core.flows.displacement.engines import Engine, Flow, simulate
from openhbm.core.flows.displacement.places import Closure, ClosureKind, Instance
from openhbm.core.flows.displacement.planning import Scenario, planning_figures, runs_of
from openhbm.core.flows.displacement.scenarios import Closed, NewFront, changed, difference
from openhbm.core.flows.displacement.settings import MoveSettings
from openhbm.core.flows.displacement.totals import newcomers_in, newcomers_known, total_outlook

_MOST_PERSONS = 2e9
_MOST_DAYS, _MOST_RUNS, _MOST_WORKERS, _MOST_SEED = 366, 100_000, 1_024, 2**32 - 1


class Command(NounCommand):
    help = "Where displaced people go, from an instance in the format of the public Flee model."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "run",
            "Forecast total and division as of a day; or replay, with --oracle or --per-day.",
            self.run_one,
            run_arguments,
        )
        yield Verb(
            "evaluate", "Judge what would have been said, beside naive shares.", self.judge, judge
        )
        yield Verb("plan", "Run many times: likely and worst figures.", self.plan, plan_arguments)

    def run_one(self, options: Options) -> None:
        instance = instance_in(options["folder"])
        if options["oracle"] or options["per_day"] is not None:
            figures = replay(instance, options)
        elif options["page"]:
            raise ValueError("--page draws a replay; add --oracle or --per-day N")
        else:
            origin = day_of(instance, options["as_of"])
            where = outlook(instance, origin, options["days"])
            total = total_outlook(instance, origin, options["days"])
            figures = outlook_figures(instance, where, total)
        self.tell(options, figures, lines_of(figures))

    def judge(self, options: Options) -> None:
        instance = instance_in(options["folder"])
        horizon = options["days"]
        if options["as_of"]:
            figures = judged(instance, day_of(instance, options["as_of"]), horizon)
        else:
            origins = range(28, instance.days - horizon, options["every"])
            if not origins:
                raise ValueError(
                    f"{options['folder']}: no forecast of {horizon} days can be judged in a run of"
                    f" {instance.days} days, the first made on day 28; give fewer --days"
                )
            days = []
            with bar("forecasts", len(origins)) as shown:
                for origin in origins:
                    days.append(judged(instance, origin, horizon))
                    shown.update()
            figures = averaged(days)
        self.tell(options, figures, lines_of(figures))

    def plan(self, options: Options) -> None:
        instance = instance_in(options["folder"])
        scenarios = scenarios_of(instance, options)
        runs = runs_of(scenarios, options["runs"], options["seed"])
        ensemble = Ensemble(instance, scenarios, runs, initial_of(instance))
        with bar("batches", len(ensemble.batches())) as shown:
            figures = run_ensemble(
                ensemble,
                engine=options["engine"],
                workers=options["workers"],
                folder=options["keep"],
                done=lambda finished, _: shown.update(finished - shown.n),
            )
        told = plan_figures(planning_figures(instance, scenarios, runs, figures))
        self.tell(options, told, lines_of(told))


def replay(instance: Instance, options: Options) -> dict[str, object]:
    """The whole period with counted totals or so many a day, with and without changes."""
    moves = settings_in(options["settings"]) if options["settings"] else MoveSettings()
    changes = [*map(closed, options["close"]), *map(front, options["front"])]

    def run(made: Instance, by: MoveSettings) -> Flow:
        return simulate(
            made,
            inflow_of(instance, options),
            by,
            rng=np.random.default_rng(options["seed"]),
            engine=Engine(options["model"]),
            initial=initial_of(instance),
        )

    flow = run(instance, moves)
    after = run(*changed(instance, moves, changes)) if changes else None
    more = difference(flow, after) if after else None
    figures = flow_figures(flow, more)
    if options["page"]:
        title = f"Displacement: {options['folder'].name}"
        options["page"].write_text(flow_page(title, flow, after, more), encoding="utf-8")
    if options["oracle"]:
        figures["errors_with_the_true_total"] = replay_errors(flow)
    return figures


def inflow_of(instance: Instance, options: Options) -> np.ndarray:
    """Newcomers a day: as counted afterwards, or so many."""
    if options["per_day"] is not None:
        if options["per_day"] > _MOST_PERSONS:
            raise ValueError(f"--per-day {options['per_day']:g}: at most {_MOST_PERSONS:.0f}")
        return np.full(instance.days, float(options["per_day"]))
    if not instance.reports.names:
        raise ValueError("nobody was counted; add source_data, or say --per-day N")
    return newcomers_in(instance.reports.interpolated(instance.days))


def initial_of(instance: Instance) -> np.ndarray:
    """Stocks reported by the first day."""
    initial = np.zeros(len(instance.places))
    for name in instance.reports.names:
        stock = instance.reports.as_of(0).corrected(name)
        initial[instance.index_of(name)] = stock[-1].persons if stock else 0.0
    return initial


def scenarios_of(instance: Instance, options: Options) -> tuple[Scenario, ...]:
    """The total's quantiles as of a day, each with and without what may be changed."""
    origin = day_of(instance, options["as_of"])
    horizon = min(options["days"], instance.days - 1 - origin)
    levels = (0.1, 0.3, 0.5, 0.7, 0.9)
    total = total_outlook(instance, origin, max(horizon, 1), levels)
    past = newcomers_known(instance.reports, origin)
    changes = (*map(closed, options["close"]), *map(front, options["front"]))
    return tuple(
        Scenario(
            f"total at {level:g}",
            np.concatenate([past, np.full(horizon, persons / max(horizon, 1))]),
            changes,
        )
        for level, persons in zip(levels, total.quantiles, strict=True)
    )


def closed(text: str) -> Closed:
    """A closure from KIND:FIRST:SECOND:START:END."""
    parts = text.split(":")
    if len(parts) != 5 or parts[0] not in set(ClosureKind):
        kinds = ", ".join(ClosureKind)
        raise ValueError(f"--close {text}: write KIND:FIRST:SECOND:START:END, KIND one of {kinds}")
    start, end = days_in("--close", text, parts[3:])
    if 0 < end <= start:
        raise ValueError(f"--close {text}: END has to come after START, or be 0: for good")
    return Closed(Closure(ClosureKind(parts[0]), parts[1], parts[2], start, end))


def front(text: str) -> NewFront:
    """A new front from PLACE:START:END."""
    parts = text.split(":")
    if len(parts) != 3:
        raise ValueError(f"--front {text}: write PLACE:START:END")
    return NewFront(parts[0], *days_in("--front", text, parts[1:]))


def days_in(option: str, text: str, parts: list[str]) -> tuple[int, int]:
    if not all(part.isdecimal() for part in parts):
        raise ValueError(f"{option} {text}: START and END are days of the run, such as 30")
    return int(parts[0]), int(parts[1])


def day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone


def common(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="holds input_csv and source_data")
    parser.add_argument("--as-of", type=day, help="forecast from this day, such as 2012-06-30")
    parser.add_argument(
        "--days", type=whole_number(1, _MOST_DAYS), default=28, help="days ahead (28)"
    )
    takes_json(parser)


def with_changes(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=whole_number(0, _MOST_SEED), default=1)
    parser.add_argument(
        "--close", action="append", default=[], metavar="KIND:FIRST:SECOND:START:END"
    )
    parser.add_argument("--front", action="append", default=[], metavar="PLACE:START:END")


def run_arguments(parser: ArgumentParser) -> None:
    common(parser)
    with_changes(parser)
    parser.add_argument("--oracle", action="store_true", help="replay with the totals counted")
    parser.add_argument("--per-day", type=float, metavar="N", help="replay with N persons a day")
    parser.add_argument("--model", choices=list(Engine), default=Engine.COHORTS)
    parser.add_argument("--settings", type=Path, help="a Flee settings file")
    parser.add_argument(
        "--page", type=Path, help="write maps of a replay, and of what changes make of it, here"
    )


def judge(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument(
        "--every", type=whole_number(1, _MOST_DAYS), default=14, help="days between forecasts (14)"
    )


def plan_arguments(parser: ArgumentParser) -> None:
    common(parser)
    with_changes(parser)
    parser.add_argument(
        "--runs", type=whole_number(1, _MOST_RUNS), default=200, help="runs of each scenario (200)"
    )
    parser.add_argument("--engine", default=LOCAL, help="local, or dask://HOST:PORT")
    parser.add_argument(
        "--workers", type=whole_number(1, _MOST_WORKERS), help="local processes (one per core)"
    )
    parser.add_argument("--keep", type=Path, help="keep finished batches here, to go on later")
