"""``hbm tablet``: how the tablets of this node stand, and what one brings in a file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.intake.tablets.queries import TabletStanding, all_standings
from openhbm.apps.intake.tablets.taking import Outcome, State, read_backup, take_backup
from openhbm.apps.ledger.errors import ActionError
from openhbm.cli.command import NounCommand, Options, Verb, takes_json
from openhbm.cli.progress import bar


class Command(NounCommand):
    help = "See what tablets have not sent yet, and take in their backup files."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("list", "Say how each tablet stands.", self.list, takes_json)
        yield Verb("import", "Take in the backup file of a tablet.", self.take, import_arguments)

    def list(self, options: Options) -> None:
        found = all_standings(None)
        now = timezone.now()
        told = [asdict(one) | {"is_silent": one.is_silent(now)} for one in found]
        lines = [line_of(one) for one in found] or ["No tablet was prepared at this node."]
        self.tell(options, {"tablets": told}, lines)

    def take(self, options: Options) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            backup = read_backup(path.read_bytes())
        except ActionError as error:
            raise CommandError(str(error)) from None
        if backup.tablet.device.revoked_at is not None and not options["though_revoked"]:
            raise CommandError(
                f"{backup.tablet} was revoked. Take its items in with --though-revoked once it is"
                " known that its own people wrote them."
            )
        with bar("items", len(backup.items)) as progress:
            outcomes = take_backup(
                backup, though_revoked=options["though_revoked"], tell=progress.update
            )
        counts = Counter(outcome.state for outcome in outcomes)
        figures = {state.value: counts[state] for state in State}
        problems = [asdict(one) for one in outcomes if one.state is not State.TAKEN]
        lines = [f"{len(outcomes)} items: {counts[State.TAKEN]} are at the node now."]
        lines += [problem_line(one) for one in outcomes if one.state is not State.TAKEN]
        self.tell(options, figures | {"problems": problems}, lines)


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument(
        "--though-revoked",
        action="store_true",
        help="take in what a tablet wrote that was put out since",
    )
    takes_json(parser)


def line_of(standing: TabletStanding) -> str:
    """A tablet in one line."""
    seen = (
        f"last heard of {standing.seen_at:%Y-%m-%d %H:%M}" if standing.seen_at else "not heard of"
    )
    refused = f", {standing.refused} not taken" if standing.refused else ""
    state = ", revoked" if standing.is_revoked else ""
    return f"{standing.label}: {standing.unsent} unsent{refused}, {seen}{state}."


def problem_line(outcome: Outcome) -> str:
    """What kept an item from being taken."""
    return f"! {outcome.id}: {outcome.message} {outcome.remedy}".rstrip()
