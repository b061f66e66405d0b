"""``hbm dedupe``: find double registrations, and judge the pairs that were found."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from openhbm.apps.identity.linking import LEAST, in_memory, link_register
from openhbm.apps.identity.pairs.actions import judge_pair
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.queries import (
    Sides,
    counts_of_pairs,
    pair_for,
    pairs_visible_to,
    sides_of,
)
from openhbm.apps.identity.scorers import WEIGHTS_ALONE
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.progress import bar

MEMORY = "memory"
_BATCH = "openhbm.apps.identity.batch"


class Command(NounCommand):
    help = "Find double registrations; judge what was found. Nothing is ever merged by itself."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("run", "Look for double registrations.", self.run, run_arguments)
        yield Verb(
            "review", "List the pairs to judge, or judge one.", self.review, review_arguments
        )

    def run(self, options: Options) -> None:
        runner = runner_of(options)
        with bar("dedupe", unit="") as shown:

            def told(step: str, done: int, of: int) -> None:
                shown.set_description(step)
                shown.total, shown.n = of, done
                shown.refresh()

            if options["file"]:
                figures = _linked_file(options, runner, told)
            else:
                figures = asdict(
                    link_register(
                        by=self.actor(options),
                        scorer=options["scorer"],
                        least=options["least"],
                        run=runner,
                        told=told,
                    )
                )
        self.tell(options, figures, _told(figures))

    def review(self, options: Options) -> None:
        by = self.actor(options)
        if options["pair"]:
            if options["judge"]:
                judge_pair(
                    by=by, pair_id=options["pair"], judgement=options["judge"], note=options["note"]
                )
            sides = sides_of(by, pair_for(by, options["pair"]))
            self.tell(options, _figures(sides), _lines(sides))
            return
        found = pairs_visible_to(by, options["state"])[: options["most"]]
        sides = [sides_of(by, pair) for pair in found]
        figures = {"counts": counts_of_pairs(by), "pairs": [_figures(each) for each in sides]}
        lines = [line for each in sides for line in _lines(each)]
        self.tell(options, figures, lines or ["No pair waits for your judgement."])


def runner_of(options: Options) -> Any:
    """What links: this process's memory, its disk, or a cluster."""
    engine = options["engine"]
    if engine == MEMORY:
        return in_memory
    try:
        running = importlib.import_module(f"{_BATCH}.running")
    except ModuleNotFoundError as error:
        raise CommandError(
            f"--engine {engine} needs {error.name}. Install openhbm[batch,cluster]."
        ) from None
    return running.FromDisk(engine, options["folder"])


def _linked_file(options: Options, runner: Any, told: Any) -> dict[str, Any]:
    if not options["out"]:
        raise CommandError("A file needs --out FILE.parquet for what is found in it.")
    try:
        files = importlib.import_module(f"{_BATCH}.files")
    except ModuleNotFoundError as error:
        raise CommandError(f"Files need {error.name}. Install openhbm[batch].") from None
    found = files.link_file(
        options["file"], options["out"], options["scorer"], options["least"], runner, told
    )
    return dict(asdict(found))


def run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        default=MEMORY,
        metavar="ENGINE",
        help="memory, disk (bounded memory, DuckDB), or dask://host:port",
    )
    parser.add_argument(
        "--folder", type=Path, help="where disk and cluster work; every worker must see it"
    )
    parser.add_argument(
        "--scorer",
        default=WEIGHTS_ALONE,
        help="weights (learnt from the register) or a scorer of the content pack",
    )
    parser.add_argument(
        "--least", type=float, default=LEAST, help="log odds from which a pair is shown"
    )
    parser.add_argument("--file", type=Path, help="link a CSV or Parquet file instead")
    parser.add_argument("--out", type=Path, help="where the pairs of --file are written (Parquet)")
    takes_actor(parser)
    takes_json(parser)


def review_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("pair", nargs="?", help="one pair, by its id")
    parser.add_argument("--judge", choices=PairState.values, help="what the pair is")
    parser.add_argument("--note", default="", help="why; it stays in the journal")
    parser.add_argument("--state", default="not_judged", choices=PairState.values)
    parser.add_argument("--most", type=int, default=20, help="so many pairs are listed")
    takes_actor(parser)
    takes_json(parser)


def _told(figures: dict[str, Any]) -> Iterable[str]:
    yield f"{figures['records']:,} records, {figures['compared']:,} pairs compared."
    yield f"{figures['likely']:,} likely pairs in {figures['groups']:,} groups of records."
    if "proposed" in figures:
        yield f"{figures['proposed']:,} new pairs wait for review: hbm dedupe review"


def _figures(sides: Sides) -> dict[str, Any]:
    return {
        "id": str(sides.pair.id),
        "state": sides.pair.state,
        "left": {"number": sides.left.number, "name": str(sides.left)},
        "right": {"number": sides.right.number, "name": str(sides.right)},
        "judgement_to_consider": sides.match.judgement.value,
        "evidence": [
            {
                "signal": e.signal,
                "left": e.left,
                "right": e.right,
                "weight_bits": round(e.weight, 2),
                "reason": e.reason.text,
            }
            for e in sides.match.evidence
        ],
    }


def _lines(sides: Sides) -> Iterable[str]:
    yield f"{sides.pair.id}  {sides.left.number} | {sides.right.number}  [{sides.pair.state}]"
    for e in sides.match.evidence:
        yield f"    {e.weight:+6.1f}  {e.reason.text}  {e.left or '–'} | {e.right or '–'}"
