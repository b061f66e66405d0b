"""``hbm foresight``: what forecasts and alarms were worth."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from openhbm.apps.foresight.accuracy.queries import (
    PostAccuracy,
    accuracy_of_posts,
    plain_accuracy,
)
from openhbm.apps.ledger import clock
from openhbm.apps.places.queries import post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json


class Command(NounCommand):
    help = "Score forecasts and alarms by what came."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "score",
            "Errors of the forecasts that were made, beside the last count carried forward, and"
            " alarms true, false and missed.",
            self.score,
            arguments,
        )

    def score(self, options: Options) -> None:
        by = self.actor(options)
        post = post_for(by, options["post"]) if options["post"] else None
        found = accuracy_of_posts(by, clock.now(), post)
        figures: dict[str, Any] = {"posts": [plain_accuracy(by, each) for each in found]}
        self.tell(options, figures, map(line_of, found) if found else [NOTHING])


NOTHING = "No forecast and no alert yet."


def line_of(found: PostAccuracy) -> str:
    """One post in one line."""
    whole, ledger = found.overall, found.ledger
    errors = (
        f"error {whole.mae:.1f} a day (last count {whole.persistence_mae:.1f}),"
        f" band held {whole.coverage80:.0%} of {whole.judged} days"
        if whole
        else "no forecast to judge yet"
    )
    alarms = f"alarms {ledger.right} right, {ledger.false} false, {len(ledger.missed)} missed"
    return f"{found.post.code:<16} {errors}; {alarms}"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--post", default="", help="of one post (all posts)")
    takes_actor(parser)
    takes_json(parser)
