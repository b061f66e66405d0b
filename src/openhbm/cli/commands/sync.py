"""``hbm sync``: meet the centre over a line, or by files carried by hand."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import httpx
from django.core.management.base import CommandError

from openhbm.apps.sync.actions import begin_recovery, end_recovery
from openhbm.apps.sync.bundles import take_bundle, write_bundle
from openhbm.apps.sync.meeting import TIMEOUT, Meeting
from openhbm.apps.sync.queries import Standing, standing_of_nodes
from openhbm.apps.sync.relay import hand_to_another
from openhbm.apps.sync.running import EVERY_SECONDS, keep_meeting, meet_upstream
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.commands.node import lines_of
from openhbm.cli.progress import bar


class Command(NounCommand):
    help = "Meet the centre over a line or by hand, and see how replication stands."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("run", "Meet the centre, again and again or once.", self.run, run_arguments)
        yield Verb("status", "Say what is unsent, undecided or wrong.", self.status, takes_json)
        yield Verb("export", "Write what a node lacks into a file.", self.export, export_arguments)
        yield Verb("relay", "Let another post carry it that has a line.", self.relay, relay_words)
        yield Verb("import", "Take in such a file.", self.take, import_arguments)
        yield Verb(
            "recover", "Wait for others after a restore by other means.", self.recover, actor_words
        )
        yield Verb(
            "go-on", "After a restore: do not wait for all others.", self.go_on, go_on_arguments
        )

    def run(self, options: Options) -> None:
        def meet_once() -> Meeting:
            with bar("entries") as progress:
                return meet_upstream(lambda met: progress.update(met.sent + met.received))

        def tell(done: Meeting) -> None:
            self.tell(options, asdict(done), [told(done)])

        if not options["once"]:
            keep_meeting(threading.Event(), options["every"], meet_once, tell)
            return
        done = meet_once()
        tell(done)
        if done.problem:
            raise SystemExit(1)

    def status(self, options: Options) -> None:
        found = standing_of_nodes(None)
        self.tell(options, asdict(found), lines_about(found))

    def export(self, options: Options) -> None:
        path = Path(options["file"] or ".")
        if path.is_dir():
            path /= f"{options['to']}.hbm"
        with bar("entries") as progress:
            carried = write_bundle(by=None, to=options["to"], path=path, tell=progress.update)
        self.tell(
            options,
            asdict(carried) | {"file": str(path)},
            [f"{path}: {carried.entries:,} entries for {options['to']}, sealed and signed."],
        )

    def relay(self, options: Options) -> None:
        with httpx.Client(timeout=TIMEOUT) as client:
            given = hand_to_another(url=options["through"], client=client)
        self.tell(
            options,
            {"letters": given},
            [f"{given} letters, sealed; {options['through']} carries them and cannot open them."],
        )

    def recover(self, options: Options) -> None:
        waiting = begin_recovery(by=self.actor(options))
        lines = ["This node meets no other: nobody has anything of it. It goes on as it is."]
        if waiting:
            lines = [f"It records nothing until {', '.join(waiting)} handed back what they hold."]
        self.tell(options, {"waits_for": waiting}, lines)

    def go_on(self, options: Options) -> None:
        waiting = end_recovery(by=self.actor(options), reason=options["reason"])
        lines = ["This node writes again."]
        if waiting:
            lines.append(f"When {', '.join(waiting)} comes, what it holds is still taken back.")
        self.tell(options, {"not_answered": waiting}, lines)

    def take(self, options: Options) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with bar("entries") as progress:
            carried = take_bundle(by=None, path=path, tell=progress.update)
        lines = [f"{carried.entries:,} new entries from {carried.letters} letters."]
        if carried.known:
            lines.append(f"{carried.known} letters had been taken in before.")
        if carried.carried:
            lines.append(f"{carried.carried} letters are for other nodes; this one carries them.")
        if carried.held:
            lines.append(f"{carried.held} letters wait for an earlier bundle; take that in too.")
        self.tell(options, asdict(carried), lines)


def run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="meet once and end")
    parser.add_argument(
        "--every", type=int, default=EVERY_SECONDS, metavar="SECONDS", help="how often (60)"
    )
    takes_json(parser)


def export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="NODE", help="prefix of the node it is for")
    parser.add_argument("file", nargs="?", help="file or folder to write to (NODE.hbm)")
    takes_json(parser)


def relay_words(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--through", required=True, metavar="URL", help="address of the post that has a line"
    )
    takes_json(parser)


def actor_words(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def go_on_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="why the others are not waited for")
    takes_actor(parser)
    takes_json(parser)


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    takes_json(parser)


def told(done: Meeting) -> str:
    """A meeting in one line."""
    figures = f"{done.sent:,} sent, {done.received:,} received, {done.letters} letters"
    return f"{figures}. {done.problem}".strip()


def lines_about(found: Standing) -> Iterable[str]:
    """How replication stands, worst first."""
    where = f"meets {found.upstream} at {found.url}" if found.upstream else "meets nobody above it"
    yield f"{found.prefix} {where}: {found.unsent:,} entries unsent."
    yield from (f"! {problem}" for problem in found.problems)
    if found.missing and not found.is_recovering:
        yield f"Lost with a disk, and held by nobody else: {found.missing:,} of its own entries."
    if found.photos:
        yield f"Photos that have not come yet; they follow all else: {found.photos:,}."
    if found.carried:
        yield f"Letters of other nodes, carried here until they are handed on: {found.carried:,}."
    for node in found.nodes:
        yield from lines_of(node)
