"""``hbm demo``: a real crisis replayed with invented people, then served."""

from __future__ import annotations

import gc
import os
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings

from openhbm.cli.command import HbmCommand, takes_json
from openhbm.cli.demo.cast import log_ins
from openhbm.cli.demo.database import empty_database
from openhbm.cli.demo.home import add_home_arguments
from openhbm.cli.demo.outcome import outcome_of
from openhbm.cli.demo.replay import Replay
from openhbm.cli.demo.scenario import Source
from openhbm.cli.demo.schedule import parse_scale
from openhbm.cli.progress import bar
from openhbm.cli.server import DEFAULT_HOST, DEFAULT_PORT, check_port, serve
from openhbm.content.loader import pack

DEFAULT_SCENARIO = "ukraine-2022"
DEFAULT_SCALE = "1:2000"


class Command(HbmCommand):
    help = "Replay a real crisis with invented people, through the actions an officer uses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scenario", default=DEFAULT_SCENARIO, help="what to replay")
        parser.add_argument(
            "--scale",
            type=_scale,
            default=DEFAULT_SCALE,
            help=f"persons replayed for persons who came, such as {DEFAULT_SCALE} or 0.001",
        )
        parser.add_argument("--seed", type=_whole, default=1, help="same seed, same people")
        parser.add_argument("--days", type=_days, help="replay only the first days")
        parser.add_argument("--no-serve", action="store_true", help="stop after the replay")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)
        add_home_arguments(parser)
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_serve"]:
            check_port(DEFAULT_HOST, options["port"])
        began = time.monotonic()
        # Millions of short-lived objects and hardly a cycle: looking for cycles less often saves
        # a tenth of the time.
        gc.set_threshold(100_000, 50, 50)
        source = Source.read(pack(), options["scenario"], options["scale"], options["days"])
        empty_database()
        replay = Replay.prepared(source, pack(), options["seed"])
        with bar("Replaying", total=len(source.days), unit="day") as progress:

            def tell(day: object) -> None:
                progress.set_postfix_str(str(day), refresh=False)
                progress.update()

            replay.run(tell)
        folder = Path(settings.HBM_HOME) / "sitreps"
        figures = outcome_of(replay, folder, time.monotonic() - began)
        self.tell(options, figures, _lines(figures, replay))
        if not options["no_serve"]:
            self._serve(replay, options["port"])

    def _serve(self, replay: Replay, port: int) -> None:
        for line in _invitation(replay, port):
            self.stderr.write(line, ending="\n")
        # The pages' clock goes on from the end of the replay. A worker that is forked takes over
        # the settings, one that is spawned reads the variable.
        settings.CLOCK_STARTS = os.environ["HBM_CLOCK_STARTS"] = replay.ended_at.isoformat()
        serve(port=port)


def _lines(figures: dict[str, Any], replay: Replay) -> Iterator[str]:
    """The figures for reading."""
    forecast = figures["forecast"]
    yield replay.source.scenario.title["en"]
    yield (
        f"{figures['source_total']:,} people came in {figures['days']} days; at scale "
        f"{replay.source.scale} these are {figures['tallied']:,}, counted at "
        f"{len(replay.staged)} posts. Days that differ from the source: {figures['mismatch_days']}."
    )
    yield (
        f"Registered {figures['registered']:,}, screened {figures['screened']:,}, "
        f"referrals {figures['referred']:,}, entry decisions {figures['decided']:,}."
    )
    if forecast:
        yield (
            f"Forecast error {forecast['mae']} persons a day and post over "
            f"{forecast['horizon_days']} days, persistence {forecast['persistence_mae']}; "
            f"{forecast['coverage80']:.0%} fell into the 80 % band."
        )
    yield f"Alerts: {len(figures['alerts'])}. Last report: {figures['sitrep']['html']}"
    verified = "verifies" if figures["journal"]["verified"] else "DOES NOT VERIFY"
    yield f"The journal holds {figures['journal']['entries']:,} entries and {verified}."
    yield f"{figures['seconds']} s, {figures['persons_per_second']} persons a second."
    for assumption in replay.source.scenario.assumptions:
        yield f"Note: {assumption['en']}"


def _invitation(replay: Replay, port: int) -> Iterator[str]:
    """Where to look, as whom, and whom to follow."""
    busiest = replay.source.busiest
    yield ""
    yield f"Open http://localhost:{port} and sign in as one of these:"
    for each in log_ins(busiest.id):
        where = f" at {busiest.names['en']}" if each.place else ""
        yield f"  {each.username:<12} {each.password}   {each.role.replace('_', ' ')}{where}"
    if replay.done.example:
        yield f"One family to follow, from tally to referral: group {replay.done.example}"
    yield "Ctrl-C stops it. The next demo begins anew."


def _scale(text: str) -> Fraction:
    try:
        return parse_scale(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _days(text: str) -> int:
    days = _whole(text)
    if days == 0:
        raise ArgumentTypeError("replay at least one day")
    return days
