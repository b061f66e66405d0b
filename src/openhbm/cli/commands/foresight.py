"""``hbm foresight``: what forecasts and alarms were worth."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError

from openhbm.apps.foresight.accuracy.areas import (
    AreaAccuracy,
    accuracy_of_areas,
    plain_area_accuracy,
)
from openhbm.apps.foresight.accuracy.queries import (
    PostAccuracy,
    accuracy_of_posts,
    plain_accuracy,
)
from openhbm.apps.ledger import clock
from openhbm.apps.places.queries import post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.core.flows.accuracy import Accuracy


class Command(NounCommand):
    help = "Score forecasts and alarms by what came."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "score",
            "Errors of the forecasts that were made, of posts, areas and countries, beside the last"
            " count carried forward, and alarms true, false and missed.",
            self.score,
            arguments,
        )

    def score(self, options: Options) -> None:
        if options["post"] and options["place"]:
            raise CommandError("Give one of --post CODE and --place PLACE.")
        by, at, place = self.actor(options), clock.now(), options["place"].upper()
        post = post_for(by, options["post"]) if options["post"] else None
        posts = [] if place else accuracy_of_posts(by, at, post)
        areas = [] if post else accuracy_of_areas(by, at, place)
        figures: dict[str, Any] = {
            "posts": [plain_accuracy(by, each) for each in posts],
            "areas": [plain_area_accuracy(by, each) for each in areas],
        }
        lines = [*map(area_line, areas), *map(line_of, posts)]
        if place:
            lines += [line for each in areas for line in lines_of_each(each)]
        self.tell(options, figures, lines or [NOTHING])


NOTHING = "No forecast and no alert in the last half year."
UNKNOWN = "not yet known"


def line_of(found: PostAccuracy) -> str:
    """One post in one line."""
    ledger = found.ledger
    alarms = f"alarms {ledger.right} right, {ledger.false} false, {len(ledger.missed)} missed"
    return f"{found.post.code:<16} {score_text(found.overall)}; {alarms}"


def area_line(found: AreaAccuracy) -> str:
    """One country or area in one line."""
    return f"{found.place:<16} {score_text(found.overall)}; {found.forecasts} forecasts"


def lines_of_each(found: AreaAccuracy) -> Iterable[str]:
    """One line for every forecast that was made of a country or an area, the newest first."""
    for each in found.each:
        yield f"  as of {each.forecast.as_of_on}  {score_text(each.score)}"


def score_text(score: Accuracy | None) -> str:
    """What forecasts were worth, beside the last count carried forward."""
    if score is None:
        return f"error {UNKNOWN}"
    return (
        f"error {score.mae:.1f} a day (last count {score.persistence_mae:.1f}),"
        f" band held {score.coverage80:.0%} of {score.judged} days"
    )


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--post", default="", help="of one post (all posts)")
    parser.add_argument(
        "--place",
        default="",
        help="of one area (P-code) or country (ISO 3166 alpha-3), and each of its forecasts; ALL"
        " for all posts of several countries",
    )
    takes_actor(parser)
    takes_json(parser)
